"""Arrays of numbers, held against numpy's own slower ways."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.twin_data.group_arrays import is_among
from tests.examples import examples

NUMBERS = st.lists(st.integers(-5, 5) | st.sampled_from([-(2**63), 2**63 - 1]), max_size=30)


@settings(max_examples=examples(60), deadline=None)
@given(NUMBERS, NUMBERS)
def test_a_number_is_among_others_wherever_numpy_finds_it(values, others):
    ordered = np.unique(np.array(others, np.int64))
    wanted = np.array(values, np.int64)
    assert is_among(wanted, ordered).tolist() == np.isin(wanted, ordered).tolist()
