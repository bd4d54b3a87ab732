"""What the figures are computed with: population, year, method, sharing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cldvalidator.measures.small_numbers import shared_result
from cldvalidator.settings import remembered_populations
from tests.ui.driving import words
from tests.ui.previewing import (
    TWO_A,
    WAIT,
    at_preview,
    computed,
    figures_of,
    measure,
    open_demo,
)
from ui.figures.inputs import InputsView
from ui.figures.measure_view import BREAKDOWNS
from ui.figures.state import INPUTS
from ui.figures.summary import Summary
from ui.main_window import MainWindow
from ui.pages.preview import PreviewPage


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PreviewPage:
    return at_preview(window, qtbot)


def test_population_gives_rates_and_is_remembered(
    page: PreviewPage, window: MainWindow, qtbot: QtBot, settings_folder: Path
) -> None:
    before = window.preview.preview
    assert before is not None
    assert [f.denominator for f in figures_of(window, "ASCOF 2B and 2C")] == [450_940, 190_608]
    window.preview.show("ASCOF 2B and 2C")
    assert "published population of mid-2024" in words(page.shown)
    window.preview.show(INPUTS)
    form = page.shown
    assert isinstance(form, InputsView)
    assert form.population["18 to 64"].text() == ""
    assert form.population["18 to 64"].placeholderText() == "450,940"
    form.population["18 to 64"].setText("120,000")
    form.apply()
    assert window.preview.preview is before
    form.population["65 and above"].setText("41 000")
    form.apply()
    computed(window, qtbot)
    assert isinstance(page.shown, Summary)
    figures = figures_of(window, "ASCOF 2B and 2C")
    for figure, population in zip(figures, (120_000, 41_000), strict=True):
        assert figure.denominator == population
        assert figure.numerator is not None
        assert figure.value == pytest.approx(100_000 * figure.numerator / population, abs=0.05)
    given = {"18 to 64": 120_000, "65 and above": 41_000}
    assert remembered_populations(before.council) == {None: given}
    window.preview.show("ASCOF 2B and 2C")
    assert "without a year" in words(page.shown)
    window.preview.show(INPUTS)
    form = page.shown
    assert isinstance(form, InputsView)
    assert form.population_year.text() == ""
    form.population_year.setText("soon")
    form.apply()
    assert not window.preview.computing
    form.population_year.setText("2025")
    form.population["18 to 64"].setText("121000")
    form.apply()
    computed(window, qtbot)
    assert figures_of(window, "ASCOF 2B and 2C")[0].denominator == 121_000
    window.preview.show("ASCOF 2B and 2C")
    assert page.shown is not None
    assert "population of mid-2025" in words(page.shown)
    by_year = {None: given, 2025: given | {"18 to 64": 121_000}}
    assert remembered_populations(before.council) == by_year


def test_another_year_and_method_are_computed(
    page: PreviewPage, window: MainWindow, qtbot: QtBot
) -> None:
    window.preview.show(INPUTS)
    form = page.shown
    assert isinstance(form, InputsView)
    form.year.setCurrentText("tomorrow")
    form.apply()
    assert window.preview.preview is not None
    form.year.setCurrentText("31/12/2025")
    form.method.setCurrentText("June 2026")
    form.release.setChecked(True)
    form.deaths.setCurrentIndex(1)
    form.apply()
    computed(window, qtbot)
    shown = window.preview.preview
    assert shown is not None
    assert shown.processed.period.last == date(2025, 12, 31)
    assert shown.processed.parameters.method.name == "June 2026"
    assert shown.processed.parameters.map_release_1
    assert not shown.processed.parameters.own_deaths
    assert "31/12/2025" in page.sentence.text()


def test_a_file_without_a_period_asks_for_the_year(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page = open_demo(window, qtbot)
    path = window.workspace.path
    assert path is not None
    text = path.read_text("utf-8-sig").replace("Reporting Period", "Some Other")
    broken = tmp_path / "broken.csv"
    broken.write_text(text, "utf-8")
    before = window.workspace.opened
    window.open_file(broken)
    qtbot.waitUntil(lambda: window.workspace.opened is not before, timeout=WAIT)
    window.show_page("preview")
    state = window.preview
    qtbot.waitUntil(lambda: state.problem is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: bool(page._empty.findChildren(InputsView)), timeout=1000)
    form = page._empty.findChildren(InputsView)[-1]
    form.year.setCurrentText("31/03/2026")
    form.apply()
    computed(window, qtbot)


def test_a_rate_without_the_population_shows_the_people_and_asks_for_it(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cldvalidator.published.populations.population_of", lambda *_: None)
    page = at_preview(window, qtbot)
    summary = page.shown
    assert isinstance(summary, Summary)
    qtbot.waitUntil(lambda: len(summary.cards) == len(window.preview.measures()))
    card = next(c for c in summary.cards if c.id == "ASCOF 2B and 2C")
    told = [shown.text() for shown in card.findChildren(QLabel)]
    assert "people (rate needs the population)" in told
    assert "cannot be computed" not in told
    ask = next(b for b in card.findChildren(QPushButton) if b.text() == "Enter the population")
    ask.click()
    assert isinstance(page.shown, InputsView)


def test_the_share_switch_changes_what_is_shown(
    page: PreviewPage, window: MainWindow, qtbot: QtBot
) -> None:
    page.share.setChecked(True)
    view = measure(page, window, TWO_A)
    shown = window.preview.preview
    assert shown is not None
    exact = next(i for i in shown.previewed if i.measure.text.id == TWO_A)
    want = shared_result(exact.results[0], exact.measure.text).figures
    assert view.figures is not None
    cells = [r for r in view.figures._sheets[0].rows if len(r) > 1]
    assert [r[2].number for r in cells] == [f.numerator for f in want]
    assert all(n is None or n % 5 == 0 for n in (r[2].number for r in cells))
    view.show_part(BREAKDOWNS)
    window.preview.look_behind((want[0], "both"))
    qtbot.waitUntil(lambda: not view.behind.nobody.isHidden(), timeout=WAIT)
    assert view.behind.table.listing_model.rowCount() == 0
    page.share.setChecked(False)
    assert measure(page, window, TWO_A).behind.nobody.isHidden()
