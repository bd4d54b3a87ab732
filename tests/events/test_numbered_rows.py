"""Rows are numbered alike where they agree in all parts, whatever the parts' numbers are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.events.cleaning import _SORTED_FROM, _ranked, combined

numbers = st.integers(-3, 3) | st.integers(-(10**7), 10**12) | st.just(_SORTED_FROM)


@given(st.lists(st.tuples(numbers, numbers, numbers), max_size=9))
def test_rows_that_agree_have_one_number(rows: list[tuple[int, int, int]]) -> None:
    parts = list(np.array(rows, np.int64).reshape(-1, 3).T)

    for part in parts:
        assert np.array_equal(_ranked(part), np.unique(part, return_inverse=True)[1])
    # In the order of the parts, as they were sorted before.
    order = [sorted(set(rows)).index(row) for row in rows]
    found = np.unique(combined(*parts), return_inverse=True)[1]
    assert found.tolist() == order
