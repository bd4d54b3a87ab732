"""New texts in the form of others: none is taken, none comes twice, and few tries find them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.twin_data import texts_of_form
from cldvalidator.twin_data.shapes import folded, shape_of
from cldvalidator.twin_data.texts_of_form import numbered_texts

FORMS = st.sampled_from(["E0000001", "e0000002", "12", "A-1", "007", "x"])


def new_texts(like: list[str], taken: list[str], seed: int = 1) -> list[str]:
    random = np.random.Generator(np.random.PCG64(seed))
    found = numbered_texts(pa.array(like), folded(pa.array(taken, pa.string())), random)
    return [str(text) for text in found]


@given(
    st.lists(FORMS, min_size=1, max_size=30),
    st.integers(0, 3000),
    st.integers(0, 9),
)
def test_no_text_is_taken_or_comes_twice(like, most, seed):
    taken = [f"{start}{n:0{places}d}" for n in range(most) for start, places in (("E", 7), ("", 1))]
    found = new_texts(like, taken, seed)
    keys = [text.casefold() for text in found]
    assert len({*keys}) == len(like)
    assert {*keys}.isdisjoint(text.casefold() for text in taken)
    for before, after in zip(like, found, strict=True):
        if before.startswith(("E", "e")):
            assert shape_of(after) == shape_of(before)


def test_a_long_run_of_taken_numbers_is_passed_in_few_tries(monkeypatch):
    tries = []
    monkeypatch.setattr(texts_of_form, "folded", lambda texts: tries.append(1) or folded(texts))
    taken = [f"E{n:08d}" for n in range(200_000)]
    found = new_texts(["E00000001", "E00000002"], taken)
    assert {*found}.isdisjoint(taken)
    assert {len(text) for text in found} == {9}
    assert len(tries) < 40
