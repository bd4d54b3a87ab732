"""What was done with a file is shown as a recipe, and saved as it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cldvalidator.batch.recipe import load_recipe
from tests.ui.driving import WAIT, opened, settled
from ui.fixing.recipe_dialog import RecipeDialog
from ui.main_window import MainWindow
from ui.pages.fix import FixPage
from ui.pages.submit import SubmitPage


def _dialog(qtbot: QtBot, window: MainWindow) -> RecipeDialog:
    window.save_recipe()
    qtbot.waitUntil(lambda: bool(window.findChildren(RecipeDialog)), timeout=WAIT)
    return window.findChildren(RecipeDialog)[0]


def test_the_recipe_that_is_shown_is_saved(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    page, submit = window.pages["fix"], window.pages["submit"]
    assert isinstance(page, FixPage)
    assert isinstance(submit, SubmitPage)
    window.show_page("fix")
    settled(qtbot, window)
    page.accept_all_safe()
    settled(qtbot, window)
    window.workspace.edit_cell(3, "Event Outcome", "NFA: Other")
    settled(qtbot, window)
    submit.plain_report.setChecked(True)
    dialog = _dialog(qtbot, window)
    shown = dialog.text.toPlainText()
    assert "safe = true" in shown
    assert "report_without_values = true" in shown
    assert "NFA: Other" not in shown + dialog.notes.toPlainText()
    assert "1 edit of single cells" in dialog.notes.toPlainText()
    target = tmp_path / "mine.toml"
    chosen = str(target.with_suffix(""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (chosen, ""))
    dialog.save_button.click()
    settled(qtbot, window)
    assert target.read_text("utf-8") == shown
    recipe = load_recipe(target)
    assert recipe.entry("fix", "safe") is True
    assert recipe.entry("write", "name") == "{name}_submission"


def test_while_a_change_is_checked_no_recipe_is_shown(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    said: list[str] = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(lambda problem: said.append(problem.what))
    window.workspace.edit_cell(3, "Event Outcome", "NFA: Other")
    window.save_recipe()
    settled(qtbot, window)
    assert said == ["The last change is still being checked."]
    assert not window.findChildren(RecipeDialog)
