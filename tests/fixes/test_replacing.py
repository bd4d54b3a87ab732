"""Find and replace: a change for each distinct value, none of which is changed twice."""

from __future__ import annotations

import pytest

from cldvalidator.fixes import History
from cldvalidator.fixes.replacing import replacements

FIELD = "Event Reference"


@pytest.fixture
def references(extract_of, records):
    def make(*texts):
        return extract_of([records["service"] | {FIELD: text} for text in texts])

    return make


def pairs(changes):
    return [(c.found, c.written, c.rows) for c in changes]


def test_whole_values_only_or_within_them(references):
    extract = references("A1", "A1", "A12", "b")
    assert pairs(replacements(extract, FIELD, "A1", "X", whole=True)) == [("A1", "X", 2)]
    within = replacements(extract, FIELD, "A1", "X", whole=False)
    assert pairs(within) == [("A1", "X", 2), ("A12", "X2", 1)]
    assert {(c.field, c.certainty, c.by) for c in within} == {(FIELD, "ask", "find and replace")}


def test_capitals_count_and_what_is_there_already_is_no_change(references):
    extract = references("a1", "A1")
    assert replacements(extract, FIELD, "a", "a", whole=False) == []
    assert pairs(replacements(extract, FIELD, "a", "b", whole=False)) == [("a1", "b1", 1)]


@pytest.mark.parametrize(
    ("found", "written"), [("E", "EE"), ("EE", "E"), ("1", "11"), ("E1", "1E"), ("1", "")]
)
def test_no_value_is_changed_twice(references, found, written):
    texts = ["E1", "EE1", "EEE1", "E11", "1E1", "11", "E"]
    extract = references(*texts)
    after = History(extract).do("", replacements(extract, FIELD, found, written, whole=False))
    now = after.current.column(FIELD).strings().to_pylist()
    assert now == [text.replace(found, written) for text in texts]
