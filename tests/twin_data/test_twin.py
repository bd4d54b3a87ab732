"""A twin is about nobody: no text, no rare combination and no record of its original is in it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.extract import Column
from cldvalidator.jobs import twin
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.twin import _source, write_twin
from cldvalidator.problems import Cancelled, InputProblem
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant, write_csv
from cldvalidator.task import SILENT, Task
from cldvalidator.twin_data.proof import prove

TODAY = date(2026, 7, 1)
CANARY = "Quxpelzor"
FREE = ("Last Name", "Event Description", "GP Practice Name", "Provider CQC Location Name")


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A synthetic file with faults of every kind, and canaries in cells of every sort."""
    specification = load_specification("2")
    extract = generate(1500, seed=4, specification=specification)
    extract, _ = plant(extract, specification, share=0.1, seed=5)
    columns = dict(extract.columns)
    for place, name in enumerate((*FREE, "Gender", "Event Outcome", "Ethnicity", "Postcode")):
        texts = columns[name].strings().to_pylist()
        texts[100 + place] = f"{CANARY} {place}77"
        columns[name] = Column.of(texts)
    costs = columns["Unit Cost"].strings().to_pylist()
    costs[next(i for i, c in enumerate(costs) if c)] = "98765.43"
    columns["Unit Cost"] = Column.of(costs)
    path = tmp_path_factory.mktemp("twin") / "original.csv"
    write_csv(replace(extract, columns=columns), path)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows[0].append(CANARY)
    for number, row in enumerate(rows[1:]):
        row.append(f"{CANARY} {number % 3}")
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


@pytest.fixture(scope="module")
def written(original):
    opened = open_file(original, today=TODAY)
    return write_twin(opened, original.with_name("twin.csv"), seed=3)


def texts_of(path):
    return "".join(p.read_text("utf-8") for p in (path.path, path.page, path.data))


def test_the_original_is_no_twin_of_itself(original):
    source = _source(open_file(original, today=TODAY), SILENT)
    assert [s.holds for s in prove(source, source).statements] == [True] + 6 * [False]


def test_all_that_is_stated_holds(written):
    proof = json.loads(written.data.read_text("utf-8"))
    assert proof["all_true"]
    assert proof["statements"][1]["by_field"]["NHS Number"] == 0
    assert next(s["number"] for s in proof["statements"] if "at least" in s["text"]) >= 5
    assert "True" in written.page.read_text("utf-8")


def test_no_canary_is_in_the_twin_or_its_proof(written):
    found = texts_of(written)
    assert CANARY.casefold() not in found.casefold()
    assert "98765.43" not in found


def test_the_form_of_the_file_is_kept(original, written):
    with original.open(newline="", encoding="utf-8") as one, written.path.open(newline="") as other:
        before, after = (list(csv.reader(f, delimiter=";")) for f in (one, other))
    assert len(before) == len(after)
    assert after[0][:-1] == before[0][:-1]
    assert after[0][-1] == "Extra column AY"
    people = [
        [row[before[0].index("LA Person Unique Identifier")] for row in t] for t in (before, after)
    ]
    counts = [sorted(np.unique(p, return_counts=True)[1].tolist()) for p in people]
    assert counts[0] == counts[1]


def test_rules_find_as_much(written):
    assert not written.proof.apart, written.proof.apart
    assert written.proof.findings


def test_what_is_told_of_findings_hides_small_numbers(written):
    for beside in json.loads(written.data.read_text("utf-8"))["findings"]:
        for number in (beside["original"], beside["twin"]):
            assert number is None or number % 5 == 0


def test_a_twin_is_another_each_time(original, written):
    other = write_twin(open_file(original, today=TODAY), original.with_name("other.csv"))
    assert other.path.read_bytes() != written.path.read_bytes()


def test_the_same_seed_draws_the_same_twin(original, written):
    again = write_twin(open_file(original, today=TODAY), original.with_name("again.csv"), seed=3)
    assert again.path.read_bytes() == written.path.read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "22-double-encoded.csv",
        "37-half-swapped-by-us-excel.xlsx",
        "38-month-first.csv",
        "39-float-identifiers.csv",
    ],
)
def test_what_a_program_has_done_to_a_file_is_no_reason_to_refuse_it(tmp_path, name):
    opened = open_file(Path(__file__).parents[1] / "data" / "cases" / name, today=TODAY)
    assert write_twin(opened, tmp_path / "twin.csv", seed=1).proof.holds


