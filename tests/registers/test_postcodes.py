"""The register of postcodes: what is in it, and that a postcode is found however it is spaced."""

from __future__ import annotations

import hashlib
import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.bundled import bundled
from cldvalidator.checks.rules import load_rules
from cldvalidator.registers import postcodes
from cldvalidator.registers.postcodes import (
    NOT_THERE,
    UNITS,
    UNKNOWN_PLACE,
    postcode_places,
    postcode_register,
)
from cldvalidator.specification import load_specification
from tests.examples import examples

ABOUT = json.loads(bundled("registers", "postcodes.json").read_text("utf-8"))


def places(*texts):
    register = postcode_register()
    found = register.places_of(pa.array(texts, pa.string())).tolist()
    return [None if p == NOT_THERE else register.places[p] for p in found]


def test_the_file_is_the_one_that_was_packed():
    content = bundled("registers", "postcodes.xz").read_bytes()
    assert hashlib.sha256(content).hexdigest() == ABOUT["sha256"]
    assert len(content) < 300_000
    register = postcode_register()
    assert int((register.of_unit != NOT_THERE).sum()) == ABOUT["postcodes"]
    assert bool((np.diff(register.sectors.astype(np.int64)) > 0).all())
    assert "Open Government Licence" in ABOUT["licence"]
    assert "Royal Mail" in ABOUT["attribution"]


def test_every_council_has_postcodes_and_only_councils_have():
    register = postcode_register()
    used = set(np.unique(register.of_unit[register.of_unit != NOT_THERE]).tolist())
    assert used == set(range(len(register.places)))
    councils = load_specification("2").councils
    in_england = [p for p in register.places if p.startswith("E")]
    assert len(in_england) == len(councils) == 153
    assert all(set(c.gss_codes) & set(in_england) for c in councils)


def test_known_postcodes_lie_where_they_do():
    assert places("SW1A 1AA", "LN1 1YG", "S1 2HH", "CF10 3NP", "EH1 1YZ") == [
        "E09000033",
        "E10000019",
        "E08000039",
        "Wales",
        "Scotland",
    ]


@pytest.mark.parametrize("text", ["ZZ99 3VZ", "ZZ1 1AA", "BF1 2AU", "BT1 5GS", "BT15GS"])
def test_what_the_register_does_not_keep_is_not_missed(text):
    assert places(text) == [""]


@pytest.mark.parametrize("text", ["", " ", "LN1", "hello", "1 1AA", "ln1 1yg", "É1 1A"])
def test_what_is_no_postcode_by_its_form_is_another_rules(text):
    assert places(text) == [""]


@pytest.mark.parametrize("text", ["LN1 1YC", "LN2 1ZZ", "QQ1 1AA", "LN99 1AA", "A1 1AA"])
def test_a_postcode_that_does_not_exist_is_not_there(text):
    assert places(text) == [None]


def name_of(number):
    register = postcode_register()
    sector = int(register.sectors[number // 400]).to_bytes(5, "big").decode()
    first, second = divmod(number % 400, 20)
    return f"{sector[:4].strip()} {sector[4]}{UNITS[first]}{UNITS[second]}"


@settings(max_examples=examples(25))
@given(st.data())
def test_each_postcode_is_found_with_its_own_bit(data):
    of_unit = postcode_register().of_unit
    numbers = data.draw(st.lists(st.integers(0, len(of_unit) - 1), min_size=1, max_size=30))
    texts = [name_of(n) for n in numbers]
    spaced = postcode_register().places_of(pa.array(texts))
    packed = postcode_register().places_of(pa.array([t.replace(" ", "") for t in texts]))
    expected = [int(of_unit[n]) for n in numbers]
    assert spaced.tolist() == packed.tolist() == expected


@settings(max_examples=examples(40))
@given(st.lists(st.text(st.sampled_from("ABZ019 é"), max_size=9)), st.integers(0, 3))
def test_any_text_has_an_answer_that_depends_on_it_alone(texts, cut):
    register = postcode_register()
    together = register.places_of(pa.array(texts, pa.string())[cut:])
    alone = [register.places_of(pa.array([t]))[0] for t in texts[cut:]]
    assert together.tolist() == alone


def test_pseudo_postcodes_alone_do_not_load_the_register(monkeypatch):
    def load():
        raise AssertionError("loaded")

    monkeypatch.setattr(postcodes, "postcode_register", load)
    found = postcode_places(pa.array(["ZZ99 3VZ", "", "ZZ12 1AA"]))
    assert found.tolist() == [UNKNOWN_PLACE] * 3
    assert len(postcode_places(pa.array([], pa.string()))) == 0
    with pytest.raises(AssertionError, match="loaded"):
        postcode_places(pa.array(["LN1 1YG"]))


@pytest.mark.parametrize("rule", ["ID-18", "ID-19"])
def test_the_rules_name_the_edition(rule):
    assert f"register of {ABOUT['edition']}" in load_rules()[rule].when + load_rules()[rule].wrong
