"""Rules of the council's own in the window: written, tried as they are typed, kept, shown."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

from cldvalidator.checks.rules import Severity
from cldvalidator.filters.rule_reading import fields_of_rules, read_rule_condition
from cldvalidator.fixes.profile_store import stored_profile
from tests.ui.driving import SAMPLE, WAIT, at_page, opened, settled
from ui.help.window import HelpWindow
from ui.rules.dialog import RulesDialog

YEARLY = (
    "Open services are reviewed",
    "Event Type = Service and Event End Date is blank",
    "exists (Event Type = Review) between Event Start Date and Event End Date",
)
COSTS = ("Costs are low", "Event Type = Service", "Unit Cost < 100")


@pytest.fixture
def dialog(qtbot, window):
    at_page(qtbot, window, SAMPLE, "check")
    made = window.pages["check"].show_own_rules()
    assert isinstance(made, RulesDialog)
    return made


def test_f1_opens_the_help_beside_the_dialog(qtbot, window, dialog):
    QTest.keyClick(dialog.form.name, Qt.Key.Key_F1)
    settled(qtbot, window)
    assert isinstance(dialog.help, HelpWindow)
    assert dialog.help.isVisible()
    assert dialog.help.parentWidget() is dialog  # so that the dialog does not block it
    assert dialog.isVisible()
    dialog.help.close()
    done(qtbot, window, dialog)


def typed(box, text):
    box.setFocus()
    box.clear()
    QTest.keyClicks(box, text)
    box.popup.hide()


def tried(qtbot, window, dialog):
    qtbot.waitUntil(lambda: not dialog.trying.is_waiting, timeout=WAIT)
    settled(qtbot, window)


def verdict_said(window):
    words = window.pages["check"].verdict.findChildren(QLabel, "words")
    return " ".join(part.text() for part in words)


def done(qtbot, window, dialog):
    """End what is still being tried, and close the dialog."""
    if isValid(dialog) and dialog.isVisible():
        tried(qtbot, window, dialog)
        dialog._is_changed = False
        dialog.close()
    settled(qtbot, window)


def written(qtbot, window, dialog, name, when, must):
    dialog.form.name.setText(name)
    typed(dialog.form.when, when)
    typed(dialog.form.must, must)
    tried(qtbot, window, dialog)


def kept(qtbot, window, dialog, *rule):
    written(qtbot, window, dialog, *rule)
    found = len(dialog._found.tried.rows)
    dialog.keep.click()
    settled(qtbot, window)
    return found


def test_a_rule_is_tried_while_it_is_typed_and_found_once_it_is_kept(qtbot, window, dialog):
    space = window.workspace
    national = {s: space.opened.result.findings.national.count(s) for s in Severity}
    verdict = verdict_said(window)
    rows = kept(qtbot, window, dialog, *YEARLY)
    assert rows > 0
    assert dialog.found.text().endswith(f"{rows:,} break it.")
    assert dialog.rules.listing_model.listing.columns[1] == [rows]
    findings = space.opened.result.findings
    assert findings.local.by_rule() == {"LOCAL-01": rows}
    assert {s: findings.national.count(s) for s in Severity} == national
    said = verdict_said(window)
    assert said.startswith(verdict)
    assert "Your council's own rules: 1 of 1 rule found something" in said
    assert not space.dirty
    assert [r.name for r in stored_profile().rules] == [YEARLY[0]]
    groups = window.pages["check"].groups.listing_model.listing
    assert groups.columns[0][-1].startswith("LOCAL-01  It does not keep to your rule")
    tried(qtbot, window, dialog)
    dialog.show_rows.click()
    settled(qtbot, window)
    assert window.workspace.choice.among.tolist() == findings.local.groups[0].rows.tolist()
    done(qtbot, window, dialog)


def test_what_is_wrong_with_it_is_told_with_its_place_and_nothing_is_kept(qtbot, window, dialog):
    written(qtbot, window, dialog, "Wrong", "Evnt Type = Service", "Unit Cost < 1")
    assert dialog.problem.text().startswith("When: The condition cannot be read from its beginning")
    assert "Did you mean Event Type?" in dialog.problem.text()
    assert (dialog.found.text(), len(dialog.hits.listing_model.listing)) == ("", 0)
    dialog.keep.click()
    settled(qtbot, window)
    assert stored_profile().rules == ()
    typed(dialog.form.when, "")
    typed(dialog.form.must, "Last Name = Smith")
    dialog.keep.click()
    assert "a value of Last Name" in dialog.problem.text()
    assert "Smith" not in dialog.problem.text()
    done(qtbot, window, dialog)


def test_the_next_key_takes_the_place_of_what_is_tried_and_conditions_are_completed(
    qtbot, window, dialog
):
    written(qtbot, window, dialog, *COSTS)
    first = dialog._found
    typed(dialog.form.must, "Unit Cost < 2")
    assert dialog._found is None
    assert not dialog.show_rows.isEnabled()
    tried(qtbot, window, dialog)
    assert dialog._found.rule.must == "Unit Cost < 2"
    assert len(dialog._found.tried.rows) > len(first.tried.rows)
    box = dialog.form.must
    box.setFocus()
    box.clear()
    QTest.keyClicks(box, "exists (Event Ty")
    assert box.offered.stringList() == ["Event Type"]
    box.take("Event Type")
    QTest.keyClicks(box, "= Rev")
    assert box.offered.stringList() == ["Review"]
    box.popup.hide()
    done(qtbot, window, dialog)


def test_off_and_on_import_and_export_and_remove(qtbot, window, dialog, tmp_path, monkeypatch):
    rows = kept(qtbot, window, dialog, *COSTS)
    dialog.form.is_on.click()
    dialog.keep.click()
    settled(qtbot, window)
    assert window.workspace.opened.result.findings.local.by_rule() == {}
    assert dialog.rules.listing_model.listing.columns[2] == ["Off"]
    file = tmp_path / "rules.json"
    monkeypatch.setattr("ui.rules.dialog.where_to_save", lambda *_: file)
    dialog.send.click()
    settled(qtbot, window)
    content = json.loads(file.read_text("utf-8"))
    assert [r["name"] for r in content["rules"]] == [COSTS[0]]
    monkeypatch.setattr("ui.rules.dialog.agrees", lambda *_: True)
    dialog.rules.selectRow(0)
    dialog.remove.click()
    settled(qtbot, window)
    assert stored_profile().rules == ()
    del content["rules"][0]["on"]
    file.write_text(json.dumps(content), "utf-8")
    monkeypatch.setattr("ui.rules.dialog.QFileDialog.getOpenFileName", lambda *_: (str(file), ""))
    dialog.bring.click()
    settled(qtbot, window)
    assert window.workspace.opened.result.findings.local.by_rule() == {"LOCAL-01": rows}
    content["rules"][0]["must"] = "__import__('os')"
    file.write_text(json.dumps(content), "utf-8")
    said = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(lambda p: said.append(str(p)))
    dialog.bring.click()
    settled(qtbot, window)
    assert "must: The condition cannot be read" in said[0]
    done(qtbot, window, dialog)


def test_another_file_is_judged_by_the_rules_too_and_nothing_of_the_first_is_shown(
    qtbot, window, dialog, tmp_path
):
    kept(qtbot, window, dialog, *COSTS)
    other = tmp_path / "other.csv"
    other.write_bytes(b"".join(SAMPLE.read_bytes().splitlines(keepends=True)[:5]))
    opened(qtbot, window, other)
    assert dialog._found is None or dialog._found.of is window.workspace.opened
    assert [r.kept.name for r in window.workspace.opened.result.local] == [COSTS[0]]
    done(qtbot, window, dialog)


def test_an_edit_and_undo_keep_the_rules_and_the_help_knows_them(qtbot, window, dialog):
    rows = kept(qtbot, window, dialog, *COSTS)
    space = window.workspace
    row = int(space.opened.result.findings.local.groups[0].rows[0])
    space.edit_cell(row, "Unit Cost", "1")
    settled(qtbot, window)
    assert space.opened.result.findings.local.by_rule()["LOCAL-01"] == rows - 1
    space.undo()
    settled(qtbot, window)
    assert space.opened.result.findings.local.by_rule()["LOCAL-01"] == rows
    assert not space.dirty
    window.open_help("LOCAL-01")
    settled(qtbot, window)
    assert "LOCAL-01" in window.help.text.toPlainText()
    assert "Unit Cost < 100" in window.help.text.toPlainText()
    QTest.keyClick(window.help, Qt.Key.Key_Escape)
    done(qtbot, window, dialog)


def test_a_value_that_no_list_has_is_told_while_it_is_typed(qtbot, window, dialog):
    written(qtbot, window, dialog, "Carers", "Client Type starts with Carer", "Gender is not blank")
    assert dialog.found.text().startswith("It is about 0 rows; 0 break it. No listed value")
    assert "Did you mean “Unpaid carer”?" in dialog.found.text()
    written(qtbot, window, dialog, "Carers", "Client Type = Unpaid carer", "Gender is not blank")
    assert "No listed value" not in dialog.found.text()
    done(qtbot, window, dialog)


def test_examples_stand_where_nothing_is_typed_yet_and_each_can_be_read(qtbot, window, dialog):
    assert dialog.examples.isVisible()
    fields = fields_of_rules(window.workspace.opened.specification)
    for example in dialog.examples.text().splitlines()[1:]:
        for part in example.split(", or "):
            assert read_rule_condition(part, fields)
    typed(dialog.form.when, "Event")
    assert not dialog.examples.isVisible()
    done(qtbot, window, dialog)


def test_what_may_be_about_a_person_is_told_before_it_is_kept(qtbot, window, dialog):
    written(qtbot, window, dialog, "Ours", "Postcode is not blank", "Postcode starts with LN")
    assert "It cannot be kept. It holds a value of Postcode" in dialog.found.text()
    done(qtbot, window, dialog)
