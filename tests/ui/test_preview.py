"""The Preview page through the real window: what it shows is what the engine says."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from cldvalidator.jobs import preview as preview_job
from cldvalidator.measures.behind import behind_figure
from cldvalidator.measures.effect import effect_of_findings
from cldvalidator.measures.figures import Behind, Figure
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs, registered
from cldvalidator.measures.small_numbers import shared_result
from cldvalidator.settings import remembered_populations
from tests.ui.driving import words
from ui.figures.inputs import InputsView
from ui.figures.measure_view import BEHIND, BREAKDOWNS, FINDINGS, MeasureView
from ui.figures.row_story import RowStoryView
from ui.figures.state import INPUTS, STORY, SUMMARY
from ui.figures.summary import Summary
from ui.grid.model import MASK
from ui.main_window import MainWindow
from ui.pages.preview import PreviewPage
from ui.widgets.bar_chart import BarChart
from ui.widgets.line_chart import LineChart

WAIT = 60_000
TWO_A = "ASCOF 2A"


def page_of(window: MainWindow) -> PreviewPage:
    page = window.pages["preview"]
    assert isinstance(page, PreviewPage)
    return page


def open_demo(window: MainWindow, qtbot: QtBot) -> PreviewPage:
    window.open_demo()
    qtbot.waitUntil(lambda: window.workspace.opened is not None, timeout=WAIT)
    return page_of(window)


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> PreviewPage:
    made = open_demo(window, qtbot)
    window.show_page("preview")
    computed(window, qtbot)
    return made


def computed(window: MainWindow, qtbot: QtBot) -> None:
    state, page = window.preview, page_of(window)
    qtbot.waitUntil(lambda: state.preview is not None and page.shown is not None, timeout=WAIT)


def measure(page: PreviewPage, window: MainWindow, entry: str) -> MeasureView:
    window.preview.show(entry)
    assert isinstance(page.shown, MeasureView)
    return page.shown


def figures_of(window: MainWindow, entry: str) -> tuple[Figure, ...]:
    shown = window.preview.preview
    assert shown is not None
    found = next(i for i in shown.previewed if i.measure.text.id == entry)
    return found.results[0].figures


def look_behind(
    page: PreviewPage, window: MainWindow, qtbot: QtBot, figure: Figure, side: str = "both"
) -> MeasureView:
    view = page.shown
    assert isinstance(view, MeasureView)
    with qtbot.waitSignal(view.behind.shown, timeout=WAIT):
        window.preview.look_behind((figure, side))
    return view


def test_nothing_is_computed_before_the_page_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    open_demo(window, qtbot)
    qtbot.wait(50)
    assert window.preview.preview is None
    assert not window.preview.computing


def test_figures_are_those_of_the_engine(page: PreviewPage, window: MainWindow) -> None:
    opened, shown = window.workspace.opened, window.preview.preview
    assert opened is not None
    assert shown is not None
    expected = preview(shown.processed, Inputs())
    assert [i.measure.text.id for i in expected] == list(registered())
    for item in expected:
        view = measure(page, window, item.measure.text.id)
        assert view.figures is not None
        told = {
            id(cell.key[0]): cell.key[0]
            for sheet in view.figures._sheets
            for row in sheet.rows
            for cell in row
            if cell.key is not None
        }
        got = {
            (f.description, f.group): (f.value, f.numerator, f.denominator) for f in told.values()
        }
        want = {
            (f.description, f.group): (f.value, f.numerator, f.denominator)
            for f in item.results[0].figures
        }
        assert got == want


def test_the_table_says_the_figure_in_words(page: PreviewPage, window: MainWindow) -> None:
    view = measure(page, window, TWO_A)
    assert view.figures is not None
    model = view.figures.table.sheet_model
    total = next(f for f in figures_of(window, TWO_A) if f.group == "Total")
    rows = [[str(model.data(model.index(r, c))) for c in range(4)] for r in range(model.rowCount())]
    assert ["Total", f"{total.value:,.1f}%", f"{total.numerator}", f"{total.denominator}"] in rows
    assert view.figures.chart is not None
    assert f"Total {total.value:,.1f}%" in view.figures.chart.accessibleDescription()


def test_every_measure_has_a_card_with_its_headline(
    page: PreviewPage, window: MainWindow, qtbot: QtBot
) -> None:
    summary = page.shown
    assert isinstance(summary, Summary)
    qtbot.waitUntil(lambda: len(summary.cards) == len(registered()), timeout=WAIT)
    assert [c.id for c in summary.cards] == list(registered())
    summary.copy()
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0].startswith("Measure\tTitle\tFigure\tValue")
    total = next(f for f in figures_of(window, TWO_A) if f.group == "Total")
    assert any(line.startswith(TWO_A) and f"{total.value:,.1f}%" in line for line in copied)


def test_a_measure_is_found_by_name(page: PreviewPage, window: MainWindow, qtbot: QtBot) -> None:
    box = page.list.filter
    qtbot.keyClicks(box, "care home")
    assert page.list.visible_keys()
    assert "ASCOF 2B and 2C" in page.list.visible_keys()
    assert "Costs" not in page.list.visible_keys()
    box.clear()
    qtbot.keyClicks(box, "3d car")
    assert page.list.visible_keys() == ["ASCOF 3D carers"]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert window.preview.entry == "ASCOF 3D carers"


def test_the_list_works_by_keyboard(page: PreviewPage, window: MainWindow, qtbot: QtBot) -> None:
    page.focus_first()
    qtbot.keyClick(page.list.filter, Qt.Key.Key_Down)
    qtbot.keyClick(page.list.list, Qt.Key.Key_Down)
    assert window.preview.entry == TWO_A
    view = page.shown
    assert isinstance(view, MeasureView)
    assert view.figures is not None
    table = view.figures.table
    table.setCurrentIndex(table.sheet_model.index(1, 1))
    with qtbot.waitSignal(view.behind.shown, timeout=WAIT):
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert view.part == BEHIND


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
    model = view.behind.model
    assert model.rowCount() == len(np.unique(total.behind.numerator_records))
    view.behind.kind.setCurrentIndex(1)
    assert model.rowCount() == len(np.unique(total.behind.numerator_people))
    shown = window.preview.preview
    assert shown is not None
    people = {model.text(r, 0) for r in range(model.rowCount())}
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
    model = view.behind.model
    place = model.headers.index("Person")
    who = model.text(0, place)
    assert who
    assert who != MASK
    window.workspace.set_hidden(True)
    assert {model.text(r, place) for r in range(model.rowCount())} == {MASK}
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


def test_population_gives_rates_and_is_remembered(
    page: PreviewPage, window: MainWindow, qtbot: QtBot, settings_folder: Path
) -> None:
    before = window.preview.preview
    assert before is not None
    assert all(f.value is None for f in figures_of(window, "ASCOF 2B and 2C"))
    window.preview.show(INPUTS)
    form = page.shown
    assert isinstance(form, InputsView)
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
    assert view.behind.model.rowCount() == 0
    page.share.setChecked(False)
    assert measure(page, window, TWO_A).behind.nobody.isHidden()


@pytest.mark.parametrize("share", [False, True])
def test_the_workbook_holds_what_is_shown(
    page: PreviewPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, share: bool
) -> None:
    page.share.setChecked(share)
    target = tmp_path / "figures"
    with qtbot.waitSignal(window.preview.saved, timeout=WAIT):
        page.save_to(target)
    book = load_workbook(tmp_path / "figures.xlsx", read_only=True)
    rows = [r for r in book["Figures"].iter_rows(values_only=True) if r[0] == TWO_A]
    shown = window.preview.measures()
    figures = next(i for i in shown if i.measure.text.id == TWO_A).results[0].figures
    assert [r[5] for r in rows[: len(figures)]] == [f.numerator for f in figures]
    book.close()


def test_a_workbook_is_replaced_only_when_told(
    page: PreviewPage,
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = tmp_path / "there.xlsx"
    target.write_bytes(b"mine")
    answer = QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answer)
    page.save_to(target)
    assert not window.workspace.jobs.running()
    assert target.read_bytes() == b"mine"
    answer = QMessageBox.StandardButton.Yes
    with qtbot.waitSignal(window.preview.saved, timeout=WAIT):
        page.save_to(target)
    assert target.read_bytes()[:2] == b"PK"


def test_the_open_file_is_never_replaced(
    page: PreviewPage,
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = tmp_path / "extract.xlsx"
    source.write_bytes(b"the extract")
    window.workspace.path = source
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    window.workspace.jobs.problem.disconnect()
    with qtbot.waitSignal(window.workspace.jobs.problem, timeout=WAIT):
        page.save_to(source)
    assert source.read_bytes() == b"the extract"


def test_where_a_row_went(page: PreviewPage, window: MainWindow) -> None:
    opened, shown = window.workspace.opened, window.preview.preview
    assert opened is not None
    assert shown is not None
    window.workspace.cell_shown(3, "Event Type")
    window.preview.show(STORY)
    view = page.shown
    assert isinstance(view, RowStoryView)
    assert view.row.text() == str(opened.extract.source_rows[3])
    story = shown.processed.story_of(3, opened.extract.source_rows)
    assert view.sentences[: len(story)] == story
    view.row.setText("1")
    view.tell()
    assert view.sentences == []
    view.row.setText("many")
    view.tell()
    assert view.sentences == []


class Held:
    """Stands in for the computation until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = threading.Event()
        self.files: list[int] = []
        real: Callable[..., Any] = preview_job.preview_file

        def held(extract: Any, *args: Any, task: Any) -> Any:
            self.files.append(len(extract))
            while not self.go.wait(0.01):
                task.step("Waiting")
            return real(extract, *args, task=task)

        monkeypatch.setattr(preview_job, "preview_file", held)


