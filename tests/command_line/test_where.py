"""`--where`: only rows that fit are shown and counted; the verdict is of the whole file."""

from __future__ import annotations

import csv
import json
from io import StringIO

import openpyxl
import pytest

import cldvalidator as cld
from cldvalidator.command_line import main as cli

SERVICES = "Event Type = Service"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("where") / "extract.csv"
    cld.synthetic(path, rows=600, faults=0.1, seed=3)
    return path


@pytest.fixture
def run(capsys):
    def command(*arguments):
        code = cli.main([str(a) for a in arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def test_counts_are_of_the_rows_shown_and_the_verdict_of_the_whole_file(run, file):
    whole, shown = (
        json.loads(run("check", file, "--json", *options)[1])
        for options in ((), ("--where", SERVICES))
    )
    assert shown["verdict"] == whole["verdict"]
    assert shown["data quality"] == whole["data quality"]
    assert shown["where"]["filter"] == SERVICES
    assert 0 < shown["where"]["rows"] < shown["where"]["of"] == 600
    other = json.loads(run("check", file, "--json", "--where", f"not {SERVICES}")[1])
    about_file = sum(f["count"] for f in whole["findings"] if not f["first cells"])
    for word, count in whole["counts"].items():
        apart = count - shown["counts"][word] - other["counts"][word]
        assert 0 <= apart <= about_file


def test_the_cells_are_those_that_excel_shows(run, file):
    """A row keeps its number however few are shown."""
    checked = cld.check(file)
    services = checked.where(SERVICES)
    there = checked.extract.frame["Event Type"]
    assert set(services.extract.frame.index) == set(there.index[there == "Service"])
    rows = services.findings.dropna(subset="row")
    every = checked.findings.dropna(subset="row")
    every = every[every["row"].isin(services.extract.frame.index)]
    assert (
        rows.reset_index(drop=True)
        .astype(object)
        .equals(every.reset_index(drop=True).astype(object))
    )
    assert len(services.fix(safe=True).after.extract) == len(checked.extract)


def test_the_summary_says_what_is_filtered(run, file):
    code, out, _ = run("check", file, "--where", SERVICES)
    assert code == 1
    assert "Only rows where Event Type = Service are shown and counted: " in out
    assert "of 600 rows. The verdict is of the whole file." in out


def test_a_view_as_csv_is_alone_on_standard_output(run, file):
    _, out, err = run("check", file, "--by", "record", "--where", "has error")
    table = list(csv.DictReader(StringIO(out)))
    assert table
    assert all(int(line["error"]) for line in table)
    assert err.startswith("Only rows where has finding error are shown")


def test_no_row_fits(run, file):
    code, out, _ = run("check", file, "--all", "--where", "Event Start Date > 01/01/2090")
    assert code == 1
    assert ": 0 of 600 rows." in out


def test_the_report_says_what_is_filtered_and_holds_no_identifier_of_the_filter(
    run, file, tmp_path
):
    number = cld.check(file).extract.frame["NHS Number"].iloc[0]
    target = tmp_path / "report.xlsx"
    where = f"NHS Number = {number} or has error"
    run("check", file, "--where", where, "--report", target, "--no-values")
    book = openpyxl.load_workbook(target)
    cells = [str(c.value) for s in book for line in s for c in line if c.value is not None]
    said = [c for c in cells if c.startswith("Only rows where")]
    assert len(said) == 1
    assert 'NHS Number = "…" or has finding error' in said[0]
    assert not any(str(number) in c for c in cells)


@pytest.mark.parametrize(
    ("command", "options", "said"),
    [
        ("check", ("--where", "Evnt Type = Service"), "Did you mean Event Type?"),
        ("check", ("--where", SERVICES, "--row", "5"), "Leave --where out"),
        ("preview", ("--where", SERVICES), "Add --behind"),
        (
            "preview",
            ("--behind", "ASCOF 2E", "--where", "Event Type"),
            "cannot be read after “Event Type”",
        ),
    ],
)
def test_what_is_refused(run, file, command, options, said):
    code, _, err = run(command, file, *options)
    assert code == 2
    assert said in err


def test_the_records_behind_a_figure_that_fit(run, file):
    figures = cld.preview(file, measures=["ASCOF 2E"]).figures
    most = figures.loc[figures["denominator"].idxmax()]
    assert most["denominator"] > 1
    options = ("--behind", "ASCOF 2E", "--group", most["group"], "--figure", most["description"])
    _, every, _ = run("preview", file, *options)
    _, some, err = run("preview", file, *options, "--where", "Gender = Male or has error")
    every, some = (list(csv.DictReader(StringIO(out))) for out in (every, some))
    assert 0 < len(some) < len(every)
    assert [line for line in every if line in some] == some
    assert f"{len(some):,} of the {len(every):,} behind the figure" in err


@pytest.mark.parametrize("command", [("check",), ("preview", "--behind", "ASCOF 2A")])
def test_a_rule_that_is_not_here_is_refused_not_found_nowhere(run, file, command):
    code, out, err = run(command[0], file, *command[1:], "--where", "has finding LOCAL-01")
    assert (code, out) == (2, "")
    assert "LOCAL-01, but there is no such rule here." in err
