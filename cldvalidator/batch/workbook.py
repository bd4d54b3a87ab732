"""The summary of a run as an Excel workbook: files, findings by rule and file, figures."""

from __future__ import annotations

from pathlib import Path

from cldvalidator.batch.resumed import Run
from cldvalidator.batch.summary import (
    HEADS,
    figures_of,
    file_cells,
    rules_over_files,
    selection_words,
)
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.writing.excel_report.book import Book

_FILE = 34.0


def write_batch_workbook(
    run: Run, target: Path, *, transaction: OutputTransaction | None = None
) -> None:
    """Write the summary; it holds no cell value. Raises InputProblem, EnvironmentProblem.

    transaction: the files that it gets its name with.
    """
    book = Book("")
    sheet = book.sheet("Files")
    widths = (_FILE, 26.0, 25.0, 11.0, 11.0, 11.0, 11.0, 40.0)
    columns = [*zip(HEADS, widths, strict=True), ("DHSC selects it", 16.0), ("Why", 60.0)]
    rows = [
        (*file_cells(o), selection_words(o) if o.done else "", o.selection) for o in run.outcomes
    ]
    book.table(sheet, 0, columns, rows, tall=True)
    sheet = book.sheet("Findings by rule")
    heads = [("Rule", 12.0), ("What it says", 60.0), ("Severity", 12.0), ("Findings", 12.0)]
    book.table(sheet, 0, [*heads, ("Files", 10.0)], rules_over_files(run.outcomes), tall=True)
    sheet = book.sheet("Findings by file")
    by_file = [
        (o.file, r.rule, r.title, r.severity, r.count) for o in run.outcomes for r in o.rules
    ]
    book.table(sheet, 0, [("File", _FILE), *heads], by_file, tall=True)
    figures = figures_of(run.outcomes)
    if figures:
        sheet = book.sheet("National figures")
        heads = [("Measure", 16.0), ("Figure", 50.0), ("Value", 20.0), ("Numerator", 12.0)]
        cells = [
            (file, f.measure, f.caption, f.value, f.numerator, f.denominator) for file, f in figures
        ]
        book.table(sheet, 0, [("File", _FILE), *heads, ("Denominator", 12.0)], cells, tall=True)
    write_file(book.close(), target, transaction=transaction)
