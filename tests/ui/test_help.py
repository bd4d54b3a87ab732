"""The help finds everything with a name, is reached from anywhere, and holds nothing of a file."""

from __future__ import annotations

import csv

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QGuiApplication, QImage, QTextDocument
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QTabWidget

from cldvalidator.checks.rules import load_rules
from cldvalidator.guide.about_program import versions
from cldvalidator.measures.registry import measure_texts
from cldvalidator.specification import load_specification
from ui.dialogs import FaultDialog
from ui.help.about import AboutDialog
from ui.help.pictures import SHOWN, PictureDialog
from ui.help.rich_text import link_to, linked_name

FIELDS = load_specification("2").names
RULES = load_rules()
MEASURES = measure_texts()


@pytest.fixture
def opened_help(window, qtbot):
    """The help window of a main window, with everything in it."""
    window.open_help()
    qtbot.waitUntil(lambda: bool(window.help._entries))
    return window.help


def press(qtbot, widget, *keys):
    for key in keys:
        modifier, plain = key if isinstance(key, tuple) else (Qt.KeyboardModifier.NoModifier, key)
        qtbot.keyClick(widget, plain, modifier)


def test_f1_opens_at_the_page_that_is_shown(window, qtbot):
    window.activateWindow()
    press(qtbot, window, Qt.Key.Key_F1)
    assert window.help.isVisible()
    assert window.help.text.toPlainText().startswith("Open a file")
    window.help.close()
    window.show_page("check")
    window.activateWindow()
    press(qtbot, window, Qt.Key.Key_F1)
    assert window.help.text.toPlainText().startswith("Check what is wrong")


def test_pages_ask_for_a_rule_a_field_or_a_measure_before_they_are_read(window, qtbot):
    for name, title in (("DATE-01", "DATE-01 Event End"), ("event outcome", "Event Outcome")):
        window.workspace.help_wanted.emit(name)
        qtbot.waitUntil(lambda t=title: t in window.help.text.toPlainText())
    window.workspace.help_wanted.emit("ASCOF 2A")
    assert "Numerator" in window.help.text.toPlainText()


def test_everything_is_found_by_its_name_in_one_box(opened_help):
    titles = {name: name for name in FIELDS}
    titles |= {r.id: f"{r.id} {r.title}" for r in RULES.values()}
    titles |= {i: i if m.title == i else f"{i} {m.title}" for i, m in MEASURES.items()}
    for name, title in titles.items():
        opened_help.search.setText(name.lower())
        opened_help._open_first()
        assert opened_help.text.toPlainText().splitlines()[1] == title


def test_everything_is_found_by_its_title(opened_help):
    for name, title in [
        *((r.id, r.title) for r in RULES.values()),
        *((i, m.title) for i, m in MEASURES.items() if m.title != i),
    ]:
        opened_help.search.setText(title)
        assert name in [i.name for i in opened_help.found()][:2]


def test_what_is_not_there_is_said(opened_help):
    opened_help.search.setText("zebra crossing")
    assert "Nothing found" in opened_help.count.text()
    assert opened_help.list.topLevelItemCount() == 0
    opened_help.search.setText("DATE-01")
    assert opened_help.count.text().endswith("found, the best first")
    opened_help.open_help("zebra")
    assert opened_help.search.text() == "zebra"


def test_the_whole_help_by_keyboard(opened_help, qtbot):
    box = opened_help.search
    alt = Qt.KeyboardModifier.AltModifier
    press(qtbot, opened_help, (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_F))
    qtbot.keyClicks(box, "event end")
    press(qtbot, box, Qt.Key.Key_Return)
    assert "Event End Date" in opened_help.text.toPlainText().splitlines()[1]
    press(qtbot, box, Qt.Key.Key_Down)
    press(qtbot, opened_help.list, Qt.Key.Key_Down)
    assert opened_help.text.toPlainText().startswith("Rule")
    press(qtbot, opened_help.list, (alt, Qt.Key.Key_Left))
    assert opened_help.text.toPlainText().startswith("Field\nEvent End Date")
    press(qtbot, opened_help.list, (alt, Qt.Key.Key_Right))
    assert opened_help.text.toPlainText().startswith("Rule")
    press(qtbot, opened_help, Qt.Key.Key_Escape)
    assert box.text() == ""
    assert opened_help.isVisible()
    press(qtbot, opened_help, Qt.Key.Key_Escape)
    assert not opened_help.isVisible()


def test_links_lead_to_other_parts_and_nowhere_else(opened_help):
    assert linked_name(QUrl(link_to("Request: Route of Access"))) == "Request: Route of Access"
    opened_help.open_help("DATE-01")
    opened_help.text.anchorClicked.emit(QUrl(link_to("Event End Date")))
    assert opened_help.text.toPlainText().startswith("Field\nEvent End Date")
    before = opened_help.text.toPlainText()
    for address in ("https://example.org/", "file:///etc/hostname"):
        opened_help.text.anchorClicked.emit(QUrl(address))
    assert opened_help.text.toPlainText() == before
    assert not opened_help.text.openLinks()
    opened_help.go_back()
    assert "DATE-01" in opened_help.text.toPlainText()


