"""The real window does the whole job: open, check, fix, undo, submit; also without a mouse."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from ui.dialogs import FaultDialog
from ui.grid.columns import ColumnsDialog
from ui.grid.replace import ReplaceDialog
from ui.main_window import MainWindow
from ui.pages.check import CheckPage
from ui.pages.fix import FixPage
from ui.pages.submit import SubmitPage
from ui.theme import DARK, LIGHT, Colours
from ui.workspace import STEPS

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "sample_council_2025-26.csv"
WAIT = 20_000


@pytest.fixture
def extract_file(tmp_path: Path) -> Path:
    path = tmp_path / "council.csv"
    shutil.copy(SAMPLE, path)
    return path


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.workspace.jobs.running(), timeout=WAIT)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: not window.workspace.jobs.running(), timeout=WAIT)


def opened(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.open_file(path)
    qtbot.waitUntil(
        lambda: window.workspace.path == path and not window.workspace.jobs.running(), timeout=WAIT
    )
    settled(qtbot, window)


def check_page(window: MainWindow) -> CheckPage:
    page = window.pages["check"]
    assert isinstance(page, CheckPage)
    return page


def fix_page(window: MainWindow) -> FixPage:
    page = window.pages["fix"]
    assert isinstance(page, FixPage)
    return page


def submit_page(window: MainWindow) -> SubmitPage:
    page = window.pages["submit"]
    assert isinstance(page, SubmitPage)
    return page


def errors(window: MainWindow) -> int:
    from cldvalidator.checks.rules import Severity

    assert window.workspace.opened is not None
    return window.workspace.opened.result.findings.count(Severity.ERROR)


def discard(monkeypatch: pytest.MonkeyPatch, answer: QMessageBox.StandardButton) -> list[str]:
    asked: list[str] = []

    def question(_parent: object, title: str, *_: object) -> QMessageBox.StandardButton:
        asked.append(title)
        return answer

    monkeypatch.setattr(QMessageBox, "question", question)
    return asked


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
    [(b"", "empty"), (b"PK\x03\x04half a zip", ""), (b"a,b\n1,2\n", "header"), (None, "")],
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


def test_the_findings_are_walked_in_order_and_begin_again_at_the_end(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    page = check_page(window)
    findings = window.workspace.opened.result.findings
    cells = {(int(r), g.field) for g in findings.groups for r in g.rows if r >= 0}
    seen = []
    window.workspace.cell_current.connect(lambda record, field: seen.append((record, field)))
    window.show_page("check")
    for _ in range(len(cells)):
        page.panel.step(forward=True)
    assert set(seen) == cells
    assert len(seen) == len(cells)
    page.panel.step(forward=True)
    assert seen[-1] == seen[0]
    page.panel.step(forward=False)
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


@pytest.mark.parametrize("place", range(6))
def test_every_grouping_and_the_quality_table_count_what_the_engine_counts(
    qtbot, window, extract_file, place
):
    opened(qtbot, window, extract_file)
    page = check_page(window)
    page.grouping.setCurrentIndex(place)
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
    assert sum(quality.columns[3]) == window.workspace.opened.result.quality["count"].sum()


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
    assert panel.grid.selected_text(headers=True).startswith("Gender\n")
    dialog = ColumnsDialog(panel.model.names, set(panel.model.names), {"Gender"}, panel)
    qtbot.addWidget(dialog)
    dialog._tick({"Gender"})
    assert dialog.chosen() == {"Gender"}


def test_a_cell_is_edited_undone_and_done_again(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    panel = check_page(window).panel
    before = errors(window)
    panel.grid.go_to(3, panel.model.place_of("Ethnicity"))
    index = panel.grid.currentIndex()
    text = panel.model.text(3, index.column())
    assert panel.model.setData(index, "no such value")
    assert panel.model.setData(index, "nor this one"), "edits in quick succession are all made"
    settled(qtbot, window)
    qtbot.waitUntil(lambda: panel.model.text(3, index.column()) == "nor this one", timeout=WAIT)
    settled(qtbot, window)
    assert errors(window) == before + 1
    assert window.workspace.dirty
    assert len(window.workspace.history.steps) == 2
    for _ in range(2):
        window.workspace.undo()
        settled(qtbot, window)
    assert panel.model.text(3, index.column()) == text
    assert errors(window) == before
    assert not window.workspace.dirty
    window.workspace.redo()
    settled(qtbot, window)
    assert panel.model.text(3, index.column()) == "no such value"
    window.workspace.undo()
    settled(qtbot, window)


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
    fix._show(fix.shown.index(waiting[0]))
    fix.become.setCurrentText(waiting[0].choices[0])
    fix.accept()
    settled(qtbot, window)
    refused = len(fix.shown)
    fix._show(0)
    fix.refuse()
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
    with target.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    for name in extract.columns:
        assert [r[name] for r in rows] == extract.column(name).strings().to_pylist()
    for name in ("sent.report-without-values.xlsx", "sent.sign-off.html", "sent.changes.csv"):
        assert (tmp_path / name).is_file()
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
    assert target.read_text("utf-8").startswith("LA Code,")


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


def test_closing_with_changes_asks(qtbot, window, extract_file, monkeypatch):
    opened(qtbot, window, extract_file)
    window.workspace.edit_cell(0, "Gender", "x")
    settled(qtbot, window)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert not window.close()
    assert asked == ["Close CLD Validator"]
    discard(monkeypatch, QMessageBox.StandardButton.Discard)
    assert window.close()


def test_personal_fields_can_be_covered(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    panel = check_page(window).panel
    place = panel.model.place_of("Last Name")
    name = panel.model.text(0, place)
    window.workspace.set_hidden(True)
    assert panel.model.text(0, place) == "•••"
    assert not panel.model.flags(panel.model.index(0, place)) & Qt.ItemFlag.ItemIsEditable
    panel.grid.go_to(0, place)
    assert name not in panel.grid.selected_text(headers=False)
    assert panel.model.text(0, panel.model.place_of("Event Type")) != "•••"
    window.workspace.set_hidden(False)
    assert panel.model.text(0, place) == name


def test_find_and_replace_shows_what_it_would_do(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    dialog = ReplaceDialog(window.workspace, "Accommodation Status")
    qtbot.addWidget(dialog)
    dialog.found.setText("Private rented")
    dialog.written.setText("Tenant: Private landlord")
    column = window.workspace.opened.extract.column("Accommodation Status")
    cells = column.strings().to_pylist().count("Private rented")
    assert sum(c.rows for c in dialog.changes) == cells
    dialog.accept()
    settled(qtbot, window)
    after = window.workspace.opened.extract.column("Accommodation Status").strings().to_pylist()
    assert "Private rented" not in after
    window.workspace.undo()
    settled(qtbot, window)


def test_the_whole_job_by_keyboard_only(qtbot, window, extract_file, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QFileDialog

    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(extract_file), ""))
    press = Qt.KeyboardModifier.ControlModifier
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_O, press)
    qtbot.waitUntil(lambda: window.workspace.opened is not None, timeout=WAIT)
    settled(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_2, press)
    assert window.page == "check"
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert window.workspace.cell is not None
    here = window.workspace.cell
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert window.workspace.cell != here
    qtbot.keyClick(window, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert window.workspace.cell == here
    qtbot.keyClick(window, Qt.Key.Key_3, press)
    fix = fix_page(window)
    qtbot.waitUntil(fix.accept_safe.isEnabled, timeout=WAIT)
    fix.accept_safe.setFocus()
    qtbot.keyClick(fix.accept_safe, Qt.Key.Key_Space)
    settled(qtbot, window)
    assert len(window.workspace.history.steps) == 1
    qtbot.keyClick(window, Qt.Key.Key_Z, press)
    settled(qtbot, window)
    assert window.workspace.history.steps == ()
    qtbot.keyClick(window, Qt.Key.Key_Y, press)
    settled(qtbot, window)
    assert len(window.workspace.history.steps) == 1
    qtbot.keyClick(window, Qt.Key.Key_4, press)
    settled(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_S, press)
    assert window.page == "submit"
    submit = submit_page(window)
    submit.folder.setFocus()
    submit.folder.selectAll()
    qtbot.keyClicks(submit.folder, str(tmp_path))
    qtbot.keyClick(window, Qt.Key.Key_S, press)
    settled(qtbot, window)
    assert (tmp_path / "council_submission.csv").is_file()


def test_every_control_has_a_name_and_can_be_reached(qtbot, window, extract_file):
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit

    opened(qtbot, window, extract_file)
    for step in STEPS:
        window.show_page(step)
        settled(qtbot, window)
        for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit):
            for control in window.pages[step].findChildren(kind):
                if not control.isVisible() or control.parent() is None:
                    continue
                if (
                    control.metaObject()
                    .className()
                    .startswith(("QTableCorner", "QCombo", "QLineEdit", "QHeader"))
                ):
                    continue
                inner = control.objectName().startswith("qt_") or isinstance(
                    control.parent(), (QComboBox, QLineEdit)
                )
                if not inner:
                    text = control.text() if isinstance(control, QAbstractButton) else ""
                    assert control.accessibleName() or text, (step, control)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("c", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast(c: Colours) -> None:
    grounds = (c.window, c.surface)
    for text in (c.text, c.muted, c.accent, c.error, c.warning, c.query, c.good):
        for ground in grounds:
            assert contrast(text, ground) >= 4.5, (text, ground)
    for word in ("error", "warning", "query", "good", "accent"):
        soft = getattr(c, f"{word}_soft")
        assert contrast(getattr(c, word), soft) >= 4.5, word
        assert contrast(c.text, soft) >= 4.5, word
    assert contrast(c.on_accent, c.accent) >= 4.5
    assert all(contrast(c.edge, ground) >= 3 for ground in grounds)


def test_looks_can_be_changed_with_a_file_open(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    for theme, zoom in (("dark", 1), ("light", 1), ("system", -1)):
        window.set_theme(theme)
        window.set_zoom(zoom)
        settled(qtbot, window)
        assert check_page(window).panel.model.rowCount() == 2_000
    window.set_zoom(0)
    assert window.workspace.preferences.zoom == 1.0


def test_a_fault_of_ours_shows_a_report_without_its_message(qtbot):
    try:
        raise ValueError("NHS 9990000018")
    except ValueError as error:
        dialog = FaultDialog(error)
    qtbot.addWidget(dialog)
    assert "ValueError" in dialog.report.toPlainText()
    assert "9990000018" not in dialog.report.toPlainText()


def test_decisions_are_remembered_and_used_on_the_next_file(qtbot, window, extract_file, tmp_path):
    from cldvalidator.fixes.profile import default_profile

    opened(qtbot, window, extract_file)
    fix = fix_page(window)
    window.show_page("fix")
    settled(qtbot, window)
    place = next(i for i, p in enumerate(fix.shown) if p.found == "Private rented")
    fix._show(place)
    fix.become.setCurrentText("Tenant: Private landlord")
    fix.accept()
    settled(qtbot, window)
    fix.profile.remember.click()
    settled(qtbot, window)
    kept = default_profile().read_text("utf-8")
    assert "Private rented" in kept
    window.workspace.written(window.workspace.history.steps)
    again = tmp_path / "next.csv"
    shutil.copy(SAMPLE, again)
    opened(qtbot, window, again)
    assert fix.profile.use.isEnabled()
    fix.profile.use.click()
    settled(qtbot, window)
    column = window.workspace.opened.extract.column("Accommodation Status")
    assert "Private rented" not in column.strings().to_pylist()
    assert window.workspace.history.changes[0].by == "profile"
    window.workspace.undo()
    settled(qtbot, window)


def test_a_finding_is_marked_as_known_and_goes_with_the_submission(
    qtbot, window, extract_file, tmp_path, monkeypatch
):
    from PySide6.QtWidgets import QInputDialog

    monkeypatch.setattr(QInputDialog, "getText", lambda *_: ("Agreed with the supplier", True))
    opened(qtbot, window, extract_file)
    page = check_page(window)
    page.explain._accept("MAND-02", "Accommodation Status")
    settled(qtbot, window)
    submit = submit_page(window)
    submit.folder.setText(str(tmp_path))
    submit.name.setText("sent.csv")
    submit.begin()
    settled(qtbot, window)
    manifest = (tmp_path / "sent.manifest.json").read_text("utf-8")
    assert "Agreed with the supplier" in manifest
    assert "Agreed with the supplier" in (tmp_path / "sent.sign-off.html").read_text("utf-8")


def test_a_header_that_was_told_is_remembered(qtbot, window, tmp_path):
    text = SAMPLE.read_text("utf-8")
    path = tmp_path / "odd.csv"
    path.write_text(text.replace("Gender,", "Zzz,", 1), "utf-8")
    opened(qtbot, window, path)
    assert "Gender" in window.workspace.opened.extract.reading.missing
    page = window.pages["open"]
    from ui.widgets.header_matches import HeaderMatches

    page.findChild(HeaderMatches)._told("Zzz", "Gender")
    settled(qtbot, window)
    assert window.workspace.opened.extract.reading.missing == ()
    opened(qtbot, window, SAMPLE)
    opened(qtbot, window, path)
    assert window.workspace.opened.extract.reading.missing == ()


def test_a_release_1_file_is_turned_as_far_as_the_mapping_goes(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    fix = fix_page(window)
    before = window.workspace.opened.result.findings.by_rule()["MAND-03"]
    assert before
    fix.profile.menu.actions()[2].trigger()
    settled(qtbot, window)
    assert window.workspace.opened.result.findings.by_rule()["MAND-03"] < before
    assert "left for you" in fix.said.text()
    window.workspace.undo()
    settled(qtbot, window)


def test_reading_again_asks_before_changes_are_lost(qtbot, window, extract_file, monkeypatch):
    opened(qtbot, window, extract_file)
    window.workspace.edit_cell(0, "Gender", "x")
    window.workspace.jobs.cancel()
    settled(qtbot, window)
    assert len(window.workspace.history.steps) == 1, "an edit is undone, not cancelled"
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert not window.workspace.open_again(release="1")
    assert asked == ["Read the file again"]
    assert window.workspace.dirty
    discard(monkeypatch, QMessageBox.StandardButton.Discard)
    assert window.workspace.open_again(release="1")
    settled(qtbot, window)
    assert window.workspace.opened.specification.release == "1"
    assert not window.workspace.dirty


def test_a_change_file_is_made_again_step_by_step(qtbot, window, extract_file, tmp_path):
    opened(qtbot, window, extract_file)
    fix = fix_page(window)
    window.show_page("fix")
    qtbot.waitUntil(fix.accept_safe.isEnabled, timeout=WAIT)
    fix.accept_all_safe()
    settled(qtbot, window)
    window.workspace.edit_cell(0, "Gender", "x")
    settled(qtbot, window)
    steps = window.workspace.history.steps
    profile = fix.profile._profile
    profile.save_changes(tmp_path / "changes.json", overwrite=False)
    settled(qtbot, window)
    for _ in steps:
        window.workspace.undo()
    settled(qtbot, window)
    assert not window.workspace.dirty
    profile.replay(tmp_path / "changes.json")
    settled(qtbot, window)
    assert window.workspace.history.steps == steps
    window.workspace.written(steps)


def test_the_demo_is_not_written_into_the_program(qtbot, window):
    window.open_demo()
    qtbot.waitUntil(lambda: window.workspace.opened is not None, timeout=WAIT)
    settled(qtbot, window)
    assert Path(submit_page(window).folder.text()) != SAMPLE.parent
