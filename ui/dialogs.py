"""Dialogs that say something: a problem with advice, a fault of ours, what the program is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QPlainTextEdit, QWidget

from cldvalidator.faults import fault_report
from cldvalidator.problems import Problem
from ui.theme import LARGE, MEDIUM
from ui.widgets.parts import button, column, label, notice


def show_problem(parent: QWidget, problem: Problem) -> None:
    """Say what is wrong and what to do about it."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("CLD Validator")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(problem.what)
    box.setInformativeText(problem.advice)
    box.exec()


class FaultDialog(QDialog):
    """Says that the program has a fault, with a report that holds no data and can be copied."""

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
        self.resize(78 * self.fontMetrics().averageCharWidth() + 60, 400)
        self.copy_button.setFocus()

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy_button.setText("Copied")
