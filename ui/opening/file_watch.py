"""Whether the open file has been written anew on the disk, and what changed in it then."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from cldvalidator.paths import stamp_of
from ui.comparing.state import ComparisonState
from ui.edited_file import OTHER_FILE
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.problems import Problem
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task

LANE = "look at the file"
PATIENCE = 1500
"""Milliseconds for which a file has to stay as it is before it counts as written to its end."""


@dataclass(frozen=True)
class _Look:
    """What a look at the file found. sha256: of one that was still, "" for any other."""

    stamp: tuple[int, int] | None
    sha256: str = ""


class FileWatch(QObject):
    """Looks when the system signals a change, and when the window is activated.

    Drives in a network do not always signal. A file that is half written is looked at again until
    two looks find it the same. Nothing is read by itself: the user is told, and decides.

    changed: `offered` is another.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, comparison: ComparisonState) -> None:
        super().__init__(workspace)
        self._workspace, self._comparison = workspace, comparison
        self._as_read: tuple[int, int] | None = None
        self._seen: tuple[int, int] | None = None
        self._left: tuple[int, int] | None = None
        self._before: Opened | None = None
        self._written: object = None
        self._is_read_again = False
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(PATIENCE)
        self._retry.timeout.connect(self.look)
        self._signals = QFileSystemWatcher(self)
        self._signals.fileChanged.connect(self._look_soon)
        self._signals.directoryChanged.connect(self._look_soon)
        workspace.file_changed.connect(self._file_changed)
        workspace.open_began.connect(lambda: self._reading(True))
        for ended in (workspace.open_failed, workspace.open_stopped):
            ended.connect(lambda *_: self._reading(False))
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._activated)

    @property
    def offered(self) -> object:
        """The open file, as `Workspace.file` tells it, if it was written anew; else None."""
        is_open = self._written is not None and self._written is self._workspace.file
        return self._written if is_open and not self._is_read_again else None

    @property
    def name(self) -> str:
        """The name of the open file."""
        return self._workspace.path.name if self._workspace.path is not None else ""

    def look(self) -> None:
        """Look at the file, off the window's thread: its drive may be slow."""
        space = self._workspace
        path, of, as_read, seen = space.path, space.file, self._as_read, self._seen
        if path is None or of is None or as_read is None:
            return

        def work(_: Task) -> _Look:
            stamp = stamp_of(path)
            is_still = stamp is not None and stamp == seen and stamp != as_read
            return _Look(stamp, _content(path) if is_still else "")

        def found(look: _Look) -> None:
            if space.file is of:
                self._found(look)

        def unreadable(_: Problem) -> None:
            self._retry.start()  # somebody else has it open

        space.jobs.start(LANE, work, found, failed=unreadable, quiet=True, changes_nothing=True)

    def _found(self, look: _Look) -> None:
        self._seen = look.stamp
        self._listen()
        if look.stamp is None or look.stamp in (self._as_read, self._left):
            self._tell(None)
        elif not look.sha256:
            self._retry.start()
        elif look.sha256 == self._sha256:
            self._as_read = look.stamp  # written, and the same as before
            self._tell(None)
        else:
            self._tell(self._workspace.file)

    @property
    def _sha256(self) -> str:
        as_read = self._workspace.as_read
        return as_read.extract.reading.sha256 if as_read is not None else ""

    def check_again(self, seen: object) -> None:
        """Read the file again, and compare it with what was open; edits are asked about.

        seen: what was `offered` when the user decided; refused once another file is open.
        """
        space, earlier = self._workspace, self._workspace.as_read
        if earlier is None or seen is not space.file:
            space.tell(OTHER_FILE)
            return

        def keep() -> None:
            self._before = earlier

        space.open_again(then=keep)

    def leave(self) -> None:
        """Go on with the file as it was read, until it is written once more."""
        self._left = self._seen
        self._tell(None)

    def stop(self) -> None:
        """Look no more: the window closes."""
        self._as_read = None
        self._retry.stop()

    def _file_changed(self) -> None:
        self._retry.stop()
        before, self._before = self._before, None
        self._as_read, self._seen, self._left = self._workspace.stamp, None, None
        self._listen()
        self._is_read_again = False
        self._tell(None)
        if before is not None and before.extract.reading.sha256 != self._sha256:
            self._comparison.choose_reading(before)
            self._workspace.page_wanted.emit("compare")

    def _listen(self) -> None:
        """Have the system signal what happens to the file, and in its folder: it may be replaced.

        A file that is replaced is forgotten by the system, and told anew.
        """
        path = self._workspace.path
        wanted = [] if path is None else [str(path), str(path.parent)]
        now = [*self._signals.files(), *self._signals.directories()]
        if gone := [p for p in now if p not in wanted]:
            self._signals.removePaths(gone)
        if new := [p for p in wanted if p not in now and Path(p).exists()]:
            self._signals.addPaths(new)

    def _reading(self, begins: bool) -> None:
        self._is_read_again = begins and self._workspace.wanted == self._workspace.path
        self.changed.emit()

    def _look_soon(self) -> None:
        """Look once, however many signals come."""
        if not self._retry.isActive():
            self._retry.start()

    def _activated(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def _tell(self, written: object) -> None:
        if written is not self._written:
            self._written = written
            self.changed.emit()


def _content(path: Path) -> str:
    """Return the SHA-256 of a file. Raises Problem if it cannot be read."""
    from cldvalidator.extract.opening import read_whole

    return sha256(read_whole(path)).hexdigest()
