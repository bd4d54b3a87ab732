"""Open: choose a file, then see what was read and how its columns were recognised."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from cldvalidator.problems import Problem
from ui.announcing import announce
from ui.fixing.council_profile import CouncilProfile
from ui.joining.state import SetState
from ui.theme import MEDIUM, SMALL, TIGHT, WIDE, colours
from ui.widgets.parts import (
    Card,
    Page,
    button,
    clear,
    label,
    literal,
    notice,
    picture,
    row,
    scrolling,
)
from ui.widgets.room import lines
from ui.widgets.tabs import Tabs
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ui.findings.columns_view import ColumnsView
    from ui.joining.view import SetView
    from ui.opening.columns_card import ColumnsCard
    from ui.opening.header_matches import Choices
    from ui.opening.what_was_read import WhatWasRead

SEVERAL = "Several submissions ..."
FILE, SET, GLANCE = range(3)
"""What the page shows: the open file, the set, or the columns of the file at a glance."""
PARTS = ("The open file", SEVERAL.removesuffix(" ..."), "Columns at a glance")
KINDS = "CSV, Excel (XLSX, XLSM, XLS, XLSB) or ODS"
PROMISES = (
    "Works on this computer only: nothing is sent anywhere.",
    "Your file is opened to read and never changed.",
    "Nothing about a person is kept, unless you save your work.",
)


MOST_LINES = 28
"""The height of the place to drop a file, at most, in lines."""


class DropArea(QFrame):
    """The place that says where to drop a file, with the other ways to open one."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("drop")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, 2 * WIDE, WIDE, 2 * WIDE)
        layout.setSpacing(MEDIUM)
        layout.addStretch(1)
        self.setMaximumHeight(lines(self, MOST_LINES))
        sign = picture("file", 56, colours().accent)
        title = label("Drop your extract here", "title", wrap=False)
        kinds = label(f"{KINDS}: the Client Level Data of your council.", "muted", wrap=False)
        for part in (sign, title, kinds):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        self.open_button = button(
            "Open a file ...",
            workspace.file_wanted.emit,
            kind="main",
            icon_name="open",
            hint="Ctrl+O",
        )
        self.several = button(SEVERAL, workspace.set_wanted.emit, hint="Ctrl+Shift+O")
        self.demo_button = button("Try the demo file", workspace.demo_wanted.emit)
        layout.addSpacing(SMALL)
        layout.addLayout(row(None, self.open_button, self.several, self.demo_button, None))
        layout.addStretch(1)

    def set_over(self, over: bool) -> None:
        """Show that a file is held above the window."""
        self.setProperty("over", "true" if over else "false")
        self.style().unpolish(self)
        self.style().polish(self)


