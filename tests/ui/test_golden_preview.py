"""The Preview page on the golden submission shows the figures that the published SQL gives."""

from __future__ import annotations

import gzip
from pathlib import Path

from pytestqt.qtbot import QtBot

from cldvalidator.measures.figures import Figure
from tests.measures.golden import GOLDEN, golden_figures
from tests.ui.driving import opened, settled
from ui.figures.inputs import InputsView
from ui.figures.measure_view import MeasureView
from ui.figures.state import INPUTS
from ui.main_window import MainWindow
from ui.pages.preview import PreviewPage


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
