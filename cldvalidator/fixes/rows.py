"""Rows that are left out of a file, or kept as records although they look like none."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from cldvalidator.extract import Column, Extract
from cldvalidator.extract.no_records import RULE as NO_RECORD_RULE
from cldvalidator.extract.no_records import kind_words
from cldvalidator.extract.table import RowsApart
from cldvalidator.fixes.changes import BY_YOU, KEPT, LEFT_OUT, PUT_BACK, RowChange
from cldvalidator.problems import InputProblem
from cldvalidator.wording import counted


class DecidedRows:
    """What is decided about the rows of a file; makes the extract that is left.

    The columns of the fields that no change touches are made once.
    """

    def __init__(self, start: Extract, out: Collection[int], kept: Collection[int]) -> None:
        """Decide about the rows of a file as read, by the numbers that Excel shows for them."""
        self.out, self.kept = frozenset(out), frozenset(kept)
        self.apart = RowsApart(start.positions(np.array(sorted(out), np.int64)))
        odd = tuple(r for r in start.reading.no_records if r.source_row not in self.kept)
        known = replace(start, reading=replace(start.reading, no_records=odd)).with_undecided()
        self._left = known.without(self.apart)

    def extract(self, columns: Mapping[str, Column]) -> Extract:
        """Return what is left of all rows of some columns."""
        if len(self.apart):
            columns = {n: self.apart.column(n, c) for n, c in columns.items()}
        return replace(self._left, columns=MappingProxyType(dict(columns)))

    def allows(self, change: RowChange, now: Extract) -> str | None:
        """Return what a row holds that is decided about, as a hash; None where it cannot be.

        now: the extract as it is. A row is not decided about twice in the same way, nor when it
        holds something else than when it was seen.
        """
        if change.decided == PUT_BACK:
            return change.found if change.source_row in self.out else None
        place = now.positions(np.array([change.source_row]))
        if not len(place) or (change.decided == KEPT and change.source_row not in _odd(now)):
            return None
        found = row_hash(now, int(place[0]))
        return found if change.found in ("", found) else None

    def and_then(self, start: Extract, changes: Iterable[RowChange]) -> DecidedRows:
        """Return what is decided after further changes. start: the file as read."""
        out, kept = set(self.out), set(self.kept)
        for change in changes:
            if change.decided == PUT_BACK:
                out.discard(change.source_row)
            else:
                (out if change.decided == LEFT_OUT else kept).add(change.source_row)
        return DecidedRows(start, out, kept)


def _odd(extract: Extract) -> frozenset[int]:
    return frozenset(r.source_row for r in extract.reading.no_records)


def row_hash(extract: Extract, position: int) -> str:
    """Return a short hash of what a row holds, by which it is known again."""
    texts = (f"{name}\x1f{column.text(position)}" for name, column in extract.columns.items())
    return hashlib.sha256("\x1e".join(texts).encode()).hexdigest()[:16]


def rows_out(
    extract: Extract,
    source_rows: Iterable[int],
    *,
    decided: str = LEFT_OUT,
    rule: str = "",
    by: str = BY_YOU,
) -> tuple[RowChange, ...]:
    """Return changes that leave rows out, or keep them as records.

    source_rows: as Excel shows them. rule: the rule whose finding is the reason. Raises
    InputProblem for a row that the file does not have, or that was left out already.
    """
    wanted = sorted(set(source_rows))
    places = extract.positions(np.array(wanted, np.int64))
    if len(places) < len(wanted):
        there = set(extract.source_rows[places].tolist())
        missing = [row for row in wanted if row not in there]
        named = ", ".join(f"{row:,}" for row in missing[:5])
        more = f" and {len(missing) - 5:,} more" if len(missing) > 5 else ""
        raise InputProblem(
            f"The file has no record in {'row' if len(missing) == 1 else 'rows'} {named}{more}.",
            "Give rows by the numbers that Excel shows beside them; the first record is in row "
            f"{int(extract.source_rows[0]) if len(extract) else 0:,}.",
        )
    kinds = {r.source_row: r.kind for r in extract.reading.no_records}
    return tuple(
        RowChange(
            row,
            decided,
            row_hash(extract, place),
            kind_words(kinds[row]) if row in kinds else "",
            NO_RECORD_RULE if row in kinds else rule,
            by=by,
        )
        for row, place in zip(wanted, places.tolist(), strict=True)
    )


def rows_back(out: Iterable[RowChange]) -> tuple[RowChange, ...]:
    """Return changes that put back rows that were left out."""
    return tuple(replace(c, decided=PUT_BACK, by=BY_YOU, when="") for c in out)


def no_records_out(
    extract: Extract, *, kind: str = "", decided: str = LEFT_OUT
) -> tuple[RowChange, ...]:
    """Return the changes that leave out, or keep, the rows that are not records.

    kind: only those of one kind.
    """
    rows = [r.source_row for r in extract.reading.no_records if kind in ("", r.kind)]
    return rows_out(extract, rows, decided=decided)


def rows_by_why(changes: Iterable[RowChange]) -> str:
    """Say what rows are: "3 a header repeated, 20 records"."""
    counts = Counter(c.why for c in changes)
    return ", ".join(
        f"{count:,} {why}" if why else counted(count, "record") for why, count in counts.items()
    )


NO_RECORDS = "no-records"
"""What the user writes for all rows that are not records."""


def row_decisions(extract: Extract, texts: Iterable[str], decided: str) -> tuple[RowChange, ...]:
    """Return the changes that a user asks for: rows such as "3, 17-20", or `NO_RECORDS`.

    Raises InputProblem for anything else, and for a row that the file does not have.
    """
    rows: set[int] = set()
    for text in texts:
        for part in text.split(","):
            if part.strip().casefold() == NO_RECORDS:
                rows.update(r.source_row for r in extract.reading.no_records)
            else:
                rows.update(parsed_rows(part))
    return rows_out(extract, rows, decided=decided)


def parsed_rows(text: str) -> Iterator[int]:
    """Yield the rows of a text such as "3, 17-20". Raises InputProblem for any other text."""
    for part in text.split(","):
        first, dash, last = (p.strip() for p in part.partition("-"))
        if not first.isdecimal() or (dash and not last.isdecimal()) or int(first) < 1:
            raise InputProblem(
                f"“{part.strip()}” is no row.",
                "Give rows as Excel shows them, such as 3,17-20, or no-records for all lines that "
                "are not records.",
            )
        if not dash:
            yield int(first)
            continue
        if int(last) < int(first) or int(last) - int(first) > 2_000_000:
            raise InputProblem(
                f"The rows {part.strip()} are no range.", "Give the smaller row first."
            )
        yield from range(int(first), int(last) + 1)
