"""People who may be one: what was put in is found, others are not, and no order matters."""

from __future__ import annotations

import random
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.events import process
from cldvalidator.events.joined_people import with_people_joined
from cldvalidator.extract import Column, read_extract
from cldvalidator.measures.headline import headline_figures
from cldvalidator.measures.people_joined import effect_of_joining
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.presentation.duplicates_text import duplicates_json, duplicates_lines
from cldvalidator.review import duplicate_people as module
from cldvalidator.review.duplicate_people import (
    BIRTH,
    NEAR_BIRTH,
    NEAR_NAMES,
    NEAR_NHS,
    ONE_NHS,
    POSTCODE,
    SAME_BIRTH,
    SAME_ID,
    SAME_NAMES,
    SAME_POSTCODE,
    SWAPPED,
    TWO_NHS,
    duplicate_people,
    near_names,
)
from cldvalidator.review.person_story import NHS, OWN
from cldvalidator.sample_file import sample_file
from cldvalidator.specification import load_specification
from tests.examples import examples

FIELDS = (NHS, OWN, "First Name", "Last Name", BIRTH, POSTCODE)
ANN = ("9990000018", "P1", "Ann", "O'Leary", "03/05/1941", "AB1 2CD")
FIRST = "Ann Mary Jean Susan Peter John David Grace Olive Harold Edith Frank".split()  # noqa: SIM905
LAST = "Oleary Carter Whitfield Nakamura Brown Okafor Patel Ashdown".split()  # noqa: SIM905


def events_of(rows):
    """Return what the comparison reads of processed events: records, and whose each is."""
    columns = {name: Column.of([row[n] for row in rows]) for n, name in enumerate(FIELDS)}
    keys = [row[0] or (row[1] and f"503_{row[1]}") for row in rows]
    people = sorted({key for key in keys if key})
    numbers = np.array([people.index(key) if key else -1 for key in keys], np.int64)
    extract = SimpleNamespace(
        columns=columns,
        column=columns.__getitem__,
        source_rows=np.arange(2, len(rows) + 2, dtype=np.int32),
    )
    return SimpleNamespace(
        read=extract, person_of=numbers, people=pd.Index(people, dtype=object), files=None
    )


def told(rows):
    return {pair.called: pair.reasons for pair in duplicate_people(events_of(rows)).pairs}


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({0: ""}, {SAME_ID, SAME_NAMES, SAME_BIRTH, SAME_POSTCODE, ONE_NHS}),
        ({0: "9990000026", 2: "", 3: "", 4: "", 5: ""}, {SAME_ID, TWO_NHS}),
        ({0: "9990000026", 1: "P2", 5: ""}, {SAME_NAMES, SAME_BIRTH, TWO_NHS}),
        ({0: "9990000081", 1: "P2", 5: ""}, {SAME_NAMES, SAME_BIRTH, TWO_NHS, NEAR_NHS}),
        ({0: "", 1: "P2", 2: "Anne", 5: ""}, {NEAR_NAMES, SAME_BIRTH, ONE_NHS}),
        ({0: "", 1: "P2", 2: "A", 3: "oleary"}, None),
        ({0: "", 1: "P2", 2: "O'LEARY", 3: "ann", 5: ""}, {SWAPPED, SAME_BIRTH, ONE_NHS}),
        ({0: "", 1: "P2", 4: "05/03/1941"}, {SAME_NAMES, NEAR_BIRTH, SAME_POSTCODE, ONE_NHS}),
        ({0: "", 1: "P2", 4: "03/05/1942"}, {SAME_NAMES, NEAR_BIRTH, SAME_POSTCODE, ONE_NHS}),
        ({0: "", 1: "P2", 2: "", 5: "ab12cd"}, {SAME_BIRTH, SAME_POSTCODE, ONE_NHS}),
    ],
)
def test_why_two_may_be_one(changed, reasons):
    other = tuple(changed.get(n, text) for n, text in enumerate(ANN))
    found = told([ANN, other])
    assert len(found) == 1
    (said,) = found.values()
    if reasons is None:
        assert {NEAR_NAMES, SAME_BIRTH, SAME_POSTCODE} <= {*said}
    else:
        assert {*said} == reasons


