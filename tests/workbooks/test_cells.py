from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.extract.workbook import column_of
from cldvalidator.workbooks.cells import NUMBER, ColumnOfCells, cell_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("007", "007"),
        (503.0, "503"),
        (503, "503"),
        (-0.0, "0"),
        (12.5, "12.5"),
        (0.1 + 0.2, "0.3"),
        (1e9, "1000000000"),
        (1.5e-7, "0.00000015"),
        (9990000018.0, "9990000018"),
        (12345678901234567.0, "12345678901234600"),
        (12345678901234567, "12345678901234600"),
        (1e20, "100000000000000000000"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.date(2025, 4, 1), "01/04/2025"),
        (dt.datetime(2025, 4, 1), "01/04/2025"),
        (dt.datetime(2025, 4, 1, 14, 30), "01/04/2025 14:30:00"),
        (dt.datetime(2025, 3, 31, 23, 59, 59, 999_990), "01/04/2025"),
        (dt.time(9, 5), "09:05:00"),
        (dt.timedelta(hours=30, seconds=1), "30:00:01"),
        (dt.timedelta(minutes=-90), "-01:30:00"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_cell_reads_as_a_person_sees_it(value: Any, text: str) -> None:
    assert cell_text(value) == text


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_15_digits_and_have_no_exponent(value: float) -> None:
    text = cell_text(value)
    assert "e" not in text.lower()
    assert float(text) == float(format(value, ".15g"))
    assert not text.endswith(".0")


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(["", "1", "TRUE", "01/04/2025", 1, 1.0, True, False, 0, "0"]),
            st.just(dt.date(2025, 4, 1)),
            st.just(dt.datetime(2025, 4, 1)),
            st.text(max_size=3),
        )
    ),
    st.integers(0, 5),
)
def test_a_column_is_the_text_of_each_cell_and_its_values_are_distinct(
    cells: list[Any], cut: int
) -> None:
    column = ColumnOfCells()
    column.add(cells[:cut])
    column.add(cells[cut:])
    stored = column.stored()
    assert stored.texts.take(pa.array(stored.codes)).to_pylist() == [cell_text(c) for c in cells]
    numbers = [isinstance(c, int | float) and not isinstance(c, bool) for c in cells]
    assert (stored.kinds == NUMBER)[stored.codes].tolist() == numbers
    made = column_of(stored)
    assert made.strings().to_pylist() == [cell_text(c) for c in cells]
    assert len(set(made.texts)) == len(made.texts)


def test_cells_can_be_replaced_and_counted_by_their_value() -> None:
    column = ColumnOfCells()
    column.add([1.0, 2.0, "2", 2.0])
    stored = column.stored()
    assert stored.count(stored.numbers == 2.0) == 2
    column.replace([0, 3], ["#N/A", "2"])
    made = column_of(column.stored())
    assert made.strings().to_pylist() == ["#N/A", "2", "2", "2"]
    assert made.codes.dtype == np.uint8


def test_halves_of_characters_are_one_text() -> None:
    column = ColumnOfCells()
    column.add(["\ud800", "\udfff", "x"])
    made = column_of(column.stored())
    assert made.strings().to_pylist() == ["?", "?", "x"]
    assert made.values.to_pylist() == ["?", "x"]
