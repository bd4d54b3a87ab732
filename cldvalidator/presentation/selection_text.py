"""Will DHSC select this file: the months by type as lines of a terminal, and in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cldvalidator.review.selection import ALLOWED, COMPLETE, INCOMPLETE, FileSelection, Month

MARKS = {COMPLETE: "", ALLOWED: "~", INCOMPLETE: "!"}
STATE_WORDS = {
    COMPLETE: "complete",
    ALLOWED: "too few, but allowed between two complete months",
    INCOMPLETE: "too few",
}
_MOST_MONTHS = 12


def selection_lines(selection: FileSelection, *, briefly: bool = False) -> Iterator[str]:
    """Yield the sentence, and the months by type.

    briefly: the months only when some are not complete. A file of more than twelve months shows its
    last twelve.
    """
    yield selection.sentence
    yield from (f"  {note}" for note in selection.notes)
    states = {m.state for row in selection.rows for m in row.months}
    if briefly and states == {COMPLETE}:
        return
    last = slice(-_MOST_MONTHS, None)
    yield ""
    yield "  ended".ljust(14) + "".join(
        f"{m.first:%b %y}".rjust(8) for m in _months(selection)[last]
    )
    for row in selection.rows:
        cells = [f"{m.ends:,}{MARKS[m.state] or ' '}".rjust(8) for m in row.months[last]]
        yield f"  {row.name}s".ljust(14) + "".join(cells)
    for state in (ALLOWED, INCOMPLETE):
        if state in states:
            yield f"  {MARKS[state]} {STATE_WORDS[state]}"


def _months(selection: FileSelection) -> tuple[Month, ...]:
    return selection.rows[0].months


def needed_words(selection: FileSelection) -> str:
    """Say what makes a month complete for this file."""
    each = ", ".join(f"{r.needed:,} {r.name.lower()}s" for r in selection.rows)
    return (
        f"A month is complete for a type when enough of its events ended in it: {each}. DHSC needs "
        "10 (not of the City of London), and a fifth of the type's usual month. A single month "
        "that is not complete is allowed between two complete ones. Services that are open do not "
        "count in any month. This assumes that the file reaches DHSC on "
        f"{selection.import_date:%d/%m/%Y}; the month of the import never counts."
    )


def selection_json(selection: FileSelection) -> dict[str, Any]:
    """Return the selection for scripts."""
    derived = selection.derived
    return {
        "selected": selection.selected,
        "sentence": selection.sentence,
        "period": [selection.period.first.isoformat(), selection.period.last.isoformat()],
        "derived period": [derived.first.isoformat(), derived.last.isoformat()]
        if derived
        else None,
        "import date": selection.import_date.isoformat(),
        "notes": list(selection.notes),
        "months": [
            {
                "event type": row.name,
                "month": f"{m.first:%Y-%m}",
                "ended": m.ends,
                "needed": row.needed,
                "state": m.state,
            }
            for row in selection.rows
            for m in row.months
        ],
    }
