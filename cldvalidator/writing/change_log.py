"""The log of changes by value, for the analyst's own files: it holds cell values."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from cldvalidator.checks.rules import Rule
from cldvalidator.fixes import CellChange, Change, RowChange
from cldvalidator.presentation.inert import inert
from cldvalidator.storage.transaction import OutputTransaction, write_file

WHOLE_ROW = "(whole row)"
_HEADERS = (
    "Field",
    "Row",
    "Found",
    "Written",
    "Cells",
    "Rule",
    "Why",
    "Certainty",
    "Decided by",
    "When",
)


def write_change_log(
    changes: Sequence[Change],
    rules: dict[str, Rule],
    target: Path,
    *,
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
) -> None:
    """Write one line a change as CSV for Excel (UTF-8 with byte order mark).

    Columns: Field, Row (as Excel shows it, for the change of one cell), Found, Written, Cells,
    Rule, Why, Certainty, Decided by, When. A row that was left out or kept is a line of its own,
    whose field is `WHOLE_ROW`. A text that Excel would run as a formula gets an apostrophe in
    front. transaction: the files that it gets its name with. Raises InputProblem,
    EnvironmentProblem.
    """
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(_HEADERS)
    for c in changes:
        why = rules[c.rule].title if c.rule in rules else ""
        how = (c.certainty, inert(c.by), c.when)
        if isinstance(c, RowChange):  # what the row held is in the file that was read
            lines.writerow([WHOLE_ROW, c.source_row, "", c.decided, 0, c.rule, c.why or why, *how])
            continue
        row = c.source_row if isinstance(c, CellChange) else ""
        if isinstance(c, CellChange) and c.who:
            how = (c.certainty, inert(f"{c.by}: {c.who}"), c.when)
            why = inert(c.why) or why
        texts = (inert(c.found), inert(c.written))
        lines.writerow([c.field, row, *texts, c.rows, c.rule, why, *how])
    content = text.getvalue().encode("utf-8-sig")
    write_file(content, target, overwrite=overwrite, transaction=transaction)
