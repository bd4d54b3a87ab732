"""`cldvalidator fix` and `cldvalidator profile`, as a user would call them."""

from __future__ import annotations

import csv
import json

import openpyxl
import pytest

from cldvalidator.command_line.main import main


@pytest.fixture
def file(tmp_path, records, release_2):
    source = tmp_path / "extract.csv"
    rows = [
        records["service"] | {"Gender": " FEMALE", "Accommodation Status": "Private rented"},
        records["request"] | {"Ethnicity": "White - Irish", "Gender": "Femal"},
        records["review"] | {"First Name": "N/A", "Event Start Date": "2025-12-01"},
    ]
    with source.open("w", encoding="utf-8", newline="") as out:
        lines = csv.DictWriter(out, release_2.names, restval="")
        lines.writeheader()
        lines.writerows(rows)
    return source


def run(capsys, *arguments):
    code = main([str(a) for a in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_preview_writes_nothing(capsys, file, tmp_path):
    code, out, _ = run(capsys, "fix", file, "--safe")
    assert code == 1
    assert "cells changed" in out
    assert [p.name for p in tmp_path.iterdir()] == ["extract.csv"]
    assert len(out.splitlines()) <= 50


def test_to_nothing_fixable(capsys, file, tmp_path):
    profile, book = tmp_path / "profile.json", tmp_path / "profile.xlsx"
    code, out, _ = run(capsys, "profile", "export", profile, book, "--file", file)
    assert code == 0
    assert "2 values to decide" in out
    workbook = openpyxl.load_workbook(book)
    sheet = workbook["Values"]
    for row in range(2, sheet.max_row + 1):
        gender = sheet[f"A{row}"].value == "Gender"
        sheet[f"C{row}"] = "Female" if gender else "Tenant: Private landlord"
    workbook.save(book)
    code, out, _ = run(capsys, "profile", "import", profile, book, "--file", file)
    assert code == 0
    assert "2 new" in out
    out_file, log, kept = (tmp_path / n for n in ("out.csv", "log.csv", "changes.json"))
    report, page = tmp_path / "report.xlsx", tmp_path / "page.html"
    command = ["fix", file, "--profile", profile, "--safe", "--likely", "FILE-05"]
    command += ["--release-1", "--write", out_file, "--log", log, "--save-changes", kept]
    command += ["--report", report, "--sign-off", page]
    code, out, _ = run(capsys, *command)
    assert "What the profile says" in out
    written = out_file.read_text("utf-8")
    for gone in ("FEMALE", "Femal,", "White - Irish", "Private rented", "N/A", "2025-12-01"):
        assert gone not in written
    with log.open(encoding="utf-8-sig", newline="") as lines:
        decided = {line["Found"]: line["Decided by"] for line in csv.DictReader(lines)}
    assert decided == {
        "Private rented": "profile",
        "Femal": "profile",
        " FEMALE": "proposal",
        "White - Irish": "Release 1 mapping",
        "N/A": "proposal",
        "2025-12-01": "proposal",
    }
    assert report.is_file()
    assert page.is_file()
    _, out, _ = run(capsys, "fix", out_file, "--profile", profile, "--safe", "--likely", "all")
    assert "Nothing was changed." in out
    again = tmp_path / "again.csv"
    run(capsys, "fix", file, "--changes", kept, "--write", again)
    assert again.read_bytes() == out_file.read_bytes()
    code, _, err = run(capsys, "fix", out_file, "--changes", kept)
    assert code == 2
    assert "belongs to another file" in err


def test_json_holds_counts_and_no_values(capsys, file):
    _, out, _ = run(capsys, "fix", file, "--safe", "--release-1", "--json")
    content = json.loads(out)
    assert content["fixable cells"]["cells with a safe proposal"]["after"] == 0
    assert content["release 1"]["documented"] == {"cells": 1, "values": 1}
    assert content["release 1"]["limits"]
    for value in ("FEMALE", "Femal", "White - Irish", "Private rented", "Person"):
        assert value not in out


def test_the_limits_of_the_mapping_are_printed(capsys, file):
    from cldvalidator.fixes.release_1 import limits

    assert len(limits(in_short=True)) == len(limits())
    _, out, _ = run(capsys, "fix", file, "--release-1")
    printed = [line.strip() for line in out.splitlines()]
    assert all(limit in printed and len(limit) < 100 for limit in limits(in_short=True))
    _, out, _ = run(capsys, "fix", file, "--safe")
    assert limits(in_short=True)[0] not in out


def test_exit_code_0_when_no_error_is_left(capsys, tmp_path, records, release_2):
    source = tmp_path / "one.csv"
    with source.open("w", encoding="utf-8", newline="") as out:
        lines = csv.DictWriter(out, release_2.names, restval="")
        lines.writeheader()
        lines.writerow(records["review"] | {"Event Start Date": "2025-12-01"})
    assert run(capsys, "check", source, "--without", "submission,people")[0] == 1
    code, out, _ = run(capsys, "fix", source, "--safe", "--json")
    assert json.loads(out)["findings"]["error"] == {"before": 1, "after": 0}
    assert code == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--write", "extract.csv", "--overwrite"],
        ["--write", "out.txt"],
        ["--log", "extract.csv", "--overwrite"],
        ["--log", "log.txt"],
        ["--save-changes", "c.csv"],
        ["--write", "a.csv", "--log", "a.changes.csv"],
        ["--log", "there.csv"],
        ["--likely", "NO-SUCH-RULE"],
        ["--profile", "missing.json"],
        ["--changes", "extract.csv"],
    ],
)
def test_refused(capsys, file, tmp_path, monkeypatch, options):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").write_text("mine", "utf-8")
    before = file.read_bytes()
    code, out, err = run(capsys, "fix", file, "--safe", *options)
    assert code == 2
    assert "Traceback" not in err
    assert "fault in CLD Validator" not in err
    assert out == ""
    assert file.read_bytes() == before
    assert (tmp_path / "there.csv").read_text("utf-8") == "mine"
    assert {p.name for p in tmp_path.iterdir()} == {"extract.csv", "there.csv"}


