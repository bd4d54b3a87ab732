"""Files with dates as other systems and settings write them, through the commands."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.fixes import propose, safe_changes
from cldvalidator.jobs.check import open_file

CASES = Path(__file__).parents[1] / "data" / "cases"
DATES = (
    *("Reporting Period Start Date", "Reporting Period End Date", "Date of Birth"),
    *("Date of Death", "Event Start Date", "Event End Date"),
)


def dates_in(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [[row[n] for n in DATES] for row in csv.DictReader(file)]


BASE = dates_in(CASES / "base.csv")


@pytest.fixture
def run(capsys):
    def run(*arguments):
        code = cli.main([str(a) for a in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_sql_servers_text_dates_are_read_safely(tmp_path, run):
    target = tmp_path / "out.csv"
    code, _, _ = run("fix", CASES / "16-sql-server-varchar-dates.csv", "--safe", "--write", target)
    assert (code, dates_in(target)) == (0, BASE)


def test_oracles_time_stamps_are_read_and_only_births_are_not_certain(tmp_path, run):
    target = tmp_path / "out.csv"
    path = CASES / "17-oracle-timestamps.csv"
    opened = open_file(path)
    assert not [g for g in opened.result.findings.groups if g.rule.id in ("DATE-00", "DATE-18")]
    likely = propose(opened.extract, opened.result, certainties=["likely"])
    assert {p.field for p in likely} == {"Date of Birth", "Date of Death"}
    code, _, _ = run("fix", path, "--safe", "--likely", "FILE-08", "--write", target)
    assert (code, dates_in(target)) == (0, BASE)


@pytest.mark.parametrize("name", ["37-half-swapped-by-us-excel.xlsx", "38-month-first.csv"])
def test_month_first_dates_are_one_notice_and_one_decision(name, tmp_path, run):
    opened = open_file(CASES / name)
    assert safe_changes(opened.extract, opened.result) == ()
    (told,) = [g for g in opened.result.findings.groups if g.rule.id == "DATE-17"]
    assert (len(told), told.severity.word) == (1, "error")
    # The rules across cells read the dates as the evidence says: nothing else is wrong with them.
    others = {g.rule.id for g in opened.result.findings.groups} - {"DATE-17"}
    assert others == ({"FILE-08"} if name.startswith("38") else set())
    _, out, _ = run("check", CASES / name)
    first = out.splitlines()[2]
    assert first.startswith("  ! ")
    assert "month before the day" in first
    assert "--dates month-first" in first
    untouched = tmp_path / "untouched.csv"
    code, _, _ = run("fix", CASES / name, "--safe", "--likely", "all", "--write", untouched)
    assert code == 1
    target = tmp_path / "out.csv"
    code, out, _ = run("fix", CASES / name, "--dates", "month-first", "--write", target)
    assert (code, dates_in(target)) == (0, BASE)
    assert "As you said" in out
    written = tmp_path / "checked.csv"
    code, _, _ = run("check", CASES / name, "--dates", "month-first", "--write", written)
    assert (code, written.read_bytes()) == (0, target.read_bytes())
    before, after = (tmp_path / "untouched.csv", target)
    assert dates_in(before) != dates_in(after)


def test_the_figures_of_a_month_first_file_are_those_of_the_file_it_stands_for(run):
    _, right, _ = run("preview", CASES / "base.csv", "--json")
    code, out, _ = run("preview", CASES / "38-month-first.csv", "--dates", "month-first", "--json")
    assert code == 0
    found, expected = json.loads(out), json.loads(right)
    assert found["measures"] == expected["measures"]
    assert found["notices"] != expected["notices"]


def test_times_in_utc_are_read_in_uk_time_and_never_safe(tmp_path, run):
    path = CASES / "49b-utc-without-zone.csv"
    opened = open_file(path)
    assert safe_changes(opened.extract, opened.result) == ()
    _, out, _ = run("check", path)
    assert "UTC" in out.splitlines()[2]
    target = tmp_path / "out.csv"
    code, _, _ = run("fix", path, "--likely", "FILE-08", "--write", target)
    assert (code, dates_in(target)) == (0, BASE)


def test_excels_zero_is_told_and_proposed_as_blank():
    opened = open_file(CASES / "20-zero-as-a-date.xlsx")
    found = propose(opened.extract, opened.result)
    zeros = [p for p in found if p.field == "Date of Death"]
    assert [(p.written, p.certainty) for p in zeros] == [("", "likely")]
    assert "zero" in zeros[0].reason
    assert not [g for g in opened.result.findings.groups if g.rule.id == "DATE-00"]


def test_only_the_columns_that_are_named_are_turned_round(tmp_path, run):
    with (CASES / "base.csv").open(encoding="utf-8-sig", newline="") as base:
        rows = list(csv.reader(base))
    place = rows[0].index("Event End Date")
    for row in rows[1:]:
        day, month, year = row[place].split("/") if row[place] else ("", "", "")
        row[place] = f"{month}/{day}/{year}".strip("/")
    source, target = tmp_path / "one.csv", tmp_path / "out.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    for told in ("month-first", "month-first=Event End Date"):
        code, _, _ = run("fix", source, "--dates", told, "--write", target, "--overwrite")
        assert (code, dates_in(target)) == (0, BASE)


@pytest.mark.parametrize("told", ["us", "month-first=Date of Wedding"])
def test_a_choice_that_is_none_is_refused(told, run):
    code, out, err = run("check", CASES / "38-month-first.csv", "--dates", told)
    assert (code, out) == (2, "")
    assert "--dates" in err


def test_a_preview_of_dates_in_no_certain_order_names_the_option(run):
    path = CASES / "38-month-first.csv"
    code, out, said = run("preview", path)
    assert (code, out) == (2, "")
    assert "written with the month before the day" in said
    assert "--dates month-first" in said
    assert run("preview", path, "--dates", "month-first")[0] == 0


def test_a_preview_of_times_in_utc_says_so(tmp_path, run):
    path, target = CASES / "49b-utc-without-zone.csv", tmp_path / "out.csv"
    code, _, said = run("preview", path)
    assert code == 2
    assert "in UTC" in said
    assert "The national figures have no reporting period yet" in said
    checked = run("check", path)[1]
    assert "The checks read them in UK time." in checked
    assert "the national figures use it once you accept it" in checked
    assert "--likely FILE-08" in said
    assert run("fix", path, "--safe", "--likely", "FILE-08", "--write", target)[0] == 0
    assert run("preview", target)[0] == 0


@pytest.mark.parametrize(
    "name", ["16-sql-server-varchar-dates.csv", "17-oracle-timestamps.csv", "38-month-first.csv"]
)
@pytest.mark.parametrize("command", [("check",), ("fix", "--safe", "--likely", "all")])
def test_what_is_written_is_judged_as_the_file_it_is(name, command, tmp_path, run):
    # Where every date names its month none has to be turned round: they count as day first too.
    target = tmp_path / "out.csv"
    first, *options = command
    run(first, CASES / name, "--dates", "month-first", *options, "--write", target)
    content = json.loads(target.with_suffix(".manifest.json").read_text("utf-8"))
    code, out, _ = run("check", target, "--json")
    again = json.loads(out)
    told = content["findings as written"]["by severity"]
    assert {word: again["counts"][word] for word in told} == told
    assert code == (1 if told["error"] else 0)
