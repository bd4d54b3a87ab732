"""Compare: the open file beside an earlier one, as long as both are what they were."""

from __future__ import annotations

import json

import openpyxl
import pytest
from PySide6.QtWidgets import QMessageBox, QPushButton

from tests.submissions.changed_files import made
from tests.ui.driving import check_page, opened, settled, submit_page, words
from ui.comparing.listings import FIGURES, FINDINGS
from ui.comparing.state import FORMS
from ui.grid.model import MASK
from ui.pages.compare import ComparePage

WITH_VALUES, WITHOUT, PAGE, JSON = FORMS
SINCE = "Findings since before"
ARROW = "\N{RIGHTWARDS ARROW}"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    frame = made(300, 4)[0].copy()
    frame.iloc[20:24, frame.columns.get_loc("Gender")] = "no such value"
    later = frame.iloc[10:].copy()
    later.iloc[:5, later.columns.get_loc("Postcode")] = "ZZ99 3VZ"
    is_open = (frame["Event Type"] == "Service") & (frame["Event End Date"] == "")
    person = later.loc[is_open[10:], "LA Person Unique Identifier"].iloc[0]
    vanished = is_open[10:] & (later["LA Person Unique Identifier"] == person)
    frame.iloc[:290].to_csv(folder / "earlier.csv", index=False)
    frame.iloc[295:].to_csv(folder / "older.csv", index=False)
    later[~vanished].to_csv(folder / "vanished.csv", index=False)
    later.to_csv(folder / "later.csv", index=False)
    frame.assign(**{"LA Code": "504"}).to_csv(folder / "other.csv", index=False)
    return folder


@pytest.fixture
def page(window, qtbot, files):
    """The page with both files compared."""
    opened(qtbot, window, files / "later.csv")
    window.show_page("compare")
    made_ = window.pages["compare"]
    assert isinstance(made_, ComparePage)
    settled(qtbot, window)
    window.comparison.choose(files / "earlier.csv")
    qtbot.waitUntil(lambda: window.comparison.compared is not None, timeout=20_000)
    qtbot.waitUntil(lambda: made_.filter.count() > 0, timeout=20_000)
    return made_


def listed(page, name):
    place = next(i for i in range(page.filter.count()) if page.filter.itemText(i).startswith(name))
    page.filter.setCurrentIndex(place)
    return page.table.listing_model.listing


def test_it_asks_for_an_earlier_file_first(window, qtbot, files):
    opened(qtbot, window, files / "later.csv")
    window.show_page("compare")
    settled(qtbot, window)
    qtbot.waitUntil(lambda: "Compare this file" in words(window.pages["compare"]), timeout=20_000)


def test_a_changed_cell_shows_both_values(window, page):
    listing = listed(page, "Changed (5)")
    column = list(listing.columns[listing.headers.index("Postcode")])
    assert all(ARROW in text and text.endswith("ZZ99 3VZ") for text in column)
    assert len(listing) == 5
    window.workspace.set_hidden(True)
    listing = listed(page, "Changed (5)")
    assert set(listing.columns[listing.headers.index("Postcode")]) == {MASK}
    window.workspace.set_hidden(False)


def test_the_summary_counts_what_the_lists_hold(page):
    shown = words(page)
    for text in ("275", "Same", "Gone", "New"):
        assert text in shown
    assert len(listed(page, "New (10)")) == 10
    assert len(listed(page, "Gone (10)")) == 10
    listed(page, "Gone (10)")
    assert not page.rows.isVisible()  # they are not in the open file


def test_the_summary_leads_to_the_figures(page):
    assert page.filter.currentData() == FINDINGS
    (way,) = [b for b in page.area.findChildren(QPushButton) if b.text() == FIGURES]
    way.click()
    assert page.filter.currentData() == FIGURES
    assert page.methods.isVisible()


def test_rows_of_a_group_are_shown_on_check(window, page, qtbot):
    listed(page, "Changed (5)")
    page.rows.click()
    settled(qtbot, window)
    assert window.page == "check"
    assert window.workspace.choice.among.tolist() == [0, 1, 2, 3, 4]


