"""The pages on top of each other; each is made in two steps, or at once when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QStackedWidget

from ui.pages import PAGES, States, page_in_steps
from ui.widgets.empty_step import PROMISES as NEED_FILE
from ui.widgets.empty_step import EmptyStep
from ui.widgets.parts import Page
from ui.widgets.room import Room

if TYPE_CHECKING:
    from ui.pages.check import CheckPage
    from ui.pages.fix import FixPage
    from ui.pages.open import OpenPage
    from ui.pages.submit import SubmitPage


class PageStack(QStackedWidget):
    """Shows one page, or what stands in its place while no file is open."""

    def __init__(self, states: States) -> None:
        super().__init__()
        self._states = states
        self._rooms: dict[str, Room] = {}
        self._begun: dict[str, Iterator[Page | None]] = {}
        self._unplaced: dict[str, Page] = {}
        """Pages that are made and not among the others yet."""
        self.pages = Pages(self)
        self.empty = EmptyStep(states.workspace)
        self._no_file = Room(self.empty)
        self.addWidget(self._no_file)

    @property
    def made(self) -> tuple[str, ...]:
        """The names of the pages that are there."""
        return tuple(self._rooms)

    @property
    def is_complete(self) -> bool:
        """Whether every page is there."""
        return len(self._rooms) == len(PAGES)

    def page(self, name: str) -> Page:
        """Return a page, made now if need be. Raises KeyError for a name that is none."""
        if name not in self._rooms:
            while name not in self._unplaced:
                self._build(name)
            self._place(name)
        page = self._rooms[name].page
        assert isinstance(page, Page)
        return page

    @property
    def open(self) -> OpenPage:
        """The page that opens files."""
        return cast("OpenPage", self.page("open"))

    @property
    def check(self) -> CheckPage:
        """The page with the findings."""
        return cast("CheckPage", self.page("check"))

    @property
    def fix(self) -> FixPage:
        """The page with the fixes."""
        return cast("FixPage", self.page("fix"))

    @property
    def submit(self) -> SubmitPage:
        """The page that writes the submission."""
        return cast("SubmitPage", self.page("submit"))

    def make_next(self) -> bool:
        """Take one step towards the pages that are not there yet; return whether one was left.

        A page is built in a step or two and laid out with the colours of the window in another:
        all together would hold the window up.
        """
        name = next((name for name in PAGES if name not in self._rooms), None)
        if name in self._unplaced:
            self._place(name)
        elif name is not None:
            self._build(name)
        return name is not None

    def _build(self, name: str) -> None:
        """Take the next step in building a page."""
        if name not in self._begun:
            self._begun[name] = page_in_steps(name, self._states)
        made = next(self._begun[name])
        if made is not None:
            self._unplaced[name] = made
            del self._begun[name]

    def _place(self, name: str) -> None:
        room = self._rooms[name] = Room(self._unplaced.pop(name))
        self.addWidget(room)

    def take_over(self, earlier: PageStack) -> None:
        """Make the pages that an earlier stack had, showing what they showed."""
        for name in PAGES:
            if name in earlier._rooms:
                self.page(name).take_over(earlier.page(name))

    def show_page(self, name: str) -> None:
        """Show a page, or in its place, without a file, the way to one."""
        page: Page = self.empty
        if self._needs_file(name):
            self.empty.stand_for(name)
        else:
            page = self.page(name)
        been_there = page.focusWidget() is not None
        self.setCurrentWidget(self._no_file if page is self.empty else self._rooms[name])
        if not been_there or not page.isAncestorOf(self.window().focusWidget() or self):
            page.focus_first()

    def _needs_file(self, name: str) -> bool:
        states = self._states
        if name == "preview" and states.preview.can_join:
            return False
        return states.workspace.opened is None and name in NEED_FILE


class Pages(Mapping[str, Page]):
    """The pages by their names."""

    def __init__(self, stack: PageStack) -> None:
        self._stack = stack

    def __getitem__(self, name: str) -> Page:
        return self._stack.page(name)

    def __contains__(self, name: object) -> bool:
        return name in PAGES

    def __iter__(self) -> Iterator[str]:
        return iter(PAGES)

    def __len__(self) -> int:
        return len(PAGES)
