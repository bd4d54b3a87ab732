"""Filters of rows: conditions on several fields at once, as text and as conditions of the packs."""

from cldvalidator.filters.cursor import FilterProblem
from cldvalidator.filters.fields import FilterFields
from cldvalidator.filters.reading import read_filter
from cldvalidator.filters.rows import FilteredRows
from cldvalidator.filters.text import filter_text

__all__ = ["FilterFields", "FilterProblem", "FilteredRows", "filter_text", "read_filter"]
