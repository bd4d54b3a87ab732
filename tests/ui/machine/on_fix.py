"""What a person does on the Fix page."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from cldvalidator.fixes.changes import PUT_BACK
from tests.ui.driving import words
from tests.ui.expected import Wanted, WantedRow
from tests.ui.machine.driven import SOME, DrivenWindow
from ui.fixing.proposals import LEFT, key_of
from ui.fixing.rows_left_out import RowsLeftOut


class OnFix(DrivenWindow):
    """What is taken is what the list marks and the pane shows, or nothing is."""

    @rule(place=st.sampled_from([0, 0, 0, 0, 1, 2, 3, 4]))
    @precondition(lambda self: self.window.page == "fix")
    def filter(self, place: int) -> None:
        self.page.sure.setCurrentIndex(place)
        self._events()

    @rule(rows=st.lists(SOME, min_size=1, max_size=3), shift=st.booleans())
    @precondition(DrivenWindow._on_fix)
    def choose(self, rows: list[int], shift: bool) -> None:
        if shift:
            QTest.keyPress(self.page.proposals, Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier)
        else:
            QTest.keyRelease(self.window, Qt.Key.Key_Shift)
        self.page.proposals.select_rows(sorted({row % len(self.page.shown) for row in rows}))
        self.keys = self.page.side.keys
        self._events()

    @rule(first=SOME, then=SOME, how=st.sampled_from(["accept", "leave"]))
    @precondition(DrivenWindow._on_fix)
    def decide_and_go_on(self, first: int, then: int, how: str) -> None:
        """Decide about a value and go on to another before what was decided has been done."""
        self.choose([first], shift=False)
        if how == "accept":
            self.accept(by_mouse=False)
        else:
            self.leave()
        if self.page.shown:
            self.choose([then], shift=False)

    @rule(text=st.sampled_from(["", "White: Ir", "Unknown", "31/03/2026"]))
    @precondition(lambda self: self._on_fix() and len(self.page.pane.keys) == 1)
    def type_value(self, text: str) -> None:
        box, (key,) = self.page.pane.become, self.page.pane.keys
        if self.page.pane.isEnabled() and box.isEnabled():
            box.setEditText(text)
            self.drafts.pop(key, None)
            if text != self.page.pane._initial:
                self.drafts[key] = text
                self.drafted_at = self.asked
        self._events()

    @rule(by_mouse=st.booleans())
    @precondition(DrivenWindow._on_fix)
    def accept(self, by_mouse: bool) -> None:
        chosen = [self.page.shown[i] for i in self.page.side.chosen.tolist()]
        shown = words(self.page.pane)
        if len(chosen) == 1:
            box = self.page.pane.become
            text = box.currentText() if isValid(box) else ""
            wanted = [Wanted(chosen[0].field, chosen[0].found, text)]
            seen = f"“{chosen[0].found or 'blank'}”" in shown and chosen[0].field in shown
        else:
            wanted = [Wanted(p.field, p.found, p.written) for p in chosen if p.written is not None]
            seen = f"{len(chosen)} values chosen" in shown
        asked = self.space.edits.asked
        button = getattr(self.page.pane, "accept", None)  # none before a value was shown
        there = button is not None and isValid(button)  # nor while the pane has nothing to show
        pressed = button.click if by_mouse and there else self.page.accept
        self._press(pressed, [*wanted])
        if self.space.edits.asked > asked:
            assert seen, "what was accepted was not shown"
            if len(chosen) == 1:
                self.drafts.pop(key_of(chosen[0]), None)

    @rule(by_mouse=st.booleans())
    @precondition(DrivenWindow._on_fix)
    def accept_all(self, by_mouse: bool) -> None:
        wanted = [
            Wanted(p.field, p.found, str(p.written))
            for p in self.page.side.listed.safe
            if key_of(p) not in self.space.left_alone
        ]
        pressed = self.page.accept_safe.click if by_mouse else self.page.accept_all_safe
        self._press(pressed, [*wanted])

    @rule()
    @precondition(DrivenWindow._on_fix)
    def leave(self) -> None:
        before, chosen = set(self.space.left_alone), set(self.page.side.keys)
        listed = self.page.side.listed.wanted
        self.page.refuse()
        now = self.space.left_alone
        assert now ^ before <= chosen, "another value was left as it is"
        assert now >= before or listed == LEFT
        self._events()

    @rule(again=st.booleans())
    def undo(self, again: bool) -> None:
        (self.window.menus._redo if again else self.window.menus._undo).trigger()
        self._events()

    @rule(place=SOME)
    @precondition(lambda self: self.space.history and self.space.history.rows_left_out)
    def put_row_back(self, place: int) -> None:
        """Put one of the rows back that the dialog lists."""
        dialog = RowsLeftOut(self.space, self.window)
        dialog.list.select_rows([place % len(dialog.rows)])
        row = dialog.list.current_key()
        self._press(dialog.back.click, [WantedRow(row.source_row, PUT_BACK)])
        dialog.reject()
        dialog.deleteLater()
