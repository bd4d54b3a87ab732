"""Room for a page: one that needs more than the window has is scrolled as a whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

AROUND = QSize(40, 60)
"""What a dialog leaves of the screen: its frame, and an edge of what is behind it."""


class Room(QScrollArea):
    """Holds a page, and keeps in view what has the keyboard.

    With text at twice its size a page can need more than a small window has.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.page = page
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._show_focused)
        # A page that grows after the keyboard has gone to a part moves that part out of view.
        self.verticalScrollBar().rangeChanged.connect(
            lambda *_: self._show_focused(None, QApplication.focusWidget())
        )

    def _show_focused(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.page.isAncestorOf(now):
            self.ensureWidgetVisible(now)


class AsHighAsNeeded(QWidget):
    """A part in a splitter, which does not ask how high it must be at the width that it gives."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Ask for the height that the texts need at this width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._ask()

    def event(self, event: QEvent) -> bool:
        """Ask again when something in it has become longer or shorter."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._ask()
        return done

    def _ask(self) -> None:
        if (inside := self.layout()) is not None:
            self.setMinimumHeight(inside.minimumHeightForWidth(self.width()))


def give_room(dialog: QWidget, characters: int, down: int) -> None:
    """Make a dialog so many characters wide and lines high, or as large as the screen allows.

    In pixels it would be too small for a text of twice the size, or larger than a small screen.
    """
    wanted = QSize(characters * dialog.fontMetrics().averageCharWidth(), lines(dialog, down))
    dialog.resize(wanted.boundedTo(dialog.screen().availableSize() - AROUND))


def lines(widget: QWidget, count: float) -> int:
    """Return the height of so many lines of a widget's text, in pixels."""
    return int(count * widget.fontMetrics().lineSpacing())
