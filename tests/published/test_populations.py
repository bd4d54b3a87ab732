"""Which population a rate divides by."""

import json
from datetime import date

from cldvalidator.bundled import bundled
from cldvalidator.published.packs import forget_loaded, imported_folder
from cldvalidator.published.populations import financial_year, population_of
from cldvalidator.selection.period import Period


def keep(name: str, **changes: object) -> None:
    content = json.loads(bundled("published", "population_mid_2024.json").read_text("utf-8"))
    folder = imported_folder()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(content | changes), "utf-8")
    forget_loaded()


def test_the_year_of_publications() -> None:
    assert financial_year(Period(date(2024, 4, 1), date(2025, 3, 31))) == "2024-25"
    assert financial_year(Period(date(2099, 4, 1), date(2100, 3, 31))) == "2099-00"
    assert financial_year(Period(date(2024, 7, 1), date(2025, 6, 30))) == ""
    assert financial_year(Period(date(2023, 4, 1), date(2025, 3, 31))) == ""


def test_the_published_year_divides_by_its_own_edition() -> None:
    found = population_of("503", 2024, "2024-25")
    assert found is not None
    assert found.bands == {"18 to 64": 450940, "65 and above": 190608}
    assert (found.mid_year, found.as_published) == (2024, True)


def test_a_later_release_never_replaces_the_one_as_published() -> None:
    keep(
        "population_ons-mid-2024-2026.json",
        id="ons-mid-2024-revised",
        date="2026-07-29",
        used_for=[],
        people={"503": [1000, 2000]},
    )
    found = population_of("503", 2024, "2024-25")
    assert found is not None
    assert found.bands["18 to 64"] == 450940
    other = population_of("503", 2024)
    assert other is not None
    assert other.bands["18 to 64"] == 1000


def test_a_year_that_is_not_there_gets_the_nearest() -> None:
    found = population_of("503", 2026, "2026-27")
    assert found is not None
    assert (found.mid_year, found.wanted, found.as_published) == (2024, 2026, False)
    keep(
        "population_ons-mid-2025.json",
        id="ons-mid-2025",
        date="2026-07-29",
        mid_year=2025,
        used_for=[],
        people={"503": [1000, 2000]},
    )
    found = population_of("503", 2026, "2026-27")
    assert found is not None
    assert found.mid_year == 2025


def test_no_council_no_population() -> None:
    assert population_of("", 2024) is None
    assert population_of("000", 2024) is None
