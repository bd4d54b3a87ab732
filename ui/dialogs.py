"""Dialogs that say something: a problem with advice, a fault of ours, what the program is."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QMessageBox, QPlainTextEdit, QWidget

from cldvalidator.faults import fault_report
from cldvalidator.problems import Problem
from ui.widgets.parts import button, column, label, notice


def show_problem(parent: QWidget, problem: Problem) -> None:
    """Say what is wrong and what to do about it."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("CLD Validator")
    box.setText(problem.what)
    box.setInformativeText(problem.advice)
    box.exec()


class FaultDialog(QDialog):
    """Says that the program has a fault, with a report that holds no data and can be copied."""

    def __init__(self, error: BaseException, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("A fault in CLD Validator")
        self.resize(620, 420)
        self.report = QPlainTextEdit(fault_report(error))
        self.report.setReadOnly(True)
        self.report.setAccessibleName("Report of the fault")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        copy = button("Copy the report", self.copy, icon_name="copy")
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        self.setLayout(
            column(
                notice(
                    "error",
                    "Something went wrong, and it is our fault.",
                    "Your file has not been changed. You can go on working; if it happens again, "
                    "send this report to whoever supports CLD Validator.",
                ),
                label("The report says where in the program it happened. It holds no data."),
                self.report,
                buttons,
            )
        )

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.report.toPlainText())
