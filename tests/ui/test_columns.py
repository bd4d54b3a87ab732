"""Choices that are meant: columns told and remembered, values completed, searches that lead on."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from tests.ui.driving import SAMPLE, check_page, discard, errors, fix_page, opened, settled
from ui.main_window import MainWindow
from ui.opening.header_matches import FIELD_AT, MOST_UNUSED, HeaderMatches
from ui.pages.open import OpenPage
from ui.widgets.choice import Choice
from ui.workspace import STEPS


@pytest.fixture
def odd_file(tmp_path: Path) -> Path:
    """A file whose column Gender is headed by a local name."""
    path = tmp_path / "odd.csv"
    path.write_text(SAMPLE.read_text("utf-8").replace("Gender,", "M or F,", 1), "utf-8")
    return path


def table(window: MainWindow) -> HeaderMatches:
    found = window.pages["open"].findChildren(HeaderMatches)
    assert found
    return found[-1]


def box_of(window: MainWindow, header: str) -> Choice:
    view = table(window)
    line = next(i for i in range(view.rowCount()) if view.item(i, 1).text() == header)
    view._edit(line)
    box = view.cellWidget(line, FIELD_AT)
    assert isinstance(box, Choice)
    return box


def choose(box: Choice, field: str | None) -> None:
    box.setCurrentIndex(box.findData(field))
    box.activated.emit(box.currentIndex())


def apply(window: MainWindow) -> None:
    page = window.pages["open"]
    assert isinstance(page, OpenPage)
    page.apply.click()


def test_of_thousands_of_other_columns_the_first_are_shown(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    """A box with all fields for each took minutes on the window's own thread."""
    header, *rows = SAMPLE.read_text("utf-8").splitlines()[:5]
    many = MOST_UNUSED + 30
    path = tmp_path / "wide.csv"
    lines = [",".join([header, *(f"x{n}" for n in range(many))]), *rows]
    path.write_text("\n".join(lines), "utf-8")
    opened(qtbot, window, path)
    fields = len(header.split(","))
    assert table(window).rowCount() == fields + MOST_UNUSED
    said = [label.text() for label in window.pages["open"].findChildren(QLabel)]
    assert any(f"{many} columns not used, of which the first {MOST_UNUSED}" in t for t in said)


def missing(window: MainWindow) -> tuple[str, ...]:
    assert window.workspace.opened is not None
    return window.workspace.opened.extract.reading.missing


def test_a_column_that_was_told_is_remembered(
    qtbot: QtBot, window: MainWindow, odd_file: Path
) -> None:
    opened(qtbot, window, odd_file)
    assert missing(window) == ("Gender",)
    box = box_of(window, "M or F")
    assert box.itemData(1) == "Gender", "fields that have no column come first"
    choose(box, "Gender")
    apply(window)
    settled(qtbot, window)
    assert missing(window) == ()
    opened(qtbot, window, SAMPLE)
    opened(qtbot, window, odd_file)
    assert missing(window) == ()


def test_the_values_of_a_column_tell_what_it_is_unless_they_are_covered(
    qtbot: QtBot, window: MainWindow, odd_file: Path
) -> None:
    opened(qtbot, window, odd_file)
    view = table(window)
    line = next(i for i in range(view.rowCount()) if view.item(i, 1).text() == "M or F")
    assert "Female" in view.item(line, 2).text()
    window.workspace.set_hidden(True)
    assert "Female" not in table(window).item(line, 2).text()


def test_a_field_is_taken_from_another_column_only_when_that_is_agreed(
    qtbot: QtBot, window: MainWindow, odd_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, odd_file)
    before = window.workspace.opened
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    box = box_of(window, "M or F")
    choose(box, "NHS Number")
    apply(window)
    settled(qtbot, window)
    assert asked == ["Replace columns?"]
    assert window.workspace.opened is before
    assert box.currentData() == "NHS Number", "the choice is still there"
    discard(monkeypatch, QMessageBox.StandardButton.Yes)
    apply(window)
    settled(qtbot, window)
    assert window.workspace.opened is not None
    fields = {h.found: h.field for h in window.workspace.opened.extract.reading.headers}
    assert fields["M or F"] == "NHS Number"
    assert fields["NHS Number (column D)"] is None
    choose(box_of(window, "NHS Number (column D)"), "NHS Number")
    choose(box_of(window, "M or F"), None)
    apply(window)
    settled(qtbot, window)
    assert missing(window) == ("Gender",), "and back again"


