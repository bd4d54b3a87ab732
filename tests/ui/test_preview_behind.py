"""Who and what is behind a figure of the Preview page, and the way to their rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from cldvalidator.measures.behind import behind_figure
from cldvalidator.measures.effect import effect_of_findings
from cldvalidator.measures.figures import Behind
from cldvalidator.measures.registry import registered
from tests.ui.previewing import (
    TWO_A,
    WAIT,
    at_preview,
    figures_of,
    look_behind,
    measure,
)
from ui.figures.measure_view import FINDINGS
from ui.grid.model import MASK
from ui.main_window import MainWindow
from ui.pages.preview import PreviewPage
from ui.widgets.bar_chart import BarChart
from ui.widgets.line_chart import LineChart


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PreviewPage:
    return at_preview(window, qtbot)


def test_a_bar_and_a_point_lead_to_who_is_behind_them(
    page: PreviewPage, window: MainWindow, qtbot: QtBot
) -> None:
    view = measure(page, window, TWO_A)
    assert view.figures is not None
    bars = view.figures.chart
    assert isinstance(bars, BarChart)
    bars.grab()
    box, _, key = next(hit for hit in bars._hits if hit[2] is not None)
    qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert window.preview.behind == key
    assert key[0] is figures_of(window, TWO_A)[0]
    view = measure(page, window, "Long-term support")
    assert view.figures is not None
    lines = view.figures.chart
    assert isinstance(lines, LineChart)
    lines.grab()
    at, words, key = lines._points[-1]
    qtbot.mouseClick(lines, Qt.MouseButton.LeftButton, pos=at.toPoint())
    assert window.preview.behind == key
    assert words in lines.accessibleDescription() or f"{key[0].value:,.0f}" in words


def test_behind_a_figure_are_its_people_and_records(
    page: PreviewPage, window: MainWindow, qtbot: QtBot
) -> None:
    measure(page, window, TWO_A)
    total = next(f for f in figures_of(window, TWO_A) if f.group == "Total")
    view = look_behind(page, window, qtbot, total, "numerator")
    model = view.behind.table.listing_model
    assert model.rowCount() == len(np.unique(total.behind.numerator_records))
    persons = len(np.unique(total.behind.numerator_people))
    assert total.numerator is not None
    assert total.numerator == persons
    assert "in the figure" not in view.behind.counts.text()
    assert total.denominator is not None
    several = persons + 3.0  # somebody has more than one spell
    share = round(100 * several / total.denominator, 1)
    view.behind._figure = replace(total, numerator=several, value=share)
    view.behind._refill()
    assert f"{persons + 3:,} in the figure, of {persons:,} people" in view.behind.counts.text()
    view.behind.kind.setCurrentIndex(1)
    assert model.rowCount() == len(np.unique(total.behind.numerator_people))
    shown = window.preview.preview
    assert shown is not None
    people = {*model.listing.columns[0]}
    assert people == {shown.processed.people[n] for n in total.behind.numerator_people}
    view.behind.side.setCurrentIndex(2)
    rest = np.setdiff1d(total.behind.denominator_people, total.behind.numerator_people)
    assert model.rowCount() == len(rest)


def test_the_records_behind_are_shown_in_the_grid(
    page: PreviewPage, window: MainWindow, qtbot: QtBot
) -> None:
    measure(page, window, TWO_A)
    figure = figures_of(window, TWO_A)[0]
    view = look_behind(page, window, qtbot, figure)
    view.behind.show_in_grid()
    choice = window.workspace.choice
    assert choice is not None
    assert choice.among is not None
    every = np.union1d(figure.behind.numerator_records, figure.behind.denominator_records)
    assert choice.among.tolist() == every.tolist()
    assert TWO_A in choice.label
    assert window.page == "check"


def test_people_without_named_records_lead_to_all_of_theirs(
    page: PreviewPage, window: MainWindow
) -> None:
    shown = window.preview.preview
    assert shown is not None
    people = figures_of(window, "ASCOF 2E")[0].behind.denominator_people
    found = behind_figure(Behind(numerator_people=people), shown.processed)
    owners = np.unique(shown.processed.person_of[found.records])
    assert owners.tolist() == found.people.tolist()
    assert not found.named


def test_personal_fields_are_covered(page: PreviewPage, window: MainWindow, qtbot: QtBot) -> None:
    measure(page, window, TWO_A)
    view = look_behind(page, window, qtbot, figures_of(window, TWO_A)[0])
    model = view.behind.table.listing_model
    place = model.listing.headers.index("Person")
    who = model.listing.columns[place][0]
    assert who
    assert who != MASK
    window.workspace.set_hidden(True)
    assert {*model.listing.columns[place]} == {MASK}
    with qtbot.waitSignal(window.workspace.jobs.busy, timeout=WAIT):
        view.behind.copy_all()
    qtbot.waitUntil(lambda: not window.workspace.jobs.running("copy"), timeout=WAIT)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Row\tPerson")
    assert who not in copied


def test_a_rule_leads_to_its_rows(page: PreviewPage, window: MainWindow) -> None:
    opened, shown = window.workspace.opened, window.preview.preview
    assert opened is not None
    assert shown is not None
    entry = "ASCOF 2E"
    text = registered()[entry].text
    effect = effect_of_findings(text, shown.processed, opened.extract, opened.result)
    view = measure(page, window, entry)
    view.show_part(FINDINGS)
    sheet = shown.sheets[entry].effect
    assert sheet is not None
    got = [(r[0].key.rule, r[0].key.field, r[3].number, r[4].number) for r in sheet.rows]
    columns = ["rule", "field", "records", "people"]
    assert got == list(effect.by_rule[columns].itertuples(index=False, name=None))
    assert got
    window.workspace.show(sheet.rows[0][0].key)
    assert window.workspace.choice is sheet.rows[0][0].key
    assert window.page == "check"
