"""Fix: what is proposed for wrong values, what was changed, and a way back from every change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from ui.announcing import announce
from ui.findings.undecided_rows import UndecidedRows
from ui.fixing.change_list import NO_STEPS, changes_listing
from ui.fixing.changes_made import ChangesMade
from ui.fixing.council_profile import CouncilProfile
from ui.fixing.pane_guard import PaneGuard
from ui.fixing.proposal_pane import ProposalPane, counted_cells
from ui.fixing.proposals import ProposalList, key_of, proposal_list, worst_first
from ui.fixing.proposals_side import ProposalsSide
from ui.theme import SMALL
from ui.widgets.date_order import DateOrderBar
from ui.widgets.listing import Listing
from ui.widgets.parts import (
    Page,
    button,
    in_reading_order,
    label,
    plain_tip,
    row,
    scrolling,
)
from ui.widgets.room import lines
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import History, Proposal, Step
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task

Made = tuple["Opened", ProposalList, Listing, tuple[str, ...]]


class FixPage(Page):
    """The third step."""

    def __init__(self, workspace: Workspace, profile: CouncilProfile) -> None:
        super().__init__(
            "Fix",
            "Decide once for each value. Nothing changes until you accept it, and you can undo "
            "every change.",
        )
        self._workspace = workspace
        self.council, self._whole_file = profile, profile.whole_file
        self._of: Opened | None = None
        self.accept_safe = button("Accept all safe fixes", self.accept_all_safe, kind="main")
        self.undo = button("Undo", workspace.undo, icon_name="undo", hint="Ctrl+Z")
        self.redo = button("Redo", workspace.redo, icon_name="redo", hint="Ctrl+Y")
        self.head.addLayout(row(self.undo, self.redo, self.accept_safe, spacing=SMALL))
        self.side = ProposalsSide(workspace, profile)
        self.side.filter_changed.connect(self._filter_changed)
        self.side.selected.connect(self._selected)
        self.side.prices.changed.connect(self.refresh_when_seen)
        self.proposals, self.sure, self.profile = (
            self.side.proposals,
            self.side.sure,
            self.side.profile,
        )
        self.pane = ProposalPane(workspace)
        self.pane.accept_wanted.connect(self.accept)
        self.pane.leave_wanted.connect(self.refuse)
        self.guard = PaneGuard(workspace, self.side, self.pane)
        self.changes = ChangesMade(workspace)
        self.message = label("", "strong")
        self._message_at: tuple[Step, ...] | None = None
        self._announced: tuple[Step, ...] = ()
        self.message.hide()
        profile.reported.connect(self._say)
        self.undecided = UndecidedRows(workspace)
        self.undecided.decided.connect(self.focus_first)
        self.body.addWidget(self.undecided)
        self.body.addWidget(self.message)
        self.body.addWidget(DateOrderBar(workspace))
        self.body.addWidget(self._across(), 1)
        workspace.file_changed.connect(self._file_changed)
        workspace.checked.connect(self._checked)
        workspace.edits_changed.connect(self._show_steps)
        workspace.hidden_changed.connect(self._hidden_changed)
        workspace.release_2_wanted.connect(self._convert)
        self.refresh()

    def _convert(self) -> None:
        """Show what Release 1 values would become, on this page."""
        self._workspace.page_wanted.emit("fix")
        self._whole_file.find_release_1()

    def _across(self) -> QSplitter:
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        pane = scrolling(self.pane, "What is proposed")
        pane.setMinimumHeight(lines(self, 10))
        right.addWidget(pane)
        right.addWidget(self.changes)
        right.setSizes([380, 220])
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self.side)
        across.addWidget(in_reading_order(right))
        for place, share in enumerate((3, 2)):
            across.setStretchFactor(place, share)
        across.setSizes([600, 400])
        return in_reading_order(across)

    @property
    def topic(self) -> str:
        """The rule of the proposal that is looked at."""
        places = self.side.chosen
        return self.shown[int(places[0])].rule if len(places) else ""

    def focus_first(self) -> None:
        """Begin with the proposals."""
        self.proposals.setFocus()

    def _say(self, words: str) -> None:
        self._message_at = None
        self.message.setText(words)
        self.message.show()
        announce(self, words)

    def take_over(self, earlier: Self) -> None:
        """Keep which proposals are shown, and which is looked at."""
        self.side.take_over(earlier.side)

    def _file_changed(self) -> None:
        """Let go of the file before; the list of this one comes when the page is seen."""
        self.message.hide()
        self.guard.end_changing()
        self._announced = ()
        self._of = None
        self.side.let_go()
        self._show_list(self.side.listed, NO_STEPS, ())

    def _checked(self) -> None:
        """Let go of a sentence about something before the last change."""
        steps = self._workspace.history.steps if self._workspace.history is not None else ()
        if self._message_at is None:  # said of this very change, or just before it
            self._message_at = steps
        elif steps != self._message_at:
            self.message.hide()
        self._announce(steps)
        self.refresh_when_seen()

    def _announce(self, steps: tuple[Step, ...]) -> None:
        """Say what was changed or undone, and how many errors are left."""
        announced, self._announced = self._announced, steps
        opened = self._workspace.opened
        if steps == announced or opened is None or not self.isVisible():
            return
        from cldvalidator.checks.rules import Severity
        from cldvalidator.wording import counted

        done = f"Done: {steps[-1].title}." if len(steps) > len(announced) else "Undone."
        errors = counted(opened.result.findings.count(Severity.ERROR), "error")
        announce(self, f"{done} {errors} left.")

    def _hidden_changed(self) -> None:
        """Let go of every text at once; what may be seen comes again from the worker."""
        self._show_list(self.side.listed.covered(), NO_STEPS, ())
        self._show()
        self.refresh_when_seen()

    def _filter_changed(self) -> None:
        """Let nothing be done to what is still listed under the filter before."""
        self._wait_for_pane()
        self.refresh()

    def refresh(self) -> None:
        """Find and list the proposals and the steps anew, off the window's thread."""
        space = self._workspace
        opened, history = space.opened, space.history
        self._show_steps()
        self.side.older.setVisible(opened is not None and _is_of_release_1(opened))
        if opened is None or history is None:
            self._of = None
            self._show_list(ProposalList(wanted=self.side.wanted), NO_STEPS, ())
            return
        every = self.side.listed.every if self._of is opened else None
        wanted, left = self.side.wanted, frozenset(space.left_alone)
        settled, prices = not space.is_editing, self.side.prices.short()
        covered = frozenset(n for n in opened.extract.columns if space.covered(n))

        def work(_: Task) -> Made:
            from cldvalidator.fixes import propose

            found = every
            if found is None:
                found = worst_first(propose(opened.extract, opened.result))
            steps, sentences = changes_listing(history, covered)
            return opened, proposal_list(found, wanted, left, covered, prices), steps, sentences

        def done(made: Made) -> None:
            self._of, listed, steps, sentences = made
            if settled:
                self.guard.end_changing()
                self._drop_drafts(listed)
            self._show_list(listed, steps, sentences)

        space.jobs.start("proposals", work, done, quiet=True)

    @property
    def shown(self) -> tuple[Proposal, ...]:
        """The proposals in the list: of the certainty chosen, or those that are left alone."""
        return self.side.shown

    def _show_list(self, listed: ProposalList, steps: Listing, sentences: tuple[str, ...]) -> None:
        self.side.show_list(listed)
        safe = len(listed.safe)
        self.accept_safe.setEnabled(bool(safe))
        fixes = "Accept 1 safe fix" if safe == 1 else f"Accept all {safe:,} safe fixes"
        self.accept_safe.setText(fixes if safe else "No safe fixes left")
        self.accept_safe.setToolTip(
            f"Changes {counted_cells(listed.safe_cells)} in one step that you can undo."
        )
        if not self._is_shown():
            if self.guard.listed():
                self._wait_for_pane()
            self._workspace.deferred.defer(self._show)  # after the list is drawn
        else:
            self.guard.allow()
        self.changes.show_steps(steps, sentences)
        self.changes.setVisible(bool(len(steps)))  # until then its room is the proposal's

    def _is_shown(self) -> bool:
        """Whether the pane shows the one proposal that is selected as it stands now."""
        places, left = self.side.chosen, self.side.shows_left
        return len(places) == 1 and self.pane.shows(self.shown[int(places[0])], left=left)

    def _selected(self) -> None:
        self.guard.selected()
        self._show()

    def _wait_for_pane(self) -> None:
        """Let nothing be done in the pane until it shows what is selected."""
        self._back_to_list()
        self.guard.wait()

    @property
    def is_new(self) -> bool:
        """Whether what the pane shows has come by itself too shortly ago to be acted on."""
        return self.guard.is_new

    def _may_act(self) -> bool:
        """Say whether something may be done to what is selected; tell the user why not."""
        if self.side.keys == self.pane.keys:
            self._workspace.deferred.run_now(self._show)
        why = self.guard.why_not()
        if why:
            self._say(why)
        return not why

    def _drop_drafts(self, listed: ProposalList) -> None:
        """Let go of what was typed for values that are not proposed any more, and say so."""
        drafts = self._workspace.drafts
        gone = set(drafts) - {key_of(p) for p in listed.every} if drafts else set()
        for key in gone:
            del drafts[key]
        if gone:
            fields = ", ".join(sorted({name for name, _ in gone}))
            self._say(f"What you typed in {fields} was not used: its value is not there any more.")

    def _show(self) -> None:
        """Show the proposal that is selected, or what can be done with several."""
        self._workspace.deferred.cancel(self._show)
        places, left = self.side.chosen, self.side.shows_left
        if len(places) > 1:
            self.pane.show_several(self.side.listed, places, left=left)
        elif len(places):
            self.pane.show_one(self.shown[int(places[0])], left=left)
        elif self._of is not None:
            self.pane.show_none(self.side.listed)
        else:
            self.pane.show_nothing()
        self.guard.shown()
        self._order_of_tab()

    def _order_of_tab(self) -> None:
        """Let Tab go from the proposals to what is proposed, which is made anew each time."""
        before: QWidget = self.proposals
        for part in self.pane.shown.findChildren(QWidget):
            here = part.window() is self.window()  # not the list of a drop-down
            if here and part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                QWidget.setTabOrder(before, part)
                before = part
        QWidget.setTabOrder(before, self.profile.use)

    def accept(self) -> None:
        """Accept what is selected: one with the text in the field, several as they are proposed."""
        if not self._may_act():
            return
        self._back_to_list()
        places, listed = self.side.chosen, self.side.listed
        if len(places) == 1:
            self._accept_one(self.shown[int(places[0])])
        elif len(places):
            self._accept_several(listed, places[listed.written[places]])

    def _back_to_list(self) -> None:
        """Give the keyboard back to the list: what has it now is about to be made anew."""
        if self.pane.isAncestorOf(self.focusWidget() or self):
            self.proposals.setFocus()

    def _accept_one(self, proposal: Proposal) -> None:
        become = self.pane.become
        text = become.currentText() if become.isEnabled() else proposal.written
        if text is not None and (text or proposal.written is not None):
            self._workspace.drafts.pop(key_of(proposal), None)
            self.guard.begin_changing([key_of(proposal)])
            self._workspace.change(proposal.field, [proposal.change(text)])

    def _accept_several(self, listed: ProposalList, places: npt.NDArray[np.int64]) -> None:
        """Accept proposals as one step; their changes are made off the window's thread."""
        if not len(places):
            return
        fields = listed.fields_at(places)
        where = fields[0] if len(fields) == 1 else f"{len(fields)} fields"
        values = f"{len(places):,} {'value' if len(places) == 1 else 'values'}"

        def edit(history: History) -> History:
            return history.do(f"{values} in {where}", [p.change() for p in _at(listed, places)])

        self.guard.begin_changing(listed.keys_at(places))
        self._workspace.edit(edit)

    def accept_all_safe(self) -> None:
        """Accept every safe proposal as one step, but those left as they are a moment ago.

        One that is being changed belongs to it: that change may be undone before this one is made,
        and where it is not, there is nothing left to change for this one.
        """
        if not self.accept_safe.isEnabled():
            return
        safe = [p for p in self.side.listed.safe if key_of(p) not in self._workspace.left_alone]
        if safe and self.guard.is_changing_all(map(key_of, safe)):
            self._say("Nothing was done: all of them are being changed already.")
        elif safe:
            self.proposals.setFocus()  # there will be nothing more to press
            self.accept_safe.setEnabled(False)
            self.guard.begin_changing(map(key_of, safe))
            self._workspace.edit(lambda h: h.do("All safe fixes", [p.change() for p in safe]))

    def refuse(self) -> None:
        """Leave the selected values as they are while the file is open, or propose them again."""
        if not self._may_act():
            return
        self._back_to_list()
        keys, space = set(self.side.keys), self._workspace
        if keys:
            again = self.side.shows_left
            space.left_alone = space.left_alone - keys if again else space.left_alone | keys
            self.refresh()

    def _show_steps(self) -> None:
        """Say what can be undone and done again."""
        history = self._workspace.history
        steps = history.steps if history is not None else ()
        undone = history.undone if history is not None else ()
        self.undo.setEnabled(self._workspace.edits.can_undo)
        self.redo.setEnabled(self._workspace.edits.can_redo)
        self.undo.setToolTip(
            plain_tip(f"Undo: {steps[-1].title} (Ctrl+Z)" if steps else "Nothing to undo")
        )
        self.redo.setToolTip(
            plain_tip(f"Redo: {undone[-1].title} (Ctrl+Y)" if undone else "Nothing to redo")
        )
        self.changes.count(history)


def _at(listed: ProposalList, places: npt.NDArray[np.int64]) -> list[Proposal]:
    return [listed.shown[place] for place in places.tolist()]


def _is_of_release_1(opened: Opened) -> bool:
    """Say whether many values still are those of Release 1 in a file held against Release 2."""
    is_old = opened.specification.release == "2" and opened.evidence.release in ("1", "mixed")
    return is_old and opened.result.findings.by_rule().get("MAND-03", 0) > 0