def test_what_is_not_done_is_neither_shown_nor_remembered(
    qtbot: QtBot, window: MainWindow, odd_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, odd_file)
    window.workspace.edit_cell(0, "Ethnicity", "x")
    settled(qtbot, window)
    window.workspace.keep_changes = lambda _: None  # as where the file has changed on the disk
    discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    box = box_of(window, "M or F")
    choose(box, "Gender")
    apply(window)
    settled(qtbot, window)
    assert missing(window) == ("Gender",)
    window.workspace.written(window.workspace.history.steps)  # type: ignore[union-attr]
    opened(qtbot, window, odd_file)
    assert missing(window) == ("Gender",)


@pytest.fixture
def odder_file(tmp_path: Path) -> Path:
    """A file with local names for three fields; one column is filled from the 1,500th row on."""
    path = tmp_path / "odder.csv"
    header, *lines = SAMPLE.read_text("utf-8").splitlines()
    for name, local in (
        ("LA Person Unique Identifier", "ClientNo"),
        ("Gender", "M/F"),
        ("Event Type", "Kind"),
    ):
        header = header.replace(name, local, 1)
    lines = [f"{line},{'late' if n > 1_500 else ''}" for n, line in enumerate(lines)]
    path.write_text("\n".join([f"{header},Note", *lines]), "utf-8")
    return path


def test_several_columns_are_chosen_and_applied_at_once(
    qtbot: QtBot, window: MainWindow, odder_file: Path
) -> None:
    opened(qtbot, window, odder_file)
    before = window.workspace.opened
    page = window.pages["open"]
    assert isinstance(page, OpenPage)
    assert not page.apply.isVisible()
    chosen = {"ClientNo": "LA Person Unique Identifier", "M/F": "Gender", "Kind": "Event Type"}
    for header, field in chosen.items():
        choose(box_of(window, header), field)
    assert window.workspace.opened is before, "nothing is read until the choices are applied"
    window.appearance.set_zoom(1)  # the pages are made anew
    window.appearance.set_zoom(0)
    settled(qtbot, window)
    assert [box_of(window, h).currentData() for h in chosen] == list(chosen.values())
    choose(box_of(window, "Note"), "Gender")  # one column a field: the other gives it up
    assert box_of(window, "M/F").currentData() is None
    choose(box_of(window, "M/F"), "Gender")
    apply(window)
    settled(qtbot, window)
    assert missing(window) == ()
    page = window.pages["open"]
    assert isinstance(page, OpenPage)
    assert not page.apply.isVisible()


def test_choices_that_are_discarded_are_not_shown_any_more(
    qtbot: QtBot, window: MainWindow, odd_file: Path
) -> None:
    opened(qtbot, window, odd_file)
    page = window.pages["open"]
    assert isinstance(page, OpenPage)
    box = box_of(window, "M or F")
    choose(box, "Gender")
    page._discard.click()
    assert box.currentData() is None
    assert not page.apply.isVisible()


def test_a_column_that_is_filled_late_shows_what_it_holds(
    qtbot: QtBot, window: MainWindow, odder_file: Path
) -> None:
    opened(qtbot, window, odder_file)
    view = table(window)
    line = next(i for i in range(view.rowCount()) if view.item(i, 1).text() == "Note")
    assert view.item(line, 2).text() == "late"


def test_missing_fields_and_the_verdict_are_seen_without_scrolling(
    qtbot: QtBot, window: MainWindow, odder_file: Path
) -> None:
    opened(qtbot, window, odder_file)
    page = window.pages["open"]
    labels = [
        w
        for w in page.findChildren(QLabel, "words")
        if w.visibleRegion().boundingRect().size() == w.size()
    ]
    words = " ".join(w.text() for w in labels)
    assert "Not ready to send" in words
    assert "3 fields are missing: LA Person Unique Identifier" in words


