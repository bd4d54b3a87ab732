"""What a column remembers of its texts, and what a changed column takes over from it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract import Column
from cldvalidator.fixes import CellChange, ValueChange
from cldvalidator.fixes.changes import changed_column

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
