"""Changes of the whole file: Release 1 turned into Release 2, and change files kept and made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import Change, Conversion, History, Step
    from cldvalidator.task import Task


class WholeFile(QObject):
    """Works on the open file, always off the window's thread.

    converted: a Conversion to be shown before anything changes. said: a sentence on what was done.
    """

    converted = Signal(object)
    said = Signal(str)

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace

    def find_release_1(self) -> None:
        """Find what the values of Release 1 would become."""
        opened = self._workspace.opened
        if opened is None:
            return

        def work(_: Task) -> Conversion:
            from cldvalidator.fixes.release_1 import convert_release_1
            from cldvalidator.official import current_specification

            return convert_release_1(opened.extract, current_specification("2"))

        self._workspace.jobs.start("release", work, self.converted.emit)

    def turn_into_release_2(self, changes: Sequence[Change], *, of: object = None) -> None:
        """Make the changes as one step, after which the file is held against Release 2.

        of: the `file` of the workspace that they were found in.
        """
        from cldvalidator.jobs.fix import TO_RELEASE_2

        if not changes:
            return
        cells = sum(c.rows for c in changes)

        def edit(history: History) -> History:
            return history.do(TO_RELEASE_2, changes, release="2")

        self._workspace.edit(edit, of=of)
        if of not in (None, self._workspace.file):
            return
        become = "1 cell becomes" if cells == 1 else f"{cells:,} cells become"
        self.said.emit(
            f"{become} Release 2, and the file is checked against Release 2. "
            "Undo brings back the values and the release that it was checked against."
        )

    def save_changes(self, target: Path, *, overwrite: bool) -> None:
        """Write the steps made so far, to be made again on the same file."""
        history = self._workspace.history
        if history is None:
            return

        def work(_: Task) -> None:
            from cldvalidator.fixes.change_file import save_changes

            save_changes(history, target, overwrite=overwrite)

        def done(_: None) -> None:
            self.said.emit(f"Written: {target.name}")

        self._workspace.jobs.start("save changes", work, done, writes="your changes")

    def replay(self, path: Path) -> None:
        """Make the steps of a change file on this file."""
        before = self._workspace.as_read
        if before is None:
            return

        def work(_: Task) -> tuple[Step, ...]:
            from cldvalidator.fixes.change_file import load_changes

            return load_changes(path, before.extract)

        def done(steps: tuple[Step, ...]) -> None:
            from cldvalidator.fixes.change_file import replay

            self._workspace.edit(lambda history: replay(history, steps))
            made = "1 step is" if len(steps) == 1 else f"{len(steps):,} steps are"
            self.said.emit(f"{path.name}: {made} made again. Each can be undone.")

        self._workspace.jobs.start("replay", work, done)