@pytest.mark.parametrize(
    "changed",
    [
        {0: "", 1: "P2", 2: "Tom", 5: "AB1 2CD"},  # a twin at the same address
        {0: "", 1: "P2", 2: "", 3: "", 5: ""},  # the same birthday, and nothing else
        {0: "", 1: "P2", 4: "19/11/1977"},  # parent and child of one name
        {0: "", 1: "P2", 4: ""},
        {0: "", 1: "", 2: "Ann"},  # a record of nobody
        {1: "P2", 2: "Anna"},  # one NHS number: one person of the method
    ],
)
def test_who_is_not_taken_for_one(changed):
    assert told([ANN, tuple(changed.get(n, text) for n, text in enumerate(ANN))]) == {}


def test_several_identifiers_of_an_nhs_number_are_told_apart():
    found = duplicate_people(events_of([ANN, (ANN[0], "P2", *ANN[2:]), ANN]))
    assert found.pairs == ()
    assert len(found.several_ids) == 1


PERSON = st.tuples(
    st.sampled_from(["", "9990000018", "9990000026", "9990000034"]),
    st.sampled_from(["", "P1", "P2", "P3"]),
    st.sampled_from(["", "Ann", "Anne", "Lee", "Tom"]),
    st.sampled_from(["", "Lee", "Leigh", "Ann"]),
    st.sampled_from(["", "03/05/1941", "05/03/1941", "unknown"]),
    st.sampled_from(["", "AB1 2CD", "ab12cd"]),
)


