"""A set of submissions on the Open page: its files, what each serves, and what has to be said."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QVBoxLayout, QWidget

from cldvalidator.problems import Problem
from cldvalidator.wording import counted
from ui.announcing import announce
from ui.dialogs import may_replace, where_to_save, with_ending
from ui.joining.asking import FILES
from ui.joining.members import Members
from ui.joining.quarters import QuarterPicture
from ui.joining.state import SetState
from ui.theme import MEDIUM, SMALL
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import button, clear, label, notice, row, stop_button
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.jobs.set_seen import SeenByMethod, SetSeen

SET_FILES = "Set of submissions (*.json)"
SAVING = "Save the set of submissions"


class SetView(QWidget):
    """Follows the state of the set; nothing in it is made anew while it can be kept."""

    open_wanted = Signal(object)

    def __init__(self, workspace: Workspace, state: SetState) -> None:
        super().__init__()
        self._workspace, self._state = workspace, state
        self.title = label("Several submissions", "heading")
        self.preview = button(
            "Preview the joined figures", self.show_preview, kind="main", icon_name="preview"
        )
        self.add = button("Add files ...", self.ask_files, icon_name="open")
        self.add_folder = button("Add a folder ...", self.ask_folder)
        self.person = button("Find a person ...", state.person_wanted.emit)
        self.person.setToolTip("A person's story over all files: requests, assessments, services")
        self.save = button("Save the set ...", self.ask_target)
        self.close_set = button("Close the set", state.close, icon_name="close")
        self.stop = stop_button(workspace.jobs.cancel)
        tools = FlowLayout(
            *(self.preview, self.stop, self.person, self.add, self.add_folder),
            *(self.save, self.close_set),
        )
        self._notices = QVBoxLayout()
        self._notices.setSpacing(SMALL)
        self.members = Members(state)
        self.members.open_wanted.connect(self.open_wanted)
        self.as_of = QLineEdit()
        self.as_of.setPlaceholderText("All")
        self.as_of.setAccessibleName("Last day of import that counts; all count without one")
        self.as_of.setFixedWidth(self.fontMetrics().averageCharWidth() * 16)
        self.as_of.returnPressed.connect(self.apply_as_of)
        as_of_label = label("Imports count up to", wrap=False)
        as_of_label.setBuddy(self.as_of)
        self.count = button("Count these", self.apply_as_of)
        self._of_day = QWidget()
        of_day = row(as_of_label, self.as_of, self.count, None, spacing=SMALL)
        of_day.setContentsMargins(0, 0, 0, 0)
        self._of_day.setLayout(of_day)
        self.picture = QuarterPicture()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, SMALL, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.title)
        layout.addLayout(tools)
        layout.addLayout(self._notices)
        layout.addWidget(self.members)
        layout.addWidget(self._of_day)
        layout.addWidget(self.picture)
        layout.addStretch(1)
        self._shown: SetSeen | None = None
        self._listed: object = None
        state.changed.connect(self.refresh)
        state.saved.connect(self._saved)
        self.refresh()

    def focus_first(self) -> None:
        """Begin with the list; while files are read, with the way to stop that."""
        first = self.stop if self._state.is_reading else self.members.table
        (first if first.isVisibleTo(self) else self.add).setFocus()

    def refresh(self) -> None:
        """Show the set as it is now."""
        state = self._state
        has_keyboard = self.isVisible() and self.stop.hasFocus()
        there = state.gathered is not None
        self.title.setText(self._title())
        self.stop.setVisible(state.is_reading)
        for part in (self.preview, self.person, self.save):
            part.setVisible(there)
            part.setEnabled(not state.is_reading)
        seen = state.seen
        shown = next(iter(seen.by_method.values()), None) if seen is not None else None
        has_lines = bool(there or state.reading or state.taken_out)
        self.members.setVisible(has_lines)
        self.members.show_set(shown, seen.council if seen is not None else "")
        self._of_day.setVisible(there)
        if not self.as_of.hasFocus():
            self.as_of.setText(f"{state.as_of:%d/%m/%Y}" if state.as_of else "")
        self.picture.setVisible(seen is not None and bool(seen.by_method))
        if seen is not self._shown and seen is not None and seen.by_method:
            self.picture.show_set(seen)
        self._say_what_is_wrong(seen, shown)
        if seen is not self._shown and seen is not None and self.isVisible():
            announce(self, self._title())
        self._shown = seen if seen is not None else self._shown
        if has_keyboard and not state.is_reading:
            self.focus_first()

    def _title(self) -> str:
        state = self._state
        if state.gathered is None:
            return "Reading submissions" if state.is_reading else "Several submissions"
        found = state.gathered.set
        words = counted(len(found), "submission")
        if state.seen is not None and state.seen.council:
            words += f" of {state.seen.council}"
        out = len(found.left_out) + len(state.taken_out)
        return f"{words}, {out} left out" if out else words

    def _say_what_is_wrong(self, seen: SetSeen | None, shown: SeenByMethod | None) -> None:
        state = self._state
        clear(self._notices)
        if state.problem is not None:
            self._notices.addWidget(notice("error", state.problem.what, state.problem.advice))
        if state.stopped:
            self._notices.addWidget(
                notice("warning", "The files were not read: you stopped it.", "Add them again.")
            )
        if seen is not None and seen.problem:
            self._notices.addWidget(notice("error", seen.problem))
        for text in shown.notices if shown is not None else ():
            self._notices.addWidget(notice("warning", text))

    def show_preview(self) -> None:
        """Show the figures of the set."""
        self._state.preview_wanted.emit()

    def apply_as_of(self) -> None:
        """Count the imports up to the day that is written."""
        from cldvalidator.jobs.preview_inputs import read_day

        try:
            day = read_day(self.as_of.text())
        except Problem:
            clear(self._notices)
            words = "The last day of import cannot be read."
            self._notices.addWidget(notice("error", words, "Write it as 31/03/2026."))
            return
        self._state.set_as_of(day)

    def ask_files(self) -> None:
        """Ask for more files, and read them into the set."""
        chosen, _ = QFileDialog.getOpenFileNames(self, "Submissions", self._folder(), FILES)
        if chosen:
            self._state.add([Path(c) for c in chosen])

    def ask_folder(self) -> None:
        """Ask for a folder, and read its files into the set."""
        chosen = QFileDialog.getExistingDirectory(self, "Folder of submissions", self._folder())
        if chosen:
            self._state.add([Path(chosen)])

    def _folder(self) -> str:
        gathered = self._state.gathered
        if gathered is None:
            return ""
        return str(gathered.set.submissions[-1].path.parent)

    def ask_target(self) -> None:
        """Ask where to save the set."""
        seen = self._state.version
        chosen = where_to_save(self, SAVING, Path(self._folder()) / "submissions.json", SET_FILES)
        if chosen is not None:
            self.save_to(chosen, seen)

    def save_to(self, target: Path, seen: object = None) -> None:
        """Save the set; ask before another file is replaced. seen: the set that was seen."""
        seen = seen or self._state.version
        target = with_ending(target, ".json")
        overwrite = target.exists()
        if may_replace(self, SAVING, target):
            self._state.save(target, seen, overwrite=overwrite)

    def _saved(self, target: Path) -> None:
        message = notice(
            "good",
            f"Saved: {target.name}, in {target.parent}.",
            "It names the files by SHA-256 and holds nothing of their records.",
        )
        self._notices.insertWidget(0, message)
        announce(self, message.accessibleName())
