"""A change file makes the same changes to the same file, and to no other."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cldvalidator.fixes import (
    CellChange,
    History,
    ValueChange,
    load_changes,
    replay,
    save_changes,
)
from cldvalidator.problems import InputProblem
from tests.examples import examples

FIELDS = ("Gender", "Ethnicity")
TEXTS = st.sampled_from(["", "a", "b", "=1+1", "Ünïcode\n2 lines", "Female"])
CHANGES = st.lists(
    st.one_of(
        st.builds(
            ValueChange,
            st.sampled_from(FIELDS),
            TEXTS,
            TEXTS,
            st.just(0),
            st.just("MAND-02"),
            certainty=st.sampled_from(["safe", "likely", "ask"]),
            by=st.sampled_from(["proposal", "profile", "you"]),
        ),
        st.builds(CellChange, st.sampled_from(FIELDS), st.integers(0, 3), st.just(0), TEXTS, TEXTS),
    ),
    min_size=1,
    max_size=6,
)


@pytest.fixture
def history(extract_of, records):
    genders = ("Female", "a", "b", "Female")
    return History(extract_of([records["service"] | {"Gender": g} for g in genders]))


@settings(
    max_examples=examples(20),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(CHANGES, max_size=4))
def test_saved_and_made_again(history, tmp_path_factory, steps):
    done = history
    for changes in steps:
        told = [
            replace(c, source_row=c.record + 2) if isinstance(c, CellChange) else c for c in changes
        ]
        done = done.do("a step", told)
    path = tmp_path_factory.mktemp("c") / "changes.json"
    save_changes(done, path)
    again = replay(history, load_changes(path, history.start))
    assert again.changes == done.changes
    for name in FIELDS:
        one, other = (h.current.column(name).strings() for h in (done, again))
        assert one.equals(other)


def saved(history, tmp_path):
    changed = history.do("names", [ValueChange("Gender", "a", "Male", 0, "MAND-02")])
    save_changes(changed, tmp_path / "c.json")
    return tmp_path / "c.json"


def test_another_file_is_refused(history, tmp_path):
    path = saved(history, tmp_path)
    other = replace(history.start, reading=replace(history.start.reading, sha256="1" * 64))
    with pytest.raises(InputProblem, match="belongs to another file"):
        load_changes(path, other)


def test_a_file_read_in_another_way_is_refused(history, tmp_path):
    path = saved(history, tmp_path)
    headers = tuple(
        replace(h, field=None) if h.field == "Gender" else h for h in history.start.reading.headers
    )
    reading = replace(history.start.reading, headers=headers)
    for other in (reading, replace(history.start.reading, sheet="Two")):
        with pytest.raises(InputProblem, match="read in another way"):
            load_changes(path, replace(history.start, reading=other))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda c: c.pop("input"),
        lambda c: c["steps"][0]["changes"][0].pop("found"),
        lambda c: c["steps"][0]["changes"][0].update(certainty="CANARY"),
        lambda c: c["steps"][0]["changes"][0].update(extra="CANARY"),
        lambda c: c["input"].update(sha256="CANARY"),
    ],
)
def test_another_shape_is_refused_without_its_values(history, tmp_path, spoil):
    path = saved(history, tmp_path)
    content = json.loads(path.read_text("utf-8"))
    spoil(content)
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(InputProblem) as caught:
        load_changes(path, history.start)
    assert "CANARY" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "no json", "[1]", "null"])
def test_what_is_no_change_file(history, tmp_path, text):
    path = tmp_path / "c.json"
    path.write_text(text, "utf-8")
    with pytest.raises(InputProblem):
        load_changes(path, history.start)


def test_changes_that_meet_other_cells_are_refused(history, tmp_path):
    path = saved(history, tmp_path)
    changed = history.do("before", [ValueChange("Gender", "a", "b", 0, "")])
    with pytest.raises(InputProblem, match="meets other cells"):
        replay(changed, load_changes(path, history.start))


def test_a_row_that_is_no_record_is_refused(history, tmp_path):
    changed = history.do("cell", [CellChange("Gender", 1, 3, "a", "Male")])
    path = tmp_path / "c.json"
    save_changes(changed, path)
    path.write_text(path.read_text("utf-8").replace('"source_row": 3', '"source_row": 9'), "utf-8")
    with pytest.raises(InputProblem, match="not a record"):
        load_changes(path, history.start)