@settings(max_examples=examples(25))
@given(rows=st.lists(PERSON, max_size=9), chance=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_and_blank_fields_make_no_pair(rows, chance):
    found = told(rows)
    mixed = list(rows)
    chance.shuffle(mixed)
    assert told(mixed) == found
    assert told([*rows, *rows]) == found
    for (one, other), reasons in found.items():
        assert one < other
        assert {*reasons} & {SAME_ID, SAME_BIRTH, NEAR_BIRTH}
        theirs = [
            [row for row in rows if (row[0] or f"503_{row[1]}") == called]
            for called in (one, other)
        ]
        shared = [
            {row[n].casefold().replace(" ", "") for row in theirs[0]}
            & {row[n].casefold().replace(" ", "") for row in theirs[1]} - {"", "unknown"}
            for n in range(1, 6)
        ]
        assert any(shared) or NEAR_BIRTH in reasons


@settings(max_examples=examples(25))
@given(one=st.text("abnjoe -", max_size=9), other=st.text("abnjoe -", max_size=9))
def test_nearness_goes_both_ways(one, other):
    a, b = (" ".join(module.words(text)) for text in (one, other))
    if a and b:
        assert near_names(a, b) == near_names(b, a)
        assert near_names(a, a)


def population(people, seed):
    """Return rows of different people, some of them again but spelt otherwise; and which."""
    chance = random.Random(seed)
    rows = [
        (
            f"9{n:09d}",
            f"P{n}",
            chance.choice(FIRST),
            f"{chance.choice(LAST)}{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}",
            f"{chance.randrange(1, 29):02d}/{chance.randrange(1, 13):02d}/{1930 + n % 60}",
            f"AB{n % 90} {n % 9}CD",
        )
        for n in range(people)
    ]
    again = []
    for n in range(0, people, 10):
        nhs, own, first, last, birth, postcode = rows[n]
        day, month, year = birth.split("/")
        kinds = [
            ("", own, first, last, birth, postcode),
            ("", f"Q{n}", first, last, birth, ""),
            ("", f"Q{n}", first, f"{last[:3]}{last[4]}{last[3]}{last[5:]}", birth, postcode),
            ("", f"Q{n}", last, first, birth, ""),
            (
                "",
                f"Q{n}",
                first,
                last,
                f"{month}/{day}/{year}" if int(day) < 13 else birth,
                postcode,
            ),
        ]
        kind = chance.choice(kinds)
        again.append(((nhs, kind[0] or f"503_{kind[1]}"), kind))
    return [*rows, *(row for _, row in again)], {tuple(sorted(pair)) for pair, _ in again}


def test_what_was_put_in_is_found_and_little_else():
    """Recall and precision: 1,000 people, 100 of them entered a second time in five ways."""
    rows, put_in = population(1000, seed=3)
    found = {*told(rows)}
    assert len(put_in) == 100
    recall, precision = len(found & put_in) / len(put_in), len(found & put_in) / len(found)
    assert recall >= 0.98
    assert precision >= 0.95


def test_too_many_alike_are_told_apart_by_their_names_or_left_out_and_counted():
    same = [("", f"P{n}", "Ann", f"Lee{n}", "01/01/1900", "") for n in range(200)]
    twice = ("", "P900", "Ann", "Lee7", "01/01/1900", "")
    found = duplicate_people(events_of([*same, twice]))
    assert ("503_P7", "503_P900") in [pair.called for pair in found.pairs]
    alike = [("", f"P{n}", "Ann", "Lee", "01/01/1900", "") for n in range(200)]
    assert duplicate_people(events_of(alike)).too_many >= 200


@pytest.fixture(scope="module")
def sample():
    specification = load_specification("2")
    extract = read_extract(sample_file(), specification)
    judged = check_extract(extract, specification).judged
    return extract, process(extract, specification, judged=judged)


def test_joining_is_what_the_file_would_give_with_their_identifiers_the_same(sample):
    """Exact: the file read again with one person's identifiers in the other one's rows."""
    extract, processed = sample
    persons = processed.persons["person"].to_numpy()
    first, second = int(persons[3]), int(persons[40])
    rows = np.flatnonzero(processed.person_of == first)
    both = np.concatenate([rows, np.flatnonzero(processed.person_of == second)])
    changed = dict(extract.columns)
    for name in (NHS, OWN):
        texts = extract.column(name).strings().to_pylist()
        for row in both.tolist():
            texts[row] = extract.column(name).text(int(rows[0]))
        changed[name] = Column.of(texts)
    specification = load_specification("2")
    told = replace(
        processed.parameters,
        period_end=processed.period.last,
        import_date=processed.import_date,
        joined_reference=processed.joined_reference,
    )
    again = process(replace(extract, columns=changed), specification, told)
    joined = with_people_joined(processed, first, second, specification)
    assert len(joined.people) == len(processed.people) - 1
    before = preview(processed, Inputs(), latest_only=True)
    effect = effect_of_joining(processed, first, second, Inputs(), before)
    moved = {(m.measure, m.description, m.group): (m.before, m.after) for m in effect.moved}
    after = {i.measure.text.id: i.results[0] for i in preview(again, Inputs(), latest_only=True)}
    looked = 0
    for item in before:
        for figure in headline_figures(item.results[0]):
            now = after[item.measure.text.id].figure(figure.description, figure.group)
            numbers = [(f.value, f.numerator, f.denominator) for f in (figure, now)]
            key = (item.measure.text.id, figure.description, figure.group)
            assert moved.get(key, (numbers[0], numbers[0])) == (numbers[0], numbers[1])
            looked += 1
    assert looked == effect.figures
    assert moved


def test_nothing_that_names_anybody_is_printed_when_it_is_hidden():
    events = events_of([ANN, ("", *ANN[1:])])
    found = duplicate_people(events)
    text = "\n".join(duplicates_lines(found, events, {}))
    hidden = "\n".join(duplicates_lines(found, events, {}, hidden=True))
    hidden += str(duplicates_json(found, events, {}, hidden=True))
    for secret in (ANN[0], "503_P1"):
        assert secret in text
        assert secret not in hidden
    assert "row 2" in hidden
    assert "row 3" in hidden
