"""Detects the kind of a file by its content, not by its name."""

from __future__ import annotations

import re
import struct
from typing import Literal

from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task
from cldvalidator.workbooks.archive_safety import (
    broken_workbook,
    check_sizes,
    member_text,
    open_archive,
    protected,
)

FileKind = Literal["CSV", "XLSX", "XLSM", "XLSB", "XLS", "ODS"]

ZIP = b"PK\x03\x04"
EMPTY_ZIP = b"PK\x05\x06"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ZIPPED_WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xltx", ".xltm", ".ods")
_OTHER_FILES = (
    (b"%PDF-", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file (7-Zip)"),
    (b"Rar!", "a compressed file (RAR)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ\x00", "a compressed file (xz)"),
    (b"\x28\xb5\x2f\xfd", "a compressed file (Zstandard)"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"$FL2@", "an SPSS file"),
    (b"\x00\x01\x00\x00Standard ", "a database (Access)"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"MZ", "a program"),
)
# A workbook stream begins with a BOF record; FILEPASS follows it when the rest is encrypted.
_FILEPASS = re.compile(
    rb"\x09\x08(?:\x10\x00\x00\x06\x05\x00.{12}|\x08\x00\x00\x05\x05\x00.{4})"
    rb"(?:\x86\x00\x00\x00)?\x2f\x00",
    re.S,
)
# The used rectangle of a sheet, by the rows and columns at which it begins and after which it ends.
_DIMENSIONS = re.compile(rb"\x00\x02\x0e\x00(.{12})\x00\x00", re.S)
_MARKUP = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*"
    rb"(?:<(?:[!?]|(?:html|head|title|meta|style|body|div|center|font|table|workbook|office:)\b)"
    rb"|MIME-Version:)",
    re.I,
)
"""How web pages and XML begin, whatever they are called, also as one file (MHTML)."""
_JSON = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*(?:\[\s*)?\{\s*\"")
"""How JSON begins that holds records or settings."""
_OLDER = re.compile(rb"ID;P|\x09[\x00\x02\x04][\x04\x06]\x00")
"""How SYLK and the workbooks of Excel 2 to 4 begin, which only spreadsheet programs read."""


def may_be_workbook(data: bytes | memoryview) -> bool:
    """Whether a file begins as a workbook does."""
    return bytes(data[:8]).startswith((ZIP, OLE))


def kind_of(data: bytes | memoryview, task: Task = SILENT, *, ending: str = "") -> FileKind:
    """Return the kind of a file; raises InputProblem for one that holds no table.

    ending: of the file's name; it only decides what an archive is called that holds no workbook.
    """
    head = bytes(data[:4096])
    if head.startswith(ZIP):
        return _zipped(bytes(data), task, ending)
    if head.startswith(OLE):
        return _ole(bytes(data))
    if head.startswith(EMPTY_ZIP):
        raise _not_a_table("an archive (zip) with nothing in it")
    for signature, what in _OTHER_FILES:
        if head.startswith(signature):
            raise _not_a_table(what)
    if _OLDER.match(head):
        raise InputProblem(
            "This is a workbook in a form of the time before Excel 5, or SYLK.",
            "Open it in Excel, save it as an Excel workbook (.xlsx) or as CSV, and choose that.",
        )
    start = head.replace(b"\0", b"")  # UTF-16 has a zero in each character
    if _JSON.match(start):
        raise _not_a_table("a JSON file")
    if _MARKUP.match(start):
        raise InputProblem(
            "This is a web page or XML file, even if its name is that of a spreadsheet.",
            "Open it in Excel, save it as an Excel workbook (.xlsx) or as CSV, and choose that.",
        )
    return "CSV"


def _not_a_table(what: str) -> InputProblem:
    return InputProblem(
        f"This is {what}, not an extract.",
        "Choose the CSV or Excel file that your case management system wrote.",
    )


def _zipped(data: bytes, task: Task, ending: str) -> FileKind:
    with open_archive(data) as archive:
        names = set(archive.namelist())
        mimetype = member_text(archive, "mimetype")
        check_sizes(data, archive, task)
        if b"opendocument.spreadsheet" in mimetype:
            if b"encryption-data" in member_text(archive, "META-INF/manifest.xml"):
                raise protected()
            return "ODS"
    if "xl/workbook.bin" in names:
        return "XLSB"
    if any(name.startswith("xl/") for name in names):
        return "XLSM" if "xl/vbaProject.bin" in names else "XLSX"
    if any(name.startswith("word/") for name in names):
        raise _not_a_table("a Word document")
    if any(name.startswith("ppt/") for name in names):
        raise _not_a_table("a PowerPoint presentation")
    if b"opendocument" in mimetype:
        raise _not_a_table("a document or drawing (OpenDocument)")
    if ending.lower() in _ZIPPED_WORKBOOKS:
        raise InputProblem(
            "This is an archive (zip) that holds no workbook, although its name is that of one: "
            "the workbook may be damaged.",
            "Copy it again from where it came, or export it again.",
        )
    raise InputProblem(
        "This is an archive (zip), not an extract.",
        "Take the extract out of the archive and choose it itself.",
    )


def _ole(data: bytes) -> FileKind:
    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("DRMEncryptedTransform") or has("DRMEncryptedDataSpace") or has("\tDRMContent"):
        raise labelled()
    if has("EncryptedPackage") or _FILEPASS.search(data):
        raise protected()
    if has("WordDocument"):
        raise _not_a_table("a Word document")
    if has("PowerPoint Document"):
        raise _not_a_table("a PowerPoint presentation")
    if has("Workbook") or has("Book"):
        for sheet in _DIMENSIONS.finditer(data):
            first_row, end_row, first, end = struct.unpack("<IIHH", sheet[1])
            if not (first_row <= end_row <= 1 << 16 and first <= end <= 1 << 8):
                raise broken_workbook()  # calamine would set memory aside for all of it
        return "XLS"
    raise _not_a_table("a file of another Office program")


def labelled() -> InputProblem:
    """Return the problem of a workbook that a sensitivity label has encrypted."""
    return InputProblem(
        "The workbook is encrypted by a sensitivity label (rights management): only Office opens "
        "it, for people who are allowed to.",
        "Open it in Excel and choose a label without encryption (Home, Sensitivity), or save the "
        "sheet as CSV, and choose that file.",
    )