def test_dates_as_oracle_writes_them_keep_their_form_in_a_twin(tmp_path):
    """With two digits of the year no date of birth is read for sure, and none is in the twin."""
    cases = Path(__file__).parents[1] / "data" / "cases"
    opened = open_file(cases / "17-oracle-timestamps.csv", today=TODAY)
    written = write_twin(opened, tmp_path / "twin.csv", seed=1)
    assert not written.proof.apart, written.proof.apart
    new = open_file(written.path, today=TODAY).extract.column("Date of Birth").texts
    assert set(new) == {"01-JAN-50 12.00.00.000000 AM"}


@pytest.mark.parametrize("kept", [(), ("NHS Number",), ("Event Reference",)])
def test_a_file_that_lacks_identifiers_has_a_twin_too(tmp_path, monkeypatch, kept):
    monkeypatch.setattr(twin, "_ONCE_MORE", 0)
    specification = load_specification("2")
    path = tmp_path / "few.csv"
    write_csv(generate(300, seed=1, specification=specification), path)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    gone = [f.name for f in specification.fields if f.identifies and f.name not in kept]
    frame.drop(columns=[n for n in gone if n in frame]).to_csv(path, index=False)
    assert write_twin(open_file(path, today=TODAY), tmp_path / "twin.csv", seed=1).proof.holds


@pytest.mark.parametrize("seed", [4, 5])
def test_a_small_twin_is_drawn_once_more_until_rules_find_as_much(tmp_path, seed):
    data = Path(__file__).parents[1] / "data"
    opened = open_file(data / "cases" / "21c-padded-costs.csv", today=TODAY)
    assert not write_twin(opened, tmp_path / "twin.csv", seed=seed).proof.apart


def test_of_several_draws_the_nearest_is_written(original, tmp_path, monkeypatch):
    opened, written = open_file(original, today=TODAY), []
    target = tmp_path / "twin.csv"
    proof = write_twin(opened, target, seed=3).proof
    one = next(b for b in proof.findings if not b.layout)
    draws = iter((5, 9, None, 4, 0))

    def proved(opened, source, place, random, task):
        off = next(draws)
        if off is None:
            raise InputProblem("A statement is not true.", "Try again.")
        out, _ = place
        out.seek(0)
        out.truncate()
        out.write(f"a draw that is {off} off\n".encode())
        out.flush()
        written.append(off)
        beside = replace(one, original=100, twin=100 + off)
        return replace(proof, findings=(beside,))

    monkeypatch.setattr(twin, "_proved", proved)
    write_twin(opened, target, overwrite=True, seed=3)
    assert written == [5, 9, 4]
    assert target.read_text() == "a draw that is 4 off\n"


def test_a_file_about_few_people_is_refused(tmp_path):
    path = tmp_path / "few.csv"
    write_csv(generate(40, seed=1, specification=load_specification("2")), path)
    with pytest.raises(InputProblem, match="fewer than 50 people"):
        write_twin(open_file(path, today=TODAY), tmp_path / "twin.csv")
    assert [p.name for p in tmp_path.iterdir()] == ["few.csv"]


def test_nothing_is_left_when_it_is_stopped(original, tmp_path):
    asked = iter([False] * 8)
    task = Task(is_cancelled=lambda: next(asked, True))
    with pytest.raises(Cancelled):
        write_twin(open_file(original, today=TODAY), tmp_path / "twin.csv", task=task)
    assert not list(tmp_path.iterdir())


def test_the_command_writes_a_twin_of_either_release(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(twin, "_ONCE_MORE", 0)
    path = tmp_path / "one.csv"
    specification = load_specification("1")
    period = date(2025, 3, 31)
    write_csv(generate(400, seed=2, specification=specification, period_end=period), path)
    target = tmp_path / "twin.csv"
    arguments = ["twin", str(path), "--write", str(target), "--as-of", "01/05/2025"]
    assert cli.main([*arguments, "--release", "1"]) == 0
    assert "statements about this file are true" in capsys.readouterr().out
    assert cli.main(arguments) == 2
    assert "--overwrite" in capsys.readouterr().err
    assert cli.main(["twin", str(path), "--write", str(path), "--overwrite"]) == 2
