"""One writes where another was killed: nothing of that is lost, nothing mixed unsaid."""

from __future__ import annotations

import os

import pytest

from cldvalidator.problems import EnvironmentProblem
from cldvalidator.storage import drafts, transaction
from cldvalidator.storage.drafts import new_draft
from cldvalidator.storage.journal import Step, journal_of, stamp, write_journal
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.storage.unfinished import settle_unfinished

NAMES = ("s.csv", "m.json", "r.xlsx")


@pytest.fixture(name="killed")
def _killed(tmp_path):
    """Leave what a process leaves that is killed once it has named the last of its files."""
    steps = []
    for name in reversed(NAMES):
        place = tmp_path / name
        place.write_text(f"old {name}")
        draft = new_draft(place)
        draft.write_text(f"killed {name}")
        new = stamp(draft)
        assert new is not None
        steps.append(Step(place, draft, None, stamp(place), new))
        drafts._ours.discard(draft)
    write_journal(journal_of(tmp_path / "s.csv"), steps)
    os.utime(journal_of(tmp_path / "s.csv"), (1_000_000, 1_000_000))
    steps[0].draft.replace(steps[0].place)
    return steps


def contents(folder):
    return {name: (folder / name).read_text() for name in NAMES}


def write(folder, names):
    with OutputTransaction(overwrite=True) as files:
        for name in names:
            write_file(f"new {name}".encode(), folder / name, transaction=files)


@pytest.mark.usefixtures("killed")
@pytest.mark.parametrize("names", [NAMES[:1], NAMES[:2], NAMES])
def test_what_was_killed_is_finished_before_others_replace_some_of_it(tmp_path, names):
    write(tmp_path, names)
    now = contents(tmp_path)
    assert now == {name: f"{'new' if name in names else 'killed'} {name}" for name in NAMES}
    settle_unfinished([tmp_path])
    assert contents(tmp_path) == now
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(NAMES)


def test_where_it_cannot_be_finished_all_of_it_is_replaced_or_nothing(tmp_path, killed):
    killed[1].draft.unlink()
    before = contents(tmp_path)
    with pytest.raises(EnvironmentProblem, match=r"files of two runs in .*: r\.xlsx"):
        write(tmp_path, NAMES[:2])
    assert before["r.xlsx"] == contents(tmp_path)["r.xlsx"] == "killed r.xlsx"
    write(tmp_path, NAMES)
    assert contents(tmp_path) == {name: f"new {name}" for name in NAMES}


@pytest.mark.usefixtures("killed")
def test_without_it_the_mixture_would_be_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(transaction, "finish_before", lambda *_: None)
    write(tmp_path, NAMES[:2])
    assert contents(tmp_path)["r.xlsx"] == "killed r.xlsx"
    assert not [said for said in settle_unfinished([tmp_path]) if "two runs" in said]
