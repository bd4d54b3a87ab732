"""The fuzzer tells what is read, what is refused, and what breaks; the same seed gives the same."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from reliability import seeds
from reliability.mutations import mutated

if sys.platform == "win32":
    pytest.skip("the harness needs fork", allow_module_level=True)

from random import Random

from cldvalidator.command_line import main as command_line
from reliability import fuzz
from reliability.fuzz import Input, inputs, judged, table
from reliability.judge import Judge


def test_the_same_seed_gives_the_same_inputs() -> None:
    kinds = ["csv", "xls", "profile", "xlsb", "ods"]
    one, other = (list(inputs(40, 5, kinds)) for _ in range(2))
    assert one == other
    assert [i.data for i in one] != [i.data for i in inputs(40, 6, kinds)]


@pytest.mark.parametrize("kind", list(seeds.KINDS))
def test_every_mutation_of_every_kind_gives_bytes(kind: str) -> None:
    sound = seeds.KINDS[kind]()[0]
    made = [mutated(kind, sound, Random(number)) for number in range(60)]
    assert sum(m != sound for m in made) > 40


def test_sound_inputs_are_read_and_kept_failures_no_longer_fail(tmp_path) -> None:
    batch = [Input(k, f"{k}.{seeds.ENDINGS.get(k, k)}", f()[0]) for k, f in seeds.KINDS.items()]
    kept = [i for i in inputs(0, 1, list(seeds.KINDS)) if i.name not in SLOW]
    outcomes = judged([*batch, *kept], tmp_path / "work")
    assert [o.word for o in outcomes[: len(batch)]] == ["accepted"] * len(batch), outcomes
    assert not [o for o in outcomes if o.word in fuzz.FAILURES]
    assert f"| all | {len(outcomes):,} |" in table(outcomes)


@pytest.mark.parametrize("seed", range(5000, 5010))
def test_two_thousand_hostile_inputs_are_read_or_refused(seed, tmp_path) -> None:
    batch = [i for i in inputs(200, seed, list(seeds.KINDS)) if not (fuzz.CORPUS / i.name).exists()]
    outcomes = judged(batch, tmp_path / "work", reading=True)
    assert len(outcomes) == 200
    assert not [(o.input.name, o.word, o.said) for o in outcomes if o.word in fuzz.FAILURES]
    assert {"plain", "accepted"} == {o.word for o in outcomes}


SLOW = {"xls-1.xls", "xlsb-2.xlsb"}
"""Wide headers, which take seconds."""


@pytest.mark.parametrize(
    ("breaks", "word"),
    [
        (lambda _: 1 // 0, "crash"),
        (lambda _: print("fault in CLD Validator", file=sys.stderr) or 2, "crash"),
        (lambda _: 2, "crash"),
        (lambda _: print("It is empty.\nExport it again.", file=sys.stderr) or 2, "plain"),
        (lambda _: 0, "accepted"),
        (lambda c: 0 * Path(c[1]).write_bytes(b"other"), "changed"),
        (lambda c: 0 * Path(c[3] + ".part").write_bytes(b"x"), "left"),
    ],
)
def test_what_the_judge_says(tmp_path, monkeypatch, breaks, word) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"x" * _of_first_command())
    monkeypatch.setattr(command_line, "main", breaks)
    assert Judge(tmp_path).judge("csv", path)[0] == word


def _of_first_command() -> int:
    from zlib import crc32

    return next(n for n in range(1, 50) if crc32(b"x" * n) % 4 == 0)


def test_a_process_that_dies_is_the_failure_of_its_input(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    (outcome,) = judged([Input("csv", "a.csv", b"x")], tmp_path / "work")
    assert (outcome.word, outcome.said) == ("abort", "exit code 1")
