"""What is said of many texts that are like no listed one, without a look at each."""

from __future__ import annotations

from unittest.mock import patch

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks.cells import fields
from cldvalidator.checks.cells.listed import ListJudge
from cldvalidator.checks.cells.nearness import word_texts, words
from cldvalidator.checks.cells.shapes import shape, shapes
from cldvalidator.extract import Column
from cldvalidator.specification import load_specification

PACK = load_specification("2")
LISTS = {f.name: ListJudge(f, PACK) for f in PACK.fields if f.values is not None}
PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=40)
SIGNS = st.sampled_from([" ", "  ", "-", " - ", ": ", " / ", "&", "'", "_", "(", ")", ". ", "="])


@st.composite
def near_values(draw):
    """Parts of a list's values, with numbers, letters, codes and signs between and around them."""
    name = draw(st.sampled_from(sorted(LISTS)))
    values = st.sampled_from(LISTS[name].accepted or ("Yes",))
    whole = draw(values)
    parts = [draw(st.sampled_from([whole, whole[: draw(st.integers(1, len(whole)))]]))]
    pieces = st.one_of(
        values,
        SIGNS,
        PRINTABLE,
        st.integers(0, 200).map(str),
        st.sampled_from(["1 - ", "A) ", " (3)", "true", "y", "-1", "null", "n/a"]),
    )
    for _ in range(draw(st.integers(0, 3))):
        parts.insert(draw(st.integers(0, len(parts))), draw(pieces))
    text = draw(st.sampled_from([str.lower, str.upper, str]))("".join(parts))
    return name, text.strip() or "x"


@given(near_values())
def test_what_is_said_of_many_at_once_is_what_is_said_of_each(case):
    name, text = case
    judge = LISTS[name]
    if judge.surely_none(pa.array([text])).all() and text not in judge.accepted:
        assert judge.examine(text) == judge.of_none


@given(near_values(), st.sampled_from(["", " ", "'", '"', "\t", "\u200b", "\u00a0", "é", "\x7f"]))
def test_a_column_is_judged_as_its_texts_are_alone(case, more):
    name, text = case
    field = PACK.by_name[name]
    column = Column.of([text, text + more, more + text, f"{text} 1", f"{text}{more} 1"])
    with patch.object(fields, "MANY", 1):
        together = fields.judge_field(column, field, PACK)
    for code, found in enumerate(column.texts):
        alone = fields.judge_field(Column.of([found]), field, PACK)
        assert together.faults.get(code) == alone.faults.get(0)
        assert together.verdicts[code] == alone.verdicts[0]


@pytest.mark.parametrize(
    "text", ["Some value {}", "Male {}", "{}/04/2026", "A. Person{}", "E0900{}", "{} (7)"]
)
def test_of_many_odd_values_almost_none_is_looked_at_alone(text, monkeypatch):
    looked_at = []
    examine = ListJudge.examine
    monkeypatch.setattr(
        ListJudge, "examine", lambda self, text: looked_at.append(text) or examine(self, text)
    )
    for name in LISTS:
        column = Column.of([text.format(1_000_000 + n) for n in range(2_000)])
        judged = fields.judge_field(column, PACK.by_name[name], PACK)
        assert len(judged.faults) == 2_000
    assert len(looked_at) < 100


@given(st.lists(st.one_of(PRINTABLE, st.text(max_size=9), near_values().map(lambda c: c[1]))))
def test_shapes_and_words_of_many_are_those_of_each(texts):
    texts += ["a" * 1_001, "A " * 500]
    assert shapes(pa.array(texts)).to_pylist() == [shape(t) for t in texts]
    plain = [t for t in texts if t.isascii() and t.isprintable()]
    found = word_texts(pa.array(plain, pa.string())).to_pylist()
    assert found == [" ".join(words(t)) for t in plain]
