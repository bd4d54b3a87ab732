"""Why is this one in it: said of a row behind a figure, and of any row that is asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from cldvalidator.measures.why import why
from tests.ui.driving import WAIT, opened, settled
from ui.figures.row_story import RowStoryView
from ui.figures.state import STORY
from ui.figures.why_line import COVERED


@pytest.fixture
def behind(qtbot, window, extract_file):
    """Open what is behind ASCOF 2A, with the keyboard in its table."""
    opened(qtbot, window, extract_file)
    window.show_page("preview")
    settled(qtbot, window)
    window.preview.show("ASCOF 2A")
    view = window.pages["preview"].shown
    result = next(
        i.results[0] for i in window.preview.preview.previewed if i.measure.text.id == "ASCOF 2A"
    )
    total = next(f for f in result.figures if f.group == "Total")
    with qtbot.waitSignal(view.behind.shown, timeout=WAIT):
        window.preview.look_behind((total, "both"))
    settled(qtbot, window)
    view.behind.table.setFocus()
    return view.behind, result


def test_the_chosen_row_is_explained(qtbot, window, behind):
    view, result = behind
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    line = view.table.currentIndex().row()
    assert view.why.text() == why(result, record=view.lines.record(line))[0]
    assert view.why.isVisibleTo(view)
    assert "ST-Max from" in view.why.text()
    view.kind.setCurrentIndex(1)  # people
    assert not view.why.isVisibleTo(view)
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    person = view.lines.person(view.table.currentIndex().row())
    assert view.why.text().split("\n")[0] == why(result, person=person)[0]
    window.workspace.set_hidden(True)
    QTest.keyClick(view.table, Qt.Key.Key_Down)
    assert view.why.text() in ("", COVERED) or not view.why.isVisibleTo(view)


def test_a_row_that_is_asked_for_says_what_each_measure_decided(qtbot, window, behind):
    _, result = behind
    record = int(result.tables["why"]["record"].iloc[0])
    row = int(window.workspace.opened.extract.source_rows[record])
    window.preview.show(STORY)
    story = window.pages["preview"].shown
    assert isinstance(story, RowStoryView)
    story.row.setText(str(row))
    story.tell()
    assert any(s == f"ASCOF 2A. {why(result, record=record)[0]}" for s in story.sentences)
