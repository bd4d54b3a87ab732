"""The rows of a checked file that fit a filter, and the file with only these."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cldvalidator.checks import CheckResult
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.extract import Extract
from cldvalidator.filters import FilteredRows, FilterFields, filter_text, read_filter
from cldvalidator.filters.covering import covered
from cldvalidator.filters.not_here import refuse_what_is_not_here
from cldvalidator.review.of_rows import of_rows
from cldvalidator.review.opened import Opened
from cldvalidator.specification import Specification
from cldvalidator.specification.conditions import Condition
from cldvalidator.wording import counted


@dataclass(frozen=True, eq=False)
class Fitting:
    """Which rows fit a filter. rows: one bool for each record of the file."""

    condition: Condition
    fields: FilterFields
    rows: npt.NDArray[np.bool_]

    @property
    def count(self) -> int:
        """How many rows fit."""
        return int(np.count_nonzero(self.rows))

    @property
    def public_text(self) -> str:
        """The filter as text, without values that may be about a person."""
        return filter_text(covered(self.condition, self.fields), self.fields)


def fitting(
    extract: Extract, specification: Specification, result: CheckResult, text: str
) -> Fitting:
    """Return the rows of a checked file that fit the text of a filter.

    Raises FilterProblem, and InputProblem where it names what cannot be there (`not_here`).
    """
    fields = FilterFields.of(extract, specification, result.findings.rules)
    condition = read_filter(text, fields)
    read = normalised_extract(extract, specification, lambda f: result.judged[f.name])
    refuse_what_is_not_here(condition, extract, read, result)
    return Fitting(condition, fields, FilteredRows(extract, read, result).rows(condition))


@dataclass(frozen=True, eq=False)
class Filtered:
    """A checked file, of which only the rows that fit are shown."""

    whole: Opened
    fits: Fitting

    @cached_property
    def shown(self) -> Opened:
        """The file with only these rows and their findings; each row keeps its Excel number."""
        return of_rows(self.whole, self.fits.rows)

    @property
    def sentence(self) -> str:
        """What is shown and counted, and what is not filtered."""
        of = counted(len(self.fits.rows), "row")
        return (
            f"Only rows where {self.fits.public_text} are shown and counted: "
            f"{self.fits.count:,} of {of}. The verdict is of the whole file."
        )


def filter_file(opened: Opened, text: str) -> Filtered:
    """Return the rows of a file that fit the text of a filter. Raises InputProblem."""
    fits = fitting(opened.extract, opened.specification, opened.result, text)
    return Filtered(opened, fits)
