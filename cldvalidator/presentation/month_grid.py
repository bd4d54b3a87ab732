"""The months that decide whether DHSC selects a file, as a grid: types down, months across."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cldvalidator.review.selection import ALLOWED, COMPLETE, INCOMPLETE, FileSelection

ALL_THREE = "All three"


@dataclass(frozen=True)
class GridCell:
    """A month of a type. ends: how many events ended, None in the row of all three types.

    state: "complete", "allowed" or "incomplete". words: the whole of it, for who hears it.
    """

    ends: int | None
    state: str
    words: str

    @property
    def number(self) -> str:
        """The number as it is drawn."""
        return "" if self.ends is None else f"{self.ends:,}"

    @property
    def text(self) -> str:
        """The number and the state; colour is never alone."""
        return f"{self.number} {self.state}".strip()


@dataclass(frozen=True)
class GridRow:
    """A type with its months. needed: how many events must end in one; None for all three."""

    name: str
    needed: int | None
    cells: tuple[GridCell, ...]


@dataclass(frozen=True)
class MonthGrid:
    """The grid. months: the heads of its columns."""

    months: tuple[str, ...]
    rows: tuple[GridRow, ...]

    def text(self) -> str:
        """Return the grid with its headers, tab between columns, for the clipboard."""
        lines = ["\t".join(("Ended", "Needed", *self.months))]
        for row in self.rows:
            needed = "" if row.needed is None else f"{row.needed:,}"
            lines.append("\t".join((row.name, needed, *(cell.text for cell in row.cells))))
        return "\n".join(lines)


def month_grid(selection: FileSelection) -> MonthGrid:
    """Lay out the months of a file: a row for each type, and one for all three together."""
    days = [month.first for month in selection.rows[0].months]
    rows = []
    for kind in selection.rows:
        plural = f"{kind.name}s"
        cells = [
            GridCell(m.ends, m.state, f"{_cell_text(plural, m.first, m.state)} {m.ends:,} ended, "
                     f"{kind.needed:,} needed.")
            for m in kind.months
        ]  # fmt: skip
        rows.append(GridRow(plural, kind.needed, tuple(cells)))
    together = []
    for place, day in enumerate(days):
        states = {kind.months[place].state for kind in selection.rows}
        state = next(s for s in (INCOMPLETE, ALLOWED, COMPLETE) if s in states)
        together.append(GridCell(None, state, _cell_text(ALL_THREE, day, state)))
    rows.append(GridRow(ALL_THREE, None, tuple(together)))
    return MonthGrid(tuple(f"{day:%b %y}" for day in days), tuple(rows))


def _cell_text(name: str, day: date, state: str) -> str:
    return f"{name}, {day:%B %Y}: {state}."
