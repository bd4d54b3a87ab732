"""What was written, what each file is for, and whether it may be sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from cldvalidator.wording import counted
from ui.theme import LARGE, SMALL
from ui.widgets.parts import Card, button, label, notice, row

if TYPE_CHECKING:
    from cldvalidator.checks import CheckResult
    from cldvalidator.jobs.outputs import Outputs
    from cldvalidator.writing.submitted import Submitted

FIGURES = "History shows its figures."
NO_FIGURES = "It has no figures for History: look at Preview before you write to keep them."


def written_notice(
    submitted: Submitted, outputs: Outputs, findings: str, *, is_old: bool
) -> tuple[Card, QPushButton]:
    """Return what is said of a submission, and the button that opens its folder.

    findings: how many remain in it, empty for none. is_old: changes have been made since.
    """
    from cldvalidator.jobs.outputs import still_from_before

    written = submitted.written
    fault = submitted.size_fault
    files = [written.path, submitted.manifest, *outputs.beside]
    if submitted.log is not None:
        files.insert(2, submitted.log)
    folder = written.path.parent
    sha = label(f"SHA-256 {written.sha256}", "muted")
    copy = button(
        "Copy the SHA-256",
        lambda: QGuiApplication.clipboard().setText(written.sha256),
        icon_name="copy",
    )
    show = button(
        "Open the folder",
        lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
        icon_name="open",
    )
    names = QWidget()
    lines = QGridLayout(names)
    lines.setContentsMargins(0, SMALL, 0, SMALL)
    lines.setHorizontalSpacing(LARGE)
    lines.setColumnStretch(1, 1)
    for place, path in enumerate(files):
        role = "strong" if path == written.path else ""
        use = _use_of(path, written.path, has_figures=outputs.figures is not None)
        if is_old and path == written.path:
            use = "Do not send this one: it lacks your latest changes."
        elif submitted.refused_for_size and path == written.path:
            use = "Do not send this one: it is too large for the portal."
        elif findings and path == written.path:
            use = f"Submission file: {findings}. Get agreement before you send it."
        lines.addWidget(label(path.name, role, wrap=False), place, 0)
        lines.addWidget(label(use, role or "muted"), place, 1)
    end = len(files)
    lines.addWidget(sha, end, 0, 1, 2)
    lines.addLayout(row(show, copy, None, spacing=SMALL), end + 1, 0, 1, 2)
    words = f"Written: {counted(written.rows, 'record')}, read back and compared cell by cell."
    if findings:
        words += f" {findings}."
    if fault is not None:
        words += f" {fault.sentence}"
    if is_old:
        words = "You have made changes since: they are not in what was written. Write it again."
    if earlier := still_from_before(written.path, outputs.beside):
        names_of = ", ".join(path.name for path in earlier)
        words += f" These files are from an earlier submission: {names_of}."
    message = notice(
        "warning" if findings or is_old or fault is not None else "good",
        words,
        f"In the folder {folder}",
        names,
    )
    return message, show


def _use_of(path: Path, submission: Path, *, has_figures: bool) -> str:
    """Say what a file that was written is for, and whether it may leave the council."""
    if path == submission:
        return "Send this one, through the Data Landing Portal."
    figures = FIGURES if has_figures else NO_FIGURES
    uses = {
        ".manifest.json": f"Keep it: proof of what was sent. No personal data. {figures}",
        ".changes.csv": "Keep it: every change. Holds values of your file.",
        ".report.xlsx": "For your teams: every finding. Holds values of your file.",
        ".report-without-values.xlsx": "May be sent: findings without values.",
        ".sign-off.html": "For the director. No personal data.",
    }
    return next((use for end, use in uses.items() if path.name.endswith(end)), "")


def remaining_findings(result: CheckResult) -> str:
    """Say how many errors and warnings remain in a file, empty for none.

    Those of the council's own rules are not among them.
    """
    from cldvalidator.checks.rules import Severity

    count = result.findings.national.count
    kinds = ((Severity.ERROR, "error", "errors"), (Severity.WARNING, "warning", "warnings"))
    words = " and ".join(counted(count(s), one, more) for s, one, more in kinds if count(s))
    alone = sum(count(severity) for severity, _, _ in kinds) == 1
    return f"{words} {'remains' if alone else 'remain'}" if words else ""
