"""A column after changes, and how many cells each met, are what making them by hand gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.extract import Column
from cldvalidator.extract.table import RowsApart
from cldvalidator.fixes import CellChange, ValueChange
from cldvalidator.fixes.changes import changed_column
from tests.examples import examples

ROWS = 8
texts = st.sampled_from(["", "a", "b", "c", "Male", " Male"])
values = st.builds(lambda a, b: ValueChange("Gender", a, b, 1, "R"), texts, texts)
cells = st.builds(
    lambda row, a, b: CellChange("Gender", row, row + 2, a, b), st.integers(0, ROWS), texts, texts
)


def by_hand(column, changes, apart):
    now, met = list(column), []
    for change in changes:
        if isinstance(change, ValueChange):
            at = [n for n, text in enumerate(now) if text == change.found]
            there = [n for n in at if n not in apart]
        else:
            n = change.record
            at = there = [n] if n < ROWS and n not in apart and now[n] == change.found else []
        if change.found == change.written or not there:
            met.append(0)
            continue
        for n in at:
            now[n] = change.written
        met.append(len(there))
    return now, met


@settings(max_examples=examples(300), deadline=None)
@given(
    st.lists(texts, min_size=ROWS, max_size=ROWS),
    st.lists(st.one_of(values, cells), max_size=12),
    st.none() | st.sets(st.integers(0, ROWS - 1)),
)
def test_each_change_meets_the_cells_that_hold_its_text_by_then(before, changes, left_out):
    column = Column.of(before)
    apart = None if left_out is None else RowsApart(np.array(sorted(left_out), np.int64))
    after, met = changed_column(column, changes, apart)
    expected, counts = by_hand(before, changes, left_out or set())
    assert met == counts
    shown = [after.texts[code] for code in after.codes]
    assert [t for n, t in enumerate(shown) if n not in (left_out or set())] == [
        t for n, t in enumerate(expected) if n not in (left_out or set())
    ]
    assert [column.texts[code] for code in column.codes] == before
