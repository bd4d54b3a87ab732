"""The Fix page taken to its end, and the profile seen and changed."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from cldvalidator.fixes import KnownFinding, Meaning, Profile, save_profile
from cldvalidator.fixes.profile import default_profile
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.generator import generate, write_csv
from tests.ui.driving import errors, fix_page, opened, settled, turn_into_release_2
from ui.fixing.profile_editor import ASIDE, BLANK, ProfileEditor
from ui.fixing.profile_offer import OfferDialog

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "submission.csv.gz"


def golden(target: Path) -> None:
    with gzip.open(GOLDEN) as packed, target.open("wb") as plain:
        shutil.copyfileobj(packed, plain)


def release_1(target: Path) -> None:
    write_csv(generate(3_000, seed=4, specification=load_specification("1")), target)


def accept_everything(qtbot, window) -> None:
    """Accept all safe fixes at once, then every other one as a person would, one by one."""
    fix = fix_page(window)
    while fix.shown:
        if fix.accept_safe.isEnabled():
            qtbot.mouseClick(fix.accept_safe, Qt.MouseButton.LeftButton)
        else:
            before = len(fix.shown)
            at = fix.shown[int(fix.side.chosen[0])]
            if at.written is None:
                fix.pane.become.setCurrentText(at.choices[0])
            fix.accept()
            settled(qtbot, window)
            assert len(fix.shown) < before, "an accepted proposal comes again"
        settled(qtbot, window)


@pytest.mark.parametrize(("make", "turned"), [(golden, False), (release_1, True)])
def test_a_file_is_taken_to_nothing_left_to_fix_and_back(qtbot, window, tmp_path, make, turned):
    path = tmp_path / "extract.csv"
    make(path)
    opened(qtbot, window, path)
    as_read, wrong = window.workspace.opened.extract, errors(window)
    window.show_page("fix")
    settled(qtbot, window)
    fix = fix_page(window)
    assert fix.shown
    if turned:
        turn_into_release_2(qtbot, window).go.click()
        settled(qtbot, window)
        assert window.workspace.history.steps[0].cells > 3_000
    accept_everything(qtbot, window)
    assert fix.side.listed.every == ()
    assert errors(window) < wrong
    while window.workspace.history.steps:
        window.workspace.undo()
        settled(qtbot, window)
    assert window.workspace.opened.extract is as_read
    assert errors(window) == wrong


@pytest.fixture
def editor(qtbot, window, extract_file) -> ProfileEditor:
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    made = fix_page(window).profile.open_editor()
    qtbot.waitUntil(made.isVisible)
    return made


def stored() -> dict:
    return json.loads(default_profile().read_text("utf-8"))


def lines(part) -> list[tuple]:
    return list(zip(*part.entries.listing_model.listing.columns, strict=True))


def test_a_new_value_is_given_a_meaning_changed_and_forgotten(qtbot, window, editor):
    values = editor.values
    new = [line[1] for line in lines(values) if line[4] == "New in this file"]
    assert "Private rented" in new
    values.search.setText("private r")
    assert [line[1] for line in lines(values)] == ["Private rented"]
    assert not values.keep.isEnabled(), "no meaning is chosen"
    values.means.setCurrentText("Tenant: Private landlord")
    values.note.setText("Old code")
    qtbot.mouseClick(values.keep, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert [(m["found"], m["written"], m["note"]) for m in stored()["meanings"]] == [
        ("Private rented", "Tenant: Private landlord", "Old code")
    ]
    (line,) = lines(values)
    assert line[2:] == ("Tenant: Private landlord", 25, "Used")
    assert fix_page(window).profile.use.isEnabled()
    values.means.setCurrentText(BLANK)
    values.keep.click()
    settled(qtbot, window)
    assert stored()["meanings"][0]["written"] == ""
    values.forget.click()
    settled(qtbot, window)
    assert stored()["meanings"] == []
    assert lines(values)[0][4] == "New in this file"


def test_a_value_about_a_person_is_refused_with_a_reason(qtbot, window, editor, monkeypatch):
    told = []
    monkeypatch.setattr("ui.main_window.show_problem", lambda _, problem: told.append(problem.what))
    values = editor.values
    person = window.workspace.opened.extract.column("LA Person Unique Identifier").text(3)
    values.field.setCurrentText("Ethnicity")
    values.found.setText(person)
    values.means.setCurrentIndex(1)
    values.keep.click()
    settled(qtbot, window)
    assert len(told) == 1
    assert person not in told[0]
    assert not any(line[1] == person for line in lines(values))


def test_columns_and_known_findings_are_changed_and_forgotten(qtbot, window, editor):
    columns, known = editor.columns, editor.known
    editor.tabs.setCurrentWidget(columns)
    columns.header.setText("Sex")
    columns.field.setCurrentText("Gender")
    columns.keep.click()
    settled(qtbot, window)
    assert stored()["columns"] == {"Sex": "Gender"}
    assert lines(columns) == [("Sex", "Gender", "Used")]
    columns.field.setCurrentText(ASIDE)
    columns.keep.click()
    settled(qtbot, window)
    assert stored()["columns"] == {"Sex": None}
    columns.forget.click()
    settled(qtbot, window)
    assert stored()["columns"] == {}

    rule, field = (
        "LIST-SHAPE",
        next(
            g.field
            for g in window.workspace.opened.result.findings.groups
            if g.rule.id == "LIST-SHAPE"
        ),
    )
    fix_page(window).profile._profile.accept(rule, field, "A first reason")
    settled(qtbot, window)
    editor.tabs.setCurrentWidget(known)
    assert lines(known)[0][:2] == (rule, field)
    known.reason.setText("A better reason")
    known.keep.click()
    settled(qtbot, window)
    assert stored()["known"][0]["reason"] == "A better reason"
    known.forget.click()
    settled(qtbot, window)
    assert stored()["known"] == []
    assert not known.forget.isEnabled()


def test_entries_that_the_pack_lacks_are_shown_as_outdated(qtbot, window, extract_file):
    target = default_profile()
    target.parent.mkdir(parents=True, exist_ok=True)
    outdated = (
        Profile()
        .with_column("Legacy", "Gender Identity")
        .with_known(KnownFinding("OLD-1", "Gender", "Old rule"))
        .with_known(KnownFinding("MAND-02", "Gender Identity", "Old field"))
    )
    save_profile(outdated, target, load_specification("2"))
    opened(qtbot, window, extract_file)
    assert window.workspace.opened is not None, "it stops no file from opening"
    window.show_page("fix")
    settled(qtbot, window)
    editor = fix_page(window).profile.open_editor()
    qtbot.waitUntil(editor.isVisible)
    no_field = "Not used: The specification has no such field."
    assert [line[-1] for line in lines(editor.columns)] == [no_field]
    editor.columns.keep.click()
    settled(qtbot, window)
    assert stored()["columns"] == {"Legacy": "Gender Identity"}, "no field was chosen for it"
    assert [line[-1] for line in lines(editor.known)] == [
        no_field,
        "Not used: There is no such rule.",
    ]


def test_what_is_told_in_quick_succession_is_all_kept(qtbot, window, extract_file, monkeypatch):
    monkeypatch.setattr("ui.main_window.show_problem", lambda *_: None)
    opened(qtbot, window, extract_file)
    profile = fix_page(window).profile._profile
    told = []
    window.workspace.jobs.problem.connect(lambda problem: told.append(problem.what))
    for number in range(10):
        profile.keep_column(f"One {number}", "Gender")
        profile.keep_column(f"Two {number}", None)
        profile.keep_meaning("Gender", f"Local {number}", "no such value", "")
    window.workspace.jobs.cancel()
    settled(qtbot, window)
    assert len(stored()["columns"]) == 20
    assert stored()["meanings"] == []
    assert len(told) == 10, "a change that is refused is said, and keeps no other from being made"
    for number in range(10):
        profile.forget_column(f"One {number}")
    settled(qtbot, window)
    assert list(stored()["columns"]) == [f"Two {number}" for number in range(10)]


def offered(qtbot, window) -> OfferDialog:
    settled(qtbot, window)
    dialog = fix_page(window).profile.dialog
    assert isinstance(dialog, OfferDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_another_profile_is_shown_before_its_entries_are_added(
    qtbot, window, extract_file, tmp_path, monkeypatch
):
    opened(qtbot, window, extract_file)
    profile = fix_page(window).profile._profile
    profile.keep_column("M/F", "Gender")
    settled(qtbot, window)
    other = Profile().with_column("M/F", None).with_column("Team", None)
    other = other.with_meanings([Meaning("Gender", "Fem", "Female")])
    path = tmp_path / "other.json"
    save_profile(other, path, load_specification("2"))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    menu = fix_page(window).profile.menu.actions()
    next(a for a in menu if "another profile" in a.text()).trigger()
    dialog = offered(qtbot, window)
    assert stored()["columns"] == {"M/F": "Gender"}, "nothing is added before it is agreed to"
    assert lines(dialog) == [
        ("New", "Column “Team”", "", "kept aside"),
        ("New", "Gender: “Fem”", "", "Female"),
        ("Kept as it is", "column “M/F”", "Gender", "(aside)"),
    ]
    dialog.go.click()
    settled(qtbot, window)
    assert stored()["columns"] == {"M/F": "Gender", "Team": None}
    assert [m["found"] for m in stored()["meanings"]] == ["Fem"]


def test_a_reviewed_profile_is_taken_only_after_what_changes_was_shown(
    qtbot, window, extract_file, tmp_path, monkeypatch
):
    opened(qtbot, window, extract_file)
    profile = fix_page(window).profile._profile
    for found, written in (("Fem", "Female"), ("Mal", "Male"), ("Q", "Other")):
        profile.keep_meaning("Gender", found, written, "")
    settled(qtbot, window)
    path = tmp_path / "reviewed.xlsx"
    profile.export(path, overwrite=False)
    settled(qtbot, window)
    book = openpyxl.load_workbook(path)
    sheet = book["Values"]
    for row in range(2, sheet.max_row + 1):
        found = sheet[f"B{row}"].value
        if found == "Mal":
            sheet[f"C{row}"] = "Other"
        if found == "Q":
            for cell in sheet[row]:
                cell.value = None
        if found == "Private rented":
            sheet[f"C{row}"] = "Tenant: Private landlord"
    book.save(path)
    before = stored()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    menu = fix_page(window).profile.menu.actions()
    take = next(a for a in menu if "Import a reviewed" in a.text())
    take.trigger()
    offered(qtbot, window).reject()
    settled(qtbot, window)
    assert stored() == before
    take.trigger()
    dialog = offered(qtbot, window)
    assert lines(dialog) == [
        ("Gone", "Gender: “Q”", "Other", ""),
        ("Changed", "Gender: “Mal”", "Male", "Other"),
        ("New", "Accommodation Status: “Private rented”", "", "Tenant: Private landlord"),
    ]
    assert dialog.sentence.text() == "In your profile: 1 new, 1 changed, 1 gone."
    dialog.go.click()
    settled(qtbot, window)
    meanings = {m["found"]: m["written"] for m in stored()["meanings"]}
    assert meanings == {
        "Fem": "Female",
        "Mal": "Other",
        "Private rented": "Tenant: Private landlord",
    }


def test_entries_that_the_specification_contradicts_or_needs_no_more_are_shown(
    qtbot, window, extract_file
):
    default_profile().parent.mkdir(parents=True, exist_ok=True)
    old = [Meaning("Gender", "Female", "Male"), Meaning("Gender", "MALE", "Male")]
    save_profile(Profile().with_meanings(old), default_profile(), load_specification("2"))
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    words = fix_page(window).profile.words.text()
    assert "1 no longer fits the specification" in words
    assert "1 is no longer needed" in words
    made = fix_page(window).profile.open_editor()
    states = {line[1]: line[4] for line in lines(made.values) if line[2]}
    assert states["MALE"] == "Not needed any more"
    assert states["Female"].startswith("Not used: The specification lists the value itself")
