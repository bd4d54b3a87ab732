from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import os
import shutil
import sys
import tempfile
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.extract import Extract, opening, read_extract, reading
from cldvalidator.extract.opening import opening_problem
from cldvalidator.problems import Cancelled, EnvironmentProblem, InputProblem, Problem
from cldvalidator.specification import load_specification
from cldvalidator.task import Task

DATA = Path(__file__).parents[1] / "data" / "extract"
Row = Callable[..., list[str]]
Write = Callable[..., Path]
Read = Callable[..., Extract]


def archive(**members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
NOT_EXTRACTS = {
    "empty": (b"", "is empty"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)), "a picture"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(64), "a picture"),
    "gzip": (b"\x1f\x8b\x08" + bytes(64), "damaged or cut off"),
    "gzip cut off": (gzip.compress(b"LA Code,NHS Number\r\n" * 50)[:-9], "damaged or cut off"),
    "gzip of nothing": (gzip.compress(b""), "holds nothing"),
    "gzip of zeros": (gzip.compress(bytes(1 << 27)), "far more than an extract holds"),
    "gzip of a picture": (gzip.compress(b"GIF89a" + bytes(64)), "picture"),
    "binary": (bytes(range(256)) * 20, "bytes that no text has"),
    "rtf": (b"{\\rtf1 text}", "a text document"),
    "web page": (b"\n<html><table><tr><td>LA Code</td></tr></table></html>", "a web page"),
    "xml": (b'<?xml version="1.0"?><Workbook/>', "a web page or XML"),
    "json": (b'\xef\xbb\xbf[\n  {"LA Code": "503"}\n]\n', "a JSON file"),
    "json utf-16": ('{"rows": [{"LA Code": "503"}]}'.encode("utf-16"), "a JSON file"),
    "word": (archive(word__document_xml="x"), "a Word document"),
    "powerpoint": (archive(ppt__presentation_xml="x"), "a PowerPoint"),
    "writer": (archive(mimetype="application/vnd.oasis.opendocument.text"), "OpenDocument"),
    "zip": (archive(data_csv="LA Code"), "an archive"),
    "empty zip": (archive(), "nothing in it"),
    "old word": (OLE + "WordDocument".encode("utf-16-le"), "a Word document"),
    "old powerpoint": (OLE + "PowerPoint Document".encode("utf-16-le"), "a PowerPoint"),
    "old other": (OLE, "another Office program"),
    "damaged xls": (OLE + "Workbook".encode("utf-16-le"), "damaged"),
    "damaged xlsx": (archive(xl__workbook_xml="x"), "damaged"),
    "cut off xlsx": ((DATA / "locked.ods").read_bytes()[:5_000], "damaged"),
    "letter": (b"Dear colleague,\r\nplease find attached\r\n", "No column headers"),
    "other table": (b"Name,Age,Town\r\nA,1,B\r\n", "No column headers"),
    "blank lines": (b"\r\n\r\n \r\n", "nothing but blank lines"),
}


@pytest.mark.parametrize("what", list(NOT_EXTRACTS))
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_a_file_that_is_no_extract_is_named_for_what_it_is(
    what: str, ending: str, tmp_path: Path, read: Read
) -> None:
    content, said = NOT_EXTRACTS[what]
    path = tmp_path / f"file{ending}"
    path.write_bytes(content)
    with pytest.raises(InputProblem) as caught:
        read(path)
    assert said in caught.value.what
    assert caught.value.what.endswith(".")
    assert caught.value.advice.endswith(".")
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_header_only(head: tuple[str, ...], csv_file: Write, read: Read) -> None:
    for rows in ([head], [head, [], [""] * 8]):
        with pytest.raises(InputProblem, match="no records"):
            read(csv_file(rows))