def test_cancel_leaves_a_way_to_go_on(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held(monkeypatch)
    open_demo(window, qtbot)
    window.show_page("preview")
    state = window.preview
    qtbot.waitUntil(lambda: len(held.files) == 1, timeout=WAIT)
    window.workspace.jobs.cancel()
    qtbot.waitUntil(lambda: state.stopped, timeout=1000)
    assert state.preview is None
    qtbot.wait(20)
    assert not state.computing
    held.go.set()
    state.compute()
    computed(window, qtbot)


def test_another_file_while_computing(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = Held(monkeypatch)
    page = open_demo(window, qtbot)
    window.show_page("preview")
    qtbot.waitUntil(lambda: len(held.files) == 1, timeout=WAIT)
    first = window.workspace.opened
    assert first is not None
    path = window.workspace.path
    assert path is not None
    lines = path.read_bytes().splitlines(keepends=True)
    shorter = tmp_path / "shorter.csv"
    shorter.write_bytes(b"".join(lines[: len(lines) // 2]))
    window.open_file(shorter)
    qtbot.waitUntil(lambda: window.workspace.opened is not first, timeout=WAIT)
    held.go.set()
    window.show_page("preview")
    computed(window, qtbot)
    shown, opened = window.preview.preview, window.workspace.opened
    assert shown is not None
    assert opened is not None
    assert len(shown.processed.person_of) == len(opened.extract) < len(first.extract)
    assert page.shown is not None


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


def test_the_theme_keeps_what_is_shown(page: PreviewPage, window: MainWindow, qtbot: QtBot) -> None:
    window.preview.show("Costs")
    window.set_theme("dark")
    again = page_of(window)
    assert again is not page
    qtbot.waitUntil(lambda: isinstance(again.shown, MeasureView), timeout=WAIT)
    assert not window.preview.computing
    assert again.list.list.currentItem().text() == "Costs"
    window.preview.show(SUMMARY)
    assert isinstance(again.shown, Summary)


def test_a_rate_without_the_population_shows_the_people_and_asks_for_it(
    page: PreviewPage, window: MainWindow, qtbot: QtBot
) -> None:
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


def test_the_part_that_is_turned_to_begins_at_its_top(
    page: PreviewPage, window: MainWindow
) -> None:
    window.preview.show("ASCOF 3D clients")
    view = page.shown
    assert isinstance(view, MeasureView)
    bar = page.area.verticalScrollBar()
    bar.setMaximum(max(bar.maximum(), 100))
    bar.setValue(100)
    view.show_part("About")
    assert bar.value() == 0