def test_a_change_makes_the_comparison_anew(window, page, qtbot):
    before = window.comparison.compared
    window.workspace.edit_cell(20, "Postcode", "ZZ99 3VZ")
    settled(qtbot, window)
    qtbot.waitUntil(lambda: window.comparison.compared not in (None, before), timeout=20_000)
    qtbot.waitUntil(lambda: len(listed(page, "Changed (6)")) == 6, timeout=20_000)


def test_another_file_drops_it(window, page, qtbot, files):
    opened(qtbot, window, files / "other.csv")
    assert window.comparison.compared is None
    assert window.comparison.path is None


def test_files_of_two_councils_are_refused_on_the_page(window, page, qtbot, files):
    window.comparison.choose(files / "other.csv")
    qtbot.waitUntil(lambda: window.comparison.problem is not None, timeout=20_000)
    qtbot.waitUntil(lambda: "different councils" in words(page), timeout=20_000)
    settled(qtbot, window)


def test_what_was_seen_is_what_is_saved(window, page, qtbot, tmp_path, monkeypatch):
    target = tmp_path / "out.xlsx"
    seen = window.comparison.compared
    page.save.save_to(target, WITH_VALUES, seen)
    qtbot.waitUntil(target.exists, timeout=20_000)
    settled(qtbot, window)
    told = []
    monkeypatch.setattr(window.workspace, "tell", told.append)
    answers = [QMessageBox.StandardButton.Cancel]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers[0])
    written = target.read_bytes()
    page.save.save_to(target, WITH_VALUES, seen)
    assert target.read_bytes() == written
    window.comparison.compare()
    qtbot.waitUntil(lambda: window.comparison.compared is not seen, timeout=20_000)
    page.save.save_to(tmp_path / "other.xlsx", WITH_VALUES, seen)
    assert "has changed since you looked" in told[0].what
    assert not (tmp_path / "other.xlsx").exists()


def test_findings_come_first_and_open_their_records(window, page, qtbot):
    assert page.filter.currentText() == FINDINGS
    listing = page.table.listing_model.listing
    row = next(i for i, m in enumerate(listing.keys) if len(m.still))
    page.table.selectRow(row)
    page.records.click()
    movement = listing.keys[row]
    offered = [page.filter.itemText(i) for i in range(page.filter.count())]
    assert any(t.startswith("Still there: ") and f"({len(movement.still):,})" in t for t in offered)
    assert len(page.table.listing_model.listing) in map(len, (movement.new, movement.still))
    assert page.rows.isVisible()
    before = page.filter.count()
    listed(page, FINDINGS)
    page.table.selectRow(row)
    page.records.click()
    assert page.filter.count() == before  # the ones offered before are gone


def figures(window, page, qtbot):
    listed(page, FIGURES)
    qtbot.waitUntil(lambda: window.comparison.figures is not None, timeout=60_000)
    qtbot.waitUntil(lambda: len(page.table.listing_model.listing) > 0, timeout=20_000)
    return page.table.listing_model.listing


def test_parts_of_figures_open_their_records_and_follow_the_method(window, page, qtbot):
    state = window.comparison
    listing = figures(window, page, qtbot)
    assert state.figures.methods == ("September 2026", "September 2026")
    assert all(m.remainder == 0 for m in state.figures.movements)
    parts = [(row, part) for row, (_, part) in enumerate(listing.keys) if part is not None]
    row, part = next((row, part) for row, part in parts if len(part.rows))
    page.table.selectRow(row)
    page.records.click()
    assert page.filter.currentText().startswith(f"{part.step}: ")
    shown = page.table.listing_model.listing
    assert [place.row for place in shown.keys] == part.rows.tolist()
    assert page.rows.isVisible() == (part.side == 1)
    listed(page, FIGURES)
    state.choose_methods("June 2026", "June 2026")  # still being computed when left
    box = page.methods.boxes[0]
    page.methods.boxes[1].setCurrentText("September 2026")
    box.setCurrentText("June 2026")
    box.activated.emit(box.currentIndex())
    assert state.figures is None  # those of the other method are not shown any more
    qtbot.waitUntil(lambda: state.figures is not None, timeout=60_000)
    settled(qtbot, window)
    assert state.figures.methods == ("June 2026", "September 2026")
    assert state.figures.steps[0] == "Method"


