"""Labels, cards, buttons and rows: the few parts that every page is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Self

from PySide6.QtGui import QResizeEvent, QShowEvent, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.icons import icon, pixmap
from ui.theme import LARGE, MEDIUM, SMALL, TIGHT, WIDE, colours
from ui.widgets.listing_layout import wrapped


def label(text: str, role: str = "", *, wrap: bool = True, selectable: bool = True) -> QLabel:
    """Return a text that can be selected and copied. role: title, heading (both are
    headings for screen readers), fact, number, muted, strong.

    The text is plain: nothing in it is read as markup. selectable: False where clicks go to what is
    around the text; it is then laid out and drawn much faster.
    """
    made = QLabel()
    if role:  # before the text: once that is told, a title is what it is for screen readers
        made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setText(text)
    return made


class Elided(QLabel):
    """A text that ends in an ellipsis where room is short; pointing at it shows all.

    lines: how many it may take.
    """

    def __init__(self, role: str, lines: int = 1) -> None:
        super().__init__()
        self._whole, self._lines = "", lines
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def text(self) -> str:
        """Return the whole text."""
        return self._whole

    def setText(self, text: str) -> None:  # noqa: N802
        """Show a text."""
        self._whole = text
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Use the room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = wrapped(self._whole, self.font(), max(1, self.width()), self._lines)
        super().setText("\n".join(shown))


def picture(name: str, size: int = 20, colour: str | None = None) -> QLabel:
    """Return an icon as a widget; it is decoration, so the text beside it says the same."""
    made = QLabel()
    made.setPixmap(pixmap(name, size, colour))
    made.setFixedSize(size, size)
    return made


def literal(text: str) -> str:
    """Return a text for a menu, button or box in which `&` stands for itself, not for a key."""
    return text.replace("&", "&&")


def plain_tip(text: str) -> str:
    """Return a tool tip that shows a text as it is, be there markup in it."""
    return Qt.convertFromPlainText(text) if Qt.mightBeRichText(text) else text


def button(
    text: str,
    pressed: Callable[[], object],
    *,
    kind: str = "",
    icon_name: str = "",
    hint: str = "",
) -> QPushButton:
    """Return a button. kind: "main" for the one next step, "link", or plain."""
    made = QPushButton(text)
    made.setAutoDefault(True)  # Enter presses it, as Space does
    made.clicked.connect(lambda _checked=False: pressed())
    if kind:
        made.setProperty("kind", kind)
    if icon_name:
        made.setIcon(icon(icon_name, colours().on_accent if kind == "main" else None))
    if hint:
        made.setToolTip(hint)
    return made


def stop_button(stop: Callable[[], object]) -> QPushButton:
    """Return the button that stands beside what is waited for. stop: stops the work."""
    return button("Cancel", stop, hint="Stop the work (Esc)")


class Card(QFrame):
    """A framed surface with parts below each other. tone: error, warning, query, good or none."""

    def __init__(self, *parts: QWidget | QLayout, tone: str = "", spacing: int = SMALL) -> None:
        super().__init__()
        self.setObjectName("card")
        if tone:
            self.setProperty("tone", tone)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        self._layout.setSpacing(spacing)
        self.add(*parts)

    def add(self, *parts: QWidget | QLayout | None) -> None:
        """Add parts at the bottom; None stands for the space that is left."""
        _fill(self._layout, parts)


def row(*parts: QWidget | QLayout | None, spacing: int = MEDIUM) -> QHBoxLayout:
    """Return parts beside each other; None stands for the space that is left."""
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    _fill(layout, parts)
    return layout


def column(*parts: QWidget | QLayout | None, spacing: int = SMALL) -> QVBoxLayout:
    """Return parts below each other; None stands for the space that is left."""
    layout = QVBoxLayout()
    layout.setSpacing(spacing)
    _fill(layout, parts)
    return layout


def _fill(layout: QHBoxLayout | QVBoxLayout, parts: tuple[QWidget | QLayout | None, ...]) -> None:
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)


def notice(
    tone: str, title: str, text: str = "", *more: QWidget, beside: QWidget | None = None
) -> Card:
    """Return a card that says something with an icon, a bold sentence and a plain one.

    beside: what can be done about it, at the right of the sentences.
    """
    signs = {"error": "error", "warning": "warning", "query": "query", "good": "good"}
    words = [label(title, "strong")]
    if text:
        words.append(label(text))
    for part in words:
        part.setObjectName("words")
    lines = column(*words, *more, spacing=4)
    tinted = getattr(colours(), tone) if tone in signs else colours().accent
    sign = picture(signs.get(tone, "info"), 24, tinted)
    line = row(sign, lines) if beside is None else row(sign, lines, beside)
    line.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    line.setStretch(1, 1)
    made = Card(line, tone=tone if tone in signs else "")
    made.setAccessibleName(f"{title} {text}".strip())
    return made


def in_reading_order(splitter: QSplitter) -> QSplitter:
    """Let screen readers read the parts of a splitter as they stand; Qt has the last one first."""
    for part in [splitter.widget(place) for place in range(splitter.count())]:
        if part is not None:
            part.raise_()
    return splitter


def scrolling(content: QWidget, name: str) -> QScrollArea:
    """Return an area that scrolls its content up and down when there is too little room.

    name: what it holds, for screen readers: it can be reached by Tab, to be scrolled by keys.
    """
    area = QScrollArea()
    area.setAccessibleName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    content.setObjectName("scrolled")
    area.viewport().setAutoFillBackground(False)
    area.setWidget(content)
    return area


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            clear(inner)
            inner.deleteLater()
        elif (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def show_in_place(part: QWidget, wanted: bool) -> None:
    """Show or hide a part. One that has no place yet is left to be shown with it.

    Shown before, it would open for a moment as a window of its own, which takes the keyboard.
    """
    if not wanted:
        part.hide()
    elif part.parentWidget() is not None:
        part.show()


class Refreshed(QWidget):
    """A widget that is made anew only while it is seen; else when it is seen next."""

    def __init__(self) -> None:
        super().__init__()
        self._stale = False

    def refresh(self) -> None:
        """Show what is open now."""
        raise NotImplementedError

    def refresh_when_seen(self) -> None:
        """Make it anew now, or when it is seen next."""
        self._stale = not self.isVisible()
        if not self._stale:
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up on what changed unseen."""
        super().showEvent(event)
        if self._stale:
            self._stale = False
            self.refresh()


