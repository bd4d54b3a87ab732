"""The sheets about fixing: what was changed, findings before and after, what is known."""

from __future__ import annotations

from collections.abc import Sequence

from cldvalidator.checks import CheckResult
from cldvalidator.checks.findings import Findings
from cldvalidator.fixes import AcceptedFinding, CellChange, Change, RowChange
from cldvalidator.review.views import before_and_after
from cldvalidator.writing.change_log import WHOLE_ROW
from cldvalidator.writing.excel_report.book import Book


def after_fixing(
    book: Book,
    result: CheckResult,
    changes: Sequence[Change],
    before: CheckResult | None,
    known: Sequence[AcceptedFinding],
    *,
    with_values: bool,
) -> None:
    """Add the sheets for which there is anything to say.

    result: the check the report is about. with_values: without, no sheet holds a cell value.
    """
    if before is not None:
        _before_and_after(book, before.findings, result.findings)
    if known:
        _known(book, result, known, with_values)
    if changes and with_values:
        _changes(book, changes)


def _before_and_after(book: Book, before: Findings, after: Findings) -> None:
    columns = (("Severity", 10), ("Rule", 11), ("Title", 60), ("Findings before", 12),
               ("Findings after", 12), ("Difference", 12))  # fmt: skip
    rows = [
        (severity.word, rule, title, one, two, two - one)
        for severity, rule, title, one, two in before_and_after(before, after)
    ]
    book.table(book.sheet("Before and after"), 0, columns, rows, tall=True)


def _known(
    book: Book, result: CheckResult, known: Sequence[AcceptedFinding], with_values: bool
) -> None:
    rules = result.findings.rules
    columns = [("Severity", 10), ("Rule", 11), ("Title", 44), ("Field", 34), ("Findings now", 12),
               ("When accepted", 12), ("Accepted", 12), ("Reason", 60)]  # fmt: skip
    if with_values:
        columns.insert(4, ("Only the value", 34))
    rows = []
    for k in known:
        f = k.finding
        title = rules[f.rule].title if f.rule in rules else ""
        cells: list[object] = [k.severity, f.rule, title, f.field, k.cells, f.cells, f.since]
        if with_values:
            cells.insert(4, f.value or "")
        rows.append([*cells, f.reason])
    book.table(book.sheet("Known findings"), 0, columns, rows, tall=True)


def _changes(book: Book, changes: Sequence[Change]) -> None:
    columns = (("Field", 34), ("Row", 9), ("Found", 44), ("Written", 44), ("Cells", 10),
               ("Rule", 11), ("Certainty", 11), ("Decided by", 20), ("When", 26))  # fmt: skip
    rows = [
        (WHOLE_ROW, c.source_row, c.why, c.decided, 0, c.rule, c.certainty, c.by, c.when)
        if isinstance(c, RowChange)
        else (c.field, c.source_row if isinstance(c, CellChange) else "", c.found, c.written,
              c.rows, c.rule, c.certainty, c.by, c.when)
        for c in changes
    ]  # fmt: skip
    rest = "The log of changes has all."
    book.table(book.sheet("Changes made"), 0, columns, rows, rest=rest)
