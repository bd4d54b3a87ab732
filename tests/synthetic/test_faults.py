"""The ledger is exact, and the findings are the ledger: nothing missed, nothing else found."""

from __future__ import annotations

import csv
import json
from importlib.resources import as_file, files

import numpy as np
import pytest

from cldvalidator.checks import check_extract
from cldvalidator.extract import read_extract
from cldvalidator.findings import WHOLE_FILE
from cldvalidator.fixes import apply_changes, safe_changes
from cldvalidator.specification import load_specification
from cldvalidator.synthetic import generate, plant
from cldvalidator.synthetic.faults import fault_kinds
from cldvalidator.synthetic.sample import FILE_NAME, LEDGER_NAME, make_sample, write_sample

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
    return {
        (int(row), name)
        for name in one.columns
        for row in np.flatnonzero(
            one.column(name).strings().to_numpy(zero_copy_only=False)
            != other.column(name).strings().to_numpy(zero_copy_only=False)
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
        bundled = (files("resources") / "sample" / name).read_bytes()
        assert (tmp_path / name).read_bytes() == bundled


def test_the_bundled_sample_holds_what_its_ledger_says():
    specification = SPECIFICATIONS["2"]
    sample, ledger = make_sample()
    assert found(sample, specification) == ledger.cells()
    listed = json.loads((files("resources") / "sample" / LEDGER_NAME).read_text("utf-8"))
    assert {(f["row"] - 2, f["field"], f["rule"]) for f in listed["faults"]} == ledger.cells()
    with as_file(files("resources") / "sample" / FILE_NAME) as path:
        extract = read_extract(path, specification)
        with path.open(encoding="utf-8", newline="") as lines:
            assert sum(1 for _ in csv.reader(lines)) == 2001
    assert found(extract, specification) == ledger.cells()
