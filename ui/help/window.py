"""The help window: a box that finds everything with a name, the contents, and the text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QMenuBar,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QTreeWidgetItemIterator,
    QVBoxLayout,
    QWidget,
)

from cldvalidator.guide.topics import GLOSSARY, Topic, glossary_terms, guide_topics
from ui.help.keys import menu_keys
from ui.help.rich_text import rich_text
from ui.help.text import HelpText
from ui.help.wrapped import Wrapped
from ui.icons import icon
from ui.theme import MEDIUM, SMALL, colours
from ui.widgets.parts import button, label, row
from ui.widgets.room import give_room
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.guide.lookup import Entry

SIGNS = {
    "guide": "help",
    "term": "info",
    "pack": "table",
    "field": "field",
    "rule": "rule",
    "measure": "preview",
}
GROUPS = {"field": "Fields", "rule": "Rules", "measure": "Measures", "term": "Words used"}
KINDS = {"pack": "Fields and rules", "field": "Field", "rule": "Rule", "measure": "Measure"}
NAME = int(Qt.ItemDataRole.UserRole)
FIRST = "start"


class HelpWindow(QDialog):
    """Stays beside the main window, so that both can be read."""

    def __init__(self, workspace: Workspace, menus: QMenuBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._menus = menus
        self._entries: tuple[Entry, ...] = ()
        self._stale = True
        self._name = ""
        self._asked = self._section = ""
        self._been: list[str] = []
        self._ahead: list[str] = []
        self._own: tuple[object, ...] = ()
        self.setWindowTitle("Help")
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self._build()
        give_room(self, 152, 45)
        side = self.width() * 8 // 20
        self.split.setSizes([side, self.width() - side])
        workspace.file_changed.connect(self._file_changed)
        workspace.checked.connect(self._checked)

    def _build(self) -> None:
        line = self.fontMetrics().height()
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a field, rule, measure or word")
        self.search.setAccessibleName("Find in the help")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._list)
        self.search.returnPressed.connect(self._open_first)
        self.search.installEventFilter(self)
        self.back = button("", self.go_back, icon_name="back", hint="Back (Alt+Left)")
        self.back.setAccessibleName("Back")
        self.forward = button("", self.go_forward, icon_name="forward", hint="Forward (Alt+Right)")
        self.forward.setAccessibleName("Forward")
        for made in (self.back, self.forward):
            made.setAutoDefault(False)
            made.setIconSize(QSize(line, line))
        self.count = label("", "muted", wrap=False)
        self.list = QTreeWidget()
        self.list.setHeaderHidden(True)
        self.list.setAccessibleName("Contents of the help")
        self.list.setIndentation(self.fontMetrics().averageCharWidth() * 2)
        self.list.setObjectName("contents")
        self.list.setItemDelegate(Wrapped(self.list))
        self.list.setIconSize(QSize(line, line))
        self.list.currentItemChanged.connect(self._chosen)
        self.text = HelpText()
        self.text.wanted.connect(self.open_help)
        side = QWidget()
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SMALL)
        left.addWidget(self.search)
        left.addWidget(self.count)
        left.addWidget(self.list, 1)
        main = QWidget()
        right = QVBoxLayout(main)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(SMALL)
        right.addLayout(row(self.back, self.forward, None, spacing=SMALL))
        right.addWidget(self.text, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setObjectName("calm")
        self.split.setHandleWidth(MEDIUM)
        self.split.addWidget(side)
        self.split.addWidget(main)
        self.split.setStretchFactor(0, 7)
        self.split.setStretchFactor(1, 13)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        outer.addWidget(self.split)
        for keys, act in (
            ("Ctrl+F", self._begin_search),
            ("Alt+Left", self.go_back),
            ("Alt+Right", self.go_forward),
        ):
            QShortcut(QKeySequence(keys), self, act)

    def open_help(self, topic: str = "") -> None:
        """Show the part with a name: a step, a rule id, a field or measure, a word of the glossary.

        `check#Reports for your teams` begins at that section of a step. Anything else is put into
        the search box.
        """
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        self._asked, _, self._section = (topic or FIRST).partition("#")
        if self.focusWidget() is None:
            self.search.setFocus()
        if not self.list.topLevelItemCount():
            self._list()
        if self._stale:
            self._load()
        if self._entries or self._has(self._asked):
            self._show_asked()

    def _load(self) -> None:
        """Read the catalogue off the window's thread: at first it brings slow libraries with it."""

        opened = self._workspace.opened
        own = () if opened is None else opened.result.local
        self._own = own

        def work(_: object) -> tuple[Entry, ...]:
            from cldvalidator.guide.lookup import current_entries

            return current_entries(rule.rule for rule in own)

        self._workspace.jobs.start("help", work, self._loaded, quiet=True, of_file=False)

    def _loaded(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries
        self._stale = False
        self._list()
        if self._asked:
            self._show_asked()

    def _checked(self) -> None:
        """Read the catalogue again where the council has other rules of its own now."""
        opened = self._workspace.opened
        if opened is not None and opened.result.local != self._own:
            self._file_changed()

    def _file_changed(self) -> None:
        """Read the catalogue again, for another pack can be in use: now or when it is looked at."""
        self._stale = True
        if self.isVisible():
            self._load()

    @property
    def items(self) -> list[Topic | Entry]:
        """Everything that can be shown, in the order of the contents."""
        return [*guide_topics(), *self._entries, *glossary_terms()]

    def _item(self, name: str) -> Topic | Entry | None:
        wanted = name.casefold()
        return next((i for i in self.items if i.name.casefold() == wanted), None)

    def _has(self, name: str) -> bool:
        return self._item(name) is not None

    def _show_asked(self) -> None:
        asked, self._asked = self._asked, ""
        if self._has(asked):
            self.show_part(asked)
            self.text.begin_at(self._section)
        else:
            self.search.setText(asked)
            self._open_first()

    def show_part(self, name: str, *, remember: bool = True) -> None:
        """Show the part with a name, and mark it in the contents."""
        item = self._item(name)
        if item is None:
            return
        if remember and self._name and self._name != item.name:
            self._been.append(self._name)
            self._ahead.clear()
        self._name = item.name
        self._render(item)
        self._mark()
        self.back.setEnabled(bool(self._been))
        self.forward.setEnabled(bool(self._ahead))

    def _render(self, item: Topic | Entry) -> None:
        if isinstance(item, Topic):
            text = item.text
            if item.name == "keys":
                text = f"{text}\n{menu_keys(self._menus)}"
            self.text.show_markdown(text)
            return
        titles = {i.name: i.title for i in self._entries}
        near = [(n, titles[n]) for n in item.related if n in titles]
        self.text.show_rich_text(rich_text(item.document, KINDS[item.kind], near))

    def go_back(self) -> None:
        """Show the part that was shown before."""
        if self._been:
            self._ahead.append(self._name)
            self.show_part(self._been.pop(), remember=False)

    def go_forward(self) -> None:
        """Show the part that was left by going back."""
        if self._ahead:
            self._been.append(self._name)
            self.show_part(self._ahead.pop(), remember=False)

    def looks_changed(self) -> None:
        """Draw everything again in the colours in use."""
        line = self.fontMetrics().height()
        self.list.setIconSize(QSize(line, line))
        for made, name in ((self.back, "back"), (self.forward, "forward")):
            made.setIcon(icon(name))
            made.setIconSize(QSize(line, line))
        self._list()
        if self._name:
            self.show_part(self._name, remember=False)

    def found(self) -> Sequence[Topic | Entry]:
        """Return what the search box finds, the best first."""
        from cldvalidator.guide.lookup import find

        known: list[Topic | Entry] = [*self._entries, *glossary_terms(), *guide_topics()]
        return find(known, self.search.text())

    def _list(self) -> None:
        """Fill the list: what was found, or the contents where nothing is searched for."""
        self.list.blockSignals(True)
        self.list.clear()
        if self.search.text().strip():
            found = self.found()
            for item in found:
                self._add(self.list.invisibleRootItem(), item)
            words = {0: "Nothing found. Try fewer or other words.", 1: "1 found"}
            self.count.setText(words.get(len(found), f"{len(found):,} found, the best first"))
            self.count.show()
        else:
            self.count.hide()
            self._contents()
        self.list.blockSignals(False)
        self._mark()

    def _contents(self) -> None:
        root = self.list.invisibleRootItem()
        for item in self.items:
            if item.kind in ("guide", "pack") and item.name != GLOSSARY:
                self._add(root, item)
        for kind, title in GROUPS.items():
            members = [i for i in self.items if i.kind == kind]
            if members:
                group = QTreeWidgetItem(root, [f"{title} ({len(members):,})"])
                if kind == "term":
                    group.setData(0, NAME, GLOSSARY)
                for item in members:
                    self._add(group, item)

    def _add(self, parent: QTreeWidgetItem, item: Topic | Entry) -> None:
        named = item.kind in ("guide", "pack")
        made = QTreeWidgetItem(parent, [item.title if named else f"{item.name}  {item.title}"])
        made.setData(0, NAME, item.name)
        made.setIcon(0, icon(SIGNS[item.kind], colours().muted))
        made.setToolTip(0, made.text(0))

    def _mark(self) -> None:
        """Make the part that is shown the current one of the list, if the list has it."""
        self.list.blockSignals(True)
        lines = QTreeWidgetItemIterator(self.list)
        while (line := lines.value()) is not None:
            if line.data(0, NAME) == self._name:
                self.list.setCurrentItem(line)
                self.list.scrollToItem(line)
                break
            lines += 1
        self.list.blockSignals(False)

    def _chosen(self, line: QTreeWidgetItem | None) -> None:
        name = line.data(0, NAME) if line is not None else None
        if isinstance(name, str):
            self.show_part(name)

    def _open_first(self) -> None:
        first = self.list.topLevelItem(0)
        if self.search.text().strip() and first is not None:
            self.list.blockSignals(True)
            self.list.setCurrentItem(first)
            self.list.blockSignals(False)
            self._chosen(first)

    def _begin_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Go from the search box to what was found with the Down key."""
        if (
            watched is self.search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Down
        ):
            self.list.setFocus()
            if self.search.text().strip():
                self._open_first()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Empty the search box on Esc, and close the help when it is empty."""
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.search.setFocus()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
