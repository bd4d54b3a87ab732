"""Files of every kind, written where a test asks for them."""

from __future__ import annotations

import csv
import datetime as dt
import io
import struct
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from cldvalidator.extract import Extract, read_extract
from cldvalidator.specification import Specification, load_specification

HEAD = (
    "LA Code",
    "NHS Number",
    "LA Person Unique Identifier",
    "Date of Birth",
    "Client Type",
    "Event Type",
    "Event Reference",
    "Event Start Date",
)


@pytest.fixture(scope="session")
def specification() -> Specification:
    return load_specification("2")


@pytest.fixture(scope="session")
def head() -> tuple[str, ...]:
    """The headers of a small extract, in submission order."""
    return HEAD


@pytest.fixture(scope="session")
def row() -> Callable[..., list[str]]:
    """Make one record for `head`; each number makes another."""

    def make(number: int = 1) -> list[str]:
        dates = ("31/01/1940", "01/04/2025")
        person = ("503", "9990000018", f"P{number}", dates[0], "Service user")
        return [*person, "Request", f"EV{number:04}", dates[1]]

    return make


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as delimited text."""

    def write(
        rows: Sequence[Sequence[str]],
        delimiter: str = ",",
        encoding: str = "utf-8",
        end: str = "\r\n",
        name: str = "extract.csv",
    ) -> Path:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
        path = tmp_path / name
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


@pytest.fixture
def read(specification: Specification) -> Callable[..., Extract]:
    """Read an extract with Release 2."""

    def reader(path: Path, **options: object) -> Extract:
        return read_extract(path, specification, **options)  # type: ignore[arg-type]

    return reader


@pytest.fixture(scope="session")
def texts() -> Callable[[Extract], dict[str, list[str]]]:
    """Give the cells of an extract by field."""

    def cells(extract: Extract) -> dict[str, list[str]]:
        return {n: c.strings().to_pylist() for n, c in extract.columns.items()}

    return cells


@pytest.fixture
def xlsb_file(tmp_path: Path) -> Callable[..., Path]:
    """Write rows as an XLSB workbook; no library does. Texts, numbers and dates (as day numbers).

    A record is a type and a length, each seven bits to a byte, and its content (MS-XLSB 2.1.4).
    """

    def record(kind: int, content: bytes = b"") -> bytes:
        def sevens(number: int) -> bytes:
            if number <= 0x7F:
                return bytes([number])
            return bytes([number & 0x7F | 0x80]) + sevens(number >> 7)

        return sevens(kind) + sevens(len(content)) + content

    def wide(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def cell(column: int, value: str | float | tuple[int]) -> bytes:
        if isinstance(value, str):
            return record(6, struct.pack("<II", column, 0) + wide(value))
        style, number = (1, value[0]) if isinstance(value, tuple) else (0, value)
        return record(5, struct.pack("<IId", column, style, number))

    def write(rows: Sequence[Sequence[str | float | tuple[int]]]) -> Path:
        width = max(map(len, rows))
        corner = struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1)
        sheet = record(129) + record(148, corner) + record(145)
        for number, row in enumerate(rows):
            sheet += record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0))
            sheet += b"".join(cell(i, v) for i, v in enumerate(row))
        sheet += record(146) + record(130)
        bundle = struct.pack("<II", 0, 1) + wide("rId1") + wide("Extract")
        book = record(131) + record(143) + record(156, bundle) + record(144) + record(132)
        formats = (struct.pack("<HHHHHBBHH", 0, number, 0, 0, 0, 0, 0, 0, 0) for number in (0, 14))
        styles = record(278) + record(617, struct.pack("<I", 2))
        styles += b"".join(record(47, f) for f in formats) + record(618) + record(279)
        package = "http://schemas.openxmlformats.org/package/2006"
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

        def relations(*targets: tuple[str, str]) -> str:
            body = "".join(
                f'<Relationship Id="rId{i}" Type="{office}/{kind}" Target="{target}"/>'
                for i, (kind, target) in enumerate(targets, start=1)
            )
            return f'<Relationships xmlns="{package}/relationships">{body}</Relationships>'

        path = tmp_path / "small.xlsb"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
            archive.writestr("_rels/.rels", relations(("officeDocument", "xl/workbook.bin")))
            archive.writestr("xl/workbook.bin", book)
            archive.writestr(
                "xl/_rels/workbook.bin.rels",
                relations(("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin")),
            )
            archive.writestr("xl/worksheets/sheet1.bin", sheet)
            archive.writestr("xl/styles.bin", styles)
        return path

    return write


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets, each a list of rows, as XLSX; dates get a date format."""

    def write(sheets: dict[str, list[Any]], name: str = "extract.xlsx", **hide: bool) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"in_memory": True}) as made:
            date = made.add_format({"num_format": "dd/mm/yyyy"})
            for title, rows in sheets.items():
                sheet = made.add_worksheet(title)
                for number, row in enumerate(rows):
                    for position, value in enumerate(row):
                        style = date if isinstance(value, dt.date) else None
                        sheet.write(number, position, value, style)
            for title in hide:
                made.get_worksheet_by_name(title).hide()
        return path

    return write
