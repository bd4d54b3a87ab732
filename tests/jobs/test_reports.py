"""A report for each team: every finding in one of them, no other team's row, all files or none."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.command_line import main as cli
from cldvalidator.jobs import reports
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.reports import reports_from_before, team_files, write_team_reports
from cldvalidator.problems import EnvironmentProblem, InputProblem
from cldvalidator.review.teams import NO_TEAM, Teams, of_team, team_column, team_columns
from cldvalidator.review.views import FindingViews
from cldvalidator.sample_file import sample_file
from cldvalidator.storage.targets import TargetExists

TEAMS = ("Adults North", "adults north ", "Adults/North", "", "ZQXTEAM", "CON")
COLUMN = "Allocated Team"
HEADER_ROW = 8
"""Above it stands how to answer."""


@pytest.fixture(scope="module")
def extract(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("teams") / "extract.csv"
    with sample_file().open(encoding="utf-8-sig", newline="") as lines:
        header, *rows = csv.reader(lines)
    with path.open("w", encoding="utf-8", newline="") as out:
        made = csv.writer(out)
        made.writerow([*header, COLUMN])
        made.writerows([*row, TEAMS[n % len(TEAMS)]] for n, row in enumerate(rows[:400]))
    return path


@pytest.fixture(scope="module")
def checked(extract):
    return open_file(extract)


def listed(path):
    sheet = openpyxl.load_workbook(path)["Findings"]
    header, *rows = (r for r in sheet.iter_rows(values_only=True, min_row=HEADER_ROW))
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_every_finding_is_in_the_report_of_its_team(checked, tmp_path):
    files = write_team_reports(checked, tmp_path / "new", COLUMN, with_values=True)
    assert {f.team for f in files} <= {t.strip() or NO_TEAM for t in TEAMS}
    assert len({f.path.name.casefold() for f in files}) == len(files) > 4
    rows, lines = Counter(), 0
    for file in files:
        lines += file.findings
        found = listed(file.path)
        assert len(found) == file.findings
        assert sum(line["Severity"] == "error" for line in found) == file.errors
        for line in found:
            team = TEAMS[(line["Row"] - 2) % len(TEAMS)].strip() or NO_TEAM
            assert team == file.team
            rows[line["Row"]] += 1
    table = checked.result.findings.table
    table = table[table["row"] != WHOLE_FILE]
    assert lines == len(table)
    source = checked.extract.source_rows[table["row"].to_numpy()]
    assert rows == Counter(source.tolist())


def test_values_to_map_are_counted_among_the_rows_of_the_team(checked):
    teams = Teams.of(checked.extract, COLUMN)
    parts = [of_team(checked, teams, place) for place in range(len(teams.names))]
    of_each = [FindingViews(part.extract, part.result).by_value() for part in parts]
    whole = FindingViews(checked.extract, checked.result).by_value()
    assert sum(int(table["cells"].sum()) for table in of_each) == int(whole["cells"].sum())
    for part, table in zip(parts, of_each, strict=True):
        for field, found, cells in zip(table["field"], table["found"], table["cells"], strict=True):
            column = part.extract.column(field)
            assert sum(column.text(r) == found for r in range(len(part.extract))) == cells


def test_without_values_no_file_holds_one(checked, tmp_path):
    files = write_team_reports(checked, tmp_path / "plain", COLUMN, with_values=False)
    codes = {t for t in checked.extract.column("LA Person Unique Identifier").texts if t}
    for file in files:
        assert file.path.name.startswith("Findings - Team ")
        with zipfile.ZipFile(file.path) as archive:
            content = b"".join(archive.read(name) for name in archive.namelist())
        assert b"ZQXTEAM" not in content
        assert b"Adults" not in content
        assert not any(code.encode() in content for code in codes)


def test_all_files_or_none(checked, tmp_path, monkeypatch):
    folder = tmp_path / "set"
    files = team_files(checked, folder, COLUMN, with_values=True)
    made = []
    original = reports.team_report

    def fails_at_the_last(*args, **options):
        made.append(1)
        if len(made) == len(files):
            raise EnvironmentProblem("The disk is full.", "Free some space.")
        return original(*args, **options)

    monkeypatch.setattr(reports, "team_report", fails_at_the_last)
    with pytest.raises(EnvironmentProblem) as caught:
        write_team_reports(checked, folder, COLUMN, with_values=True)
    assert "None of these was written" in caught.value.advice + caught.value.what
    assert list(folder.iterdir()) == []


def test_none_is_replaced_unasked_and_those_of_an_earlier_time_are_named(checked, tmp_path):
    stays = tmp_path / "OFFICIAL-SENSITIVE findings - Gone.xlsx"
    stays.write_bytes(b"old")
    files = write_team_reports(checked, tmp_path, COLUMN, with_values=True)
    paths = [f.path for f in files]
    assert reports_from_before(tmp_path, paths) == (stays.name,)
    with pytest.raises(TargetExists):
        write_team_reports(checked, tmp_path, COLUMN, with_values=True)
    write_team_reports(checked, tmp_path, COLUMN, with_values=True, overwrite=True)
    assert stays.read_bytes() == b"old"


def test_the_column_that_says_the_team(checked):
    extract, specification = checked.extract, checked.specification
    assert team_column(extract, None) == COLUMN
    assert team_columns(extract, specification)[0] == COLUMN
    assert team_column(extract, "gender", specification) == "Gender"
    with pytest.raises(InputProblem):  # a person is no team
        team_column(extract, "NHS Number", specification)
    with pytest.raises(InputProblem, match="too many for teams"):
        team_files(checked, Path(), "LA Person Unique Identifier", with_values=True)


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        code = cli.main([str(a) for a in arguments])
        return code, capsys.readouterr()

    return command


def test_the_command_writes_them_with_a_submission_as_one_set(run, extract, tmp_path):
    code, printed = run(
        "check", extract, "--write", "out.csv", "--report-folder", "teams", "--report", "all.xlsx"
    )
    assert code == 1
    names = sorted(p.name for p in (tmp_path / "teams").iterdir())
    assert len(names) > 4
    assert all(name in printed.out for name in names)
    code, printed = run("check", extract, "--report-folder", "teams")
    assert code == 2
    assert "already exists" in printed.err
    assert run("check", extract, "--report-folder", "teams", "--overwrite")[0] == 1


def test_the_command_refuses_what_cannot_be(run, extract, tmp_path):
    code, printed = run("check", sample_file(), "--report-folder", "teams")
    assert code == 2
    assert "--team-column" in printed.err
    assert not (tmp_path / "teams").exists()
    assert run("check", extract, "--no-values")[0] == 2
    (tmp_path / "file").write_text("x")
    code, printed = run("check", extract, "--report-folder", "file")
    assert code == 2
    assert "not a folder" in printed.err
