"""Excel reports from Check without a submission; findings by team in the window."""

from __future__ import annotations

import csv
import shutil

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from tests.ui.driving import check_page, discard, opened, settled, words
from ui.findings.listings import TEAM

HEADER_ROW = 8
"""Of a team's findings: above it stands how to answer."""
NAMES = ("North", "south ", "North", "")


@pytest.fixture
def team_file(extract_file):
    with extract_file.open(encoding="utf-8-sig", newline="") as lines:
        header, *rows = csv.reader(lines)
    with extract_file.open("w", encoding="utf-8", newline="") as out:
        made = csv.writer(out)
        made.writerow([*header, "Allocated Team"])
        made.writerows([*row, NAMES[n % 4]] for n, row in enumerate(rows))
    return extract_file


@pytest.fixture
def dialog(qtbot, window, team_file):
    opened(qtbot, window, team_file)
    window.show_reports()
    settled(qtbot, window)
    found = check_page(window).report_dialog
    yield found
    found.reject()


def shown(view, place):
    return view.listing_model.listing.columns[place]


def test_findings_by_team_and_the_rows_of_one(qtbot, window, team_file):
    opened(qtbot, window, team_file)
    window.show_page("check")
    page = check_page(window)
    page.grouping.setCurrentIndex(page.grouping.findData(TEAM))
    settled(qtbot, window)
    assert page.group_by.team.column == "Allocated Team"
    assert set(shown(page.groups, 0)) == {"North", "south", "(no team)"}
    page.groups.setFocus()
    place = shown(page.groups, 0).index("south")
    page.groups.selectionModel().clear()
    for _ in range(place + 1):
        QTest.keyClick(page.groups, Qt.Key.Key_Down)
    QTest.keyClick(page.groups, Qt.Key.Key_Return)
    settled(qtbot, window)
    extract, rows = window.workspace.opened.extract, page.panel.model.rows
    assert len(rows)
    assert {extract.unused["Allocated Team"].text(int(r)) for r in rows} == {"south "}
    findings = sum(shown(page.groups, n)[place] for n in (1, 2, 3))
    assert len(rows) <= findings


def test_hidden_fields_hide_the_names_of_teams(qtbot, window, team_file):
    opened(qtbot, window, team_file)
    window.show_page("check")
    page = check_page(window)
    page.grouping.setCurrentIndex(page.grouping.findData(TEAM))
    window.workspace.set_hidden(True)
    settled(qtbot, window)
    assert not {"North", "south"}.intersection(shown(page.groups, 0))


def test_a_report_for_each_team(qtbot, window, dialog, tmp_path):
    target = tmp_path / "for teams"
    dialog.folder.setText(str(target))
    settled(qtbot, window)
    assert dialog.teams.isChecked()
    assert dialog.write.text() == "Write 3 reports"
    QTest.keyClick(dialog.write, Qt.Key.Key_Space)
    settled(qtbot, window)
    files = sorted(p.name for p in target.iterdir())
    assert files == [
        f"OFFICIAL-SENSITIVE findings - {n}.xlsx" for n in ("(no team)", "North", "south")
    ]
    assert "Written: 3 reports" in words(dialog)
    assert not window.workspace.dirty
    sheet = openpyxl.load_workbook(target / files[1])["Findings"]
    listed = shown(dialog.files, 1)[shown(dialog.files, 0).index("North")]
    assert sheet.max_row - HEADER_ROW == listed


def test_the_whole_report_holds_the_changes_made(qtbot, window, dialog, tmp_path):
    space = window.workspace
    space.edit_cell(0, "Gender", "Female")
    settled(qtbot, window)
    dialog.whole.setChecked(True)
    dialog.plain.setChecked(True)
    dialog.folder.setText(str(tmp_path))
    settled(qtbot, window)
    dialog.begin()
    settled(qtbot, window)
    report = openpyxl.load_workbook(tmp_path / "council.report-without-values.xlsx")
    assert "Before and after" in report.sheetnames


def test_a_column_that_is_chosen_means_a_report_for_each_team(dialog):
    dialog.whole.setChecked(True)
    assert dialog.column.isEnabled()
    dialog.column.activated.emit(dialog.column.currentIndex())
    assert dialog.teams.isChecked()


def test_none_is_replaced_unasked(qtbot, window, dialog, tmp_path, monkeypatch):
    dialog.folder.setText(str(tmp_path))
    settled(qtbot, window)
    dialog.begin()
    settled(qtbot, window)
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("*.xlsx")}
    assert len(before) == 3
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    dialog.begin()
    settled(qtbot, window)
    assert asked == ["Replace the files?"]
    assert "Nothing was written" in words(dialog)
    assert before == {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("*.xlsx")}
    discard(monkeypatch, QMessageBox.StandardButton.Yes)
    dialog.begin()
    settled(qtbot, window)
    after = {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("*.xlsx")}
    assert all(after[name] > before[name] for name in before)


def test_an_answer_about_another_version_writes_nothing(
    qtbot, window, dialog, tmp_path, monkeypatch
):
    dialog.folder.setText(str(tmp_path))
    settled(qtbot, window)
    dialog.begin()
    settled(qtbot, window)
    before = {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("*.xlsx")}

    def question(*_):
        window.workspace.opened = None  # another version, as after a change made meanwhile
        return QMessageBox.StandardButton.Yes

    now = window.workspace.opened
    monkeypatch.setattr(QMessageBox, "question", question)
    dialog.begin()
    qtbot.waitUntil(lambda: "has changed since" in words(dialog))
    window.workspace.opened = now
    settled(qtbot, window)
    assert before == {p.name: p.stat().st_mtime_ns for p in tmp_path.glob("*.xlsx")}


def test_a_file_without_teams_offers_the_whole_report(qtbot, window, extract_file, tmp_path):
    shutil.copy(extract_file, tmp_path / "plain.csv")
    opened(qtbot, window, tmp_path / "plain.csv")
    window.show_reports()
    settled(qtbot, window)
    dialog = check_page(window).report_dialog
    assert dialog.whole.isChecked()
    dialog.teams.setChecked(True)
    settled(qtbot, window)
    assert not dialog.write.isEnabled()
    assert "Choose the column" in words(dialog)
    dialog.column.choose("Gender")
    settled(qtbot, window)
    assert dialog.write.isEnabled()
    dialog.reject()


def test_the_source_is_corrected_from_the_file_as_it_was_read(qtbot, window, dialog, tmp_path):
    findings = sum(shown(dialog.files, 1))
    window.workspace.edit_cell(0, "Gender", "not a gender")
    settled(qtbot, window)
    assert sum(shown(dialog.files, 1)) > findings
    dialog.as_read.setChecked(True)
    settled(qtbot, window)
    assert sum(shown(dialog.files, 1)) == findings
    dialog.folder.setText(str(tmp_path / "source"))
    settled(qtbot, window)
    dialog.begin()
    settled(qtbot, window)
    reports = [openpyxl.load_workbook(path) for path in (tmp_path / "source").iterdir()]
    assert sum(report["Findings"].max_row - HEADER_ROW for report in reports) == findings
