"""The menus: every action of the window has its place and its shortcut here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from ui.fixing.tools import TOOLS
from ui.grid.commands import SAME_PERSON, SAME_VALUE, STORY
from ui.widgets.parts import literal
from ui.widgets.rail import TITLES
from ui.workspace import BESIDE, STEPS, Workspace

if TYPE_CHECKING:
    from ui.grid.panel import GridPanel
    from ui.pages.fix import FixPage

OnGrid = Callable[["GridPanel"], object]
OnFix = Callable[["FixPage"], object]


@dataclass(frozen=True)
class Actions:
    """What the window does when a menu asks for it.

    on_grid: does something to the grid, on the page that it is on. on_fix: does something on the
    Fix page; from elsewhere it only shows that page: first look, then act.
    """

    choose_file: Callable[[], object]
    choose_set: Callable[[], object]
    choose_folder: Callable[[], object]
    open_paths: Callable[[list[Path]], object]
    open_demo: Callable[[], object]
    submit: Callable[[], object]
    reports: Callable[[], object]
    twin: Callable[[], object]
    save_work: Callable[[], object]
    save_recipe: Callable[[], object]
    close: Callable[[], object]
    set_theme: Callable[[str], object]
    set_zoom: Callable[[int], object]
    show_page: Callable[[str], object]
    open_help: Callable[[str], object]
    show_about: Callable[[], object]
    show_editions: Callable[[], object]
    find_person: Callable[[], object]
    find_pairs: Callable[[], object]
    on_grid: Callable[[OnGrid], object]
    on_fix: Callable[[OnFix], object]


class Menus:
    """Fills the menu bar of a window."""

    def __init__(self, bar: QMenuBar, workspace: Workspace, actions: Actions) -> None:
        self._bar = bar
        self._workspace = workspace
        self._do = actions
        self._file()
        self._edit()
        self._fix()
        self._view()
        self._go()
        self._help()

    def _add(
        self, menu: QMenu, text: str, pressed: Callable[[], object], keys: str = ""
    ) -> QAction:
        action = QAction(text, self._bar)
        action.triggered.connect(lambda _checked=False: pressed())
        if keys:
            action.setShortcuts([QKeySequence(k) for k in keys.split("|")])
        menu.addAction(action)
        return action

    def _file(self) -> None:
        menu = self._bar.addMenu("&File")
        do = self._do
        self._add(menu, "&Open ...", do.choose_file, "Ctrl+O")
        self._add(menu, "Several su&bmissions ...", do.choose_set, "Ctrl+Shift+O")
        self._add(menu, "A &folder of submissions ...", do.choose_folder)
        self.recent = menu.addMenu("Open &recent")
        self._add(menu, "Open the &demo file", do.open_demo)
        menu.addSeparator()
        self._add(menu, "Read and &check again", self._workspace.open_again, "F5")
        self._add(menu, "&Save my work", do.save_work, "Ctrl+Shift+S")
        self._add(menu, "Save as a rec&ipe ...", do.save_recipe)
        self._add(menu, "&Write the submission ...", do.submit, "Ctrl+S")
        self._add(menu, "E&xcel reports ...", do.reports)
        self._add(menu, "&Make a twin file ...", do.twin)
        menu.addSeparator()
        self._add(menu, "&Exit", do.close, "Ctrl+Q")
        self.update_recent()

    def update_recent(self) -> None:
        """List the recent files anew, by name only."""
        self.recent.clear()
        preferences = self._workspace.preferences
        for text in preferences.recent:
            path = Path(text)
            self._add(self.recent, literal(path.name), partial(self._do.open_paths, [path]))
        if not preferences.recent:
            self.recent.addAction("None yet").setEnabled(False)
        self.recent.addSeparator()
        keep = QAction("Remember recent files", self._bar, checkable=True)
        keep.setChecked(preferences.keep_recent)
        keep.toggled.connect(self._keep_recent)
        self.recent.addAction(keep)

    def _keep_recent(self, keep: bool) -> None:
        preferences = self._workspace.preferences
        preferences.keep_recent = keep
        if not keep:
            preferences.recent = []
        preferences.save()
        self.update_recent()

    def _edit(self) -> None:
        menu = self._bar.addMenu("&Edit")
        space, do = self._workspace, self._do
        self._undo = self._add(menu, "&Undo", space.undo, "Ctrl+Z")
        self._redo = self._add(menu, "&Redo", space.redo, "Ctrl+Y|Ctrl+Shift+Z")
        space.file_changed.connect(self._update_undo)
        space.edits_changed.connect(self._update_undo)
        self._update_undo()
        menu.addSeparator()
        self._on_grid(menu, "&Find", lambda panel: panel.begin_search(), "Ctrl+F")
        self._on_grid(menu, "F&ilter rows", lambda panel: panel.filter.begin(), "Ctrl+Shift+F")
        self._on_grid(menu, "Find and re&place ...", lambda panel: panel.replace(), "Ctrl+H")
        self._on_grid(menu, "&Go to row ...", lambda panel: panel.ask_row(), "Ctrl+G")
        menu.addSeparator()
        self._on_grid(menu, "&Next finding", lambda panel: panel.walk.step(forward=True), "F8")
        self._on_grid(
            menu, "&Previous finding", lambda panel: panel.walk.step(forward=False), "Shift+F8"
        )
        menu.addSeparator()
        for text in (SAME_VALUE, SAME_PERSON):
            self._on_grid(menu, text, partial(_act, text))
        self._on_grid(menu, STORY, partial(_act, STORY), "Ctrl+T")
        self._add(menu, "Find a person ...", do.find_person, "Ctrl+Shift+T")
        self._add(menu, "People who may be one ...", do.find_pairs)
        menu.addSeparator()
        self._on_grid(menu, "Copy with &headers", lambda panel: panel.copy(headers=True))
        self._on_grid(menu, "&Columns ...", lambda panel: panel.arrangement.choose())
        self._columns(menu.addMenu("Arrange the col&umn"))
        self._on_grid(
            menu, "&Sort A to Z", lambda panel: panel.grid.sort_here(descending=False), "F7"
        )
        self._on_grid(
            menu,
            "Sort &Z to A",
            lambda panel: panel.grid.sort_here(descending=True),
            "Shift+F7",
        )
        self._on_grid(menu, "Restore file &order", lambda panel: panel.file_order())

    def _columns(self, menu: QMenu) -> None:
        """Add what makes the column of the current cell wider or moves it."""
        for text, step, keys in (
            ("Move it to the &left", -1, "Alt+Shift+Left"),
            ("Move it to the &right", 1, "Alt+Shift+Right"),
        ):
            self._on_grid(menu, text, partial(_move_column, step), keys)
        for text, step, keys in (
            ("Make it &wider", 1, "Alt+Shift+Up"),
            ("Make it &narrower", -1, "Alt+Shift+Down"),
        ):
            self._on_grid(menu, text, partial(_widen_column, step), keys)
        self._on_grid(menu, "&Hide it", lambda panel: panel.arrangement.hide(), "Alt+Shift+H")
        self._on_grid(
            menu, "Show &all columns", lambda panel: panel.arrangement.show_all(), "Alt+Shift+A"
        )
        self._on_grid(menu, "Columns as at &first", lambda panel: panel.arrangement.reset())

    def _update_undo(self) -> None:
        self._undo.setEnabled(self._workspace.edits.can_undo)
        self._redo.setEnabled(self._workspace.edits.can_redo)

    def _on_grid(self, menu: QMenu, text: str, pressed: OnGrid, keys: str = "") -> None:
        self._add(menu, text, lambda: self._do.on_grid(pressed), keys)

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
        self._on_fix(menu, "R&ules of your own ...", lambda page: page.profile.rules.click())
        menu.addSeparator()
        self._on_fix(menu, "&Names spelt in several ways ...", self._compare_names)
        for place, text in enumerate(TOOLS):
            self._on_fix(menu, text, partial(_use_tool, place))

    def _compare_names(self, page: FixPage) -> None:
        from ui.fixing.near_spellings import NearSpellingsDialog

        if self._workspace.opened is not None:
            NearSpellingsDialog(self._workspace, page.council, page).exec()

    def _on_fix(self, menu: QMenu, text: str, pressed: OnFix, keys: str = "") -> None:
        self._add(menu, text, lambda: self._do.on_fix(pressed), keys)

    def _view(self) -> None:
        menu = self._bar.addMenu("&View")
        do = self._do
        preferences = self._workspace.preferences
        colours = menu.addMenu("&Colours")
        group = QActionGroup(self._bar)
        for name, text in (
            ("system", "Same as the &system"),
            ("light", "&Light"),
            ("dark", "&Dark"),
        ):
            action = self._add(colours, text, partial(do.set_theme, name))
            action.setCheckable(True)
            action.setChecked(preferences.theme == name)
            group.addAction(action)
        menu.addSeparator()
        self._add(menu, "&Larger text", lambda: do.set_zoom(1), "Ctrl++|Ctrl+=")
        self._add(menu, "&Smaller text", lambda: do.set_zoom(-1), "Ctrl+-")
        self._add(menu, "&Normal text", lambda: do.set_zoom(0), "Ctrl+0")
        menu.addSeparator()
        hide = QAction("&Hide personal fields", self._bar, checkable=True)
        hide.setChecked(preferences.hide_personal)
        hide.toggled.connect(self._workspace.set_hidden)
        menu.addAction(hide)

    def _go(self) -> None:
        menu = self._bar.addMenu("&Go")
        do = self._do
        for place, step in enumerate(STEPS, 1):
            action = self._add(menu, f"&{place} {TITLES[step]}", partial(do.show_page, step))
            action.setShortcut(QKeySequence(f"Ctrl+{place}"))
        menu.addSeparator()
        for place, name in enumerate(BESIDE, len(STEPS) + 1):
            keys = f"Ctrl+{place}"
            self._add(menu, f"&{place} {TITLES[name]}", partial(do.show_page, name), keys)
        menu.addSeparator()
        self._add(menu, "&Stop the work", self._workspace.jobs.cancel, "Esc")

    def _help(self) -> None:
        menu = self._bar.addMenu("&Help")
        do = self._do
        self._add(menu, "&Help on this page", lambda: do.open_help(""), "F1")
        self._add(menu, "Si&x steps to a submission", lambda: do.open_help("start"))
        self._add(menu, "&If something goes wrong", lambda: do.open_help("problems"))
        self._add(menu, "&Keys", lambda: do.open_help("keys"))
        self._add(menu, "Fields and &rules", lambda: do.open_help("specification"))
        self._add(menu, "&Words used", lambda: do.open_help("glossary"))
        self._add(menu, "&Privacy", lambda: do.open_help("privacy"))
        menu.addSeparator()
        self._add(menu, "Imported &editions ...", do.show_editions)
        self._add(menu, "&About CLD Validator", do.show_about)


def _act(text: str, panel: GridPanel) -> None:
    panel.act(text)


def _move_column(step: int, panel: GridPanel) -> None:
    panel.arrangement.move(step)


def _widen_column(step: int, panel: GridPanel) -> None:
    panel.arrangement.widen(step)


def _use_tool(place: int, page: FixPage) -> None:
    page.profile.tools[place].trigger()
