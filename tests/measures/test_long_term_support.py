"""The snapshot and the newly assessed, by cases made by hand."""

from __future__ import annotations

from datetime import date

import pytest

from cldvalidator.events import Parameters, process
from cldvalidator.measures.long_term_support import NEWLY_ASSESSED, long_term_support
from cldvalidator.measures.registry import Inputs
from cldvalidator.measures.waiting_times import waiting_times
from cldvalidator.selection.period import Period

LTS = "Long term support: "
ONE_YEAR = Parameters()
TWO_YEARS = Parameters(joined_reference=Period(date(2024, 4, 1), date(2026, 3, 31)))


@pytest.fixture
def run(extract_of, records, release_2):
    def compute(*people, parameters=ONE_YEAR):
        """Compute from services: (person, setting, start, end, other fields) each."""
        rows = []
        for number, (person, setting, start, end, other) in enumerate(people):
            rows.append(
                records["service"]
                | {
                    "NHS Number": "",
                    "LA Person Unique Identifier": person,
                    "Event Reference": f"E{number}",
                    "Service Type": f"{LTS}{setting}" if setting else "",
                    "Event Start Date": start,
                    "Event End Date": end,
                }
                | other
            )
        processed = process(extract_of(rows), release_2, parameters)
        return processed, long_term_support(processed, processed.period, Inputs())

    return compute


def people_on(result, processed, day, setting, group="Total"):
    figure = result.figure(f"People with long-term support on {day}: {setting}", group)
    return sorted(processed.people[figure.behind.numerator_people]), figure.value


def test_open_at_month_end(run):
    processed, result = run(
        ("A", "Community", "01/06/2025", "30/06/2025", {}),  # ends on the day: still counts
        ("B", "Community", "01/06/2025", "29/06/2025", {}),  # over the day before
        ("C", "Community", "30/06/2025", "", {}),  # starts on the day
        ("D", "Community", "01/07/2025", "", {}),  # starts the day after
    )
    assert people_on(result, processed, "30/06/2025", f"{LTS}Community") == (["503_A", "503_C"], 2)
    assert people_on(result, processed, "31/07/2025", "All settings") == (["503_C", "503_D"], 2)


def test_each_person_counts_in_every_setting_and_once_in_all(run):
    processed, result = run(
        ("A", "Community", "01/05/2025", "", {}),
        ("A", "Nursing care", "01/06/2025", "", {}),
        ("B", "Prison", "01/05/2025", "", {}),
        ("B", "Residential care", "01/05/2025", "31/05/2025", {}),
    )
    nursing, community = f"{LTS}Nursing care", f"{LTS}Community"
    assert people_on(result, processed, "31/05/2025", community) == (["503_A"], 1)
    assert people_on(result, processed, "30/06/2025", nursing) == (["503_A"], 1)
    assert people_on(result, processed, "30/06/2025", community) == (["503_A"], 1)
    everyone = people_on(result, processed, "30/06/2025", "All settings")
    assert everyone == (["503_A", "503_B"], 2)
    once = result.tables["once_by_month"]
    june = once[once["day"] == "2025-06-30"]
    assert june["people"].sum() == 2
    assert community not in set(june["setting"])
    residential, prison = f"{LTS}Residential care", f"{LTS}Prison"
    assert people_on(result, processed, "31/05/2025", residential) == (["503_B"], 1)
    assert people_on(result, processed, "30/06/2025", prison) == (["503_B"], 1)


def test_age_is_that_of_the_day(run):
    # Nationally everybody is born on the first of the month, and a year has 365.25 days.
    processed, result = run(("A", "Community", "01/05/2025", "", {"Date of Birth": "20/08/1960"}))
    day = "All settings"
    assert people_on(result, processed, "31/07/2025", day, "18 to 64") == (["503_A"], 1)
    assert people_on(result, processed, "31/08/2025", day, "65 and above") == (["503_A"], 1)


def test_who_is_left_out(run):
    processed, result = run(
        ("A", "Community", "01/05/2025", "", {"Client Type": "Unpaid carer"}),
        ("B", "Community", "01/05/2025", "", {"Date of Birth": "01/01/2010"}),
        ("C", "", "01/05/2025", "", {}),
        ("D", "Community", "01/05/2025", "", {"Date of Birth": ""}),
    )
    everyone = people_on(result, processed, "31/05/2025", "All settings")
    assert everyone == (["503_D"], 1)  # of unknown age: only in the total
    assert people_on(result, processed, "31/05/2025", "All settings", "18 to 64") == ([], 0)


ASSESSMENT = {
    "Event Type": "Assessment",
    "Assessment Type": "Long term assessment",
    "Event Outcome": "NFA: Other",
    "Service Component": "",
    "Delivery Mechanism": "",
}


@pytest.mark.parametrize(
    ("start", "end", "counts"),
    [
        ("01/05/2025", "31/08/2025", 0),
        ("01/05/2024", "", 0),
        ("02/09/2025", "", 1),  # begins after the assessment
        ("01/09/2025", "", 1),  # begins on the day
    ],
)
def test_newly_assessed(run, start, end, counts):
    _, result = run(
        ("A", "Community", start, end, {}),
        ("A", "", "01/09/2025", "10/09/2025", ASSESSMENT),
    )
    found = result.figure(NEWLY_ASSESSED, "Total")
    assert (found.value, found.denominator) == (counts, 1)


@pytest.mark.parametrize(("end", "counts"), [("01/09/2024", 0), ("31/08/2024", 1)])
def test_support_within_the_365_days_before_is_seen_where_files_reach_back(run, end, counts):
    _, result = run(
        ("A", "Community", "01/05/2024", end, {}),
        ("A", "", "01/09/2025", "10/09/2025", ASSESSMENT),
        parameters=TWO_YEARS,
    )
    found = result.figure(NEWLY_ASSESSED, "Total")
    assert (found.value, found.denominator) == (counts, 1)
    assert result.missing == ()


def test_the_first_assessment_as_an_adult_decides(run):
    birth = {"Date of Birth": "01/07/2007"}
    _, result = run(
        ("A", "", "01/05/2025", "10/05/2025", ASSESSMENT | birth),
        ("A", "", "01/09/2025", "10/09/2025", ASSESSMENT | birth),
    )
    assert result.figure(NEWLY_ASSESSED, "18 to 64").value == 1


def test_a_short_file_says_what_is_missing(run):
    _, result = run(("A", "Community", "01/06/2025", "30/06/2025", {}))
    assert any("does not go back 12 months" in m for m in result.missing)


def test_the_last_day_agrees_with_ascof_3d(results):
    table = results["latest"]["Long-term support"].tables["once_by_month"]
    snapshot = table[table["day"] == "2026-03-31"].groupby("setting")["people"].sum()
    settings = results["latest"]["ASCOF 3D clients"].tables["by_setting"]
    for setting, people in settings.groupby("Service_Type")["people"].sum().items():
        assert snapshot[setting] == people


def test_waits_are_said_to_be_unreliable_until_two_years_are_there(run):
    service = ("A", "Community", "01/05/2025", "", {})
    of_one, _ = run(service)
    of_two, _ = run(service, parameters=TWO_YEARS)
    said = [waiting_times(p, p.period, Inputs()).missing for p in (of_one, of_two)]
    assert "The file covers 12 months." in said[0][0]
    assert said[1] == ()
