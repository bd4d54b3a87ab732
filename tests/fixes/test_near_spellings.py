"""Spellings of one name come together; names with two identifiers never do."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.fixes import History
from cldvalidator.fixes.near_spellings import NAMES, near_spellings

NAME, ID = "Provider CQC Location Name", "Provider CQC Location ID"


@pytest.fixture(scope="module")
def made():
    import numpy as np

    from cldvalidator.extract import Column, Extract, Reading

    def extract(pairs):
        names, ids = zip(*pairs, strict=True)
        columns = {NAME: Column.of(list(names)), ID: Column.of(list(ids))}
        reading = Reading("made.csv", "CSV", 0, "0" * 64, 1, ())
        return Extract(columns, np.arange(2, len(pairs) + 2, dtype=np.int32), reading)

    return extract


def together(extract):
    return {
        frozenset([n.written, *(t for t, _ in n.others)]) for n in near_spellings(extract, NAME)
    }


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Oak House", "OAK HOUSE", True),
        ("Oak House Ltd", "Oak House Limited", True),
        ("The Oak House", "Oak  House.", True),
        ("House, Oak", "Oak House", True),
        ("Sunnyside Care", "Sunnysdie Care", True),
        ("Sunnyside Care", "Sunnyside Care Home", False),
        ("Barnett", "Barnet", True),
        ("Unit 1 Elm Court", "Unit 2 Elm Court", False),
        ("Oak House", "Ash House", False),
        ("Elm House", "Helm House", False),
        ("Ltd", "Limited", False),
    ],
)
def test_what_is_one_name(made, one, other, same):
    extract = made([(one, ""), (one, ""), (other, "")])
    assert together(extract) == ({frozenset([one, other])} if same else set())


def test_the_most_frequent_spelling_is_the_one_that_the_others_become(made):
    extract = made([("Oak House", "")] * 3 + [("OAK HOUSE", "")] * 2 + [("Oak Hoouse", "")])
    (found,) = near_spellings(extract, NAME)
    assert (found.written, found.rows) == ("Oak House", 3)
    assert found.others == (("OAK HOUSE", 2), ("Oak Hoouse", 1))
    after = History(extract).do("", found.changes()).current
    assert set(after.column(NAME).strings().to_pylist()) == {"Oak House"}


def test_two_identifiers_are_two_names(made):
    one, other = "1-101234567", "1-107654321"
    assert not together(made([("Oak House", one), ("OAK HOUSE", other)]))
    assert together(made([("Oak House", one), ("OAK HOUSE", one.upper())]))
    assert together(made([("Oak House", one), ("OAK HOUSE", "")]))
    # A spelling without an identifier goes with one of the two, and never joins them.
    found = together(made([("Oak House", one), ("OAK HOUSE", other), ("oak house", "")]))
    assert len(found) == 1
    assert not any({"Oak House", "OAK HOUSE"} <= group for group in found)


WORDS = st.sampled_from(["oak", "Oak", "OAK", "house", "House", "houes", "care", "Ltd", "2", "3"])
ROWS = st.lists(
    st.tuples(
        st.lists(WORDS, min_size=1, max_size=3).map(" ".join), st.sampled_from(["", "1-1", "1-2"])
    ),
    min_size=1,
    max_size=14,
)


@given(ROWS)
def test_no_group_has_two_identifiers_and_no_name_is_in_two(made, pairs):
    extract = made(pairs)
    found = near_spellings(extract, NAME)
    members = [t for n in found for t in (n.written, *(o for o, _ in n.others))]
    assert max(Counter(members).values(), default=1) == 1
    for group in together(extract):
        assert len({i for name, i in pairs if name in group and i}) <= 1
    for n in found:
        assert all(
            rows == sum(name == text for name, _ in pairs)
            for text, rows in ((n.written, n.rows), *n.others)
        )


def test_a_field_that_is_not_there_has_none(made):
    extract = made([("Oak House", "")])
    assert near_spellings(extract, "Event Description") == ()
    assert NAME in NAMES
