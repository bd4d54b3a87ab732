"""Every table of the window is ordered by its headers, and what is selected stays selected."""

from __future__ import annotations

import ast
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.driving import check_page, fix_page, opened, settled
from tests.ui.previewing import TWO_A, computed, figures_of, look_behind, measure, page_of
from ui.fixing.near_spellings import NearSpellingsDialog
from ui.fixing.profile_editor import ProfileEditor
from ui.help.about import AboutDialog
from ui.main_window import MainWindow
from ui.widgets.header_sort import HeaderSort

SOURCE = Path(__file__).parents[2] / "ui"
EXCEPTIONS = {
    "BlockView": "the grid of the file has an order of its own, off the window's thread",
    "StateGridView": "months and quarters stand in the order of time",
    "QTreeWidget": "the contents of the help are a tree",
    "QListWidget": "names to be ticked, in the order of the file, without headers",
    "QListView": "what can be typed next, the likeliest first, without headers",
}
_VIEWS = ("QTableView", "QTableWidget", "QTreeView", "QTreeWidget", "QListView", "QListWidget")


def _views_made() -> dict[str, str]:
    """Return by the name of a class that shows a table the text of the module it is used in."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                bases = {getattr(base, "id", "") for base in node.bases}
                if bases & {*_VIEWS}:
                    found[node.name] = text
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in _VIEWS:
                found[node.func.id] = text  # type: ignore[attr-defined]
    return found


def test_no_table_is_without_an_order() -> None:
    made = _views_made()
    assert {"ListingView", "SheetTable", "HeatGrid", "HeaderMatches"} <= {*made}
    without = {name for name, text in made.items() if "HeaderSort(self)" not in text}
    assert without == {*EXCEPTIONS}


def _shown(view: QTableView) -> list[list[str]]:
    """Return the rows as they stand below each other."""
    model, down = view.model(), view.verticalHeader()
    rows = sorted(range(model.rowCount()), key=down.visualIndex)
    return [[str(model.index(r, c).data() or "") for c in range(model.columnCount())] for r in rows]


def _key(text: str) -> object:
    for form in ("%d/%m/%Y", "%d/%m/%Y %H:%M:%S"):
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    try:
        return float(text.replace(",", "").replace("%", "").replace("£", ""))
    except ValueError:
        return None


def _check(view: QTableView) -> int:
    """Order by each header; return how many columns differed in their rows."""
    sorting, model = view.findChild(HeaderSort), view.model()
    assert sorting is not None
    own, ordered = _shown(view), 0
    header = view.horizontalHeader()
    whole = view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows
    if whole:
        view.selectRow(len(own) // 2)
    before = [i.data() for i in view.selectionModel().selectedIndexes()]
    for place in range(model.columnCount()):
        texts = [row[place] for row in own]
        keys = [_key(text) for text in texts if text]
        plain = len(keys) == len(texts) and len({type(k) for k in keys}) == 1 and None not in keys
        for descending in (False, True, None):
            header.sectionClicked.emit(place)
            rows = _shown(view)
            assert sorted(rows) == sorted(own), "a row is lost"
            if whole:
                now = [i.data() for i in view.selectionModel().selectedIndexes()]
                assert now == before, "another entry is selected"
            if descending is None:
                assert rows == own
            elif plain:
                found = [_key(row[place]) for row in rows]
                assert found == sorted(keys, reverse=descending), (view.accessibleName(), place)  # type: ignore[type-var]
        ordered += len({*texts}) > 1
    return ordered


def _tables(part: QWidget) -> dict[str, QTableView]:
    views = (v for v in part.findChildren(QTableView) if v.findChild(HeaderSort) is not None)
    return {v.accessibleName(): v for v in views if v.model().rowCount() > 1}


@pytest.fixture
def check(qtbot: QtBot) -> set[str]:
    """The names of the tables that were ordered."""
    return set()


def _check_all(part: QWidget, done: set[str]) -> None:
    for name, view in _tables(part).items():
        if name not in done and _check(view):
            done.add(name)


def test_tables_of_the_open_file(
    qtbot: QtBot, window: MainWindow, extract_file: Path, check: set[str]
) -> None:
    opened(qtbot, window, extract_file)
    _check_all(window.pages["open"], check)
    window.show_page("check")
    page = check_page(window)
    for button in page.views_shown.buttons:
        button.click()
        settled(qtbot, window)
    page.columns.shown.activated.emit(0)
    page.columns.shown.setCurrentIndex(1)
    page.columns.refresh()
    settled(qtbot, window)
    page.columns.fields.select_key("Event Type")
    page.columns.fields.choose_row(page.columns.fields.currentIndex().row())
    _check_all(page, check)
    window.show_page("fix")
    settled(qtbot, window)
    fix_page(window).accept_all_safe()
    settled(qtbot, window)
    _check_all(fix_page(window), check)
    profile = fix_page(window).profile._profile
    dialogs = [
        ProfileEditor(profile, window.workspace.opened.specification, window),
        NearSpellingsDialog(window.workspace, window.profile, window),
        AboutDialog(window.workspace, window),
    ]
    settled(qtbot, window)
    for dialog in dialogs:
        _check_all(dialog, check)
        dialog.reject()
    story = window.story  # type: ignore[attr-defined]
    people = window.workspace.opened.extract.column("LA Person Unique Identifier")
    page.panel.grid.go_to(int(np.flatnonzero(people.counts[people.codes] > 3)[0]), 0)
    page.panel.act("Story of this person")
    story.look_for_pairs()
    settled(qtbot, window)
    for shown in (story.window, story.pairs):
        _check_all(shown, check)
    story.close()
    assert check >= {
        "Columns and the fields they were recognised as",
        "Groups of findings",
        "National data quality by field",
        "Fields of the file",
        "Values of the field",
        "Fields by event type",
        "Proposals by value",
        "Values",
        "Works inside and their licences",
        "Events of the person",
    }
    window.workspace.written(window.workspace.history.steps)


def test_tables_of_the_figures(
    qtbot: QtBot, window: MainWindow, extract_file: Path, check: set[str]
) -> None:
    opened(qtbot, window, extract_file)
    window.show_page("preview")
    computed(window, qtbot)
    view = measure(page_of(window), window, TWO_A)
    _check_all(view, check)
    total = next(f for f in figures_of(window, TWO_A) if f.group == "Total")
    look_behind(page_of(window), window, qtbot, total, "both")
    _check_all(view, check)
    assert "People and events behind the figure" in check
    assert len(check) > 1
