"""Numbers in a workbook: read with the zeros that Excel shows, and noticed where they lost some."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import xlsxwriter

from cldvalidator.extract import Extract
from cldvalidator.problems import InputProblem

Row = Callable[..., list[str]]
Read = Callable[..., Extract]
Texts = Callable[[Extract], dict[str, list[str]]]


def test_what_a_spreadsheet_may_have_lost_is_noticed(
    book: Callable[..., Path], row: Row, read: Read, head: tuple[str, ...]
) -> None:
    wide = [*head, "Total Hrs Caring per week"]
    lost = [*row(1), dt.date(2025, 4, 1)]
    lost[1], lost[6] = 123456789, 1234567890123456789
    kept = [*row(2), "1-4"]
    kept[1] = 9990000018
    extract = read(book({"Sheet1": [wide, lost, kept, lost]}))
    nhs, reference, hours = extract.reading.notices
    assert nhs.startswith("NHS Number (column B): 2 cells are numbers of fewer than 10 digits")
    assert reference.startswith("Event Reference (column G): 2 cells are numbers of more than 15")
    assert hours.startswith("Total Hrs Caring per week (column I): 2 cells are dates")
    assert "123456789" not in "".join(extract.reading.notices)


PADDED = {
    "0000000000": ("0012345679", "9990000018", "0000000000"),
    "000 000 0000": ("001 234 5679", "999 000 0018", "000 000 0000"),
    "000-0000": ("1234-5679", "999000-0018", "000-0000"),
    '"N"000000000000': ("N000012345679", "N009990000018", "N000000000000"),
    "0000000000;-0": ("0012345679", "9990000018", "0000000000"),
    "0000000000;@": ("0012345679", "9990000018", "0000000000"),
    "0000000000;0;": ("0012345679", "9990000018", "0"),
    "000\\ 000\\ 0000;;": ("001 234 5679", "999 000 0018", "0"),
    "[Black]0000000000": ("0012345679", "9990000018", "0000000000"),
    "[color 10]0000000000": ("0012345679", "9990000018", "0000000000"),
    "[$-809]0000000000": ("0012345679", "9990000018", "0000000000"),
    "0000000000_)": ("0012345679", "9990000018", "0000000000"),
    "* 0000000000": ("0012345679", "9990000018", "0000000000"),
    "##0000000000": ("0012345679", "9990000018", "0000000000"),
    "(0000) 000000": ("(0012) 345679", "(9990) 000018", "(0000) 000000"),
}
NOT_PADDED = (
    "0",
    "General",
    "0.00",
    "0,000",
    "#,##0.00",
    "0%",
    "00.0",
    "[>9]00000",
    "[$£-809]0000",
    "00/00",
    "00:00",
    "0000E+00",
    '"@"0',
)


@pytest.mark.parametrize("code", [*PADDED, *NOT_PADDED])
def test_numbers_are_read_with_the_zeros_that_excel_shows(
    code: str, tmp_path: Path, head: tuple[str, ...], row: Row, read: Read, texts: Texts
) -> None:
    path = tmp_path / "extract.xlsx"
    values = (12345679, 9990000018, 0)
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        bold = made.add_format({"bold": True})
        style = made.add_format({"num_format": code})
        for position, name in enumerate(head):
            sheet.write(0, position, name, style)
        for number, value in enumerate(values, start=1):
            for position, text in enumerate(row(number)):
                sheet.write(number, position, text, bold)
            sheet.write_number(number, 1, value, style)
            sheet.write_number(number, 2, value)
        # What a format with zeros leaves alone: text, and numbers that it would round or cut.
        for number, value in enumerate(("7", -7, 7.5, 10**15, True), start=4):
            sheet.write_row(number, 0, row(number))
            sheet.write(number, 1, value, style)
    with zipfile.ZipFile(path) as archive:
        assert escape(code, {'"': "&quot;"}) in archive.read("xl/styles.xml").decode() or (
            code in ("0", "General", "0.00", "0%", "#,##0.00")
        )
    found = texts(read(path))
    stored = tuple(str(v) for v in values)
    assert tuple(found["NHS Number"][:3]) == PADDED.get(code, stored)
    assert tuple(found["LA Person Unique Identifier"][:3]) == stored
    assert found["NHS Number"][3:] == ["7", "-7", "7.5", "1000000000000000", "TRUE"]


def test_a_padded_column_has_no_values_but_those_shown(
    tmp_path: Path, head: tuple[str, ...], row: Row, read: Read
) -> None:
    path = tmp_path / "extract.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet, style = made.add_worksheet(), made.add_format({"num_format": "0000000000"})
        sheet.write_row(0, 0, head)
        for number in range(1, 5):
            sheet.write_row(number, 0, row(number))
            sheet.write_number(number, 1, 7 + number // 3, style)
    extract = read(path)
    column = extract.column("NHS Number")
    assert sorted(column.values.to_pylist()) == ["0000000007", "0000000008"]
    assert sorted(column.counts.tolist()) == [2, 2]
    assert not extract.reading.notices


def test_styles_that_are_broken_or_name_no_format_are_passed_over(
    book: Callable[..., Path], head: tuple[str, ...], row: Row, read: Read, texts: Texts
) -> None:
    path = book({"Sheet1": [head, row(1)]})
    whole = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            entity = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
            new.writestr(name, entity if name == "xl/styles.xml" else old.read(name))
    try:
        found = texts(read(path))["NHS Number"]
    except InputProblem:
        return  # the reader of values may refuse it
    assert found == ["9990000018"]


def test_lost_zeros_are_noticed_in_every_identifier_of_fixed_length(
    book: Callable[..., Path], row: Row, read: Read, head: tuple[str, ...]
) -> None:
    rows = [row(n) for n in range(1, 5)]
    rows[0][0], rows[1][0] = 3, 503  # a council's code has three digits
    rows[0][2], rows[1][2], rows[2][2], rows[3][2] = "0012345", 12346, "0099999", 1234567
    rows[0][6], rows[1][6], rows[2][6], rows[3][6] = 1, 22, "E3", "04"  # 04 says: two digits
    code, person, reference = read(book({"Sheet1": [head, *rows]})).reading.notices
    assert code.startswith("LA Code (column A): 1 cell is a number of fewer than 3 digits")
    assert person.startswith("LA Person Unique Identifier (column C): 1 cell is a number of fewer")
    assert "fewer than 7 digits" in person
    assert reference.startswith("Event Reference (column G): 1 cell is a number of fewer than 2")


def test_numbers_of_any_length_are_no_lost_zeros(
    book: Callable[..., Path], row: Row, read: Read, head: tuple[str, ...]
) -> None:
    rows = [row(n) for n in range(1, 5)]
    for number, made in enumerate(rows):
        made[2], made[6] = 10**number, ("007", "0012", 5, "x")[number]  # no one length
    assert not read(book({"Sheet1": [head, *rows]})).reading.notices
