"""A journal that somebody else put into a folder removes and moves nothing but drafts."""

from __future__ import annotations

import json
import os
import sys

import pytest

from cldvalidator.storage.drafts import is_draft_of, new_draft
from cldvalidator.storage.journal import KIND, journal_of, read_journal, stamp
from cldvalidator.storage.unfinished import settle_unfinished


@pytest.mark.parametrize("named", ["draft", "kept"])
@pytest.mark.parametrize(
    "where",
    ["../precious.xlsx", "precious.xlsx", ".s.csv.part", "../.s.csv.0a0a0a-1-0b0b0b0b.part"],
)
def test_what_is_no_draft_is_left_alone(tmp_path, named, where):
    folder = tmp_path / "shared"
    folder.mkdir()
    place = folder / "s.csv"
    place.write_text("whole")
    precious = folder / where
    precious.write_text("somebody's")
    step = {"place": "s.csv", "draft": ".s.csv.0a0a0a-1-0b0b0b0b.part", "kept": None, "was": None}
    content = {"kind": KIND, "machine": "0a0a0a", "process": 1}
    content["steps"] = [step | {"new": stamp(place), named: where}]
    journal = journal_of(place)
    journal.write_text(json.dumps(content))
    os.utime(journal, (1_000_000, 1_000_000))
    settle_unfinished([folder])
    assert precious.read_text() == "somebody's"
    assert read_journal(journal) is None


@pytest.mark.parametrize("said", ["[" * 50_000, '{"kind": 1}', '"\\ud800"', "1e999", "9" * 5_000])
def test_what_is_no_journal_is_passed_over(tmp_path, said):
    journal = journal_of(tmp_path / "s.csv")
    journal.write_text(said)
    os.utime(journal, (1_000_000, 1_000_000))
    assert settle_unfinished([tmp_path]) == ()
    content = {"kind": KIND, "machine": "x", "process": "1", "steps": said}
    journal.write_text(json.dumps(content))
    assert settle_unfinished([tmp_path]) == ()


def test_a_draft_is_known_by_its_place(tmp_path):
    place = tmp_path / "s.csv"
    assert is_draft_of(new_draft(place), place)
    assert not is_draft_of(new_draft(place), tmp_path / "t.csv")
    long = tmp_path / ("x" * (250 if sys.platform != "win32" else 190))
    assert is_draft_of(new_draft(long), long)
