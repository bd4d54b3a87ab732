"""All measures at a glance: a card each, with its headline figures."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.deferred import DeferredCalls
from ui.figures.state import INPUTS
from ui.theme import MEDIUM, SMALL, TIGHT, colours
from ui.widgets.flow import Columns
from ui.widgets.parts import Card, button, label, picture, row
from ui.widgets.share_bar import ShareBar

if TYPE_CHECKING:
    from cldvalidator.measures.preview import Previewed
    from cldvalidator.presentation.figure_sheets import Headline, MeasureSheets

_CARD_CHARACTERS, _WIDEST_CARD = 46, 160
HEADERS = (
    *("Measure", "Title", "Figure", "Value", "Made of", "Three months before"),
    *("With open findings", "Figures of"),
)


class MeasureCard(Card):
    """A measure's name, title and headline figures.

    chosen: its id, or that of the inputs when it lacks the population.
    """

    chosen = Signal(str)

    def __init__(self, item: Previewed, sheets: MeasureSheets) -> None:
        text = item.measure.text
        self.id = text.id
        self.open = button(text.id, partial(self._choose), kind="heading")
        self.open.setAccessibleName(f"{text.id}: {text.title}")
        super().__init__(spacing=TIGHT)
        sign = [picture("warning", 18, colours().warning)] if sheets.missing else []
        for part in sign:
            part.setToolTip("\n".join(sheets.missing))
            part.setAccessibleName(f"{text.id}: something is missing")
        self.add(row(self.open, None, *sign, spacing=SMALL))
        if text.title.casefold() not in text.id.casefold():
            self.add(label(text.title, "muted"))
        has_shares = any(headline.share is not None for headline in sheets.headlines)
        for headline in sheets.headlines:
            beside_shares = has_shares and headline.share is None
            self.add(_figure(headline, sheets.earlier, is_small=beside_shares))
        self.add(*(label(note, "muted") for note in sheets.notes))
        if not sheets.headlines:
            self.add(*(label(gap, "strong") for gap in sheets.missing[:1]))
        if any("population" in gap for gap in sheets.missing):
            ask = button("Enter the population", lambda: self.chosen.emit(INPUTS), kind="link")
            self.add(row(ask, None))
        self.add(None)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def _choose(self) -> None:
        self.chosen.emit(self.id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the measure by a click anywhere on its card."""
        if self.rect().contains(event.position().toPoint()):
            self._choose()


def _figure(headline: Headline, earlier: str, *, is_small: bool) -> QWidget:
    """Return one figure: the value large, what it is made of, what it was three months before.

    is_small: it stands beside the shares that its measure is about.
    """
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, TIGHT, 0, TIGHT)
    layout.setSpacing(0)
    is_number = headline.value[:1].isdigit() or headline.value[:1] in "£-"
    role = "number" if is_number and not is_small else "strong"
    value = label(headline.value, role, wrap=not is_number, selectable=False)
    if headline.of:
        line = row(value, label(headline.of, selectable=False), spacing=SMALL)
        line.setStretch(1, 1)
        layout.addLayout(line)
    else:
        layout.addWidget(value)
    if headline.share is not None:
        layout.addWidget(ShareBar(headline.share))
    below = [headline.caption] if headline.caption else []
    if headline.before and earlier:
        below.append(f"{earlier}: {headline.before}")
    if below:
        layout.addWidget(label("\n".join(below), "muted", selectable=False))
    if headline.uncertainty:
        layout.addLayout(_open_findings(headline.uncertainty))
    for part in made.findChildren(QWidget):
        part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made


def _open_findings(uncertainty: str) -> QHBoxLayout:
    """Say how far open findings could move a figure."""
    words = label(f"{uncertainty} until open findings are settled", selectable=False)
    line = row(picture("warning", 16, colours().warning), words, spacing=TIGHT)
    line.setContentsMargins(0, TIGHT, 0, 0)
    line.setStretch(1, 1)
    return line


class Summary(QWidget):
    """The cards of all measures, in as many columns as fit. basis: what the figures are of.

    chosen: the id of a measure. filled: all cards are there.
    """

    chosen = Signal(str)
    filled = Signal()

    def __init__(
        self,
        measures: Sequence[Previewed],
        sheets: dict[str, MeasureSheets],
        notes: Sequence[QWidget] = (),
        basis: str = "",
    ) -> None:
        super().__init__()
        self._basis = basis
        self._measures, self._sheets = measures, sheets
        self.cards: list[MeasureCard] = []
        self.is_filled = False
        self._columns = Columns(least=_CARD_CHARACTERS, most=5, widest=_WIDEST_CARD)
        copy = button("Copy with headers", self.copy, icon_name="copy", hint="All headline figures")
        hint = label("Choose a measure to see more of it.", "muted")
        top = row(hint, copy)
        top.setStretch(0, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SMALL, 0, SMALL, SMALL)
        layout.setSpacing(MEDIUM)
        for note in notes:
            layout.addWidget(note)
        layout.addLayout(top)
        layout.addWidget(self._columns)
        layout.addStretch(1)
        self._deferred = DeferredCalls(self)
        if measures:
            self._deferred.defer(self._add_card)

    def _add_card(self) -> None:
        """Add the next card, and have it drawn before the one after it: all would take long."""
        item = self._measures[len(self.cards)]
        card = MeasureCard(item, self._sheets[item.measure.text.id])
        card.chosen.connect(self.chosen)
        self.cards.append(card)
        self._columns.add(card)
        more = len(self.cards) < len(self._measures)
        self._deferred.defer(self._add_card if more else self._end)

    def _end(self) -> None:
        """Have the heights found anew: Qt keeps those that cards had before they were shown."""
        self._columns.updateGeometry()
        self.is_filled = True
        self.filled.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Let the cards be wide on a large screen, so that they fill what is seen of the page."""
        super().resizeEvent(event)
        around = self.parentWidget()
        if around is not None:
            self._columns.fill(around.height() - self._columns.y() - SMALL)

    def copy(self) -> None:
        """Put the headline figures on the clipboard, with headers."""
        lines = ["\t".join(HEADERS)]
        for item in self._measures:
            t = item.measure.text
            lines += [
                "\t".join(
                    (
                        *(t.id, t.title, h.caption or t.unit, h.value),
                        *(h.of, h.before, h.uncertainty, self._basis),
                    )
                )
                for h in self._sheets[t.id].headlines
            ]
        QGuiApplication.clipboard().setText("\n".join(lines))
