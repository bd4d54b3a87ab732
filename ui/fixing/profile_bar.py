"""The strip of the Fix page that offers the council's profile and changes of the whole file."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QFileDialog, QMenu, QVBoxLayout, QWidget

from ui.edited_file import OTHER_FILE
from ui.fixing.answers_dialog import AnswersDialog
from ui.fixing.council_profile import CouncilProfile
from ui.fixing.losing_changes import CHANGES, where_to_save_work
from ui.fixing.profile_change import Offer
from ui.fixing.profile_editor import ProfileEditor
from ui.fixing.profile_offer import OfferDialog
from ui.fixing.release_dialog import ReleaseDialog
from ui.fixing.team_answers import Review
from ui.fixing.tools import OF_PROFILE, TOOLS
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, button, label
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import Conversion

WORKBOOK = "Excel workbook (*.xlsx)"
PROFILE = "Profile (*.json)"
ANSWERED = "Workbooks of teams (*.xlsx *.xlsm *.xlsb *.ods)"


class ProfileBar(QWidget):
    """Says what the profile knows of the open file, and offers what can be done with it."""

    def __init__(self, workspace: Workspace, profile: CouncilProfile) -> None:
        super().__init__()
        self._workspace = workspace
        self._profile = profile
        self.dialog: QDialog | None = None
        self.words = label("", "muted")
        self.use = button("Use the profile", profile.use)
        self.remember = button(
            "Remember my decisions",
            profile.remember,
            hint="Keep what your values mean for the next quarter; nothing about a person.",
        )
        # It writes to the disk: the Enter of somebody typing elsewhere must never press it.
        self.remember.setAutoDefault(False)
        self.edit = button("See and change", self.open_editor)
        self.rules = button("Rules of your own ...", profile.rules_wanted.emit)
        self.more = button("More", lambda: None)
        self.menu = QMenu(self)
        pressed = (
            self._export,
            self._import,
            self._merge,
            profile.whole_file.find_release_1,
            self._save,
            self._replay,
            self._take_answers,
        )
        self.tools = [self._add(*tool) for tool in zip(TOOLS, pressed, strict=True)]
        self.more.setMenu(self.menu)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(
            Card(
                label("Your council's profile", "strong"),
                self.words,
                FlowLayout(self.use, self.remember, self.edit, self.rules, self.more),
            )
        )
        profile.changed.connect(self.refresh)
        profile.offered.connect(self._offer)
        profile.whole_file.converted.connect(self._offer_release_2)
        profile.answers.reviewing.connect(self._review_answers)
        self.refresh()

    def _add(self, text: str, pressed: Callable[[], object]) -> QAction:
        action = QAction(text, self)
        action.triggered.connect(lambda _checked=False: pressed())
        self.menu.addAction(action)
        return action

    def refresh(self) -> None:
        """Say how much of the profile this file needs."""
        now, problem = self._profile.now, self._profile.problem
        for part in (self.use, self.remember, self.edit, self.rules):
            part.setEnabled(now is not None)
        for tool in self.tools[:OF_PROFILE]:
            tool.setEnabled(now is not None)
        self.more.setEnabled(self._workspace.opened is not None)
        if now is None:
            words = "Open a file first."
            if problem is not None:
                words = f"{problem.what} {problem.advice} Until then nothing of it is used."
            self.words.setText(words)
            return
        from cldvalidator.wording import counted

        cells = sum(c.rows for c in now.changes)
        kept = len(now.profile.meanings) + len(now.profile.spellings)
        odd = sum(1 for u in now.uses if u.standing not in ("used", "not needed"))
        parts = [
            f"{counted(kept, 'saved mapping')}; {_to_change(len(now.changes), cells)}."
            if kept
            else "No mappings saved. Decide above, then choose Remember my decisions."
        ]
        if odd:
            fit = (
                "1 no longer fits the specification and is"
                if odd == 1
                else (f"{odd:,} no longer fit the specification and are")
            )
            parts.append(f"{fit} not used.")
        if spare := sum(u.standing == "not needed" for u in now.uses):
            parts.append(f"{spare:,} {'is' if spare == 1 else 'are'} no longer needed.")
        if own := len(now.profile.rules):
            parts.append(f"{counted(own, 'rule')} of your own.")
        if now.known:
            count = len(now.known)
            parts.append(f"{counted(count, 'kind of finding', 'kinds of finding')} known.")
            if grown := sum(k.more for k in now.known if k.more > 0):
                parts.append(f"Of these, {counted(grown, 'finding')} more than when accepted.")
        self.words.setText(" ".join(parts))
        self.use.setEnabled(bool(now.changes))

    def open_editor(self) -> ProfileEditor | None:
        """Show all that the profile holds."""
        specification = self._profile.specification
        if specification is None:
            return None
        editor = ProfileEditor(self._profile, specification, self.window())
        editor.open()
        return editor

    def _offer_release_2(self, conversion: Conversion) -> None:
        """Show what Release 1 values would become before anything changes."""
        self.dialog = ReleaseDialog(self._workspace, conversion, self.window())
        turn = self._profile.whole_file.turn_into_release_2
        self.dialog.agreed.connect(partial(turn, of=self._workspace.file))
        self.dialog.open()

    def _export(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Review the profile in Excel", "cld-profile.xlsx", WORKBOOK
        )
        if chosen:  # the dialog has asked about a file that is there
            self._profile.export(Path(chosen), overwrite=True)

    def _import(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Import a reviewed profile", "", WORKBOOK)
        if chosen:
            self._profile.read_reviewed(Path(chosen))

    def _merge(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Add another profile", "", PROFILE)
        if chosen:
            self._profile.read_other(Path(chosen))

    def _offer(self, offer: Offer) -> None:
        """Show what is new, changed and gone before the profile changes."""
        dialog = OfferDialog(offer, self.window())
        dialog.agreed.connect(self._profile.take)
        self.dialog = dialog
        dialog.open()

    def _save(self) -> None:
        chosen = where_to_save_work(self, self._profile.work)
        if chosen is not None:
            self._profile.work.save(chosen)

    def _replay(self) -> None:
        file = self._workspace.file
        folder = str(self._workspace.path.parent) if self._workspace.path else ""
        chosen, _ = QFileDialog.getOpenFileName(self, "Apply saved changes", folder, CHANGES)
        if chosen and self._workspace.file is not file:
            self._workspace.tell(OTHER_FILE)
        elif chosen:
            self._profile.work.apply(Path(chosen))

    def _take_answers(self) -> None:
        file, folder = self._workspace.file, self._profile.answers.folder
        chosen, _ = QFileDialog.getOpenFileNames(
            self, "Answers of teams", str(folder or ""), ANSWERED
        )
        if chosen and self._workspace.file is not file:
            self._workspace.tell(OTHER_FILE)
        elif chosen:
            self._profile.answers.read([Path(name) for name in chosen])

    def _review_answers(self, review: Review) -> None:
        """Show what the teams answered before anything changes."""
        answers = self._profile.answers
        self.dialog = AnswersDialog(self._workspace, answers, review, self.window())
        self.dialog.open()


def _to_change(values: int, cells: int) -> str:
    from cldvalidator.wording import counted

    if not values:
        return "none applies to this file"
    applies = "1 applies" if values == 1 else f"{values:,} apply"
    return f"{applies} to this file, in {counted(cells, 'cell')}"
