"""The rows that are not records: one decision about all of them, or about each kind."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton, QVBoxLayout, QWidget

from ui.grid.leaving_out import decide_rows
from ui.theme import SMALL
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import button, clear, literal, notice, show_in_place
from ui.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cldvalidator.extract import Extract


class UndecidedRows(QWidget):
    """Names them with their kinds; hidden where there is none.

    decided: a button was pressed and its step is being made; the keyboard is to go elsewhere.
    """

    decided = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._seen: Extract | None = None
        self._file: object = None
        self._shown_key: object = None
        self.leave: QPushButton | None = None
        self.keep: QPushButton | None = None
        self.look: QPushButton | None = None
        self.kinds: QPushButton | None = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(0, 0, 0, 0)
        workspace.file_changed.connect(self.refresh)
        workspace.checked.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Follow the file as it is now; the same rows are not drawn anew."""
        opened = self._workspace.opened
        self._seen = opened.extract if opened is not None else None
        self._file = self._workspace.file
        self.setEnabled(True)
        read = (self._file, self._seen.reading.no_records) if self._seen is not None else None
        if read == self._shown_key:
            return
        self._shown_key = read
        clear(self._place)
        self.leave = self.keep = self.look = self.kinds = None
        there_are = self._seen is not None and bool(self._seen.reading.no_records)
        if there_are:
            self._show()
        show_in_place(self, there_are)

    def _show(self) -> None:
        from cldvalidator.extract.notices import kinds_text, no_records_text, rows_by_kind

        assert self._seen is not None
        reading = self._seen.reading
        by_kind = rows_by_kind(reading)
        rows = [r.source_row for r in reading.no_records]
        it, records = ("it", "a record") if len(rows) == 1 else ("them", "records")
        self.leave = button(f"Leave {it} out", partial(self._decide, rows))
        self.keep = button(f"Keep as {records}", partial(self._decide, rows, keep=True))
        self.look = button(f"Look at {it}", self._look)
        buttons = [self.leave, self.keep, self.look]
        if len(by_kind) > 1:
            self.kinds = button("Each kind", lambda: None)
            self.kinds.setMenu(self._menu(by_kind))
            buttons.append(self.kinds)
        choices = QWidget()
        choices.setLayout(FlowLayout(*buttons, spacing=SMALL))
        title, kinds = no_records_text(len(rows)), kinds_text(reading)
        for one in buttons:
            one.setAccessibleDescription(f"{title}: {kinds}")
        text = f"{kinds[:1].upper()}{kinds[1:]}."
        self._place.addWidget(notice("warning", title, text, choices))

    def _menu(self, by_kind: dict[str, list[int]]) -> QMenu:
        """Return the two answers for each kind by itself."""
        from cldvalidator.extract.no_records import kind_words
        from cldvalidator.extract.notices import rows_text

        menu = QMenu(self)
        for kind, rows in by_kind.items():
            named = literal(f"{kind_words(kind)} ({rows_text(rows)})")
            menu.addAction(f"Leave out: {named}", partial(self._decide, rows))
            menu.addAction(f"Keep: {named}", partial(self._decide, rows, keep=True))
            menu.addSeparator()
        return menu

    def _decide(self, rows: Sequence[int], *, keep: bool = False) -> None:
        """Decide about rows as they are shown; nothing more can be pressed until it is done."""
        if self._seen is not None:
            self.setEnabled(False)
            decide_rows(self._workspace, self._seen, rows, of=self._file, keep=keep)
            self.decided.emit()

    def _look(self) -> None:
        """Show only these rows in the grid."""
        from cldvalidator.extract.no_records import RULE
        from cldvalidator.review.row_choice import RowChoice

        self._workspace.show(RowChoice(rule=RULE, label="that are not records"))
