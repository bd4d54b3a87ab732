"""A twin of the open file, from the button on Submit."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from tests.ui.driving import SAMPLE, WAIT, at_page, settled, submit_page, words


def test_one_click_and_a_name_make_a_twin_with_its_proof(qtbot, window, tmp_path, monkeypatch):
    at_page(qtbot, window, SAMPLE, "submit")
    card = submit_page(window).twin
    target = tmp_path / "training.csv"
    monkeypatch.setattr("ui.submitting.twin_card.where_to_save", lambda *_: tmp_path / "training")
    card.make.click()
    settled(qtbot, window)
    assert target.exists()
    assert (tmp_path / "training.proof.html").exists()
    assert "training.csv" in words(card)
    assert "statements about this file are true" in words(card)
    assert "Open the proof" in [b.text() for b in card.findChildren(QPushButton)]
    assert card.make.isEnabled()
    shown = next(b for b in card.findChildren(QPushButton) if b.text() == "Open the proof")
    assert shown is window.focusWidget()  # the page scrolls to what has the keyboard


def test_the_result_takes_the_keyboard_from_nobody_who_went_elsewhere(qtbot, window, tmp_path):
    at_page(qtbot, window, SAMPLE, "submit")
    page = submit_page(window)
    page.twin.write_to(tmp_path / "training.csv", window.workspace.opened)
    page.name.setFocus()
    settled(qtbot, window)
    assert "training.csv" in words(page.twin)
    assert window.focusWidget() is page.name


@pytest.mark.parametrize("name", ["training.csv", "training.proof.html", "training.proof.json"])
def test_nothing_is_replaced_unasked(qtbot, window, tmp_path, monkeypatch, name):
    at_page(qtbot, window, SAMPLE, "submit")
    (tmp_path / name).write_text("mine", "utf-8")
    asked = []
    monkeypatch.setattr("ui.submitting.twin_card.agrees", lambda *said: asked.append(said[2]))
    submit_page(window).twin.write_to(tmp_path / "training.csv", window.workspace.opened)
    settled(qtbot, window)
    assert asked == [f"Replace {name}?"]
    assert [p.name for p in tmp_path.glob("training*")] == [name]
    assert (tmp_path / name).read_text("utf-8") == "mine"


def test_the_result_stays_when_the_window_is_drawn_anew(qtbot, window, tmp_path):
    at_page(qtbot, window, SAMPLE, "submit")
    submit_page(window).twin.write_to(tmp_path / "training.csv", window.workspace.opened)
    settled(qtbot, window)
    window.appearance.set_theme("dark")
    settled(qtbot, window)
    card = submit_page(window).twin
    assert "training.csv" in words(card)
    assert "Open the proof" in [b.text() for b in card.findChildren(QPushButton)]
    window.appearance.set_theme("light")
    settled(qtbot, window)


def test_a_twin_that_is_still_being_made_is_shown_in_the_window_drawn_anew(qtbot, window, tmp_path):
    at_page(qtbot, window, SAMPLE, "submit")
    submit_page(window).twin.write_to(tmp_path / "training.csv", window.workspace.opened)
    before = submit_page(window).twin
    window.appearance.set_theme("dark")
    qtbot.waitUntil(lambda: submit_page(window).twin is not before, timeout=WAIT)
    settled(qtbot, window)
    card = submit_page(window).twin
    assert "training.csv" in words(card)
    assert card.make.isEnabled()
    window.appearance.set_theme("light")
    settled(qtbot, window)
    assert "training.csv" in words(submit_page(window).twin)
