"""What is odd about a file's text is in the verdict and in every output of the command line."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest

from cldvalidator.command_line import main as cli

NO_NUMBERS = ("--without", "MAND-01")
"""The records of these files have no NHS numbers, so that each is another person's."""


@pytest.fixture
def lines(records, release_2):
    """Return a file as lines of text: the header, then ten records of one council."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(release_2.names)
    for number in range(10):
        record = records["service"] | {"Event Reference": f"E{number}", "NHS Number": ""}
        record["LA Person Unique Identifier"] = f"P{number}"
        rows.writerow([record.get(n, "") for n in release_2.names])
    return out.getvalue().splitlines()


@pytest.fixture
def run(tmp_path, capsys):
    def run(lines, command="check", *arguments):
        path = tmp_path / "extract.csv"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        code = cli.main([command, str(path), *map(str, arguments)])
        return code, capsys.readouterr().out

    return run


def test_as_it_is_the_file_is_ready(lines, run):
    code, out = run(lines, "check", *NO_NUMBERS)
    assert code == 0
    assert "Ready to send" in out


def test_rows_swallowed_by_a_quotation_mark_are_an_error_everywhere(lines, run, tmp_path):
    lines[3] = lines[3].replace("P2", '"P2')
    lines[6] = lines[6].replace("P5", 'P5"')
    target, page = tmp_path / "out.csv", tmp_path / "sign-off.html"
    code, out = run(lines, "check", *NO_NUMBERS, "--write", target, "--sign-off", page)
    assert code == 1
    assert "Not ready to send" in out
    assert "Whole rows of the file stand inside this cell. [FILE-11]" in out
    assert "LA Person Unique Identifier 1 (E4)" in out
    manifest = json.loads((tmp_path / "out.manifest.json").read_text("utf-8"))
    assert manifest["findings as read"]["by rule"]["FILE-11"] == {"error": 1}
    assert manifest["findings as written"]["by rule"]["FILE-11"] == {"error": 1}
    assert "Whole rows of the file stand inside this cell" in page.read_text("utf-8")


def test_rows_swallowed_in_a_column_kept_aside(lines, run):
    lines = ["Notes," + lines[0], *("," + line for line in lines[1:])]
    lines[3], lines[5] = '"x' + lines[3], 'y"' + lines[5]
    code, out = run(lines, "check", *NO_NUMBERS)
    assert code == 1
    assert "Whole rows stand in a cell of a column that is not used, in row 4." in out


NOTICED = "LA Person Unique Identifier (column E): 1 cell is a shortened number"


@pytest.fixture
def shortened(lines):
    """A file with a shortened number, a column by another name, one aside and one missing."""
    lines = [lines[0].replace("Gender", "Spare"), *lines[1:]]
    lines[0] = lines[0].replace("Event Type", "EventType")
    lines[2] = lines[2].replace("P1,", "1.23E+09,")
    return lines


@pytest.mark.parametrize("command", ["check", "fix", "preview"])
def test_every_command_tells_how_the_file_was_read(shortened, run, command):
    _, out = run(shortened, command)
    assert f"  ! {NOTICED}" in out
    assert "not used, not part of a submission: Spare" in out
    assert "not in the file: Gender" in out
    assert "Event Type" in next(line for line in out.splitlines() if "'EventType'" in line)


def test_every_missing_field_is_named_if_everything_is_asked_for(lines, run, release_2):
    found = list(release_2.names[:20])
    lines = [",".join(next(iter(csv.reader([line])))[:20]) for line in lines]
    missing = [n for n in release_2.names if n not in found]
    assert f"not in the file: {', '.join(missing[:8])} and 22 more" in run(lines)[1]
    assert f"not in the file: {', '.join(missing)}\n" in run(lines, "check", "--all")[1]


def test_a_shortened_number_is_an_error_at_its_cell(shortened, run):
    code, out = run(shortened, "check", "--row", "3")
    assert code == 1
    assert "E3 LA Person Unique Identifier [ID-14, error]" in out


@pytest.mark.parametrize("command", ["check", "fix", "preview"])
def test_scripts_get_the_notices_too(shortened, run, command):
    content = json.loads(run(shortened, command, "--json")[1])
    (notice,) = content.get("file", content)["notices"]
    assert notice.startswith(NOTICED)


@pytest.mark.parametrize("command", ["check", "fix"])
def test_what_is_written_says_how_the_file_was_read(shortened, run, tmp_path, command):
    target, page, report = (tmp_path / n for n in ("out.csv", "page.html", "report.xlsx"))
    run(shortened, command, "--write", target, "--sign-off", page, "--report", report)
    manifest = (tmp_path / "out.manifest.json").read_text("utf-8")
    (notice,) = json.loads(manifest)["input"]["notices"]
    assert notice.startswith(NOTICED)
    assert "P9" not in manifest
    assert NOTICED in page.read_text("utf-8")
    rows = list(openpyxl.load_workbook(report)["What was read"].iter_rows(values_only=True))
    assert rows[1][0] == "Notice"
    assert rows[1][2].startswith(NOTICED)
    assert ("Column", "J Spare", "kept aside") in rows
    assert ("Column", "Y EventType", "Event Type (spelling)") in rows
    assert ("Missing", "Gender", "not in the file; written empty") in rows


def test_a_report_without_values_names_no_column_that_is_no_field(shortened, run, tmp_path):
    report = tmp_path / "report.xlsx"
    run(shortened, "check", "--report", report, "--no-values")
    rows = list(openpyxl.load_workbook(report)["What was read"].iter_rows(values_only=True))
    assert ("Column", "J", "kept aside") in rows


def test_long_texts_are_elided_on_a_terminal_but_whole_for_programs(
    lines, run, monkeypatch, release_2
):
    wrong = "Irish" + "x" * 200_000 + "end"
    lines[1] = lines[1].replace("White: Irish", wrong)
    cut = f"'Irish{'x' * 45} … {'x' * 17}end (200,008 characters)"
    assert cut in run(lines)[1]
    assert cut in run(lines, "check", "--row", "2")[1]
    assert cut.split(" … ", maxsplit=1)[0] in run(lines, "fix")[1]
    assert wrong in run(lines, "check", "--by", "value")[1]
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    out = run(lines, "check", "--by", "value")[1]
    assert cut[1:] in out
    assert wrong not in out


def test_the_delimiter_is_taken_by_preview_as_by_check(lines, run):
    marked = [line.replace(",", "\x02") for line in lines]
    assert run(marked, "preview")[0] == 2
    code, out = run(marked, "preview", "--json", "--delimiter", "\x02")
    assert (code, json.loads(out)["measures"]) == (
        0,
        json.loads(run(lines, "preview", "--json")[1])["measures"],
    )
