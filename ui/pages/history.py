"""History: submissions over time, from the manifests beside them. It needs no open file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from ui.comparing.history import HistoryState
from ui.dialogs import may_replace, where_to_save, with_ending
from ui.theme import LARGE, MEDIUM, SMALL
from ui.widgets.empty_step import say_in_the_middle
from ui.widgets.parts import (
    Page,
    button,
    clear,
    label,
    notice,
    scrolling,
    show_in_place,
    stop_button,
)
from ui.widgets.sheet_panel import SheetPanel
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.submissions.history import History

SENTENCE = "Your submissions over time, from the manifests beside them."
ENDING = ".html"
SAVING = "Save the history"


class HistoryPage(Page):
    """Charts with their numbers beside them, and what moved much below."""

    def __init__(self, workspace: Workspace, state: HistoryState) -> None:
        super().__init__("History", SENTENCE)
        self._workspace = workspace
        self._state = state
        self._shown: History | None = None
        self._first: QWidget | None = None
        self.panel: SheetPanel | None = None
        self.moved: SheetPanel | None = None
        self.setAcceptDrops(True)
        self.choose = button("Other folder ...", self.ask_folder, icon_name="open")
        self.save = button("Save as a web page ...", self.ask_target, icon_name="table")
        self.head.addWidget(self.choose)
        self.head.addWidget(self.save)
        content = QWidget()
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(0, 0, SMALL, 0)
        self._content.setSpacing(LARGE)
        self.area = scrolling(content, "Submissions over time")
        self._empty = QWidget()
        self._instead = QVBoxLayout(self._empty)
        self._instead.setSpacing(MEDIUM)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self.area, 1)
        state.changed.connect(self._changed)
        state.saved.connect(self._saved)
        self._changed()

    def focus_first(self) -> None:
        """Begin with the choice of the chart; without a history, with that of a folder."""
        panel = self.panel
        first = self._first if panel is None else panel.choose
        (first or self).setFocus()

    def _changed(self) -> None:
        history = self._state.history
        there = history is not None and bool(history.submissions)
        now = self.window().focusWidget()
        has_keyboard = self.isVisible() and now is not None and self.isAncestorOf(now)
        if has_keyboard:
            self.setFocus()  # what has the keyboard may be about to be hidden
        for part in (self.area, self.choose, self.save):
            part.setVisible(there)
        self._empty.setVisible(not there)
        self.sentence.setText(SENTENCE)
        if history is None or not there:
            self._shown = None
            self.panel = self.moved = None
            clear(self._content)
            self._show_instead(history)
        elif history is not self._shown:
            self._show(history)
        if has_keyboard:
            self.focus_first()

    def _show_instead(self, history: History | None) -> None:
        clear(self._instead)
        if self._state.reading:
            self._first = stop_button(self._workspace.jobs.cancel)
            say_in_the_middle(self._instead, "history", "Reading the manifests", self._first)
            return
        self._first = button("Choose a folder ...", self.ask_folder, kind="main", icon_name="open")
        words = "Choose or drop the folder with your submissions and their manifests"
        if history is not None:
            for sentence in history.notices:
                self._instead.addWidget(notice("warning", sentence))
            words = "There is no manifest that can be read"
        files = button("Choose manifests ...", self.ask_files)
        say_in_the_middle(self._instead, "history", words, self._first, files)
        show_in_place(self._first, True)  # what is not seen yet cannot have the keyboard

    def _show(self, history: History) -> None:
        from cldvalidator.presentation.history_sheets import bend_sheet, history_sheets
        from cldvalidator.wording import counted

        self._shown = history
        clear(self._content)
        count = counted(len(history.submissions), "submission")
        self.sentence.setText(f"{count}, by the end of the period.")
        for sentence in history.notices:
            self._content.addWidget(notice("warning", sentence))
        hint = "Choose the name of a line to see it alone."
        self.panel = SheetPanel(history_sheets(history), "submissions over time", hint=hint)
        self.panel.chosen.connect(self._show_line)
        self._content.addWidget(self.panel)
        self._content.addWidget(label("What moved much", "heading"))
        moved = bend_sheet(history)
        self.moved = None
        if moved.rows:
            self.moved = SheetPanel([moved], "What moved much")
            self._content.addWidget(self.moved)
        else:
            self._content.addWidget(label("Nothing moved much from one submission to the next."))
        self._content.addStretch(1)

    def _show_line(self, row: int) -> None:
        from cldvalidator.presentation.history_sheets import line_of

        if self.panel is not None:
            self.panel.draw(line_of(self.panel.sheet, row).chart)

    def ask_folder(self) -> None:
        """Ask for the folder with the manifests."""
        chosen = QFileDialog.getExistingDirectory(
            self, "The folder with your submissions", self._folder
        )
        if chosen:
            self._state.choose([Path(chosen)])

    def ask_files(self) -> None:
        """Ask for manifests."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self, "Manifests of submissions", self._folder, "Manifests (*.manifest.json)"
        )
        if chosen:
            self._state.choose([Path(path) for path in chosen])

    @property
    def _folder(self) -> str:
        before = self._state.places[:1] or filter(None, [self._workspace.path])
        return next((str(p if p.is_dir() else p.parent) for p in before), "")

    def ask_target(self) -> None:
        """Ask where to put the page."""
        seen = self._state.history
        offered = Path(self._folder) / f"history{ENDING}"
        chosen = where_to_save(self, SAVING, offered, "Web page (*.html)")
        if chosen is not None:
            self.save_to(chosen, seen)

    def save_to(self, target: Path, seen: History | None) -> None:
        """Write the page; ask before another file is replaced. seen: what it was asked for."""
        target = with_ending(target, ENDING, ".htm")
        overwrite = target.exists()
        if may_replace(self, SAVING, target):
            self._state.save(target, seen, overwrite=overwrite)

    def _saved(self, target: Path) -> None:
        self.sentence.setText(f"Written: {target.name}, in {target.parent}.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take folders and manifests."""
        if _dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Read the manifests that were dropped, or those of the folders."""
        paths = _dropped(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._state.choose(paths)


def _dropped(data: Any) -> list[Path]:
    """Return what is dropped, if all of it is folders and JSON files; other files are opened."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    mine = all(path.is_dir() or path.suffix.casefold() == ".json" for path in paths)
    return paths if mine else []
