"""Will DHSC select this file: said by every way of looking at it."""

from __future__ import annotations

import json
from datetime import date

from openpyxl import load_workbook

from cldvalidator.command_line import main as cli
from cldvalidator.presentation.month_grid import month_grid
from cldvalidator.review.selection import ALLOWED, COMPLETE, INCOMPLETE, file_selection
from cldvalidator.synthetic_data.generator import generate, write_csv

SENTENCE = (
    "DHSC would not select this file for the year to 31/03/2026, because fewer than 10 services "
    "ended in October 2025 and November 2025."
)


def with_gap(release_2, tmp_path):
    """Write a file without services that ended in October and November."""
    extract = generate(2_000, seed=3, specification=release_2)
    frame = extract.frame().astype(str)
    gone = frame["Event End Date"].str[3:].isin(["10/2025", "11/2025"])
    kept = (~(gone & (frame["Event Type"] == "Service"))).to_numpy().nonzero()[0]
    path = tmp_path / "gap.csv"
    write_csv(extract.narrowed(kept), path)
    return extract, path


def test_the_months_and_the_sentence(release_2, tmp_path):
    whole, _ = with_gap(release_2, tmp_path)
    selection = file_selection(whole)
    assert selection.selected
    assert len(selection.rows) == 3
    assert all(len(r.months) == 12 for r in selection.rows)
    assert all(selection.common)
    grid = month_grid(selection)
    assert len(grid.months) == 12
    assert [r.name for r in grid.rows] == ["Requests", "Assessments", "Services", "All three"]
    assert grid.text().splitlines()[0].startswith("Ended\tNeeded\tApr 25\tMay 25")


def test_check_preview_and_report_say_the_same(release_2, tmp_path, capsys):
    _, path = with_gap(release_2, tmp_path)
    report = tmp_path / "report.xlsx"
    assert cli.main(["check", str(path), "--report", str(report)]) == 1
    printed = capsys.readouterr().out
    assert SENTENCE in printed
    assert "Oct 25" in printed
    assert "0!" in printed
    assert cli.main(["preview", str(path), "--measure", "ASCOF 2A"]) == 0
    assert SENTENCE in capsys.readouterr().out
    assert cli.main(["check", str(path), "--json"]) == 1
    content = json.loads(capsys.readouterr().out)["selection by DHSC"]
    assert content["sentence"] == SENTENCE
    assert sum(m["state"] == INCOMPLETE for m in content["months"]) == 2
    assert not any(m["state"] == ALLOWED for m in content["months"])
    sheet = load_workbook(report)["Months that DHSC counts"]
    assert sheet["A1"].value == SENTENCE
    in_report = [
        (row[0].value[:-1], cell.value, cell.number_format.split('"')[1].strip())
        for row in sheet.iter_rows(min_row=4, max_row=6)
        for cell in row[2:]
    ]
    assert in_report == [(m["event type"], m["ended"], m["state"]) for m in content["months"]]
    assert [c.value for c in sheet[7]][8:10] == [INCOMPLETE, INCOMPLETE]


def test_a_month_between_two_complete_ones_is_allowed(release_2):
    whole = generate(2_000, seed=3, specification=release_2)
    frame = whole.frame().astype(str)
    gone = frame["Event End Date"].str.endswith("06/2025") & (frame["Event Type"] == "Request")
    grid = month_grid(file_selection(whole.narrowed((~gone).to_numpy().nonzero()[0])))
    june = [row.cells[2] for row in grid.rows]
    assert [c.state for c in june] == [ALLOWED, COMPLETE, COMPLETE, ALLOWED]
    assert june[0].words == "Requests, June 2025: allowed. 0 ended, 10 needed."
    assert june[3].text == ALLOWED


def test_a_file_without_a_period(extract_of, records):
    blank = {"Reporting Period Start Date": "", "Reporting Period End Date": ""}
    assert file_selection(extract_of([records["request"] | blank])) is None


def test_the_day_of_arrival_counts(release_2, tmp_path):
    whole, _ = with_gap(release_2, tmp_path)
    too_soon = file_selection(whole, date(2026, 3, 31))
    assert not too_soon.selected
    assert "is not over on 31/03/2026" in too_soon.sentence
