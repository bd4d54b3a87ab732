"""Rows that agree have one number; costs are numbers of two decimals."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.events import cleaning
from cldvalidator.events.cleaning import _SORTED_FROM, _ranked, combined, hundredths
from cldvalidator.extract import Column

numbers = st.integers(-3, 3) | st.integers(-(10**7), 10**12) | st.just(_SORTED_FROM)


@given(st.lists(st.tuples(numbers, numbers, numbers), max_size=9), st.sampled_from((4, 1 << 62)))
def test_rows_that_agree_have_one_number(rows: list[tuple[int, int, int]], most: int) -> None:
    parts = list(np.array(rows, np.int64).reshape(-1, 3).T)

    for part in parts:
        different, inverse = np.unique(part, return_inverse=True)
        places, count = _ranked(part)
        assert np.array_equal(places, inverse)
        assert count == len(different)
    # In the order of the parts, as they were sorted before.
    order = [sorted(set(rows)).index(row) for row in rows]
    with patch.object(cleaning, "_MOST_NUMBERS", most):
        found = np.unique(combined(*parts), return_inverse=True)[1]
    assert found.tolist() == order


@given(st.lists(st.from_regex(r" ?[-+]?[0-9]{0,16}\.?[0-9]{0,4}[eE]?[0-9]? ?", fullmatch=True)))
def test_costs_are_rounded_half_up(texts: list[str]) -> None:
    def rounded(text: str) -> float:
        try:
            return float(Decimal(text.strip()).quantize(Decimal("0.01"), ROUND_HALF_UP))
        except InvalidOperation:
            return np.nan

    wanted = np.array([rounded(t) for t in texts], np.float64)
    assert np.array_equal(hundredths(Column.of(texts)), wanted, equal_nan=True)
