"""The window: the rail with the steps, the pages, the menus, and the strip that shows work."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from cldvalidator.paths import is_folder_there
from cldvalidator.problems import InputProblem, Problem
from cldvalidator.sample_file import sample_file
from ui.announcing import announce
from ui.appearance import Appearance
from ui.comparing.history import HistoryState
from ui.comparing.state import ComparisonState
from ui.dialogs import FaultDialog, agrees, show_problem
from ui.dropping import TakesFiles
from ui.figures.state import PreviewState
from ui.fixing.council_profile import CouncilProfile
from ui.fixing.losing_changes import may_lose_changes, where_to_save_work
from ui.joining.asking import ask_for_folder, ask_for_set, is_several, may_lose_set
from ui.joining.state import SetState
from ui.menus import Actions, Menus, OnFix, OnGrid
from ui.opening.file_watch import FileWatch
from ui.opening.published_file import PublishedImport
from ui.opening.written_anew import WrittenAnew
from ui.page_making import PageMaking
from ui.page_stack import PageStack
from ui.pages import States
from ui.preferences import Preferences
from ui.story.door import StoryDoor
from ui.theme import dress
from ui.unfinished import settle_in
from ui.widgets.progress_strip import ProgressStrip
from ui.widgets.rail import Rail
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes.carry_over import CarriedOver
    from ui.fixing.saved_work import Offer
    from ui.help.window import HelpWindow
    from ui.widgets.empty_step import EmptyStep
    from ui.widgets.parts import Page

FRAME = QSize(16, 48)
"""About what a system puts round a window."""
LEAST = QSize(640, 400)
"""The smallest window, on a screen that has room for it; pages that need more are scrolled."""
NARROW = 145
"""The width of the window, in characters, below which the steps are shown by their signs alone."""
FILE_FILTER = "Extracts (*.csv *.txt *.tsv *.xlsx *.xlsm *.xls *.xlsb *.ods);;All files (*)"


class MainWindow(TakesFiles):
    """The whole window over one workspace. pages_loaded: all that pages rest on is imported."""

    pages_loaded = Signal()

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.workspace = Workspace(preferences, self)
        self.profile = CouncilProfile(self.workspace)
        work = self.profile.work
        self.workspace.ask = partial(may_lose_changes, self, self.workspace, work)
        self.sets = SetState(self.workspace)
        self.preview = PreviewState(self.workspace, self.sets)
        self.comparison = ComparisonState(self.workspace)
        self.watch = FileWatch(self.workspace, self.comparison)
        self.history = HistoryState(self.workspace)
        self.story = StoryDoor(self, self.workspace, self.preview)
        self.sets.ask = partial(may_lose_set, self)
        self.published = PublishedImport(self, self.workspace, self._say, self.open_file)
        self.published.changed.connect(self.preview.forget)
        self.setWindowTitle("CLD Validator")
        room = self.screen().availableSize() - FRAME
        self.setMinimumSize(LEAST.boundedTo(room))
        self.resize(QSize(1280, 800).boundedTo(room))
        self.restoreGeometry(QByteArray.fromBase64(preferences.geometry.encode()))
        if not self.isMaximized():  # it may have been kept on a larger screen
            self.resize(self.size().boundedTo(room))
        self.appearance = Appearance(self.workspace, self)
        self.appearance.changed.connect(self._rebuild)
        self._build()
        self.help: HelpWindow | None = None
        self.menus = Menus(self.menuBar(), self.workspace, self._actions())
        space = self.workspace
        space.page_wanted.connect(self.show_page)
        space.file_wanted.connect(self.choose_file)
        space.set_wanted.connect(self.choose_set)
        space.demo_wanted.connect(self.open_demo)
        space.path_wanted.connect(lambda path: self.open_paths([Path(path)]))
        self.making = PageMaking(self, space, lambda: self.stack)
        self.pages_loaded.connect(self.making.begin)
        space.file_changed.connect(self._file_changed)
        for changed in (space.checked, space.edits_changed):
            changed.connect(lambda: self.setWindowModified(space.unsaved()))
        self.sets.preview_wanted.connect(self._preview_set)
        self.sets.saved.connect(self._remember_set)
        self.preview.earlier_wanted.connect(self.add_earlier)
        work.reported.connect(self._say)
        self.profile.answers.reported.connect(self._say)
        work.reviewing.connect(self._review)
        space.open_failed.connect(self._open_failed)
        space.jobs.problem.connect(lambda problem: show_problem(self, problem))
        space.jobs.fault.connect(self.show_fault)
        space.help_wanted.connect(self.open_help)

    def _build(self, page: str = "open", earlier: PageStack | None = None) -> None:
        self.rail = Rail(self.workspace)
        self.strip = ProgressStrip(self.workspace.jobs)
        states = States(
            self.workspace, self.profile, self.preview, self.comparison, self.sets, self.history
        )
        self.stack = PageStack(states)
        if earlier is not None:
            self.stack.take_over(earlier)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(WrittenAnew(self.watch))
        right.addWidget(self.stack, 1)
        right.addWidget(self.strip)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.rail)
        across.addLayout(right, 1)
        middle = QWidget()
        middle.setLayout(across)
        self.setCentralWidget(middle)
        if not self.styleSheet():
            dress(self)
        self._give_room()
        self.show_page(page)

    def _actions(self) -> Actions:
        return Actions(
            choose_file=self.choose_file,
            choose_set=self.choose_set,
            choose_folder=self.choose_folder,
            open_paths=self.open_paths,
            open_demo=self.open_demo,
            submit=self.submit,
            reports=self.show_reports,
            twin=self.make_twin,
            save_work=self.save_work,
            save_recipe=self.save_recipe,
            close=self.close,
            set_theme=self.appearance.set_theme,
            set_zoom=self.appearance.set_zoom,
            show_page=self.show_page,
            open_help=self.open_help,
            show_about=self.show_about,
            show_editions=self.published.show_editions,
            find_person=self.story.search,
            find_pairs=self.story.look_for_pairs,
            on_grid=self._on_grid,
            on_fix=self._on_fix,
        )

    def _on_grid(self, pressed: OnGrid) -> None:
        """Do something to the grid, and show it."""
        if self.workspace.opened is not None:
            self.show_page("check")
            pressed(self.stack.check.panel)

    def _on_fix(self, pressed: OnFix) -> None:
        """Do something on the Fix page; elsewhere only show it: first look, then act."""
        is_seen = self.page == "fix"
        if self.workspace.opened is not None:
            self.show_page("fix")
            if is_seen:
                pressed(self.stack.fix)

    @property
    def pages(self) -> Mapping[str, Page]:
        """The pages by name; one that was not shown yet is made when it is asked for."""
        return self.stack.pages

    @property
    def empty(self) -> EmptyStep:
        """What stands in place of a step that needs a file."""
        return self.stack.empty

    @property
    def page(self) -> str:
        """The name of the step that is shown."""
        return self._page

    def show_page(self, name: str) -> None:
        """Show a step; steps that need a file show what to do when there is none."""
        if name in self.pages:
            self._page = name
            self.rail.set_current(name)
            self.stack.show_page(name)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the pages the room where there is little."""
        super().resizeEvent(event)
        self._give_room()

    def _give_room(self) -> None:
        self.rail.set_narrow(self.width() < NARROW * self.fontMetrics().averageCharWidth())

    def choose_file(self) -> None:
        """Ask for a file and open it."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Open an extract", self._folder, FILE_FILTER)
        if chosen:
            self.open_paths([Path(chosen)])

    @property
    def _folder(self) -> str:
        return str(self.workspace.path.parent) if self.workspace.path else ""

    def choose_set(self) -> None:
        """Ask for several submissions and read them as a set."""
        if paths := ask_for_set(self, self._folder):
            self.open_set(paths)

    def choose_folder(self) -> None:
        """Ask for a folder and read its files as a set."""
        if paths := ask_for_folder(self, self._folder):
            self.open_set(paths)

    def open_paths(self, paths: list[Path]) -> None:
        """Open one file to check and fix; several, a folder or a saved set as a set."""
        if self.profile.answers.takes(paths):
            self.show_page("fix")
        elif len(paths) == 1 and not is_several(paths[0]):
            if not self.published.takes(paths[0]):
                self.open_file(paths[0])
        else:
            self.open_set(paths)

    def add_earlier(self) -> None:
        """Ask for earlier files, and join them with the one that is open."""
        path = self.workspace.path
        chosen = ask_for_set(self, self._folder)
        if not chosen or path is None:
            return
        if self.sets.gathered is not None:
            self.sets.add(chosen)
            self.show_page("open")
        else:
            self.open_set([path, *(c for c in chosen if c != path)])

    def _preview_set(self) -> None:
        self.preview.show_joined(True)
        self.show_page("preview")

    def open_set(self, paths: list[Path]) -> None:
        """Read submissions as a set; the file that is open stays open, with all its changes."""
        if self.sets.open(paths):
            self.show_page("open")
            if len(paths) == 1 and not is_folder_there(paths[0]):
                self._remember_set(paths[0])

    def _remember_set(self, path: Path) -> None:
        """Put a saved set among the recent files."""
        self.workspace.preferences.opened(path)
        self.workspace.preferences.save()
        self.menus.update_recent()

    def open_file(self, path: Path) -> None:
        """Open a file, after asking what to do with changes that are not written."""
        if self.workspace.may_lose_changes("Open another file"):
            self.show_page("open")
            self.workspace.open(path)

    def open_demo(self) -> None:
        """Open the sample that comes with the program."""
        self.open_file(sample_file())

    def submit(self) -> None:
        """Show the last step; on it, write the submission."""
        if self.page != "submit":
            self.show_page("submit")
            if self.workspace.opened is not None:
                self.stack.submit.focus_first()
        elif self.workspace.opened is not None:
            self.stack.submit.begin()

    def _say(self, sentence: str) -> None:
        self.strip.say(sentence)
        announce(self, sentence)

    def _review(self, carried: CarriedOver, offer: Offer) -> None:
        """Show what still fits of work on an earlier extract, before anything is changed."""
        from ui.fixing.carry_dialog import CarryDialog

        dialog = CarryDialog(self.workspace, self.profile.work, carried, offer, self)
        dialog.open()

    def save_work(self) -> None:
        """Save the work where it was saved before, else ask where."""
        work = self.profile.work
        self.workspace.commit_wanted.emit()
        if self.workspace.opened is None:
            return
        if self.workspace.is_editing:
            advice = "Save it again in a moment."
            self.workspace.tell(InputProblem("The last change is still being checked.", advice))
            return
        target = work.path or where_to_save_work(self, work)
        if target is not None:
            work.save(target)

    def save_recipe(self) -> None:
        """Show what was done with the file as a recipe, to be saved."""
        from ui.fixing.recipe_dialog import offer_recipe

        outputs = self.stack.submit.outputs()
        offer_recipe(self, self.workspace, outputs, self.preview, self._say)

    def make_twin(self) -> None:
        """Show the last step, and ask for the name of a twin of what is open."""
        self.show_page("submit")
        if self.workspace.opened is not None:
            self.stack.submit.twin.ask_target()

    def show_reports(self) -> None:
        """Offer the Excel reports on the page with the findings."""
        if self.workspace.opened is not None:
            self.show_page("check")
            self.stack.check.show_reports()

    def _rebuild(self) -> None:
        self._build(self.page, self.stack)
        if self.help is not None:
            self.help.looks_changed()

    def _file_changed(self) -> None:
        path = self.workspace.path
        if path is not None:
            settle_in(self.workspace, [path.parent])
        self.setWindowTitle(f"{path.name}[*] - CLD Validator" if path else "CLD Validator")
        self.menus.update_recent()
        self.show_page(self.page)

    def _open_failed(self, _: Problem) -> None:
        self.show_page("open")  # it says what is wrong

    def show_fault(self, error: BaseException) -> None:
        """Show that something went wrong which is our fault, with a report that holds no data."""
        FaultDialog(error, self).exec()

    def open_help(self, topic: str = "") -> None:
        """Show the help on a rule, field, measure or step; by default on the page that is shown."""
        from ui.help.window import HelpWindow

        if self.help is None:
            self.help = HelpWindow(self.workspace, self.menuBar(), self)
        shown = self.pages[self.page].topic if self.page in self.stack.made else ""
        self.help.open_help(topic or shown or self.page)

    def explain(self, topic: str, beside: QDialog) -> HelpWindow:
        """Show the help on a topic in a window of a dialog, and return that."""
        from ui.help.window import HelpWindow

        found = beside.findChild(HelpWindow)
        shown = found or HelpWindow(self.workspace, self.menuBar(), beside)
        shown.open_help(topic)
        return shown

    def show_about(self) -> None:
        """Show the versions, the specification in use and the licences."""
        from ui.help.about import AboutDialog

        AboutDialog(self.workspace, self).exec()

    def _may_stop(self) -> bool:
        """Ask before writing that goes on is stopped."""
        writing = " and ".join(self.workspace.jobs.writing)
        if not writing:
            return True
        words = f"CLD Validator is still writing {writing}. Stop it and close?"
        return agrees(self, "Close CLD Validator", words)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Ask about changes, then end all work before the window goes."""
        keeps_set = self.sets.decided and not self.sets.ask()
        changes = not keeps_set and self.workspace.may_lose_changes("Close CLD Validator")
        if not changes or not self._may_stop():
            event.ignore()
            return
        preferences = self.workspace.preferences
        preferences.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        preferences.save()
        self.watch.stop()
        self.workspace.jobs.shut_down()
        self.workspace.deferred.cancel_all()
        self.story.close()
        if self.help is not None:
            self.help.close()
        event.accept()

    def held_above(self, over: bool) -> None:
        """Show on the open page where dropped files will go."""
        if over:
            self.show_page("open")
        self.stack.open.set_over(over)