def test_known_findings(capsys, file, tmp_path):
    profile = tmp_path / "profile.json"
    told = ["--rule", "MAND-02", "--field", "Gender", "--value", "Femal", "--reason", "Old code"]
    code, out, _ = run(capsys, "profile", "accept", profile, file, *told)
    assert code == 0
    assert "1 finding is known" in out
    _, out, _ = run(capsys, "profile", "show", profile, "--file", file)
    assert "known: MAND-02 in Gender of 'Femal', 1 when accepted: Old code" in out
    _, out, _ = run(capsys, "fix", file, "--profile", profile, "--safe")
    assert "of these is a known finding" in out
    page = tmp_path / "page.html"
    run(capsys, "fix", file, "--profile", profile, "--sign-off", page)
    assert "Old code" in page.read_text("utf-8")
    told[-1] = "About 9990000018"
    code, _, err = run(capsys, "profile", "accept", profile, file, *told)
    assert code == 2
    assert "9990000018" not in err


def test_check_shows_known_findings_as_known(capsys, file, tmp_path):
    profile, out_file, page = (tmp_path / n for n in ("p.json", "out.csv", "page.html"))
    report = tmp_path / "report.xlsx"
    told = ["--rule", "MAND-02", "--reason", "Old code"]
    by_value = ["--field", "Gender", "--value", "Femal", *told]
    whole = ["--field", "Accommodation Status", *told]
    for options in (by_value, whole):
        assert run(capsys, "profile", "accept", profile, file, *options)[0] == 0
    plain = run(capsys, "check", file)[1]
    assert "known" not in plain.replace("(not a known code)", "")
    written = ["--write", out_file, "--report", report, "--sign-off", page]
    code, out, _ = run(capsys, "check", file, "--profile", profile, *written)
    assert code == 1, "a known finding is still a finding"
    assert "Of these findings 2 are known, with a reason: 1 error, 1 warning." in out
    assert out.count("(1 known)") == 2
    manifest = json.loads((tmp_path / "out.manifest.json").read_text("utf-8"))
    assert manifest["of which known"] == {"error": 1, "warning": 1, "query": 0}
    assert [k["reason"] for k in manifest["known findings"]] == ["Old code", "Old code"]
    assert "Of which known" in page.read_text("utf-8")
    assert "Old code" in page.read_text("utf-8")
    book = openpyxl.load_workbook(report)
    head, *rows = book["Findings by rule"].iter_rows(values_only=True)
    known = {row[1]: row[head.index("Of which known")] for row in rows if row[1] == "MAND-02"}
    assert known == {"MAND-02": 1}
    assert "Known findings" in book.sheetnames
    _, out, _ = run(capsys, "check", file, "--profile", profile, "--json")
    assert json.loads(out)["of which known"] == {"error": 1, "warning": 1, "query": 0}


def test_columns_and_merge(capsys, file, tmp_path):
    one, other = tmp_path / "one.json", tmp_path / "other.json"
    assert run(capsys, "profile", "column", one, "M/F", "Gender")[0] == 0
    assert run(capsys, "profile", "column", other, "M/F")[0] == 0
    assert run(capsys, "profile", "column", other, "Team")[0] == 0
    assert run(capsys, "profile", "column", other, "X", "No such field")[0] == 2
    code, out, _ = run(capsys, "profile", "merge", one, other)
    assert code == 0
    assert "kept 'Gender', the other says '(aside)'" in out
    assert json.loads(one.read_text("utf-8"))["columns"] == {"M/F": "Gender", "Team": None}