def test_each_step_shows_its_page_in_the_colours_in_use(opened_help, window):
    seen = {name: set() for name in SHOWN}
    kind = QTextDocument.ResourceType.ImageResource.value
    for theme in ("dark", "light"):
        window.appearance.set_theme(theme)
        for name, colours in seen.items():
            opened_help.open_help(name)
            shown = opened_help.text.document().resource(kind, QUrl(f"picture:{name}"))
            assert 300 < shown.width() <= 620, name
            assert shown.deviceIndependentSize().width() < opened_help.text.width(), name
            colours.add(shown.pixelColor(shown.width() // 2, 2).name())
    assert {name: len(colours) for name, colours in seen.items()} == dict.fromkeys(SHOWN, 2)


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_the_picture_of_each_step_is_shown_large(opened_help, name):
    opened_help.open_help(name)
    opened_help.text.anchorClicked.emit(QUrl(f"picture:{name}"))
    (large,) = opened_help.text.findChildren(PictureDialog)
    assert large.shown.pixmap().width() == 1280
    large.reject()


def test_no_resource_is_loaded(opened_help, tmp_path):
    picture = tmp_path / "picture.png"
    QImage(40, 40, QImage.Format.Format_RGB32).save(str(picture))
    style = tmp_path / "style.css"
    style.write_text("p { color: #123456; }", "utf-8")
    kind = QTextDocument.ResourceType.ImageResource.value
    elsewhere = ("https://example.org/picture.png", "picture:../privacy", "picture:start")
    for address in (picture.as_uri(), str(picture), *elsewhere):
        sheet = f"<link rel='stylesheet' type='text/css' href='{style.as_uri()}'>"
        opened_help.text.show_rich_text(f"{sheet}<p>a</p><img src='{address}'>")
        opened_help.text.grab()
        document = opened_help.text.document()
        assert document.resource(kind, QUrl(address)).width() == 1
        assert "#123456" not in document.toHtml()


def test_markup_in_the_guide_stays_text(opened_help):
    opened_help.text.show_markdown("# Title\n\n<b>bold</b> <img src='x.png'>")
    assert "<b>bold</b> <img src='x.png'>" in opened_help.text.toPlainText()


def test_the_keys_are_those_of_the_menus(opened_help, window):
    opened_help.open_help("keys")
    text = opened_help.text.toPlainText()
    for action in window.findChildren(QAction):
        for keys in action.shortcuts():
            assert keys.toString() in text
    assert "F1" in text


def test_every_part_can_be_drawn_in_both_themes_and_at_twice_the_size(opened_help, window):
    for theme in ("dark", "light"):
        window.appearance.set_theme(theme)
        for item in opened_help.items:
            opened_help.show_part(item.name)
            assert opened_help.text.toPlainText().strip()
    opened_help.open_help("DATE-01")
    window.appearance.set_zoom(7)
    assert "DATE-01" in opened_help.text.toPlainText()
    assert opened_help.list.iconSize().height() == opened_help.fontMetrics().height()
    window.appearance.set_zoom(0)


def test_no_cell_of_a_file_is_in_the_help(window, qtbot, tmp_path, opened_help):
    source = tmp_path / "extract.csv"
    with source.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow([*FIELDS, "Team"])
        lines.writerow([*(f"CANARY{i:02d}Q" for i in range(len(FIELDS))), "CANARYTEAM"])
    window.open_file(source)
    qtbot.waitUntil(lambda: window.workspace.opened is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not window.workspace.jobs.running(), timeout=20_000)
    for item in opened_help.items:
        opened_help.show_part(item.name)
        assert "CANARY" not in opened_help.text.toPlainText()
    opened_help.search.setText("CANARY")
    assert opened_help.list.topLevelItemCount() == 0


def test_every_part_of_the_window_has_a_name_for_a_screen_reader(opened_help):
    for widget in (opened_help.search, opened_help.list, opened_help.text):
        assert widget.accessibleName()
    for made in opened_help.findChildren(QPushButton):
        assert made.accessibleName()


def test_about_says_versions_and_licences_and_copies_the_versions(window, qtbot):
    about = AboutDialog(window.workspace, window)
    about.show()
    qtbot.waitUntil(lambda: bool(about.facts))
    told = dict(about.facts)
    assert set(dict(versions())) < set(told)
    assert told["Window"].startswith("Qt 6")
    about.copy()
    assert f"Program: {told['Program']}" in QGuiApplication.clipboard().text()
    about.findChild(QTabWidget).setCurrentIndex(1)
    names = about.list.listing_model.listing.columns[0]
    about.list.selectRow(names.index("jsonschema"))
    assert "Permission is hereby granted" in about.licence.toPlainText()
    about.reject()


def test_about_that_is_closed_at_once_leaves_nothing_behind(window, qtbot):
    about = AboutDialog(window.workspace, window)
    about.reject()
    qtbot.waitUntil(lambda: not window.workspace.jobs.running())


def test_closing_the_window_closes_the_help(opened_help, window):
    window.close()
    assert not opened_help.isVisible()


def test_the_report_of_a_fault_holds_no_message_and_can_be_copied(window):
    try:
        raise ValueError("CANARY")
    except ValueError as error:
        dialog = FaultDialog(error, window)
    dialog.show()
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert "ValueError" in copied
    assert "CANARY" not in copied
    assert dialog.copy_button.text() == "Copied"
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close).click()
    assert not dialog.isVisible()
