"""Excel reports of the file as it is now, without a submission: for all, or one for each team."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from cldvalidator.problems import Problem
from ui.announcing import announce
from ui.comparing.state import ComparisonState
from ui.dialogs import agrees
from ui.explained import Explained
from ui.findings.grouping import NOT_CHOSEN, TeamColumn
from ui.fixing.council_profile import CouncilProfile
from ui.fixing.team_answers import held_against
from ui.theme import LARGE, MEDIUM, SMALL
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import button, clear, label, notice, plain_tip, row
from ui.widgets.room import give_room
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.jobs.reports import TeamFile
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task

WHOLE, TEAMS = "One report of the whole file", "One report for each team, by the column"


class ReportDialog(Explained):
    """Asks what is wanted, shows which files there will be, writes them and says where they are."""

    topic = "check#Reports for your teams"

    def __init__(
        self,
        workspace: Workspace,
        profile: CouncilProfile,
        comparison: ComparisonState,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._comparison = comparison
        self.setWindowTitle("Excel reports")
        self._workspace, self._profile = workspace, profile
        self._listed: list[TeamFile] = []
        self.whole, self.teams = QRadioButton(WHOLE), QRadioButton(TEAMS)
        self.column = TeamColumn()
        self.column.offer(workspace.opened)
        self.plain = QCheckBox("Without values or identifiers, safe to send; teams are numbered")
        self.as_read = QCheckBox("The file as it was read, to correct the source system")
        self.folder = QLineEdit(str(workspace.path.parent) if workspace.path else "")
        self.folder.setAccessibleName("Folder")
        self.files = ListingView("Reports that will be written")
        self.words = label("", "muted")
        self.outcome = QVBoxLayout()
        self._build()
        (self.teams if self.column.column is not None else self.whole).setChecked(True)
        for changed in (self.whole.toggled, self.plain.toggled, self.as_read.toggled):
            changed.connect(lambda _: self.refresh())
        self.column.currentIndexChanged.connect(lambda _: self.refresh())
        self.column.activated.connect(lambda _: self.teams.setChecked(True))
        self.folder.textChanged.connect(lambda _: self.refresh())
        workspace.checked.connect(self.refresh)
        workspace.edits_changed.connect(self.refresh)
        workspace.hidden_changed.connect(self.refresh)
        workspace.file_changed.connect(self.reject)
        self.refresh()
        (self.teams if self.teams.isChecked() else self.whole).setFocus()

    def _build(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        self.write = button("Write", self.begin, kind="main")
        buttons.addButton(self.write, QDialogButtonBox.ButtonRole.ActionRole)
        choose = button("Choose ...", self._choose_folder)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addLayout(self.outcome)
        layout.addWidget(
            label(
                "What is wrong in the file, with the changes you have made unless you choose "
                "otherwise. Your file is not changed, and no submission is written.",
                "muted",
            )
        )
        layout.addWidget(self.whole)
        self.column.setMinimumContentsLength(len(NOT_CHOSEN))
        layout.addLayout(row(self.teams, self.column, None, spacing=SMALL))
        layout.addWidget(self.as_read)
        layout.addWidget(self.plain)
        where = row(label("Folder", wrap=False), self.folder, choose, spacing=SMALL)
        where.setStretch(1, 1)
        layout.addLayout(where)
        layout.addWidget(self.files, 1)
        layout.addWidget(self.words)
        layout.addWidget(buttons)
        give_room(self, 110, 37)
        self.write.setFocus()

    def refresh(self) -> None:
        """List the files that would be written now."""
        space, by_team = self._workspace, self.teams.isChecked()
        opened, folder, column = self._opened(), self._folder(), self.column.column
        self.write.setEnabled(False)
        if opened is None:
            return
        with_values = not self.plain.isChecked()
        if not by_team:
            earlier = self._comparison.path
            has_both = earlier is not None and self._comparison.of(opened) is not None
            words = f"With what became of {earlier.name} since." if earlier and has_both else ""
            self._list([], [self._whole_report().name], words)
        elif column is None:
            self._list([], [], "Choose the column that says which team a record is of.")
        else:

            def work(_: Task) -> list[TeamFile]:
                from cldvalidator.jobs.reports import team_files

                return team_files(opened, folder, column, with_values=with_values)

            space.jobs.start(
                "team files",
                work,
                lambda found: self._list(found, [f.path.name for f in found], ""),
                failed=lambda problem: self._list([], [], f"{problem.what} {problem.advice}"),
                quiet=True,
            )

    def _list(self, files: list[TeamFile], names: list[str], words: str) -> None:
        from cldvalidator.wording import counted

        self._listed = files
        hidden = bool(files) and self._workspace.covered(self.column.column or "")
        if files:
            self.files.show_listing(
                Listing(
                    ("Team", "Findings", "Of which errors", "File"),
                    (
                        ["•••" if hidden else f.team for f in files],
                        [f.findings for f in files],
                        [f.errors for f in files],
                        ["•••" if hidden and not self.plain.isChecked() else n for n in names],
                    ),
                )
            )
        elif names:
            self.files.show_listing(Listing(("File",), (names,)))
        else:
            self.files.show_listing(EMPTY)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.write.setText(f"Write {counted(len(names), 'report')}" if names else "Write")
        busy = self._workspace.is_editing or self._workspace.jobs.running("reports")
        self.write.setEnabled(bool(names and self.folder.text().strip()) and not busy)

    def _opened(self) -> Opened | None:
        """Return the file that is reported on: as it is now, or as it was read."""
        return self._workspace.as_read if self.as_read.isChecked() else self._workspace.opened

    def _folder(self) -> Path:
        return Path(self.folder.text().strip())

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder to write to", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _whole_report(self) -> Path:
        """Return the file of the whole report, named after the file that is open."""
        stem = self._workspace.path.stem if self._workspace.path else "file"
        ending = "report-without-values.xlsx" if self.plain.isChecked() else "report.xlsx"
        return self._folder() / f"{stem}.{ending}"

    def begin(self, *, overwrite: bool = False) -> None:
        """Write what is listed; ask before anything is replaced."""
        space = self._workspace
        opened, history, before = self._opened(), space.history, space.as_read
        if opened is None or history is None or before is None or not self.write.isEnabled():
            return
        folder, column = self._folder(), self.column.column if self.teams.isChecked() else None
        with_values, target = not self.plain.isChecked(), self._whole_report()
        compared = self._comparison.of(opened)
        accepted = self._profile.now.profile.known if self._profile.now is not None else ()
        books = self._profile.answers.books

        def work(task: Task) -> list[Path]:
            from cldvalidator.fixes import History, known_in
            from cldvalidator.jobs.reports import make_folder, write_team_reports
            from cldvalidator.storage.targets import check_target
            from cldvalidator.writing.excel_report import write_excel_report

            known = known_in(accepted, opened.extract, opened.result)
            if column is not None:
                written = write_team_reports(
                    opened,
                    folder,
                    column,
                    with_values=with_values,
                    known=known,
                    overwrite=overwrite,
                    task=task,
                )
                return [file.path for file in written]
            make_folder(folder)
            changes = History(before.extract) if opened is before else history
            source = opened.extract.reading.path
            check_target(target, overwrite=overwrite, never=(source,) if source is not None else ())
            write_excel_report(
                opened,
                target,
                with_values=with_values,
                changes=() if opened is before else history.changes,
                before=None if opened is before else before.result,
                known=known,
                compared=compared,
                answers=held_against(books, changes, before, opened) if books else None,
                overwrite=overwrite,
                task=task,
            )
            return [target]

        self.write.setEnabled(False)
        clear(self.outcome)
        space.jobs.start(
            "reports",
            work,
            lambda files: self._done(folder, files),
            failed=lambda problem: self._failed(problem, opened, overwrite=overwrite),
            stopped=lambda standing: self._say("warning", "Stopped.", standing),
            writes="the reports",
        )

    def _done(self, folder: Path, files: list[Path]) -> None:
        from cldvalidator.jobs.reports import reports_from_before
        from cldvalidator.wording import counted

        earlier = reports_from_before(folder, files) if self.teams.isChecked() else ()
        more = f" Still there from an earlier time: {', '.join(earlier)}." if earlier else ""
        if self.teams.isChecked() and not self.plain.isChecked():
            more += " Filled in by a team, a workbook is taken in with Fix, More."
        show = button(
            "Open the folder",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
            icon_name="open",
        )
        keep = "May be sent." if self.plain.isChecked() else "Keep inside the council."
        words = f"Written: {counted(len(files), 'report')}. {keep}"
        self._say("good", words, f"In the folder {folder}.{more}", show)

    def _failed(self, problem: Problem, opened: Opened, *, overwrite: bool) -> None:
        from cldvalidator.storage.targets import TargetExists

        if not self.isVisible():
            self._workspace.tell(problem)
            return
        if isinstance(problem, TargetExists) and not overwrite:
            words = plain_tip(f"{problem.what} Replace it, and the others of this set?")
            if not agrees(self, "Replace the files?", words):
                self._say("info", "Nothing was written.", "")
            elif self._opened() is not opened:
                self._say("warning", "The file has changed since you were asked.", "Write again.")
            else:
                self.write.setEnabled(True)
                self.begin(overwrite=True)
            return
        self._say("error", problem.what, problem.advice)

    def _say(self, tone: str, words: str, more: str, beside: QWidget | None = None) -> None:
        clear(self.outcome)
        message = notice(tone, words, more, beside=beside)
        self.outcome.addWidget(message)
        announce(self, message.accessibleName())
        self.refresh()
