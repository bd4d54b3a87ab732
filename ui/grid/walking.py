"""Walking the findings of the grid: to the next one and back, each told in words."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ui.announcing import announce
from ui.grid.model import GridModel
from ui.grid.view import Grid
from ui.workspace import Workspace

Cells = npt.NDArray[np.int64]
"""Cells with a finding, in the order of the grid: place of the row times fields, plus field."""


class FindingWalk:
    """Goes through the cells with a finding among the rows that are shown."""

    def __init__(self, workspace: Workspace, grid: Grid, model: GridModel) -> None:
        self._workspace = workspace
        self._grid = grid
        self._model = model
        self.cells: Cells = np.zeros(0, np.int64)

    def forget(self) -> None:
        """Let go of the cells: other rows will be shown."""
        self.cells = np.zeros(0, np.int64)

    def step(self, *, forward: bool) -> None:
        """Go to the next or the previous finding among the rows shown; at the end begin again."""
        if not len(self.cells) or self._workspace.opened is None:
            return
        names = self._workspace.opened.result.findings.names
        index = self._grid.currentIndex()
        here = -1
        if index.isValid():
            name = self._model.names[index.column()]
            number = names.index(name) if name in names else 0
            here = index.row() * len(names) + number
        if forward:
            place = int(np.searchsorted(self.cells, here, side="right"))
        else:
            place = int(np.searchsorted(self.cells, here, side="left")) - 1
        self._go_to(int(self.cells[place % len(self.cells)]))
        self._grid.setFocus()  # F2 then edits the cell
        announce(self._grid, self._in_words())

    def go_to_first(self) -> None:
        """Go to the first cell with a finding; there has to be one."""
        self._go_to(int(self.cells[0]))

    def rows_without(self, rows: int) -> int:
        """Return how many of the rows shown have no finding (any more)."""
        opened = self._workspace.opened
        assert opened is not None
        return rows - len(np.unique(self.cells // len(opened.result.findings.names)))

    def _go_to(self, cell: int) -> None:
        opened = self._workspace.opened
        assert opened is not None
        names = opened.result.findings.names
        place = self._model.place_of(names[cell % len(names)])
        self._grid.go_to(cell // len(names), max(place, 0))

    def _in_words(self) -> str:
        """Return where the current cell is, what it holds and what is wrong with it."""
        index, opened, views = (
            self._grid.currentIndex(),
            self._workspace.opened,
            self._workspace.views,
        )
        if opened is None or views is None:
            return ""
        record, name = int(self._model.rows[index.row()]), self._model.names[index.column()]
        found = views.of_record(record)
        rules = opened.result.findings.rules
        wrong = [rules[r].wrong for r in found.loc[found["field"] == name, "rule"]]
        row_ = int(opened.extract.source_rows[record])
        text = self._model.text(index.row(), index.column()) or "blank"
        return f"Row {row_}, {name}: {text}. {' '.join(wrong)}"