def test_no_value_of_a_person_is_printed_or_kept(capsys, tmp_path, monkeypatch, release_2):
    temp = tmp_path / "temp"
    temp.mkdir()
    for variable in ("TMPDIR", "TEMP", "TMP"):
        monkeypatch.setenv(variable, str(temp))
    monkeypatch.setattr("tempfile.tempdir", None)
    fields = [f.name for f in release_2.fields if f.values is None and f.name != "LA Code"]
    row = {n: f" CANARY{i:02d}Q" for i, n in enumerate(fields)} | {"Event Type": "service"}
    source = tmp_path / "extract.csv"
    with source.open("w", encoding="utf-8", newline="") as out:
        lines = csv.DictWriter(out, release_2.names, restval="")
        lines.writeheader()
        lines.writerows([row, row])
    profile, book, target = (tmp_path / n for n in ("p.json", "p.xlsx", "out.csv"))
    told = ["--rule", "MAND-01", "--field", "Gender", "--reason", "Not recorded"]
    commands = (
        ["profile", "export", profile, book, "--file", source],
        ["profile", "import", profile, book, "--file", source],
        ["profile", "accept", profile, source, *told],
        ["profile", "show", profile, "--file", source],
        ["fix", source, "--safe", "--release-1", "--likely", "all", "--profile", profile],
        ["fix", source, "--safe", "--json", "--write", target, "--profile", profile],
    )
    for command in commands:
        code, out, err = run(capsys, *command)
        assert code in (0, 1), err
        assert "CANARY" not in out + err
    for kept in (profile, target.with_name("out.manifest.json")):
        assert "CANARY" not in kept.read_text("utf-8")
    cells = [
        c for s in openpyxl.load_workbook(book) for r in s.iter_rows(values_only=True) for c in r
    ]
    assert not [c for c in cells if "CANARY" in str(c)]
    assert target.read_text("utf-8").count("CANARY") == 2 * len(fields)
    assert list(temp.rglob("*")) == []


def test_one_is_one(capsys, tmp_path, records, release_2):
    source = tmp_path / "one.csv"
    with source.open("w", encoding="utf-8", newline="") as out:
        lines = csv.DictWriter(out, release_2.names, restval="")
        lines.writeheader()
        lines.writerow(records["review"] | {"Event Start Date": "2025-12-01", "Gender": "Femal"})
    profile, book = tmp_path / "p.json", tmp_path / "p.xlsx"
    _, out, _ = run(capsys, "fix", source, "--safe")
    assert "one.csv: 1 record, Release 2" in out
    assert "        1  cell changed (1 value)" in out
    _, out, _ = run(capsys, "profile", "export", profile, book, "--file", source)
    assert out.endswith("0 entries, 1 value to decide.\n")
    _, out, _ = run(capsys, "profile", "column", profile, "M/F", "Gender")
    assert out.endswith(": 0 meanings, 1 column, 0 known findings.\n")
    code, _, err = run(capsys, "profile", "column", profile, "X", " ")
    assert code == 2
    assert err.startswith("The name of the field is blank.")
    _, out, _ = run(capsys, "profile", "show", profile, "--file", source)
    assert "New since: 1 value needs a decision, in 1 cell." in out
    told = ["--rule", "MAND-02", "--field", "Gender", "--value", "Femal", "--reason", "Old code"]
    _, out, _ = run(capsys, "profile", "accept", profile, source, *told)
    assert "MAND-02 in Gender: 1 finding is known." in out
    _, out, _ = run(capsys, "check", source, "--profile", profile)
    assert "Of these findings 1 is known, with a reason: 1 " in out
    page, changes = tmp_path / "page.html", tmp_path / "changes.json"
    target = tmp_path / "out.csv"
    kept = ["--write", target, "--sign-off", page, "--save-changes", changes]
    assert run(capsys, "fix", source, "--safe", *kept)[0] in (0, 1)
    assert "out.csv, 1 record<" in page.read_text("utf-8")
    assert "1 cell, safe changes only" in page.read_text("utf-8")
    _, _, err = run(capsys, "fix", target, "--changes", changes)
    assert "“one.csv”, 1 record. " in err


