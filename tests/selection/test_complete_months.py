"""The period that DHSC derives: the 38 cases that its SQL was run on, and what is said of them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.checks.ended_events import ended_events
from cldvalidator.events import Parameters, process
from cldvalidator.extract import Column, Extract, HeaderMatch, Reading
from cldvalidator.selection.complete_months import (
    FIRST_MONTH,
    EndedEvents,
    complete_months,
    first_day,
)
from cldvalidator.selection.period import Period, joined_period
from cldvalidator.selection.words import reasons_against, selected, selection_sentence
from cldvalidator.specification import load_specification
from tests.measures.golden import GOLDEN, table_of, text_of

YEAR = Period(date(2025, 4, 1), date(2026, 3, 31))
RELEASE_2 = load_specification("2")


def _cases():
    import json

    rows = {}
    for row in table_of(GOLDEN / "september" / "period_cases.csv.gz"):
        rows.setdefault(row["Case"], []).append(row)
    results = json.loads(text_of(GOLDEN / "september" / "period_results.json.gz"))
    return [(name, rows[name], result) for name, result in results.items()]


CASES = _cases()


def _day(text):
    return "/".join(reversed(text.split("-"))) if text else ""


def extract_of(rows):
    """Make the rows of a case: as many of a type as are told to end on the 15th of a month."""
    texts = {
        "LA Code": [],
        "Reporting Period Start Date": [],
        "Reporting Period End Date": [],
        "Event Type": [],
        "Event End Date": [],
    }
    for row in rows:
        number = int(row["Rows"])
        ended = _day(f"{row['End Month']}-15") if row["End Month"] else ""
        values = (row["LA Code"], _day(row["Stated Start"]), _day(row["Stated End"]),
                  row["Event Type"], ended)  # fmt: skip
        for name, value in zip(texts, values, strict=True):
            texts[name] += [value] * number
    columns = {name: Column.of(texts[name]) for name in RELEASE_2.names if name in texts}
    headers = tuple(HeaderMatch(i, "A", n, n, "exact") for i, n in enumerate(columns))
    rows = len(texts["LA Code"])
    reading = Reading("made.csv", "CSV", 0, "0" * 64, 1, headers)
    return Extract(columns, np.arange(2, rows + 2, dtype=np.int32), reading)


def iso(period):
    return (None, None) if period is None else (period.first.isoformat(), period.last.isoformat())


@pytest.mark.parametrize(("name", "rows", "expected"), CASES, ids=[c[0] for c in CASES])
def test_case(name, rows, expected):
    extract = extract_of(rows)
    arrival = date.fromisoformat(expected["import_date"])
    complete = complete_months(ended_events(extract), arrival)
    assert iso(complete.period) == (expected["derived_start"], expected["derived_end"])
    assert "NY"[complete.missing_type] == expected["missing_event_type"]
    assert "NY"[complete.has_gaps] == expected["has_gaps"]
    chosen = expected["selected_for_2025-04-01_to_2026-03-31"]
    assert selected(complete, YEAR) == chosen
    if complete.period is not None:
        assert complete.period.months == expected["length_months"]
    quarters = [
        Period(date(2025, 4, 1), date(2025, 6, 30)),
        Period(date(2025, 7, 1), date(2025, 9, 30)),
        Period(date(2025, 10, 1), date(2025, 12, 31)),
        Period(date(2026, 1, 1), date(2026, 3, 31)),
    ]
    found = [list(iso(q)) for q in quarters if selected(complete, q)]
    assert found == [q for q in expected["quarters_selected"] if q[0] >= "2025-04-01"]
    _, served = joined_period(complete.period, arrival, date(2023, 4, 1), YEAR.last)
    assert served == len(expected["quarters_selected"])
    months = {(m["month"], m["Event_Type"]): m for m in expected["months"]}
    by_type = {t["Event_Type"]: t for t in expected["by_type"]}
    for kind in complete.types:
        told = by_type.get(kind.name)
        assert kind.total == (told["total"] if told else 0)
        if told:
            assert complete.median_total == told["median_total"]
            assert kind.median == told["median_month"]
        for place in range(len(kind.ends)):
            month = months.get((f"{complete.month(place):%Y-%m}", kind.name))
            if month is None:
                assert not kind.complete[place]
            else:
                figures = (kind.ends[place], kind.complete[place], kind.allowed[place])
                assert figures == (month["n"], month["complete"], month["allowed"])
    # The engine chooses by it, and a file that is not selected is told why.
    processed = process(extract, RELEASE_2, Parameters(import_date=arrival, period_end=YEAR.last))
    assert processed.would_be_chosen == chosen
    sentence = selection_sentence(complete, YEAR)
    assert ("would select" in sentence) == chosen
    assert bool(reasons_against(complete, YEAR)) != chosen
    assert chosen or sentence in processed.notes[-1]


SENTENCES = {
    "P04": "because fewer than 10 requests ended in March 2026.",
    "P05": "because fewer than 10 requests ended in April 2025.",
    "P06": "because fewer than 10 requests ended in October 2025 and November 2025.",
    "P10": "because requests ended in March 2026 are under 20% of their usual month (100.5).",
    "P13": "because there are only 120 assessments, under 5% of 2,448, the middle one of the three "
    "types' totals.",
    "P16": "because fewer than 10 services ended in April 2025 to March 2026.",
    "P17": "because no assessments have an end date.",
    "P18": "because no assessments have an end date.",
    "P21": "because requests ended in March 2026 are under 20% of their usual month (10).",
    "P37": "because fewer than 10 requests ended in March 2026.",
}


@pytest.mark.parametrize("short", SENTENCES)
def test_why_not_selected(short):
    _, rows, expected = next(c for c in CASES if c[0].startswith(short))
    arrival = date.fromisoformat(expected["import_date"])
    complete = complete_months(ended_events(extract_of(rows)), arrival)
    sentence = selection_sentence(complete, YEAR)
    assert sentence == (
        f"DHSC would not select this file for the year to 31/03/2026, {SENTENCES[short]}"
    )


@pytest.mark.parametrize(("name", "rows", "expected"), CASES, ids=[c[0] for c in CASES])
def test_the_rule_agrees(name, rows, expected):
    """PER-03 takes the import 35 days after the period; a case with another day tells nothing."""
    if expected["import_date"] != "2026-05-05":
        return
    found = {g.rule.id for g in check_extract(extract_of(rows), RELEASE_2).findings.groups}
    if sum(int(r["Rows"]) for r in rows if r["End Month"]) < 100:
        assert "PER-03" not in found  # too few for a council's file: not judged
        return
    if name.startswith("P34"):  # the blank before the type goes when the submission is written
        assert "FILE-06" in found
        return
    stated_whole_year = rows[0]["Stated Start"] == "2025-04-01"
    if stated_whole_year:
        chosen = expected["selected_for_2025-04-01_to_2026-03-31"]
        assert ("PER-03" in found) == (not chosen)


def test_rows_of_another_council_count_for_that_one():
    _, rows, _ = CASES[0]
    theirs = [r | {"LA Code": "504", "Rows": "5"} for r in rows]
    nobody = [r | {"LA Code": "", "Rows": "5"} for r in rows]
    alone, mixed = (ended_events(extract_of(r)) for r in (rows, rows + theirs + nobody))
    assert (alone.counts == mixed.counts).all()
    assert mixed.council == "503"


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=20),
    st.integers(0, 40),
)
def test_more_events_never_lose_an_allowed_neighbour(table, open_services):
    """Leniency never joins more than one month, and the period is inside the calendar."""
    months = np.arange(FIRST_MONTH + 50, FIRST_MONTH + 50 + len(table))
    ended = EndedEvents("503", months, np.array(table, np.int64).T, open_services)
    complete = complete_months(ended, first_day(int(months[-1]) + 1))
    for kind in complete.types:
        tolerated = kind.allowed & ~kind.complete
        assert not (tolerated[1:] & tolerated[:-1]).any()
        assert not tolerated[[0, -1]].any()
        assert (kind.complete <= kind.allowed).all()
    if complete.period is not None:
        first, last = (complete.place(d) for d in (complete.period.first, complete.period.last))
        assert complete.allowed[first : last + 1].all()
        assert last + 1 == len(complete.allowed) or not complete.allowed[last + 1 :].any()
