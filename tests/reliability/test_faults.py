"""The fault series: a small job passes it whole, and what it is there to find, it finds."""

from __future__ import annotations

import errno
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("the harness needs fork", allow_module_level=True)

from cldvalidator.storage import file_system, transaction
from cldvalidator.storage.transaction import OutputTransaction
from reliability.faults import FAULTS, KILL, Job, Laboratory, alternating, series, table

REFUSED = [(errno.EACCES, True)]
PAIR = Job(
    "synthetic",
    lambda f: ["synthetic", str(f / "s.csv"), "--rows", "20", "--faults", "0.5"],
    ("s.csv", "s.ledger.json"),
)


@pytest.fixture(scope="module", autouse=True)
def _loaded():
    """Load what the jobs use before they are forked."""
    import cldvalidator.fixes
    import cldvalidator.synthetic_data

    assert cldvalidator.fixes
    assert cldvalidator.synthetic_data


NAMES_TAKEN = 60
"""Of the 91 calls of the job the last third gives two files their names together."""


def test_a_job_of_two_files_at_every_call() -> None:
    done = series(PAIR, 2, None, start=2)
    assert done.calls > 40
    assert done.tried == 2 * done.kills > done.calls - 2
    assert not done.failed, done.examples
    assert f"| `synthetic` | {done.calls} |" in table([done])


def test_each_refusal_has_its_turn() -> None:
    turns = [alternating(at) for at in range(1, 7)]
    assert {refusal for refusal, _ in turns} | {KILL} == set(FAULTS)
    assert {kill for _, kill in turns} == {KILL}


def test_what_is_not_put_back_is_found(monkeypatch) -> None:
    monkeypatch.setattr(OutputTransaction, "_put_back", lambda *_: "")
    assert series(PAIR, faults=REFUSED, start=NAMES_TAKEN).failed["mixed unsaid"]


def test_what_is_not_plain_is_found(monkeypatch) -> None:
    monkeypatch.setattr(file_system, "explained", lambda *_: 1 / 0)
    assert series(PAIR, 4, REFUSED).failed["not plain"]


def test_what_is_not_journalled_is_found(monkeypatch) -> None:
    monkeypatch.setattr(transaction, "write_journal", lambda *_: None)
    assert series(PAIR, faults=[KILL], start=NAMES_TAKEN).failed["mixed unsaid"]


def test_files_that_are_said_not_to_be_done_need_not_be_there() -> None:
    laboratory = Laboratory(PAIR)
    try:
        folder, code, said, _ = laboratory.run(None)
        for name in PAIR.outputs:
            (folder / name).unlink()
        assert laboratory.judge(folder, code, said) == ["false"]
        assert laboratory.judge(folder, 1, said + "  in.csv  not done: It is damaged.") == []
    finally:
        laboratory.close()
