"""A comparison as an Excel workbook: counts, and every event that is not the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cldvalidator.presentation.waterfall_text import about_waterfall, waterfall_rows
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.submissions.compare import Status
from cldvalidator.submissions.compare_columns import EARLIER, LATER, Rows, Side
from cldvalidator.submissions.compare_result import Compared
from cldvalidator.submissions.compare_words import (
    FLAG_WORDS,
    GONE_WORDS,
    NEW_WORDS,
    STATUS_WORDS,
    TYPE_NAMES,
    type_places,
)
from cldvalidator.submissions.matching_stages import NHS, OWN, REFERENCE
from cldvalidator.submissions.waterfall import Waterfall
from cldvalidator.writing.excel_report.book import MARKING, Book
from cldvalidator.writing.excel_report.comparison_sheets import (
    comparison_sheet,
    findings_sheet,
    promises_sheet,
)

_WHERE_ALL = "The command with --json counts them all."


def write_comparison(
    compared: Compared,
    target: Path,
    *,
    moved: Waterfall | None = None,
    with_values: bool = True,
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
) -> None:
    """Write the workbook. moved: the figures, if they were made. with_values: with values and
    identifiers; it is then marked.

    Raises InputProblem, EnvironmentProblem.
    """
    book = Book(MARKING if with_values else "")
    comparison_sheet(book, compared)
    _changed(book, compared, with_values=with_values)
    _only_in_one(book, compared, LATER, with_values=with_values)
    _only_in_one(book, compared, EARLIER, with_values=with_values)
    findings_sheet(book, compared, "Findings")
    promises_sheet(book, compared, with_values=with_values)
    if moved is not None:
        _figures(book, compared, moved)
    never = tuple(
        path for f in compared.comparison.two.files if (path := f.extract.reading.path) is not None
    )
    write_file(book.close(), target, overwrite=overwrite, never=never, transaction=transaction)


def _changed(book: Book, compared: Compared, *, with_values: bool) -> None:
    sheet = book.sheet("Changed events")
    book.text(sheet, 0, 0, "Events in both files that are not the same", book.title)
    columns: list[tuple[str, float]] = [
        ("Status", 11),
        ("Event type", 13),
        ("Row, earlier file", 11),
        ("Row, later file", 11),
        ("Fields that changed", 40),
        ("Also noted", 32),
        ("Matched by", 34),
    ]
    if with_values:
        columns += [(OWN, 18), (REFERENCE, 18), ("From", 50), ("To", 50)]
    rows = _changed_rows(compared, with_values=with_values)
    book.table(sheet, 2, columns, rows, rest=_WHERE_ALL)


def _changed_rows(compared: Compared, *, with_values: bool) -> Iterator[tuple[object, ...]]:
    comparison, two = compared.comparison, compared.comparison.two
    types = type_places(comparison, LATER)
    numbers = two.source_rows(EARLIER), two.source_rows(LATER)
    for pair in comparison.not_same.tolist():
        one, other = int(comparison.earlier[pair]), int(comparison.later[pair])
        fields = comparison.changed_fields(pair)
        flags = [w for f, w in FLAG_WORDS.items() if comparison.flags[pair] & f]
        line: tuple[object, ...] = (
            STATUS_WORDS[Status(comparison.status[pair])],
            TYPE_NAMES[types[other]],
            int(numbers[EARLIER][one]),
            int(numbers[LATER][other]),
            "; ".join(fields),
            "; ".join(flags),
            comparison.stage_names[comparison.stage[pair]],
        )
        if with_values:
            before, after = two.read
            line += (
                after.column(OWN).text(other),
                after.column(REFERENCE).text(other),
                "; ".join(before.column(f).text(one) or "(blank)" for f in fields),
                "; ".join(after.column(f).text(other) or "(blank)" for f in fields),
            )
        yield line


def _only_in_one(book: Book, compared: Compared, side: Side, *, with_values: bool) -> None:
    title = "Only in the later file" if side == LATER else "Only in the earlier file"
    sheet = book.sheet(title)
    book.text(sheet, 0, 0, title, book.title)
    columns: list[tuple[str, float]] = [
        ("Status", 11),
        ("Why", 50),
        ("Event type", 13),
        ("Row", 11),
    ]
    named = (NHS, OWN, REFERENCE) if with_values else ()
    dates = ("Event Start Date", "Event End Date", "Service Type") if with_values else ()
    columns += [(name, 24) for name in (*named, *dates)]
    rows = _rows_of(compared, side, (*named, *dates))
    book.table(sheet, 2, columns, rows, rest=_WHERE_ALL)


def _rows_of(
    compared: Compared, side: Side, names: tuple[str, ...]
) -> Iterator[tuple[object, ...]]:
    comparison, read = compared.comparison, compared.comparison.two.read[side]
    types, numbers = type_places(comparison, side), comparison.two.source_rows(side)
    is_later = side == LATER
    rows: Rows = comparison.new if is_later else comparison.gone
    places = comparison.new_place if is_later else comparison.gone_place
    words = NEW_WORDS if is_later else GONE_WORDS
    for number, row in enumerate(rows.tolist()):
        status = Status(comparison.new_status[number]) if is_later else Status.GONE
        yield (
            STATUS_WORDS[status],
            words[int(places[number])],
            TYPE_NAMES[types[row]],
            int(numbers[row]),
            *(read.column(n).text(row) for n in names),
        )


def _figures(book: Book, compared: Compared, moved: Waterfall) -> None:
    sheet = book.sheet("Figures")
    book.text(sheet, 0, 0, "Figures before and after, and what moved them", book.title)
    book.text(sheet, 1, 0, about_waterfall(moved))
    columns: list[tuple[str, float]] = [
        ("Measure", 18),
        ("Figure", 50),
        ("Group", 24),
        ("What", 34),
        ("Value", 11),
        ("Numerator", 12),
        ("Denominator", 13),
        ("Records", 11),
        ("Rows (in the file that has them)", 50),
    ]
    book.table(sheet, 3, columns, waterfall_rows(moved, compared))
