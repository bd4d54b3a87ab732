"""Attacks made by hand end plainly, and what the harness is there to find, it finds."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("the harness needs fork", allow_module_level=True)

from cldvalidator.command_line import main as command_line
from cldvalidator.extract import reading
from reliability import attacked, changing
from reliability.attacked import Attack, attack, attacks, table
from reliability.attacks import records

SMALL = {
    "xlsx": ("styles in bzip2", "a sheet in an encoding of its own"),
    "xls": ("a sheet that begins at itself",),
    "xlsb": ("a cell in the last corner",),
    "ods": ("rows repeated by halves",),
    "csv": ("headers that run",),
    "csv.gz": ("a byte a member",),
    "profile": ("each is 100,000 deep", "must hold: brackets 60 deep"),
    "rules": ("a name that steers",),
    "answers": ("keys of many parts",),
    "recipe": ("a number in hex of 100,000 digits", "no pattern"),
}

FIRST = {"rules": "rules", "answers": "fix", "recipe": "fix"}


@pytest.fixture(autouse=True)
def _loaded() -> None:
    """Load what each process needs before it is forked; readers come through a socket here."""
    import cldvalidator.jobs.check

    assert cldvalidator.jobs.check


@pytest.mark.parametrize("kind", SMALL)
def test_attacks_end_plainly(kind: str, tmp_path: Path) -> None:
    found = {a.name: a for a in attacks([kind])}
    outcomes = [
        outcome
        for turn, name in enumerate(SMALL[kind])
        for outcome in attack(
            found[name], tmp_path / str(turn), only=FIRST.get(kind, "check"), turn=2 * turn
        )
    ]
    assert outcomes
    assert not [o for o in outcomes if o.failed], outcomes


def test_attacks_are_made_of_each_kind() -> None:
    found = [(a.kind, a.name) for a in attacks([*attacked.EXTRACTS, "window.json"])]
    assert len(set(found)) == len(found) > 300
    assert {kind for kind, _ in found} == {*attacked.EXTRACTS, "window.json"}
    assert len(list(attacks(["xlsx"], large=True))) == 3


@pytest.mark.parametrize(
    ("does", "word"),
    [
        (lambda _: os.kill(os.getpid(), 9), "died"),
        (lambda _: print("Traceback (most recent call last)") or 2, "not plain"),
        (lambda _: 2, "not plain"),
        (lambda _: print("It is empty.\nExport it again.") or 2, ""),
        (lambda _: print("\x1b[2J") or 1, "steers"),
        (lambda _: Path("x.part").write_bytes(b"") * 0, "left"),
        (lambda c: Path(c[2]).write_bytes(b"other") * 0, "changed"),
    ],
)
def test_what_is_said_of_a_run(does, word: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(command_line, "main", does)
    item = Attack("xls", "one", records.XLS["a sound one"])
    (outcome,) = attack(item, tmp_path / "one", only="spec")
    assert outcome.failed == word
    counted = attacked.Counted(attacks=1, runs=1)
    counted.failed[word] += bool(word)
    assert f"| {f'1 {word}' if word else 0} |" in table({"xls": counted})


def test_a_file_that_changes_while_it_is_read(monkeypatch) -> None:
    monkeypatch.setattr(reading, "STANDS_STILL", 0.4)  # as it is outside of tests
    done = changing.rounds(12, 5, print)
    assert sum(c.total() for c in done.values()) == 12
    assert not any(c["mixture"] for c in done.values())
    assert "| all | 12 |" in changing.table(done)


def test_a_mixture_is_found(tmp_path: Path, monkeypatch) -> None:
    old, new = changing.states()
    assert len(old) == len(new) != old.count(b"A")
    mixed = old[: len(old) // 2] + new[len(old) // 2 :]
    monkeypatch.setattr(changing, "states", lambda: (mixed, new))
    monkeypatch.setattr(changing, "_change", lambda *_: 0.0)
    assert changing.one(tmp_path, "in place", 1) == "mixture"
