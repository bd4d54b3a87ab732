"""Texts that are drawn many times: their shapes and widths are kept."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QFontMetricsF, QStaticText

ELLIPSIS = "…"
MOST_TEXTS = 2_000


class ShapedTexts:
    """Texts in one font, with their widths: shaped once, drawn in every picture after that."""

    def __init__(self, metrics: QFontMetrics) -> None:
        self.metrics = metrics
        self._exact = QFontMetricsF(metrics)
        self._shaped: dict[str, QStaticText] = {}
        self._widths: dict[str, float] = {}
        self._ends: dict[str, list[float]] = {}
        self._letters: dict[str, float] = {}

    def shaped(self, text: str) -> QStaticText:
        """Return a text that can be drawn as it is: nothing in it is read as markup."""
        found = self._shaped.get(text)
        if found is None:
            if len(self._shaped) >= MOST_TEXTS:
                self._shaped.clear()
            found = self._shaped[text] = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
        return found

    def width(self, text: str) -> float:
        """Return how wide a text is."""
        found = self._widths.get(text)
        if found is None:
            if len(self._widths) >= MOST_TEXTS:
                self._widths.clear()
            found = self._widths[text] = self._exact.horizontalAdvance(text)
        return found

    def fitted(self, text: str, room: float) -> str:
        """Return as much of a text as there is room for, with an ellipsis where it is cut."""
        if self.width(text) <= room:
            return text
        fits = bisect_right(self._letter_ends(text), room - self.width(ELLIPSIS))
        return f"{text[:fits].rstrip()}{ELLIPSIS}"

    def _letter_ends(self, text: str) -> list[float]:
        """Return where each letter of a text ends: one by one, as kerning makes it no wider."""
        found = self._ends.get(text)
        if found is None:
            if len(self._ends) >= MOST_TEXTS:
                self._ends.clear()
            found = self._ends[text] = list(accumulate(map(self._letter, text)))
        return found

    def _letter(self, letter: str) -> float:
        if letter not in self._letters:
            self._letters[letter] = self._exact.horizontalAdvance(letter)
        return self._letters[letter]