def test_an_older_file_tells_what_is_back(window, page, qtbot, files):
    assert not any(g.name == "Back" for g in page._groups)
    window.comparison.choose_older([files / "older.csv"])
    qtbot.waitUntil(lambda: window.comparison.compared is not None, timeout=20_000)
    qtbot.waitUntil(lambda: any(g.name == "Back" for g in page._groups), timeout=20_000)
    assert len(listed(page, "Back (5)")) == 5
    qtbot.waitUntil(lambda: "older.csv" in words(page), timeout=20_000)


def test_a_service_that_vanished_is_shown_with_both_files(window, qtbot, files):
    opened(qtbot, window, files / "vanished.csv")
    window.show_page("compare")
    window.comparison.choose(files / "earlier.csv")
    page = window.pages["compare"]
    qtbot.waitUntil(lambda: page.filter.count() > 0, timeout=20_000)
    listing = listed(page, "DATE-15")
    sides = list(listing.columns[0])
    assert sides[0] == "Earlier"
    page.table.selectRow(0)
    page.person.click()
    shown = page.table.listing_model.listing
    assert set(shown.columns[0]) <= {"Earlier", "Later"}
    assert page.filter.currentText().startswith("This person in both files")
    person = shown.headers.index("LA Person Unique Identifier")
    assert len(set(shown.columns[person])) == 1


def test_every_form_is_saved_with_values_only_where_it_says_so(window, page, qtbot, tmp_path):
    seen, value = window.comparison.compared, "ZZ99 3VZ"
    for number, form in enumerate(FORMS):
        target = tmp_path / f"{number}{form.ending}"
        page.save.save_to(target, form, seen)
        qtbot.waitUntil(target.exists, timeout=20_000)
        settled(qtbot, window)

    def cells(name):
        book = openpyxl.load_workbook(tmp_path / name, read_only=True)
        return {str(c) for sheet in book for row in sheet.values for c in row}

    assert any(value in cell for cell in cells("0.xlsx"))
    assert not any(value in cell for cell in cells("1.xlsx"))
    assert value not in (tmp_path / "2.html").read_text("utf-8")
    content = json.loads((tmp_path / "3.json").read_text("utf-8"))
    assert content["events"]["changed"]["all"] == 5
    assert value not in json.dumps(content)


def test_what_is_written_of_the_file_says_what_became_of_the_one_before(
    window, page, qtbot, tmp_path
):
    dialog = check_page(window).show_reports()
    assert "earlier.csv" in dialog.words.text()
    dialog.folder.setText(str(tmp_path))
    dialog.begin()
    report = tmp_path / "later.report.xlsx"
    qtbot.waitUntil(report.exists, timeout=60_000)
    settled(qtbot, window)
    assert SINCE in openpyxl.load_workbook(report, read_only=True).sheetnames
    dialog.reject()

    submit = submit_page(window)
    submit.report.setChecked(True)
    submit.folder.setText(str(tmp_path))
    assert submit.outputs().figures is None  # nothing was computed
    window.show_page("preview")
    qtbot.waitUntil(lambda: window.preview.preview is not None, timeout=60_000)
    window.show_page("submit")
    settled(qtbot, window)
    submit.begin()
    manifest = tmp_path / "later_submission.manifest.json"
    qtbot.waitUntil(manifest.exists, timeout=60_000)
    settled(qtbot, window)
    kept = json.loads(manifest.read_text("utf-8"))
    assert {f["measure"] for f in kept["figures"]} >= {"ASCOF 2A", "ASCOF 2E"}
    assert "History shows its figures." in words(submit)
    book = openpyxl.load_workbook(tmp_path / "later_submission.report.xlsx", read_only=True)
    assert SINCE in book.sheetnames
    assert "earlier.csv" in (tmp_path / "later_submission.sign-off.html").read_text("utf-8")


def test_results_belong_to_the_files_that_were_compared(window, page, qtbot, files):
    state = window.comparison
    state.choose(files / "other.csv")
    state.choose(files / "older.csv")
    state.choose_older([files / "other.csv"])  # of another council: refused, and said
    state.choose(files / "earlier.csv")
    qtbot.waitUntil(lambda: state.compared is not None or state.problem is not None, timeout=30_000)
    assert state.problem is None
    assert state.compared.earlier.extract.reading.name == "earlier.csv"
    assert state.older == ()
