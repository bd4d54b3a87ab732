"""The rail at the side: the steps of the work in their order, with how far each is."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.icons import icon
from ui.roles import HEARD, TAB, TABS
from ui.theme import LARGE, MEDIUM, TIGHT, colours
from ui.widgets.parts import label, picture, plain_tip, row
from ui.workspace import BESIDE, STEPS, Workspace

TITLES = {
    "open": "Open",
    "check": "Check",
    "fix": "Fix",
    "preview": "Preview",
    "compare": "Compare",
    "submit": "Submit",
    "history": "History",
}


class Rail(QFrame):
    """One button a step; Ctrl+1 to Ctrl+6 do the same from the menu."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._narrow = False
        self._workspace = workspace
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, LARGE, MEDIUM, LARGE)
        layout.setSpacing(TIGHT)
        name = label("CLD Validator", "strong", wrap=False)
        layout.addLayout(row(picture("app", 28), name, None))
        self._with_room: list[QWidget] = [name]
        layout.addSpacing(LARGE)
        steps = QWidget()
        steps.setProperty(HEARD, TABS)
        steps.setAccessibleName("Steps")
        below = QVBoxLayout(steps)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(TIGHT)
        layout.addWidget(steps)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        for place, step in enumerate(STEPS, 1):
            made = self._button(step, place)
            made.setProperty(HEARD, TAB)
            made.setAccessibleName(f"Step {place}: {TITLES[step]}")
            below.addWidget(made)
        layout.addSpacing(LARGE)
        for place, page in enumerate(BESIDE, len(STEPS) + 1):
            made = self._button(page, place)
            made.setAccessibleName(f"{TITLES[page]} of submissions")
            layout.addWidget(made)
        layout.addStretch(1)
        self._about = label("", "muted")
        layout.addWidget(self._about)
        self._with_room.append(self._about)
        self._give_width()
        workspace.checked.connect(self._refresh)
        workspace.file_changed.connect(self._refresh)
        self._refresh()

    def _button(self, page: str, place: int) -> QToolButton:
        """Return the button of a page. place: the number of its key."""
        made = QToolButton()
        made.setText(f"  {TITLES[page]}")
        made.setIcon(icon(page))
        made.setIconSize(QSize(22, 22))
        made.setCheckable(True)
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setToolTip(f"{TITLES[page]} (Ctrl+{place})")
        made.clicked.connect(lambda _=False: self._workspace.page_wanted.emit(page))
        self._group.addButton(made)
        self._buttons[page] = made
        return made

    def set_narrow(self, narrow: bool) -> None:
        """Show the steps by their signs alone, where the pages need the room."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._give_width()
            self._refresh()  # a name is shortened to the room there is

    def _give_width(self) -> None:
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("m") * (6 if self._narrow else 15))
        style = Qt.ToolButtonStyle
        shown = style.ToolButtonIconOnly if self._narrow else style.ToolButtonTextBesideIcon
        for made in self._buttons.values():
            made.setToolButtonStyle(shown)
        for part in self._with_room:
            part.setVisible(not self._narrow)

    def set_current(self, step: str) -> None:
        """Mark the step that is shown."""
        self._buttons[step].setChecked(True)
        for name, made in self._buttons.items():
            made.setIcon(icon(name, colours().accent if name == step else colours().text))

    def _refresh(self) -> None:
        opened = self._workspace.opened
        self._buttons["check"].setText("  Check")
        if opened is None:
            self._about.setText("Works on this computer only. Nothing is sent anywhere.")
            return
        from cldvalidator.checks.rules import Severity
        from cldvalidator.wording import counted

        errors = opened.result.findings.count(Severity.ERROR)
        check = self._buttons["check"]
        check.setText(f"  Check ({_few_letters(errors)})" if errors else "  Check")
        check.setToolTip(f"Check: {counted(errors, 'error')} (Ctrl+2)")
        check.setAccessibleName(f"Step 2: Check, {counted(errors, 'error')}")
        name = opened.extract.reading.name
        metrics, room = self._about.fontMetrics(), self.minimumWidth() - 2 * MEDIUM
        short = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
        self._about.setText(f"{short}\n{counted(len(opened.extract), 'record')}")
        self._about.setToolTip(plain_tip(name))
        self._about.setAccessibleName(f"{name}, {counted(len(opened.extract), 'record')}")


def _few_letters(number: int) -> str:
    """Return a number that fits the rail: 9,999 or 312k."""
    return f"{number:,}" if number < 10_000 else f"{number // 1000:,}k"
