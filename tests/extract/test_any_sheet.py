"""Random sheets are read back cell for cell."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.extract import read_extract
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification
from cldvalidator.task import Task
from cldvalidator.workbooks.book import Book

cells = st.one_of(
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn"]), max_size=8),
    st.integers(-(10**12), 10**12),
    st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)),
    st.booleans(),
)


class BookHere:
    """Reads in this process: that the other one gives the same has a test of its own."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def __enter__(self) -> BookHere:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def open(self, data: bytes, kind: str) -> None:
        self._book = Book(data, kind, self._task.step)
        self.sheets, self.date_system = self._book.sheets, self._book.date_system
        self.look, self.read = self._book.look, self._book.read


@settings(deadline=None)
@given(st.lists(st.lists(cells, min_size=7, max_size=7), min_size=1, max_size=12))
def test_any_sheet_is_read_back_cell_for_cell(rows: list[list[Any]]) -> None:
    def text(value: Any) -> str:
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, str) and not value.strip():
            return ""  # spaces alone are kept by some writers and dropped by others
        return value.strftime("%d/%m/%Y") if isinstance(value, dt.date) else str(value)

    head = ["LA Code", "NHS Number", "Event Type", "Gender", "Event Reference", "Note", "Other"]
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for number, row in enumerate([[f"{h}" for h in head], *rows], start=1):
        for position, value in enumerate(row, start=1):
            cell = sheet.cell(number, position, value if value != "" else None)
            if isinstance(value, str) and value:
                cell.data_type = "s"  # also where the text looks like a formula
    stream = io.BytesIO()
    made.save(stream)
    here = patch("cldvalidator.extract.reading.GuardedBook", BookHere)
    with tempfile.TemporaryDirectory() as folder, here:
        path = Path(folder) / "made.xlsx"
        path.write_bytes(stream.getvalue())
        if not any(text(v).strip() for row in rows for v in row):
            with pytest.raises(InputProblem, match="no records"):
                read_extract(path, load_specification("2"))
            return
        extract = read_extract(path, load_specification("2"))
    expected = [
        (number, [text(v) for v in row])
        for number, row in enumerate(rows, start=2)
        if any(text(v).strip() for v in row)
    ]
    assert extract.source_rows.tolist() == [number for number, _ in expected]
    for position, name in enumerate(head):
        column = extract.columns[name] if name in extract.columns else extract.unused[name]
        read_back = [text(value) for value in column.strings().to_pylist()]
        assert read_back == [row[position] for _, row in expected]
