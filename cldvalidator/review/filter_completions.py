"""What can be typed next in a filter of the rows of a file that is open."""

from __future__ import annotations

from collections.abc import Callable

from cldvalidator.filters import FilterFields
from cldvalidator.filters.completing import Completions, completions
from cldvalidator.review.opened import Opened
from cldvalidator.review.row_choice import column_of


def filter_completions(
    before: str, opened: Opened, is_covered: Callable[[str], bool]
) -> Completions:
    """Return what can follow a text that begins a filter: fields, comparisons, values of the file.

    is_covered: whether the values of a field may not be offered.
    """
    fields = FilterFields.of(opened.extract, opened.specification)
    return completions(
        before, fields, lambda name: None if is_covered(name) else column_of(opened.extract, name)
    )