def test_a_column_of_a_field_that_the_pack_lacks_stops_no_file(capsys, file, tmp_path):
    profile = tmp_path / "profile.json"
    content = {"kind": "CLD Validator profile", "version": 1, "meanings": []}
    content["columns"] = {"Legacy": "Gender Identity", "M/F": "Gender"}
    profile.write_text(json.dumps(content), "utf-8")
    file.write_text(file.read_text("utf-8").replace("Gender,", "M/F,", 1), "utf-8")
    told = ["--rule", "MAND-02", "--field", "Gender", "--value", "Femal", "--reason", "Old code"]
    for command in (
        ["fix", file, "--profile", profile],
        ["check", file, "--profile", profile],
        ["profile", "show", profile, "--file", file],
        ["profile", "export", profile, tmp_path / "p.xlsx", "--file", file],
        ["profile", "accept", profile, file, *told],
    ):
        code, _, err = run(capsys, *command)
        assert code in (0, 1), err
    _, out, _ = run(capsys, "profile", "show", profile)
    assert (
        "column 'Legacy' is Gender Identity  [not used: The specification has no such field.]"
        in out.splitlines()
    )
    assert "column 'M/F' is Gender" in out.splitlines()
    kept = json.loads(profile.read_text("utf-8"))
    assert kept["columns"] == content["columns"], "the entry stays in the profile"
    assert len(kept["known"]) == 1, "the other column is read as the profile says"


def test_nobody_of_the_file_stands_in_what_is_kept(capsys, file, tmp_path):
    profile = tmp_path / "profile.json"
    told = ["--rule", "MAND-02", "--field", "Gender", "--reason"]
    for reason in ("Agreed with Test Person and others", "Person, Test"):
        code, _, err = run(capsys, "profile", "accept", profile, file, *told, reason)
        assert code == 2
        assert "the name of a person of this file" in err
        assert reason not in err
    code, _, err = run(capsys, "profile", "column", profile, "Mary Jones born 1931", "Gender")
    assert code == 2
    assert "it looks like a date" in err
    assert not profile.exists()
    reason = "A test of the old system, by the person in charge"
    assert run(capsys, "profile", "accept", profile, file, *told, reason)[0] == 0
    book = tmp_path / "p.xlsx"
    assert run(capsys, "profile", "column", profile, "M/F", "Gender")[0] == 0
    assert run(capsys, "profile", "export", profile, book)[0] == 0
    workbook = openpyxl.load_workbook(book)
    workbook["Known findings"]["D2"] = workbook["Columns"]["A2"] = "Test Person"
    workbook.save(book)
    code, _, err = run(capsys, "profile", "import", profile, book, "--file", file)
    assert code == 2
    assert "Columns A2" in err
    assert "Known findings D2" in err
    assert run(capsys, "profile", "import", profile, book)[0] == 0, "nobody is known without a file"


def test_known_findings_that_cannot_come_again_are_marked(capsys, tmp_path):
    profile = tmp_path / "profile.json"
    content = {"kind": "CLD Validator profile", "version": 1, "meanings": []}
    content["known"] = [
        {"rule": rule, "field": field, "reason": "Old code"}
        for rule, field in (("OLD-1", "Gender"), ("MAND-02", "Shoe"), ("MAND-02", "Gender"))
    ]
    profile.write_text(json.dumps(content), "utf-8")
    _, out, _ = run(capsys, "profile", "show", profile)
    marked = {line.split(",")[0]: line.partition("Old code")[2] for line in out.splitlines()}
    assert marked == {
        "known: OLD-1 in Gender": "  [not used: There is no such rule.]",
        "known: MAND-02 in Shoe": "  [not used: The specification has no such field.]",
        "known: MAND-02 in Gender": "",
    }


def test_a_profile_that_is_out_of_date_goes_out_and_in(capsys, tmp_path):
    profile, book, other = (tmp_path / n for n in ("p.json", "p.xlsx", "other.json"))
    content = {"kind": "CLD Validator profile", "version": 1}
    content["meanings"] = [{"field": "Gender", "found": "M", "written": "Masculine"}]
    content["columns"] = {"Legacy": "Gender Identity"}
    content["known"] = [{"rule": "OLD-1", "field": "Gender", "reason": "Old code"}]
    profile.write_text(json.dumps(content), "utf-8")
    assert run(capsys, "profile", "export", profile, book)[0] == 0
    code, out, _ = run(capsys, "profile", "import", profile, book)
    assert code == 0
    assert "0 new, 0 changed, 0 gone" in out
    code, _, err = run(capsys, "profile", "import", other, book)
    assert code == 2
    assert "because of 1 cell:" in err, "a meaning that no list has is an error of whoever typed it"
    workbook = openpyxl.load_workbook(book)
    workbook["Values"]["C2"] = "Male"
    workbook.save(book)
    code, out, _ = run(capsys, "profile", "import", other, book)
    assert code == 0
    no_field = "[not used: The specification has no such field.]"
    assert f"new: Column “Legacy”: Gender Identity {no_field}" in out.splitlines()
    assert "There is no such rule.]" in out
    assert "“M”" not in out
