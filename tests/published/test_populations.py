"""Which population a rate divides by."""

import json
from collections.abc import Mapping
from datetime import date

from cldvalidator.bundled import bundled
from cldvalidator.measures.population import Population
from cldvalidator.published.packs import forget_loaded, imported_folder
from cldvalidator.published.populations import financial_year, inputs_for, population_of
from cldvalidator.selection.period import Period, year_to


def keep(name: str, **changes: object) -> None:
    content = json.loads(bundled("published", "population_mid_2024.json").read_text("utf-8"))
    folder = imported_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(content | changes), "utf-8")
    forget_loaded()


def bands_of(mid_year: int) -> Mapping[str, int]:
    found = population_of("503", mid_year)
    assert found is not None
    return found[1]


def test_the_year_of_publications() -> None:
    assert financial_year(Period(date(2024, 4, 1), date(2025, 3, 31))) == "2024-25"
    assert financial_year(Period(date(2099, 4, 1), date(2100, 3, 31))) == "2099-00"
    assert financial_year(Period(date(2024, 7, 1), date(2025, 6, 30))) == ""
    assert financial_year(Period(date(2023, 4, 1), date(2025, 3, 31))) == ""


def test_the_published_year_divides_by_its_own_edition() -> None:
    found = population_of("503", 2024)
    assert found is not None
    year, bands, edition = found
    assert (year, bands) == (2024, {"18 to 64": 450940, "65 and above": 190608})
    assert edition.edition == "First release, July 2025"


def test_a_later_release_never_replaces_the_one_as_published() -> None:
    keep(
        "population_ons-mid-2024-2026.json",
        id="ons-mid-2024-revised",
        date="2026-07-29",
        used_for=[],
        people={"503": [1000, 2000]},
    )
    assert bands_of(2024)["18 to 64"] == 450940
    keep("population_ons-mid-2022.json", id="ons-mid-2022", mid_year=2022, used_for=[])
    keep(
        "population_ons-mid-2022-b.json",
        id="ons-mid-2022-b",
        date="2026-07-29",
        mid_year=2022,
        used_for=[],
        people={"503": [3000, 4000]},
    )
    assert bands_of(2022)["18 to 64"] == 3000  # of two that were not used, the later one


def test_a_year_that_is_not_there_gets_the_nearest() -> None:
    assert bands_of(2026)["18 to 64"] == 450940
    keep(
        "population_ons-mid-2025.json",
        id="ons-mid-2025",
        date="2026-07-29",
        mid_year=2025,
        used_for=[],
        people={"503": [1000, 2000]},
    )
    found = population_of("503", 2026)
    assert found is not None
    assert found[0] == 2025


def test_what_was_given_stands_before_what_is_published() -> None:
    given = {"18 to 64": 1, "65 and above": 2}
    of_2024 = inputs_for("503", {2024: given})
    year = Period(date(2024, 4, 1), date(2025, 3, 31))
    assert of_2024.population_of(year) == Population(given, 2024)
    later = of_2024.population_of(year_to(date(2026, 3, 31)))
    assert later is not None
    assert later.published == "Office for National Statistics, first release, July 2025"
    for_every_year = inputs_for("503", {None: given})
    assert for_every_year.population_of(year) == Population(given, None)
    assert inputs_for("", {}).population_of(year) is None


def test_no_council_no_population() -> None:
    assert population_of("", 2024) is None
    assert population_of("000", 2024) is None
