"""What the user is still asked about a file as a whole: until then nothing counts as done."""

from __future__ import annotations

from cldvalidator.extract import Extract
from cldvalidator.review.date_notice import date_notices


def open_questions(extract: Extract) -> tuple[str, ...]:
    """Return what is still to be said of a file, each as the end of a sentence; () for nothing."""
    asked = []
    if extract.reading.no_records:
        asked.append("what becomes of the rows that are not records")
    if any(notice.is_open for notice in date_notices(extract)):
        asked.append("which part of the dates is the day")
    return tuple(asked)
