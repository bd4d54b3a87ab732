"""What a text says without what tools put around it: the same however fast, in bounded time."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks.cells.kinds import _POUNDS
from cldvalidator.extract import plain_text as module
from cldvalidator.extract.plain_text import ENDS, LONGEST_VALUE, bare_texts, plain_text, plain_value

PIECES = ["_x000D_", "_x000a_", " ", "\n", "x", "A", "'", '"', "=", "\\", "\u200b", "1", "\x7f"]
wrapped = st.lists(st.sampled_from([*PIECES, "_", '="', '""', "T(", "\u00a0", "é", "\uff01"])).map(
    "".join
)
_BREAKS_AT_THE_ENDS = re.compile(r"^(?:_x000[AD]_\s*)+|(?:\s*_x000[AD]_)+$", re.IGNORECASE)


@given(wrapped)
def test_a_look_at_both_ends_changes_no_answer(text):
    at_a_glance = plain_text(text), plain_value(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_is_bare", lambda _: False)
        assert at_a_glance == (plain_text(text), plain_value(text))


@given(st.lists(st.one_of(wrapped, st.text("aZ09 _'\"\x7f\t\n!^`~é\0", max_size=4)), max_size=20))
def test_many_texts_are_bare_where_each_of_them_is(texts):
    told = bare_texts(pa.array(texts, pa.string())).tolist()
    assert told == [bool(module._is_bare(text)) for text in texts]


@given(wrapped)
def test_line_breaks_that_are_spelled_out_are_taken_off_both_ends(text):
    trimmed = text.strip(ENDS)
    assert module._without_escaped_breaks(trimmed) == _BREAKS_AT_THE_ENDS.sub("", trimmed)


@pytest.mark.parametrize(
    "text",
    [
        "'" * 4_000_000,
        '"' * 4_000_001,
        "x" + "_x000D_" * 500_000 + "x",
        "\\" * 1_000_000 + "x",
        '="' * 500_000 + '"' * 500_000,
    ],
)
def test_a_cell_of_millions_of_marks_is_left_as_it_is(text):
    assert len(plain_value(text)) > LONGEST_VALUE


def test_spaces_before_a_missing_currency_are_looked_through_once():
    assert _POUNDS.sub("", f"a{' ' * 200_000}b") == f"a{' ' * 200_000}b"
    assert [_POUNDS.sub(r"\1", t) for t in ("-£ 5", "5 GBP", "5£")] == ["-5", "5", "5"]
