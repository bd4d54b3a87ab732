"""Changes of the whole file: Release 1 values converted to Release 2."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import Change, Conversion, History
    from cldvalidator.task import Task


class WholeFile(QObject):
    """Works on the open file, always off the window's thread.

    converted: a Conversion to be shown before anything changes. reported: what was
    done, a sentence.
    """

    converted = Signal(object)
    reported = Signal(str)

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
        self.reported.emit(
            f"{become} Release 2, and the file is checked against Release 2. "
            "Undo brings back the values and the release that it was checked against."
        )
