"""The real window does the whole job: open, check, fix, submit; also without a mouse."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from tests.ui.driving import (
    SAMPLE,
    WAIT,
    check_page,
    discard,
    errors,
    fix_page,
    opened,
    settled,
    submit_page,
)
from ui.findings.listings import GROUPINGS
from ui.grid.columns import ColumnsDialog
from ui.workspace import STEPS


def test_a_file_dropped_on_the_window_is_read_and_checked(qtbot, window, extract_file):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(extract_file))])
    drop = QDropEvent(
        QPointF(20, 20),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.show_page("preview")
    window.dropEvent(drop)
    qtbot.waitUntil(lambda: window.workspace.opened is not None, timeout=WAIT)
    settled(qtbot, window)
    assert window.workspace.path == extract_file
    assert "council.csv" in window.windowTitle()
    assert check_page(window).panel.model.rowCount() == 2_000
    assert window.workspace.preferences.recent == [str(extract_file)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04half a zip", "damaged"),
        (b"a,b\n1,2\n", "No column headers"),
        (None, "There is no file"),
    ],
)
def test_a_bad_file_is_explained_on_the_page_and_leaves_what_is_open(
    qtbot, window, extract_file, tmp_path, content, said
):
    opened(qtbot, window, extract_file)
    before = window.workspace.opened
    bad = tmp_path / "bad.csv"
    if content is not None:
        bad.write_bytes(content)
    problems: list[object] = []
    window.workspace.open_failed.connect(problems.append)
    window.open_file(bad)
    qtbot.waitUntil(lambda: bool(problems), timeout=WAIT)
    settled(qtbot, window)
    assert window.workspace.opened is before
    assert window.page == "open"
    text = f"{problems[0].what} {problems[0].advice}"
    assert said in text
    assert "Traceback" not in text
    shown = " ".join(part.text() for part in window.pages["open"].findChildren(QLabel))
    assert problems[0].what in shown
    assert "council.csv is still open." in shown


def test_the_findings_are_walked_in_order_and_begin_again_at_the_end(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    page = check_page(window)
    findings = window.workspace.opened.result.findings
    cells = {(int(r), g.field) for g in findings.groups for r in g.rows if r >= 0}
    seen = []
    window.workspace.cell_current.connect(lambda record, field: seen.append((record, field)))
    window.show_page("check")
    for _ in range(len(cells)):
        page.panel.walk.step(forward=True)
    assert set(seen) == cells
    assert len(seen) == len(cells)
    page.panel.walk.step(forward=True)
    assert seen[-1] == seen[0]
    page.panel.walk.step(forward=False)
    assert seen[-1] == seen[len(cells) - 1]


def test_a_group_shows_its_rows_and_its_first_cell(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    page = check_page(window)
    qtbot.waitUntil(lambda: len(page.groups.listing_model.listing) > 0, timeout=WAIT)
    choice = page.groups.listing_model.listing.keys[1]
    page.groups.choose_row(1)
    settled(qtbot, window)
    findings = window.workspace.opened.result.findings
    rows = {
        int(r)
        for g in findings.groups
        if g.rule.id == choice.rule and g.severity == choice.severity
        for r in g.rows
    }
    assert set(page.panel.model.rows.tolist()) == rows
    record, field = window.workspace.cell
    assert record in rows
    assert any(g.field == field and g.rule.id == choice.rule for g in findings.groups)
    outside = next(r for r in range(2_000) if r not in rows)
    window.workspace.go_to(outside, "Gender")
    settled(qtbot, window)
    assert window.workspace.cell == (outside, "Gender"), "a filter must not hide a cell gone to"


@pytest.mark.parametrize("place", range(len(GROUPINGS)))
def test_every_grouping_and_the_quality_table_count_what_the_engine_counts(
    qtbot, window, extract_file, place
):
    opened(qtbot, window, extract_file)
    page = check_page(window)
    page.grouping.setCurrentIndex(place)
    page.group_by.team.choose("Gender")
    settled(qtbot, window)
    listing = page.groups.listing_model.listing
    assert len(listing) > 0
    assert len(listing.keys) == len(listing)
    if page.grouping.currentData() in ("rule", "field"):
        total = len(window.workspace.opened.result.findings)
        assert sum(listing.columns[-1]) == total
    window.show_page("check")
    page.views_shown.group.button(1).click()
    quality = page.quality.table.listing_model.listing
    result = window.workspace.opened.result
    assert sum(quality.columns[3]) == result.quality["count"].sum()
    page.quality.fields.setCurrentIndex(1)
    apart = page.quality.table.listing_model.listing
    assert sum(apart.columns[3]) == result.quality_apart["count"].sum()
    assert set(apart.columns[0]) == set(result.quality_apart["field"])
    assert set(apart.columns[0]).isdisjoint(quality.columns[0])


def test_search_sort_columns_and_copy(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    panel.search.setText("Private rented")
    panel._search()
    settled(qtbot, window)
    texts = window.workspace.opened.extract.column("Accommodation Status").strings().to_pylist()
    assert panel.model.rowCount() == texts.count("Private rented")
    window.workspace.show(None)
    settled(qtbot, window)
    panel._sort_by("Event Start Date", True)
    settled(qtbot, window)
    place = panel.model.place_of("Event Start Date")
    shown = [panel.model.text(r, place).strip() for r in range(panel.model.rowCount())]
    proper = [t for t in shown if len(t) == 10 and t[2] == "/" and t[5] == "/"]
    days = [t[6:] + t[3:5] + t[:2] for t in proper]
    assert days == sorted(days, reverse=True)
    assert shown[: len(proper)] == proper, "what is no date comes last"
    panel.file_order()
    settled(qtbot, window)
    panel.grid.go_to(0, panel.model.place_of("Gender"))
    assert all(t.startswith("Gender\n") for t in panel.grid.selected().text(headers=True))
    dialog = ColumnsDialog(panel.model.names, set(panel.model.names), {"Gender"}, panel)
    qtbot.addWidget(dialog)
    dialog._tick({"Gender"})
    assert dialog.chosen() == {"Gender"}


def test_fix_submit_and_the_file_that_is_written(qtbot, window, extract_file, tmp_path):
    opened(qtbot, window, extract_file)
    source = extract_file.read_bytes()
    fix, submit = fix_page(window), submit_page(window)
    window.show_page("fix")
    before = errors(window)
    qtbot.waitUntil(fix.accept_safe.isEnabled, timeout=WAIT)
    fix.accept_all_safe()
    settled(qtbot, window)
    assert errors(window) < before
    assert not fix.accept_safe.isEnabled()
    waiting = [p for p in fix.shown if p.certainty == "ask"]
    fix.proposals.selectRow(fix.shown.index(waiting[0]))
    fix.pane.become.setCurrentText(waiting[0].choices[0])
    fix.accept()
    settled(qtbot, window)
    refused = len(fix.shown)
    fix.proposals.selectRow(0)
    fix.refuse()
    settled(qtbot, window)
    assert len(fix.shown) == refused - 1
    window.show_page("submit")
    settled(qtbot, window)
    target = tmp_path / "sent.csv"
    submit.folder.setText(str(tmp_path))
    submit.name.setText(target.name)
    submit.reason.setText("The supplier mends the rest in May")
    submit.plain_report.setChecked(True)
    submit.begin()
    settled(qtbot, window)
    assert extract_file.read_bytes() == source
    manifest = json.loads((tmp_path / "sent.manifest.json").read_text("utf-8"))
    assert manifest["reason for sending with errors"] == "The supplier mends the rest in May"
    assert manifest["findings as written"]["by severity"]["error"] == errors(window)
    extract = window.workspace.opened.extract
    with target.open(encoding="cp1252", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for name in extract.columns:
        assert [r[name] for r in rows] == extract.column(name).strings().to_pylist()
    for name in ("sent.report-without-values.xlsx", "sent.sign-off.html", "sent.changes.csv"):
        assert (tmp_path / name).is_file()
    sign_off = (tmp_path / "sent.sign-off.html").read_text("utf-8")
    assert "The supplier mends the rest in May" in sign_off
    assert not window.workspace.dirty


def test_nothing_is_replaced_without_asking_and_the_input_never(
    qtbot, window, extract_file, tmp_path, monkeypatch
):
    opened(qtbot, window, extract_file)
    submit = submit_page(window)
    submit.folder.setText(str(tmp_path))
    submit.sign_off.setChecked(False)
    target = tmp_path / "there.csv"
    target.write_text("mine")
    submit.name.setText("there.csv")
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    submit.begin()
    settled(qtbot, window)
    assert asked == ["Replace the file?"]
    assert target.read_text() == "mine"
    submit.name.setText(extract_file.name)
    before = extract_file.read_bytes()
    submit.begin()
    settled(qtbot, window)
    assert extract_file.read_bytes() == before
    assert len(asked) == 1
    asked = discard(monkeypatch, QMessageBox.StandardButton.Yes)
    submit.name.setText("there.csv")
    submit.begin()
    settled(qtbot, window)
    assert target.read_text("cp1252").startswith("LA Code,")


def test_cancel_leaves_the_file_that_was_open_and_no_thread(qtbot, window, extract_file, tmp_path):
    opened(qtbot, window, extract_file)
    before = window.workspace.opened
    other = tmp_path / "other.csv"
    shutil.copy(SAMPLE, other)
    window.open_file(other)
    window.workspace.jobs.cancel()
    settled(qtbot, window)
    assert window.workspace.opened is before
    window.open_file(other)
    window.open_file(extract_file)
    settled(qtbot, window)
    assert window.workspace.path == extract_file, "the file asked for last is the one that is open"


def test_the_demo_is_not_written_into_the_program(qtbot, window):
    window.open_demo()
    qtbot.waitUntil(lambda: window.workspace.opened is not None, timeout=WAIT)
    settled(qtbot, window)
    assert Path(submit_page(window).folder.text()) != SAMPLE.parent


@pytest.mark.parametrize("place", [2, 3, 4, 5])
def test_a_step_without_a_file_says_what_it_will_show_and_leads_to_one(qtbot, window, place):
    step = STEPS[place - 1]
    window.activateWindow()
    qtbot.keyClick(window, str(place), Qt.KeyboardModifier.ControlModifier)
    assert window.page == step
    assert window.empty.isVisible()
    assert not window.pages[step].isVisible()
    assert not window.preview.computing
    with qtbot.waitSignal(window.workspace.checked, timeout=WAIT):
        next(b for b in window.empty.findChildren(QPushButton) if "demo" in b.text()).click()
    window.show_page(step)
    assert window.pages[step].isVisible()
    assert not window.empty.isVisible()
