"""The Fix page: several proposals at once, what is covered, the list of changes, many proposals."""

from __future__ import annotations

import re
import threading
from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QWidget,
)

from cldvalidator.fixes import Proposal, ValueChange
from tests.ui.driving import discard, fix_page, opened, settled
from ui.grid.model import MASK


@pytest.fixture
def fix(qtbot, window, extract_file, monkeypatch):
    discard(monkeypatch, QMessageBox.StandardButton.Discard)
    opened(qtbot, window, extract_file)
    window.show_page("fix")
    settled(qtbot, window)
    return fix_page(window)


def select(fix, places) -> None:
    model, chosen = fix.proposals.listing_model, QItemSelection()
    for place in places:
        chosen.select(model.index(place, 0), model.index(place, 4))
    flags = QItemSelectionModel.SelectionFlag
    fix.proposals.selectionModel().select(chosen, flags.ClearAndSelect | flags.Rows)


def lines(view) -> list[tuple]:
    return list(zip(*view.listing_model.listing.columns, strict=True))


def test_several_proposals_are_accepted_as_one_step(qtbot, window, fix):
    written = [i for i, p in enumerate(fix.shown) if p.written is not None][:5]
    asked = next(i for i, p in enumerate(fix.shown) if p.written is None)
    select(fix, [*written, asked])
    assert fix.pane.accept.text() == "Accept 5"
    assert fix.pane.leave.text() == "Leave 6 as they are"
    wanted = {(fix.shown[i].field, fix.shown[i].found): fix.shown[i].written for i in written}
    qtbot.mouseClick(fix.pane.accept, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    (step,) = window.workspace.history.steps
    assert {(c.field, c.found): c.written for c in step.changes} == wanted
    window.workspace.undo()
    settled(qtbot, window)
    assert window.workspace.opened.extract is window.workspace.as_read.extract


def test_several_are_left_as_they_are_and_proposed_again(qtbot, window, fix):
    before = fix.shown
    select(fix, [0, 2, 3])
    qtbot.mouseClick(fix.pane.leave, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert fix.shown == (before[1], *before[4:])
    fix.sure.setCurrentIndex(fix.sure.findData("left"))
    settled(qtbot, window)
    assert fix.shown == (before[0], before[2], before[3])
    fix.proposals.selectAll()
    assert fix.pane.leave.text() == "Propose 3 again"
    fix.pane.leave.click()
    fix.sure.setCurrentIndex(0)
    settled(qtbot, window)
    assert fix.shown == before
    assert window.workspace.left_alone == set()


def test_values_left_in_quick_succession_are_all_left(qtbot, window, fix):
    before = fix.shown
    for place in (0, 1, 2):
        select(fix, [place])
        fix.refuse()
    settled(qtbot, window)
    assert fix.shown == before[3:]


def seen_texts(widget: QWidget) -> set[str]:
    """Every text of a widget that can be seen, heard or pointed at."""
    texts = set()
    for part in [widget, *widget.findChildren(QWidget)]:
        texts |= {part.accessibleName(), part.toolTip(), part.accessibleDescription()}
        if isinstance(part, QLabel | QLineEdit):
            texts.add(part.text())
        if isinstance(part, QComboBox):
            texts |= {part.itemText(i) for i in range(part.count())} | {part.currentText()}
        if isinstance(part, QAbstractItemView) and part.model() is not None:
            model = part.model()
            for r in range(model.rowCount()):
                for c in range(model.columnCount()):
                    index = model.index(r, c)
                    roles = (Qt.DisplayRole, Qt.ToolTipRole, Qt.AccessibleTextRole)
                    texts |= {str(index.data(role) or "") for role in roles}
    return texts


def test_no_personal_value_is_on_the_page_while_personal_fields_are_hidden(qtbot, window, fix):
    space = window.workspace
    personal = [i for i, p in enumerate(fix.shown) if space.is_personal(p.field)]
    assert len(personal) > 1
    secret = {fix.shown[i].found for i in personal} | {fix.shown[i].written for i in personal}
    secret = {s for s in secret if s and len(s) > 4}
    kept = fix.shown[personal[0]]
    space.change(kept.field, [kept.change(kept.written or "Q-SECRET-Q")])
    settled(qtbot, window)
    secret |= {space.history.changes[0].written, space.history.changes[0].found}
    place = next(i for i, p in enumerate(fix.shown) if space.is_personal(p.field))
    fix.proposals.selectRow(place)
    assert seen_texts(fix) & secret
    window.menuBar()
    space.set_hidden(True)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # what was let go of
    assert not seen_texts(fix) & secret, "nothing stays to be seen until the list is made anew"
    settled(qtbot, window)
    for place in range(len(fix.shown)):
        fix.proposals.selectRow(place)
        hidden = space.is_personal(fix.shown[place].field)
        assert (fix.pane.become.currentText() == MASK) == hidden
        found = {t for t in seen_texts(fix) if any(s in t for s in secret)}
        assert not found
    covered = next(i for i, p in enumerate(fix.shown) if space.is_personal(p.field) and p.written)
    proposal = fix.shown[covered]
    fix.proposals.selectRow(covered)
    fix.accept()
    settled(qtbot, window)
    assert space.history.changes[-1].written == proposal.written, "not what covers it"
    space.set_hidden(False)
    settled(qtbot, window)
    assert MASK not in {line[1] for line in lines(fix.proposals)}


def test_hidden_while_another_page_is_shown(qtbot, window, fix):
    space = window.workspace
    place = next(i for i, p in enumerate(fix.shown) if space.is_personal(p.field))
    secret = fix.shown[place].found
    fix.proposals.selectRow(place)
    window.show_page("open")
    space.set_hidden(True)
    assert secret not in seen_texts(fix)
    window.show_page("fix")
    settled(qtbot, window)
    assert secret not in seen_texts(fix)


def test_the_list_of_changes_says_when_by_whom_and_what_is_overridden(qtbot, window, fix):
    space = window.workspace
    found = space.opened.extract.column("Gender").text(0)
    proposal = next(p for p in fix.shown if p.certainty == "safe")
    space.change("Gender", [ValueChange("Gender", found, "X", 0, "", "ask", "profile")])
    space.change("Gender", [ValueChange("Gender", "X", "Unknown", 0, "", "ask", "your choice")])
    space.change(proposal.field, [proposal.change()])
    space.edit_cell(3, "Ethnicity", "typed")
    settled(qtbot, window)
    assert fix.changes.log.listing_model.listing.headers == (
        "Step",
        "Cells",
        "When",
        "By",
        "State",
    )
    steps = lines(fix.changes.log)
    assert [s[3] for s in steps] == [
        "Cell edit",
        f"Proposal {proposal.rule}",
        "Your choice",
        "Profile",
    ]
    for step, shown in zip(reversed(space.history.steps), steps, strict=True):
        local = datetime.fromisoformat(step.changes[0].when).astimezone()
        assert shown[2] == f"{local:%H:%M}"
        assert re.fullmatch(r"\d\d:\d\d", shown[2])
    assert steps[3][4] == "changed again by 2"
    assert steps[2][4] == "done"
    assert (
        "Step 2 (Gender) changes 1 value again that step 1 (Gender)" in fix.changes.conflicts.text()
    )
    space.undo()
    settled(qtbot, window)
    assert lines(fix.changes.log)[0][4] == "undone"
    for _ in range(2):
        space.undo()
    settled(qtbot, window)
    assert not fix.changes.conflicts.isVisible()


def test_proposals_are_listed_and_accepted_beside_the_window(qtbot, window, fix, monkeypatch):
    """With hundreds of thousands of proposals each of these would hold up the window."""
    from ui.pages import fix as module

    threads: dict[str, set[int]] = {"list": set(), "at": set(), "change": set(), "steps": set()}

    def noted(name, function):
        def call(*arguments, **more):
            threads[name].add(threading.get_ident())
            return function(*arguments, **more)

        return call

    monkeypatch.setattr(module, "proposal_list", noted("list", module.proposal_list))
    monkeypatch.setattr(module, "changes_listing", noted("steps", module.changes_listing))
    monkeypatch.setattr(module, "_at", noted("at", module._at))
    monkeypatch.setattr(Proposal, "change", noted("change", Proposal.change))
    select(fix, [0, 1, 2])
    fix.refuse()
    settled(qtbot, window)
    fix.proposals.selectAll()
    fix.accept()
    settled(qtbot, window)
    window.workspace.undo()
    settled(qtbot, window)
    fix.accept_all_safe()
    settled(qtbot, window)
    assert all(threads.values()), "each of them was done"
    assert not any(threading.get_ident() in of_one for of_one in threads.values())


def test_spaces_that_are_wrong_can_be_seen(fix):
    shown = fix.proposals.listing_model.listing.columns[1]
    seen = {p.found: text for p, text in zip(fix.shown, shown, strict=True)}
    ends = [t for t in seen if t != t.strip(" ") and t.strip()]
    assert ends
    for text in ends:
        assert seen[text].replace("␣", " ") == text
        assert seen[text] == seen[text].strip(" ")