class OpenPage(Page):
    """The first step."""

    def __init__(self, workspace: Workspace, profile: CouncilProfile, sets: SetState) -> None:
        super().__init__("Open", "Start with the extract from your case management system.")
        self._workspace = workspace
        self._profile = profile
        self._problem: Problem | None = None
        self._release = ""
        self._choices: Choices = {}
        self._path: Path | None = None
        self._read: WhatWasRead | None = None
        self.columns: ColumnsCard | None = None
        self.drop: DropArea | None = None
        self.another = button(
            "Open another file ...", workspace.file_wanted.emit, icon_name="open", hint="Ctrl+O"
        )
        self.several = button(SEVERAL, workspace.set_wanted.emit, hint="Ctrl+Shift+O")
        self.head.addWidget(self.several)
        self.head.addWidget(self.another)
        self._sets = sets
        self._part, self._had_set = FILE, False
        self.tabs = Tabs("What is shown", PARTS, self.show_part)
        self.body.addLayout(row(self.tabs, None))
        content = QWidget()
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(0, 0, SMALL, 0)
        self._content.setSpacing(MEDIUM)
        self._area = scrolling(content, "What was read")
        self.body.addWidget(self._area, 1)
        self.apply = button("Apply", self._apply, kind="main")
        self._discard = button("Discard", self._discard_choices)
        self._pending = label("", "strong")
        self._foot = Card(row(self._pending, self._discard, self.apply))
        self._foot.hide()
        self.body.addWidget(self._foot)
        workspace.file_changed.connect(self._opened)
        workspace.checked.connect(self._checked)
        workspace.open_began.connect(self._began)
        workspace.open_failed.connect(self._failed)
        workspace.open_stopped.connect(self.refresh)
        workspace.hidden_changed.connect(self._hidden_changed)
        sets.changed.connect(self._set_changed)
        self.refresh()

    @cached_property
    def set_view(self) -> SetView:
        """The set of submissions; made when there is one."""
        from ui.joining.view import SetView

        view = SetView(self._workspace, self._sets)
        view.open_wanted.connect(lambda path: self._workspace.path_wanted.emit(str(path)))
        return view

    @cached_property
    def set_area(self) -> QScrollArea:
        """What the set is scrolled in."""
        area = scrolling(self.set_view, "The set of submissions")
        self._put_before_foot(area)
        return area

    @cached_property
    def glance(self) -> ColumnsView:
        """The columns of the file at a glance; made when they are looked at."""
        from ui.findings.columns_view import ColumnsView

        view = ColumnsView(self._workspace, findings=False)
        self._put_before_foot(view)
        return view

    def _put_before_foot(self, part: QWidget) -> None:
        part.hide()
        self.body.insertWidget(self.body.indexOf(self._foot), part, 1)

    def _is_seen(self, part: str) -> bool:
        """Whether a part that is made late is there and shown."""
        return part in vars(self) and getattr(self, part).isVisibleTo(self)

    def show_part(self, part: int) -> None:
        """Show the open file, its columns, or the set; what is not there is not shown."""
        self._part = part
        there = self._workspace.opened is not None
        seen = SET if self._sets.is_open and (part == SET or not there) else FILE
        if part == GLANCE and there:
            seen = GLANCE
        self.tabs.set_current(seen)
        self.tabs.buttons[SET].setVisible(self._sets.is_open)
        self.tabs.setVisible(there)
        self.several.setVisible(there and not self._sets.is_open)
        if seen == SET or "set_area" in vars(self):
            self.set_area.setVisible(seen == SET)
        self._area.setVisible(seen == FILE)
        if seen == GLANCE or "glance" in vars(self):
            self.glance.setVisible(seen == GLANCE)
        self._show_choices()

    def _set_changed(self) -> None:
        """Show the set when there is one at last; let go of it when it is closed."""
        is_open = self._sets.is_open
        if is_open != self._had_set:
            self._had_set = is_open
            self.show_part(SET if is_open else FILE)
            if self.isVisible():
                self.focus_first()

    def set_over(self, over: bool) -> None:
        """Show that a file is held above the window."""
        if self.drop is not None:
            self.drop.set_over(over)

    def _opened(self) -> None:
        self._problem = None
        self._part = FILE
        same = self._workspace.path == self._path
        self._path = self._workspace.path
        if not same:
            self._choices.clear()
        kept = self._area.verticalScrollBar().value() if same else 0
        self.refresh()
        if same:
            self._add_columns_now()
            self._area.verticalScrollBar().setValue(kept)
        if self.isVisible():
            self.focus_first()
            announce(self, self._opened_in_words())

    def _opened_in_words(self) -> str:
        """Return which file is open, and whether it is ready."""
        opened = self._workspace.opened
        if opened is None:
            return ""
        from cldvalidator.review.verdict import verdict

        judged = verdict(opened.result)
        return f"{opened.extract.reading.name} is open. {judged.title}. {judged.sentence}"

    def take_over(self, earlier: Self) -> None:
        """Keep the choices that are not applied yet."""
        self._path, self._choices = earlier._path, earlier._choices
        self._part, self._had_set = earlier._part, earlier._had_set
        self.refresh()

    def _checked(self) -> None:
        """Follow a change of the release that the file is held against, and of the findings."""
        opened = self._workspace.opened
        if opened is not None and opened.specification.release != self._release:
            self.refresh()
        elif opened is not None and self._read is not None:
            self._read.judge(opened)

    def _hidden_changed(self) -> None:
        """Cover or show the values at once."""
        self.refresh()
        self._add_columns_now()

    def _began(self) -> None:
        """Let go of what was wrong with an earlier file."""
        if self._problem is not None:
            self._problem = None
            self.refresh()

    def _failed(self, problem: Problem) -> None:
        self._problem = problem
        self._part = FILE
        self.refresh()

    def focus_first(self) -> None:
        """Begin with the one next step: open a file, or see what is wrong with it."""
        if self._is_seen("set_area"):
            self.set_view.focus_first()
            return
        if self._is_seen("glance"):
            self.glance.fields.setFocus()
            return
        main = self._read.go if self._read is not None else self.drop and self.drop.open_button
        (main or self).setFocus()

    def refresh(self) -> None:
        """Show what is open, or how to open something."""
        clear(self._content)
        self._workspace.deferred.cancel(self._add_columns)
        self.drop = self._read = self.columns = None
        opened = self._workspace.opened
        self.show_part(self._part)
        self._release = opened.specification.release if opened is not None else ""
        if self._problem is not None:
            still = f" {opened.extract.reading.name} is still open." if opened else ""
            name = self._workspace.wanted.name if self._workspace.wanted is not None else ""
            what = self._problem.what
            message = notice(
                "error",
                what if name in what else f"{name} was not opened. {what}",
                f"{self._problem.advice}{still}",
            )
            self._content.addWidget(message)
            announce(self, message.accessibleName())
        self.another.setVisible(opened is not None)
        if opened is None:
            self.drop = DropArea(self._workspace)
            self._content.addWidget(self.drop, 1)
            beside = row(_recent(self._workspace), _promises())
            beside.setStretch(0, 1)
            beside.setStretch(1, 1)
            beside.setContentsMargins(0, 0, 0, 0)
            both = QWidget()  # equally high, and no higher than their texts on a large screen
            both.setLayout(beside)
            both.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            self._content.addWidget(both)
            self._content.addStretch(0)
            return
        from ui.opening.what_was_read import WhatWasRead
        from ui.opening.work_offer import WorkOffer

        self._read = WhatWasRead(opened, self._workspace, self._profile)
        self._read.match_wanted.connect(self._go_to_columns)
        self._content.addWidget(WorkOffer(self._profile.work))
        self._content.addWidget(self._read)
        self._content.addStretch(1)
        self._workspace.deferred.defer(self._add_columns)
        self._show_choices()

    def _add_columns(self) -> None:
        """Show the columns below what was read, in place of the room that was kept for them."""
        opened = self._workspace.opened
        assert opened is not None
        from ui.opening.columns_card import ColumnsCard

        self._content.takeAt(self._content.count() - 1)
        self.columns = ColumnsCard(opened, self._workspace, self._profile, self._choices)
        self.columns.matches.chosen.connect(self._show_choices)
        self._content.addWidget(self.columns)
        self._content.addStretch(1)
        self._show_choices()  # those that the file is read with now are no choices any more

    def _add_columns_now(self) -> None:
        if self._workspace.opened is not None:
            self._workspace.deferred.run_now(self._add_columns)

    def _go_to_columns(self) -> None:
        """Bring the first column that needs a choice into view, with the keyboard in its box."""
        self._add_columns_now()
        if self.columns is not None:
            self.columns.matches.edit_first()
            self._workspace.deferred.defer(self._show_columns)  # once they have their place

    def _show_columns(self) -> None:
        if self.columns is not None:
            self._area.verticalScrollBar().setValue(self.columns.y())

    def _show_choices(self) -> None:
        """Offer to apply the choices that were made, all at once."""
        count = len(self._choices) if self._workspace.opened is not None else 0
        self._foot.setVisible(count > 0 and self._area.isVisibleTo(self))
        choices = "1 choice is" if count == 1 else f"{count:,} choices are"
        self._pending.setText(f"{choices} not applied yet. The file is then read again.")

    def _apply(self) -> None:
        if self.columns is not None:
            self.columns.matches.apply()

    def _discard_choices(self) -> None:
        if self.columns is not None:
            self.columns.matches.discard()


def _promises() -> Card:
    lines = [row(picture("good", 18, colours().good), label(p, wrap=False), None) for p in PROMISES]
    made = Card(label("Safe with personal data", "heading"), *lines)
    made.add(None)
    return made


def _recent(workspace: Workspace) -> Card:
    paths = [Path(text) for text in workspace.preferences.recent]
    made = Card(label("Recent files", "heading"), spacing=TIGHT)
    for path in paths[:5]:
        made.add(
            button(
                literal(path.name),
                partial(workspace.path_wanted.emit, str(path)),
                kind="link",
                icon_name="file",
            )
        )
    if not paths:
        made.add(label("Files that you open are listed here by name.", "muted"))
    made.add(None)
    return made
