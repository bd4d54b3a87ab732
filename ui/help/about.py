"""About: versions, where the specification is from, that no network is used, and all licences."""

from __future__ import annotations

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QGridLayout,
    QPlainTextEdit,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cldvalidator.guide.about_program import NAME, Library, libraries, licence_text, versions
from ui.explained import Explained
from ui.theme import LARGE, MEDIUM, SMALL
from ui.widgets.listing import Listing
from ui.widgets.parts import button, column, label, notice, picture, row, scrolling
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

NOT_OFFICIAL = (
    "Not an official product of NHS England or the Department of Health and Social Care. "
    "The specification inside was put together from public material."
)


class AboutDialog(Explained):
    """What the program is, on two tabs."""

    topic = "start#Where to look something up"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"About {NAME}")
        self.facts: tuple[tuple[str, str], ...] = ()
        self._closed = False
        self.finished.connect(self._close_for_good)
        self._libraries: tuple[Library, ...] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(LARGE)
        self._grid.setVerticalSpacing(SMALL)
        self._grid.setColumnStretch(1, 1)
        self.list = ListingView("Works inside and their licences")
        self.list.selectionModel().currentRowChanged.connect(
            lambda now, _: self._show(self.list.key_at(now.row()))
        )
        self.licence = QPlainTextEdit()
        self.licence.setReadOnly(True)
        self.licence.setTabChangesFocus(True)
        self.licence.setAccessibleName("Text of the licence")
        tabs = QTabWidget()
        tabs.addTab(self._program(), "Program")
        tabs.addTab(self._licences(), "Licences")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        copy = button("Copy the versions", self.copy, icon_name="copy")
        copy.setAutoDefault(False)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        layout = column(self._head(), tabs, buttons, spacing=MEDIUM)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self.setLayout(layout)
        give_room(self, 100, 35)
        workspace.jobs.start(
            "about", lambda _: (versions(), libraries()), self._found, quiet=True, of_file=False
        )

    def _head(self) -> QWidget:
        made = QWidget()
        words = column(
            label(NAME, "title", wrap=False),
            label("Checks, fixes and previews Client Level Data before you send it.", "muted"),
            spacing=2,
        )
        line = row(picture("app", 48), words)
        line.setStretch(1, 1)
        line.setContentsMargins(0, 0, 0, 0)
        made.setLayout(line)
        return made

    def _program(self) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(LARGE)
        layout.addWidget(
            notice(
                "good",
                "Works on this computer only.",
                "It uses no network and refuses every connection. Nothing is sent anywhere.",
            )
        )
        layout.addWidget(label(NOT_OFFICIAL, "muted"))
        layout.addLayout(self._grid)
        layout.addStretch(1)
        return scrolling(made, "Program")

    def _licences(self) -> QWidget:
        made = QSplitter(Qt.Orientation.Vertical)
        made.setChildrenCollapsible(False)
        made.addWidget(self.list)
        made.addWidget(self.licence)
        made.setSizes([220, 200])
        return made

    def _close_for_good(self) -> None:
        self._closed = True
        self.deleteLater()

    def _found(self, found: tuple[tuple[tuple[str, str], ...], tuple[Library, ...]]) -> None:
        if self._closed:
            return
        facts, self._libraries = found
        qt = ("Window", f"Qt {qVersion()}, PySide6 {pyside_version}")
        self.facts = (*facts[:2], qt, *facts[2:])
        top = Qt.AlignmentFlag.AlignTop
        for place, (name, text) in enumerate(self.facts):
            self._grid.addWidget(label(name, "muted", wrap=False), place, 0, top)
            self._grid.addWidget(label(text), place, 1, top)
        columns = zip(*((x.name, x.version, x.licence) for x in self._libraries), strict=True)
        headers = ("Work", "Version", "Licence")
        self.list.show_listing(Listing(headers, tuple(columns), self._libraries), stretch=2)
        self.list.selectRow(0)

    def _show(self, library: Library | None) -> None:
        if library is not None:
            self.licence.setPlainText(licence_text(library))

    def copy(self) -> None:
        """Put the versions on the clipboard, for a question to whoever supports the program."""
        lines = [f"{name}: {text}" for name, text in self.facts]
        QGuiApplication.clipboard().setText("\n".join(lines))
