"""Days of the events in words."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from cldvalidator.events.unique_events import NO_END
from cldvalidator.selection.period import EPOCH


def day_words(number: float) -> str:
    """Return a day since EPOCH as 31/03/2026; "no end date" for none."""
    if np.isnan(number) or number >= NO_END:
        return "no end date"
    return f"{EPOCH + timedelta(days=int(number)):%d/%m/%Y}"


def span_words(start: float, end: float) -> str:
    """Return from which day to which: "from 01/04/2025, without an end date"."""
    if np.isnan(end) or end >= NO_END:
        return f"from {day_words(start)}, without an end date"
    return f"from {day_words(start)} to {day_words(end)}"
