"""Figures in words, headlines, who is behind them, and the user's inputs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cldvalidator.jobs.preview_inputs import checked_population, read_day
from cldvalidator.measures.figures import Figure, MeasureResult
from cldvalidator.measures.headline import headline_figures
from cldvalidator.measures.preview import Previewed
from cldvalidator.measures.registry import Measure, registered
from cldvalidator.measures.small_numbers import shared_result
from cldvalidator.presentation.breakdown_sheets import breakdown_sheets, in_words
from cldvalidator.presentation.figure_sheets import SUPPRESSED, measure_sheets
from cldvalidator.presentation.sheet import BARS, LINES
from cldvalidator.problems import InputProblem
from cldvalidator.selection.period import year_to

YEAR = year_to(date(2026, 3, 31))
BEFORE = year_to(date(2025, 12, 31))


def measure_of(entry: str) -> Measure:
    return registered()[entry]


def previewed(entry: str, *results: tuple[Figure, ...]) -> Previewed:
    periods = (YEAR, BEFORE)
    made = tuple(
        MeasureResult(entry, period, figures)
        for period, figures in zip(periods, results, strict=False)
    )
    return Previewed(measure_of(entry), made)


def share(group: str, value: float | None, top: float, bottom: float) -> Figure:
    return Figure("Share (%)", group, value, top, bottom)


def test_a_share_with_the_year_before() -> None:
    now = (share("18 to 64", 50.0, 20, 40), share("Total", 40.0, 24, 60))
    old = (share("18 to 64", 45.0, 18, 40), share("Total", 30.0, 18, 60))
    sheets = measure_sheets(previewed("ASCOF 2E", now, old), None)
    assert [(h.value, h.of, h.before) for h in sheets.headlines] == [
        ("40.0%", "24 of 60 people", "30.0%")
    ]
    (sheet,) = sheets.figures
    assert sheet.headers == ("Group", "Value", "Numerator", "Denominator", "Year to 31/12/2025")
    texts = [tuple(c.text for c in row) for row in sheet.rows]
    assert texts == [
        ("Share (%)",),
        ("18 to 64", "50.0%", "20", "40", "45.0%"),
        ("Total", "40.0%", "24", "60", "30.0%"),
    ]
    assert sheet.text().splitlines()[2] == "18 to 64\t50.0%\t20\t40\t45.0%"
    assert sheet.chart is not None
    assert sheet.chart.kind == BARS
    assert [s.values for s in sheet.chart.series] == [(50.0, 40.0), (45.0, 30.0)]
    assert "Total 40.0%" in sheet.chart.words()


def test_what_is_no_figure_is_said_in_words_and_not_drawn() -> None:
    figures = (share("18 to 64", 0.0, 0, 0), share("Total", 0.0, 0, 0))
    told = tuple(replace(f, unavailable="no one to count") for f in figures)
    sheets = measure_sheets(previewed("ASCOF 2E", told), None)
    assert sheets.headlines[0].value == "no one to count"
    assert not sheets.headlines[0].of
    assert sheets.figures[0].chart is None


def test_suppressed_numbers_are_said_in_words() -> None:
    figures = (share("18 to 64", 50.0, 2, 4), share("Total", 60.0, 6, 10))
    item = previewed("ASCOF 2E", figures)
    shared = replace(item, results=tuple(shared_result(r, item.measure.text) for r in item.results))
    rows = measure_sheets(shared, None, exact=item).figures[0].rows
    assert [c.text for c in rows[1]] == ["18 to 64", SUPPRESSED, SUPPRESSED, SUPPRESSED]


def test_money_and_counts_keep_their_form() -> None:
    figures = (
        Figure("Total cost of the quarter (£)", "All", 1234567.8),
        Figure("People", "All", 1112.0, 1112),
    )
    item = previewed("Costs", figures)
    assert [h.value for h in measure_sheets(item, None).headlines] == ["£1,234,568", "1,112"]
    sheet = measure_sheets(item, None, exact=item).figures[0]
    assert SUPPRESSED not in [c.text for row in sheet.rows for c in row]


def test_months_become_rows_and_settings_columns() -> None:
    figures = tuple(
        Figure(f"People with support on {day}: {setting}", group, float(n), n)
        for day in ("28/02/2026", "31/03/2026")
        for n, setting in enumerate(("Long term support: Prison", "All settings"), start=3)
        for group in ("18 to 64", "Total")
    )
    sheets = measure_sheets(previewed("Long-term support", figures), None).figures
    assert [s.title for s in sheets] == [
        "People with support: Total",
        "People with support: 18 to 64",
    ]
    assert sheets[0].headers == ("Month end", "Prison", "All settings")
    assert [[c.text for c in row] for row in sheets[0].rows] == [
        ["28/02/2026", "3", "4"],
        ["31/03/2026", "3", "4"],
    ]
    assert sheets[0].chart is not None
    assert sheets[0].chart.kind == LINES


def test_quarters_show_the_median_and_how_many_waits() -> None:
    figures = tuple(
        Figure("Wait", f"{band}, {quarter}", 9.5, 30)
        for quarter in ("01/10/2025 to 31/12/2025", "01/01/2026 to 31/03/2026")
        for band in ("25 to 64", "65 and above")
    )
    item = previewed("Waiting times", figures)
    (sheet,) = measure_sheets(item, None).figures
    assert sheet.headers[1:3] == ("25 to 64: days", "25 to 64: waits")
    assert [c.text for c in sheet.rows[1]] == ["01/01/2026", "9.5", "30", "9.5", "30"]


def test_breakdowns_speak_plain_words_and_leave_people_out() -> None:
    tables = {
        "by_Client_Type": pd.DataFrame({"Client_Type": ["A", None], "n": [3, 2], "people": [2, 1]}),
        "spells": pd.DataFrame({"person": [1]}),
        "by_month": pd.DataFrame({"people": [1]}),
    }
    (sheet,) = breakdown_sheets(MeasureResult("x", YEAR, (), tables), suppressed=SUPPRESSED)
    assert sheet.title == "By client type"
    assert sheet.headers == ("Client type", "Events", "People")
    assert [[c.text for c in row] for row in sheet.rows] == [["A", "3", "2"], ["(blank)", "2", "1"]]
    assert sheet.bar_of == 2
    assert in_words("by_no_such_name") == "no such name"


@pytest.mark.parametrize("text", ["31/03/2026", " 2026-03-31 "])
def test_a_day_is_read(text: str) -> None:
    assert read_day(text) == date(2026, 3, 31)
    assert read_day("  ") is None


@pytest.mark.parametrize("text", ["31/02/2026", "March", "3/26"])
def test_a_day_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputProblem):
        read_day(text)


def test_population_is_both_or_neither() -> None:
    assert checked_population({"18 to 64": " ", "65 and above": ""}) == {}
    both = {"18 to 64": "214,300", "65 and above": "51 000"}
    assert checked_population(both) == {"18 to 64": 214_300, "65 and above": 51_000}
    for bad in ("", "0", "-3", "12.5", "many", "²"):
        with pytest.raises(InputProblem, match="65 and above"):
            checked_population(both | {"65 and above": bad})


def test_headlines_are_totals_of_what_a_summary_shows() -> None:
    series = tuple(
        Figure(f"n on {day}", group, 1.0, 1, headline=day == "31/03")
        for day in ("28/02", "31/03")
        for group in ("18 to 64", "Total")
    )
    found = headline_figures(MeasureResult("x", YEAR, series))
    assert [(f.description, f.group) for f in found] == [("n on 31/03", "Total")]
    bands = tuple(Figure("wait", band, 1.0, 1) for band in ("25 to 64", "65 and above"))
    assert headline_figures(MeasureResult("x", YEAR, bands)) == bands
