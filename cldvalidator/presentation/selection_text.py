"""Will DHSC select this file: the months by type as lines of a terminal and as a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cldvalidator.presentation.sheet import LINES, Cell, Chart, Series, Sheet
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


def selection_sheet(selection: FileSelection) -> Sheet:
    """Lay out the months by type as a table of texts: a row a month."""
    headers = ("Month", *(f"{r.name}s ended" for r in selection.rows), "Complete")
    rows = []
    for number, month in enumerate(_months(selection)):
        cells = [Cell(f"{month.first:%B %Y}")]
        states = []
        for row in selection.rows:
            found = row.months[number]
            mark = MARKS[found.state]
            cells.append(Cell(f"{found.ends:,}{f' {mark}' if mark else ''}", number=found.ends))
            if found.state != COMPLETE:
                states.append(f"{row.name.lower()}s {STATE_WORDS[found.state]}")
        cells.append(Cell("; ".join(states) or "for all three"))
        rows.append(tuple(cells))
    return Sheet("Months that DHSC counts", headers, tuple(rows), _chart(selection))


def _chart(selection: FileSelection) -> Chart | None:
    """Draw the ended events of each type by month, and how many make a month complete."""
    months = tuple(f"{m.first:%b %y}" for m in _months(selection))
    if len(months) < 2:
        return None
    series = [
        Series(f"{row.name}s", tuple(float(m.ends) for m in row.months)) for row in selection.rows
    ]
    most = max(row.needed for row in selection.rows)
    series.append(Series("Needed at most", (float(most),) * len(months)))
    return Chart(LINES, months, tuple(series))


def needed_words(selection: FileSelection) -> str:
    """Say what makes a month complete for this file."""
    each = ", ".join(f"{r.needed:,} {r.name.lower()}s" for r in selection.rows)
    return (
        f"A month is complete for a type when enough of its events ended in it: {each}. DHSC needs "
        "10 (not of the City of London), and a fifth of the type's usual month. A single month "
        "that is not complete is allowed between two complete ones. Services that are open do not "
        "count in any month. It is taken that the file reaches DHSC on "
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
