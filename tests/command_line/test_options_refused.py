"""What the user tells the command line is used, or refused in words; nothing is passed over."""

from __future__ import annotations

import csv
import json
import shlex

import openpyxl
import pytest

from cldvalidator.command_line import main as cli


@pytest.fixture
def rows(records, release_2):
    return [
        list(release_2.names),
        *([r.get(n, "") for n in release_2.names] for r in records.values()),
    ]


@pytest.fixture
def run(tmp_path, capsys):
    def run(rows, *arguments, command="check"):
        path = tmp_path / "extract.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(rows)
        code = cli.main([command, str(path), *map(str, arguments)])
        return code, capsys.readouterr()

    return run


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["--column", "Nope=Gender"], "no column headed Nope"),
        (["--column", "column ZZ="], "no column headed column ZZ"),
        (["--column", "Gender=Shoe Size"], "matched to: Shoe Size"),
        (["--sheet", "A"], "it has no sheets"),
    ],
)
def test_what_the_file_does_not_have_is_refused(rows, run, told, said):
    code, out = run(rows, *told)
    assert code == 2
    assert said in out.err
    assert out.out == ""


def test_a_preview_of_text_has_no_sheets_either(rows, run):
    code, out = run(rows, "--sheet", "A", command="preview")
    assert code == 2
    assert "no sheets" in out.err


def test_a_team_column_that_is_not_there(rows, run, tmp_path):
    target = tmp_path / "report.xlsx"
    code, out = run(rows, "--report", target, "--team-column", "Nope")
    assert code == 2
    assert "no column Nope" in out.err
    assert not target.exists()


def test_of_two_columns_one_can_be_chosen(rows, run):
    doubled = [[*rows[0], "LA Code"], *([*r, "504"] for r in rows[1:])]
    code, out = run(doubled)
    assert code == 2
    assert '--column "column A=LA Code"' in out.err
    code, out = run(doubled, "--column", "column A=LA Code")
    assert code in (0, 1)
    assert "503 Lincolnshire" in out.out
    _, out = run(doubled, "--column", "LA Code=")
    assert "; council not stated\n" in out.out
    assert "may be LA Code" not in out.out


def test_a_column_that_may_be_a_missing_field_is_proposed(rows, run):
    rows[0][rows[0].index("Gender")] = "Gendr"
    _, out = run(rows)
    assert '--column "Gendr=Gender"' in out.out


def test_notices_come_first(rows, run):
    _, out = run([*rows, *rows[1:] * 3, ["Total", "3"]])
    lines = out.out.splitlines()
    assert lines[2].startswith("  ! 1 row is not a record")


def test_the_other_sheets_are_named(rows, tmp_path, capsys):
    book = openpyxl.Workbook()
    for name in ("One", "Two"):
        sheet = book.create_sheet(name)
        for r in rows:
            sheet.append(r)
    path = tmp_path / "two.xlsx"
    book.save(path)
    cli.main(["check", str(path)])
    out = capsys.readouterr().out
    assert "“Two”" in out.splitlines()[2]
    assert "--sheet" in out.splitlines()[3]


@pytest.mark.parametrize("name", [".", ""])
def test_a_folder_is_named_in_words(name, capsys):
    assert cli.main(["check", name]) == 2
    err = capsys.readouterr().err
    assert "“”" not in err
    assert "folder" in err


def test_population_files(rows, run, tmp_path):
    code, out = run(rows, "--population", tmp_path / "none.csv", command="preview")
    assert code == 2
    assert "There is no file “none.csv”" in out.err
    bad = tmp_path / "bad.csv"
    bad.write_text("age band,population\n18 to 64,many\n65 and above,5\n")
    code, out = run(rows, "--population", bad, command="preview")
    assert code == 2
    assert "the population of 18 to 64 is no whole number" in out.err
    bad.write_text("age band,population\n18 to 64,5\n")
    code, out = run(rows, "--population", bad, command="preview")
    assert code == 2
    assert "does not give a population for 65 and above." in out.err
    assert "many" not in out.err


@pytest.mark.parametrize("other", [["--by", "rule"], ["--row", "2"]])
def test_json_is_never_mixed_with_another_view(rows, run, capsys, other):
    with pytest.raises(SystemExit) as caught:
        run(rows, "--json", *other)
    assert caught.value.code == 2
    assert "not allowed with argument --json" in capsys.readouterr().err


def test_a_view_is_csv_and_nothing_else(rows, run, tmp_path):
    told = ["--by", "rule", "--write", tmp_path / "o.csv", "--sign-off", tmp_path / "s.html"]
    _, out = run(rows, *told)
    lines = list(csv.reader(out.out.splitlines()))
    assert lines[0][:2] == ["rule", "severity"]
    assert {len(line) for line in lines} == {len(lines[0])}
    assert "Written and read back" in out.err


