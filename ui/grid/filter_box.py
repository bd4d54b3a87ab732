"""A line for a condition: what can be typed next is offered, by keys and by the mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

if TYPE_CHECKING:
    from cldvalidator.filters.completing import Completions

_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)


class FilterBox(QLineEdit):
    """A line with a list of what can be typed next; Enter takes what is chosen there first.

    completions: says what can be typed after a text; None where nothing is known. The list opens
    while somebody types, and with the Down key; Esc closes it, then empties the line.
    """

    def __init__(
        self,
        completions: Callable[[str], Completions | None],
        name: str = "Filter the rows",
        example: str = "Event Type = Service and Event End Date is blank",
    ) -> None:
        super().__init__()
        self._completions = completions
        self.setPlaceholderText(example)
        self.setAccessibleName(name)
        self.setAccessibleDescription("Down lists what can be typed next")
        self.setClearButtonEnabled(True)
        self.offered = QStringListModel(self)
        self.completer_ = QCompleter(self.offered, self)
        self.completer_.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.completer_.setWidget(self)
        self.popup = QListView()
        self.popup.setAccessibleName("What can be typed next")
        self.completer_.setPopup(self.popup)
        self.popup.setParent(self, Qt.WindowType.Popup)  # it looks like what it belongs to
        self.completer_.activated.connect(self.take)
        self.textEdited.connect(lambda _: self._offer())
        self._start = 0

    def _offer(self, *, unasked: bool = True) -> None:
        """Offer what can be typed next. unasked: not before something is typed."""
        before = self.text()[: self.cursorPosition()]
        found = self._completions(before) if before.strip() or not unasked else None
        self._start = found.start if found is not None else 0
        self.offered.setStringList(list(found.texts) if found is not None else [])
        if found is not None and found.texts and self.isVisible():
            self.completer_.complete()
        else:
            self.popup.hide()

    def take(self, text: str) -> None:
        """Put an offered text in."""
        before, after = self.text()[: self._start], self.text()[self.cursorPosition() :]
        gap = "" if text.endswith("(") else " "
        lead = " " if before and not before[-1].isspace() and not before.endswith("(") else ""
        self.setText(f"{before}{lead}{text}{gap}{after}")
        self.setCursorPosition(len(before) + len(lead) + len(text) + len(gap))

    def event(self, event: QEvent) -> bool:
        """Keep Esc for the line while it holds a text; else it stops the work, as everywhere."""
        is_wanted = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_wanted and event.key() == Qt.Key.Key_Escape and self.text():  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave Enter and Tab to the list while something in it is chosen; open it by Down."""
        is_chosen = self.popup.isVisible() and self.popup.currentIndex().isValid()
        if event.key() in _TAKES and is_chosen:
            event.ignore()
        elif event.key() == Qt.Key.Key_Down and not self.popup.isVisible():
            self._offer(unasked=False)
        elif event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")
        else:
            super().keyPressEvent(event)
