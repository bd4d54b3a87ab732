"""A published file that was opened or dropped: what it changes is asked before it is imported."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from cldvalidator.published.importing.first_look import may_be_published
from cldvalidator.task import Task
from ui.dialogs import agrees
from ui.loading import load_libraries
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.published.importing.taken import Taken

Found = tuple["Taken", tuple[str, ...]]
LANE = "published"
NOW_CHECKED = "Your file has been checked again."
OPEN_AGAIN = "Open your file again to have it checked anew."
FORGOTTEN = "The edition was forgotten."
IMPORT = "Import it? Your file and your work stay as they are."
UNDO = "To undo it later: Help, Imported editions."


class PublishedImport(QObject):
    """Recognises publications by their content, reads them off the window's thread, and asks.

    changed: an edition was imported or forgotten: what was computed with the one before is old.
    """

    changed = Signal()

    def __init__(
        self,
        parent: QWidget,
        workspace: Workspace,
        say: Callable[[str], None],
        open_extract: Callable[[Path], None],
    ) -> None:
        """Keep what is needed. open_extract: what to do with a file that is no publication."""
        super().__init__(parent)
        self._parent, self._workspace, self._jobs = parent, workspace, workspace.jobs
        self._say, self._open_extract = say, open_extract

    def takes(self, path: Path) -> bool:
        """Begin with a file if it may be a publication; False for one that is none for sure."""
        if not may_be_published(path):
            return False
        self._jobs.start(
            LANE,
            partial(_read, path),
            partial(self._ask, path),
            changes_nothing=True,
            of_file=False,
        )
        return True

    def _ask(self, path: Path, found: Found | None) -> None:
        if found is None:
            self._open_extract(path)
            return
        taken, lines = found
        words = "\n".join(
            [*lines, UNDO, "", "Import it? Your file and your work stay as they are."]
        )
        if agrees(self._parent, "Import a published file", words):
            title = f"the edition {taken.content['title']}"
            self._jobs.start(LANE, partial(_keep, taken), self._kept, writes=title)

    def _kept(self, taken: Taken) -> None:
        title = f"{taken.content['title']}: {taken.content['edition']}"
        self._use(f"Imported {title}.", is_register=taken.content["kind"] == "register")

    def _use(self, message: str, *, is_register: bool) -> None:
        """Check the open file again by itself if rules look into what has changed."""
        self.changed.emit()
        space = self._workspace
        if is_register and space.path is not None:
            if space.read_anew(then=lambda: self._say(f"{message} {NOW_CHECKED}")):
                return
            message = f"{message} {OPEN_AGAIN}"
        self._say(message)

    def show_editions(self) -> None:
        """List what was imported; any of it can be forgotten."""
        from ui.opening.imported_editions import ImportedEditions

        dialog = ImportedEditions(self._jobs, self._parent)
        dialog.forgotten.connect(lambda is_register: self._use(FORGOTTEN, is_register=is_register))
        dialog.open()


def _read(path: Path, task: Task) -> Found | None:
    """Return what a file gives and what it changes; None for one that is no publication."""
    load_libraries()
    from cldvalidator.published.importing.editions import changes
    from cldvalidator.published.importing.layouts import layout_of
    from cldvalidator.published.importing.tables import read_file

    file = read_file(path)
    layout = layout_of(file)
    if layout is None:
        return None
    taken = layout.read(file, None, task)
    return taken, changes(taken)


def _keep(taken: Taken, _: Task) -> Taken:
    from cldvalidator.published.importing.editions import keep

    keep(taken)
    return taken
