"""Open: choose a file, then see what was read and how its columns were recognised."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cldvalidator.problems import Problem
from ui.fixing.council_profile import CouncilProfile
from ui.opening.header_matches import HeaderMatches
from ui.theme import LARGE, MEDIUM, SMALL, TIGHT, WIDE, colours
from ui.widgets.choice import Choice
from ui.widgets.parts import (
    Card,
    Page,
    button,
    clear,
    label,
    notice,
    picture,
    row,
    scrolling,
)
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.review.opened import Opened

KINDS = "CSV, Excel (XLSX, XLSM, XLS, XLSB) or ODS"
PROMISES = (
    "Works on this computer only: nothing is sent anywhere.",
    "Your file is opened to read and never changed.",
    "Nothing about a person is kept after you close it.",
)


class DropArea(QFrame):
    """The place that says where to drop a file, with the other ways to open one."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("drop")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(WIDE, 2 * WIDE, WIDE, 2 * WIDE)
        layout.setSpacing(MEDIUM)
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
        self.demo_button = button("Try the demo file", workspace.demo_wanted.emit)
        layout.addSpacing(SMALL)
        layout.addLayout(row(None, self.open_button, self.demo_button, None))

    def set_over(self, over: bool) -> None:
        """Show that a file is held above the window."""
        self.setProperty("over", "true" if over else "false")
        self.style().unpolish(self)
        self.style().polish(self)


class OpenPage(Page):
    """The first step."""

    def __init__(self, workspace: Workspace, profile: CouncilProfile) -> None:
        super().__init__("Open", "Start with the extract from your case management system.")
        self._workspace = workspace
        self._profile = profile
        self._problem: Problem | None = None
        self._release = ""
        self.drop: DropArea | None = None
        self.another = button(
            "Open another file ...", workspace.file_wanted.emit, icon_name="open", hint="Ctrl+O"
        )
        self.head.addWidget(self.another)
        content = QWidget()
        self._content = QVBoxLayout(content)
        self._content.setContentsMargins(0, 0, SMALL, 0)
        self._content.setSpacing(MEDIUM)
        self.body.addWidget(scrolling(content, "What was read"), 1)
        workspace.file_changed.connect(self._opened)
        workspace.checked.connect(self._checked)
        workspace.open_began.connect(self._began)
        workspace.open_failed.connect(self._failed)
        workspace.hidden_changed.connect(self._hidden_changed)
        self.refresh()

    def set_over(self, over: bool) -> None:
        """Show that a file is held above the window."""
        if self.drop is not None:
            self.drop.set_over(over)

    def _opened(self) -> None:
        self._problem = None
        self.refresh()
        if self.isVisible():
            self.focus_first()

    def _checked(self) -> None:
        """Follow a change of the release that the file is held against."""
        opened = self._workspace.opened
        if opened is not None and opened.specification.release != self._release:
            self.refresh()

    def _hidden_changed(self) -> None:
        """Cover or show the values at once."""
        self.refresh()
        self._workspace.deferred.run_now(self._add_columns)

    def _began(self) -> None:
        """Let go of what was wrong with an earlier file."""
        if self._problem is not None:
            self._problem = None
            self.refresh()

    def _failed(self, problem: Problem) -> None:
        self._problem = problem
        self.refresh()

    def focus_first(self) -> None:
        """Begin with the one next step: open a file, or see what is wrong with it."""
        main = [b for b in self.findChildren(QPushButton) if b.property("kind") == "main"]
        (main[-1] if main else self).setFocus()

    def refresh(self) -> None:
        """Show what is open, or how to open something."""
        clear(self._content)
        self._workspace.deferred.cancel(self._add_columns)
        self.drop = None
        opened = self._workspace.opened
        self._release = opened.specification.release if opened is not None else ""
        if self._problem is not None:
            still = f" {opened.extract.reading.name} is still open." if opened else ""
            name = self._workspace.wanted.name if self._workspace.wanted is not None else ""
            what = self._problem.what
            self._content.addWidget(
                notice(
                    "error",
                    what if name in what else f"{name} was not opened. {what}",
                    f"{self._problem.advice}{still}",
                )
            )
        self.another.setVisible(opened is not None)
        if opened is None:
            self.drop = DropArea(self._workspace)
            self._content.addWidget(self.drop)
            beside = row(_recent(self._workspace), _promises())
            beside.setStretch(0, 1)
            beside.setStretch(1, 1)
            self._content.addLayout(beside)
            self._content.addStretch(1)
            return
        self._content.addWidget(_read(opened, self._workspace, self._profile))
        self._content.addStretch(1)
        self._workspace.deferred.defer(self._add_columns)

    def _add_columns(self) -> None:
        """Show the columns below what was read, in place of the room that was kept for them."""
        opened = self._workspace.opened
        assert opened is not None
        self._content.takeAt(self._content.count() - 1)
        self._content.addWidget(_columns(opened, self._workspace, self._profile), 1)


def _promises() -> Card:
    lines = [row(picture("good", 18, colours().good), label(p, wrap=False), None) for p in PROMISES]
    return Card(label("Safe with personal data", "heading"), *lines)


