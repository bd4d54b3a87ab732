"""The figures of a set in the window: golden runs by both methods, rows, and what goes stale."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from cldvalidator.events.leaving import DUPLICATE, KEPT
from cldvalidator.jobs import join as join_job
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.measures import preview as preview_module
from cldvalidator.measures.headline import headline_figures
from cldvalidator.measures.registry import registered
from cldvalidator.presentation.preview_text import figure_words
from cldvalidator.review.row_choice import RowChoice, chosen_rows
from tests.command_line.test_join import METHOD_OF
from tests.measures.golden import figures_of
from tests.submissions import test_golden_joined as golden_join
from tests.submissions.golden import METHODS, POPULATION, RUNS, results, rows
from tests.ui.driving import WAIT, Gate, opened, settled, told, words
from tests.ui.sets import (
    choose,
    dropped,
    follow,
    golden_folder,
    is_seen,
    read_once,
    states,
)
from tests.ui.test_golden_preview import shown_figures
from ui.figures.state import BESIDE, STORY

CHECKED = {}
"""The golden files as they were checked, once in a process."""
EVERY_FIGURE = {run: next(m for m in METHODS if m != METHOD_OF[run]) for run in RUNS}
"""By run the method by which every figure is held; the command's tests have the other one."""


def only_measures(monkeypatch, *wanted):
    """Let only these measures be computed."""
    known = {name: measure for name, measure in registered().items() if name in wanted}
    monkeypatch.setattr(preview_module, "registered", lambda: known)


@pytest.fixture(name="one_measure")
def _one_measure(monkeypatch):
    only_measures(monkeypatch, "ASCOF 2A")


def previewed(qtbot, window):
    """Show the joined figures and wait for them."""
    window.show_page("preview")
    qtbot.waitUntil(
        lambda: window.preview.of_set is not None or window.preview.problem is not None,
        timeout=3 * WAIT,
    )
    settled(qtbot, window)
    return window.preview.of_set


def compute(qtbot, window, run, method):
    """Tell the year and the method as a person would, and wait for the figures."""
    window.preview.set_inputs(
        PreviewInputs(
            date.fromisoformat(RUNS[run]["period"][1]), METHODS[method].name, population=POPULATION
        )
    )
    qtbot.waitUntil(lambda: window.preview.of_set is not None, timeout=3 * WAIT)
    settled(qtbot, window)
    return window.preview.of_set


@pytest.mark.parametrize("run", RUNS)
def test_every_golden_run_by_both_methods(qtbot, window, tmp_path, monkeypatch, run):
    read_once(monkeypatch)
    monkeypatch.setattr(join_job, "preview_alone", lambda *_, **__: ())  # not what is held here
    golden_folder(tmp_path / "sent", run)
    dropped(qtbot, window, tmp_path / "sent")
    window.sets.checked.update(CHECKED)
    window.sets.set_as_of(date.fromisoformat(RUNS[run]["as_of"]))
    window.show_page("preview")
    for method in METHODS:
        every = tuple(figures_of(results(method)[run]))
        only_measures(monkeypatch, *(every if method == EVERY_FIGURE[run] else every[:1]))
        joined = compute(qtbot, window, run, method).joined
        CHECKED.update(window.sets.checked)
        expected = results(method)[run]
        golden_join.test_selection_and_reference_periods(joined, expected)
        golden_join.test_stages_and_cropping(joined, expected)
        rows_are_those_of_the_sql(joined, rows(method, run, "joined_rows"))
        figures = figures_of(expected)
        shown = [i.measure.text.id for i in window.preview.measures()]
        assert {m: shown_figures(window, m) for m in shown} == {m: figures[m] for m in shown}


def rows_are_those_of_the_sql(joined, expected):
    """Each row of a reference period, by file and Excel row: whether it is kept."""
    files, story = joined.processed.files, joined.processed.stories[1].reasons
    inside = np.flatnonzero(np.isin(story, (KEPT, DUPLICATE)))
    names = [r.submission.path.stem for r in joined.used]
    found = sorted(
        (names[files.file[r]], int(files.row[r]) - 1, int(story[r] == KEPT)) for r in inside
    )
    told_ = zip(expected["file"], expected["row"].astype(int), expected["kept"].astype(int),
                strict=True)  # fmt: skip
    assert found == sorted(told_)


