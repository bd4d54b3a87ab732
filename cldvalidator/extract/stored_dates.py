"""Which days a workbook stores as dates and which as text: where days were swapped, it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.extract.date_order import StoredDates
from cldvalidator.extract.table import HeaderMatch
from cldvalidator.specification import Specification
from cldvalidator.workbooks.cells import DATE, TEXT, StoredColumn

_DAY = re.compile(r" *([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-](?:[0-9]{4}|[0-9]{2}) *")
_MONTHS = 12


def stored_dates(
    matches: Sequence[HeaderMatch], columns: Sequence[StoredColumn], specification: Specification
) -> Mapping[str, StoredDates]:
    """Count, for each date field, the cells that are stored as dates and as texts with a day.

    Counted as the sheet stores them; costs time by distinct values.
    """
    found = {
        match.field: _counted(column)
        for match, column in zip(matches, columns, strict=True)
        if match.field is not None and specification.by_name[match.field].type == "date"
    }
    return MappingProxyType(found)


def _counted(column: StoredColumn) -> StoredDates:
    days = np.zeros(len(column.texts), np.int64)
    is_date = column.kinds == DATE
    for place, text in zip(_places(is_date), _texts(column, is_date), strict=True):
        days[place] = int(text[:2])  # dd/mm/yyyy, with or without a time
    is_text = column.kinds == TEXT
    for place, text in zip(_places(is_text), _texts(column, is_text), strict=True):
        days[place] = _text_day(text)
    early, late = (days >= 1) & (days <= _MONTHS), days > _MONTHS
    counted = (is_date & early, is_date & late, is_text & early, is_text & late)
    return StoredDates(*(column.count(values) for values in counted))


def _places(values: npt.NDArray[np.bool_]) -> list[int]:
    return np.flatnonzero(values).tolist()


def _texts(column: StoredColumn, values: npt.NDArray[np.bool_]) -> list[str]:
    texts: list[str] = column.texts.filter(pa.array(values)).to_pylist()
    return texts


def _text_day(text: str) -> int:
    found = _DAY.fullmatch(text)
    return int(found[1]) if found is not None and int(found[2]) <= _MONTHS else 0
