"""A comparison with an earlier file as sheets without values: in its workbook and the report."""

from __future__ import annotations

from cldvalidator.presentation.comparison_text import SIDES, across_lines, file_line
from cldvalidator.presentation.promises_text import (
    DETAIL_HEADERS,
    HEADERS,
    TITLE,
    detail_rows,
    team_rows,
)
from cldvalidator.submissions.compare_columns import EARLIER, LATER
from cldvalidator.submissions.compare_result import Compared
from cldvalidator.submissions.compare_words import (
    TYPE_NAMES,
    Counted,
    by_flag,
    by_status,
    mass_sentence,
    why_gone,
    why_new,
)
from cldvalidator.writing.excel_report.book import Book


def comparison_sheet(book: Book, compared: Compared) -> None:
    """Write counts of events, what only two files show, and the fields that changed; no value."""
    comparison = compared.comparison
    sheet = book.sheet("Comparison")
    book.text(sheet, 0, 0, "Two submissions compared", book.title)
    line = 1
    lines = [f"{SIDES[s]}: {file_line(compared, s)}" for s in (EARLIER, LATER)]
    for text in (*lines, *compared.notices):
        book.text(sheet, line, 0, text)
        line += 1
    blocks: list[tuple[str, list[Counted]]] = [
        ("Events by status", [c for _, c in by_status(comparison)]),
        ("Why events are new", [c for _, c in why_new(comparison)]),
        ("Why events are gone", [c for _, c in why_gone(comparison)]),
        ("Also noted", [c for _, c in by_flag(comparison)]),
    ]
    for title, counts in blocks:
        if not counts:
            continue
        line += 1
        book.text(sheet, line, 0, title, book.section)
        for place, head in enumerate(("Events", *TYPE_NAMES), start=1):
            book.text(sheet, line, place, head, book.head)
        for counted in counts:
            line += 1
            book.text(sheet, line, 0, counted.what)
            for place, number in enumerate((counted.total, *counted.by_type), start=1):
                book.cell(sheet, line, place, number)
            book.text(sheet, line, len(TYPE_NAMES) + 2, counted.means, book.quiet)
        line += 1
    for title, texts in (
        ("Changes of whole columns", [mass_sentence(c) for c in comparison.mass]),
        ("What only a comparison shows", list(across_lines(compared))),
    ):
        if texts:
            line += 1
            book.text(sheet, line, 0, title, book.section)
            for text in texts:
                line += 1
                book.text(sheet, line, 0, text)
            line += 1
    line += 1
    book.text(sheet, line, 0, "Fields that changed", book.section)
    for name, count in comparison.by_field.items():
        line += 1
        book.text(sheet, line, 0, name)
        book.cell(sheet, line, 1, count)
    sheet.set_column(0, 0, 58)
    sheet.set_column(1, len(TYPE_NAMES) + 1, 13)


def findings_sheet(book: Book, compared: Compared, name: str) -> None:
    """Write how many findings are new, still there, resolved and gone. name: of the sheet."""
    sheet = book.sheet(name)
    book.text(sheet, 0, 0, "Findings against the earlier file, new ones first", book.title)
    columns: list[tuple[str, float]] = [
        ("Severity", 11),
        ("Rule", 11),
        ("What", 50),
        ("Field", 30),
        ("New", 11),
        ("Still there", 11),
        ("Resolved", 11),
        ("Gone with the event", 13),
    ]
    rows = [
        (m.severity.word, m.rule.id, m.rule.title, m.field, *m.counts) for m in compared.findings
    ]
    book.table(sheet, 2, columns, rows)


def promises_sheet(book: Book, compared: Compared, *, with_values: bool) -> None:
    """Write what became of promises: counts by team, and with values each line. None: no sheet."""
    if not compared.promises:
        return
    sheet = book.sheet("Promises")
    book.text(sheet, 0, 0, TITLE, book.title)
    widths = (26, 18, 34, 30, 14, 12, 12)
    for place, head in enumerate(HEADERS):
        book.text(sheet, 2, place, head, book.head)
    line = 2
    for line, cells in enumerate(team_rows(compared.promises, with_values=with_values), start=3):
        for place, cell in enumerate(cells):
            book.cell(sheet, line, place, cell)
    columns = list(zip(DETAIL_HEADERS, widths, strict=True))
    rows = detail_rows(compared.promises) if with_values else []
    if rows:
        book.table(sheet, line + 2, columns, rows)
    else:
        sheet.set_column(0, 0, widths[0])
        sheet.set_column(1, len(HEADERS) - 1, 14)
