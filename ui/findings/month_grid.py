"""The months that decide whether DHSC selects a file, as a grid of states."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.widgets.state_grid import Grid, Look, StateGridView

if TYPE_CHECKING:
    from cldvalidator.presentation.month_grid import MonthGrid

LOOKS = {
    "complete": Look("good", "good", "complete"),
    "allowed": Look("warning", "warning", "allowed"),
    "incomplete": Look("error", "error", "incomplete"),
}


class MonthGridView(StateGridView):
    """A row for each event type, a column for each month."""

    def __init__(self, grid: MonthGrid, name: str) -> None:
        self.grid = grid
        down = (r.name if r.needed is None else f"{r.name}\n{r.needed:,} needed" for r in grid.rows)
        shown = Grid(grid.months, tuple(down), [row.cells for row in grid.rows])
        super().__init__(shown, LOOKS, name, grid.text(), _first_looked_at(grid))


def _first_looked_at(grid: MonthGrid) -> tuple[int, int]:
    """Return the first month that is not complete, else the last month."""
    for number, row in enumerate(grid.rows):
        for place, cell in enumerate(row.cells):
            if cell.state == "incomplete":
                return number, place
    return 0, len(grid.months) - 1
