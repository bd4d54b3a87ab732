"""What most rows of a file state of the file itself: its council and its period."""

from __future__ import annotations

from cldvalidator.extract.plain_text import plain_value, without_point
from cldvalidator.extract.table import Extract


def commonest(extract: Extract, name: str) -> str:
    """Return the text that most rows of a field hold; the empty text for a file of no records."""
    column = extract.records.column(name)
    return column.texts[int(column.counts.argmax())] if len(column) else ""


def la_code_of(extract: Extract) -> str:
    """Return the LA Code that most rows state, without what a program has put around it."""
    return without_point(plain_value(commonest(extract, "LA Code")))


def period_texts(extract: Extract) -> str:
    """Return the two days of the period as most rows state them, "" where there are none."""
    days = [commonest(extract, f"Reporting Period {x} Date").strip() for x in ("Start", "End")]
    return " to ".join(days) if all(days) else ""
