"""The grid's columns: their widths, their order, and which are hidden, changed and remembered.

Only fields of the specification are remembered, by their names: the settings hold no header of a
file that is no field.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHeaderView

from cldvalidator.wording import counted
from ui.announcing import announce
from ui.grid.columns import ColumnsDialog
from ui.grid.view import Grid
from ui.workspace import Workspace

STEP = 4
"""By how many letters a column becomes wider or narrower at a press."""
TENTHS = 10
"""Widths are remembered in tenths of a letter, so that they fit any size of the text."""
NARROWEST, WIDEST = 30, 4_000


class Arrangement(QObject):
    """Remembers what the user makes of the columns, and brings it back in every file."""

    def __init__(self, workspace: Workspace, grid: Grid) -> None:
        super().__init__(grid)
        self._workspace, self._grid = workspace, grid
        self._model = grid.grid
        self._kept = workspace.preferences
        self._by_hand = False
        self._dropped = "", 0
        grid.width_of = self.width_of
        grid.is_kept_hidden = lambda name: name in self._kept.hidden_columns
        self._model.order = list(self._kept.column_order)
        for header in (grid.horizontalHeader(), grid.frozen.horizontalHeader()):
            header.viewport().installEventFilter(self)
            header.sectionResized.connect(self._resized)
        across = grid.horizontalHeader()
        across.setSectionsMovable(True)
        across.sectionMoved.connect(self._moved)

    def width_of(self, name: str) -> int | None:
        """Return the remembered width of a column in pixels, None without one."""
        tenths = self._kept.column_widths.get(name)
        return None if tenths is None else round(tenths * self._letter / TENTHS)

    @property
    def _letter(self) -> int:
        return self._grid.fontMetrics().averageCharWidth()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take note of the mouse: only what is done by hand is remembered, and at its end."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self._by_hand = True
        elif event.type() == QEvent.Type.MouseButtonRelease and self._by_hand:
            self._by_hand = False
            self._workspace.deferred.defer(self._save)
        return super().eventFilter(watched, event)

    def _resized(self, place: int, _before: int, width: int) -> None:
        if self._by_hand and width:
            self._keep_width(place, width)

    def _keep_width(self, place: int, width: int) -> None:
        name = self._model.names[place]
        if self._is_field(name):
            tenths = min(max(round(width * TENTHS / self._letter), NARROWEST), WIDEST)
            self._kept.column_widths[name] = tenths

    def _is_field(self, name: str) -> bool:
        opened = self._model.opened
        return opened is not None and name in opened.specification.by_name

    def _moved(self, place: int, before: int, after: int) -> None:
        """Follow a header that was dropped elsewhere: the order is kept by the model."""
        header: QHeaderView = self._grid.horizontalHeader()
        header.blockSignals(True)
        header.moveSection(after, before)
        header.blockSignals(False)
        self._dropped = self._model.names[place], after
        self._workspace.deferred.defer(self._follow_drop)

    def _follow_drop(self) -> None:
        name, after = self._dropped
        self._put(name, after)

    def _put(self, name: str, after: int) -> None:
        """Put a column at a place; the first ones, which identify a record, stay before it."""
        names = list(self._model.names)
        if name not in names[self._model.frozen_count() :]:
            return
        names.remove(name)
        names.insert(max(after, self._model.frozen_count()), name)
        self._arrange(names)
        self._remember_order()
        here = self._model.names.index(name) + 1 - self._model.frozen_count()
        announce(self._grid, f"{name} is column {here:,} of those that scroll")

    def _arrange(self, names: Sequence[str]) -> None:
        """Show the columns in an order; the current cell and those that are hidden stay so."""
        grid, model = self._grid, self._model
        index = grid.currentIndex()
        here = (index.row(), model.names[index.column()]) if index.isValid() else None
        shown = {*grid.shown_columns()}
        model.arrange(names)
        grid.show_columns(shown)
        if here is not None:
            grid.go_to(here[0], model.place_of(here[1]))

    def _remember_order(self) -> None:
        """Remember the order of the fields; those that this file lacks stay after the others."""
        model = self._model
        fields = [n for n in model.names if self._is_field(n)]
        gone = [n for n in self._kept.column_order if n not in fields]
        self._kept.column_order = [*fields, *gone]
        self._save()

    def move(self, step: int) -> None:
        """Move the column of the current cell to the left (-1) or the right (1)."""
        index = self._grid.currentIndex()
        place = index.column() + step
        while 0 <= place < len(self._model.names) and self._grid.isColumnHidden(place):
            place += step
        if index.isValid() and self._model.frozen_count() <= place < len(self._model.names):
            self._put(self._model.names[index.column()], place)

    def widen(self, step: int) -> None:
        """Make the column of the current cell wider (1) or narrower (-1)."""
        index = self._grid.currentIndex()
        if index.isValid():
            least = NARROWEST * self._letter // TENTHS
            width = self._grid.columnWidth(index.column()) + step * STEP * self._letter
            self._grid.setColumnWidth(index.column(), max(width, least))
            self._keep_width(index.column(), max(width, least))
            self._save()

    def reset(self) -> None:
        """Show every column as at first: in the file's order, as wide as its texts, none hidden."""
        self._kept.column_widths.clear()
        self._kept.column_order.clear()
        self._kept.hidden_columns.clear()
        if self._model.opened is not None:
            self._arrange([])
            self._grid.size_columns()
        self._save()

    def choose(self) -> None:
        """Ask which columns to show."""
        opened, names = self._workspace.opened, self._model.names
        if opened is None:
            return
        found = opened.result.findings.by_field()
        dialog = ColumnsDialog(
            names,
            {*self._grid.shown_columns()},
            {n for n, count in found.items() if count},
            self._grid,
        )
        if dialog.exec():
            self._show_only(dialog.chosen())

    def hide(self) -> None:
        """Hide the column of the current cell; the last one that is shown stays."""
        index, shown = self._grid.currentIndex(), self._grid.shown_columns()
        if not index.isValid() or len(shown) < 2:
            return
        name = self._model.names[index.column()]
        at = shown.index(name)
        beside = shown[at + 1] if at + 1 < len(shown) else shown[at - 1]
        self._grid.show_columns({*shown} - {name})
        self._remember_hidden([name])
        self._grid.go_to(index.row(), self._model.place_of(beside))
        left = counted(len(shown) - 1, "column is shown", "columns are shown")
        announce(self._grid, f"{name} is hidden. {left}.")

    def show_all(self) -> None:
        """Show every column again."""
        self._show_only({*self._model.names})

    def _show_only(self, names: Collection[str]) -> None:
        """Show these columns, and remember which fields are hidden."""
        self._grid.show_columns(names)
        here = {*self._model.names}
        self._kept.hidden_columns = [n for n in self._kept.hidden_columns if n not in here]
        self._remember_hidden([n for n in self._model.names if n not in names])

    def _remember_hidden(self, names: Sequence[str]) -> None:
        """Remember these fields as hidden, beside those that are already."""
        fields = [n for n in names if self._is_field(n)]
        self._kept.hidden_columns = list(dict.fromkeys([*self._kept.hidden_columns, *fields]))
        self._save()

    def _save(self) -> None:
        self._kept.save()
