"""Fix: what is proposed for wrong values, what was changed, and a way back from every change."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ui.findings.proposals import proposals_listing
from ui.fixing.council_profile import CouncilProfile
from ui.fixing.profile_bar import ProfileBar
from ui.grid.model import MASK
from ui.theme import LARGE, MEDIUM, SMALL
from ui.widgets.parts import Card, Page, button, clear, label, notice, row, scrolling
from ui.widgets.table import EMPTY, Listing, ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import Change, Proposal, Step
    from cldvalidator.task import Task

LEFT = "left"
SURE = {
    "": "All proposals",
    "safe": "Safe: the same value, written as specified",
    "likely": "Likely: a good guess, look before you accept",
    "ask": "Your choice: the list has no value that is surely meant",
    LEFT: "Left as they are, by your decision",
}


WIDEST_LIST = 640
SHOWN = ("LA Person Unique Identifier", "Event Type", "Event Start Date", "Event Reference")


class FixPage(Page):
    """The third step."""

    def __init__(self, workspace: Workspace, profile: CouncilProfile) -> None:
        super().__init__(
            "Fix",
            "Decide once for each value. Nothing changes before you accept it; all is undoable.",
        )
        self._workspace = workspace
        self._proposals: tuple[Proposal, ...] = ()
        self._at: Proposal | None = None
        self.sure = QComboBox()
        for key, text in SURE.items():
            self.sure.addItem(text, key)
        self.sure.setMinimumContentsLength(20)
        self.sure.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.sure.setAccessibleName("Show proposals of this certainty")
        self.sure.currentIndexChanged.connect(lambda _: self._list())
        self.accept_safe = button("Accept all safe fixes", self.accept_all_safe, kind="main")
        self.undo = button("Undo", workspace.undo, icon_name="undo", hint="Ctrl+Z")
        self.redo = button("Redo", workspace.redo, icon_name="redo", hint="Ctrl+Y")
        self.head.addLayout(row(self.undo, self.redo, self.accept_safe, spacing=SMALL))
        self.proposals = ListingView("Proposals by value")
        self.proposals.selectionModel().currentRowChanged.connect(
            lambda index, _: self._show(index.row())
        )
        self.summary = label("", "muted")
        inside = QWidget()
        self._detail = QVBoxLayout(inside)
        self._detail.setContentsMargins(SMALL, 0, SMALL, 0)
        self._detail.setSpacing(MEDIUM)
        self.log = ListingView("Changes made")
        self.log_title = label("Changes made", "heading", wrap=False)
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.addWidget(scrolling(inside))
        below = QWidget()
        below_layout = QVBoxLayout(below)
        below_layout.setContentsMargins(SMALL, SMALL, 0, 0)
        below_layout.addWidget(self.log_title)
        below_layout.addWidget(self.log, 1)
        right.addWidget(below)
        right.setSizes([380, 220])
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self._left(profile))
        across.addWidget(right)
        across.setSizes([640, 440])
        self.said = label("", "strong")
        self.said.hide()
        profile.said.connect(self._say)
        self.body.addWidget(self.said)
        self.body.addWidget(across, 1)
        workspace.file_changed.connect(self._file_changed)
        workspace.checked.connect(self.refresh_when_seen)
        self.refresh()

    def _left(self, profile: CouncilProfile) -> QWidget:
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, SMALL, 0)
        side.setSpacing(SMALL)
        choose = row(label("Show", wrap=False), self.sure, spacing=SMALL)
        choose.setStretch(1, 1)
        side.addLayout(choose)
        side.addWidget(self.summary)
        side.addWidget(self.proposals, 1)
        self.profile = ProfileBar(self._workspace, profile)
        side.addWidget(self.profile)
        return left

    def focus_first(self) -> None:
        """Begin with the proposals."""
        self.proposals.setFocus()

    def _say(self, words: str) -> None:
        self.said.setText(words)
        self.said.show()

    def take_over(self, earlier: Self) -> None:
        """Keep which proposals are shown."""
        self.sure.setCurrentIndex(earlier.sure.currentIndex())

    def _file_changed(self) -> None:
        self.said.hide()

    def refresh(self) -> None:
        """Find the proposals anew, off the window's thread."""
        self._show_log()
        opened = self._workspace.opened
        if opened is None:
            self._found(())
            return

        def work(_: Task) -> tuple[Proposal, ...]:
            from cldvalidator.fixes import propose

            return propose(opened.extract, opened.result)

        self._workspace.jobs.start("proposals", work, self._found, quiet=True)

    def _found(self, proposals: tuple[Proposal, ...]) -> None:
        self._proposals = tuple(
            sorted(proposals, key=lambda p: (p.severity is None, p.severity or 0, -p.cells))
        )
        self._list()

    @property
    def shown(self) -> list[Proposal]:
        """The proposals in the list: of the certainty chosen, or those that are left alone."""
        wanted = self.sure.currentData()
        if wanted == LEFT:
            return [p for p in self._proposals if self._is_left(p)]
        return [p for p in self._proposals if wanted in ("", p.certainty) and not self._is_left(p)]

    def _is_left(self, proposal: Proposal) -> bool:
        return (proposal.field, proposal.found) in self._workspace.left_alone

    def _list(self) -> None:
        shown = self.shown
        covered = self._workspace.covered
        listing = proposals_listing(shown, covered) if shown else EMPTY
        here = self.proposals.currentIndex().row()
        self.proposals.show_listing(listing, stretch=2, letters=24)
        safe = self._safe()
        cells = sum(p.cells for p in safe)
        self.accept_safe.setEnabled(bool(safe))
        self.accept_safe.setText(
            f"Accept all {len(safe):,} safe fixes" if safe else "No safe fixes left"
        )
        self.accept_safe.setToolTip(f"They change {_cells(cells)}, in one step you can undo.")
        total = sum(p.cells for p in shown)
        left = sum(self._is_left(p) for p in self._proposals)
        words = f"{len(shown):,} {'value' if len(shown) == 1 else 'values'} in {_cells(total)}"
        if left and self.sure.currentData() != LEFT:
            words += f"; {left:,} left as {'it is' if left == 1 else 'they are'}"
        self.summary.setText(words)
        if shown:
            self.proposals.selectRow(min(max(here, 0), len(shown) - 1))
        self._show(self.proposals.currentIndex().row() if shown else -1)

    def _show(self, place: int) -> None:
        """Show the proposal at a place: what, why, how sure, which rows, and what can be done."""
        clear(self._detail)
        shown = self.shown
        if not 0 <= place < len(shown):
            self._at = None
            self._detail.addWidget(self._nothing())
            self._detail.addStretch(1)
            return
        self._at = proposal = shown[place]
        covered = self._workspace.covered(proposal.field)
        self._detail.addWidget(label(proposal.field, "heading"))
        found = "•••" if covered else proposal.found or "blank"
        line = row(label("Found", "muted", wrap=False), label(f"“{found}”", "strong"))
        line.setStretch(1, 1)
        self._detail.addWidget(
            Card(
                line,
                label(f"in {_cells(proposal.cells)}. {proposal.reason}."),
            )
        )
        self.become = QComboBox()
        self.become.setEditable(True)
        self.become.setAccessibleName("Becomes")
        self.become.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.become.setMinimumContentsLength(16)
        self.become.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if proposal.written is not None:
            self.become.addItem(proposal.written)
        for choice in proposal.choices:
            if choice != proposal.written:
                self.become.addItem(choice)
        self.become.setEnabled(not covered)
        box = self.become.lineEdit()
        assert box is not None
        if proposal.written is None:
            self.become.setCurrentText("")
            box.setPlaceholderText("Choose a listed value")
        elif not proposal.written:
            box.setPlaceholderText("(blank)")
        offer_any_part(self.become)
        line = row(label("Becomes", "muted", wrap=False), self.become)
        line.setStretch(1, 1)
        self._detail.addLayout(line)
        self._detail.addWidget(label(SURE[proposal.certainty], "muted"))
        self._detail.addLayout(self._actions(proposal))
        self._detail.addWidget(label("Some of the rows", "muted"))
        self._detail.addWidget(self._examples(proposal), 1)

    def _actions(self, proposal: Proposal) -> QHBoxLayout:
        accept = button(
            "Accept", self.accept, kind="main", hint="Change all these cells; you can undo it"
        )
        left = self._is_left(proposal)
        refuse = button("Propose it again" if left else "Leave as it is", self.refuse)
        rows = button("Show the rows", lambda: self._rows(proposal), kind="link")
        accept.setEnabled(proposal.written is not None)
        self.become.editTextChanged.connect(lambda text: accept.setEnabled(bool(text.strip())))
        return row(accept, refuse, rows, None, spacing=SMALL)

    def _examples(self, proposal: Proposal) -> ListingView:
        """Return the first rows that hold the value; one that is chosen is shown in the grid."""
        from cldvalidator.fixes.proposals import examples

        opened = self._workspace.opened
        assert opened is not None
        records = examples(opened.extract, proposal)
        view = ListingView("Some of the rows with this value")
        names = [n for n in SHOWN if n in opened.extract.columns]
        texts = [
            [
                MASK if self._workspace.covered(n) else opened.extract.column(n).text(r)
                for r in records
            ]
            for n in names
        ]
        rows = [f"{int(opened.extract.source_rows[r])}" for r in records]
        view.show_listing(Listing(("Row", *names), (rows, *texts), keys=records), stretch=-1)
        view.chosen.connect(partial(self._go_to, proposal.field))
        view.setMinimumHeight(120)
        return view

    def _go_to(self, name: str, record: int) -> None:
        self._workspace.go_to(record, name)

    def _nothing(self) -> QWidget:
        if self._proposals:
            return label("No proposal of this kind is left. Choose another kind above.", "muted")
        return notice(
            "good",
            "Nothing is left that can be proposed.",
            "What is still wrong has to be corrected in the source system, or cell by cell in the "
            "grid of the Check page (F2).",
        )

    def _rows(self, proposal: Proposal) -> None:
        from cldvalidator.row_choice import RowChoice

        self._workspace.show(
            RowChoice(
                rule=proposal.rule,
                field=proposal.field,
                values=((proposal.field, proposal.found),),
                label=proposal.field,
            )
        )

    def accept(self) -> None:
        """Accept the proposal that is shown, with the text that is in the field."""
        if self._at is None:
            return
        text = self.become.currentText() if self.become.isEnabled() else self._at.written
        if text is None or (not text and self._at.written is None):
            return
        change = self._at.change(text)
        title = change.field
        self._workspace.change(title, [change])

    def _safe(self) -> list[Proposal]:
        return [p for p in self._proposals if p.certainty == "safe" and not self._is_left(p)]

    def accept_all_safe(self) -> None:
        """Accept every safe proposal as one step."""
        changes: list[Change] = [p.change() for p in self._safe()]
        if changes:
            self._workspace.change("All safe fixes", changes)

    def refuse(self) -> None:
        """Leave a value as it is while the file is open, or propose it again."""
        if self._at is not None:
            self._workspace.left_alone ^= {(self._at.field, self._at.found)}
            self._list()

    def _told(self, step: Step) -> str:
        """Return what a step is, with both texts where it changes one value."""
        if len(step.changes) != 1 or self._workspace.covered(step.changes[0].field):
            return step.title
        change = step.changes[0]
        return f"{step.title}: “{change.found}” becomes {_quoted(change.written)}"

    def _show_log(self) -> None:
        history = self._workspace.history
        steps = history.steps if history is not None else ()
        undone = history.undone if history is not None else ()
        self.undo.setEnabled(bool(steps))
        self.redo.setEnabled(bool(undone))
        self.undo.setToolTip(f"Undo: {steps[-1].title} (Ctrl+Z)" if steps else "Nothing to undo")
        self.redo.setToolTip(f"Redo: {undone[-1].title} (Ctrl+Y)" if undone else "Nothing to redo")
        cells = sum(s.cells for s in steps)
        self.log_title.setText(
            f"Changes made: {_cells(cells)}; the last step first" if steps else "No changes yet"
        )
        lines = [(self._told(s), s.cells, "done") for s in reversed(steps)]
        lines = [(self._told(s), s.cells, "undone") for s in undone] + lines
        if not lines:
            self.log.show_listing(Listing(("Step", "Cells", "State"), ([], [], [])))
            return
        titles, counts, states = (list(x) for x in zip(*lines, strict=True))
        self.log.show_listing(Listing(("Step", "Cells", "State"), (titles, counts, states)))


def offer_any_part(box: QComboBox) -> None:
    """Let a box with a list of values offer those that hold what is typed, and show them whole."""
    completer = box.completer()
    if completer is not None:
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    view = box.view()
    view.setMinimumWidth(min(view.sizeHintForColumn(0) + LARGE, WIDEST_LIST))


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def _quoted(text: str) -> str:
    return f"“{text}”" if text else "blank"
