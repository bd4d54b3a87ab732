"""The columns that a team fills in beside its findings, and what makes their taking back safe.

Each line has a hidden text that says what it is about (`FindingKey`), so that it can be sorted,
filtered, deleted and saved by another program. Only the cells to fill in are not locked; the sheet
is protected without a password, against accidents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from cldvalidator.fixes.answer_words import (
    ABOUT,
    ANSWERS,
    AT_SOURCE,
    BECAUSE,
    BLANK,
    BY,
    LISTS,
    PROGRAM,
    RIGHT,
    TEAM,
    YES_AND_NO,
)
from cldvalidator.fixes.finding_key import FindingKeys
from cldvalidator.specification import Specification
from cldvalidator.version import __version__
from cldvalidator.writing.excel_report.book import INK, Book
from cldvalidator.writing.excel_report.table_rows import Unfilled

WIDTHS = {RIGHT: 26, BECAUSE: 30, AT_SOURCE: 19, BY: 16}
COLUMNS: tuple[tuple[str, float], ...] = tuple((name, WIDTHS[name]) for name in ANSWERS)
Place = tuple[int, str, str, bool]
"""What a line is about: its row as Excel shows it (0 for the file), field, rule, a whole row?"""
TO_FILL_IN = "▼ To fill in: the framed cells"
HOW_TO = (
    "1. Look at the record in your system. Fill in the framed cells beside the finding: one of "
    "them is enough.",
    f"2. {RIGHT}: what the cell should say. Choose from the list where there is one; {BLANK} means "
    "that the cell should be empty.",
    f"3. {BECAUSE}: why nothing is wrong, without names. {AT_SOURCE}: yes, if you will correct the "
    "record in your system.",
    "4. Save the workbook under its name and send it back. You may filter, and change the width of "
    "columns.",
    "5. To sort or to delete lines, unprotect the sheet first (Review, no password), and sort all "
    "columns together.",
)
_FILL, _EDGE = "#FFF8DC", "#7A6A1F"
_MOST_RANGES = 100


class AnswerColumns:
    """The answers of one team's workbook. keys: of the whole file."""

    def __init__(self, book: Book, keys: FindingKeys, specification: Specification) -> None:
        self._book, self._keys, self._specification = book, keys, specification
        font = {"font_name": "Calibri", "font_size": 11, "font_color": INK, "valign": "top"}
        frame = {"bg_color": _FILL, "border": 1, "border_color": _EDGE, "text_wrap": True}
        # As text, so that Excel keeps 01 and 2-3 as they are typed.
        self._open = book.book.add_format(font | frame | {"locked": False, "num_format": "@"})
        self._mark = book.book.add_format(font | {"bold": True, "bottom": 2, "bg_color": _FILL})

    def above(self, sheet: Any) -> int:
        """Write the how-to; return the row of the header (0-based)."""
        self._book.text(sheet, 0, 0, "How to answer", self._book.bold)
        for row, words in enumerate(HOW_TO, start=1):
            self._book.text(sheet, row, 0, words)
        return len(HOW_TO) + 2

    @property
    def forms(self) -> tuple[Any, ...]:
        """The formats of the columns of `cells`."""
        return (*(self._open for _ in COLUMNS), self._book.quiet)

    def cells(self, place: Place) -> list[object]:
        """Return what a line has beside its finding: the cells to fill in, and its identity."""
        source_row, field, rule, whole = place
        unfilled = Unfilled(self._open)
        answers = ["" if whole and name == RIGHT else unfilled for name, _ in COLUMNS]
        return [*answers, self._keys.of(source_row, field, rule).text]

    def write(self, sheet: Any, top: int, first: int, findings: Sequence[Place]) -> None:
        """Make the columns of a table to fill in that is written already.

        top: row of its header. first: the first column of the answers; the identity is in the one
        after them. findings: what each line is about.
        """
        last = top + max(len(findings), 1)
        for place in range(first, first + len(COLUMNS)):
            self._book.text(sheet, top - 1, place, "", self._mark)
        self._book.text(sheet, top - 1, first, TO_FILL_IN, self._mark)
        hidden = first + len(COLUMNS)
        sheet.set_column(hidden, hidden, 8, None, {"hidden": True})
        self._choices(sheet, top + 1, first, findings)
        self._yes_or_no(sheet, top + 1, last, first + ANSWERS.index(AT_SOURCE))
        allowed = ("autofilter", "sort", "format_columns", "format_rows")
        sheet.protect("", dict.fromkeys(allowed, True))

    def _choices(self, sheet: Any, top: int, column: int, findings: Sequence[Place]) -> None:
        """Let the right value of a field with a list be chosen from it."""
        listed = {
            name: texts
            for name in dict.fromkeys(f for _, f, _, whole in findings if not whole)
            if name in self._specification.by_name and (texts := self._specification.values(name))
        }
        lists = self._book.book.add_worksheet(LISTS)
        lists.hide()
        for place, (name, texts) in enumerate(listed.items()):
            for row, text in enumerate((name, *texts, BLANK)):
                self._book.text(lists, row, place, text)
            letter = xl_col_to_name(place)
            source = f"={LISTS}!${letter}$2:${letter}${len(texts) + 2}"
            ranges = [
                (top + a, column, top + b, column)
                for a, b in runs(f == name and not whole for _, f, _, whole in findings)
            ]
            choice = {
                "validate": "list",
                "source": source,
                "error_type": "warning",
                "error_title": "Not in the list",
                "error_message": "The list of this field has no such value. Use it anyway?",
            }
            _validate(sheet, ranges, choice)

    def _yes_or_no(self, sheet: Any, top: int, last: int, column: int) -> None:
        choice = {"validate": "list", "source": list(YES_AND_NO), "error_title": "yes or no"}
        sheet.data_validation(top, column, last, column, choice)


def about_sheet(book: Book, team: str, sha256: str) -> None:
    """Add the hidden sheet that says whose workbook it is."""
    sheet = book.book.add_worksheet(ABOUT)
    sheet.hide()
    facts = (
        ("Kind", "Findings of a team, to be answered"),
        (TEAM, team),
        ("SHA-256 of the file", sha256),
        (PROGRAM, f"CLD Validator {__version__}"),
    )
    for row, (label, text) in enumerate(facts):
        book.text(sheet, row, 0, label)
        book.text(sheet, row, 1, text)


def runs(flags: Iterable[bool]) -> list[tuple[int, int]]:
    """Return the first and last place of each run of true flags."""
    found, place = [], 0
    for flag, run in groupby(flags):
        length = sum(1 for _ in run)
        if flag:
            found.append((place, place + length - 1))
        place += length
    return found


def _validate(
    sheet: Any, ranges: Sequence[tuple[int, int, int, int]], choice: Mapping[str, object]
) -> None:
    """Put one rule on many ranges; Excel takes a limited number of them at once."""
    for start in range(0, len(ranges), _MOST_RANGES):
        part = ranges[start : start + _MOST_RANGES]
        first, others = part[0], part[1:]
        sheet.data_validation(*first, {**choice, "other_cells": [list(r) for r in others]})
