"""Two processes that write the same: the rounds pass, and they find what they are to find."""

from __future__ import annotations

import sys

import pytest

if sys.platform == "win32":
    pytest.skip("the harness needs fork", allow_module_level=True)

from cldvalidator.storage.transaction import OutputTransaction
from reliability.side_by_side import Pair, rounds, table


def _synthetic(seed):
    return lambda folder, _: ["synthetic", str(folder / "s.csv"), "--rows", "20", "--faults",
                              "0.5", "--seed", seed, "--overwrite"]  # fmt: skip


PAIR = Pair("synthetic", _synthetic("1"), _synthetic("2"), ("s.csv", "s.ledger.json"))


def test_two_at_once_with_kills() -> None:
    made = rounds(PAIR, 6, seed=1)
    assert made.kills
    assert not made.failed, made.examples
    assert f"| synthetic | 6 | {made.kills} |" in table([made])


def test_files_of_two_runs_are_found(monkeypatch) -> None:
    def one_by_one(files):
        for file in files._files:
            file.draft.replace(file.place)
            file.place.write_bytes(file.place.read_bytes() + b"\n")

    monkeypatch.setattr(OutputTransaction, "_commit", one_by_one)
    monkeypatch.setattr("reliability.side_by_side.Rounds._made_alone", _alone)
    assert rounds(PAIR, 1, seed=1).failed["not of either"]


def _alone(folders, number):
    folders._calls[number] = 200
    return dict.fromkeys(folders.pair.outputs, b"what it makes alone")
