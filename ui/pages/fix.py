"""Fix: what is proposed for wrong values, what was changed, and a way back from every change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QSplitter, QVBoxLayout, QWidget

from ui.announcing import announce
from ui.findings.undecided_rows import UndecidedRows
from ui.fixing.change_list import NO_STEPS, changes_listing
from ui.fixing.changes_made import ChangesMade
from ui.fixing.council_profile import CouncilProfile
from ui.fixing.profile_bar import ProfileBar
from ui.fixing.proposal_pane import SURE, ProposalPane, counted_cells
from ui.fixing.proposals import LEFT, Key, ProposalList, key_of, proposal_list, worst_first
from ui.theme import SMALL
from ui.widgets.choice import Choice
from ui.widgets.date_order import DateOrderBar
from ui.widgets.listing import Listing
from ui.widgets.parts import (
    Page,
    button,
    in_reading_order,
    label,
    notice,
    plain_tip,
    row,
    scrolling,
)
from ui.widgets.room import AsHighAsNeeded, lines
from ui.widgets.table import ListingView
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
        self._whole_file = profile.whole_file
        self._of: Opened | None = None
        self._list = ProposalList()
        self.sure = Choice()
        for key, text in SURE.items():
            self.sure.addItem(text, key)
        self.sure.setMinimumContentsLength(20)
        self.sure.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.sure.setAccessibleName("Show proposals of this certainty")
        self.sure.currentIndexChanged.connect(lambda _: self._filter_changed())
        self.accept_safe = button("Accept all safe fixes", self.accept_all_safe, kind="main")
        self.undo = button("Undo", workspace.undo, icon_name="undo", hint="Ctrl+Z")
        self.redo = button("Redo", workspace.redo, icon_name="redo", hint="Ctrl+Y")
        self.head.addLayout(row(self.undo, self.redo, self.accept_safe, spacing=SMALL))
        self.proposals = ListingView("Proposals by value")
        self.proposals.selectionModel().selectionChanged.connect(lambda *_: self._selected())
        self.summary = label("", "muted")
        self.older = notice(
            "warning",
            "This file uses Release 1 values.",
            "Convert them first: most of the errors go at once.",
            beside=button("Convert ...", workspace.release_2_wanted.emit),
        )
        self.older.hide()
        self.pane = ProposalPane(workspace)
        self.pane.accept_wanted.connect(self.accept)
        self.pane.leave_wanted.connect(self.refuse)
        self.made = ChangesMade(workspace)
        self.said = label("", "strong")
        self._said_at: tuple[Step, ...] | None = None
        self._announced: tuple[Step, ...] = ()
        self._kept: tuple[ProposalList, tuple[Key, ...]] = self._list, ()
        self._is_listing = False
        self._changing: set[Key] = set()
        # After the pane has gone on by itself, a press counts only once it could be looked at: the
        # second click of a slow double click is meant for what was there before.
        self._look_first = QTimer(self)
        self._look_first.setSingleShot(True)
        self._look_first.timeout.connect(self._allow)
        self._moved_on = False
        self.said.hide()
        profile.said.connect(self._say)
        self.undecided = UndecidedRows(workspace)
        self.undecided.decided.connect(self.focus_first)
        self.body.addWidget(self.undecided)
        self.body.addWidget(self.said)
        self.body.addWidget(DateOrderBar(workspace))
        self.body.addWidget(self._across(profile), 1)
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

    def _across(self, profile: CouncilProfile) -> QSplitter:
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        pane = scrolling(self.pane, "What is proposed")
        pane.setMinimumHeight(lines(self, 10))
        self.proposals.setMinimumHeight(lines(self, 10))
        right.addWidget(pane)
        right.addWidget(self.made)
        right.setSizes([380, 220])
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self._left(profile))
        across.addWidget(in_reading_order(right))
        for place, share in enumerate((3, 2)):
            across.setStretchFactor(place, share)
        across.setSizes([600, 400])
        return in_reading_order(across)

    def _left(self, profile: CouncilProfile) -> QWidget:
        left = AsHighAsNeeded()
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, SMALL, 0)
        side.setSpacing(SMALL)
        choose = row(label("Show", wrap=False), self.sure, spacing=SMALL)
        choose.setStretch(1, 1)
        side.addWidget(self.older)
        side.addLayout(choose)
        side.addWidget(self.summary)
        side.addWidget(self.proposals, 1)
        self.profile = ProfileBar(self._workspace, profile)
        side.addWidget(self.profile)
        return left

    @property
    def topic(self) -> str:
        """The rule of the proposal that is looked at."""
        places = self._chosen()
        return self.shown[int(places[0])].rule if len(places) else ""

    def focus_first(self) -> None:
        """Begin with the proposals."""
        self.proposals.setFocus()

    def _say(self, words: str) -> None:
        self._said_at = None
        self.said.setText(words)
        self.said.show()
        announce(self, words)

    def take_over(self, earlier: Self) -> None:
        """Keep which proposals are shown, and which is looked at."""
        self._kept = earlier._list, earlier._keys()
        self.sure.setCurrentIndex(earlier.sure.currentIndex())

    def _file_changed(self) -> None:
        """Let go of the file before; the list of this one comes when the page is seen."""
        self.said.hide()
        self._changing.clear()
        self._announced = ()
        self._of = None
        self._list = ProposalList(wanted=self.sure.currentData())
        self._kept = self._list, ()
        self._show_list(self._list, NO_STEPS, ())

    def _checked(self) -> None:
        """Let go of a sentence about something before the last change."""
        steps = self._workspace.history.steps if self._workspace.history is not None else ()
        if self._said_at is None:  # said of this very change, or just before it
            self._said_at = steps
        elif steps != self._said_at:
            self.said.hide()
        self._announce(steps)
        self.refresh_when_seen()

    def _announce(self, steps: tuple[Step, ...]) -> None:
        """Say what was changed or undone, and how many errors are left."""
        told, self._announced = self._announced, steps
        opened = self._workspace.opened
        if steps == told or opened is None or not self.isVisible():
            return
        from cldvalidator.checks.rules import Severity
        from cldvalidator.wording import counted

        done = f"Done: {steps[-1].title}." if len(steps) > len(told) else "Undone."
        errors = counted(opened.result.findings.count(Severity.ERROR), "error")
        announce(self, f"{done} {errors} left.")

    def _hidden_changed(self) -> None:
        """Let go of every text at once; what may be seen comes again from the worker."""
        self._show_list(self._list.covered(), NO_STEPS, ())
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
        self.older.setVisible(opened is not None and _is_of_release_1(opened))
        if opened is None or history is None:
            self._of = None
            self._show_list(ProposalList(wanted=self.sure.currentData()), NO_STEPS, ())
            return
        every = self._list.every if self._of is opened else None
        wanted, left = self.sure.currentData(), frozenset(space.left_alone)
        settled = not space.is_editing
        covered = frozenset(n for n in opened.extract.columns if space.covered(n))

        def work(_: Task) -> Made:
            from cldvalidator.fixes import propose

            found = every
            if found is None:
                found = worst_first(propose(opened.extract, opened.result))
            steps, sentences = changes_listing(history, covered)
            return opened, proposal_list(found, wanted, left, covered), steps, sentences

        def done(made: Made) -> None:
            self._of, listed, steps, sentences = made
            if settled:
                self._changing.clear()
                self._drop_drafts(listed)
            self._show_list(listed, steps, sentences)

        space.jobs.start("proposals", work, done, quiet=True)

    @property
    def shown(self) -> tuple[Proposal, ...]:
        """The proposals in the list: of the certainty chosen, or those that are left alone."""
        return self._list.shown

    def _show_list(self, listed: ProposalList, steps: Listing, sentences: tuple[str, ...]) -> None:
        if keys := self._keys():
            self._kept = self._list, keys
        self._list = listed
        self.proposals.show_listing(listed.listing, stretch=2)
        safe = len(listed.safe)
        self.accept_safe.setEnabled(bool(safe))
        fixes = "Accept 1 safe fix" if safe == 1 else f"Accept all {safe:,} safe fixes"
        self.accept_safe.setText(fixes if safe else "No safe fixes left")
        self.accept_safe.setToolTip(
            f"Changes {counted_cells(listed.safe_cells)} in one step that you can undo."
        )
        count, left = len(listed.shown), listed.left
        values = "value" if count == 1 else "values"
        words = f"{count:,} {values} in {counted_cells(int(listed.cells.sum()))}"
        if left and listed.wanted != LEFT:
            words += f"; {left:,} left as {'it is' if left == 1 else 'they are'}"
        self.summary.setText(words)
        self._is_listing = True
        self.proposals.select_rows(listed.places_after(*self._kept))
        self._is_listing = False
        if not self._is_shown():
            self._moved_on = self._keys() != self.pane.keys
            if self._moved_on:
                self._wait_for_pane()
            self._workspace.deferred.defer(self._show)  # after the list is drawn
        else:
            self._allow()
        self.made.show_steps(steps, sentences)
        self.made.setVisible(bool(len(steps)))  # until then its room is the proposal's

    def _chosen(self) -> npt.NDArray[np.int64]:
        """Return the places of the proposals that are selected."""
        chosen = np.zeros(len(self.shown), bool)
        for part in self.proposals.selectionModel().selection().toList():
            chosen[part.top() : part.bottom() + 1] = True
        return np.flatnonzero(chosen)

    def _keys(self) -> tuple[Key, ...]:
        """Return the values that are selected, each with its field."""
        return self._list.keys_at(self._chosen())

    def _is_shown(self) -> bool:
        """Whether the pane shows the one proposal that is selected as it stands now."""
        places = self._chosen()
        left = self._list.wanted == LEFT
        return len(places) == 1 and self.pane.shows(self.shown[int(places[0])], left=left)

    def _selected(self) -> None:
        if not self._is_listing:
            self._moved_on = False
            self._look_first.stop()
            self._show()

    def _wait_for_pane(self) -> None:
        """Let nothing be done in the pane until it shows what is selected."""
        self._back_to_list()
        self.pane.setEnabled(False)

    def _allow(self) -> None:
        """Let the pane be used if it shows what is selected and that is not being changed."""
        self.pane.setEnabled(not self._why_not() or not self._keys())

    @property
    def is_new(self) -> bool:
        """Whether what the pane shows has come by itself too shortly ago to be acted on."""
        return self._look_first.isActive()

    def _why_not(self) -> str:
        """Say why nothing may be done to what is selected now; "" where it may."""
        keys = self._keys()
        if self._list.wanted != self.sure.currentData():
            return "The list is being made anew. Look at it, then choose again."
        if keys != self.pane.keys or self.is_new:
            return "Nothing was done: the list had just gone on to another value. Look at it first."
        if not self._changing.isdisjoint(keys):
            return "Nothing was done: this is being changed already."
        if self._list.wanted != LEFT and not self._workspace.left_alone.isdisjoint(keys):
            return "Nothing was done: this is being left as it is."
        return ""

    def _may_act(self) -> bool:
        """Say whether something may be done to what is selected; tell the user why not."""
        if self._keys() == self.pane.keys:
            self._workspace.deferred.run_now(self._show)
        why = self._why_not()
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
        places = self._chosen()
        left = self._list.wanted == LEFT
        if len(places) > 1:
            self.pane.show_several(self._list, places, left=left)
        elif len(places):
            self.pane.show_one(self.shown[int(places[0])], left=left)
        elif self._of is not None:
            self.pane.show_none(self._list)
        else:
            self.pane.show_nothing()
        if self._moved_on and len(places):
            self._look_first.start(QApplication.doubleClickInterval() * 3 // 2)
        self._moved_on = False
        self._allow()
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
        places = self._chosen()
        if len(places) == 1:
            self._accept_one(self.shown[int(places[0])])
        elif len(places):
            self._accept_several(self._list, places[self._list.written[places]])

    def _back_to_list(self) -> None:
        """Give the keyboard back to the list: what has it now is about to be made anew."""
        if self.pane.isAncestorOf(self.focusWidget() or self):
            self.proposals.setFocus()

    def _accept_one(self, proposal: Proposal) -> None:
        become = self.pane.become
        text = become.currentText() if become.isEnabled() else proposal.written
        if text is not None and (text or proposal.written is not None):
            self._workspace.drafts.pop(key_of(proposal), None)
            self._begin_changing([key_of(proposal)])
            self._workspace.change(proposal.field, [proposal.change(text)])

    def _begin_changing(self, keys: Iterable[Key]) -> None:
        """Let nothing else be done to values until their change has been made."""
        self._changing.update(keys)
        self._allow()

    def _accept_several(self, listed: ProposalList, places: npt.NDArray[np.int64]) -> None:
        """Accept proposals as one step; their changes are made off the window's thread."""
        if not len(places):
            return
        fields = listed.fields_at(places)
        where = fields[0] if len(fields) == 1 else f"{len(fields)} fields"
        values = f"{len(places):,} {'value' if len(places) == 1 else 'values'}"

        def edit(history: History) -> History:
            return history.do(f"{values} in {where}", [p.change() for p in _at(listed, places)])

        self._begin_changing(listed.keys_at(places))
        self._workspace.edit(edit)

    def accept_all_safe(self) -> None:
        """Accept every safe proposal as one step, but those left as they are a moment ago.

        One that is being changed belongs to it: that change may be undone before this one is made,
        and where it is not, there is nothing left to change for this one.
        """
        if not self.accept_safe.isEnabled():
            return
        safe = [p for p in self._list.safe if key_of(p) not in self._workspace.left_alone]
        if safe and self._changing.issuperset(map(key_of, safe)):
            self._say("Nothing was done: all of them are being changed already.")
        elif safe:
            self.proposals.setFocus()  # there will be nothing more to press
            self.accept_safe.setEnabled(False)
            self._begin_changing(map(key_of, safe))
            self._workspace.edit(lambda h: h.do("All safe fixes", [p.change() for p in safe]))

    def refuse(self) -> None:
        """Leave the selected values as they are while the file is open, or propose them again."""
        if not self._may_act():
            return
        self._back_to_list()
        keys, space = set(self._keys()), self._workspace
        if keys:
            again = self._list.wanted == LEFT
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
        self.made.count(history)


def _at(listed: ProposalList, places: npt.NDArray[np.int64]) -> list[Proposal]:
    return [listed.shown[place] for place in places.tolist()]


def _is_of_release_1(opened: Opened) -> bool:
    """Say whether many values still are those of Release 1 in a file held against Release 2."""
    is_old = opened.specification.release == "2" and opened.evidence.release in ("1", "mixed")
    return is_old and opened.result.findings.by_rule().get("MAND-03", 0) > 0
