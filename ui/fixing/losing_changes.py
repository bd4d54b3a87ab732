"""Asks before changes are lost; they can be kept in a file, to be made again on the extract."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cldvalidator.problems import Problem
from ui.workspace import Workspace

CHANGES = "Change file (*.json)"
Button = QMessageBox.StandardButton


def where_to_keep_changes(parent: QWidget, workspace: Workspace) -> Path | None:
    """Ask for the name of a change file; None when the user does not want one after all.

    Offered is a name beside the extract: the file holds cell values and belongs where that does.
    """
    path = workspace.path
    offered = str(path.with_name(f"{path.stem}.changes.json")) if path else "changes.json"
    chosen, _ = QFileDialog.getSaveFileName(parent, "Save these changes", offered, CHANGES)
    return Path(chosen) if chosen else None


def may_lose_changes(parent: QWidget, workspace: Workspace, doing: str) -> bool:
    """Ask whether changes that are in no submission may be lost; True once they may.

    They may when they were kept in a file. A change that is still being made is in no file yet, so
    that saving is not offered then.
    """
    save = Button.NoButton if workspace.is_editing else Button.Save
    answer = QMessageBox.question(
        parent,
        doing,
        "You have unsaved changes. Save them to a file (you can reapply them later from Fix, More, "
        "Apply saved changes), or discard them.",
        save | Button.Discard | Button.Cancel,
        Button.Cancel,
    )
    return answer == Button.Discard or (answer == Button.Save and _keep(parent, workspace))


def _keep(parent: QWidget, workspace: Workspace) -> bool:
    from cldvalidator.fixes.change_file import save_changes

    target = where_to_keep_changes(parent, workspace)
    if target is None or workspace.history is None:
        return False
    try:
        save_changes(workspace.history, target, overwrite=True)
    except Problem as problem:
        workspace.tell(problem)
        return False
    return True
