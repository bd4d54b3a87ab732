"""Rows are left out from a finding whose rule says so: one, or all of the chosen group."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton

from cldvalidator.checks.rules import load_rules
from tests.ui.driving import check_page, discard, opened, settled
from ui.grid.replace import ReplaceDialog

LEAVES_OUT = {i for i, r in load_rules().items() if r.leave_out}


def count_of(window, rule):
    return window.workspace.opened.result.findings.by_rule().get(rule, 0)


def button_of(window, text):
    pane = check_page(window).explain
    found = [b for b in pane.findChildren(QPushButton) if b.isVisibleTo(pane)]
    return next((b for b in found if re.fullmatch(text, b.text())), None)


@pytest.fixture
def at_group(qtbot, window, extract_file):
    """Return a rule with several findings, whose group is chosen on Check."""
    lines = extract_file.read_bytes().splitlines(keepends=True)
    extract_file.write_bytes(b"".join([*lines, *lines[1:6]]))
    opened(qtbot, window, extract_file)
    window.workspace.page_wanted.emit("check")
    counts = window.workspace.opened.result.findings.by_rule()
    rule = max(LEAVES_OUT, key=lambda r: counts.get(r, 0))
    assert counts[rule] > 1
    groups = check_page(window).groups
    settled(qtbot, window)
    keys = groups.listing_model.listing.keys
    check_page(window)._group_chosen(next(k for k in keys if k.rule == rule))
    settled(qtbot, window)
    return rule


def test_every_rule_whose_text_says_so_offers_it():
    said = re.compile(r"leave the row (out|for)|remove the row", re.I)
    rules = [r for r in load_rules().values() if r.id != "FILE-13"]
    assert {r.id for r in rules if said.search(r.fix)} <= LEAVES_OUT


def test_one_row(qtbot, window, at_group):
    before, space = count_of(window, at_group), window.workspace
    leave = button_of(window, "Leave this row out")
    row = int(space.opened.extract.source_rows[space.cell[0]])
    assert f"{row:,}" in leave.accessibleName()
    leave.setFocus()
    QTest.keyClick(leave, Qt.Key.Key_Return)
    settled(qtbot, window)
    change = space.history.changes[-1]
    assert (change.source_row, change.rule) == (row, at_group)
    assert count_of(window, at_group) == before - 1
    assert check_page(window).isAncestorOf(window.focusWidget())
    space.undo()
    settled(qtbot, window)
    assert count_of(window, at_group) == before


def test_all_rows_of_the_group_after_a_question(qtbot, window, at_group, monkeypatch):
    text = r"Leave these [\d,]+ rows out \.\.\."
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    number = int(re.sub(r"\D", "", button_of(window, text).text()))
    button_of(window, text).click()
    settled(qtbot, window)
    assert asked == ["Leave rows out"]
    assert not window.workspace.dirty
    discard(monkeypatch, QMessageBox.StandardButton.Yes)
    button_of(window, text).click()
    settled(qtbot, window)
    assert len(window.workspace.history.rows_left_out) == number
    assert count_of(window, at_group) == 0
    window.workspace.undo()
    settled(qtbot, window)
    assert not window.workspace.dirty


def test_a_row_that_is_being_changed_is_not_left_out(qtbot, window, at_group):
    told, space = [], window.workspace
    space.jobs.problem.disconnect()
    space.jobs.problem.connect(told.append)
    leave = button_of(window, "Leave this row out")
    space.edit_cell(space.cell[0], "Ethnicity", "something else")
    leave.click()
    settled(qtbot, window)
    assert [p.what for p in told] == ["Nothing was changed."]
    assert not space.history.rows_left_out


def test_a_value_is_changed_in_all_rows_from_its_finding(qtbot, window, extract_file):
    text = extract_file.read_bytes().replace(b"\n503,", b"\n5O3,")
    extract_file.write_bytes(text)
    opened(qtbot, window, extract_file)
    window.show_page("check")
    page = check_page(window)
    settled(qtbot, window)
    rule = next(k for k in page.groups.listing_model.listing.keys if k.rule == "ID-01")
    page._group_chosen(rule)
    settled(qtbot, window)
    change = button_of(window, r"Change this value in all rows \.\.\.")
    change.setFocus()
    QTest.keyClick(change, Qt.Key.Key_Return)
    dialog = window.findChildren(ReplaceDialog)[-1]
    assert (dialog.within.currentText(), dialog.found.text()) == ("LA Code", "5O3")
    assert dialog.whole.isChecked()
    dialog.written.setText("503")
    settled(qtbot, window)
    dialog.go.click()
    settled(qtbot, window)
    codes = window.workspace.opened.extract.column("LA Code")
    assert {codes.texts[c] for c in set(codes.codes.tolist())} == {"503"}
    assert window.workspace.history.steps[-1].cells > 1_000
