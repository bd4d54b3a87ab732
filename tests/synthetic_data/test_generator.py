"""Synthetic files are valid, exact in size, and the same for the same seed."""

from __future__ import annotations

import csv
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, write_csv
from tests.examples import examples

RELEASE_2 = load_specification("2")


@pytest.fixture(scope="module")
def frame():
    extract = generate(20_000, seed=7, specification=RELEASE_2)
    return extract.frame().astype(object)


@pytest.mark.parametrize("release", ["2", "1"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_check_finds_anything(release, seed):
    specification = load_specification(release)
    result = check_extract(generate(3_000, seed=seed, specification=specification), specification)
    assert [(g.rule.id, g.field, len(g), g.details) for g in result.findings.groups] == []


@settings(max_examples=examples(8), deadline=None)
@given(rows=st.integers(1, 300), seed=st.integers(0, 2**32))
def test_any_size_is_exact_and_valid(rows, seed):
    extract = generate(rows, seed=seed, specification=RELEASE_2)
    assert len(extract) == rows
    assert {len(c) for c in extract.columns.values()} == {rows}
    cells_only = ("records", "people", "submission")
    from cldvalidator.checks.rules import chosen_rules

    result = check_extract(extract, RELEASE_2, switched_off=chosen_rules(cells_only))
    assert len(result.findings) == 0


def test_the_same_seed_gives_the_same_file(tmp_path):
    for name, seed in (("a", 5), ("b", 5), ("c", 6)):
        write_csv(generate(500, seed=seed, specification=RELEASE_2), tmp_path / name)
    a, b, c = ((tmp_path / n).read_bytes() for n in "abc")
    assert a == b
    assert a != c
    rows = list(csv.reader(a.decode().splitlines()))
    assert rows[0] == list(RELEASE_2.names)
    assert len(rows) == 501


def test_lists_hold_only_listed_values(frame):
    for field in RELEASE_2.fields:
        if field.values is not None:
            assert set(frame[field.name]) <= {"", *field.values.texts}, field.name


def test_nhs_numbers_are_valid_and_never_issued(frame):
    for number in frame["NHS Number"].unique():
        assert number.startswith("999")
        total = sum(int(d) * w for d, w in zip(number[:9], range(10, 1, -1), strict=True))
        assert (11 - total % 11) % 11 == int(number[9])


def days(column):
    return np.array([datetime.strptime(t, "%d/%m/%Y").date() if t else None for t in column])


def test_dates_are_in_order_and_in_the_period(frame):
    start, end = days(frame["Event Start Date"]), days(frame["Event End Date"])
    first, last = (
        days(frame["Reporting Period Start Date"].iloc[:1])[0],
        days(frame["Reporting Period End Date"].iloc[:1])[0],
    )
    ended = np.array([s is not None and e is not None for s, e in zip(start, end, strict=True)])
    assert (end[ended] >= start[ended]).all()
    assert all(first <= e <= last for e in end[ended])
    event = frame["Event Type"].to_numpy()
    assert ended[(event != "Service") & (event != "")].all()
    assert (~ended[event == "Service"]).sum() > 1000


def test_every_month_has_every_event_type(frame):
    ended = frame[frame["Event End Date"] != ""]
    months = ended["Event End Date"].str[3:]
    assert (ended.groupby([months, "Event Type"]).size().unstack() > 0).all(axis=None)
    assert months.nunique() == 12


def test_a_persons_details_agree(frame):
    fields = ["NHS Number", "Gender", "Ethnicity", "Date of Birth", "Date of Death", "Last Name"]
    assert (frame.groupby("LA Person Unique Identifier")[fields].nunique() == 1).all(axis=None)


def test_no_two_records_are_the_same_event(frame):
    events = frame[frame["Event Type"] != ""]
    key = [
        "LA Person Unique Identifier",
        "Event Type",
        "Event Start Date",
        "Client Type",
        "Request: Route of Access",
        "Assessment Type",
        "Service Type",
        "Service Component",
    ]
    assert not events.duplicated(key).any()
    assert not events["Event Reference"].duplicated().any()


def test_carers_are_linked_to_people_who_say_so(frame):
    linked = set(frame["Adult 1 Linked Person_ID"]) - {""}
    cared_for = frame[frame["LA Person Unique Identifier"].isin(linked)]
    assert set(cared_for["LA Person Unique Identifier"]) == linked
    assert set(cared_for["Client Type"]) == {"Service user"}
    assert set(cared_for["Has Unpaid Carer"]) == {"Yes"}


def test_the_dead_have_no_events_after_their_death(frame):
    dead = frame[frame["Date of Death"] != ""]
    assert len(dead) > 50
    assert (dead["Event End Date"] == dead["Date of Death"]).all()
    assert set(dead["Event Outcome"]) == {"NFA: Deceased"}
