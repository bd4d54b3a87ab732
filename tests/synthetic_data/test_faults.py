"""The ledger is exact, and the findings are the ledger: nothing missed, nothing else found."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from importlib.resources import as_file

import numpy as np
import pytest

from cldvalidator.bundled import bundled
from cldvalidator.checks import check_extract
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import load_rules
from cldvalidator.extract import read_extract
from cldvalidator.fixes import apply_changes, safe_changes
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant
from cldvalidator.synthetic_data.faults import fault_kinds, with_texts
from cldvalidator.synthetic_data.faults_across import across_kinds, plant_across
from cldvalidator.synthetic_data.sample import FILE_NAME, LEDGER_NAME, make_sample, write_sample

SPECIFICATIONS = {r: load_specification(r) for r in "12"}


def found(extract, specification):
    findings = check_extract(extract, specification).findings
    return {
        (int(row), g.field, g.rule.id)
        for g in findings.groups
        for row in g.rows
        if row != WHOLE_FILE
    }


def differing_cells(one, other):
    """Return row and field of each cell that is not the same, of the rows that both have."""
    both = min(len(one), len(other))
    return {
        (int(row), name)
        for name in one.columns
        for row in np.flatnonzero(
            one.column(name).strings().to_numpy(zero_copy_only=False)[:both]
            != other.column(name).strings().to_numpy(zero_copy_only=False)[:both]
        )
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("release", ["2", "1"])
def test_findings_equal_the_ledger(release, seed):
    specification = SPECIFICATIONS[release]
    valid = generate(4_000, seed=seed, specification=specification)
    faulty, ledger = plant(valid, specification, share=0.2, seed=seed)
    assert differing_cells(valid, faulty) == {(p.row, p.field) for p in ledger.planted}
    assert len(ledger.planted) > 400
    assert {p.kind for p in ledger.planted} == {k.name for k in fault_kinds(specification)}
    assert found(faulty, specification) == ledger.cells()


@pytest.mark.parametrize("kind", [k.name for k in fault_kinds(SPECIFICATIONS["2"])])
def test_each_kind_alone(kind):
    specification = SPECIFICATIONS["2"]
    valid = generate(1_500, seed=11, specification=specification)
    faulty, ledger = plant(valid, specification, share=0.05, seed=4, kinds=[kind])
    assert ledger.planted
    assert found(faulty, specification) == ledger.cells()


def found_anywhere(extract, specification):
    """Return every finding, those about the whole file too, a tuple for each."""
    findings = check_extract(extract, specification, today=date(2026, 5, 1)).findings
    return sorted((int(r), g.field, g.rule.id) for g in findings.groups for r in g.rows)


ACROSS = {
    k.name: k
    for k in across_kinds(
        SPECIFICATIONS["2"], generate(100, seed=1, specification=SPECIFICATIONS["2"]).frame()
    )
}


@pytest.mark.parametrize("release", ["2", "1"])
def test_findings_across_cells_equal_the_ledger(release):
    specification = SPECIFICATIONS[release]
    valid = generate(6_000, seed=8, specification=specification)
    assert found_anywhere(valid, specification) == []
    faulty, ledger = plant_across(valid, specification, each=4, seed=9)
    kinds = across_kinds(specification, valid.frame())
    mixed = {k.name for k in kinds if not k.everywhere}
    assert len(mixed) >= 30
    assert {p.kind for p in ledger.planted} == mixed
    assert len(ledger.planted) == 4 * len(mixed)
    assert found_anywhere(faulty, specification) == sorted(ledger.cells())


@pytest.mark.parametrize("kind", ACROSS)
def test_each_kind_across_cells_alone(kind):
    specification = SPECIFICATIONS["2"]
    valid = generate(1_500, seed=12, specification=specification)
    faulty, ledger = plant_across(valid, specification, each=3, seed=2, kinds=[kind])
    assert len(ledger.planted) == (1 if ACROSS[kind].everywhere else 3)
    assert found_anywhere(faulty, specification) == sorted(ledger.cells())


def test_kinds_across_cells_are_of_every_group_of_rules():
    rules = load_rules()
    assert {rules[k.rule].group for k in ACROSS.values()} >= {"records", "people", "submission"}
    assert len({k.rule for k in ACROSS.values()}) == len(ACROSS)


def test_faults_in_cells_and_across_them_are_told_apart():
    """Both in one file, in different people: each ledger is found, and nothing else."""
    specification = SPECIFICATIONS["2"]
    valid = generate(6_000, seed=3, specification=specification)
    across, told = plant_across(valid, specification, each=2, seed=3)
    person = valid.column("LA Person Unique Identifier")
    touched = {(row, name) for row, name in differing_cells(valid, across)}
    people = {person.text(row) for row, _ in touched if row < len(valid)}
    cells, ledger = plant(valid, specification, share=0.02, seed=3)
    clear = [p for p in ledger.planted if person.text(p.row) not in people]
    assert len(clear) > 50
    texts = {}
    for p in clear:
        texts.setdefault(p.field, {})[p.row] = cells.column(p.field).text(p.row)
    columns = {n: with_texts(c, texts.get(n, {})) for n, c in across.columns.items()}
    both = found_anywhere(replace(across, columns=columns), specification)
    assert both == sorted([(p.row, p.field, p.rule) for p in clear] + list(told.cells()))


def test_every_safe_fault_is_repaired_and_nothing_else_touched():
    specification = SPECIFICATIONS["2"]
    valid = generate(4_000, seed=5, specification=specification)
    faulty, ledger = plant(valid, specification, share=0.2, seed=5)
    result = check_extract(faulty, specification)
    repaired = apply_changes(faulty, safe_changes(faulty, result, release_1=True))
    safe = {"LIST-CASE", "FILE-06", "NHS-SHAPE", "MAND-03"}
    left = differing_cells(valid, repaired)
    for p in ledger.planted:
        # A two-digit year in a date of birth could be of either century.
        if p.rule in safe or (p.rule == "FILE-08" and p.field != "Date of Birth"):
            assert (p.row, p.field) not in left, p
    assert left <= {(p.row, p.field) for p in ledger.planted}


def test_the_bundled_sample_is_what_the_generator_makes(tmp_path):
    write_sample(tmp_path)
    for name in (FILE_NAME, LEDGER_NAME):
        listed = bundled("sample", name).read_bytes()
        assert (tmp_path / name).read_bytes() == listed


def test_the_bundled_sample_holds_what_its_ledger_says():
    specification = SPECIFICATIONS["2"]
    sample, ledger = make_sample()
    assert found(sample, specification) == ledger.cells()
    listed = json.loads(bundled("sample", LEDGER_NAME).read_text("utf-8"))
    assert {(f["row"] - 2, f["field"], f["rule"]) for f in listed["faults"]} == ledger.cells()
    with as_file(bundled("sample", FILE_NAME)) as path:
        extract = read_extract(path, specification)
        with path.open(encoding="utf-8", newline="") as lines:
            assert sum(1 for _ in csv.reader(lines)) == 2001
    assert found(extract, specification) == ledger.cells()
