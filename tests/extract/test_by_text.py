"""What a column remembers of its texts, and what a changed column takes over from it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.extract import Column
from cldvalidator.fixes import CellChange, ValueChange
from cldvalidator.fixes.changes import changed_column
from tests.examples import examples

ASKED: list[list[str]] = []


def length(values: pa.StringArray) -> npt.NDArray[np.int32]:
    ASKED.append(values.to_pylist())
    found: npt.NDArray[np.int32] = pc.binary_length(values).to_numpy(zero_copy_only=False)
    return found


def test_only_new_texts_are_looked_at_after_changes() -> None:
    ASKED.clear()
    column = Column.of(["one", "three", "one", "fifteen"])
    assert column.by_text(length).tolist() == [3, 5, 7]
    assert column.by_text(length).tolist() == [3, 5, 7]
    cell, _ = changed_column(column, [CellChange("F", 2, 4, "one", "eleven")])
    assert cell.take(cell.by_text(length)).tolist() == [3, 5, 6, 7]
    value, _ = changed_column(cell, [ValueChange("F", "three", "six", 1, "")])
    assert value.take(value.by_text(length)).tolist() == [3, 3, 6, 7]
    assert ASKED == [["one", "three", "fifteen"], ["eleven"], ["six"]]
    assert column.by_text(length).tolist() == [3, 5, 7]
    assert value.rows(np.array([2, 0])).by_text(length).tolist() == [3, 5, 7, 6, 3]
    assert len(ASKED) == 3


def test_what_else_a_function_is_told_tells_its_answers_apart() -> None:
    def begins(values: pa.StringArray, start: str) -> npt.NDArray[np.bool_]:
        found: npt.NDArray[np.bool_] = pc.starts_with(values, start).to_numpy(zero_copy_only=False)
        return found

    column = Column.of(["one", "two"])
    assert column.by_text(begins, "o").tolist() == [True, False]
    assert column.by_text(begins, "t").tolist() == [False, True]


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_a_narrowed_column_has_the_texts_of_its_rows_and_no_others(data):
    cells = data.draw(st.lists(st.sampled_from([str(n) for n in range(40)]), min_size=1))
    column = Column.of(cells)
    rows = data.draw(st.lists(st.integers(0, len(cells) - 1), max_size=12))
    part = column.narrowed(np.array(rows, np.int64))
    assert part.strings().to_pylist() == [cells[row] for row in rows]
    assert sorted(part.values.to_pylist()) == sorted({cells[row] for row in rows})