class _Body(QVBoxLayout):
    """The parts of a page below each other.

    What is around a page scrolls it where there is less room than the height it asks for: that is
    the least that its parts can do with, not the most that they would like.
    """

    _finding_least = False

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Return the least height."""
        if self._finding_least:  # Qt finds the least height on its way to the one it would like
            return super().heightForWidth(width)
        self._finding_least = True
        try:
            return self.minimumHeightForWidth(width)
        finally:
            self._finding_least = False


class Page(Refreshed):
    """One step of the work: a title, one sentence about it, and what is on it."""

    def __init__(self, title: str, sentence: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = label(title, "title", wrap=False)
        self.sentence = label(sentence, "muted")
        self.body = _Body(self)
        self.body.setContentsMargins(WIDE, LARGE, WIDE, LARGE)
        self.body.setSpacing(MEDIUM)
        self.head = row(self.title)
        self.head.setStretch(0, 1)
        self.body.addLayout(column(self.head, self.sentence, spacing=TIGHT))
        self.setAccessibleName(title)

    @property
    def topic(self) -> str:
        """What F1 explains: the rule, field or measure that is looked at; "" for the page."""
        return ""

    def focus_first(self) -> None:
        """Put the keyboard where the work of the page begins."""
        self.setFocus()

    def take_over(self, earlier: Self) -> None:
        """Show what the same page showed before it was made anew in other colours or sizes."""
