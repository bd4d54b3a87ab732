"""The portal's rules on values: what they may begin with, and which characters they may hold."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks import check_extract, portal
from cldvalidator.checks.portal import BEGINNING, CHARACTERS, begins_as_refused, taken_instead
from cldvalidator.checks.rules import Severity
from cldvalidator.extract.windows_1252 import (
    as_it_would_arrive,
    has_form,
    lack_a_form,
    nearest_form,
)
from cldvalidator.specification.portal import load_portal

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(st.one_of(ANY, st.from_regex(r"[=+@-][-+0-9. a]{0,4}", fullmatch=True))))
def test_a_text_is_refused_as_the_portal_says(texts: list[str]) -> None:
    def refused(text: str) -> bool:
        if text[:1] in ("=", "+", "@"):
            return True
        return text[:1] == "-" and re.match(r"-\.?[0-9]", text) is None

    assert begins_as_refused(pa.array(texts, pa.string())).tolist() == list(map(refused, texts))
    cut = pa.array(["", *texts, "="], pa.string())[1:-1]  # an array need not begin its buffers
    assert begins_as_refused(cut).tolist() == list(map(refused, texts))


@given(st.lists(ANY))
def test_a_text_lacks_a_form_as_python_says(texts: list[str]) -> None:
    assert lack_a_form(pa.array(texts, pa.string())).tolist() == [not has_form(t) for t in texts]


@given(ANY)
def test_the_nearest_form_can_be_written_and_drops_nothing(text: str) -> None:
    near = nearest_form(text)
    if has_form(text):
        assert near == text
    if near is not None:
        assert has_form(near)
        assert bool(near) == bool(text)
        assert nearest_form(near) == near


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Zoe\u0308", "Zoë"),
        ("Łukasz", "Lukasz"),
        ("Nguyễn", "Nguyen"),
        ("O\u02bcNeill", "O\u2019Neill"),
        ("flat 3\u2009a", "flat 3 a"),
        ("\u2212", "-"),
        ("李", None),
        ("Zoë 李", None),
    ],
)
def test_nearest_forms(text: str, near: str | None) -> None:
    assert nearest_form(text) == near


def test_look_alikes_are_what_windows_1252_lacks_and_has() -> None:
    for lacking, alike in load_portal().look_alikes.items():
        assert not has_form(lacking)
        assert has_form(alike)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("=SUM(A1)", ("SUM(A1)", BEGINNING)),
        ("- none", ("none", BEGINNING)),
        ("+44 1522", ("44 1522", BEGINNING)),
        ("-", None),
        ("=+-@ ", None),
        ("-5.20", None),
        ("Łucja", ("Lucja", CHARACTERS)),
        ("李", None),
        ("Zoë", None),
    ],
)
def test_what_the_portal_takes_instead(text: str, instead: tuple[str, str] | None) -> None:
    assert taken_instead(text) == instead


def test_what_arrives_when_utf_8_is_read_as_windows_1252() -> None:
    assert as_it_would_arrive("Zoë") == "ZoÃ«"


@pytest.mark.parametrize(
    ("text", "rule"),
    [("@home", BEGINNING), ("- see notes", BEGINNING), ("Łucja", CHARACTERS), ("Zoë", None)],
)
def test_a_value_is_found_in_its_cell(extract_of, records, release_2, text, rule) -> None:
    rows = [records["request"], records["review"] | {"Event Description": text}]
    groups = check_extract(extract_of(rows), release_2).findings.groups
    found = [(g.rule.id, g.field, g.rows.tolist(), g.severity) for g in groups]
    expected = [(rule, "Event Description", [1], Severity.ERROR)] if rule else []
    assert [f for f in found if f[0] in (BEGINNING, CHARACTERS)] == expected
    assert np.all([f[0] == rule for f in found])


@pytest.mark.parametrize(("text", "own"), [("+.505", "COST-09"), ("+", "COST-04")])
def test_a_number_with_a_plus_is_refused_at_the_portal_too(
    extract_of, records, release_2, text, own
) -> None:
    rows = [records["service"] | {"Unit Cost": text}]
    groups = check_extract(extract_of(rows), release_2).findings.groups
    assert {g.rule.id for g in groups} == {own, BEGINNING}


def test_a_plus_that_goes_with_a_safe_change_is_not_refused(extract_of, records, release_2) -> None:
    rows = [records["service"] | {"Unit Cost": "+5"}]
    groups = check_extract(extract_of(rows), release_2).findings.groups
    assert {g.rule.id for g in groups} == {"COST-10"}


@given(st.lists(ANY, min_size=1, max_size=6))
def test_what_is_proposed_is_taken(texts: list[str]) -> None:
    for text in texts:
        found = taken_instead(text)
        if found is not None and found[1] == BEGINNING:
            again = taken_instead(found[0])
            assert again is None or again[1] == CHARACTERS


@given(st.text("=+-@.5a\n \t0é", max_size=5))
def test_one_text_is_refused_as_one_of_many(text):
    begins = begins_as_refused(pa.array([text.strip()]))[0]
    instead = taken_instead(text)
    assert (portal._refused_one().match(text.strip()) is not None) == begins
    assert instead is None or (instead[1] == BEGINNING) == begins
