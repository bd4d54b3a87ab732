"""The dates of a month-first column are turned round in one step, whatever they look like."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.checks.cells.dates import written
from cldvalidator.extract import Column, Extract, HeaderMatch, Reading
from cldvalidator.fixes import (
    History,
    ValueChange,
    apply_changes,
    load_changes,
    replay,
    save_changes,
)
from cldvalidator.fixes.changes import DATE_ORDER
from cldvalidator.fixes.date_order import (
    TITLE,
    chosen_month_first,
    date_changes,
    day_first,
    in_order,
)
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification

FIELD = "Event End Date"
SPECIFICATION = load_specification("2")
TOLD = {FIELD: "month first"}


def file_of(texts):
    reading = Reading(
        "made.csv", "CSV", 0, "0" * 64, 1, (HeaderMatch(0, "A", FIELD, FIELD, "exact"),)
    )
    columns = {FIELD: Column.of(texts)}
    return Extract(columns, Column.of([""] * len(texts)).codes.astype("int32") + 2, reading)


def months_first(day):
    return f"{day.month:02}/{day.day:02}/{day.year}"


DAYS = st.lists(st.dates(date(2025, 1, 1), date(2025, 12, 31)), min_size=1, max_size=40)


@given(DAYS)
def test_each_date_becomes_the_day_that_it_was_written_as(days):
    """The text of one is the new text of another: 03/04 and 04/03 change places."""
    extract = with_dates(file_of([months_first(d) for d in days]), SPECIFICATION, TOLD)
    changes = date_changes(extract)
    history = History(extract).do(TITLE, changes)
    for now in (history.current, apply_changes(extract, changes), day_first(extract)):
        assert now.column(FIELD).strings().to_pylist() == [written(d) for d in days]
        assert date_changes(now) == ()  # made once, and never again
    assert history.conflicts() == ()
    back = history.undo()
    assert back.current.column(FIELD).strings().to_pylist() == [months_first(d) for d in days]
    assert date_changes(back.current) == changes
    assert (
        back.redo().current.column(FIELD).strings().equals(history.current.column(FIELD).strings())
    )


def test_nothing_is_turned_round_until_the_user_says_so():
    extract = with_dates(file_of(["12/31/2025", "03/04/2025"]), SPECIFICATION)
    assert extract.dates.of(FIELD).order == "month first"
    assert date_changes(extract) == ()


def test_other_forms_in_the_column_stay_and_parts_that_are_not_sure_are_kept():
    texts = [
        "2025-04-03",
        "3 April 2025",
        " 4/3/2025 ",
        "4/3/2025 12:00:00 AM",
        "soon",
        "",
        "4/3/99",
    ]
    extract = with_dates(file_of([*texts, "4-13-2025", "31/12/2025"]), SPECIFICATION, TOLD)
    assert day_first(extract).column(FIELD).strings().to_pylist() == [
        *("2025-04-03", "3 April 2025", "03/04/2025", "03/04/2025", "soon", "", "03/04/99"),
        *("13/04/2025", "31/12/2025"),
    ]


def test_the_step_is_kept_in_a_change_file(tmp_path):
    extract = with_dates(file_of(["12/31/2025", "03/04/2025", "04/03/2025"]), SPECIFICATION, TOLD)
    history = History(extract).do(TITLE, date_changes(extract))
    assert {c.rule for c in history.changes} == {DATE_ORDER}
    save_changes(history, tmp_path / "changes.json")
    again = replay(History(extract), load_changes(tmp_path / "changes.json", extract))
    assert again.current.column(FIELD).strings().to_pylist() == [
        "31/12/2025",
        "04/03/2025",
        "03/04/2025",
    ]
    assert again.current.dates.of(FIELD).settled


def test_a_column_in_which_cells_were_changed_is_not_turned_round():
    extract = with_dates(file_of(["12/31/2025", "03/04/2025"]), SPECIFICATION)
    history = History(extract).do("", [ValueChange(FIELD, "12/31/2025", "31/12/2025", 1, "")])
    with pytest.raises(InputProblem, match="cannot all be turned round"):
        in_order(history, TOLD)
    assert in_order(history.undo(), TOLD).current.column(FIELD).strings().to_pylist() == [
        "31/12/2025",
        "04/03/2025",
    ]


def test_a_file_whose_dates_were_not_judged_has_none_to_turn_round():
    extract = file_of(["12/31/2025"])
    assert chosen_month_first(extract) == {}
    assert day_first(extract).column(FIELD).strings().to_pylist() == ["12/31/2025"]


def test_a_text_that_names_its_month_or_is_no_date_stays_as_it_is():
    texts = ["12/31/2025", "3 April 2025", "soon", "2025-04-03", ""]
    extract = with_dates(file_of(texts), SPECIFICATION, TOLD)
    assert [(c.found, c.written) for c in date_changes(extract)] == [("12/31/2025", "31/12/2025")]
