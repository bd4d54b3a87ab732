"""No text of a file runs as a formula in a CSV that is opened in Excel."""

from __future__ import annotations

import unicodedata

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.presentation.inert import inert, inert_table

UNSEEN = ["", " ", "\t", "\r", "\n", "\r\n", "\u00a0", "\u200b", "\ufeff", "\u2060", "\x00"]
SIGNS = "=+-@＝＋－＠﹢﹣−"


@given(
    st.lists(st.sampled_from(UNSEEN), max_size=4).map("".join), st.sampled_from(SIGNS), st.text()
)
def test_a_sign_behind_what_cannot_be_seen_is_guarded(unseen: str, sign: str, rest: str) -> None:
    assert inert(f"{unseen}{sign}{rest}") == f"'{unseen}{sign}{rest}"


@given(st.text())
def test_only_an_apostrophe_is_ever_added(text: str) -> None:
    assert inert(text) in (text, f"'{text}")
    if text and unicodedata.category(text[0])[0] in "LN":
        assert inert(text) == text


def test_numbers_of_a_table_stay_numbers() -> None:
    table = pd.DataFrame({"=field": ["=1", "ok", None], "cells": [-1, 2, 3]})
    made = inert_table(table)
    assert list(made) == ["'=field", "cells"]
    assert made["'=field"].tolist()[:2] == ["'=1", "ok"]
    assert made["cells"].tolist() == [-1, 2, 3]
    assert list(table) == ["=field", "cells"], "the table that was given is as it was"


@pytest.mark.parametrize("text", ["", "White: Irish", "503", "01/04/2025", "a=b", "Mr = x"])
def test_ordinary_texts_stay(text: str) -> None:
    assert inert(text) == text
