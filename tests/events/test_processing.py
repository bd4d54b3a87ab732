"""Single steps of DHSC's processing, by cases made by hand."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from cldvalidator.events import Parameters, process
from cldvalidator.events.event_filter import derived_end
from cldvalidator.events.method_versions import JUNE_2026, SEPTEMBER_2026
from cldvalidator.problems import InputProblem
from cldvalidator.selection.period import Period, derived_period, joined_period, year_to
from cldvalidator.synthetic_data import generate


def months(*counts):
    """Make a month table from (month, events, types)."""
    return pd.DataFrame(
        [(pd.Timestamp(m), t, n) for m, n, t in counts], columns=["month", "types", "n"]
    )


def test_a_month_needs_two_per_cent_and_all_types_but_one():
    counts = ((1, 4), (60, 3), (10, 2), (60, 4), (60, 2))
    table = months(*((f"2025-0{m}-01", n, t) for m, (n, t) in enumerate(counts, start=1)))
    assert derived_period(table) == Period(date(2025, 2, 1), date(2025, 4, 30))


def test_a_small_file_counts_every_month():
    table = months(("2025-01-01", 1, 1), ("2025-06-01", 90, 4))
    assert derived_period(table) == Period(date(2025, 1, 1), date(2025, 6, 30))
    assert derived_period(months()) is None


def test_joined_period_is_whole_quarters_after_their_end():
    covered = Period(date(2024, 2, 1), date(2025, 3, 31))
    found = joined_period(covered, date(2025, 5, 5), date(2023, 4, 1), date(2025, 3, 31))
    assert found == (Period(date(2024, 4, 1), date(2025, 3, 31)), 4)
    too_soon = joined_period(covered, date(2025, 3, 31), date(2023, 4, 1), date(2025, 3, 31))
    assert too_soon == (Period(date(2024, 4, 1), date(2024, 12, 31)), 3)
    assert joined_period(None, date(2025, 5, 5), date(2023, 4, 1), date(2025, 3, 31)) == (None, 0)


def test_periods():
    assert year_to(date(2026, 3, 31)) == Period(date(2025, 4, 1), date(2026, 3, 31))
    assert year_to(date(2026, 3, 31)).earlier(3) == Period(date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("start", "end", "death", "expected"),
    [
        (10, 20, 15, 15),
        (10, 20, 20, 20),
        (10, 20, 10, 10),
        (10, 20, 21, 20),
        (10, np.nan, 11, 11),
        (10, np.nan, 10, np.nan),  # a death on the day of the start leaves it open
        (10, np.nan, np.nan, np.nan),
        (np.nan, 20, 15, 20),
    ],
)
def test_the_end_is_cut_at_death(start, end, death, expected):
    found = derived_end(*(np.array([float(x)]) for x in (start, end, death)))
    assert np.array_equal(found, [expected], equal_nan=True)


@pytest.fixture
def run(extract_of, release_2):
    def compute(*rows, **parameters):
        return process(extract_of(rows), release_2, Parameters(**parameters))

    return compute


def test_why_rows_leave(run, records):
    request, service = records["request"], records["service"]
    nobody = {"NHS Number": "", "LA Person Unique Identifier": ""}
    processed = run(
        request,
        request | {"Event Type": ""},
        request | {"Event End Date": ""},
        request | {"Event End Date": "31/03/2025"},
        service | {"Event Start Date": ""},
        service | {"Event Start Date": "01/04/2026"},
        service | {"Event Start Date": "01/01/2025", "Event End Date": "31/03/2025"},
        service | {"Date of Death": "31/03/2025"},
        service | {"Date of Death": "30/06/2025"},
        service | nobody,
        request,
    )
    story = processed.stories[0]
    words = (
        "another record",
        "Event Type is blank",
        "no end date",
        "ended outside",
        "Start Date is missing",
        "starts after",
        "ended before",
        "before the reference",
        "before Event Start",
        "neither",
        "Used for the dashboard",
    )
    for record, word in enumerate(words):
        assert word in story.sentence(record), record
    assert "is kept, record 11." in story.sentence(0)
    assert sum(story.counts().values()) == 11


def test_a_file_that_would_not_be_chosen_says_so(run, records):
    processed = run(records["request"])
    assert not processed.would_be_chosen
    assert "would not select this file" in processed.notes[0]
    assert len(processed.single) == 1


def test_without_any_period(run, records):
    blank = {"Reporting Period Start Date": "", "Reporting Period End Date": ""}
    with pytest.raises(InputProblem, match="states no reporting period"):
        run(records["request"] | blank)
    told = run(records["request"] | blank, period_end=date(2026, 3, 31))
    assert told.period.last == date(2026, 3, 31)


def test_the_later_method_tells_events_apart_by_cleaned_values(run, records):
    first = records["request"] | {"Request: Route of Access": "By pigeon"}
    second = first | {"Request: Route of Access": "By owl", "Event Type": "REQUEST"}
    assert len(run(first, second, method=JUNE_2026).joined) == 2
    assert len(run(first, second, method=SEPTEMBER_2026).joined) == 1


def test_the_later_method_derives_the_period_by_type(release_2):
    extract = generate(6_000, seed=4, specification=release_2)
    processed = process(extract, release_2, Parameters(method=SEPTEMBER_2026))
    assert processed.derived == Period(date(2025, 4, 1), date(2026, 3, 31))
    assert processed.would_be_chosen


def test_release_1_values_are_read_as_such_only_when_asked(run, records):
    old = records["request"] | {"Ethnicity": "White - Irish"}
    assert run(old).single["Ethnicity"].tolist() == ["Invalid and not mapped"]
    assert run(old, map_release_1=True).single["Ethnicity"].tolist() == ["White: Irish"]


def test_an_empty_file_and_one_of_blanks(run, extract_of, release_2):
    with pytest.raises(InputProblem):
        process(extract_of([]), release_2)
    with pytest.raises(InputProblem):
        run({}, {})