def test_what_was_looked_for_is_said(csv_file: Write, read: Read) -> None:
    with pytest.raises(InputProblem, match="Event Reference") as caught:
        read(csv_file([["secret", "cells"], ["of", "people"]]))
    assert "secret" not in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path, read: Read) -> None:
    with pytest.raises(InputProblem, match=r"no file “nowhere\.csv”"):
        read(tmp_path / "nowhere.csv")
    with pytest.raises(InputProblem, match="is a folder"):
        read(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_what_never_ends_is_not_read(tmp_path: Path, read: Read) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    link = tmp_path / "link.csv"
    link.symlink_to("/dev/zero")
    for path in (pipe, link, Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(InputProblem, match="is a device or a pipe, not a file"):
            read(path)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="permissions do not bind this user"
)
def test_a_file_that_may_not_be_read(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    path = csv_file([head, row()])
    path.chmod(0)
    with pytest.raises(EnvironmentProblem, match="not allowed to read"):
        read(path)


def test_an_unreadable_file_is_a_problem_of_the_environment(
    head: tuple[str, ...],
    row: Row,
    csv_file: Write,
    read: Read,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = csv_file([head, row()])

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(EnvironmentProblem, match="not allowed to read"):
        read(path)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(EnvironmentProblem, match="open in another program, or you are not"):
        read(path)


@pytest.mark.parametrize("size", [1, 99, 100, 101, 1_000])
def test_a_file_is_read_whole_whatever_its_size(
    size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "extract.csv"
    path.write_bytes(bytes(place % 251 for place in range(size)))
    monkeypatch.setattr(opening, "PIECE", 100)
    assert opening.read_whole(path) == path.read_bytes()


@pytest.mark.parametrize("grows", [True, False])
def test_a_file_that_is_still_being_written_is_not_read(
    grows: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "extract.csv"
    path.write_bytes(b"x" * 1_000)
    monkeypatch.setattr(opening, "PIECE", 100)

    def write(*_: object) -> None:
        path.write_bytes(b"x" * (1_100 if grows else 450))

    with pytest.raises(InputProblem, match="was being written while it was read"):
        opening.read_side_by_side(path, Task(write))


@pytest.mark.parametrize("way", ["in place", "in place, time put back", "replaced"])
def test_a_change_of_the_same_size_is_noticed(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "extract.csv"
    path.write_bytes(b"old " * 250)
    monkeypatch.setattr(opening, "PIECE", 100)
    began = path.stat().st_mtime_ns

    def change(what: str, done: int, total: int) -> None:
        if done != 3 or path.read_bytes().startswith(b"new"):
            return
        if way == "replaced":
            other = tmp_path / "other.csv"
            other.write_bytes(b"new " * 250)
            other.replace(path)
            return
        with path.open("r+b") as out:
            out.write(b"new " * 250)
        if way != "in place":
            os.utime(path, ns=(began, began))

    with pytest.raises(InputProblem, match="was being written while it was read"):
        opening.read_side_by_side(path, Task(change))
    assert bytes(opening.read_side_by_side(path)) == b"new " * 250


def test_what_is_hashed_is_what_was_read(tmp_path: Path) -> None:
    """A file that is replaced all the time: what is read is one version, or it is refused."""
    path = tmp_path / "extract.csv"
    versions = [letter * 400_000 for letter in (b"a", b"b")]
    path.write_bytes(versions[0])
    stop = threading.Event()

    def rewrite() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            other = tmp_path / "other.csv"
            other.write_bytes(versions[number % 2])
            other.replace(path)

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        for _ in range(40):
            with contextlib.suppress(InputProblem):
                assert bytes(opening.read_side_by_side(path)) in versions
    finally:
        stop.set()
        writer.join()


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "extract.csv"
    path.write_bytes(b"x")
    with pytest.raises(Cancelled):
        opening.read_side_by_side(path, Task(is_cancelled=lambda: True))


@pytest.mark.parametrize("number", [32, 33])
def test_a_file_locked_by_another_program(number: int) -> None:
    error = PermissionError(13, "in use")
    error.winerror = number  # type: ignore[attr-defined]
    problem = opening_problem(Path("extract.xlsx"), error)
    assert isinstance(problem, EnvironmentProblem)
    assert "locked" in problem.what
    assert "Close it in Excel" in problem.advice


def test_a_drive_that_went_away() -> None:
    problem = opening_problem(Path("extract.csv"), OSError(5, "Input/output error"))
    assert isinstance(problem, EnvironmentProblem)
    assert "could not be read" in problem.what


def test_the_content_counts_not_the_name(
    head: tuple[str, ...], row: Row, csv_file: Write, tmp_path: Path, read: Read
) -> None:
    named = tmp_path / "small.csv"
    shutil.copy(DATA / "small.ods", named)
    extract = read(named)
    assert extract.reading.format == "ODS"
    assert "“.csv”, but its content is a workbook (ODS)" in extract.reading.notices[0]
    text = read(csv_file([head, row()], name="extract.xlsx"))
    assert text.reading.format == "CSV"
    assert "“.xlsx”, but its content is delimited text" in text.reading.notices[0]
    assert read(csv_file([head, row()], "\t", name="extract.TXT")).reading.notices == ()


def test_what_was_read_is_recorded(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    path = csv_file([head, row()])
    made = read(str(path)).reading
    assert made.name == "extract.csv"
    assert made.path == path
    assert made.size == path.stat().st_size
    assert made.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_more_records_than_excel_shows_are_noticed(
    head: tuple[str, ...],
    row: Row,
    csv_file: Write,
    read: Read,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = csv_file([head, row(1), row(2)])
    monkeypatch.setattr(reading, "EXCEL_RECORDS", 2)
    assert read(path).reading.notices == ()
    monkeypatch.setattr(reading, "EXCEL_RECORDS", 1)
    assert "do not open and save this file in Excel" in read(path).reading.notices[0]


@pytest.mark.parametrize("name", ["small.xls", "small.ods"])
@settings(deadline=None, derandomize=True)
@given(data=st.data())
def test_damaged_workbooks_are_read_or_refused_in_words(name: str, data: st.DataObject) -> None:
    content = bytearray((DATA / name).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(content), len(content) // 2, len(content) - 100]))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content[:cut])
        with contextlib.suppress(Problem):
            assert len(read_extract(path, load_specification("2"))) > 0
