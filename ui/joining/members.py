"""The files of a set as a list, and what can be done with the one that is selected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from cldvalidator.problems import Problem
from cldvalidator.wording import counted
from ui.joining.state import SetState
from ui.theme import MEDIUM, SMALL
from ui.widgets.flow import FlowLayout
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import Card, button, label, notice, plain_tip
from ui.widgets.table import ListingView

if TYPE_CHECKING:
    from cldvalidator.jobs.set_seen import SeenByMethod
    from cldvalidator.submissions.submission_set import Submission

HEADERS = ("File", "Council", "States", "Events cover", "Records", "Release", "Imported", "State")
MEMBER, READING, OUT, LEFT_OUT = "member", "reading", "taken out", "left out"


@dataclass(frozen=True)
class Line:
    """A file of the list as it was seen. sha256: "" for one that is not read. kind: MEMBER, ..."""

    path: Path
    sha256: str
    kind: str


class MemberListing(ListingView):
    """As high as its rows, so that the page is scrolled and not the list."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Take the height that the rows need at this width."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Take the height that the rows need."""
        down, across = self.verticalHeader(), self.horizontalHeader()
        rows = sum(down.sectionSize(n) for n in range(self.listing_model.rowCount()))
        bar = self.horizontalScrollBar().sizeHint().height()
        height = across.sizeHint().height() + rows + bar + 2 * self.frameWidth()
        if height != self.height():
            self.setFixedHeight(height)


class Members(QWidget):
    """open_wanted: the path of a file that is to be checked and fixed."""

    open_wanted = Signal(object)

    def __init__(self, state: SetState) -> None:
        super().__init__()
        self._state = state
        self._selected: Line | None = None
        self.table = MemberListing("Files of the set")
        self.table.setSelectionMode(ListingView.SelectionMode.SingleSelection)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._select())
        self._name = label("", "strong")
        self._about = label("", "muted")
        self.day = QLineEdit()
        self.day.setAccessibleName("Day on which the file reached DHSC")
        self.day.setFixedWidth(self.fontMetrics().averageCharWidth() * 24)
        self.day.returnPressed.connect(self.set_day)
        self._day_label = label("Reached DHSC on", wrap=False)
        self._day_label.setBuddy(self.day)
        self.confirm = button("Set this day", self.set_day)
        self.out = button("Take out of the set", self.take_out)
        self.back = button("Put back", self.put_back)
        self.open = button("Open to check and fix", self.open_it, icon_name="open")
        tools = FlowLayout(self._day_label, self.day, self.confirm, self.out, self.back, self.open)
        self._problem = QVBoxLayout()
        self._card = Card(self._name, self._about, self._problem, tools, spacing=SMALL)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(MEDIUM)
        layout.addWidget(self.table)
        layout.addWidget(self._card)
        self._card.hide()

    def show_set(self, shown: SeenByMethod | None, council: str) -> None:
        """List the files. shown: what a method makes of them, None while that is not known."""
        typed, before = self.day.text(), self._selected
        had_keyboard = self.day.hasFocus()
        lines, listing = self._listing(shown, council)
        self._selected = None
        self.table.show_listing(listing if lines else EMPTY, stretch=len(HEADERS) - 1)
        self.table.fit()
        same = next((line for line in lines if before and line.path == before.path), None)
        if lines and not self.table.select_key(same):
            self.table.selectRow(0)
        self._select()
        if had_keyboard and before is not None and self._selected == before:
            self.day.setText(typed)

    def _listing(self, shown: SeenByMethod | None, council: str) -> tuple[list[Line], Listing]:
        state = self._state
        rows: list[tuple[object, ...]] = []
        lines: list[Line] = []
        marks: list[str] = []
        members = state.gathered.set.submissions if state.gathered is not None else ()
        for place, s in enumerate(members):
            lines.append(Line(s.path, s.sha256, MEMBER))
            rows.append(_of_member(s, shown, place, council))
            marks.append("warning" if s.is_guess else "")
        for path in state.reading:
            lines.append(Line(path, "", READING))
            gone = state.is_unwanted(path)
            rows.append(_bare(path, "taken out" if gone else "being read"))
            marks.append("")
        for out in state.taken_out:
            lines.append(Line(out.path, "", OUT))
            rows.append(_bare(out.path, "taken out by you"))
            marks.append("")
        for left in state.gathered.set.left_out if state.gathered is not None else ():
            lines.append(Line(left.path, "", LEFT_OUT))
            rows.append(_bare(left.path, f"left out: {left.why} {left.advice}".strip()))
            marks.append("error")
        columns = tuple(zip(*rows, strict=True)) if rows else ()
        return lines, Listing(HEADERS, columns, lines, marks)

    def _select(self) -> None:
        """Offer what can be done with the file that is selected."""
        line = self.table.current_key()
        if line == self._selected and line is not None:
            return
        self._selected = line
        self._card.setVisible(line is not None)
        self._say(None)
        if line is None:
            return
        member = self._member(line)
        self._name.setText(line.path.name)
        self._name.setToolTip(plain_tip(str(line.path.parent)))
        about = ""
        if member is not None and member.is_guess:
            from cldvalidator.submissions.states import KNOWN_FROM_WORDS

            known = KNOWN_FROM_WORDS[member.known_from]
            about = f"The day of import is {known}: confirm it, or correct it."
        self._about.setText(about)
        self._about.setVisible(bool(about))
        if member is not None:
            at = member.imported
            whole = (at.hour, at.minute, at.second) == (0, 0, 0)
            self.day.setText(f"{at:%d/%m/%Y}" if whole else f"{at:%d/%m/%Y %H:%M:%S}")
        for part in (self._day_label, self.day, self.confirm):
            part.setVisible(member is not None)
        unwanted = line.kind == READING and self._state.is_unwanted(line.path)
        self.out.setVisible(line.kind == MEMBER or (line.kind == READING and not unwanted))
        self.back.setVisible(line.kind == OUT or unwanted)
        self.open.setVisible(line.kind in (MEMBER, OUT, LEFT_OUT))

    def _member(self, line: Line) -> Submission | None:
        gathered = self._state.gathered
        return gathered.set.by_sha256.get(line.sha256) if gathered is not None else None

    def _say(self, problem: Problem | None) -> None:
        while (item := self._problem.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if problem is not None:
            self._problem.addWidget(notice("error", problem.what, problem.advice))

    def set_day(self) -> None:
        """Tell when the selected file reached DHSC."""
        from cldvalidator.submissions.import_day import read_import_time

        line = self._selected
        if line is None or line.kind != MEMBER:
            return
        try:
            moment = read_import_time(self.day.text())
        except Problem as problem:
            self._say(problem)
            return
        self._state.set_import(line.path, line.sha256, moment)

    def take_out(self) -> None:
        """Take the selected file out of the set."""
        if self._selected is not None:
            self._state.take_out(self._selected.path, self._selected.sha256)

    def put_back(self) -> None:
        """Put the selected file back into the set."""
        if self._selected is not None:
            self._state.put_back(self._selected.path)

    def open_it(self) -> None:
        """Open the selected file, to check and fix it."""
        if self._selected is not None:
            self.open_wanted.emit(self._selected.path)


def _of_member(
    s: Submission, shown: SeenByMethod | None, place: int, council: str
) -> tuple[object, ...]:
    from cldvalidator.submissions.states import RELEASES, period_words

    known = f"{s.imported:%d/%m/%Y} ({'guess' if s.is_guess else s.known_from})"
    row = shown.rows[place] if shown is not None and place < len(shown.rows) else None
    return (
        s.name,
        council if s.council else "not told",
        period_words(s.stated),
        row.derived if row is not None else "",
        s.rows,
        RELEASES[s.release],
        known,
        row.state if row is not None else f"read: {counted(s.rows, 'record')}",
    )


def _bare(path: Path, state: str) -> tuple[object, ...]:
    return (path.name, "", "", "", "", "", "", state)