def _recent(workspace: Workspace) -> Card:
    paths = [Path(text) for text in workspace.preferences.recent]
    made = Card(label("Recent files", "heading"), spacing=TIGHT)
    for path in paths[:5]:
        made.add(
            button(
                path.name,
                partial(workspace.path_wanted.emit, str(path)),
                kind="link",
                icon_name="file",
            )
        )
    if not paths:
        made.add(label("Files that you open are listed here by name.", "muted"))
    made.add(None)
    return made


def _fact(title: str, value: str, note: str = "") -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, LARGE, 0)
    layout.setSpacing(2)
    layout.addWidget(label(title, "muted", wrap=False))
    layout.addWidget(label(value, "heading", wrap=False))
    if note:
        layout.addWidget(label(note, "muted"))
    layout.addStretch(1)
    return made


def _read(opened: Opened, workspace: Workspace, profile: CouncilProfile) -> Card:
    """Return what was read: the file, its size, council, period and release."""
    from cldvalidator.review.about_file import about_file

    reading = opened.extract.reading
    about = about_file(opened)
    facts = row(
        _fact("Records", f"{len(opened.extract):,}"),
        _fact("Columns", f"{len(reading.headers)}", about.columns),
        _fact("Council", about.council),
        _fact("Period stated", about.period),
        _fact("Specification", about.release),
        None,
    )
    made = Card(label(reading.name, "heading"), label(about.form, "muted"), facts, spacing=MEDIUM)
    if len(reading.sheets) > 1:
        made.add(_sheets(opened, workspace, profile))
    made.add(_release(opened, workspace, about.evidence))
    if opened.specification.release == "2" and opened.evidence.release in ("1", "mixed"):
        made.add(_older(workspace))
    for text in about.notices:
        made.add(notice("warning", text))
    go = button(
        "See what is wrong",
        lambda: workspace.page_wanted.emit("check"),
        kind="main",
        icon_name="check",
    )
    made.add(row(go, None))
    return made


def _sheets(opened: Opened, workspace: Workspace, profile: CouncilProfile) -> QHBoxLayout:
    reading = opened.extract.reading
    choose = Choice()
    choose.addItems(list(reading.sheets))
    choose.setCurrentText(reading.sheet or "")
    choose.setAccessibleName("Sheet of the workbook")

    def told(name: str) -> None:
        keep = partial(profile.keep_sheet, name)
        if name != reading.sheet and not workspace.open_again(sheet=name, then=keep):
            choose.setCurrentText(reading.sheet or "")

    choose.textActivated.connect(told)
    return row(label("Sheet", "strong", wrap=False), choose, None)


def _release(opened: Opened, workspace: Workspace, evidence: str) -> QHBoxLayout:
    choose = Choice()
    for release in ("1", "2"):
        choose.addItem(f"Check against Release {release}", release)
    choose.setCurrentIndex(choose.findData(opened.specification.release))
    choose.setAccessibleName("Release to check against")
    now = choose.currentIndex()

    def told(place: int) -> None:
        if place != now and not workspace.open_again(release=choose.itemData(place)):
            choose.setCurrentIndex(now)

    choose.activated.connect(told)
    words = label(evidence, "muted")
    line = row(choose, words)
    line.setStretch(1, 1)
    return line


def _older(workspace: Workspace) -> Card:
    """Say what to do about a file with values of the older release."""
    said = notice(
        "warning",
        "Many values are those of Release 1, which fail the national checks of Release 2.",
        "Turn them into Release 2 first (More, on the Fix page): most of the errors go at once. "
        "For a year that was sent as Release 1, check against Release 1.",
    )
    go = button("Go to Fix", lambda: workspace.page_wanted.emit("fix"))
    said.add(row(go, None))
    return said


def _columns(opened: Opened, workspace: Workspace, profile: CouncilProfile) -> Card:
    """Return how the columns were recognised, to be corrected."""
    reading = opened.extract.reading
    aside = sum(1 for h in reading.headers if h.field is None)
    known = len(reading.headers) - aside
    parts = [f"{known} of {len(opened.specification.names)} fields found"]
    if reading.missing:
        parts.append(f"{len(reading.missing)} missing")
    if aside:
        parts.append(f"{aside} kept aside")
    made = Card(label("Columns", "heading"), label(", ".join(parts) + ".", "muted"))
    if reading.missing:
        made.add(
            notice(
                "warning",
                f"Missing: {', '.join(reading.missing)}.",
                "Choose their columns below if they have another name. Otherwise they are written "
                "empty, and nationally every cell of them is blank.",
            )
        )
    odd_only = QCheckBox("Only columns that need a look")
    matches = HeaderMatches(opened, workspace, profile)
    unsure = any(h.how not in ("exact", "spelling") for h in reading.headers)
    odd_only.setChecked(unsure)
    matches.set_odd_only(unsure)
    odd_only.toggled.connect(matches.set_odd_only)
    made.add(odd_only)
    made.add(matches)
    return made
