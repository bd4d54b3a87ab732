"""Work that goes on while the user does something else: nothing is lost, nothing stale arrives."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from cldvalidator.fixes import CellChange, History
from cldvalidator.jobs import check as job
from cldvalidator.jobs import fix as fix_job
from cldvalidator.jobs import outputs
from cldvalidator.problems import InputProblem
from cldvalidator.task import Task
from tests.ui.driving import SAMPLE, WAIT, Gate, check_page, discard, opened, settled, submit_page
from ui.main_window import MainWindow

FIELD = "Ethnicity"


def texts_of(part: QWidget) -> list[str]:
    return [shown.text() for shown in part.findChildren(QLabel)]


def steps(window: MainWindow) -> int:
    assert window.workspace.history is not None
    return len(window.workspace.history.steps)


def test_other_colours_while_the_submission_is_written_keep_its_result(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("submit")
    settled(qtbot, window)
    submit_page(window).folder.setText(str(tmp_path))
    gate = Gate(monkeypatch, outputs, "write_outputs")
    faults: list[object] = []
    window.workspace.jobs.fault.connect(faults.append)
    submit_page(window).begin()
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    before = submit_page(window)
    window.set_theme("dark")
    window.set_zoom(1)
    gate.open()
    settled(qtbot, window)
    assert (tmp_path / "council_submission.csv").is_file()
    qtbot.waitUntil(lambda: submit_page(window) is not before, timeout=WAIT)
    settled(qtbot, window)
    assert submit_page(window)._last is not None, "the result is shown on the new page"
    assert not window.workspace.dirty
    assert not faults


def test_a_change_made_while_another_file_is_read_is_asked_about(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    other = tmp_path / "other.csv"
    shutil.copy(SAMPLE, other)
    gate = Gate(monkeypatch, job, "open_file")
    window.open_file(other)
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    window.workspace.edit_cell(3, FIELD, "Unknown")
    qtbot.waitUntil(lambda: steps(window) == 1, timeout=WAIT)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    gate.open()
    settled(qtbot, window)
    assert asked == ["Open the file"]
    assert window.workspace.path == extract_file
    assert steps(window) == 1
    asked = discard(monkeypatch, QMessageBox.StandardButton.Discard)
    opened(qtbot, window, other)
    assert len(asked) == 1, "asked once, before it is read"


def test_closing_while_a_change_is_checked_asks(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, extract_file)
    gate = Gate(monkeypatch, fix_job, "check_again")
    window.workspace.edit_cell(3, FIELD, "Unknown")
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    asked = discard(monkeypatch, QMessageBox.StandardButton.Cancel)
    assert not window.close()
    assert asked == ["Close CLD Validator"]
    gate.open()
    settled(qtbot, window)
    assert steps(window) == 1
    window.workspace.undo()
    settled(qtbot, window)


def test_an_edit_that_cannot_be_made_takes_no_other_with_it(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window, extract_file)
    space = window.workspace
    told: list[object] = []
    space.jobs.problem.disconnect()
    space.jobs.problem.connect(told.append)
    gate = Gate(monkeypatch, fix_job, "check_again")

    def impossible(_: History) -> History:
        raise InputProblem("It does not fit.", "Choose another.")

    space.edit_cell(3, FIELD, "Unknown")
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    space.edit_cell(4, FIELD, "Unknown")
    space.edit(impossible)
    space.edit_cell(5, FIELD, "Unknown")
    gate.open()
    qtbot.waitUntil(lambda: steps(window) == 3, timeout=WAIT)
    settled(qtbot, window)
    assert [str(problem) for problem in told] == ["It does not fit. Choose another."]
    column = space.opened.extract.column(FIELD)  # type: ignore[union-attr]
    assert [column.text(r) for r in (3, 4, 5)] == ["Unknown"] * 3
    space.written(space.history.steps)  # type: ignore[union-attr]


def test_the_submission_waits_for_the_last_change(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("submit")
    settled(qtbot, window)
    submit_page(window).folder.setText(str(tmp_path))
    gate = Gate(monkeypatch, fix_job, "check_again")
    window.workspace.edit_cell(3, FIELD, "Changed at the last moment")
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    submit_page(window).begin()
    assert not list(tmp_path.glob("*_submission.csv"))
    gate.open()
    written = tmp_path / "council_submission.csv"
    qtbot.waitUntil(lambda: written.is_file() and not window.workspace.dirty, timeout=WAIT)
    settled(qtbot, window)
    assert "Changed at the last moment" in written.read_text("cp1252")


def test_cancel_does_not_wait_for_a_library_that_cannot_stop(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    gate = Gate(monkeypatch, job, "open_file")
    window.open_file(SAMPLE)
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    began = time.monotonic()
    window.workspace.jobs.cancel()
    qtbot.waitUntil(lambda: not window.workspace.jobs.running(), timeout=WAIT)
    assert time.monotonic() - began < WAIT / 1000, "it is still held, and yet it is over"
    gate.open()
    qtbot.wait(100)
    settled(qtbot, window)
    assert window.workspace.path == extract_file, "what comes later is not taken"


@pytest.mark.parametrize(
    ("when", "said", "stands"),
    [
        ("Writing the submission", "Nothing was written.", False),
        ("Writing the report", "Nothing was written.", False),  # all of it or nothing
    ],
)
def test_cancel_while_writing_says_what_stands(
    when: str,
    said: str,
    stands: bool,
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("submit")
    submit, jobs = submit_page(window), window.workspace.jobs
    submit.folder.setText(str(tmp_path))
    submit.name.setText("council_submission.csv")
    submit.reason.setText("The supplier mends the rest in May")
    submit.report.setChecked(True)
    step = Task.step

    def step_and_cancel(task: Task, what: str, done: int = 0, total: int = 0) -> None:
        if what == when:
            jobs._lanes["submit"].cancel.set()
        step(task, what, done, total)

    monkeypatch.setattr(Task, "step", step_and_cancel)
    submit.begin()
    settled(qtbot, window)
    assert any(text.startswith(said) for text in texts_of(submit)), texts_of(submit)
    assert (tmp_path / "council_submission.csv").exists() == stands
    assert not (tmp_path / "council_submission.report.xlsx").exists()
    assert submit.write.isEnabled()


def test_what_was_written_before_it_heard_of_the_cancelling_is_written(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    submit = submit_page(window)
    submit.folder.setText(str(tmp_path))
    submit.name.setText("council_submission.csv")
    gate = Gate(monkeypatch, outputs, "write_outputs", after=True)
    submit.begin()
    qtbot.waitUntil(gate.entered.is_set, timeout=WAIT)
    window.workspace.jobs.cancel()
    gate.open()
    settled(qtbot, window)
    assert any(text.startswith("Written: ") for text in texts_of(submit)), texts_of(submit)


def test_a_search_in_all_columns_follows_one_in_a_single_column(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    panel.search.setText("1")
    panel.within.setCurrentText("Postcode")
    panel._search()
    settled(qtbot, window)
    some = panel.model.rowCount()
    panel.within.setCurrentIndex(0)
    panel.within.activated.emit(0)
    settled(qtbot, window)
    assert window.workspace.choice is not None
    assert window.workspace.choice.within is None
    assert panel.model.rowCount() > some


def test_every_selected_cell_is_copied_and_too_many_are_refused_in_words(
    qtbot: QtBot, window: MainWindow, extract_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from PySide6.QtWidgets import QApplication

    from ui.grid import panel as panel_module

    opened(qtbot, window, extract_file)
    window.show_page("check")
    panel = check_page(window).panel
    panel.grid.selectAll()
    panel.copy(headers=True)
    settled(qtbot, window)
    lines = QApplication.clipboard().text().split("\n")
    assert len(lines) == 2_001
    assert lines[0].split("\t") == panel.model.names
    for row in (0, 700, 1_999):
        cells = [panel.model.text(row, p) for p in range(len(panel.model.names))]
        assert lines[1 + row].split("\t") == cells
    told: list[object] = []
    window.workspace.jobs.problem.disconnect()
    window.workspace.jobs.problem.connect(told.append)
    monkeypatch.setattr(panel_module, "MOST_COPIED", 10)
    panel.copy(headers=False)
    assert "100,000 cells are too many" in str(told)


def test_a_selection_of_all_rows_costs_the_headers_nothing(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    grid = check_page(window).panel.grid
    grid.selectAll()
    for header in (grid.horizontalHeader(), grid.frozen.horizontalHeader()):
        assert not header.selectionModel().hasSelection(), "it asks every row of every section"


def test_cells_changed_behind_an_edit_keep_their_order(
    qtbot: QtBot, window: MainWindow, extract_file: Path
) -> None:
    opened(qtbot, window, extract_file)
    space = window.workspace
    for text in ("One", "Two", "Three"):
        space.edit_cell(3, FIELD, text)
    settled(qtbot, window)
    qtbot.waitUntil(lambda: steps(window) == 3, timeout=WAIT)
    made = [s.changes[0] for s in space.history.steps]  # type: ignore[union-attr]
    assert [c.written for c in made] == ["One", "Two", "Three"]
    assert all(isinstance(c, CellChange) for c in made)
    space.written(space.history.steps)  # type: ignore[union-attr]
