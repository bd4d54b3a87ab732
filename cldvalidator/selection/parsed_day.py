"""A day that somebody tells: in an option, a field of the window, a manifest, or as a period."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

YEARS = range(2000, 2100)
"""A day of another year is a slip or stands for no end; the months around it may not exist."""
_FORMS = ("%d/%m/%Y", "%Y-%m-%d")
_DAYS = np.array(["2000-01-01", "2099-12-31"], "datetime64[D]").astype(np.int64)


def parsed_day(text: str) -> date | None:
    """Return the day written as 31/03/2026 or 2026-03-31; None for any other text, or century."""
    for form in _FORMS:
        try:
            found = datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
        return found if found.year in YEARS else None
    return None


def of_this_century(days: npt.NDArray[np.number[Any]]) -> npt.NDArray[np.bool_]:
    """By day number (from 1970): whether it can be a day of a reporting period; NaN is none."""
    found: npt.NDArray[np.bool_] = (days >= _DAYS[0]) & (days <= _DAYS[1])
    return found
