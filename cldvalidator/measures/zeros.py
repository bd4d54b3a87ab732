"""Zeros that are no figures: nobody to count, or a file that cannot say.

DHSC's code gives 0 where the denominator is 0 (method section 13.11), and so do the values here. A
reader who sees that 0 takes it for a result, so each such figure carries the words to show instead.
"""

from __future__ import annotations

from dataclasses import replace

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.figures import Figure, MeasureResult
from cldvalidator.measures.registry import MeasureText

NO_ONE = "no one to count"
_IDENTIFIERS = ("NHS Number", "LA Person Unique Identifier")
_BIRTH = "Date of Birth"
_OPTIONAL = (*_IDENTIFIERS, "Date of Death")
_GROUPED_BY = {
    "18 to 64": _BIRTH,
    "65 and above": _BIRTH,
    "Female": "Gender",
    "Male": "Gender",
}


def with_words_for_zeros(
    result: MeasureResult, text: MeasureText, processed: ProcessedEvents
) -> MeasureResult:
    """Return the result with `unavailable` set on zeros that are no figures, and the reason."""
    reason = _reason(text, processed)
    figures = tuple(
        replace(f, unavailable=_words(f, text, processed, reason)) for f in result.figures
    )
    instead = ""
    if not any(f.value or f.numerator for f in figures):
        if reason:
            instead = _cannot(reason)
        elif len({f.unavailable for f in figures}) < 2 and all(f.unavailable for f in figures):
            instead = figures[0].unavailable if figures else NO_ONE
    if not result.grids:
        return replace(result, figures=figures, unavailable=instead)
    # A table of zeros is a result: its cells stay, and only what no file can say is said of all.
    return replace(result, unavailable=_cannot(reason) if reason and instead else "")


def _reason(text: MeasureText, processed: ProcessedEvents) -> str:
    """Say why nothing of a measure can be computed; empty if something can."""
    absent = processed.absent
    needed = [n for n in text.gates if n not in (*text.deciders, *_OPTIONAL)]
    lacking = [n for n in needed if n in absent]
    if all(n in absent for n in _IDENTIFIERS):
        lacking += _IDENTIFIERS
    if lacking:
        return _no_column(lacking)
    if len(processed.joined) or len(processed.single):
        return ""
    if processed.other_dates:
        return "its dates can be read in several ways (rule FILE-08)"
    period = processed.period
    return f"no event of the file counts in the year to {period.last:%d/%m/%Y}"


def _words(figure: Figure, text: MeasureText, processed: ProcessedEvents, reason: str) -> str:
    if figure.value or figure.numerator:
        return ""
    group_field = _GROUPED_BY.get(figure.group)
    if not reason and group_field in processed.absent:
        reason = _no_column([str(group_field)])
    if not reason and figure.denominator:
        reason = _no_column([n for n in text.deciders if n in processed.absent])
    if reason:
        return _cannot(reason)
    return NO_ONE if figure.denominator == 0 else ""


def _cannot(reason: str) -> str:
    return f"cannot be computed: {reason}"


def _no_column(names: list[str]) -> str:
    return f"the file has no column for {', '.join(names)}" if names else ""
