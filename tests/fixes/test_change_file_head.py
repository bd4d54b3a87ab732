"""What is read of a change file before it is chosen, and steps made again on other columns."""

from __future__ import annotations

import json

import pytest

from cldvalidator.fixes import History, ValueChange, save_changes
from cldvalidator.fixes.change_file import glance, read_change_file, repeated
from cldvalidator.fixes.json_file import read_json
from cldvalidator.fixes.rows import row_decisions
from cldvalidator.problems import InputProblem

GENDER = ValueChange("Gender", "a", "Male", 0, "MAND-02")


@pytest.fixture
def history(extract_of, records):
    genders = ("Female", "a", "b", "a")
    return History(extract_of([records["service"] | {"Gender": g} for g in genders]))


def left_out(history, *numbers):
    changes = row_decisions(history.current, numbers, "left out")
    return history.do("Rows left out", changes)


def test_the_head_says_which_file_it_is_of(history, tmp_path):
    path = tmp_path / "c.json"
    save_changes(history.do("a step", [GENDER]), path)
    head, whole = glance(path), read_change_file(path)
    assert (head.sha256, head.councils) == (history.start.reading.sha256, whole.councils)
    assert (head.saved, head.period) == (whole.saved, whole.period)


@pytest.mark.parametrize(
    "content", [b"[", b"{}", b'{"saved": "2026-01-01"}', b"\xff" * 20, b'{"councils": [1'], ids=len
)
def test_another_file_is_refused_by_its_head(tmp_path, content):
    path = tmp_path / "c.json"
    path.write_bytes(content)
    with pytest.raises(InputProblem, match=r"c\.json is not a change file"):
        glance(path)


def test_rows_put_back_are_not_counted(history, tmp_path):
    done = left_out(history, "3", "5")
    done = done.do("Rows put back", row_decisions(done.start, ["3"], "put back"))
    path = tmp_path / "c.json"
    save_changes(done, path)
    file = read_change_file(path)
    assert (file.rows_left_out, file.changes) == (1, 3)


def test_steps_are_made_again_on_rows_that_now_hold_other_fields(history, extract_of, records):
    done = left_out(history.do("a step", [GENDER]), "4")
    rows = [records["service"] | {"Gender": g} for g in ("Female", "a", "b", "a")]
    other = History(extract_of(rows, without=["Ethnicity"]))
    again = repeated(other, done.steps)
    assert again.current.source_rows.tolist() == [2, 3, 5]
    assert again.current.column("Gender").strings().to_pylist() == ["Female", "Male", "Male"]
    assert [s.title for s in again.steps] == ["a step", "Rows left out"]


def test_an_empty_file_a_large_and_a_deep_one_are_refused_in_words(tmp_path):
    path = tmp_path / "c.json"
    path.write_bytes(b"")
    with pytest.raises(InputProblem, match="it is empty"):
        read_json(path, "fixes/changes.schema.json", "a change file")
    path.write_text("[" * 100_000 + "]" * 100_000, "utf-8")
    with pytest.raises(InputProblem, match=r"c\.json is not a change file"):
        read_json(path, "fixes/changes.schema.json", "a change file")
    path.write_text(json.dumps({"kind": "\ud800"}), "utf-8")
    with pytest.raises(InputProblem, match="it is not a JSON file"):
        read_json(path, "fixes/changes.schema.json", "a change file")
    path.write_text('{"kind": "changes"}', "utf-8")
    with pytest.raises(InputProblem, match="it is far larger than one"):
        read_json(path, "fixes/changes.schema.json", "a change file", largest=10)
