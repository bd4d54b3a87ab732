"""The command line: what it prints, what it writes, how it ends."""

from __future__ import annotations

import csv
import hashlib
import json

import pytest

from cldvalidator.command_line import check
from cldvalidator.command_line import main as cli

CELLS_ONLY = ("--without", "records,people,submission")
UK_VALUES = {"Ethnicity": "White - Irish", "Event Start Date": "2025-06-01"}


@pytest.fixture
def write_csv(tmp_path, release_2):
    def write(rows, name="extract.csv", header=None):
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as out:
            lines = csv.writer(out)
            lines.writerow(header or release_2.names)
            lines.writerows([[r.get(n, "") for n in release_2.names] for r in rows])
        return path

    return write


def test_a_clean_file(write_csv, records, capsys):
    path = write_csv(list(records.values()))
    assert cli.main(["check", str(path), *CELLS_ONLY]) == 0
    out = capsys.readouterr().out
    assert "Ready to send: no errors and no warnings." in out
    assert "503 Lincolnshire" in out


def test_errors_are_counted_placed_and_explained(write_csv, records, capsys):
    path = write_csv([records["request"], records["service"] | UK_VALUES])
    assert cli.main(["check", str(path), *CELLS_ONLY]) == 1
    out = capsys.readouterr().out
    assert "Not ready to send: 2 errors in 1 record" in out
    assert "Ethnicity 1 (K3)" in out
    assert "Event Start Date 1 (AA3)" in out
    assert "Ethnicity: 'White - Irish' -> 'White: Irish'" in out
    assert "2025-06-01" not in out  # only list values are printed


