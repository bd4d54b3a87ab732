"""Submit: what stands in the way, where to write, and what was written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cldvalidator.problems import Problem
from cldvalidator.sample_file import sample_file
from cldvalidator.storage.targets import submission_stem
from ui.announcing import announce
from ui.comparing.state import ComparisonState
from ui.dialogs import agrees
from ui.figures.state import PreviewState
from ui.fixing.council_profile import CouncilProfile
from ui.submitting.checklist_card import ChecklistCard
from ui.submitting.portal_card import PortalCard
from ui.submitting.twin_card import TwinCard
from ui.submitting.written import remaining_findings, written_notice
from ui.theme import LARGE, MEDIUM, SMALL
from ui.unfinished import tell
from ui.widgets.parts import (
    Card,
    Page,
    button,
    clear,
    label,
    notice,
    plain_tip,
    row,
    scrolling,
)
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.events.method_versions import MethodVersion
    from cldvalidator.jobs.outputs import Outputs
    from cldvalidator.task import Task
    from cldvalidator.writing.submitted import Submitted


class SubmitPage(Page):
    """The last step."""

    def __init__(
        self,
        workspace: Workspace,
        profile: CouncilProfile,
        preview: PreviewState,
        comparison: ComparisonState,
    ) -> None:
        super().__init__("Submit", "Look at the list once more, then write the submission.")
        self._workspace = workspace
        self._profile = profile
        self._preview, self._comparison = preview, comparison
        self._result = QVBoxLayout()
        self._last: tuple[Submitted, Outputs, str] | None = None
        self._is_old = False
        self._write_after: int | None = None
        """What had been asked for of changes when the submission was: it waits for them."""
        self._entered_for: Path | None = None
        self.reason = QLineEdit()
        self.reason.setAccessibleName("Reason for submitting with errors")
        self.reason.setPlaceholderText(
            "Shown in the manifest and on the sign-off page. Do not name anyone."
        )
        self._reason_label = label("Reason for submitting with errors (optional)", wrap=False)
        self.folder, self.name = QLineEdit(), QLineEdit()
        self.folder.setAccessibleName("Folder")
        self.choose = button("Choose ...", self.choose_folder)
        self.name.setAccessibleName("File name")
        self.report = QCheckBox("Excel report with values (OFFICIAL-SENSITIVE)")
        self.plain_report = QCheckBox("Excel report without values or identifiers, safe to send")
        self.sign_off = QCheckBox("Page for the director's sign-off")
        self.sign_off.setChecked(True)
        self.write = button(
            "Write the submission", self.begin, kind="main", icon_name="submit", hint="Ctrl+S"
        )
        form = QFormLayout()
        form.setHorizontalSpacing(LARGE)
        form.setVerticalSpacing(MEDIUM)
        form.addRow("Folder", row(self.folder, self.choose, spacing=SMALL))
        form.addRow("File name", self.name)
        form.addRow("Also write", self.report)
        form.addRow("", self.plain_report)
        form.addRow("", self.sign_off)
        self.portal, self.twin = PortalCard(workspace), TwinCard(workspace)
        self._form = Card(
            label("Where to write", "heading"),
            form,
            self._reason_label,
            self.reason,
            spacing=MEDIUM,
        )
        self.head.addWidget(self.write)  # on the screen however small it is
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, SMALL, 0)
        layout.setSpacing(MEDIUM)
        layout.addLayout(self._result)
        self.checklist = ChecklistCard(workspace)
        self.checklist.drawn.connect(self._checklist_drawn)
        for part in (self.checklist, self._form, self.portal, self.twin):
            layout.addWidget(part)
        layout.addStretch(1)
        self._area = scrolling(content, "Before you send, and where to write")
        self.body.addWidget(self._area, 1)
        workspace.file_changed.connect(self._file_changed)
        workspace.checked.connect(self.refresh_when_seen)
        workspace.edit_failed.connect(self._do_not_begin)
        profile.changed.connect(self._begin_after_all)
        self._file_changed()

    def focus_first(self) -> None:
        """Begin with the button that writes."""
        self.write.setFocus()

    def take_over(self, earlier: Self) -> None:
        """Keep what was entered, chosen and written."""
        self._entered_for = earlier._entered_for
        for now, before in (
            (self.folder, earlier.folder),
            (self.name, earlier.name),
            (self.reason, earlier.reason),
        ):
            now.setText(before.text())
        for box, ticked in (
            (self.report, earlier.report),
            (self.plain_report, earlier.plain_report),
            (self.sign_off, earlier.sign_off),
        ):
            box.setChecked(ticked.isChecked())
        self.portal.take_over(earlier.portal)
        self.twin.take_over(earlier.twin)
        if earlier._last is not None:
            self._show_written(*earlier._last)

    def _file_changed(self) -> None:
        clear(self._result)
        self._last = None
        self._write_after = None
        path = self._workspace.path
        if path is not None and path != self._entered_for:  # what was typed for it stays
            self._entered_for = path
            own = path == sample_file()
            self.folder.setText(_documents() if own else str(path.parent))
            self.name.setText(f"{submission_stem(path)}_submission.csv")
            self.reason.clear()
        if self._workspace.jobs.running("submit"):
            self._show(notice("info", "The submission of the file before is still being written."))
        self.refresh_when_seen()

    def refresh(self) -> None:
        """Draw up the list anew, off the window's thread and after the page is drawn."""
        opened = self._workspace.opened
        self.checklist.setVisible(opened is not None)
        self._form.setVisible(opened is not None)
        self.portal.setVisible(opened is not None)
        self.twin.setVisible(opened is not None)
        self._workspace.deferred.defer(self.checklist.refresh)
        self._workspace.deferred.defer(self.portal.refresh)

    def _checklist_drawn(self) -> None:
        if self._last is not None and self._workspace.dirty != self._is_old:
            self._show_written(*self._last)
        self._reason_label.setVisible(self.checklist.has_errors)
        self.reason.setVisible(self.checklist.has_errors)

    def choose_folder(self) -> None:
        """Ask for the folder."""
        chosen = QFileDialog.getExistingDirectory(self, "Folder to write to", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def outputs(self) -> Outputs:
        """Return what is to be written, as the page says."""
        from cldvalidator.jobs.outputs import Outputs

        name = self.portal.name_of(self.name.text().strip())
        return Outputs(
            Path(self.folder.text().strip()) / name if name else Path(),
            report=self.report.isChecked(),
            plain_report=self.plain_report.isChecked(),
            sign_off=self.sign_off.isChecked(),
            encoding=self.portal.encoding,
            figures=self._method(),
        )

    def _method(self) -> MethodVersion | None:
        """Return the method of the figures that were computed of this file as it is, if any."""
        state = self._preview
        if state.preview is None or state.of_set is not None:
            return None
        return state.preview.processed.parameters.method

    def begin(self) -> None:
        """Write what is shown; a change that is still being made is waited for."""
        space = self._workspace
        if space.opened is None or space.jobs.running("submit"):
            return
        space.commit_wanted.emit()
        if not self._is_settled():
            self._write_after = space.edits.asked
            self._show(notice("info", "The last change is being checked, then it is written."))
            return
        self._write_as_asked()

    def _write_as_asked(self) -> None:
        """Check the names, ask before anything is replaced, then write.

        What is being typed in a cell since it was asked for is not part of it, and stays there.
        """
        from cldvalidator.storage.targets import TargetExists

        space, self._write_after = self._workspace, None
        if space.opened is None or space.jobs.running("submit"):
            return
        outputs, opened = self.outputs(), space.opened
        source = opened.extract.reading.path
        overwrite = False
        try:
            outputs.check(source, overwrite=False)
        except TargetExists as problem:
            try:
                outputs.check(source, overwrite=True)
            except Problem as other:
                self._failed(other)
                return
            if not self._may_replace(problem):
                return
            if space.opened is not opened or not self._is_settled():
                self._refuse("The file has changed since you were asked.")
                return
            overwrite = True
        except Problem as problem:
            self._failed(problem)
            return
        self._write(outputs, overwrite)

    def _is_settled(self) -> bool:
        """Say whether the last change is checked, and the profile held against it."""
        running = self._workspace.jobs.running
        return not (running("edit") or running("profile"))

    def _begin_after_all(self) -> None:
        if self._write_after is None or not self._is_settled():
            return
        asked, self._write_after = self._write_after, None
        if asked != self._workspace.edits.asked:
            self._refuse("You have made another change since.")
            return
        clear(self._result)
        self._write_as_asked()

    def _do_not_begin(self) -> None:
        """Write nothing by itself once the change that it was to hold could not be made."""
        if self._write_after is not None:
            self._write_after = None
            self._refuse("The last change could not be made.")

    def _refuse(self, why: str) -> None:
        self._show(notice("warning", f"{why} Nothing was written.", "Look, then write it again."))

    def _may_replace(self, problem: Problem) -> bool:
        words = plain_tip(f"{problem.what} Replace it, and what was written beside it?")
        return agrees(self, "Replace the file?", words)

    def _write(self, outputs: Outputs, overwrite: bool) -> None:
        space = self._workspace
        file, before, after, history = space.file, space.as_read, space.opened, space.history
        assert before is not None
        assert after is not None
        assert history is not None
        reason = self.reason.text().strip() if self.reason.isVisibleTo(self) else ""

        now = self._profile.now
        accepted = now.profile.known if now is not None else ()

        compared = self._comparison.of(after)
        left: list[str] = []
        inputs = self._preview.inputs

        def work(task: Task) -> Submitted:
            from cldvalidator.fixes import known_in
            from cldvalidator.fixes.profile import default_profile
            from cldvalidator.jobs.outputs import write_outputs
            from cldvalidator.storage.unfinished import settle_unfinished

            left.extend(settle_unfinished([outputs.submission.parent]))
            return write_outputs(
                before,
                after,
                history.changes,
                outputs,
                overwrite=overwrite,
                reason=reason,
                known=known_in(accepted, after.extract, after.result),
                preview=inputs,
                compared=compared,
                profile=default_profile(),
                task=task,
            )

        name = before.extract.reading.name

        def elsewhere(tone: str, words: str, more: str = "") -> bool:
            """Say what became of a file that is not open any more; False if it is."""
            if space.file is file:
                return False
            self.write.setEnabled(True)
            self._show(notice(tone, f"{name}, open before: {words}", more))
            return True

        def done(submitted: Submitted) -> None:
            at = submitted.written.path
            if not elsewhere("good", f"its submission was written, {at.name}.", f"In {at.parent}"):
                self.write.setEnabled(True)
                space.written(history.steps)
                show = self._show_written(submitted, outputs, remaining_findings(submitted.result))
                if self.isVisible():
                    show.setFocus()
            tell(space, left)

        self.write.setEnabled(False)
        clear(self._result)
        self._last = None
        self.portal.tell_written(None)

        def failed(problem: Problem) -> None:
            if not elsewhere("error", problem.what, problem.advice):
                self._failed(problem)
            tell(space, left)

        def stopped(standing: str) -> None:
            if not elsewhere("warning", "writing its submission was stopped.", standing):
                self._stopped(standing)

        space.jobs.start(
            "submit", work, done, failed=failed, stopped=stopped, writes="the submission"
        )

    def _stopped(self, standing: str) -> None:
        self.write.setEnabled(True)
        self._show(notice("warning", "Stopped.", standing or "Nothing was written."))

    def _failed(self, problem: Problem) -> None:
        self.write.setEnabled(True)
        self._show(notice("error", problem.what, problem.advice))

    def _show(self, message: QWidget) -> None:
        item = self._result.itemAt(0)
        shown = item.widget() if item is not None else None
        if shown is not None and shown.isAncestorOf(self.focusWidget() or self):
            self.write.setFocus()  # what has the keyboard is about to go: Qt would leave the page
        clear(self._result)
        self._result.addWidget(message)
        message.lower()  # read first, as it stands
        self._area.verticalScrollBar().setValue(0)
        announce(self, message.accessibleName())

    def _show_written(self, submitted: Submitted, outputs: Outputs, findings: str) -> QPushButton:
        """Show what was written, and return the button that opens the folder.

        findings: how many remain in it, empty for none.
        """
        from cldvalidator.review.portal_list import Size

        self._last = submitted, outputs, findings
        self._is_old = self._workspace.dirty
        size = Size(submitted.written.size, submitted.written.compressed)
        self.portal.tell_written(None if self._is_old else size)
        message, show = written_notice(submitted, outputs, findings, is_old=self._is_old)
        self._show(message)
        return show


def _documents() -> str:
    """Return the user's folder for documents: the demo file lies in the program's own folder."""
    kind = QStandardPaths.StandardLocation.DocumentsLocation
    return QStandardPaths.writableLocation(kind) or str(Path.home())
