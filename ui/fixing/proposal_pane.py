"""What is proposed for the chosen values: why, how sure, which rows, and what can be done."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.fixing.proposals import LEFT, Key, ProposalList, key_of
from ui.grid.model import MASK
from ui.theme import LARGE, MEDIUM, SMALL, TIGHT
from ui.widgets.choice import Choice
from ui.widgets.flow import FlowLayout
from ui.widgets.listing import Listing
from ui.widgets.parts import Card, button, clear, column, label, notice, row
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import Proposal

SURE = {
    "": "All proposals",
    "safe": "Safe: the same value, written as specified",
    "documented": "Documented: Release 2 has a new name for this Release 1 value",
    "likely": "Likely: a good guess, look before you accept",
    "ask": "Needs your decision: no listed value clearly matches",
    LEFT: "Left unchanged, by your decision",
}
CHANGES_ALL = "Change all these cells in one step; you can undo it"
WIDEST_LIST = 640
SHOWN = ("LA Person Unique Identifier", "Event Type", "Event Start Date", "Event Reference")
_MOST_FIELDS = 6


class ProposalPane(QWidget):
    """Shows the proposal that is chosen, or what can be done with several.

    accept_wanted, leave_wanted: a button was pressed.
    """

    accept_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        # Every widget has a parent from the first: one without is deleted by Python's garbage
        # collector, which may run in the thread of some work.
        self.become = Choice(self)
        self.become.hide()
        self.keys: tuple[Key, ...] = ()
        """The values that are shown, each with its field."""
        self._subject: object = None
        self._place = QVBoxLayout(self)
        self._place.setContentsMargins(SMALL, 0, SMALL, 0)
        self._begin()

    def _begin(self) -> None:
        """Let go of what is shown; what comes instead is shown when all of it is there.

        Each part that is added to something seen would be shown and laid out by itself.
        """
        if isValid(self.become):  # it goes: what it held is not to be seen, nor kept as typed
            self.become.blockSignals(True)
            self.become.clear()
        clear(self._place)
        self.keys = ()
        self._subject = None
        self.shown = QWidget(self)
        self._layout = QVBoxLayout(self.shown)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(MEDIUM)

    def _end(self) -> None:
        self._place.addWidget(self.shown)

    def show_nothing(self) -> None:
        """Be empty: what can be proposed is not known yet."""
        self._begin()

    def show_none(self, listed: ProposalList) -> None:
        """Say that no proposal is chosen, or that there is none."""
        self._begin()
        if listed.shown:
            words: QWidget = label("Choose a value on the left.", "muted")
        elif listed.every:
            words = label("None left. Choose another filter above.", "muted")
        elif asked := self._asked():
            words = notice(
                "query",
                f"Say first {' and '.join(asked)}.",
                "It is asked above. More may then be proposed here.",
            )
        else:
            words = notice(
                "good",
                "Nothing is left that can be proposed.",
                "Correct what is still wrong in the source system, or on Check: one cell (F2), or "
                "a value in all rows that hold it (Find and replace, Ctrl+H).",
            )
        self._layout.addWidget(words)
        self._layout.addStretch(1)
        self._end()

    def _asked(self) -> tuple[str, ...]:
        """Return what the page still asks above: what can be proposed depends on the answer."""
        from cldvalidator.review.open_questions import open_questions

        opened = self._workspace.opened
        return open_questions(opened.extract) if opened is not None else ()

    def show_several(
        self, shown: ProposalList, places: npt.NDArray[np.int64], *, left: bool
    ) -> None:
        """Say what can be done with several proposals at once, by their places in the list."""
        self._begin()
        self.keys = shown.keys_at(places)
        count, written = len(places), int(np.count_nonzero(shown.written[places]))
        fields = shown.fields_at(places)
        names = ", ".join(fields[:_MOST_FIELDS])
        more = f" and {len(fields) - _MOST_FIELDS} more" if len(fields) > _MOST_FIELDS else ""
        self._layout.addWidget(label(f"{count:,} values chosen", "heading"))
        self._layout.addWidget(
            Card(label(f"{counted_cells(int(shown.cells[places].sum()))}, in {names}{more}."))
        )
        if written < count:
            self._layout.addWidget(
                label(
                    f"{written:,} of them {'has' if written == 1 else 'have'} a proposed value. "
                    "Decide the others one by one.",
                    "muted",
                )
            )
        self._actions(
            f"Accept {written:,}",
            f"Propose {count:,} again" if left else f"Leave {count:,} as they are",
            allowed=bool(written),
        )
        self._layout.addStretch(1)
        self._end()

    def shows(self, proposal: Proposal, *, left: bool) -> bool:
        """Whether a proposal is shown as it stands in the open file."""
        return self._subject == self._subject_of(proposal, left)

    def _subject_of(self, proposal: Proposal, left: bool) -> object:
        opened = self._workspace.opened
        columns = opened.extract.columns if opened is not None else {}
        covered = self._workspace.covered(proposal.field)
        return proposal, left, covered, [id(columns.get(name)) for name in SHOWN]

    def show_one(self, proposal: Proposal, *, left: bool) -> None:
        """Show a proposal, with what was typed for its value before. left: it is left as it is."""
        at = self.become.lineEdit() if self.keys == (key_of(proposal),) else None
        typing = at.cursorPosition() if at is not None and at.hasFocus() else -1
        self._begin()
        self.keys = (key_of(proposal),)
        self._subject = self._subject_of(proposal, left)
        covered = self._workspace.covered(proposal.field)
        self._layout.addWidget(label(proposal.field, "heading"))
        found = MASK if covered else proposal.found or "blank"
        head = label("Found", "muted", wrap=False)
        line = row(head, label(f"“{found}”", "strong"))
        line.setAlignment(head, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        words = label(f"in {counted_cells(proposal.cells)}. {proposal.reason}.")
        self._layout.addWidget(Card(line, words))
        self.become = _choices(proposal, covered=covered)
        self._layout.addLayout(column(label("Becomes", "muted"), self.become, spacing=TIGHT))
        self._layout.addWidget(label(SURE[proposal.certainty], "muted"))
        self._actions(
            "Accept",
            "Propose it again" if left else "Leave as it is",
            allowed=proposal.written is not None,
            rows=partial(self._rows, proposal),
        )
        self._initial = self.become.currentText()
        self.become.editTextChanged.connect(partial(self._typed, proposal))
        if not covered:
            typed = self._workspace.drafts.get(key_of(proposal), self._initial)
            self.become.setCurrentText(typed)
        if self.become.currentText() == self._initial and (line_ := self.become.lineEdit()):
            line_.setCursorPosition(0)  # the beginning of a long value tells more than its end
        examples = self._examples(proposal)
        count = len(examples.listing_model.listing)
        first = f" (the first {count:,})" if count < proposal.cells else ""
        self._layout.addWidget(label(f"Rows with this value{first}", "muted"))
        self._layout.addWidget(examples, 4)
        if effect := self._effect(proposal):
            self._layout.addLayout(
                column(label("Effect on national figures", "muted"), label(effect), spacing=TIGHT)
            )
        self._layout.addStretch(1)
        self._end()
        if typing >= 0 and (line_ := self.become.lineEdit()):
            self.become.setFocus()
            line_.setCursorPosition(typing)

    def _typed(self, proposal: Proposal, text: str) -> None:
        """Keep what was typed; let only a listed value be accepted for a field with a list."""
        if text == self._initial:
            self._workspace.drafts.pop(key_of(proposal), None)
        else:
            self._workspace.drafts[key_of(proposal)] = text
        fits = _is_choice(self.become, text) if proposal.alternatives else bool(text.strip())
        self.accept.setEnabled(fits)
        wrong = bool(proposal.alternatives and text and not fits)
        hint = "Choose one of the listed values; Enter completes what only one of them holds."
        self.accept.setToolTip(hint if wrong else CHANGES_ALL)

    def _actions(
        self, accept: str, leave: str, *, allowed: bool, rows: partial[None] | None = None
    ) -> None:
        self.accept = button(
            accept,
            self.accept_wanted.emit,
            kind="main",
            hint=CHANGES_ALL,
        )
        self.accept.setEnabled(allowed)
        self.leave = button(leave, self.leave_wanted.emit)
        parts: list[QWidget] = [self.accept, self.leave]
        if rows is not None:
            parts.append(button("Show the rows", rows, kind="link"))
        self._layout.addLayout(FlowLayout(*parts))

    def _examples(self, proposal: Proposal) -> ListingView:
        """Return the first rows that hold the value; one that is chosen is shown in the grid."""
        from cldvalidator.fixes.proposals import examples

        opened = self._workspace.opened
        assert opened is not None
        records = examples(opened.extract, proposal)
        view = ListingView("Rows with this value")
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
        high = (len(rows) + 1) * view.verticalHeader().defaultSectionSize()
        view.setMinimumHeight(120)
        view.setMaximumHeight(max(120, high + view.horizontalHeader().sizeHint().height()))
        return view

    def _effect(self, proposal: Proposal) -> str:
        """Return what the rule says of national figures; "" where it found nothing here."""
        opened = self._workspace.opened
        rule = opened.result.findings.rules.get(proposal.rule) if opened is not None else None
        return rule.cost if rule is not None else ""

    def _go_to(self, name: str, record: int) -> None:
        self._workspace.go_to(record, name)

    def _rows(self, proposal: Proposal) -> None:
        from cldvalidator.review.row_choice import RowChoice

        self._workspace.show(
            RowChoice(
                rule=proposal.rule,
                field=proposal.field,
                values=((proposal.field, proposal.found),),
                label=proposal.field,
            )
        )


def _choices(proposal: Proposal, *, covered: bool) -> Choice:
    """Return the box of what a value becomes; a covered one shows nothing of it."""
    box = Choice()
    box.setEditable(True)
    box.setAccessibleName("Becomes")
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(16)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setEnabled(not covered)
    line = box.lineEdit()
    assert line is not None
    if covered:
        box.addItem(MASK)
        return box
    if proposal.written is not None:
        box.addItem(proposal.written)
    box.addItems([choice for choice in proposal.choices if choice != proposal.written])
    if proposal.written is None:
        box.setCurrentText("")
        line.setPlaceholderText("Choose what it means")
    elif not proposal.written:
        line.setPlaceholderText("(blank)")
    offer_any_part(box)
    if proposal.alternatives:
        line.returnPressed.connect(partial(_take_only_match, box))
    return box


def _is_choice(box: QComboBox, text: str) -> bool:
    """Say whether a text is one of those to choose from, letter for letter."""
    flags = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchCaseSensitive
    return bool(text) and box.findText(text, flags) >= 0


def _take_only_match(box: QComboBox) -> None:
    """Complete a half-typed value if only one holds it; it would be written as it stands."""
    text = box.currentText()
    if not text or _is_choice(box, text):
        return
    matches = [
        t for i in range(box.count()) if text.casefold() in (t := box.itemText(i)).casefold()
    ]
    if len(matches) == 1:
        box.setCurrentText(matches[0])
    elif matches:
        box.showPopup()


def offer_any_part(box: QComboBox) -> None:
    """Let a box with a list of values offer those that hold what is typed, and show them whole."""
    completer = box.completer()
    popup = completer.popup() if completer is not None else None
    if completer is not None and popup is not None:
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        popup.setParent(box, Qt.WindowType.Popup)  # it looks like what it belongs to
    view = box.view()
    view.setMinimumWidth(min(view.sizeHintForColumn(0) + LARGE, WIDEST_LIST))


def counted_cells(count: int) -> str:
    """Return "1 cell" or "2,000 cells"."""
    return "1 cell" if count == 1 else f"{count:,} cells"
