"""After a change only the rows that it can have reached are judged again: as a full check does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.checks.changed_rows import judge_changed_rows
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.rules import load_rules
from cldvalidator.checks.running import reach_of, registered
from cldvalidator.extract import Column
from cldvalidator.fixes import CellChange, History, ValueChange
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.faults import plant
from cldvalidator.synthetic_data.generator import generate
from tests.checks.rule_cases import EXAMPLES, TODAY
from tests.examples import examples

SPECIFICATION = load_specification("2")
RULES = load_rules()
OTHERS = 300


def as_values(result):
    groups = {
        (g.rule.id, g.field): (g.severity, g.rows.tolist(), g.details)
        for g in result.findings.groups
    }
    faults = {
        (name, code): fault for name, j in result.judged.items() for code, fault in j.faults.items()
    }
    tables = result.quality.to_dict("records"), result.quality_apart.to_dict("records")
    return groups, faults, tables, [(r.rule, r.outcome, r.why) for r in result.runs]


def full(extract):
    return as_values(check_extract(extract, SPECIFICATION, today=TODAY))


def again(before, after, memory):
    """Check anew; return the memory, how many pieces it had before, and what was found."""
    kept = judge_changed_rows(before, after, memory, SPECIFICATION, RULES, today=TODAY)
    had = set(kept._kept)
    result = check_extract(after, SPECIFICATION, today=TODAY, memory=kept)
    return kept, had, as_values(result)


@pytest.fixture
def others():
    """Records of other people of the same council and period."""
    made = generate(OTHERS, seed=4, specification=SPECIFICATION)
    columns = {n: c.strings().to_pylist() for n, c in made.columns.items()}
    return [{n: texts[i] for n, texts in columns.items()} for i in range(OTHERS)]


def edits_between(before, after):
    return [
        CellChange(name, row, row + 2, before.column(name).text(row), after.column(name).text(row))
        for name in after.columns
        for row in range(len(after))
        if before.column(name).text(row) != after.column(name).text(row)
    ]


def there_and_back(start, end):
    """Change a file into another one and undo it; both are to be as if checked from new."""
    memory = Memory()
    check_extract(start, SPECIFICATION, today=TODAY, memory=memory)
    history = History(start).do("case", edits_between(start, end))
    memory, had, found = again(start, history.current, memory)
    assert found == full(history.current)
    _, had_back, found = again(history.current, start, memory)
    assert found == full(start)
    return had, had_back


ACROSS = [r for r, e in EXAMPLES.items() if e.release == "2" and RULES[r].group != "cells"]


@pytest.mark.parametrize("rule", ACROSS)
def test_a_change_that_breaks_a_rule_and_its_undoing(extract_of, records, others, rule):
    bad = EXAMPLES[rule].bad.records()
    start = extract_of((list(records.values()) + others)[: len(bad)] + others)
    had, had_back = there_and_back(start, extract_of(bad + others))
    edited = {name for cells in EXAMPLES[rule].bad.change.values() for name in cells}
    of_rows = rule in registered() and reach_of(rule) != "file"
    if of_rows and len(bad) == len(records) and not any("Period" in name for name in edited):
        assert ("rule", rule) in had
        assert ("rule", rule) in had_back


@pytest.fixture(scope="module")
def faulty():
    clean = generate(1000, seed=5, specification=SPECIFICATION)
    return plant(clean, SPECIFICATION, share=0.1, seed=2)[0]


NUMBERED = ("NHS Number", "LA Person Unique Identifier", "LA Code", "Adult 1 Linked Person_ID")


@settings(max_examples=examples(10), deadline=None)
@given(data=st.data())
def test_any_changes_and_their_undoing(faulty, data):
    memory = Memory()
    check_extract(faulty, SPECIFICATION, today=TODAY, memory=memory)
    history, extract = History(faulty), faulty
    for _ in range(data.draw(st.integers(1, 4))):
        if history.steps and data.draw(st.integers(0, 3)) == 0:
            history = history.undo()
        else:
            name = data.draw(st.sampled_from([*NUMBERED, *NUMBERED, *faulty.columns]))
            history = history.do("", _changes(data, extract, name))
        memory, _, found = again(extract, history.current, memory)
        extract = history.current
        assert found == full(extract)


def _changes(data, extract, name):
    column = extract.columns[name]
    other = data.draw(st.sampled_from(list(extract.columns)))
    some = [t for o in (name, other) for t in extract.columns[o].texts[:8]]
    written = data.draw(
        st.sampled_from(
            [
                *("", " ", "Unknown", "01/05/2025", "2025-05-01", "3/4/25", "12.0", "NULL", *some),
                *(f" {t.lower()}" for t in some if t),
                *(f'="{t}"' for t in some if t),
            ]
        )
    )
    if data.draw(st.booleans()):
        return [ValueChange(name, data.draw(st.sampled_from(column.texts[:30])), written, 0, "")]
    rows = data.draw(st.lists(st.integers(0, len(extract) - 1), min_size=1, max_size=9))
    return [CellChange(name, row, row + 2, column.text(row), written) for row in rows]


def test_a_change_of_many_rows_takes_a_whole_check(faulty):
    memory = Memory()
    check_extract(faulty, SPECIFICATION, today=TODAY, memory=memory)
    column = faulty.column("Gender")
    most = column.texts[int(column.counts.argmax())]
    history = History(faulty).do("", [ValueChange("Gender", most, "Unknown", 0, "")])
    _, had, found = again(faulty, history.current, memory)
    assert ("field", "Gender") not in had
    assert ("field", "Ethnicity") in had
    assert found == full(history.current)


def test_a_change_of_the_stated_period_takes_a_whole_check(extract_of, records):
    base = list(records.values())
    start = extract_of(base * 5)
    memory = Memory()
    check_extract(start, SPECIFICATION, today=TODAY, memory=memory)
    name = "Reporting Period End Date"
    found = start.column(name).text(0)
    history = History(start).do("", [ValueChange(name, found, "31/12/2025", 0, "")])
    _, had, now = again(start, history.current, memory)
    assert ("rule", "DATE-05") not in had
    assert now == full(history.current)


def test_files_of_other_length_or_other_texts_take_a_whole_check(faulty):
    memory = Memory()
    check_extract(faulty, SPECIFICATION, today=TODAY, memory=memory)
    column = faulty.column("Gender")
    numbered_otherwise = Column.of(list(reversed(column.strings().to_pylist())))
    other = replace(faulty, columns={**faulty.columns, "Gender": numbered_otherwise})
    _, had, found = again(faulty, other, memory)
    assert ("field", "Gender") not in had
    assert found == full(other)


def test_what_nothing_is_known_of_is_judged_anew(faulty):
    """A memory of less than a whole check costs time, never a finding."""
    change = CellChange("Gender", 3, 5, faulty.column("Gender").text(3), "no such value")
    changed = History(faulty).do("", [change]).current
    whole = Memory()
    check_extract(faulty, SPECIFICATION, today=TODAY, memory=whole)
    for known in (Memory(), whole.without(["Gender", "Ethnicity"])):
        _, _, found = again(faulty, changed, known)
        assert found == full(changed)


def test_a_file_with_other_rows_takes_a_whole_check(faulty):
    memory = Memory()
    check_extract(faulty, SPECIFICATION, today=TODAY, memory=memory)
    fewer = faulty.narrowed(np.arange(10, len(faulty)))
    _, had, found = again(faulty, fewer, memory)
    assert had == set()
    assert found == full(fewer)
