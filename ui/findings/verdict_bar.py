"""The verdict on the file, and how many findings of each severity there are, to choose from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.icons import icon
from ui.theme import SMALL, colours
from ui.widgets.parts import Card, clear, notice, row

SEVERITIES = {"error": "errors", "warning": "warnings", "query": "queries"}
LETTERS = 50
"""Of a line of the verdict, at least, beside the counts."""


class VerdictBar(QWidget):
    """A card with the verdict, and a button for each severity; below it where room is short.

    chosen: the word of a severity, "" where its button is no longer pressed.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.chips = {word: _chip(word) for word in SEVERITIES}
        for word, chip in self.chips.items():
            chip.clicked.connect(lambda on, w=word: self.chosen.emit(w if on else ""))
        self._card = QVBoxLayout()
        self._shown_card: tuple[str, Card] | None = None
        self._counts = row(*self.chips.values(), None, spacing=SMALL)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(SMALL)
        self._both.addLayout(self._card, 1)
        self._both.addLayout(self._counts)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Use the room."""
        super().resizeEvent(event)
        self._arrange()

    def say(self, tone: str, title: str, text: str) -> None:
        """Show the verdict; one of the same kind only gets other words, which draws far less."""
        if self._shown_card is not None and self._shown_card[0] == tone:
            card = self._shown_card[1]
            for shown, words in zip(card.findChildren(QLabel, "words"), (title, text), strict=True):
                shown.setText(words)
            card.setAccessibleName(f"{title} {text}")
            return
        clear(self._card)
        card = notice(tone, title, text)
        self._shown_card = tone, card
        self._card.addWidget(card)
        card.lower()  # read before the counts, as it stands

    def say_nothing(self) -> None:
        """Take the verdict away."""
        clear(self._card)
        self._shown_card = None

    def count(self, word: str, text: str, *, there_are: bool) -> None:
        """Say how many findings of a severity there are."""
        self.chips[word].setText(text)
        self.chips[word].setEnabled(there_are)
        self._arrange()

    def press(self, word: str) -> None:
        """Show which severity the rows are chosen by; "" for none."""
        for each, chip in self.chips.items():
            chip.setChecked(each == word)

    def _arrange(self) -> None:
        least = self._counts.sizeHint().width() + LETTERS * self.fontMetrics().averageCharWidth()
        beside = QBoxLayout.Direction.LeftToRight
        wanted = beside if self.width() >= least else QBoxLayout.Direction.TopToBottom
        if self._both.direction() != wanted:
            self._both.setDirection(wanted)


def _chip(word: str) -> QPushButton:
    made = QPushButton()
    made.setAutoDefault(True)
    made.setProperty("kind", "choice")
    made.setCheckable(True)
    made.setIcon(icon(word, colours().severity(word).name()))
    made.setToolTip(f"Show only rows with findings of this severity ({word})")
    return made
