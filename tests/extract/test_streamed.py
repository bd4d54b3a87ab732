"""A text read block by block is the same as one read whole, or it is left to that way."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.extract import Extract, streamed
from cldvalidator.extract.csv_file import find_layout, read_records
from cldvalidator.extract.header import FieldNames
from cldvalidator.extract.parsing import are_marks_regular
from cldvalidator.extract.raw_table import RawTable
from cldvalidator.extract.streamed import Streamed, read_streamed
from cldvalidator.extract.text_encoding import to_utf8
from cldvalidator.problems import Cancelled, InputProblem
from cldvalidator.specification import load_specification
from cldvalidator.task import SILENT, Task

HEAD = "LA Code,NHS Number,Client Type,Event Type,Event Reference"
NAMES = FieldNames(load_specification("2"))
Read = Callable[..., Extract]

cells = st.text(st.sampled_from(',"\r\n ab1é€\U0001f600\ufeff'), max_size=9)
bare_cells = st.text(st.sampled_from(' "ab1é€'), max_size=9)


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """Draw a text of many records, most of them regular."""
    end = draw(st.sampled_from(("\n", "\n", "\r\n", "\r\n", "\r")))
    quoting = draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL)))
    out = io.StringIO(newline="")
    rows = draw(st.lists(st.lists(cells, min_size=5, max_size=5), min_size=1, max_size=6))
    times = draw(st.integers(1, 40))
    csv.writer(out, lineterminator=end, quoting=quoting).writerows(rows * times)
    lines = [HEAD + end, out.getvalue()]
    if draw(st.integers(0, 3)) == 0:  # a mark where none may be, or a row of another length
        lines.append(",".join(draw(st.lists(bare_cells, min_size=4, max_size=6))) + end)
        lines.append(out.getvalue())
    text = "".join(lines)
    if draw(st.booleans()):
        text = text.rstrip("\r\n")
    encoding = draw(st.sampled_from(("utf-8", "utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16")))
    tail = draw(st.sampled_from((b"", b"", b"", b"\0\0", b"\x1a", b"\r\n\r\n", b'"')))
    return text.encode(encoding, "replace") + tail


def old_file(folder: Path, data: bytes) -> Path:
    """Write a file that was finished an hour ago."""
    path = folder / "extract.csv"
    path.write_bytes(data)
    hour_ago = path.stat().st_mtime_ns - 3_600_000_000_000
    os.utime(path, ns=(hour_ago, hour_ago))
    return path


def in_blocks(path: Path, block: int = 600, task: Task = SILENT) -> Streamed | None:
    return read_streamed(path, NAMES, None, task, least=1, block=block)


def whole(data: bytes) -> RawTable:
    text = to_utf8(data)
    layout = find_layout(text.data, NAMES, None)
    assert layout is not None
    return read_records(text.data, layout)


def told(table: RawTable) -> tuple[object, ...]:
    """Everything about a table, for comparison."""
    columns = [(c.codes.dtype, c.codes.tolist(), c.values.to_pylist()) for c in table.columns]
    rest = (table.header_row, table.matches, table.source_rows.tolist(), table.ragged)
    return columns, *rest, table.notices, table.above, table.last_row_notices


@settings(deadline=None)
@given(data=texts(), block=st.sampled_from((100, 256, 600, 5_000, 1 << 21)))
def test_a_text_in_blocks_is_the_same_as_the_whole(data: bytes, block: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = old_file(Path(folder), data)
        try:
            found = in_blocks(path, block)
        except InputProblem as problem:
            with pytest.raises(InputProblem, match=re.escape(str(problem))):
                whole(data)
            return
    if found is not None:
        assert told(found.table) == told(whole(data))
        assert found.encoding == to_utf8(data).encoding
        assert not to_utf8(data).notices
        assert (found.size, found.sha256) == (len(data), hashlib.sha256(data).hexdigest())


REGULAR = {
    "plain": "1,2,3,4,5\n",
    "CR LF": "1,2,3,4,5\r\n",
    "outside ASCII": "1,é€,\U0001f600,4,5\n",
    "a break in a cell": '1,"2\n2","3\r\n",4,5\n',
    "records in a cell": '1,"a,b,c\nd,e,f\n",3,4,5\r\n',
    "doubled marks": '1,"say ""so""","""",4,"""\n"""\n',
}


@pytest.mark.parametrize("kind", list(REGULAR))
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_regular_texts_are_read_in_blocks_wherever_these_end(
    kind: str, mark: bytes, tmp_path: Path
) -> None:
    text = "".join(f"{number}{REGULAR[kind][1:]}" for number in range(99))
    data = mark + f"{HEAD}\n{text}1,2,3,4,".encode()
    path = old_file(tmp_path, data)
    for block in range(64, 128):
        found = in_blocks(path, block)
        assert found is not None
        assert told(found.table) == told(whole(data))
        assert found.sha256 == hashlib.sha256(data).hexdigest()


ODD = {
    "a short row": b"1,2,3\n",
    "a mark in a bare cell": b'1,2,a 5" pipe,4,5\n',
    "Windows-1252": "1,2,café,4,5\n".encode("cp1252"),
    "half of a character": "1,2,€".encode()[:-1] + b",4,5\n",
    "an empty byte": b"1,2,\0,4,5\n",
    "a record longer than a block": b"1,2,3,4," + b"x" * 1_000 + b"\n",
    "a web page": b"",
    "JSON": b"",
    "no header": b"",
    "gzip": b"",
    "quoted lines": b"",
}
_BEGINS = {
    "a web page": b"<html>",
    "JSON": b'[{"LA Code": "',
    "no header": b"a,b\n",
    "gzip": b"\x1f\x8b",
    "quoted lines": f'"{HEAD}"\n'.encode(),
}


@pytest.mark.parametrize("kind", list(ODD))
def test_an_odd_text_is_left_to_be_read_whole(kind: str, tmp_path: Path) -> None:
    many = b"1,2,3,4,5\n" * 500
    head = _BEGINS.get(kind, HEAD.encode() + b"\n")
    assert in_blocks(old_file(tmp_path, head + many + ODD[kind] + many)) is None


@pytest.mark.parametrize("end", [b"\0", b"\x1a", b"\n\x1a"])
def test_what_programs_put_at_the_end_is_left_to_be_read_whole(end: bytes, tmp_path: Path) -> None:
    data = HEAD.encode() + b"\n" + b"1,2,3,4,5\n" * 500 + end
    assert in_blocks(old_file(tmp_path, data)) is None


def test_a_young_small_empty_or_missing_file_is_left_to_be_read_whole(tmp_path: Path) -> None:
    data = HEAD.encode() + b"\n1,2,3,4,5\n"
    path = old_file(tmp_path, data)
    assert in_blocks(path) is not None
    assert read_streamed(path, NAMES, None) is None
    path.write_bytes(data)
    assert in_blocks(path) is None
    assert in_blocks(old_file(tmp_path, f"{HEAD}\n".encode())) is None
    assert in_blocks(tmp_path / "missing.csv") is None
    assert in_blocks(tmp_path) is None


@pytest.mark.parametrize("way", ["longer", "shorter", "in place", "replaced"])
def test_a_file_changed_while_it_is_read_is_not_taken(way: str, tmp_path: Path) -> None:
    data = HEAD.encode() + b"\n" + b"1,2,3,4,5\n" * 200_000
    path = old_file(tmp_path, data)

    def change(what: str, done: int, total: int) -> None:
        assert done <= total == len(data) - len(HEAD) - 1
        if not done:
            return
        if way == "longer":
            with path.open("ab") as out:
                out.write(b"1,2,3,4,5\n")
        elif way == "shorter":
            os.truncate(path, len(data) - 10)
        elif way == "in place":
            with path.open("r+b") as out:
                out.seek(-2, os.SEEK_END)
                out.write(b"6")
        elif not (other := tmp_path / "other.csv").exists():
            other.write_bytes(data)
            os.utime(other, ns=(path.stat().st_mtime_ns,) * 2)
            other.rename(path)

    assert in_blocks(path, 1 << 18, Task(change)) is None


def test_reading_in_blocks_can_be_cancelled(tmp_path: Path) -> None:
    path = old_file(tmp_path, HEAD.encode() + b"\n" + b"1,2,3,4,5\n" * 500)
    for steps in range(8):
        left = iter([False] * steps)
        with pytest.raises(Cancelled):
            in_blocks(path, task=Task(is_cancelled=lambda left=left: next(left, True)))


@pytest.mark.parametrize("odd", ["", "1,2,3,4\n", '1,2,a 5" pipe,4,5\n'])
def test_an_extract_is_the_same_either_way(
    odd: str, tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"{HEAD}\n" + "503,9990000018,Service user,Request,E1\n" * 900 + odd
    path = old_file(tmp_path, text.encode() + b"503,,,,E2\n" * 900)
    either = read(path)
    asked: list[bool] = []

    def noted(*args: object, **options: object) -> Streamed | None:
        found = read_streamed(*args, **options, least=1, block=600)  # type: ignore[arg-type]
        asked.append(found is not None)
        return found

    monkeypatch.setattr("cldvalidator.extract.reading.read_streamed", noted)
    extract = read(path)
    assert asked == [not odd]
    assert extract.reading == either.reading
    assert extract.source_rows.tolist() == either.source_rows.tolist()
    for name, column in either.columns.items():
        assert extract.columns[name].codes.tolist() == column.codes.tolist()
        assert extract.columns[name].values.equals(column.values)


def test_more_lines_than_a_council_has_records_are_left_to_be_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_file(tmp_path, HEAD.encode() + b"\n" + b"1,2,3,4,5\n" * 100)
    monkeypatch.setattr(streamed, "MOST_LINES", 100)
    assert in_blocks(path) is None
    monkeypatch.setattr(streamed, "MOST_LINES", 101)
    assert in_blocks(path) is not None


@given(st.text(st.sampled_from('",\na'), max_size=12))
def test_regular_marks_are_in_pairs_just_where_a_record_ends(text: str) -> None:
    if not are_marks_regular(memoryview(text.encode()), ","):
        return
    inside = False
    for place, character in enumerate(text):
        if character == '"':
            inside = not inside
        elif character == "\n" and not inside:
            before = list(csv.reader(io.StringIO(text[: place + 1], newline="")))
            after = list(csv.reader(io.StringIO(text[place + 1 :], newline="")))
            assert before + after == list(csv.reader(io.StringIO(text, newline="")))
