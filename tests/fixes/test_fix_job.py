"""The fixing job: what is safe is repaired, nothing else is touched, everything can be undone."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import openpyxl
import pytest

from cldvalidator.checks import check_extract
from cldvalidator.checks.memory import Memory
from cldvalidator.fixes import (
    CellChange,
    KnownFinding,
    Meaning,
    Profile,
    ValueChange,
    load_changes,
    replay,
    save_changes,
)
from cldvalidator.fixes.history import History
from cldvalidator.jobs.check import open_file, write_all
from cldvalidator.jobs.fix import AcceptedFixes, fix, fixable
from cldvalidator.review.opened import Opened
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant, write_csv
from cldvalidator.writing.excel_report import write_excel_report
from cldvalidator.writing.html_summary import html_summary
from cldvalidator.writing.submission import write_submission

SPECIFICATION = load_specification("2")
SAFE = {"FILE-06", "FILE-08", "NHS-SHAPE", "LIST-CASE", "LIST-SHAPE", "CODE-SHAPE"}


def texts(extract, name):
    return extract.column(name).strings().to_pylist()


def differing(one, other):
    return {
        (row, name)
        for name in one.columns
        for row, (a, b) in enumerate(zip(texts(one, name), texts(other, name), strict=True))
        if a != b
    }


def logged_cells(extract, changes):
    """The cells that a log says were changed, by playing it on lists of texts."""
    cells = {n: texts(extract, n) for n in extract.columns}
    touched = set()
    for c in changes:
        column = cells[c.field]
        rows = [c.record] if isinstance(c, CellChange) else range(len(column))
        for row in rows:
            if column[row] == c.found:
                column[row] = c.written
                touched.add((row, c.field))
    return cells, touched


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_safe_fault_is_repaired_and_nothing_else_is_touched(seed):
    valid = generate(4_000, seed=seed, specification=SPECIFICATION)
    faulty, ledger = plant(valid, SPECIFICATION, share=0.2, seed=seed)
    memory = Memory()
    result = check_extract(faulty, SPECIFICATION, memory=memory)
    opened = Opened(faulty, SPECIFICATION, None, result)  # type: ignore[arg-type]
    fixed = fix(opened, memory, AcceptedFixes(safe=True))
    after = fixed.after.extract
    safe = {p for p in ledger.planted if p.rule in SAFE}
    assert len(safe) > 200
    changed = differing(faulty, after)
    wrong = {(p.row, p.field) for p in ledger.planted}
    assert changed <= wrong, "a cell without a fault was changed"
    repaired = {(p.row, p.field) for p in safe} - differing(valid, after)
    # A two-digit year of a birth date could be of either century: only that is not safe.
    left = {(p.row, p.field) for p in safe} - repaired
    assert {faulty.column(n).text(row)[-3] for row, n in left} <= {"/"}
    assert {n for _, n in left} <= {"Date of Birth"}
    assert repaired <= changed
    assert not changed & differing(valid, after), "a change is not the value that was right"
    assert fixed.fixable_after.safe == 0


def test_what_is_changed_is_what_the_log_says(opened):
    file, memory = opened
    fixed = fix(file, memory, AcceptedFixes(safe=True, likely=["all"], release_1=True))
    cells, touched = logged_cells(file.extract, fixed.changes)
    assert differing(file.extract, fixed.after.extract) == touched
    assert all(texts(fixed.after.extract, n) == column for n, column in cells.items())
    assert sum(c.rows for c in fixed.changes) == len(touched)
    assert all(c.when and c.by and c.rule for c in fixed.changes)


def test_fixing_twice_changes_nothing(opened, tmp_path):
    file, memory = opened
    asked = AcceptedFixes(safe=True, likely=["all"], release_1=True)
    fixed = fix(file, memory, asked)
    assert fixed.fixable_before.proposed > 50
    assert fixed.fixable_after.proposed == 0
    target = tmp_path / "out.csv"
    write_submission(fixed.after.extract, SPECIFICATION, target)
    again_memory = Memory()
    again = fix(open_file(target, release="2", memory=again_memory), again_memory, asked)
    assert again.changes == ()
    assert again.fixable_before == fixed.fixable_after


def test_the_result_is_that_of_a_full_check(opened):
    file, memory = opened
    fixed = fix(file, memory, AcceptedFixes(safe=True, likely=["all"]))
    full = check_extract(fixed.after.extract, file.specification)
    rows = {(g.rule.id, g.field): g.rows.tolist() for g in full.findings.groups}
    found = fixed.after.result.findings.groups
    assert {(g.rule.id, g.field): g.rows.tolist() for g in found} == rows
    assert fixed.after.result.quality.equals(full.quality)


def test_undone_to_the_start_it_is_the_input_byte_for_byte(opened, tmp_path):
    file, memory = opened
    write_submission(file.extract, SPECIFICATION, tmp_path / "before.csv")
    history = fix(file, memory, AcceptedFixes(safe=True, likely=["all"])).history
    random = np.random.Generator(np.random.PCG64(4))
    names = list(file.extract.columns)
    for _ in range(60):
        name = names[random.integers(len(names))]
        column = history.current.column(name)
        record = int(random.integers(len(column)))
        found = column.text(record)
        if random.integers(2):
            change = ValueChange(name, found, f"{found}x", 0, "")
        else:
            source = int(file.extract.source_rows[record])
            change = CellChange(name, record, source, found, "elsewhere")
        history = history.do("random", [change])
    steps = len(history.steps)
    write_submission(history.current, SPECIFICATION, tmp_path / "changed.csv")
    for _ in range(steps):
        history = history.undo()
    write_submission(history.current, SPECIFICATION, tmp_path / "undone.csv")
    assert (tmp_path / "undone.csv").read_bytes() == (tmp_path / "before.csv").read_bytes()
    for _ in range(steps):
        history = history.redo()
    write_submission(history.current, SPECIFICATION, tmp_path / "redone.csv")
    assert (tmp_path / "redone.csv").read_bytes() == (tmp_path / "changed.csv").read_bytes()


def test_the_profile_comes_before_any_proposal(opened):
    file, memory = opened
    profile = Profile().with_meanings([Meaning("Gender", "Other?", "Unknown")])
    assert "Other?" in file.extract.column("Gender").texts
    fixed = fix(file, memory, AcceptedFixes(profile=profile, safe=True, likely=["all"]))
    (change,) = [c for c in fixed.changes if (c.field, c.found) == ("Gender", "Other?")]
    assert (change.written, change.by, change.certainty) == ("Unknown", "profile", "ask")
    (use,) = fixed.uses
    assert use.cells == change.rows
    assert not [p for p in fixed.new if (p.field, p.found) == ("Gender", "Other?")]


def test_a_change_file_made_by_the_job(opened, planted, tmp_path):
    file, memory = opened
    fixed = fix(file, memory, AcceptedFixes(safe=True, likely=["all"]))
    save_changes(fixed.history, tmp_path / "c.json")
    again = fix(file, memory, AcceptedFixes(changes=tmp_path / "c.json"))
    assert again.changes == fixed.changes
    assert again.fixable_after == fixed.fixable_after
    other = replay(History(file.extract), load_changes(tmp_path / "c.json", file.extract))
    assert other.changes == fixed.changes


def test_only_the_likely_changes_of_a_rule(opened):
    file, memory = opened
    every = fix(file, memory, AcceptedFixes(likely=["all"])).changes
    rules = {c.rule for c in every}
    assert len(rules) > 1
    for rule in sorted(rules):
        fixed = fix(file, memory, AcceptedFixes(likely=[rule]))
        assert fixed.changes
        assert {(c.rule, c.certainty) for c in fixed.changes} == {(rule, "likely")}


def test_nothing_asked_nothing_done(opened):
    file, memory = opened
    fixed = fix(file, memory, AcceptedFixes())
    assert fixed.changes == ()
    assert fixed.after is file
    assert fixed.fixable_after == fixable(file)


def test_release_1(tmp_path):
    pack = load_specification("1")
    faulty, _ = plant(generate(2_000, seed=1, specification=pack), pack, share=0.1, seed=2)
    write_csv(faulty, tmp_path / "r1.csv")
    memory = Memory()
    opened = open_file(tmp_path / "r1.csv", release="2", memory=memory)
    fixed = fix(opened, memory, AcceptedFixes(safe=True, likely=["all"], release_1=True))
    assert fixed.fixable_before.safe > 5_000
    assert fixed.fixable_after.proposed == 0
    assert fixed.after.result.findings.by_rule()["MAND-03"] == 0
    by = {c.by for c in fixed.changes}
    assert by == {"Release 1 mapping", "proposal"}


def test_known_findings_and_changes_in_every_output(opened, tmp_path):
    file, memory = opened
    known = KnownFinding("MAND-02", "Gender", "Codes of the old system", None, 1, "2026-01-31")
    profile = Profile().with_known(known)
    fixed = fix(file, memory, AcceptedFixes(profile=profile, safe=True, likely=["FILE-05"]))
    (found,) = fixed.known
    assert found.finding is known
    submitted = write_all(
        fixed.before, fixed.after, fixed.changes, tmp_path / "out.csv", known=fixed.known
    )
    manifest = json.loads(submitted.manifest.read_text("utf-8"))
    (told,) = manifest["known findings"]
    assert told["reason"] == "Codes of the old system"
    assert (told["findings"], told["findings when accepted"]) == (found.cells, 1)
    assert manifest["changes"]["cells by certainty"].keys() == {"safe", "likely"}
    assert sum(manifest["changes"]["cells by who decided"].values()) == sum(
        c.rows for c in fixed.changes
    )
    page = html_summary(file, submitted)
    assert "Codes of the old system" in page
    assert "safe changes only" not in page
    assert "likely, accepted" in page

    with submitted.log.open(encoding="utf-8-sig", newline="") as lines:
        log = list(csv.DictReader(lines))
    assert len(log) == len(fixed.changes)
    assert {line["Certainty"] for line in log} == {"safe", "likely"}
    assert sum(int(line["Cells"]) for line in log) == sum(c.rows for c in fixed.changes)

    for with_values in (True, False):
        target = tmp_path / f"report {with_values}.xlsx"
        write_excel_report(
            fixed.after,
            target,
            with_values=with_values,
            changes=fixed.changes,
            before=fixed.before.result,
            known=fixed.known,
        )
        book = openpyxl.load_workbook(target)
        assert ("Changes made" in book.sheetnames) == with_values
        rows = list(book["Before and after"].iter_rows(min_row=2, values_only=True))
        assert sum(r[3] for r in rows) == len(fixed.before.result.findings)
        assert sum(r[4] for r in rows) == len(fixed.after.result.findings)
        assert all(r[5] == r[4] - r[3] for r in rows)
        (shown,) = book["Known findings"].iter_rows(min_row=2, values_only=True)
        assert "Codes of the old system" in shown
        if with_values:
            changes = list(book["Changes made"].iter_rows(min_row=2, values_only=True))
            assert [(r[0], r[4], r[6], r[7]) for r in changes] == [
                (c.field, c.rows, c.certainty, c.by) for c in fixed.changes
            ]


def test_a_header_match_of_the_profile(opened, planted, tmp_path):
    path, _ = planted
    renamed = tmp_path / "renamed.csv"
    text = path.read_text("utf-8")
    renamed.write_text(text.replace("Gender,", "M/F,", 1), "utf-8")
    profile = Profile().with_column("M/F", "Gender")
    assert "Gender" not in open_file(renamed, release="2").extract.columns
    again = open_file(renamed, release="2", header_matches=profile.columns)
    file, _ = opened
    assert texts(again.extract, "Gender") == texts(file.extract, "Gender")
    assert replace(file, extract=again.extract).extract is again.extract
