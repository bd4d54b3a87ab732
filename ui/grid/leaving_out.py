"""Rows that the user takes out of the file in the grid, or finds to be no records."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cldvalidator.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from cldvalidator.extract import Extract
    from cldvalidator.fixes import History
    from ui.workspace import Workspace

NO_RECORDS = "Leave out all rows that are not records"


def row_actions(
    workspace: Workspace, selected: Collection[int], record: int
) -> list[tuple[str, Callable[[], object]]]:
    """Return what can be done about the selected records, or the one that was pointed at."""
    records = selected if record in selected else [record]
    found = [(leaving_out_words(len(records)), leaving_out(workspace, records))]
    if has_no_records(workspace):
        found.append((NO_RECORDS, leaving_no_records_out(workspace)))
    return found


def leaving_out(workspace: Workspace, records: Collection[int]) -> Callable[[], object]:
    """Return what leaves records (0-based, of the file as it is now) out, whenever it is called.

    A menu can stay open while the file changes behind it, and with it the numbers of its records.
    """
    assert workspace.opened is not None
    seen = workspace.opened.extract
    rows = seen.source_rows[sorted(records)].tolist()
    return partial(decide_rows, workspace, seen, rows, of=workspace.file)


def leaving_no_records_out(workspace: Workspace) -> Callable[[], object]:
    """Return what leaves out every row that is not a record now, by one decision."""
    assert workspace.opened is not None
    seen = workspace.opened.extract
    rows = [r.source_row for r in seen.reading.no_records]
    return partial(decide_rows, workspace, seen, rows, of=workspace.file)


def decide_rows(
    workspace: Workspace,
    seen: Extract,
    rows: Sequence[int],
    *,
    of: object,
    keep: bool = False,
    rule: str = "",
) -> None:
    """Leave rows out, or keep them as records, as one step that can be undone.

    seen, of: the extract and the file as the user saw them. rows: as Excel shows them. rule: the
    rule whose finding is the reason. What the rows held is part of the change: if one of them
    holds something else by now, or is decided about, the whole step is refused.
    """
    words = "kept as a record" if keep and len(rows) == 1 else "kept as records" if keep else ""
    title = f"{counted(len(rows), 'row')} {words or 'left out'}"

    def make(history: History) -> History:
        from cldvalidator.fixes.changes import KEPT, LEFT_OUT
        from cldvalidator.fixes.rows import rows_out

        changes = rows_out(seen, rows, decided=KEPT if keep else LEFT_OUT, rule=rule)
        after = history.do(title, changes)
        made = after.steps[-1].changes if after is not history else ()
        return after if len(made) == len(changes) else history

    if rows:
        workspace.edit(make, of=of)


def has_no_records(workspace: Workspace) -> bool:
    """Whether there are rows that are not records, and nothing is decided about them."""
    return workspace.opened is not None and bool(workspace.opened.extract.reading.no_records)


def leaving_out_words(count: int) -> str:
    """Return what the menu says of so many selected rows."""
    return "Leave this row out" if count == 1 else f"Leave {count:,} rows out"
