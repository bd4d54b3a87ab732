"""The pages are made before somebody wants them, in many events; a file that was read waits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.page_stack import PageStack
from ui.pages import load_pages
from ui.workspace import Workspace

LANE = "pages"


class PageMaking(QObject):
    """Makes the pages that are not there yet, a part of one in each event.

    What happens to a file is told to all of them: one that is read before they are there is told of
    when they are. Until then it is being read, and can be cancelled. stack: gives the pages that
    are in the window now.
    """

    def __init__(self, parent: QObject, workspace: Workspace, stack: Callable[[], PageStack]):
        super().__init__(parent)
        self._workspace, self._stack = workspace, stack
        self._waiting: list[Callable[[], object]] = []
        workspace.open_began.connect(self._load)
        workspace.when_told = self.once_made

    def begin(self) -> None:
        """Make the pages; what they rest on has been imported."""
        self._workspace.deferred.defer(self._make_next)

    def once_made(self, call: Callable[[], object]) -> None:
        """Make a call once all pages are there."""
        if self._stack().is_complete:
            call()
        else:
            self._waiting.append(call)

    def _load(self) -> None:
        """Import what the pages rest on, off the window's thread, then make them."""
        if not self._stack().is_complete:
            self._workspace.jobs.start(
                LANE, lambda _: load_pages(), self._loaded, quiet=True, of_file=False
            )

    def _loaded(self, _: None) -> None:
        self.begin()

    def _make_next(self) -> None:
        if self._stack().make_next():
            self.begin()
            return
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()
