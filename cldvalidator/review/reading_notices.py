"""Notices about how a file was read, shared by every page and command. No cell values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cldvalidator.extract import Reading
from cldvalidator.extract.notices import notices_of
from cldvalidator.wording import elided, some


def notice_lines(reading: Reading) -> Iterator[str]:
    """Yield what may have gone wrong with the file, a line each."""
    yield from (f"  ! {notice}" for notice in notices_of(reading))


def column_lines(
    reading: Reading, *, briefly: bool = False, everything: bool = False
) -> Iterator[str]:
    """Yield how columns were recognised, which are kept aside, and which fields are missing.

    briefly: the columns that go by another name in one line. everything: no list is cut short.
    """
    renamed = [m for m in reading.headers if m.field is not None and m.how != "exact"]
    if briefly and renamed:
        names = some([f"{m.letter} '{elided(m.found)}' as {m.field}" for m in renamed], 4)
        yield f"  columns read by another name: {names}"
    elif not briefly:
        for match in renamed:
            yield f"  column {match.letter} '{elided(match.found)}' is read as {match.field}"
    aside = [elided(m.found) for m in reading.headers if m.field is None]
    if aside:
        yield f"  not used, not part of a submission: {_listed(aside, everything)}"
    if missing := reading.missing:
        yield f"  not in the file: {_listed(missing, everything)}"


def _listed(names: Sequence[str], everything: bool) -> str:
    return ", ".join(names) if everything else some(names)
