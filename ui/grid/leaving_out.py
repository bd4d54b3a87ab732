"""Rows that the user takes out of the file in the grid, or finds to be no records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cldvalidator.review.verdict import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from cldvalidator.fixes import RowChange
    from ui.workspace import Workspace

NO_RECORDS = "Leave out all rows that are no records"


def row_actions(
    workspace: Workspace, selected: Collection[int], record: int
) -> list[tuple[str, Callable[[], object]]]:
    """Return what can be done about the selected records, or the one that was pointed at."""
    records = selected if record in selected else [record]
    found: list[tuple[str, Callable[[], object]]] = [
        (leaving_out_words(len(records)), lambda: leave_rows_out(workspace, records))
    ]
    if has_no_records(workspace):
        found.append((NO_RECORDS, lambda: leave_no_records_out(workspace)))
    return found


def leave_rows_out(workspace: Workspace, records: Collection[int], rule: str = "") -> None:
    """Leave records (0-based) out as one step that can be undone.

    What the rows hold now is part of the change: one that holds something else by then stays.
    """
    from cldvalidator.fixes.rows import rows_out

    if workspace.opened is None or not records:
        return
    extract = workspace.opened.extract
    changes = rows_out(extract, extract.source_rows[sorted(records)].tolist(), rule=rule)
    _make(workspace, changes)


def leave_no_records_out(workspace: Workspace) -> None:
    """Leave out every row that is no record, by one decision."""
    from cldvalidator.fixes.rows import no_records_out

    if workspace.opened is not None:
        _make(workspace, no_records_out(workspace.opened.extract))


def has_no_records(workspace: Workspace) -> bool:
    """Whether there are rows that are no records, and nothing is decided about them."""
    return workspace.opened is not None and bool(workspace.opened.extract.reading.no_records)


def leaving_out_words(count: int) -> str:
    """Return what the menu says of so many selected rows."""
    return "Leave this row out" if count == 1 else f"Leave {count:,} rows out"


def _make(workspace: Workspace, changes: tuple[RowChange, ...]) -> None:
    if changes:
        workspace.change(f"{counted(len(changes), 'row')} left out", changes, of=workspace.file)
