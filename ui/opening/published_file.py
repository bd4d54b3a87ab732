"""A published file that was opened or dropped: what it changes is asked before it is imported."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from cldvalidator.published.importing.first_look import may_be_published
from cldvalidator.task import Task
from ui.dialogs import agrees
from ui.jobs import Jobs
from ui.loading import load_libraries

if TYPE_CHECKING:
    from cldvalidator.published.importing.taken import Taken

Found = tuple["Taken", tuple[str, ...]]
LANE = "published"


class PublishedImport:
    """Recognises publications by their content, reads them off the window's thread, and asks."""

    def __init__(
        self,
        parent: QWidget,
        jobs: Jobs,
        say: Callable[[str], None],
        open_extract: Callable[[Path], None],
    ) -> None:
        """Keep what is needed. open_extract: what to do with a file that is no publication."""
        self._parent, self._jobs = parent, jobs
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
        words = "\n".join([*lines, "", "Import it? Your file and your work stay as they are."])
        if agrees(self._parent, "Import a published file", words):
            title = f"the edition {taken.content['title']}"
            self._jobs.start(LANE, partial(_keep, taken), self._kept, writes=title)

    def _kept(self, taken: Taken) -> None:
        title = f"{taken.content['title']}: {taken.content['edition']}"
        after = (
            " Open your file again to have it checked with this register."
            if taken.content["kind"] == "register"
            else ""
        )
        self._say(f"Imported {title}.{after}")


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
