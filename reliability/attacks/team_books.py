"""Workbooks of teams whose answers are absurd."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

import openpyxl
import xlsxwriter

from cldvalidator.fixes.answer_words import AT_SOURCE, BECAUSE, BY, IDENTITY, RIGHT, SHOWN
from reliability import seeds

_LINES = 300_000
Book = Any
Sheet = Any


def _changed(change: Callable[[Book, Sheet, int, dict[str, int]], object]) -> bytes:
    """The answered workbook after a change; it gets the row of the header and the columns."""
    book = openpyxl.load_workbook(io.BytesIO(seeds.answers()))
    sheet = book["Findings"]
    head = next(c.row for row in sheet for c in row if c.value == IDENTITY)
    change(book, sheet, head, {str(c.value): c.column or 1 for c in sheet[head]})
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _each(header: str, *values: object) -> Callable[[], bytes]:
    """Values in a column, by turns."""

    def change(_: Book, sheet: Sheet, head: int, at: dict[str, int]) -> None:
        for number, row in enumerate(range(head + 1, sheet.max_row + 1)):
            sheet.cell(row, at[header]).value = values[number % len(values)]

    return partial(_changed, change)


def _merged(book: Book, sheet: Sheet, head: int, at: dict[str, int]) -> None:
    sheet.merge_cells(
        start_row=head + 1, end_row=sheet.max_row, start_column=at[RIGHT], end_column=at[BY]
    )


def _all_hidden(book: Book, sheet: Sheet, head: int, at: dict[str, int]) -> None:
    for one in book.worksheets[1:]:
        one.sheet_state = "veryHidden"
    for row in range(1, sheet.max_row + 1):
        sheet.row_dimensions[row].hidden = True


def _sorted_alone(book: Book, sheet: Sheet, head: int, at: dict[str, int]) -> None:
    keys = [sheet.cell(row, at[IDENTITY]).value for row in range(head + 1, sheet.max_row + 1)]
    for row, key in enumerate(reversed(keys), head + 1):
        sheet.cell(row, at[IDENTITY]).value = key


def _contradicts_itself(book: Book, sheet: Sheet, head: int, at: dict[str, int]) -> None:
    rows = [[c.value for c in row] for row in sheet.iter_rows(min_row=head + 1)]
    for number in range(5_000):
        row = list(rows[number % len(rows)])
        row[at[RIGHT] - 1] = f"Value {number}"
        sheet.append(row)


def _headers_twice(book: Book, sheet: Sheet, head: int, at: dict[str, int]) -> None:
    for number, header in enumerate(at, sheet.max_column + 1):
        sheet.cell(head, number).value = header


def _many_sheets(book: Book, sheet: Sheet, head: int, at: dict[str, int]) -> None:
    for number in range(150):
        book.copy_worksheet(sheet).title = f"F{number}"


def _of_another(book: Book, sheet: Sheet, head: int, at: dict[str, int]) -> None:
    for row in range(head + 1, sheet.max_row + 1):
        key = str(sheet.cell(row, at[IDENTITY]).value).split("|")
        sheet.cell(row, at[IDENTITY]).value = "|".join([*key[:2], "0" * 32, *key[3:]])


def _part(name: str, change: Callable[[bytes], bytes]) -> Callable[[], bytes]:
    """The answered workbook with one part of the archive changed."""

    def made() -> bytes:
        out = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(seeds.answers())) as archive,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
        ):
            for member in archive.namelist():
                data = archive.read(member)
                new.writestr(member, change(data) if member.endswith(name) else data)
        return out.getvalue()

    return made


def _many_lines(answered: str) -> bytes:
    """A workbook of so many lines as no team has, each with a key that is none."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "constant_memory": True})
    sheet = book.add_worksheet("Findings")
    for column, header in enumerate((*SHOWN, RIGHT, BECAUSE, AT_SOURCE, BY, IDENTITY)):
        sheet.write_string(0, column, header)
    for row in range(1, _LINES + 1):
        sheet.write_number(row, 0, row)
        sheet.write_string(row, 3, answered)
        sheet.write_string(row, 7, f"CLD1|{row}")
    book.close()
    return data.getvalue()


def _headers_alone(*headers: str) -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(list(headers))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


