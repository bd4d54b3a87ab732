"""Which days a workbook stores as dates and which as text: where days were swapped, it shows."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from cldvalidator.extract.cell_text import ColumnOfCells
from cldvalidator.extract.date_order import StoredDates
from cldvalidator.extract.table import HeaderMatch
from cldvalidator.specification import Specification

_DAY = re.compile(r" *([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-](?:[0-9]{4}|[0-9]{2}) *")
_MONTHS = 12


def stored_dates(
    matches: Sequence[HeaderMatch], columns: Sequence[ColumnOfCells], specification: Specification
) -> Mapping[str, StoredDates]:
    """Count, for each date field, the cells that are stored as dates and as texts with a day.

    Counted as the sheet stores them; costs time by distinct values.
    """
    found = {
        match.field: StoredDates(*(column.count(test) for test in _TESTS))
        for match, column in zip(matches, columns, strict=True)
        if match.field is not None and specification.by_name[match.field].type == "date"
    }
    return MappingProxyType(found)


def _stored_day(value: Any) -> int:
    return value.day if isinstance(value, dt.date) else 0


def _text_day(value: Any) -> int:
    found = _DAY.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found is not None and int(found[2]) <= _MONTHS else 0


_TESTS = (
    lambda value: 1 <= _stored_day(value) <= _MONTHS,
    lambda value: _stored_day(value) > _MONTHS,
    lambda value: 1 <= _text_day(value) <= _MONTHS,
    lambda value: _text_day(value) > _MONTHS,
)
