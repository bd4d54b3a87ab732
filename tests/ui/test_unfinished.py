"""A run that was killed while its files took their names: the window's next start says so."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cldvalidator.problems import Problem
from tests.ui.driving import WAIT, opened, settled
from ui import app, main_window
from ui.app import make_application
from ui.main_window import MainWindow
from ui.preferences import Preferences

ROOT = Path(__file__).parents[2]
NAMES = ("s.csv", "s.manifest.json", "s.report.xlsx")
_KILLED = """
import os, sys
from pathlib import Path
from cldvalidator.storage import transaction
folder, text, most = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
given, put = 0, transaction._put_in_place
def counted(*where, **how):
    global given
    if given == most:
        os._exit(9)
    given += 1
    put(*where, **how)
transaction._put_in_place = counted
with transaction.OutputTransaction(overwrite=True) as files:
    for name in sys.argv[4:]:
        transaction.write_file(f"{text} {name}".encode(), folder / name, transaction=files)
"""


def run_that_ends_after(folder: Path, text: str, names_given: int) -> None:
    """Write a set of files in a process that ends once so many have their names."""
    told = [str(folder), text, str(names_given), *NAMES]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", _KILLED, *told], env=environment, check=False)


def standing(folder: Path) -> set[str]:
    return {(folder / n).read_text().split()[0] for n in NAMES if (folder / n).exists()}


def left(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name not in (*NAMES, "council.csv"))


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Problem]:
    """Problems that are shown, as they are noted instead."""
    problems: list[Problem] = []
    monkeypatch.setattr(main_window, "show_problem", lambda _, problem: problems.append(problem))
    return problems


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an earlier set, and a newer one whose process ended after its first name."""
    inside = tmp_path / "out"
    inside.mkdir()
    run_that_ends_after(inside, "old", 9)
    run_that_ends_after(inside, "new", 1)
    assert standing(inside) == {"old", "new"}
    assert len(left(inside)) > 2
    return inside


def test_the_next_start_finishes_the_set_and_says_so(
    qtbot: QtBot,
    folder: Path,
    told: list[Problem],
    settings_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Preferences(theme="light", recent=[str(folder / "extract.csv")]).save()
    begun: list[MainWindow] = []

    def wait_for_it(application: QApplication) -> int:
        window = next(w for w in application.topLevelWidgets() if isinstance(w, MainWindow))
        begun.append(window)
        qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
        settled(qtbot, window)
        window.close()
        window.deleteLater()
        return 0

    monkeypatch.setattr(QApplication, "exec", wait_for_it)
    monkeypatch.setattr(app, "refuse_network", lambda: None)
    monkeypatch.setattr(app, "_load_libraries", lambda _: None)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    make_application(["cldvalidator"])
    assert app.main([]) == 0
    assert len(begun) == len(told) == 1
    assert "belong together: s.csv, s.manifest.json, s.report.xlsx" in told[0].what
    assert str(folder) in told[0].what
    assert "Look at the files" in told[0].advice
    assert standing(folder) == {"new"}
    assert left(folder) == []


def test_what_cannot_be_finished_is_said_when_a_file_of_the_folder_is_opened(
    qtbot: QtBot, window: MainWindow, folder: Path, told: list[Problem], extract_file: Path
) -> None:
    (folder / "s.csv").write_text("somebody's own")
    for name in left(folder):
        if name.endswith("journal"):
            kept = (folder / name).read_bytes()
    path = folder / "council.csv"
    extract_file.rename(path)
    opened(qtbot, window, path)
    qtbot.waitUntil(lambda: bool(told), timeout=WAIT)
    settled(qtbot, window)
    assert len(told) == 1
    assert "They are not all of one run: s.csv may be older or newer" in told[0].what
    assert (folder / "s.csv").read_text() == "somebody's own"
    assert [(folder / n).read_bytes() for n in left(folder) if n.endswith("journal")] == [kept]
