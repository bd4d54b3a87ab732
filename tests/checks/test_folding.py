"""Texts that differ by nothing but case and end spaces have one number."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks.folding import folded_codes
from cldvalidator.extract import Column

TEXTS = st.lists(
    st.text(alphabet="aAbB1 ", max_size=4) | st.sampled_from(["É", "é", "P1", "p1 "]),
    unique=True,
    max_size=60,
)
CAPITALS = st.lists(st.integers(0, 999), unique=True, max_size=60).map(
    lambda numbers: [f"P{n}" for n in numbers]
)
WITH_OTHERS = CAPITALS.map(lambda texts: [*texts, "p1", " P2", "p2 "])


@given(TEXTS | CAPITALS | WITH_OTHERS)
def test_texts_have_one_number_if_they_are_the_same_but_for_case_and_end_spaces(
    texts: list[str],
) -> None:
    codes = folded_codes(
        Column(np.arange(len(texts), dtype=np.uint32), pa.array(texts, pa.string()))
    )
    for i, one in enumerate(texts):
        for j, other in enumerate(texts):
            same = one.strip().lower() == other.strip().lower()
            assert (codes[i] == codes[j]) == same