def test_rows_behind_a_figure_name_their_file(qtbot, window, one_measure, golden, tmp_path):
    dropped(qtbot, window, *golden.values())
    found = previewed(qtbot, window)
    assert "Joined from 2 files" in window.pages["preview"].sentence.text()
    page = window.pages["preview"]
    window.preview.show("ASCOF 2A")
    view = page.shown
    assert "Joined from 2 files." in words(view)
    figure = view._item.results[0].figures[0]
    window.preview.look_behind((figure, "both"))
    settled(qtbot, window)
    qtbot.waitUntil(lambda: view.behind.table.listing_model.rowCount() > 0, timeout=WAIT)
    table = view.behind.lines
    assert table.headers[:3] == ("File", "Row", "Person")
    lines = {name: path.read_text("utf-8").splitlines() for name, path in golden.items()}
    place = table.headers.index("Event Reference")
    for line in range(0, len(table), max(1, len(table) // 10)):
        name, row = table.text(line, 0), int(table.text(line, 1))
        assert table.text(line, place) in lines[name.removesuffix(".csv")][row - 1]
    said = told(window)
    view.behind._go(0)
    view.behind.show_in_grid()
    assert "is not in the file that is open" in said[0]
    assert "None of these records" in said[1]
    opened(qtbot, window, golden["f8"])
    window.show_page("preview")
    settled(qtbot, window)
    assert window.preview.of_set is found  # the figures are of the set, whatever file is open
    mine = next(n for n in range(len(table)) if table.text(n, 0) == "f8.csv")
    window.preview.rows.go_to(table.record(mine))
    settled(qtbot, window)
    shown = window.workspace.opened.extract.source_rows[window.workspace.cell[0]]
    assert str(shown) == table.text(mine, 1)


def test_a_finding_behind_joined_figures_opens_its_rows(
    qtbot, window, one_measure, golden, tmp_path
):
    paths = []
    for path in golden.values():
        lines = path.read_text("utf-8").splitlines()
        place = lines[0].split(",").index("Gender")
        cells = lines[1].split(",")
        cells[place] = "no such value"
        paths.append(tmp_path / path.name)
        paths[-1].write_text("\n".join([lines[0], ",".join(cells), *lines[2:]]), "utf-8")
    dropped(qtbot, window, *paths)
    found = previewed(qtbot, window)
    choice = RowChoice(rule="MAND-02", field="Gender", label="MAND-02 in Gender")
    said = told(window)
    window.preview.rows.show_findings(choice)
    used = [r.submission.path.name for r in found.joined.used]
    counting = [n for n, f in zip(used, found.files, strict=True) if f.records[0] >= 0]
    assert counting
    assert all(f"{name} (" in said[0] for name in counting)
    opened(qtbot, window, tmp_path / counting[0])
    window.preview.rows.show_findings(choice)
    settled(qtbot, window)
    space = window.workspace
    rows = chosen_rows(space.opened.extract, space.opened.result.findings, space.choice)
    extract = space.opened.extract
    assert 2 in extract.source_rows[rows]
    listed = {v.value for v in space.opened.specification.by_name["Gender"].values.values}
    assert listed.isdisjoint(extract.column("Gender").text(row) for row in rows)


def test_where_a_row_of_a_file_went(qtbot, window, one_measure, golden):
    dropped(qtbot, window, *golden.values())
    previewed(qtbot, window)
    window.preview.show(STORY)
    story = window.pages["preview"].shown
    for name, sentence in (
        ("f8.csv", "f8.csv serves 01/07/2025 to 30/06/2026"),
        ("f6.csv", "Not used for any figure: the file serves nothing"),
    ):
        story.file.setCurrentText(name)
        story.row.setText("9")
        story.tell()
        assert any(sentence in told_ for told_ in story.sentences)


def test_joined_figures_stand_beside_those_of_the_last_file(qtbot, window, golden):
    dropped(qtbot, window, *golden.values())
    found = previewed(qtbot, window)
    window.preview.show(BESIDE)
    model = window.pages["preview"].shown.table.sheet_model
    heads = [model.headerData(n, Qt.Orientation.Horizontal) for n in range(model.columnCount())]
    assert heads == ["Figure", "Joined from 2 files", "f8.csv alone", "Difference"]
    alone = {i.measure.text.id: headline_figures(i.results[0])[0] for i in found.alone}
    table = [[model.index(r, c).data() for c in range(4)] for r in range(model.rowCount())]
    place = next(n for n, row in enumerate(table) if row[0] == "ASCOF 2A")
    assert table[place + 1][2] == figure_words(alone["ASCOF 2A"])
    assert any(row[3] not in (None, "", "none") for row in table)
    window.preview.show("ASCOF 2A")
    said = words(window.pages["preview"].shown)
    assert f"f8.csv alone: {table[place + 1][2]}" in said
    window.preview.set_share(True)  # exact figures have no place among those for sharing
    assert "f8.csv alone" not in words(window.pages["preview"].shown)


def test_one_file_offers_to_add_earlier_ones(qtbot, window, one_measure, golden, monkeypatch):
    opened(qtbot, window, golden["f8"])
    window.show_page("preview")
    qtbot.waitUntil(lambda: window.preview.preview is not None, timeout=3 * WAIT)
    settled(qtbot, window)
    page = window.pages["preview"]
    assert page.sentence.text().startswith("This file alone. ")
    window.preview.show("ASCOF 2A")
    button = next(b for b in page.shown.findChildren(QPushButton) if "earlier" in b.text())
    earlier = [str(golden["f1"])]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (earlier, ""))
    button.click()
    qtbot.waitUntil(lambda: is_seen(window), timeout=WAIT)
    assert set(states(window)) == {"f1.csv", "f8.csv"}
    assert previewed(qtbot, window) is not None
    assert page.basis.isVisible()
    page.basis.buttons[0].click()
    qtbot.waitUntil(lambda: window.preview.preview is not None, timeout=3 * WAIT)
    assert window.preview.of_set is None


def test_figures_of_a_set_that_changed_meanwhile_are_not_shown(
    qtbot, window, one_measure, golden, monkeypatch
):
    dropped(qtbot, window, *golden.values())
    gate = Gate(monkeypatch, join_job, "preview_set", after=True)
    window.show_page("preview")
    gate.reached(qtbot)
    window.show_page("open")
    choose(window, "f6.csv")
    members = window.pages["open"].set_view.members
    members.day.setText("25/07/2026")
    members.confirm.click()
    gate.open()
    follow(qtbot, window)
    assert window.preview.of_set is None
    found = previewed(qtbot, window)
    assert [r.submission.name for r in found.joined.used] == ["f1.csv", "f8.csv", "f6.csv"]
    seen = window.preview.shown_figures
    window.show_page("open")
    choose(window, "f1.csv")
    members.out.click()
    follow(qtbot, window)
    said = told(window)
    window.pages["preview"].save_to(golden["f1"].parent / "figures.xlsx", seen)
    assert "Nothing was written" in said[0]


def test_what_is_written_says_what_the_figures_are_of(qtbot, window, golden, tmp_path):
    dropped(qtbot, window, *golden.values())
    found = previewed(qtbot, window)
    target = tmp_path / "figures.xlsx"
    said = told(window)
    window.preview.save(target, overwrite=False)
    settled(qtbot, window)
    window.preview.save(golden["f1"], overwrite=True)
    settled(qtbot, window)
    assert len(said) == 1
    assert golden["f1"].read_bytes()[:2] != b"PK"  # no file of the set is ever replaced
    texts = [str(c.value) for c in load_workbook(target)["Submissions"]["A"] if c.value]
    assert set(found.about) & set(texts)
    window.preview.save_lists(tmp_path, overwrite=False)
    settled(qtbot, window)
    assert len(list(tmp_path.glob("*.csv"))) == 5
