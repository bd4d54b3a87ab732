"""Rows left out from a finding whose rule says so: this one, or all of the group that is chosen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from cldvalidator.wording import counted
from ui.dialogs import agrees
from ui.grid.leaving_out import decide_rows
from ui.widgets.parts import button

if TYPE_CHECKING:
    from cldvalidator.review.row_choice import RowChoice
    from ui.workspace import Workspace


def rows_of_group(workspace: Workspace, rule: str) -> list[int]:
    """Return the rows, as Excel shows them, of the group that is chosen; none of another rule."""
    choice = _group(workspace, rule)
    if choice is None or workspace.opened is None:
        return []
    from cldvalidator.review.row_choice import chosen_rows

    extract = workspace.opened.extract
    found = chosen_rows(extract, workspace.opened.result.findings, choice)
    rows: list[int] = extract.source_rows[found].tolist()
    return rows


def leave_out_buttons(
    workspace: Workspace, rule: str, record: int, field: str, parent: QWidget
) -> list[QPushButton]:
    """Return what leaves the row of a finding out, and the rows of its group where it has more."""
    if workspace.opened is None:
        return []
    row = int(workspace.opened.extract.source_rows[record])
    file, choice = workspace.file, _group(workspace, rule)

    def leave_row() -> None:
        if workspace.opened is not None:
            workspace.go_to(record, field)  # the button goes, the keyboard stays with the grid
            decide_rows(workspace, workspace.opened.extract, [row], of=file, rule=rule)

    made = [button("Leave this row out", leave_row)]
    made[0].setAccessibleName(f"Leave row {row:,} out ({rule})")
    count = len(rows_of_group(workspace, rule))
    if count > 1:
        ask = partial(_leave_group, workspace, rule, file, choice, parent)
        made.append(button(f"Leave these {count:,} rows out ...", ask))
    return made


def _group(workspace: Workspace, rule: str) -> RowChoice | None:
    """Return what the rows of the chosen group are asked for, if they all have this finding."""
    choice = workspace.choice
    if choice is None or choice.rule != rule or choice.contains or choice.where is not None:
        return None
    return choice


def _leave_group(
    workspace: Workspace, rule: str, file: object, choice: RowChoice | None, parent: QWidget
) -> None:
    """Ask, saying how many; what is left out then is what was asked about."""
    rows, opened = rows_of_group(workspace, rule), workspace.opened
    if opened is None or not rows or choice is not workspace.choice:
        return
    words = (
        f"Leave {counted(len(rows), 'row')} with the finding {rule} out of the submission?\n\n"
        "The log of changes lists each of them, and you can undo it."
    )
    if agrees(parent, "Leave rows out", words):
        if workspace.file is file and workspace.cell is not None:
            workspace.go_to(*workspace.cell)
        decide_rows(workspace, opened.extract, rows, of=file, rule=rule)