@pytest.mark.parametrize("step", STEPS)
def test_the_mouse_wheel_changes_no_choice(
    qtbot: QtBot, window: MainWindow, odd_file: Path, step: str
) -> None:
    opened(qtbot, window, odd_file)
    window.show_page(step)
    settled(qtbot, window)
    before = errors(window)
    boxes = [b for b in window.pages[step].findChildren(QComboBox) if b.isVisible()]
    assert boxes or step in ("submit", "preview", "compare")
    for box in boxes:
        for turn in (120, -120):
            at = QPointF(box.rect().center())
            now = box.currentIndex(), box.currentText()
            wheel = QWheelEvent(
                at,
                QPointF(box.mapToGlobal(box.rect().center())),
                QPoint(),
                QPoint(0, turn),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(box, wheel)
            assert (box.currentIndex(), box.currentText()) == now, box.accessibleName()
    settled(qtbot, window)
    assert errors(window) == before


def test_a_half_typed_value_is_completed_or_not_accepted(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    fix = fix_page(window)
    place = next(i for i, p in enumerate(fix.shown) if p.found == "Private rented")
    fix.proposals.selectRow(place)
    settled(qtbot, window)
    box = fix.pane.become
    line = box.lineEdit()
    assert line is not None
    line.setFocus()
    qtbot.keyClicks(line, "private land")
    assert not fix.pane.accept.isEnabled()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert box.currentText() == "Tenant: Private landlord"
    assert fix.pane.accept.isEnabled()


def test_a_search_begins_while_typing_and_ends_with_escape(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
    panel = check_page(window).panel
    panel.search.setFocus()
    qtbot.keyClicks(panel.search, "Private rented")
    qtbot.waitUntil(lambda: panel.model.rowCount() < 2_000, timeout=5_000)
    settled(qtbot, window)
    found = panel.grid.currentIndex()
    assert "Private rented" in panel.model.text(found.row(), found.column())
    qtbot.keyClick(panel.search, Qt.Key.Key_Escape)
    settled(qtbot, window)
    assert panel.search.text() == ""
    assert panel.model.rowCount() == 2_000


def test_a_search_that_finds_nothing_in_a_group_leads_to_all_rows(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    page = check_page(window)
    settled(qtbot, window)
    page.groups.choose_row(0)
    settled(qtbot, window)
    page.panel.search.setText("Private rented")
    page.panel._search()
    settled(qtbot, window)
    assert page.panel.model.rowCount() == 0
    assert page.panel.everywhere.isVisible()
    page.panel.everywhere.click()
    settled(qtbot, window)
    assert page.panel.model.rowCount() > 0


def test_the_sheet_that_was_chosen_is_remembered(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    lines = [line.split(",") for line in SAMPLE.read_text("utf-8").splitlines()[:4]]
    path, other = tmp_path / "two.xlsx", tmp_path / "one.xlsx"
    for target, names in ((path, ("Old", "New")), (other, ("Only",))):
        book = Workbook()
        book.remove(book.active)
        for name in names:
            sheet = book.create_sheet(name)
            for line in lines:
                sheet.append(line)
        book.save(target)

    def sheet_read() -> str | None:
        assert window.workspace.opened is not None
        return window.workspace.opened.extract.reading.sheet

    opened(qtbot, window, path)
    assert sheet_read() == "Old"
    boxes = window.pages["open"].findChildren(Choice)
    box = next(b for b in boxes if b.accessibleName() == "Sheet of the workbook")
    box.setCurrentText("New")
    box.textActivated.emit("New")
    settled(qtbot, window)
    assert sheet_read() == "New"
    opened(qtbot, window, other)
    assert sheet_read() == "Only", "a workbook without such a sheet is read as any other"
    opened(qtbot, window, path)
    assert sheet_read() == "New"
