"""The way to a person's story from everywhere in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.figures.state import PreviewState
from ui.person_wanted import PersonWanted
from ui.story.state import StoryState
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ui.story.pairs import PairsWindow
    from ui.story.window import StoryWindow


class StoryDoor(QObject):
    """Opens the window of the story when somebody's is wanted."""

    def __init__(self, over: QWidget, workspace: Workspace, preview: PreviewState) -> None:
        super().__init__(over)
        self._over, self._workspace, self._preview = over, workspace, preview
        self.state = StoryState(workspace, preview)
        self.window: StoryWindow | None = None
        self.pairs: PairsWindow | None = None
        workspace.story_wanted.connect(self.show)
        preview.sets.person_wanted.connect(self.search_set)

    def show(self, wanted: PersonWanted) -> None:
        """Show the story of whoever is wanted; of nobody in particular, the search."""
        from ui.story.window import StoryWindow

        if self.window is None:
            self.window = StoryWindow(self._workspace, self.state, self._over)
        window = self.window
        window.show()
        window.raise_()
        window.activateWindow()
        self.state.ask(wanted)
        if wanted.record is None and wanted.person is None:
            window.begin_search()
        else:
            window.picture.setFocus()

    def search(self) -> None:
        """Offer to find a person: in the joined figures that are shown, else in the open file."""
        is_set = self._preview.is_joined and self._preview.preview is not None
        if self._workspace.opened is not None or is_set:
            self.show(PersonWanted(of_figures=is_set))

    def search_set(self) -> None:
        """Offer to find a person in the joined figures of the set."""
        self._preview.show_joined(True)
        self.show(PersonWanted(of_figures=True))

    def look_for_pairs(self) -> None:
        """Show the people of the open file who may be one."""
        if self._workspace.opened is None:
            return
        from ui.story.pairs import PairsWindow

        if self.pairs is None:
            self.pairs = PairsWindow(self._workspace, self.state, self._over)
        self.pairs.show()
        self.pairs.raise_()
        self.pairs.activateWindow()
        self.pairs.list.setFocus()
        if self.pairs.found is None:
            self.pairs.look()

    def close(self) -> None:
        """Close the windows that are there."""
        for window in (self.window, self.pairs):
            if window is not None:
                window.close()
