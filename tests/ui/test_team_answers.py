"""Answers of teams in the window: dropped, looked at, accepted; and the profile for the source."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from tests.ui.driving import at_page, check_page, fix_page, opened, settled
from ui.comparing.listings import PROMISES
from ui.fixing.answers_dialog import AnswersDialog
from ui.fixing.for_reporting_team import ForReportingTeam

ANSWERS = Path(__file__).parents[1] / "data" / "answers"
FITTING = ["Tenant: Private landlord", "Tenant: Private landlord", "blank"]


@pytest.fixture
def extract(tmp_path):
    path = tmp_path / "extract.csv"
    path.write_bytes((ANSWERS / "extract.csv").read_bytes())
    return path


@pytest.fixture
def dialog(qtbot, window, extract):
    opened(qtbot, window, extract)
    window.open_paths([ANSWERS / "by_libreoffice.ods"])
    settled(qtbot, window)
    assert window.page == "fix"
    found = fix_page(window).profile.dialog
    assert isinstance(found, AnswersDialog)
    yield found
    if isValid(found):
        found.reject()


def shown(view, place):
    return list(view.listing_model.listing.columns[place])


def test_answers_are_asked_for_where_they_were_last(qtbot, window, dialog, extract, monkeypatch):
    asked = []

    def ask(parent, title, folder, kinds):
        asked.append(Path(folder))
        return [], ""

    dialog.reject()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", ask)
    fix_page(window).profile._take_answers()
    assert asked == [ANSWERS]
    assert extract.parent != ANSWERS


def test_dropped_answers_are_looked_at_and_accepted_as_one_step(qtbot, window, dialog):
    assert not window.workspace.history.steps
    assert shown(dialog.list, 2) == ["Martian", *FITTING]
    assert shown(dialog.list, 3) == ["North", "North, J Smith", "North", "North"]
    assert shown(dialog.list, 4)[0] == "The value is not in the list of the field"
    assert dialog.list.listing_model.listing.marks[0] == "warning"
    assert "1 finding is answered as right by a team. It stays a finding" in dialog.more.text()
    assert dialog.go.text() == "Accept 3 values"
    dialog.go.click()
    settled(qtbot, window)
    (step,) = window.workspace.history.steps
    assert [c.who for c in step.changes] == ["North, J Smith", "North", "North"]
    fix_page(window).undo.click()
    settled(qtbot, window)
    assert not window.workspace.history.steps


def test_only_what_is_selected_is_accepted_and_its_price_is_shown(qtbot, window, dialog):
    dialog.begin_pricing()
    settled(qtbot, window)
    assert dialog.effect.text().startswith("All together: ")
    assert shown(dialog.list, 4)[1].endswith(" Why: rang them")
    assert all("headline figure" in text or "Takes" in text for text in shown(dialog.list, 4)[1:])
    dialog.list.select_rows([0, 1])
    assert dialog.some.text() == "Accept the 1 selected"
    dialog.some.click()
    settled(qtbot, window)
    assert window.workspace.history.cells_changed == 1


def test_answers_looked_at_before_another_change_are_refused(qtbot, window, dialog):
    window.workspace.edit_cell(0, "First Name", "Other")
    settled(qtbot, window)
    problems = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(problems.append)
    dialog.go.click()
    settled(qtbot, window)
    assert "since you looked at the answers" in problems[0].what
    assert len(window.workspace.history.steps) == 1


def test_hidden_fields_hide_what_is_answered_about_them(qtbot, window, dialog):
    window.workspace.set_hidden(True)
    settled(qtbot, window)
    hidden = [place for place, cell in enumerate(shown(dialog.list, 0)) if "Birth" in cell]
    assert all(shown(dialog.list, 2)[place] == "•••" for place in hidden)
    assert shown(dialog.list, 2) == ["Martian", *FITTING]  # a list's values tell of nobody


def test_the_report_says_what_a_team_calls_right(qtbot, window, dialog, tmp_path):
    dialog.reject()
    window.show_reports()
    settled(qtbot, window)
    reports = check_page(window).report_dialog
    reports.whole.setChecked(True)
    reports.folder.setText(str(tmp_path / "out"))
    settled(qtbot, window)
    reports.begin()
    settled(qtbot, window)
    (path,) = (tmp_path / "out").iterdir()
    sheet = openpyxl.load_workbook(path)["Findings"]
    answers = [row[-1] for row in sheet.iter_rows(values_only=True, min_row=2) if row[-1]]
    assert answers == ["answered: asked again (North, Ann Other)"]
    reports.reject()


def test_without_an_extract_it_is_said_what_to_open(qtbot, window):
    problems = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(problems.append)
    window.open_paths([ANSWERS / "as_filled.xlsx"])
    settled(qtbot, window)
    assert "Open the extract" in problems[0].advice


def test_compare_lists_which_promises_came_true(qtbot, window, extract, tmp_path, monkeypatch):
    from cldvalidator.fixes.answer_workbook import read_answer_book

    book = ANSWERS / "by_libreoffice.xlsx"
    (promise,) = (line for line in read_answer_book(book).lines if line.at_source)
    with extract.open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    rows[promise.key.row - 2][header.index("Event Outcome")] = "NFA: Support declined"
    later = tmp_path / "later.csv"
    with later.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    at_page(qtbot, window, later, "compare")
    page = window.pages["compare"]
    window.comparison.choose(extract)
    settled(qtbot, window)
    assert page.filter.findData(PROMISES) < 0
    assert window.comparison.answers_folder == extract.parent
    window.comparison.choose_answers([book])
    settled(qtbot, window)
    page.filter.setCurrentIndex(page.filter.findData(PROMISES))
    assert shown(page.table, 2) == ["Came true"]
    assert shown(page.table, 0) == ["North"]
    asked = []

    def ask(parent, title, folder, kinds):
        asked.append(Path(folder))
        return [], ""

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", ask)
    page.teams.click()
    assert asked == [ANSWERS]
    window.workspace.set_hidden(True)
    settled(qtbot, window)
    assert shown(page.table, 0) == ["•••"]


def test_the_profile_for_the_reporting_team(qtbot, window, extract, tmp_path, monkeypatch):
    at_page(qtbot, window, extract, "fix")
    profile = fix_page(window).profile
    window.profile.keep_meaning(
        "Accommodation Status", "Private rented", "Tenant: Private landlord", ""
    )
    settled(qtbot, window)
    editor = profile.open_editor()
    editor.compile.click()
    (made,) = editor.findChildren(ForReportingTeam)
    made.form.setCurrentIndex(made.form.findData("sql"))
    target = tmp_path / "values"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a, **k: (str(target), ""))
    made.save.click()
    text = target.with_suffix(".sql").read_text("utf-8")
    assert text == made.text.toPlainText()
    with closing(sqlite3.connect(":memory:")) as base:
        rows = base.execute(
            f"SELECT {text} FROM (SELECT 'Private rented' AS \"Accommodation Status\")"
        )
        assert rows.fetchone() == ("Tenant: Private landlord",)
    made.reject()
    editor.reject()
