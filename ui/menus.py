"""The menus: every action of the window has its place and its shortcut here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from ui.fixing.profile_bar import TOOLS
from ui.grid.panel import SAME_PERSON, SAME_VALUE, GridPanel
from ui.pages.check import CheckPage
from ui.pages.fix import FixPage
from ui.widgets.rail import TITLES
from ui.workspace import STEPS

if TYPE_CHECKING:
    from ui.main_window import MainWindow


class Menus:
    """Builds the menu bar of a window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._bar = window.menuBar()
        self._file()
        self._edit()
        self._fix()
        self._view()
        self._go()
        self._help()

    def _add(
        self, menu: QMenu, text: str, pressed: Callable[[], object], keys: str = ""
    ) -> QAction:
        action = QAction(text, self._window)
        action.triggered.connect(lambda _checked=False: pressed())
        if keys:
            action.setShortcuts([QKeySequence(k) for k in keys.split("|")])
        menu.addAction(action)
        return action

    def _file(self) -> None:
        menu = self._bar.addMenu("&File")
        window = self._window
        self._add(menu, "&Open ...", window.choose_file, "Ctrl+O")
        self.recent = menu.addMenu("Open &recent")
        self._add(menu, "Open the &demo file", window.open_demo)
        menu.addSeparator()
        self._add(menu, "Read and &check again", window.workspace.open_again, "F5")
        self._add(menu, "&Write the submission ...", window.submit, "Ctrl+S")
        menu.addSeparator()
        self._add(menu, "E&xit", window.close, "Ctrl+Q")
        self.update_recent()

    def update_recent(self) -> None:
        """List the recent files anew, by name only."""
        self.recent.clear()
        preferences = self._window.workspace.preferences
        for text in preferences.recent:
            path = Path(text)
            self._add(self.recent, path.name, partial(self._window.open_file, path))
        if not preferences.recent:
            self.recent.addAction("None yet").setEnabled(False)
        self.recent.addSeparator()
        keep = QAction("Remember recent files", self._window, checkable=True)
        keep.setChecked(preferences.keep_recent)
        keep.toggled.connect(self._keep_recent)
        self.recent.addAction(keep)

    def _keep_recent(self, keep: bool) -> None:
        preferences = self._window.workspace.preferences
        preferences.keep_recent = keep
        if not keep:
            preferences.recent = []
        preferences.save()
        self.update_recent()

    def _edit(self) -> None:
        menu = self._bar.addMenu("&Edit")
        space = self._window.workspace
        self._undo = self._add(menu, "&Undo", space.undo, "Ctrl+Z")
        self._redo = self._add(menu, "&Redo", space.redo, "Ctrl+Y|Ctrl+Shift+Z")
        space.checked.connect(self._update_undo)
        self._update_undo()
        menu.addSeparator()
        self._on_grid(menu, "&Find", lambda panel: panel.begin_search(), "Ctrl+F")
        self._on_grid(menu, "Find and re&place ...", lambda panel: panel.replace(), "Ctrl+H")
        self._on_grid(menu, "&Go to row ...", lambda panel: panel.ask_row(), "Ctrl+G")
        menu.addSeparator()
        self._on_grid(menu, "&Next finding", lambda panel: panel.step(forward=True), "F8")
        self._on_grid(
            menu, "&Previous finding", lambda panel: panel.step(forward=False), "Shift+F8"
        )
        menu.addSeparator()
        for text in (SAME_VALUE, SAME_PERSON):
            self._on_grid(menu, text, partial(GridPanel.act, text=text))
        menu.addSeparator()
        self._on_grid(menu, "Copy with &headers", lambda panel: panel.copy(headers=True))
        self._on_grid(menu, "&Columns ...", lambda panel: panel.choose_columns())
        self._on_grid(
            menu, "&Sort by this column", lambda panel: panel.grid.sort_here(descending=False), "F7"
        )
        self._on_grid(
            menu,
            "Sort by this column, &last first",
            lambda panel: panel.grid.sort_here(descending=True),
            "Shift+F7",
        )
        self._on_grid(menu, "&Order of the file", lambda panel: panel.file_order())

    def _update_undo(self) -> None:
        history = self._window.workspace.history
        self._undo.setEnabled(history is not None and bool(history.steps))
        self._redo.setEnabled(history is not None and bool(history.undone))

    def _on_grid(
        self, menu: QMenu, text: str, pressed: Callable[[GridPanel], object], keys: str = ""
    ) -> None:
        """Add an action on the grid, which shows the page that the grid is on."""

        def act() -> None:
            page = self._window.pages["check"]
            if self._window.workspace.opened is not None and isinstance(page, CheckPage):
                self._window.show_page("check")
                pressed(page.panel)

        self._add(menu, text, act, keys)

    def _fix(self) -> None:
        menu = self._bar.addMenu("F&ix")
        self._on_fix(menu, "&Accept what is selected", lambda page: page.accept(), "Ctrl+Return")
        self._on_fix(menu, "&Leave it as it is", lambda page: page.refuse(), "Ctrl+L")
        self._on_fix(
            menu, "Accept all &safe fixes", lambda page: page.accept_all_safe(), "Ctrl+Shift+Return"
        )
        menu.addSeparator()
        self._on_fix(menu, "&Use the council's profile", lambda page: page.profile.use.click())
        self._on_fix(menu, "Re&member my decisions", lambda page: page.profile.remember.click())
        self._on_fix(menu, "See and &change the profile", lambda page: page.profile.edit.click())
        menu.addSeparator()
        for place, text in enumerate(TOOLS):
            self._on_fix(menu, text, partial(_use_tool, place))

    def _on_fix(
        self, menu: QMenu, text: str, pressed: Callable[[FixPage], object], keys: str = ""
    ) -> None:
        """Add an action of the Fix page. Elsewhere it only shows the page: first look, then act."""

        def act() -> None:
            page, is_seen = self._window.pages["fix"], self._window.page == "fix"
            if self._window.workspace.opened is not None and isinstance(page, FixPage):
                self._window.show_page("fix")
                if is_seen:
                    pressed(page)

        self._add(menu, text, act, keys)

    def _view(self) -> None:
        menu = self._bar.addMenu("&View")
        window = self._window
        preferences = window.workspace.preferences
        colours = menu.addMenu("&Colours")
        group = QActionGroup(window)
        for name, text in (("system", "As the &system"), ("light", "&Light"), ("dark", "&Dark")):
            action = self._add(colours, text, partial(window.set_theme, name))
            action.setCheckable(True)
            action.setChecked(preferences.theme == name)
            group.addAction(action)
        menu.addSeparator()
        self._add(menu, "&Larger text", lambda: window.set_zoom(1), "Ctrl++|Ctrl+=")
        self._add(menu, "&Smaller text", lambda: window.set_zoom(-1), "Ctrl+-")
        self._add(menu, "&Normal text", lambda: window.set_zoom(0), "Ctrl+0")
        menu.addSeparator()
        hide = QAction("&Hide personal fields", window, checkable=True)
        hide.setChecked(preferences.hide_personal)
        hide.toggled.connect(window.workspace.set_hidden)
        menu.addAction(hide)

    def _go(self) -> None:
        menu = self._bar.addMenu("&Go")
        window = self._window
        for place, step in enumerate(STEPS, 1):
            action = self._add(menu, f"&{place} {TITLES[step]}", partial(window.show_page, step))
            action.setShortcut(QKeySequence(f"Ctrl+{place}"))
        menu.addSeparator()
        self._add(menu, "&Stop the work", window.workspace.jobs.cancel, "Esc")

    def _help(self) -> None:
        menu = self._bar.addMenu("&Help")
        window = self._window
        self._add(menu, "&Help on this page", window.open_help, "F1")
        self._add(menu, "&Five steps to a submission", lambda: window.open_help("start"))
        self._add(menu, "&If something goes wrong", lambda: window.open_help("problems"))
        self._add(menu, "&Keys", lambda: window.open_help("keys"))
        self._add(menu, "Fields and &rules", lambda: window.open_help("specification"))
        self._add(menu, "&Words used", lambda: window.open_help("glossary"))
        self._add(menu, "&Privacy", lambda: window.open_help("privacy"))
        menu.addSeparator()
        self._add(menu, "&About CLD Validator", window.show_about)


def _use_tool(place: int, page: FixPage) -> None:
    page.profile.tools[place].trigger()
