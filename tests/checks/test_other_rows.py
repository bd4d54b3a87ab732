"""After rows were left out or put back, the check is that of a file which never had them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.other_rows import judge_other_rows
from cldvalidator.checks.rules import load_rules
from cldvalidator.extract import Column
from cldvalidator.fixes import CellChange, History
from cldvalidator.fixes.rows import rows_out
from cldvalidator.jobs.check import recheck
from cldvalidator.review.opened import Opened
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.faults import plant
from cldvalidator.synthetic_data.generator import generate
from tests.examples import examples

SPECIFICATION = load_specification("2")
RULES = load_rules()
PEOPLE = ("NHS Number", "LA Person Unique Identifier", "Adult 1 Linked Person_ID", "Event Type")


def as_values(result):
    groups = {
        (g.rule.id, g.field): (g.severity, g.rows.tolist(), g.details)
        for g in result.findings.groups
    }
    tables = result.quality.to_dict("records"), result.quality_apart.to_dict("records")
    return groups, tables, [(r.rule, r.outcome, r.why) for r in result.runs]


def read_anew(extract):
    """Return the extract as if its file had been read: only its own texts, numbered in order."""
    columns = {n: Column.of(c.strings().to_pylist()) for n, c in extract.columns.items()}
    return replace(extract, columns=columns)


@cache
def faulty_file():
    clean = generate(400, seed=7, specification=SPECIFICATION)
    return plant(clean, SPECIFICATION, share=0.15, seed=2)[0]


@pytest.fixture
def faulty():
    return faulty_file()


NUMBERS = st.integers(0, 10_000)
STEPS = st.lists(
    st.tuples(st.sampled_from(["out", "out", "person", "undo", "redo", "cell"]), NUMBERS, NUMBERS),
    min_size=1,
    max_size=6,
)


@settings(max_examples=examples(5), deadline=None)
@given(steps=STEPS)
def test_rows_left_out_put_back_and_cells_changed(steps):
    faulty, memory = faulty_file(), Memory()
    result = check_extract(faulty, SPECIFICATION, memory=memory)
    opened, history = Opened(faulty, SPECIFICATION, None, result), History(faulty)
    for what, one, other in steps:
        history = DO[what](history, one, other)
        opened, memory = recheck(opened, history.current, memory)
        whole = check_extract(read_anew(history.current), SPECIFICATION)
        assert as_values(opened.result) == as_values(whole)


def _out(history, one, other):
    """Leave out one or two rows."""
    extract = history.current
    places = {one % len(extract), other % len(extract)}
    return history.do("", rows_out(extract, extract.source_rows[sorted(places)].tolist()))


def _person(history, one, other):
    """Leave out up to three rows that share a text."""
    extract = history.current
    codes = extract.column(PEOPLE[other % 3]).codes
    places = (codes == codes[one % len(extract)]).nonzero()[0][:3]
    return history.do("", rows_out(extract, extract.source_rows[places].tolist()))


def _cell(history, one, other):
    extract = history.current
    name, place = PEOPLE[other % 4], one % len(extract)
    row = int(extract.source_rows[place])
    record = int(history.start.positions([row])[0])
    column = extract.column(name)
    texts = ["", *column.texts[:20]]
    text = texts[other % len(texts)]
    return history.do("", [CellChange(name, record, row, column.text(place), text)])


DO = {
    "out": _out,
    "person": _person,
    "cell": _cell,
    "undo": lambda history, *_: history.undo(),
    "redo": lambda history, *_: history.redo(),
}


def test_nearly_all_of_a_check_is_kept(faulty):
    memory = Memory()
    result = check_extract(faulty, SPECIFICATION, memory=memory)
    history = History(faulty).do("", rows_out(faulty, [int(faulty.source_rows[5])]))
    kept = judge_other_rows(faulty, history.current, memory, SPECIFICATION, RULES)
    assert {k for k in memory._kept if k[0] in ("judged", "field", "condition", "status")} <= set(
        kept._kept
    )
    assert ("rule", "ID-05") in kept._kept
    assert ("rule", "DUP-01") not in kept._kept
    assert len(result.findings)


def test_many_rows_left_out_take_a_whole_check(faulty):
    memory = Memory()
    check_extract(faulty, SPECIFICATION, memory=memory)
    rows = faulty.source_rows[:200].tolist()
    history = History(faulty).do("", rows_out(faulty, rows))
    assert not len(judge_other_rows(faulty, history.current, memory, SPECIFICATION, RULES))


def test_a_row_whose_period_decides(extract_of, records):
    """One of two rows with different periods goes: the period of the file is another."""
    base = list(records.values())
    name = "Reporting Period End Date"
    other = [r | {name: "31/12/2025"} for r in base]
    extract = extract_of(other * 9 + base * 9 + base[:1])
    memory = Memory()
    result = check_extract(extract, SPECIFICATION, memory=memory)
    opened = Opened(extract, SPECIFICATION, None, result)
    rows = extract.source_rows[-2:].tolist()
    history = History(extract).do("", rows_out(extract, rows))
    opened, _ = recheck(opened, history.current, memory)
    assert as_values(opened.result) == as_values(check_extract(history.current, SPECIFICATION))


def test_the_only_link_to_somebody_is_left_out(faulty):
    """Its text is in the column still, though no row holds it."""
    links = faulty.column("Adult 1 Linked Person_ID")
    own = set(faulty.column("LA Person Unique Identifier").texts)
    named = [c for c, t in enumerate(links.texts) if t in own and links.counts[c] == 1]
    assert named
    for code in named:
        row = int(faulty.source_rows[(links.codes == code).argmax()])
        left = History(faulty).do("", rows_out(faulty, [row])).current
        found = as_values(check_extract(left, SPECIFICATION))
        assert found == as_values(check_extract(read_anew(left), SPECIFICATION))
