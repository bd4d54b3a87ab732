"""No byte of a submission can be another one without being noticed."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.extract import Column
from cldvalidator.problems import EnvironmentProblem
from cldvalidator.writing.read_back import Slab, cells_read_back

HEADER = b"LA Code,Comment\r\n"
COLUMNS = {
    "LA Code": Column.of(["503", "503", "504", ""]),
    "Comment": Column.of(['say "yes", Zo\u00eb', "", "two\r\nlines", "x"]),
}
BODY = '503,"say ""yes"", Zo\u00eb"\r\n503,\r\n504,"two\r\nlines"\r\n,x\r\n'.encode("cp1252")


def read_back(body: bytes) -> int:
    slabs = [Slab(0, 4, len(BODY))]
    draft = io.BytesIO(HEADER + body)
    return cells_read_back(draft, len(HEADER), slabs, COLUMNS, codec="cp1252")


def test_what_was_written_is_read_back():
    assert read_back(BODY) == 8


@pytest.mark.parametrize("place", range(len(BODY)))
def test_one_byte_that_is_another(place):
    for byte in b'Z",\n\r\x000':
        other = bytearray(BODY)
        other[place] = byte
        if other != BODY:
            with pytest.raises(EnvironmentProblem):
                read_back(bytes(other))


@pytest.mark.parametrize("body", [BODY[:-1], BODY[:-9], b"", BODY + b"x", BODY + BODY])
def test_too_few_and_too_many_bytes(body):
    with pytest.raises(EnvironmentProblem):
        read_back(body)


def test_another_header():
    draft = io.BytesIO(HEADER.replace(b"LA", b"la") + BODY)
    with pytest.raises(EnvironmentProblem, match="its header"):
        cells_read_back(draft, len(HEADER), [Slab(0, 4, len(BODY))], COLUMNS, codec="cp1252")


@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4)), min_size=1, max_size=6))
def test_texts_of_any_kind(rows):
    texts = [[t.replace("\0", "") for t in column] for column in zip(*rows, strict=True)]
    columns = {name: Column.of(column) for name, column in zip(COLUMNS, texts, strict=True)}

    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"'

    lines = [f"{cell(a)},{cell(b)}\r\n" for a, b in zip(*texts, strict=True)]
    body = "".join(lines).encode("utf-8", "surrogatepass")
    slabs = [Slab(0, len(rows), len(body))]
    read = cells_read_back(io.BytesIO(HEADER + body), len(HEADER), slabs, columns, codec="utf-8")
    assert read == 2 * len(rows)
