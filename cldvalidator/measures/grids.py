"""Tables of rows and columns, each cell a figure with who is behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cldvalidator.measures.figures import Behind, Figure, people_in

TOTAL = "Total"


@dataclass(frozen=True, eq=False)
class Entries:
    """What is counted in a table: a unit (person, spell or row) at a row and a column of it.

    person: whose it is; record: a 0-based row of the extract, negative where none is named. The
    same unit may stand on several lines (its records), and in several cells.
    """

    unit: npt.NDArray[np.int64]
    person: npt.NDArray[np.int64]
    record: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    column: npt.NDArray[np.int64]

    def at(self, chosen: npt.NDArray[np.bool_]) -> Entries:
        """Return the entries that are chosen."""
        columns = (self.unit, self.person, self.record, self.row, self.column)
        return Entries(*(c[chosen] for c in columns))


NOTHING_COUNTED = Entries(*(np.zeros(0, np.int64) for _ in range(5)))


@dataclass(frozen=True, eq=False)
class Grid:
    """A table as it is published: rows and columns in their order, zeros too.

    id: what it is called in `resources/activity/tables.json`. rows, columns: labels, Total last
    where there is one. cells: a figure by row and column; its description is the title and the row,
    its group the column. whole: everybody in the table, whether or not it shows a total. entries:
    what is counted in the cells.
    """

    id: str
    title: str
    note: str
    row_heading: str
    column_heading: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[Figure, ...], ...]
    whole: Figure
    entries: Entries

    def figures(self) -> Iterator[Figure]:
        """Yield every cell, row by row."""
        for row in self.cells:
            yield from row

    def for_sharing(self, changed: Callable[[Figure], Figure]) -> Grid:
        """Return the table with every figure changed, and without what is counted in it."""
        cells = tuple(tuple(map(changed, row)) for row in self.cells)
        return replace(self, cells=cells, whole=changed(self.whole), entries=NOTHING_COUNTED)


def grid_of(
    entries: Entries,
    *,
    id: str,
    title: str,
    note: str,
    headings: tuple[str, str],
    rows: Sequence[str],
    columns: Sequence[str],
    totals: bool = True,
) -> Grid:
    """Count different units by cell. Totals are of different units too, not sums of the cells."""
    across, down = len(columns), len(rows)
    cell = entries.row * across + entries.column
    inner = _by_place(entries, cell, down * across)
    by_row = _by_place(entries, entries.row, down)
    by_column = _by_place(entries, entries.column, across)
    (everybody,) = _by_place(entries, np.zeros(len(cell), np.int64), 1)
    whole = _figure(title, TOTAL, everybody, headline=True)
    cells = []
    for place, label in enumerate(rows):
        name = f"{title}: {label}"
        line = [
            _figure(name, column, inner[place * across + n]) for n, column in enumerate(columns)
        ]
        if totals:
            line.append(_figure(name, TOTAL, by_row[place]))
        cells.append(tuple(line))
    if totals:
        last = [_figure(title, column, by_column[n]) for n, column in enumerate(columns)]
        cells.append((*last, whole))
    more = (TOTAL,) if totals else ()
    return Grid(
        id,
        title,
        note,
        *headings,
        (*rows, *more),
        (*columns, *more),
        tuple(cells),
        whole,
        entries,
    )


Counted = tuple[int, Behind]


def _by_place(entries: Entries, place: npt.NDArray[np.int64], size: int) -> list[Counted]:
    """Return by place how many different units there are, and who is behind them."""
    order = np.lexsort((entries.unit, place))
    at, unit = place[order], entries.unit[order]
    first = np.ones(len(order), bool)
    first[1:] = (at[1:] != at[:-1]) | (unit[1:] != unit[:-1])
    counts = np.bincount(at[first], minlength=size)
    bounds = np.searchsorted(at, np.arange(size + 1))
    person, record = entries.person[order], entries.record[order]
    out = []
    for n in range(size):
        inside = slice(bounds[n], bounds[n + 1])
        records = record[inside]
        behind = Behind(
            numerator_people=people_in(person[inside]),
            numerator_records=np.unique(records[records >= 0]).astype(np.int32),
        )
        out.append((int(counts[n]), behind))
    return out


def _figure(description: str, group: str, counted: Counted, *, headline: bool = False) -> Figure:
    count, behind = counted
    return Figure(description, group, float(count), count, behind=behind, headline=headline)