def test_release_1_is_not_passed_over(rows, run):
    code, out = run(rows, "--release", "1", "--release-1", command="fix")
    assert code == 2
    assert "--release 1" in out.err
    assert out.out == ""


def test_the_exit_code_is_about_the_file_written_and_says_so(rows, run, tmp_path):
    place = rows[0].index("Event Start Date")
    rows[1][place] = "2025-06-01"
    without = ["--without", "records,people,submission"]
    assert run(rows, *without)[0] == 1
    code, out = run(rows, "--write", tmp_path / "o.csv", *without)
    assert code == 0
    said = "Exit code 0, which is about the file written: it has no errors; the file read has 1."
    assert said in out.out.splitlines()
    rows[1][place] = ""
    code, out = run(rows, "--safe", "--write", tmp_path / "p.csv", command="fix")
    assert code == 1
    assert "Exit code 1, which is about the file written: it has " in out.out


@pytest.mark.parametrize(
    "command", [[], ["check"], ["fix"], ["preview"], ["compare"], ["history"], ["synthetic"]]
)
def test_help_ends_with_examples_that_can_be_parsed(command, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main([*command, "--help"])
    assert caught.value.code == 0
    out = capsys.readouterr().out
    for code in ("  0  ", "  2  it could not be done"):
        assert code in out
    examples = [line[line.index("cldvalidator ") :] for line in out.splitlines()
                if "cldvalidator " in line and not line.startswith("usage")
                and "COMMAND" not in line]  # fmt: skip
    assert len(examples) > 2
    for example in examples:
        assert cli.command_parser().parse_args(shlex.split(example)[1:]).run


def test_where_a_row_counts_is_said_in_plain_words(rows, run):
    twice = [*rows, rows[1]]
    _, out = run(twice, "--row", len(twice), command="preview")
    assert out.out.startswith("Used for the dashboard and cost figures")
    _, out = run(twice, "--row", 2, command="preview")
    assert f"another record of the same event is kept, row {len(twice)}." in out.out


def test_a_group_that_no_figure_has(rows, run):
    code, out = run(rows, "--behind", "2A", "--group", "Nope", command="preview")
    assert code == 2
    assert "No figure fits of ASCOF 2A." in out.err
    assert "Groups: 18 to 64; 65 and above; Total" in out.err


def test_rows_of_another_length_are_shown_as_rows(rows, run):
    _, out = run([*rows, [*rows[1], "", "x"], rows[2][:-2]], "--all")
    found = out.out.splitlines()
    place = next(i for i, line in enumerate(found) if "[FILE-10]" in line)
    assert found[place + 1].strip() == "rows 5, 6"
    assert "to the right of the headers" in out.out
    _, out = run([*rows, [*rows[1], "", "x"], rows[2][:-2]], "--row", 6)
    told = out.out.split("Row 6 [FILE-10, error]")[1].split("\n\n")[0]
    assert "found" not in told
    assert "Every row has as many cells as the header" in told


def test_no_false_alarm_of_rows_that_only_look_the_same(rows, run):
    few = [r[:10] for r in rows]
    _, out = run(few, "--by", "rule")
    assert "DUP-02" not in out.out
    _, out = run(few)
    assert "rules that this file does not allow to run: " in out.out
    _, out = run(few, "--all")
    assert "DUP-02: The file has no column for Event Type, Event Start Date." in out.out
    _, out = run([*rows, rows[1]], "--by", "rule")
    assert "DUP-02" in out.out


def test_rows_of_another_length_are_named_by_row_and_line(rows, run):
    broken = [rows[0], [*rows[1][:-1], "two\nlines"], rows[2][:-2], [], [*rows[3], "surplus"]]
    _, out = run(broken)
    assert (
        "! 2 rows have another number of cells than the header, which has 50. By row in Excel and "
        "line in the file: row 3 (line 4): 48; row 5 (line 6): 51.\n"
    ) in out.out
    assert "  1 row without content left out\n" in out.out
    _, out = run(broken, "--json")
    read = json.loads(out.out)["file"]
    assert read["ragged rows"] == [
        {"row": 3, "line": 4, "cells": 48, "expected": 50},
        {"row": 5, "line": 6, "cells": 51, "expected": 50},
    ]
    assert read["ragged rows in all"] == 2
    assert read["empty rows left out"] == 1


def test_many_rows_of_another_length_are_counted(rows, run):
    _, out = run([rows[0], *([rows[1][:-1]] * 1_200)])
    assert "! 1,200 rows have another number" in out.out
    assert "row 9 (line 9): 49; and 1,192 more.\n" in out.out
