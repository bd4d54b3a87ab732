"""Release 1 turned into Release 2 in the window: shown first, agreed to, checked, taken back."""

from __future__ import annotations

import pytest

from cldvalidator.checks import check_extract
from cldvalidator.official import current_specification
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.generator import generate, write_csv
from tests.ui.driving import errors, fix_page, settled, turn_into_release_2
from ui.fixing.release_dialog import STAYS

COMMON, NO_COUNTERPART = "Fully Social Care Funded", "Fully Health Funded"


@pytest.fixture
def release_1_file(qtbot, window, tmp_path):
    path = tmp_path / "extract.csv"
    write_csv(generate(3_000, seed=4, specification=load_specification("1")), path)
    text = path.read_text("utf-8")
    path.write_text(text.replace(f",{COMMON},", f",{NO_COUNTERPART},", 3), "utf-8")
    window.workspace.open(path, release="1")
    qtbot.waitUntil(lambda: window.workspace.path == path, timeout=20_000)
    settled(qtbot, window)
    window.show_page("fix")
    settled(qtbot, window)
    return path


def test_a_good_file_of_release_1_is_checked_against_release_2_afterwards(
    qtbot, window, release_1_file, tmp_path
):
    space = window.workspace
    as_read = space.opened.extract
    assert space.opened.specification.release == "1"
    good = errors(window)
    whole = check_extract(as_read, current_specification("2")).findings
    turn_into_release_2(qtbot, window).go.click()
    settled(qtbot, window)
    (step,) = space.history.steps
    assert step.cells > 3_000
    assert space.opened.specification.release == "2"
    assert space.views._result is space.opened.result
    assert "checked against Release 2" in fix_page(window).message.text()
    full = check_extract(space.opened.extract, current_specification("2")).findings
    assert space.opened.result.findings.by_rule() == full.by_rule()
    assert full.by_rule()["MAND-03"] < whole.by_rule()["MAND-03"] / 10
    space.edit_cell(0, "Gender", "x")
    settled(qtbot, window)
    assert space.opened.specification.release == "2", "a later step stays in Release 2"
    fix_page(window).profile._profile.work.save(tmp_path / "c.json")
    settled(qtbot, window)
    for _ in range(2):
        space.undo()
        settled(qtbot, window)
    assert space.opened.specification.release == "1"
    assert space.opened.extract is as_read
    assert errors(window) == good
    space.redo()
    settled(qtbot, window)
    assert space.opened.specification.release == "2"
    space.undo()
    settled(qtbot, window)
    fix_page(window).profile._profile.work.apply(tmp_path / "c.json")
    settled(qtbot, window)
    assert space.opened.specification.release == "2", "a change file holds the release"
    space.written(space.history.steps)


def test_what_maps_is_shown_first_and_nothing_changes_before_it_is_agreed(
    qtbot, window, release_1_file
):
    dialog = turn_into_release_2(qtbot, window)
    listing = dialog.values.listing_model.listing
    lines = list(zip(*listing.columns, strict=True))
    column = window.workspace.opened.extract.column
    for field, found, becomes, cells, how in lines:
        assert column(field).strings().to_pylist().count(found) == cells
        assert (becomes == STAYS) == how.startswith("No mapping")
    assert any("not included" in line[4] for line in lines), "unconfirmed ones are not made unasked"
    assert "official mapping" in dialog.limits.text()
    assert window.workspace.history.steps == ()
    dialog.reject()
    settled(qtbot, window)
    assert window.workspace.history.steps == ()


def test_derived_values_can_be_left_and_a_value_that_does_not_map_be_chosen(
    qtbot, window, release_1_file
):
    dialog = turn_into_release_2(qtbot, window)
    is_open = [place for place, m in enumerate(dialog._mapped) if m.written is None]
    dialog.values.selectRow(is_open[0])
    chosen = dialog._mapped[is_open[0]]
    dialog.choice.setCurrentIndex(1)
    dialog.choice.activated.emit(1)
    text = dialog.choice.currentText()
    assert text in chosen.choices
    before = dialog.go.text()
    assert not dialog.derived.isChecked()
    dialog.derived.setChecked(True)
    assert dialog.go.text() != before
    dialog.derived.setChecked(False)
    assert dialog.go.text() == before
    dialog.go.click()
    settled(qtbot, window)
    changes = window.workspace.history.steps[-1].changes
    assert not any(c.certainty == "likely" for c in changes)
    (own,) = [c for c in changes if c.by == "your choice"]
    assert (own.field, own.found, own.written) == (chosen.field, chosen.found, text)
    while window.workspace.history.steps:
        window.workspace.undo()
        settled(qtbot, window)
