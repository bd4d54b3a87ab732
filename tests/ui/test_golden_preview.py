"""The Preview page on the golden submission shows the figures that the published SQL gives."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cldvalidator.measures.figures import Figure
from tests.measures.golden import GOLDEN, golden_costs, golden_dashboard, golden_figures
from tests.ui.driving import opened, settled
from ui.figures.inputs import InputsView
from ui.figures.measure_view import BREAKDOWNS, MeasureView
from ui.figures.state import INPUTS
from ui.main_window import MainWindow
from ui.pages.preview import PreviewPage
from ui.widgets.sheet_panel import SheetPanel


def compute(window: MainWindow, qtbot: QtBot, method: str) -> None:
    """Fill in the inputs as a person would, and wait for the figures."""
    page = window.pages["preview"]
    assert isinstance(page, PreviewPage)
    window.preview.show(INPUTS)
    form = page.shown
    assert isinstance(form, InputsView)
    form.method.setCurrentText(method)
    form.population["18 to 64"].setText("300,000")
    form.population["65 and above"].setText("90,000")
    form.apply()
    settled(qtbot, window)
    shown = window.preview.preview
    assert shown is not None
    assert shown.processed.parameters.method.name == method


def shown_figures(window: MainWindow, measure: str) -> list[tuple[object, ...]]:
    """Return the figures that the tables of a measure show."""
    page = window.pages["preview"]
    assert isinstance(page, PreviewPage)
    window.preview.show(measure)
    view = page.shown
    assert isinstance(view, MeasureView)
    assert view.figures is not None
    figures: dict[int, Figure] = {
        id(cell.key[0]): cell.key[0]
        for sheet in view.figures._sheets
        for row in sheet.rows
        for cell in row
        if cell.key is not None
    }
    told = (
        (f.group, f.numerator, f.denominator, f.value)
        for f in figures.values()
        if "unknown" not in f.description
    )
    return sorted(told, key=str)


def test_both_methods(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "submission.csv"
    path.write_bytes(gzip.decompress((GOLDEN / "submission.csv.gz").read_bytes()))
    opened(qtbot, window, path)
    window.show_page("preview")
    settled(qtbot, window)
    for name in ("September", "June"):
        compute(window, qtbot, f"{name} 2026")
        expected = golden_figures(name)
        assert {m: shown_figures(window, m) for m in expected} == expected
        totals, tables = golden_dashboard(name)
        for measure, counts in totals.items():
            assert shown_totals(window, measure) == [(d, f"{n:,}") for d, n in counts]
            shown = shown_breakdowns(window, measure)
            for table, rows in tables[measure].items():
                texts = [
                    (*("(blank)" if w is None else w for w in labels), *_numbers(n, people))
                    for labels, n, people in rows
                ]
                assert sorted(shown[table]) == sorted(texts)
        costs_as_shown(window, name)


def costs_as_shown(window: MainWindow, name: str) -> None:
    """Hold the texts of the costs against the SQL's figures: pounds are shown whole, or to 0.1."""
    totals, tables = golden_costs(name)
    shown = {words: _value(text) for words, text in shown_totals(window, "Costs")}
    assert shown == pytest.approx(dict(totals), abs=0.52)
    breakdowns = shown_breakdowns(window, "Costs")
    columns = ("rows", "people", "cost_per_week", "weeks", "total_cost", "total_exact")
    for table, expected in tables.items():
        found = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in breakdowns[table]}
        assert len(found) == len(expected)
        for label, numbers in expected.items():
            row = found["(blank)" if label is None else label]
            texts = {column: _value(row[column]) for column in numbers}
            assert texts == pytest.approx(numbers, abs=0.071)


def shown_totals(window: MainWindow, measure: str) -> list[tuple[str, str]]:
    """Return what a measure's figures are called, and the texts they are shown as."""
    page = window.pages["preview"]
    assert isinstance(page, PreviewPage)
    window.preview.show(measure)
    view = page.shown
    assert isinstance(view, MeasureView)
    assert view.figures is not None
    model = view.figures.table.sheet_model
    rows = range(model.rowCount())
    return [(model.index(r, 0).data(), model.index(r, 1).data()) for r in rows]


def shown_breakdowns(window: MainWindow, measure: str) -> dict[str, list[tuple[str, ...]]]:
    """Return the texts of each breakdown that the window shows, without the drawn bars."""
    page = window.pages["preview"]
    assert isinstance(page, PreviewPage)
    window.preview.show(measure)
    view = page.shown
    assert isinstance(view, MeasureView)
    view.show_part(BREAKDOWNS)
    panel = next(p for p in view.findChildren(SheetPanel) if p is not view.figures)
    tables = view._item.results[0].tables
    names = [n for n, t in tables.items() if not {"person"} & set(t.columns)]
    assert panel.choose.count() == len(names)
    shown = {}
    for place, name in enumerate(names):
        panel.choose.setCurrentIndex(place)
        model = panel.table.sheet_model
        places = [p for p in range(model.columnCount()) if p != model.bar_place]
        shown[name] = [
            tuple(model.index(r, p).data() for p in places) for r in range(model.rowCount())
        ]
    return shown


def _numbers(*numbers: int | None) -> list[str]:
    return [f"{n:,}" for n in numbers if n is not None]


def _value(text: str) -> float:
    return float(text.replace(",", "").removeprefix("£"))
