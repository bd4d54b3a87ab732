"""No text of a page is cut, and no text lies over another, at the sizes that people have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.driving import WAIT, opened, settled
from tests.ui.test_transcript import has_cards
from ui.figures.measure_view import MeasureView
from ui.grid.header import Header
from ui.main_window import MainWindow
from ui.pages.check import CheckPage
from ui.pages.preview import PreviewPage
from ui.widgets.parts import Elided
from ui.widgets.tabs import Tabs
from ui.workspace import STEPS

SIZES = (QSize(1280, 720), QSize(1920, 1080), QSize(837, 432))
"""The last is a screen of 1280 by 720 at 150%, without its bars."""
PADDING = 16
"""Pixels at both sides of a header."""


def texts_in(page: QWidget) -> Iterator[QWidget]:
    """Yield the texts that are shown; those of lists are their own matter."""
    for kind in (QLabel, QPushButton, QToolButton):
        for part in page.findChildren(kind):
            words = part.text() if not isinstance(part, QToolButton) else ""
            if part.isVisible() and words and not _inside(part, QAbstractItemView):
                yield part


def _inside(part: QWidget, kind: type[QWidget]) -> bool:
    above = part.parentWidget()
    while above is not None and not isinstance(above, kind):
        above = above.parentWidget()
    return above is not None


def is_cut(part: QWidget) -> bool:
    """Whether a text lacks room; one that ends in an ellipsis has all of it in its tool tip."""
    if isinstance(part, Elided):
        return not part.toolTip()
    if isinstance(part, QLabel) and part.wordWrap():
        widest = max(part.fontMetrics().horizontalAdvance(word) for word in part.text().split())
        return part.height() < part.heightForWidth(part.width()) or part.width() < widest
    need = part.minimumSizeHint()
    return part.width() < need.width() or part.height() < need.height() or _is_out_of(part)


def _is_out_of(part: QWidget) -> bool:
    """Whether a part ends beyond what is around it, and nothing scrolls there."""
    above = part.parentWidget()
    while above is not None and not above.isWindow():
        around = above.parentWidget()
        if not above.rect().contains(QRect(part.mapTo(above, QPoint()), part.size())):
            return True
        if around is not None and isinstance(around.parentWidget(), QScrollArea):
            return False
        above = around
    return False


def seen_at(part: QWidget, window: QWidget) -> QRect:
    seen = part.visibleRegion().boundingRect()
    return QRect(part.mapTo(window, seen.topLeft()), seen.size())


def cut_headers(page: QWidget) -> list[str]:
    """Return the headers of tables that lack room; the grid's own have tool tips."""
    found = []
    for table in page.findChildren(QTableView):
        header, model = table.horizontalHeader(), table.model()
        if not table.isVisible() or not header.isVisible() or isinstance(header, Header):
            continue
        for place in range(model.columnCount()):
            lines = str(model.headerData(place, Qt.Orientation.Horizontal) or "").split("\n")
            need = max(map(header.fontMetrics().horizontalAdvance, lines)) + PADDING
            high = len(lines) * header.fontMetrics().height()
            is_short = header.sectionSize(place) < need or header.height() < high
            if not header.isSectionHidden(place) and (is_short or lines[-1].endswith("…")):
                found.append(lines[0])
    return found


def views_of(window: MainWindow, step: str) -> Iterator[None]:
    """Show each view of a page in its turn."""
    page = window.pages[step]
    yield
    if isinstance(page, CheckPage):
        for button in page.views_shown.buttons[1:]:
            button.click()
            yield
        page.views_shown.buttons[0].click()
    if isinstance(page, PreviewPage):
        window.preview.show("ASCOF 2A")
        yield
        view = page.shown
        assert isinstance(view, MeasureView)
        for part in view.findChildren(Tabs)[0].buttons[1:]:
            part.click()
            yield


@pytest.mark.parametrize("size", SIZES, ids=lambda s: f"{s.width()}x{s.height()}")
def test_no_text_is_cut_or_lies_over_another(
    qtbot: QtBot, window: MainWindow, extract_file: Path, size: QSize
) -> None:
    window.resize(size)
    opened(qtbot, window, extract_file)
    for step in STEPS:
        window.show_page(step)
        settled(qtbot, window)
        if step == "preview":
            qtbot.waitUntil(lambda: has_cards(window), timeout=WAIT)
        for _ in views_of(window, step):
            settled(qtbot, window)
            QApplication.processEvents()
            assert window.size() == size
            nothing_is_cut(window, step)


def nothing_is_cut(window: MainWindow, step: str) -> None:
    """Hold that every text is whole, and none lies over another."""
    texts = list(texts_in(window))
    assert len(texts) > 3
    names = {p: p.text() for p in texts if isinstance(p, (QLabel, QPushButton))}
    assert [names[p] for p in texts if is_cut(p)] == [], step
    assert cut_headers(window) == [], step
    at = {p: seen_at(p, window) for p in texts}
    over = [
        (names[a], names[b])
        for a, b in combinations(texts, 2)
        if at[a].intersects(at[b]) and not (a.isAncestorOf(b) or b.isAncestorOf(a))
    ]
    assert over == [], step
