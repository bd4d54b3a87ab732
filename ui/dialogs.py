"""Dialogs of every page: a problem with advice, a fault of ours, a question, a name to save as."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QMessageBox,
    QPlainTextEdit,
    QWidget,
)

from cldvalidator.faults import fault_report
from cldvalidator.problems import Problem
from ui.explained import Explained
from ui.theme import LARGE, MEDIUM
from ui.widgets.parts import button, column, label, notice, plain_tip
from ui.widgets.room import give_room


def show_problem(parent: QWidget, problem: Problem) -> None:
    """Say what is wrong and what to do about it."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("CLD Validator")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(problem.what)
    box.setInformativeText(problem.advice)
    box.exec()


def agrees(parent: QWidget, title: str, question: str) -> bool:
    """Ask a question; True for Yes. Cancel is what Return and Esc choose."""
    answers = QMessageBox.StandardButton
    asked = answers.Yes | answers.Cancel
    return QMessageBox.question(parent, title, question, asked, answers.Cancel) == answers.Yes


def may_replace(parent: QWidget, title: str, target: Path) -> bool:
    """Ask before a file is replaced; True as well where there is none of this name."""
    words = plain_tip(f"{target.name} is there already. Replace it?")
    return not target.exists() or agrees(parent, title, words)


def where_to_save(parent: QWidget, title: str, offered: Path, kind: str) -> Path | None:
    """Ask for the name of a file; None if there is to be none.

    Whether one that is there may go is asked later, of the name with its ending.
    """
    later = QFileDialog.Option.DontConfirmOverwrite
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(offered), kind, options=later)
    return Path(chosen) if chosen else None


def with_ending(target: Path, *endings: str) -> Path:
    """Return a path with the first of some endings, unless it has one of them."""
    if target.suffix.casefold() in endings:
        return target
    return target.with_name(f"{target.name}{endings[0]}")


class FaultDialog(Explained):
    """Says that the program has a fault, with a report that holds no data and can be copied."""

    topic = "problems#CLD Validator says that something is its fault"

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("A fault in CLD Validator")
        self.report = QPlainTextEdit(fault_report(error))
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        letters = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        letters.setPointSizeF(self.font().pointSizeF())
        self.report.setFont(letters)
        self.report.setAccessibleName("Report of the fault")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.copy_button = button("Copy the report", self.copy, kind="main", icon_name="copy")
        buttons.addButton(self.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        layout = column(
            notice(
                "error",
                "Something went wrong, and it is our fault.",
                "Your file has not been changed, and you can go on working. If it happens again, "
                "send the report below to whoever supports CLD Validator. Do not send your file.",
            ),
            label("The report says where in the program it happened. It holds no data.", "muted"),
            self.report,
            buttons,
            spacing=MEDIUM,
        )
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self.setLayout(layout)
        give_room(self, 86, 27)
        self.copy_button.setFocus()

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy_button.setText("Copied")
