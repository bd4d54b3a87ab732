"""A submission is what was asked for, told of the file it is of, whatever goes on meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from cldvalidator.jobs import fix as fix_job
from cldvalidator.jobs import outputs
from cldvalidator.task import Task
from tests.ui.driving import (
    WAIT,
    Gate,
    at_page,
    let_go,
    log,
    opened,
    settled,
    submit_page,
    words,
)
from tests.ui.in_flight import FIELD, hold_edit, hold_write
from ui.main_window import MainWindow


def texts_of(part: QWidget) -> list[str]:
    return [shown.text() for shown in part.findChildren(QLabel)]


def test_a_submission_is_told_of_the_file_it_is_of(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    other = tmp_path / "other.csv"
    other.write_text("\n".join(extract_file.read_text("utf-8").splitlines()[:40]), "utf-8")
    window.show_page("submit")
    settled(qtbot, window)
    gate = hold_write(qtbot, window, monkeypatch)
    window.open_file(other)
    qtbot.waitUntil(lambda: window.workspace.path == other, timeout=WAIT)
    page = submit_page(window)
    assert "still being written" in words(page)
    gate.open()
    window.show_page("submit")
    settled(qtbot, window)
    assert (tmp_path / "council_submission.csv").is_file()
    said = words(page)
    assert "council.csv, open before: its submission was written" in said
    assert "Send it once" not in said
    assert "Do not send" not in said
    assert not window.workspace.dirty
    assert not window.isWindowModified()
    assert page.write.isEnabled()


def test_an_answer_counts_only_for_the_file_it_was_asked_about(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened(qtbot, window, extract_file)
    target = tmp_path / "council_submission.csv"
    target.write_text("of last month")
    page = submit_page(window)

    def question(*_: object) -> QMessageBox.StandardButton:
        window.workspace.edit_cell(3, FIELD, "x")  # arrives while the question waits
        return QMessageBox.StandardButton.Yes

    monkeypatch.setattr(QMessageBox, "question", question)
    page.begin()
    assert "The file has changed since you were asked." in words(page)
    settled(qtbot, window)
    assert target.read_text() == "of last month"
    let_go(window)


def test_a_submission_that_waits_for_a_change_that_fails_is_not_written_later(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_page(qtbot, window, extract_file, "submit")
    faults: list[object] = []
    window.workspace.jobs.fault.disconnect()
    window.workspace.jobs.fault.connect(faults.append)
    with monkeypatch.context() as broken:
        gate = Gate(broken, fix_job, "check_again")

        original = fix_job.check_again

        def fails(*given: object) -> object:
            original(*given)  # type: ignore[arg-type]
            raise MemoryError

        broken.setattr(fix_job, "check_again", fails)
        window.workspace.edit_cell(3, FIELD, "Unknown")
        gate.reached(qtbot)
        submit_page(window).begin()
        gate.open()
        settled(qtbot, window)
    assert len(faults) == 1
    assert "The last change could not be made. Nothing was written." in words(submit_page(window))
    window.workspace.edit_cell(4, FIELD, "Unknown")
    settled(qtbot, window)
    assert not list(tmp_path.glob("*_submission.csv"))
    assert len(log(window)) == 1, "what comes after a fault is made"
    let_go(window)


def test_a_submission_holds_no_change_made_after_it_was_asked_for(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_page(qtbot, window, extract_file, "submit")
    gate = hold_edit(qtbot, window, monkeypatch)
    submit_page(window).begin()
    window.workspace.undo()
    gate.open()
    settled(qtbot, window)
    assert "You have made another change since. Nothing was written." in words(submit_page(window))
    assert not list(tmp_path.glob("*_submission.csv"))


def test_closing_while_files_are_written_asks(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_page(qtbot, window, extract_file, "submit")
    gate = hold_write(qtbot, window, monkeypatch)
    said: list[str] = []

    def question(_parent: object, _title: str, text: str, *_: object) -> QMessageBox.StandardButton:
        said.append(text)
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", question)
    assert not window.close()
    assert said == ["CLD Validator is still writing the submission. Stop it and close?"]
    gate.open()
    settled(qtbot, window)
    assert (tmp_path / "council_submission.csv").is_file()


def test_other_colours_while_the_submission_is_written_keep_its_result(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_page(qtbot, window, extract_file, "submit")
    gate = Gate(monkeypatch, outputs, "write_outputs")
    faults: list[object] = []
    window.workspace.jobs.fault.connect(faults.append)
    submit_page(window).begin()
    gate.reached(qtbot)
    before = submit_page(window)
    window.appearance.set_theme("dark")
    window.appearance.set_zoom(1)
    gate.open()
    settled(qtbot, window)
    assert (tmp_path / "council_submission.csv").is_file()
    qtbot.waitUntil(lambda: submit_page(window) is not before, timeout=WAIT)
    settled(qtbot, window)
    assert submit_page(window)._last is not None, "the result is shown on the new page"
    assert not window.workspace.dirty
    assert not faults


def test_the_submission_waits_for_the_last_change(
    qtbot: QtBot,
    window: MainWindow,
    extract_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at_page(qtbot, window, extract_file, "submit")
    gate = Gate(monkeypatch, fix_job, "check_again")
    window.workspace.edit_cell(3, FIELD, "Changed at the last moment")
    gate.reached(qtbot)
    submit_page(window).begin()
    assert not list(tmp_path.glob("*_submission.csv"))
    gate.open()
    written = tmp_path / "council_submission.csv"
    qtbot.waitUntil(lambda: written.is_file() and not window.workspace.dirty, timeout=WAIT)
    settled(qtbot, window)
    assert "Changed at the last moment" in written.read_text("cp1252")


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
    gate.reached(qtbot)
    window.workspace.jobs.cancel()
    gate.open()
    settled(qtbot, window)
    assert any(text.startswith("Written: ") for text in texts_of(submit)), texts_of(submit)
