"""Entries of a tree are as high as their text, however wide the tree is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from ui.help.wrapped import Wrapped

TEXTS = ("Short", "Planned units are given where the cost is per session, hourly or daily")


@pytest.fixture
def tree(qtbot: QtBot) -> QTreeWidget:
    made = QTreeWidget()
    qtbot.addWidget(made)
    made.setHeaderHidden(True)
    made.setItemDelegate(Wrapped(made))
    for text in TEXTS:
        QTreeWidgetItem(QTreeWidgetItem(made, [text]), [text])
    made.expandAll()
    made.show()
    return made


def heights(qtbot: QtBot, tree: QTreeWidget, width: int) -> list[int]:
    tree.resize(width, 400)
    qtbot.waitUntil(lambda: tree.viewport().width() <= width)
    qtbot.wait(0)  # the layout is made anew in the next event
    places = [tree.topLevelItem(0), tree.topLevelItem(1), tree.topLevelItem(1).child(0)]
    return [tree.visualItemRect(item).height() for item in places]


def test_a_text_has_the_lines_that_it_needs(qtbot: QtBot, tree: QTreeWidget) -> None:
    widths = (900, 300, 150)
    found = [heights(qtbot, tree, width) for width in widths]
    for (short, long, inner), width in zip(found, widths, strict=True):
        needed = tree.fontMetrics().boundingRect(
            QRect(0, 0, width - tree.indentation(), 10_000), Qt.TextFlag.TextWordWrap, TEXTS[1]
        )
        assert long >= needed.height()
        assert inner >= long >= short
    assert found[0][0] == found[0][1], "one line where there is room"
    for wide, narrow in pairwise(found):
        assert narrow[1] > wide[1]
        assert narrow[0] == wide[0]
