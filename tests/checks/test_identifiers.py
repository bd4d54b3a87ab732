from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks.cells.identifiers import (
    is_nhs_number,
    nhs_numbers,
    valid_nhs_numbers,
    well_spaced_postcode,
    without_separators,
    without_words,
)


def check_digit(nine: str) -> int:
    return 11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11


@given(st.lists(st.text("0123456789", min_size=9, max_size=9), max_size=10))
def test_only_the_right_check_digit_is_valid(stems):
    for nine in stems:
        check = check_digit(nine)
        right = {11: 0}.get(check, check)
        texts = pa.array([f"{nine}{d}" for d in range(10)])
        placeholder = nine == str(right) * 9
        expected = [d == right and check != 10 and not placeholder for d in range(10)]
        assert valid_nhs_numbers(texts).tolist() == expected
        assert [is_nhs_number(t) for t in texts.to_pylist()] == expected
        found = nhs_numbers(np.array([int(nine)], np.int64))
        assert found == texts.filter(pa.array(expected)).to_pylist()


@given(st.text(max_size=12))
def test_nothing_but_ten_digits_is_valid(text):
    valid = bool(valid_nhs_numbers(pa.array([text], pa.string()))[0])
    assert is_nhs_number(text) == valid
    if valid:
        assert len(text) == 10
        assert text.isascii()
        assert text.isdigit()


def test_spelling():
    assert without_separators("999 000-0018") == "9990000018"
    assert well_spaced_postcode("ls1 4 ap") == "LS1 4AP"


@pytest.mark.parametrize(
    ("text", "labelled"),
    [
        ("NHS 999 000 0018", True),
        ("NHS-Number: 9990000018", True),
        ("nhs no 999-000-0018 *", True),
        ("9990000018 (PDS traced)", True),
        ("9990000018 (unverified)", False),
        ("not 9990000018", False),
        ("mother 9990000018", False),
        ("9990000018 (deceased)", False),
        ("9990000018 or", False),
    ],
)
def test_only_a_label_or_a_remark_says_nothing_else(text, labelled):
    assert without_words(without_separators(text)) == ("9990000018", labelled)


@pytest.mark.parametrize("text", ["9990000018 9990000026", "NHS", "999000001", "9990000018 2"])
def test_what_is_beside_a_number_is_no_other_number(text):
    number, _ = without_words(without_separators(text))
    assert not is_nhs_number(number)
