"""Cells entered as in a spreadsheet: pasted, cleared and filled down, each as one step."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from cldvalidator.problems import InputProblem
from cldvalidator.wording import counted
from ui.explained import Explained
from ui.widgets.clipboard import copied_cells
from ui.widgets.listing import Listing
from ui.widgets.parts import column, label
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import CellChange, History
    from ui.grid.view import Grid

MOST_ENTERED = 20_000
"""Cells that are entered at once; to change more, a value is fixed on the Fix page."""
MOST_SHOWN = 500
_SELECT_FIRST = InputProblem("No cell is selected.", "Select the cells that you want to change.")


@dataclass(frozen=True)
class Entry:
    """What would be entered: a title for the log, and a change for each cell that differs.

    A row is known by the number that Excel shows: its place among the records is another one as
    soon as a row above it is left out.
    """

    title: str
    changes: tuple[CellChange, ...]

    def apply(self, history: History) -> History:
        """Return the history with the changes made, each in the row that it was entered in."""
        rows = [change.source_row for change in self.changes]
        places = np.searchsorted(history.start.source_rows, rows).tolist()
        changes = [replace(c, record=place) for c, place in zip(self.changes, places, strict=True)]
        return history.do(self.title, changes)


@dataclass(frozen=True)
class _Block:
    """The selected cells: rows and columns as they are shown, columns that are hidden left out."""

    rows: range
    places: tuple[int, ...]


def cleared(grid: Grid) -> Entry:
    """Return the selected cells as blank. Raises InputProblem."""
    block = _selected(grid)
    return _entry(grid, "Clear", block, [[""] * len(block.places)] * len(block.rows))


def filled_down(grid: Grid) -> Entry:
    """Return the selected cells with the texts of the first row; of one row, with those above it.

    Raises InputProblem.
    """
    block = _selected(grid)
    if len(block.rows) == 1:
        if not block.rows.start:
            raise InputProblem(
                "There is no row above the selected cell.",
                "Select the cell that holds the value and the cells below it.",
            )
        block = _Block(range(block.rows.start - 1, block.rows.stop), block.places)
    first = [grid.grid.text(block.rows.start, place) for place in block.places]
    return _entry(grid, "Fill down", block, [first] * len(block.rows))


def pasted(grid: Grid, text: str) -> Entry:
    """Return the cells of the clipboard where the selection begins; one value fills all of it.

    text: a line for each row, tabs between columns, as spreadsheets copy. Raises InputProblem when
    there is nothing to paste or it does not fit.
    """
    texts = list(csv.reader(io.StringIO(text, newline=""), delimiter="\t"))
    if not texts:
        raise InputProblem("There is no text to paste.", "Copy cells first, then paste them here.")
    across = max(map(len, texts))
    if any(len(line) != across for line in texts):
        raise InputProblem(
            "The copied rows differ in their number of cells.", "Copy a rectangle of cells."
        )
    block = _selected(grid)
    down, right = len(block.rows), len(block.places)
    if down % len(texts) == 0 and right % across == 0:
        texts = [line * (right // across) for line in texts] * (down // len(texts))
        return _entry(grid, "Paste", block, texts)
    if (down, right) != (1, 1):
        raise InputProblem(
            f"The copied cells ({len(texts):,} by {across}) do not fit the selection "
            f"({down:,} by {right}).",
            "Select only the first cell that you want to paste into.",
        )
    places = [p for p in range(block.places[0], len(grid.grid.names)) if not grid.isColumnHidden(p)]
    rows = range(block.rows.start, block.rows.start + len(texts))
    if len(places) < across or rows.stop > grid.grid.rowCount():
        raise InputProblem(
            f"The copied cells ({len(texts):,} by {across}) go beyond the last row or column.",
            "Select a cell further up or to the left.",
        )
    return _entry(grid, "Paste", _Block(rows, tuple(places[:across])), texts)


def _selected(grid: Grid) -> _Block:
    ranges = grid.selected_ranges()
    if len(ranges) != 1:
        raise _SELECT_FIRST
    one = ranges[0]
    places = tuple(p for p in range(one.left(), one.right() + 1) if not grid.isColumnHidden(p))
    if not places:
        raise _SELECT_FIRST
    return _Block(range(one.top(), one.bottom() + 1), places)


def _entry(grid: Grid, doing: str, block: _Block, texts: list[list[str]]) -> Entry:
    """Return the changes of the cells that would differ."""
    from cldvalidator.fixes import CellChange

    model = grid.grid
    count = len(block.rows) * len(block.places)
    if count > MOST_ENTERED:
        raise InputProblem(
            f"{count:,} cells are too many to change at once.",
            f"Select up to {MOST_ENTERED:,} cells, or change a value everywhere on the Fix page.",
        )
    fixed = [
        model.names[p]
        for p in block.places
        if not model.flags(model.index(block.rows.start, p)) & Qt.ItemFlag.ItemIsEditable
    ]
    if fixed:
        raise InputProblem(
            f"These columns cannot be changed: {', '.join(fixed)}.",
            "They are hidden from view now, or are not fields. Select other cells.",
        )
    assert model.extract is not None
    source = model.extract.source_rows
    changes = []
    for row, line in zip(block.rows, texts, strict=True):
        record = int(model.rows[row])
        for place, text in zip(block.places, line, strict=True):
            found = model.text(row, place)
            if found != text:
                name = model.names[place]
                changes.append(CellChange(name, record, int(source[record]), found, text))
    fields = list(dict.fromkeys(c.field for c in changes))
    where = fields[0] if len(fields) == 1 else f"{len(fields)} fields"
    cells = "1 cell" if len(changes) == 1 else f"{len(changes):,} cells"
    return Entry(f"{doing}: {cells} in {where}", tuple(changes))


class Entering:
    """Enters cells into a grid, as Delete, Ctrl+V and Ctrl+D ask for it."""

    def __init__(self, workspace: Workspace, grid: Grid) -> None:
        self._workspace = workspace
        self._grid = grid
        grid.clear_wanted.connect(self.clear)
        grid.paste_wanted.connect(self.paste)
        grid.fill_wanted.connect(self.fill_down)

    def clear(self) -> None:
        """Make the selected cells blank."""
        self._enter(cleared)

    def fill_down(self) -> None:
        """Give the selected cells what the first of each column holds."""
        self._enter(filled_down)

    def paste(self) -> None:
        """Put the cells of the clipboard here; of several, show first what would change."""
        text = copied_cells()
        self._enter(lambda grid: pasted(grid, text), ask=True)

    def _enter(self, make: Callable[[Grid], Entry], *, ask: bool = False) -> None:
        if self._workspace.opened is None:
            return
        file = self._workspace.file
        try:
            entry = make(self._grid)
        except InputProblem as problem:
            self._workspace.tell(problem)
            return
        several = len(entry.changes) > 1
        if entry.changes and not (ask and several and not PasteDialog(entry, self._grid).exec()):
            self._workspace.edit(entry.apply, of=file)


class PasteDialog(Explained):
    """Shows what would be pasted over before anything changes."""

    topic = "fix#Other ways to change a cell"

    def __init__(self, entry: Entry, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Paste")
        give_room(self, 92, 28)
        changes, shown = entry.changes, entry.changes[:MOST_SHOWN]
        words = f"{counted(len(changes), 'cell')} would change, in one step that you can undo."
        if len(changes) > len(shown):
            words += f" The first {len(shown):,} are shown."
        view = ListingView("Cells that would change")
        view.show_listing(
            Listing(
                ("Row", "Field", "Found", "Becomes"),
                (
                    [f"{c.source_row}" for c in shown],
                    [c.field for c in shown],
                    [c.found or "blank" for c in shown],
                    [c.written or "blank" for c in shown],
                ),
            ),
            stretch=3,
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = buttons.addButton("Paste", QDialogButtonBox.ButtonRole.AcceptRole)
        go.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.setLayout(column(label(words), view, buttons))
