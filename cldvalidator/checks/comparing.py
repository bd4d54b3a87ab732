"""Days and numbers of distinct texts, and how they compare with a condition's bounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.dates import NO_DATE, day_number, day_numbers
from cldvalidator.extract import Column
from cldvalidator.specification.conditions import Comparison, FieldCompares


def numbers(values: pa.StringArray) -> npt.NDArray[np.float64]:
    """Return the number of each text, not-a-number where it is none."""
    plain = pc.match_substring_regex(values, r"^-?[0-9]{1,16}(\.[0-9]+)?$")
    texts = pc.if_else(plain, values, None)
    found: npt.NDArray[np.float64] = pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False)
    return found


def values_compared(column: Column, condition: FieldCompares) -> npt.NDArray[np.float64]:
    """By code: the day number or the number of the text, not-a-number where it is none."""
    if not isinstance(condition.bounds[0], date):
        return column.by_text(numbers)
    value = column.by_text(day_numbers).astype(np.float64)
    value[value == NO_DATE] = np.nan
    return value


def compares(column: Column, condition: FieldCompares) -> npt.NDArray[np.bool_]:
    """By code: does the comparison hold for the text?"""
    bounds = [float(day_number(b)) if isinstance(b, date) else b for b in condition.bounds]
    return fits(values_compared(column, condition), condition.op, bounds)


def fits(
    value: npt.NDArray[np.float64], op: Comparison, bounds: Sequence[float]
) -> npt.NDArray[np.bool_]:
    """Compare each value; not-a-number fits "!=" only. bounds: as in `FieldCompares`."""
    match op:
        case "=":
            return np.isin(value, bounds)
        case "!=":
            return ~np.isin(value, bounds)
        case "<":
            return np.asarray(value < bounds[0])
        case "<=":
            return np.asarray(value <= bounds[0])
        case ">":
            return np.asarray(value > bounds[0])
        case ">=":
            return np.asarray(value >= bounds[0])
        case "between":
            return np.asarray((value >= bounds[0]) & (value <= bounds[1]))
