"""What screen readers are told that parts of the window are, where Qt would say something else.

Qt takes a title for plain text, a button that stays pressed for a check box, and what scrolls for
filling. Titles are known by their style; other parts say what they are by a property.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QLabel, QScrollArea, QWidget

HEARD = "heard"
"""The property, on a part, that says as what it is heard: TAB or TABS."""
TAB, TABS = "tab", "tabs"
"""One of several views or steps of which one is shown, and the part that all of them are in."""
_PRESS = "Press"


class _Heading(QAccessibleWidget):
    """A title: readers jump from one to the next."""

    def __init__(self, part: QLabel) -> None:
        super().__init__(part, QAccessible.Role.Heading)
        self._part = part

    def text(self, kind: QAccessible.Text) -> str:
        """Return its words as its name."""
        if kind == QAccessible.Text.Name:
            return self._part.accessibleName() or self._part.text()
        return super().text(kind)


class _Tab(QAccessibleWidget):
    """A button that shows one of several views; the one that is pressed is selected."""

    def __init__(self, part: QAbstractButton) -> None:
        super().__init__(part, QAccessible.Role.PageTab)
        self._part = part

    def text(self, kind: QAccessible.Text) -> str:
        """Return what the button says as its name."""
        if kind == QAccessible.Text.Name:
            return self._part.accessibleName() or self._part.text().strip().replace("&", "")
        return super().text(kind)

    def state(self) -> QAccessible.State:
        """Say whether its view is the one that is shown."""
        state = super().state()
        state.selectable = True
        state.selected = self._part.isChecked()
        return state

    def actionNames(self) -> list[str]:  # noqa: N802
        """Return what can be done with it: it can be pressed."""
        return [_PRESS, *super().actionNames()]

    def doAction(self, name: str) -> None:  # noqa: N802
        """Press it, or do what can be done with any part."""
        if name == _PRESS:
            self._part.click()
        else:
            super().doAction(name)


def _heard(_: str, part: QObject | None) -> QAccessibleInterface | None:
    """Return what a part is for screen readers; None leaves it to Qt."""
    if isinstance(part, QLabel) and part.property("role") in ("title", "heading"):
        return _Heading(part)
    if not isinstance(part, QWidget):
        return None
    heard = part.property(HEARD)
    if heard == TAB and isinstance(part, QAbstractButton):
        return _Tab(part)
    if heard == TABS:
        return QAccessibleWidget(part, QAccessible.Role.PageTabList)
    if isinstance(part, QScrollArea) and part.accessibleName():
        return QAccessibleWidget(part, QAccessible.Role.Grouping, part.accessibleName())
    return None


def tell_roles() -> None:
    """Let screen readers hear what the parts of the window are; once in a process."""
    QAccessible.installFactory(_heard)
