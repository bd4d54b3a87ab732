"""Figures beside published ones, and a published year beside ours, in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from cldvalidator.presentation.sheet import Dot, Sheet, Strip
from tests.ui.driving import words
from tests.ui.previewing import at_preview, computed, measure
from ui.figures.measure_view import PUBLISHED, MeasureView
from ui.figures.proof_view import ProofView
from ui.figures.published_view import PublishedView
from ui.figures.state import PROOF
from ui.figures.state import PUBLISHED as BESIDE
from ui.main_window import MainWindow
from ui.widgets import strip_chart
from ui.widgets.strip_chart import HINT, StripChart

ROLES = ("This file", "Last", "Region", "England", "Similar council")
DOTS = (
    Dot(ROLES[0], "Ours", 60.0, "60.0%", 40.0, 75.0),
    Dot(ROLES[3], "England", 77.1, "77.1%"),
    *(Dot(ROLES[4], f"Council {n}", 50.0 + n // 3, f"{50 + n // 3}.0%") for n in range(15)),
)


@pytest.fixture
def chart(qtbot: QtBot) -> StripChart:
    made = StripChart(Strip(DOTS, ROLES, "%"), "ASCOF 2A")
    qtbot.addWidget(made)
    made.resize(700, 300)
    return made


def test_arrow_keys_go_from_dot_to_dot_and_are_heard(
    chart: StripChart, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(strip_chart, "announce", lambda _, said: heard.append(said))
    assert chart.words == HINT
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.words == "Council 0: 50.0% (Similar council)"
    QTest.keyClick(chart, Qt.Key.Key_End)
    assert chart.words == "England: 77.1% (England)"
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.words == "Ours: 60.0% (This file)"
    QTest.keyClick(chart, Qt.Key.Key_Home)
    assert heard[-1] == "Council 0: 50.0% (Similar council)"
    assert len(heard) == 4


def test_the_pointer_means_the_dot_it_is_at_and_every_dot_can_be_reached(
    chart: StripChart,
) -> None:
    chart.grab()
    for at, dot in chart._places():
        found = chart.dot_at(at)
        assert found is not None
        assert found.value == dot.value
    assert chart.dot_at(QPointF(-100, -100)) is None
    room = chart._room()
    assert all(room.contains(at) for at, _ in chart._places())


def test_the_scale_holds_every_value_and_its_bounds(chart: StripChart) -> None:
    low, high, ticks = chart.scale()
    assert low <= 40
    assert high >= 77.1
    assert high <= 100
    assert ticks[0] == low
    assert "Ours: 60.0%" in chart.accessibleDescription()


@pytest.mark.parametrize("dots", [(), DOTS[:1], (Dot(ROLES[3], "England", 0.0, "0.0"),)])
def test_a_strip_of_few_dots_is_drawn(qtbot: QtBot, dots: tuple[Dot, ...]) -> None:
    chart = StripChart(Strip(dots, ROLES), "few")
    qtbot.addWidget(chart)
    assert not chart.grab().isNull()
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.current == (dots[0] if dots else None)


def test_published_figures_and_the_proof_in_the_window(window: MainWindow, qtbot: QtBot) -> None:
    page = at_preview(window, qtbot)
    window.preview.show(BESIDE)
    view = page.shown
    assert isinstance(view, PublishedView)
    assert view.panel is not None
    assert view.panel.choose.count() == 8
    assert isinstance(view.panel.chart, StripChart)
    said = words(view)
    assert "Open Government Licence v3.0" in said
    assert "similar councils" in said
    page.share.setChecked(True)
    shared = page.shown
    assert isinstance(shared, PublishedView)
    assert shared.panel is not None
    sheet = shared.panel.table.sheet_model.sheet
    assert sheet is not None
    assert (sheet.rows[0][3].number or 0) % 5 == 0
    page.share.setChecked(False)
    part = measure(page, window, "ASCOF 2B and 2C")
    part.show_part(PUBLISHED)
    assert "22.8" in "".join(c.text for c in _sheet(part).rows[1])
    window.preview.show(PROOF)
    proof = page.shown
    assert isinstance(proof, ProofView)
    assert "Nothing is published for the year to 31/03/2026" in words(proof)
    proof.calculate("2024-25")
    computed(window, qtbot)
    proof = page.shown
    assert isinstance(proof, ProofView)
    assert "nothing of 2024-25" in words(proof)  # the sample is of the year after
    proof.calculate("")
    computed(window, qtbot)
    assert window.preview.inputs.period_end is None


def _sheet(part: MeasureView) -> Sheet:
    view = part.findChild(PublishedView)
    assert view is not None
    assert view.panel is not None
    sheet = view.panel.table.sheet_model.sheet
    assert sheet is not None
    return sheet
