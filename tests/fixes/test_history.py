"""Changes, undo and redo agree with a plain dictionary of cells."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.extract import Column
from cldvalidator.fixes import CellChange, History, ValueChange, apply_changes, propose
from cldvalidator.fixes.history import overriding
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.faults import plant
from cldvalidator.synthetic_data.generator import generate
from tests.examples import examples

FIELDS = ("Gender", "Ethnicity")
texts = st.sampled_from(["", "a", "b", "c", "Male", " Male"])
rows = st.integers(0, 7)
actions = st.lists(
    st.one_of(
        st.tuples(st.just("value"), st.sampled_from(FIELDS), texts, texts),
        st.tuples(st.just("cell"), st.sampled_from(FIELDS), rows, texts),
        st.tuples(st.just("both"), st.sampled_from(FIELDS), texts, texts),
        st.just(("undo",)),
        st.just(("redo",)),
    ),
    max_size=14,
)


def made(action: tuple[Any, ...], cells: dict[str, list[str]]) -> list[ValueChange | CellChange]:
    kind, field, one, two = action
    value = ValueChange(field, str(one), two, 0, "")
    if kind == "value":
        return [value]
    if kind == "cell":
        return [CellChange(field, one, one + 2, cells[field][one], two)]
    first = CellChange(field, 0, 2, cells[field][0], "end")
    return [value, ValueChange(field, two, "z", 0, ""), first, CellChange(field, 1, 3, "z", "end")]


def expected(cells: dict[str, list[str]], changes: list[ValueChange | CellChange]) -> None:
    for change in changes:
        column = cells[change.field]
        if isinstance(change, CellChange):
            if column[change.record] == change.found:
                column[change.record] = change.written
        else:
            column[:] = [change.written if c == change.found else c for c in column]


@settings(max_examples=examples(60), deadline=None)
@given(st.lists(texts, min_size=8, max_size=8), st.lists(texts, min_size=8, max_size=8), actions)
def test_any_sequence_of_changes(first, second, done):
    extract = _extract({"Gender": first, "Ethnicity": second})
    history = History(extract)
    cells = {"Gender": list(first), "Ethnicity": list(second)}
    past = [{k: list(v) for k, v in cells.items()}]
    future: list[dict[str, list[str]]] = []
    for action in done:
        if action[0] == "undo":
            history = history.undo()
            if len(past) > 1:
                future.append(past.pop())
        elif action[0] == "redo":
            history = history.redo()
            if future:
                past.append(future.pop())
        else:
            changes = made(action, past[-1])
            after = {k: list(v) for k, v in past[-1].items()}
            expected(after, changes)
            steps = len(history.steps)
            history = history.do("changed", changes)
            if len(history.steps) > steps:
                past.append(after)
                future.clear()
            else:
                assert after == past[-1], "a change was left out that changes something"
        for name, column in past[-1].items():
            assert history.current.column(name).strings().to_pylist() == column
            distinct = history.current.column(name).texts
            assert len(set(distinct)) == len(distinct)
    again = apply_changes(extract, history.changes)
    for name in FIELDS:
        assert again.column(name).strings().equals(history.current.column(name).strings())
    while history.steps:
        history = history.undo()
    assert history.current is extract


def _extract(columns: dict[str, list[str]]):
    from dataclasses import replace
    from types import MappingProxyType

    specification = load_specification("2")
    made_up = generate(8, seed=1, specification=specification)
    chosen = {
        n: Column.of(columns[n]) if n in columns else made_up.columns[n].rows(_first(8))
        for n in made_up.columns
    }
    return replace(made_up, columns=MappingProxyType(chosen), source_rows=made_up.source_rows[:8])


def _first(count: int):
    import numpy as np

    return np.arange(count)


@pytest.fixture(scope="module")
def faulty():
    specification = load_specification("2")
    clean = generate(600, seed=5, specification=specification)
    return plant(clean, specification, share=0.1, seed=2)[0], specification


def test_every_proposal_of_the_sample_can_be_accepted_and_repairs(faulty):
    extract, specification = faulty
    result = check_extract(extract, specification)
    proposals = propose(extract, result)
    safe = [p for p in proposals if p.certainty == "safe"]
    assert safe
    after = History(extract).do("safe", [p.change() for p in safe]).current
    again = propose(after, check_extract(after, specification), certainties=["safe"])
    assert again == ()
    for p in proposals:
        assert (p.written is None) == (p.certainty == "ask")
        assert p.cells == extract.columns[p.field].strings().to_pylist().count(p.found)


def test_a_later_change_of_the_same_value_is_a_conflict(faulty):
    extract, _ = faulty
    found = extract.column("Gender").text(0)
    history = History(extract).do("one", [ValueChange("Gender", found, "X", 0, "")])
    history = history.do("two", [ValueChange("Gender", "X", "Unknown", 0, "")])
    (conflict,) = history.conflicts()
    assert (conflict.earlier.written, conflict.later.found) == ("X", "X")
    (told,) = overriding(history)
    assert (told.earlier, told.later) == (0, 1)
    assert told.sentence == "Step 2 (two) changes 1 value again that step 1 (one) had written."
    assert history.undo().conflicts() == ()


def test_a_value_that_was_typed_in_a_cell_and_changed_again_is_a_conflict(faulty):
    extract, _ = faulty
    found = extract.column("Gender").text(0)
    typed = CellChange("Gender", 0, 2, found, "typed")
    history = History(extract).do("cell", [typed])
    value = history.do("value", [ValueChange("Gender", "typed", "Unknown", 0, "")])
    assert len(value.conflicts()) == 1
    other = history.do("cell", [CellChange("Gender", 1, 3, extract.column("Gender").text(1), "z")])
    assert other.conflicts() == ()
