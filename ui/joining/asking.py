"""Questions about sets: which files are meant, and whether decisions may go that no file holds."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from cldvalidator.paths import is_folder_there

FILES = (
    "Submissions and sets (*.csv *.gz *.txt *.tsv *.xlsx *.xlsm *.xls *.xlsb *.ods *.json)"
    ";;All files (*)"
)


def ask_for_set(parent: QWidget, folder: str) -> list[Path]:
    """Ask for submissions, or a saved set; nothing where the user does not choose."""
    chosen, _ = QFileDialog.getOpenFileNames(parent, "Several submissions", folder, FILES)
    return [Path(c) for c in chosen]


def ask_for_folder(parent: QWidget, folder: str) -> list[Path]:
    """Ask for a folder of submissions; nothing where the user does not choose."""
    chosen = QFileDialog.getExistingDirectory(parent, "Folder of submissions", folder)
    return [Path(chosen)] if chosen else []


def is_several(path: Path) -> bool:
    """Whether a path is a folder or the name of a saved set, not a file to check."""
    return is_folder_there(path) or path.suffix.casefold() == ".json"


def may_lose_set(parent: QWidget) -> bool:
    """Ask whether the days told and the files taken out may go that no set file holds."""
    answer = QMessageBox.question(
        parent,
        "Close the set",
        "The days of import that you told, and the files that you took out, are not saved. Close "
        "this set without saving it?",
        QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel,
        QMessageBox.StandardButton.Cancel,
    )
    return answer == QMessageBox.StandardButton.Discard
