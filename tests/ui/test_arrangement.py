"""Widths, order and hidden columns of the grid are remembered by field, no other header is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from tests.ui.driving import check_page, opened, settled
from ui.grid.columns import ColumnsDialog
from ui.grid.model import in_kept_order
from ui.grid.panel import GridPanel
from ui.main_window import MainWindow
from ui.preferences import FILE_NAME, Preferences, load_preferences


@pytest.fixture
def panel(qtbot: QtBot, window: MainWindow, extract_file: Path) -> GridPanel:
    text = extract_file.read_text("utf-8").splitlines()
    lines = [f"Worker of Mrs Smith,{text[0]}", *(f"x,{line}" for line in text[1:])]
    extract_file.write_text("\n".join(lines) + "\n", "utf-8")
    opened(qtbot, window, extract_file)
    window.show_page("check")
    settled(qtbot, window)
    return check_page(window).panel


@pytest.mark.parametrize(
    ("names", "order", "wanted"),
    [
        ("abcd", "db", "adcb"),
        ("abcd", "", "abcd"),
        ("abcd", "xdcba", "dcba"),
        ("ab", "ba", "ba"),
    ],
)
def test_what_an_order_lacks_keeps_its_place(names: str, order: str, wanted: str) -> None:
    assert in_kept_order([*names], [*order]) == [*wanted]


def test_keys_move_and_widen_a_column_and_all_is_as_at_first_again(
    qtbot: QtBot,
    window: MainWindow,
    panel: GridPanel,
    extract_file: Path,
    settings_folder: Path,
) -> None:
    names, widths = list(panel.model.names), panel.grid.columnWidth(5)
    name = names[5]
    panel.grid.go_to(3, 5)
    shift = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(window, key, shift)
    settled(qtbot, window)
    assert panel.model.names.index(name) == 7
    assert sorted(panel.model.names) == sorted(names)
    assert panel.grid.currentIndex().row() == 3
    assert panel.grid.currentIndex().column() == 7
    assert panel.grid.columnWidth(7) > widths
    opened_again = check_page(window).panel
    opened(qtbot, window, extract_file)
    assert opened_again.model.names.index(name) == 7
    assert opened_again.grid.columnWidth(7) > widths
    kept = load_preferences()
    assert name in kept.column_widths
    stored = (settings_folder / FILE_NAME).read_text("utf-8")
    assert "Mrs Smith" not in stored
    assert {*kept.column_order} <= {*window.workspace.opened.specification.by_name}
    panel.arrangement.reset()
    settled(qtbot, window)
    assert panel.model.names == names
    assert panel.grid.columnWidth(5) == widths
    assert load_preferences().column_order == []
    assert load_preferences().column_widths == {}


def test_a_header_is_dropped_elsewhere(qtbot: QtBot, window: MainWindow, panel: GridPanel) -> None:
    names = list(panel.model.names)
    panel.grid.setColumnHidden(6, True)
    header = panel.grid.horizontalHeader()
    header.moveSection(9, 4)
    settled(qtbot, window)
    assert panel.model.names == [*names[:4], names[9], *names[4:9], *names[10:]]
    assert header.logicalIndex(4) == 4, "the header has no order of its own"
    hidden = [n for p, n in enumerate(panel.model.names) if panel.grid.isColumnHidden(p)]
    assert hidden == [names[6]]
    header.moveSection(9, 0)
    settled(qtbot, window)
    frozen = panel.model.frozen_count()
    assert panel.model.names[:frozen] == names[:frozen]
    assert panel.model.names[frozen] == names[8]
    for place, name in enumerate(panel.model.names):
        extract = window.workspace.opened.extract
        if name in extract.columns:
            assert panel.model.columns[place] is extract.columns[name]


def test_a_width_by_the_mouse_is_remembered(
    qtbot: QtBot, window: MainWindow, panel: GridPanel
) -> None:
    header = panel.grid.horizontalHeader()
    before = header.sectionSize(3)
    edge = QPoint(header.sectionViewportPosition(3) + before - 1, header.height() // 2)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    QTest.mouseMove(header.viewport(), edge + QPoint(60, 0))
    header.resizeSection(3, before + 60)  # what the move does where there is a pointer
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(60, 0))
    settled(qtbot, window)
    name = panel.model.names[3]
    kept = load_preferences().column_widths
    assert {*kept} == {name}
    assert panel.arrangement.width_of(name) == pytest.approx(before + 60, abs=2)


def test_what_is_no_width_and_no_name_is_not_taken(settings_folder: Path) -> None:
    settings_folder.mkdir(parents=True)
    content = {
        "column_widths": {"Gender": 80, "Postcode": -1, "x" * 200: 9, "NHS Number": "wide", "": 1},
        "column_order": ["Gender", 7, None, "Gender", "x" * 200, "Postcode"],
        "hidden_columns": [None, "Ethnicity", "", "Ethnicity"],
    }
    (settings_folder / FILE_NAME).write_text(json.dumps(content), "utf-8")
    kept = load_preferences()
    assert kept.column_widths == {"Gender": 80}
    assert kept.column_order == ["Gender", "Postcode"]
    assert kept.hidden_columns == ["Ethnicity"]
    (settings_folder / FILE_NAME).write_text('{"column_widths": 3, "column_order": {}}', "utf-8")
    assert load_preferences() == Preferences()


def test_hidden_columns_stay_hidden_and_a_button_says_so(
    qtbot: QtBot, window: MainWindow, panel: GridPanel, extract_file: Path, settings_folder: Path
) -> None:
    names = list(panel.model.names)
    field, other = names[5], names[7]
    worker = next(n for n in names if n not in window.workspace.opened.specification.by_name)
    shift = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    for name in (field, other, worker):
        panel.grid.go_to(3, panel.model.place_of(name))
        QTest.keyClick(window, Qt.Key.Key_H, shift)
    assert panel.grid.shown_columns() == [n for n in names if n not in {field, other, worker}]
    assert panel.grid.currentIndex().row() == 3
    assert not panel.grid.isColumnHidden(panel.grid.currentIndex().column())
    assert panel.columns.text() == "3 hidden"
    assert "3 hidden" in panel.columns.accessibleName()
    assert load_preferences().hidden_columns == [field, other]
    assert "Mrs Smith" not in (settings_folder / FILE_NAME).read_text("utf-8")
    shorter = extract_file.with_name("shorter.csv")
    lines = [line.partition(",")[2] for line in extract_file.read_text("utf-8").splitlines()]
    shorter.write_text("\n".join(lines) + "\n", "utf-8")
    opened(qtbot, window, shorter)
    assert {*panel.model.names} - {*panel.grid.shown_columns()} == {field, other}
    panel.grid.go_to(0, panel.model.place_of(field))  # as F8 does: shown, but only for now
    assert panel.columns.text() == "1 hidden"
    assert load_preferences().hidden_columns == [field, other]
    QTest.keyClick(window, Qt.Key.Key_A, shift)
    assert panel.grid.shown_columns() == panel.model.names
    assert panel.columns.text() == ""
    assert load_preferences().hidden_columns == []


def test_columns_unticked_in_the_dialog_are_remembered(
    qtbot: QtBot, window: MainWindow, panel: GridPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = panel.model.names[9]

    def untick(dialog: ColumnsDialog) -> bool:
        listed = dialog.findChild(QListWidget)
        listed.findItems(name, Qt.MatchFlag.MatchExactly)[0].setCheckState(Qt.CheckState.Unchecked)
        return True

    monkeypatch.setattr(ColumnsDialog, "exec", untick)
    panel.columns.click()
    assert load_preferences().hidden_columns == [name]
    panel.arrangement.move(1)
    assert name not in panel.grid.shown_columns()
    panel.arrangement.reset()
    assert load_preferences().hidden_columns == []
    assert panel.grid.shown_columns() == panel.model.names


def test_of_a_file_with_hidden_columns_only_all_are_shown(
    qtbot: QtBot, window: MainWindow, panel: GridPanel, extract_file: Path
) -> None:
    window.workspace.preferences.hidden_columns = list(panel.model.names)
    extract_file.write_text(
        "\n".join(line.partition(",")[2] for line in extract_file.read_text("utf-8").splitlines()),
        "utf-8",
    )
    opened(qtbot, window, extract_file)
    assert panel.grid.shown_columns() == panel.model.names
