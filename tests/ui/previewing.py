"""What the tests of the Preview page do with it again and again."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from cldvalidator.measures.figures import Figure
from ui.figures.measure_view import MeasureView
from ui.main_window import MainWindow
from ui.pages.preview import PreviewPage

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


def computed(window: MainWindow, qtbot: QtBot) -> None:
    state, page = window.preview, page_of(window)
    qtbot.waitUntil(lambda: state.preview is not None and page.shown is not None, timeout=WAIT)


def at_preview(window: MainWindow, qtbot: QtBot) -> PreviewPage:
    """Open the sample and show its figures."""
    made = open_demo(window, qtbot)
    window.show_page("preview")
    computed(window, qtbot)
    return made


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