def test_json(write_csv, records, capsys):
    path = write_csv([records["request"] | UK_VALUES])
    assert cli.main(["check", str(path), "--json", *CELLS_ONLY]) == 1
    content = json.loads(capsys.readouterr().out)
    assert content["counts"] == {"error": 2, "warning": 0, "query": 0}
    assert [(f["rule"], f["field"], f["first cells"]) for f in content["findings"]] == [
        ("MAND-03", "Ethnicity", ["K2"]),
        ("FILE-08", "Event Start Date", ["AA2"]),
    ]
    assert content["file"]["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_write_makes_the_safe_changes_and_says_what_it_did(write_csv, tmp_path, records, capsys):
    path = write_csv([records["request"] | UK_VALUES])
    before = path.read_bytes()
    target = tmp_path / "submission.csv"
    assert cli.main(["check", str(path), "--write", str(target), *CELLS_ONLY]) == 1
    assert path.read_bytes() == before
    with target.open(encoding="utf-8", newline="") as lines:
        record = next(csv.DictReader(lines))
    assert record == dict.fromkeys(record, "") | records["request"] | {"Ethnicity": "White - Irish"}
    log = (tmp_path / "submission.changes.csv").read_text("utf-8-sig").splitlines()
    assert log[1].startswith("Event Start Date,,2025-06-01,01/06/2025,1,FILE-08,")
    manifest = json.loads((tmp_path / "submission.manifest.json").read_text("utf-8"))
    assert manifest["input"]["sha256"] == hashlib.sha256(before).hexdigest()
    assert manifest["output"]["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert manifest["changes"]["by rule"] == {"FILE-08": {"cells": 1, "changes": 1}}
    assert manifest["findings as read"]["by severity"]["error"] == 2
    assert manifest["findings as written"]["by severity"]["error"] == 1
    assert "1 error left, written as they were found" in capsys.readouterr().out


def test_release_1_values_are_turned_only_when_asked(write_csv, tmp_path, records):
    path = write_csv([records["request"] | {"Ethnicity": "White - Irish"}])
    target = tmp_path / "submission.csv"
    told = ["--write", str(target), "--convert-release-1", *CELLS_ONLY]
    assert cli.main(["check", str(path), *told]) == 0
    assert b"White: Irish" in target.read_bytes()


def test_nothing_is_replaced_unasked(write_csv, tmp_path, records, capsys):
    path = write_csv([records["request"]])
    target = tmp_path / "submission.csv"
    target.write_text("mine")
    assert cli.main(["check", str(path), "--write", str(target)]) == 2
    assert target.read_text() == "mine"
    assert "already exists" in capsys.readouterr().err
    assert cli.main(["check", str(path), "--write", str(path), "--overwrite"]) == 2
    assert "never changed" in capsys.readouterr().err
    assert cli.main(["check", str(path), "--write", str(target), "--overwrite"]) in (0, 1)
    assert target.read_text().startswith("LA Code,")


def test_no_output_may_stand_for_another_or_for_the_input(write_csv, tmp_path, records, capsys):
    path = write_csv([records["request"]])
    before = path.read_bytes()
    submission = tmp_path / "sent.csv"
    refused = [
        (["check", "--report", str(tmp_path / "a.csv")], "ends in .xlsx"),
        (["check", "--write", str(tmp_path / "a.xlsx")], "ends in .csv"),
        (["check", "--write", ""], "No name is given"),
        (["check", "--sign-off", str(tmp_path / "A.HTML"), "--no-values"], "Add --report"),
        (["preview", "--xlsx", str(path)], "ends in .xlsx"),
    ]
    for command, said in refused:
        assert cli.main([command[0], str(path), *command[1:], "--overwrite"]) == 2, command
        assert said in "".join(capsys.readouterr()), command
    twice = tmp_path / "twice.xlsx"
    both = ["--report", str(twice), "--sign-off", str(tmp_path / "twice.html")]
    assert cli.main(["check", str(path), "--write", str(submission), *both]) in (0, 1)
    assert capsys.readouterr().out.count("Written: ") == 2
    assert path.read_bytes() == before


def test_rules_switched_off_are_named(write_csv, records, capsys):
    path = write_csv([records["request"] | UK_VALUES])
    assert cli.main(["check", str(path), "--without", "MAND-03", *CELLS_ONLY]) == 1
    out = capsys.readouterr().out
    assert "partial check" in out
    assert "MAND-03" not in out.split("Errors")[1]
    assert cli.main(["check", str(path), "--without", "NO-SUCH"]) == 2
    assert "no rule or group" in capsys.readouterr().err


def test_columns_can_be_told(write_csv, records, release_2, capsys):
    header = ["Sex" if n == "Gender" else n for n in release_2.names]
    path = write_csv([records["request"]], header=header)
    assert cli.main(["check", str(path), *CELLS_ONLY]) == 1
    assert "not in the file: Gender" in capsys.readouterr().out
    assert cli.main(["check", str(path), "--column", "Sex=Gender", *CELLS_ONLY]) == 0
    assert cli.main(["check", str(path), "--column", "Sex"]) == 2
    assert "no equals sign" in capsys.readouterr().err


def test_a_wrong_file_gets_a_plain_sentence(tmp_path, capsys):
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    assert cli.main(["check", str(path)]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") <= 3
    assert "Traceback" not in err
    assert cli.main(["check", str(tmp_path / "not there.csv")]) == 2


def test_a_fault_of_ours_is_told_apart_and_holds_no_data(write_csv, records, capsys, monkeypatch):
    from cldvalidator.jobs import check as job

    def fail(*_, **__):
        raise KeyError("CANARY")

    monkeypatch.setattr(job, "check_extract", fail)
    assert cli.main(["check", str(write_csv([records["request"]]))]) == 2
    err = capsys.readouterr().err
    assert "fault in CLD Validator" in err
    assert "KeyError" in err
    assert "jobs/check.py" in err
    assert "CANARY" not in err


def test_stopping_is_no_fault(write_csv, records, capsys, monkeypatch):
    from cldvalidator.jobs import check as job

    def stop(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(job, "check_extract", stop)
    assert cli.main(["check", str(write_csv([records["request"]]))]) == 2
    assert capsys.readouterr().err.startswith("Stopped.")


def test_a_release_1_file_of_an_old_period_is_checked_as_such(write_csv, records, capsys):
    old = records["request"] | {
        "Reporting Period Start Date": "01/04/2023",
        "Reporting Period End Date": "31/03/2024",
        "Event Start Date": "01/06/2023",
        "Event End Date": "10/06/2023",
        "Ethnicity": "White - Irish",
        "Client Type": "Service User",
        "Primary Support Reason": "Physical Support: Personal care support",
        "Event Outcome": "Progress to Assessment",
        "Client Funding Status": "Fully Social Care Funded",
    }
    path = write_csv([old] * 3)
    assert cli.main(["check", str(path), *CELLS_ONLY]) == 0
    assert "checked against Release 1" in capsys.readouterr().out
    assert cli.main(["check", str(path), "--release", "2", *CELLS_ONLY]) == 1
    assert "checked against Release 2" in capsys.readouterr().out


def test_spec(capsys):
    assert cli.main(["spec", "--json-schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"].endswith("2020-12/schema")
    assert cli.main(["spec"]) == 0
    assert "Accommodation Status" in capsys.readouterr().out
    assert cli.main(["spec", "--html"]) == 0
    assert capsys.readouterr().out.lower().startswith("<!doctype html>")


@pytest.mark.parametrize("by", check._VIEWS)
def test_views(write_csv, records, capsys, by):
    path = write_csv([records["request"] | UK_VALUES, records["service"]])
    assert cli.main(["check", str(path), "--by", by, *CELLS_ONLY]) == 1
    header, *lines = capsys.readouterr().out.splitlines()
    assert "," in header
    assert lines
    if by == "record":
        assert lines == ["2,2,0,0"]
    if by == "value":
        assert "Ethnicity,White - Irish,MAND-03,error,White: Irish,documented,1" in lines


def test_a_row_is_explained(write_csv, records, capsys):
    path = write_csv([records["request"] | UK_VALUES, records["service"]])
    assert cli.main(["check", str(path), "--row", "2", *CELLS_ONLY]) == 1
    out = capsys.readouterr().out
    assert "Row 2: 2 findings" in out
    assert "K2 Ethnicity [MAND-03, error]" in out
    assert "expected  White: Irish" in out
    assert "Other rows of the person: 3" in out
    assert cli.main(["check", str(path), "--row", "9"]) == 2