_STEERS = ("\u202e\u2066x", "=cmd|' /C calc'!A0", "@SUM(1)", "\uff1d1+1", "_x001b_[2J", "\u200b")
_WRONG_TYPES = (True, False, 1, 1.5e300, -1e300, "#REF!", "#N/A", 45_000.25)
ANSWERS: dict[str, Callable[[], bytes]] = {
    "a sound one": seeds.answers,
    "right values that steer": _each(RIGHT, *_STEERS),
    "reasons that steer": _each(BECAUSE, *_STEERS),
    "names that steer": _each(BY, *_STEERS),
    "keys that steer": _each(IDENTITY, *_STEERS),
    "fields that steer": _each("Field", *_STEERS),
    "formulas": _each(RIGHT, '=HYPERLINK("http://x","y")', "=1/0", "=WEBSERVICE(A1)"),
    "errors": _each(RIGHT, "#N/A", "#REF!", "#NAME?", "#DIV/0!"),
    "wrong types": _each(RIGHT, *_WRONG_TYPES),
    "wrong types at source": _each(AT_SOURCE, *_WRONG_TYPES, "perhaps", "YES ", "\u2713"),
    "wrong types in keys": _each(IDENTITY, *_WRONG_TYPES),
    "wrong types in rows": _each("Row", *_WRONG_TYPES, "9" * 400, "-1", "٣"),
    "keys of many parts": _each(IDENTITY, "CLD1" + "|" * 20_000),
    "keys of digits": _each(IDENTITY, "CLD1|" + "|".join(["9" * 400] * 8)),
    "keys of another file": partial(_changed, _of_another),
    "texts of 32,767 characters": _each(RIGHT, "x" * 32_767),
    "reasons of 32,767 characters": _each(BECAUSE, "x" * 32_767),
    "names of 32,767 characters": _each(BY, "x" * 32_767),
    "line breaks": _each(RIGHT, "a\nb", "\n" * 9, "a\u2028b", "a\x85b"),
    "spaces of every width": _each(RIGHT, "\u3000\u2009\u00a0", "\u2028"),
    "digits that are not ours": _each(RIGHT, "٠١/٠٤/٢٠٢٦", "１２３"),
    "people": _each(BY, "9990000018", "John Smith", "01/02/1950"),
    "one value everywhere": _each(RIGHT, "01/04/2026"),
    "merged": partial(_changed, _merged),
    "hidden rows and sheets": partial(_changed, _all_hidden),
    "keys sorted alone": partial(_changed, _sorted_alone),
    "5,000 that contradict each other": partial(_changed, _contradicts_itself),
    "headers twice": partial(_changed, _headers_twice),
    "150 sheets": partial(_changed, _many_sheets),
    "300,000 lines": partial(_many_lines, "x"),
    "300,000 lines without an answer": partial(_many_lines, ""),
    "the hidden column alone": partial(_headers_alone, IDENTITY),
    "headers alone": partial(_headers_alone, *SHOWN, RIGHT, BECAUSE, AT_SOURCE, BY, IDENTITY),
    "the hidden column 16,384 times": partial(_headers_alone, *[IDENTITY] * 16_384),
    "no findings": partial(_headers_alone, "Findings"),
    "cut off": lambda: seeds.answers()[: len(seeds.answers()) // 2],
    "without its end": lambda: seeds.answers()[:-30],
    "encrypted by a label": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + seeds.answers(),
    "a text": lambda: IDENTITY.encode() + b"\n" + seeds.csv(),
    "an extract": seeds.xlsx,
    "a profile": seeds.profile_workbook,
    "cells in the last corner": _part(
        "sheet1.xml", lambda d: re.sub(rb"</row></sheetData>", b'</row><row r="1048576"><c '
        b'r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>', d)),
    "rows that go back": _part("sheet1.xml", lambda d: d.replace(b'<row r="12"', b'<row r="1"')),
    "a sheet of entities": _part(
        "sheet1.xml", lambda d: b'<!DOCTYPE a [<!ENTITY x "y">]>' + d.replace(b"<row", b"&x;<row")),
    "a sheet of nothing": _part("sheet1.xml", lambda _: b""),
    "a sheet of 200 MB of spaces": _part(
        "sheet1.xml", lambda d: d.replace(b"<sheetData>", b"<sheetData>" + b" " * (200 << 20))),
    "a million merges": _part(
        "sheet1.xml", lambda d: d.replace(b"</sheetData>", b'</sheetData><mergeCells count="1">'
        + b'<mergeCell ref="A1:XFD1048576"/>' * 1_000_000 + b"</mergeCells>")),
}  # fmt: skip
