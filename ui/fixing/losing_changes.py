"""Asks before work is lost; it can be saved, to go on with it another day."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cldvalidator.problems import Problem
from ui.fixing.saved_work import SavedWork
from ui.workspace import Workspace

CHANGES = "Change file (*.json)"
Button = QMessageBox.StandardButton


def where_to_save_work(parent: QWidget, work: SavedWork) -> Path | None:
    """Ask for the name of a change file; None when the user does not want one after all.

    Offered is a name beside the extract: the file holds cell values and belongs where that does.
    """
    chosen, _ = QFileDialog.getSaveFileName(
        parent, "Save your work", str(work.offered_path), CHANGES
    )
    return Path(chosen) if chosen else None


def may_lose_changes(parent: QWidget, workspace: Workspace, work: SavedWork, doing: str) -> bool:
    """Ask whether work that is in no file may be lost; True once it may.

    It may when it was saved. A change that is still being made is in no file yet, so that saving is
    not offered then.
    """
    save = Button.NoButton if workspace.is_editing else Button.Save
    answer = QMessageBox.question(
        parent,
        doing,
        "You have unsaved changes. Save your work to a file and go on with it when you next open "
        "this extract, or discard it.",
        save | Button.Discard | Button.Cancel,
        Button.Cancel,
    )
    return answer == Button.Discard or (answer == Button.Save and _save(parent, workspace, work))


def _save(parent: QWidget, workspace: Workspace, work: SavedWork) -> bool:
    target = where_to_save_work(parent, work)
    if target is None:
        return False
    try:
        work.save_now(target)
    except Problem as problem:
        workspace.tell(problem)
        return False
    return True
