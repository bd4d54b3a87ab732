"""What a last row tells: cut off, totals, an open quotation mark."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from cldvalidator.extract import Extract

Row = Callable[..., list[str]]
Read = Callable[..., Extract]


@pytest.fixture
def text(head: tuple[str, ...], row: Row) -> str:
    made = io.StringIO(newline="")
    csv.writer(made).writerows([head, *(row(i) for i in range(1, 9))])
    return made.getvalue()


@pytest.fixture
def notices(tmp_path: Path, read: Read) -> Callable[[str], tuple[str, ...]]:
    def of(content: str) -> tuple[str, ...]:
        path = tmp_path / "extract.csv"
        path.write_bytes(content.encode())
        return read(path).reading.notices

    return of


def test_whole_files_give_no_notice(text: str, notices: Callable[[str], tuple[str, ...]]) -> None:
    assert notices(text) == ()
    assert notices(text.rstrip("\r\n")) == ()
    assert notices(text.replace("Request", '"Request, ""new"""')) == ()
    assert notices(text + "\r\n,,\r\n") == ()


@pytest.mark.parametrize("left", [12, 30, 45])
def test_a_file_cut_off_in_a_row(
    left: int, text: str, notices: Callable[[str], tuple[str, ...]]
) -> None:
    start = text.rstrip("\r\n").rfind("\n") + 1
    (said,) = (n for n in notices(text[: start + left]) if "cut off" in n)
    assert "row 9, line 9" in said
    assert "of 8 cells" in said


def test_rows_that_are_all_short_are_not_cut_off(
    head: tuple[str, ...], row: Row, notices: Callable[[str], tuple[str, ...]]
) -> None:
    made = io.StringIO(newline="")
    csv.writer(made).writerows([head, *(row(i)[:-1] for i in range(1, 9))])
    assert not any("cut off" in n for n in notices(made.getvalue()))


def test_a_line_of_totals(text: str, notices: Callable[[str], tuple[str, ...]]) -> None:
    assert notices(text + "Total,8\r\n\r\n") == ()  # told as a row that is not a record
    (said,) = notices(text + "Remainder,8\r\n\r\n")
    assert "row 10" in said
    assert "only 2 filled cells" in said
    assert "totals" in said


def test_a_line_of_totals_in_a_workbook(
    head: tuple[str, ...], row: Row, tmp_path: Path, read: Read
) -> None:
    book = openpyxl.Workbook()
    for cells in (head, *(row(i) for i in range(1, 9)), ["Total", 8]):
        book.active.append(cells)
    path = tmp_path / "extract.xlsx"
    book.save(path)
    assert [(r.source_row, r.kind) for r in read(path).reading.no_records] == [(10, "total")]


def test_a_quotation_mark_left_open_inside_the_last_row(
    text: str, notices: Callable[[str], tuple[str, ...]]
) -> None:
    at = text.rfind("Request")
    (said,) = notices(text[:at] + 'Req"uest' + text[at + 7 :])
    assert "row 9" in said
    assert "without a partner" in said


def test_numbers_that_a_spreadsheet_has_shortened(
    text: str, notices: Callable[[str], tuple[str, ...]]
) -> None:
    (said,) = notices(text.replace("9990000018", "9.43E+09"))
    assert said.startswith("NHS Number (column B): 8 cells are shortened numbers")
    assert "9.43" not in said


def test_shortened_numbers_of_rows_that_are_no_records_are_not_counted(
    text: str, notices: Callable[[str], tuple[str, ...]]
) -> None:
    total = f"Total,8.00E+10{',' * (text.splitlines()[0].count(',') - 1)}\r\n"
    assert not notices(text + total)
    (said,) = notices(text.replace("9990000018", "9.43E+09", 1) + total)
    assert said.startswith("NHS Number (column B): 1 cell is a shortened number")


def test_a_last_record_of_several_lines_is_whole(
    text: str, notices: Callable[[str], tuple[str, ...]]
) -> None:
    at = text.rfind("Request")
    assert not notices(text[:at] + '"Request\nof two lines"' + text[at + 7 :])
