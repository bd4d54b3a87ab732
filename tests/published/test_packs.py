"""The packs that come with the program: their shape, and sums that must come out."""

import json
from collections import defaultdict

import pytest

from cldvalidator.bundled import bundled
from cldvalidator.problems import InputProblem
from cldvalidator.published.areas import (
    area_of,
    areas_at,
    england,
    region_of,
    similar_councils,
)
from cldvalidator.published.figures import figures_of, published_figure, years_of
from cldvalidator.published.model import Kind, Level, Marker, PublishedFigure
from cldvalidator.published.packs import (
    build_pack,
    editions,
    file_name,
    forget_loaded,
    imported_folder,
    packs_of,
    unreadable_packs,
)
from cldvalidator.specification import load_specification

YEAR = "2024-25"
MEASURES = {
    "2A": ("Total", 77.1, 7),
    "2B": ("18 to 64", 17.0, 3),
    "2C": ("65 and above", 592.5, 1),
    "2D(1)": ("65 and above", 60.7, 15),
    "2D(2)": ("65 and above", 5.7, 15),
    "2E(1)": ("18 to 64, learning disability", 81.4, 2),
    "2E(2a)": ("18 to 64", 77.4, 1),
    "2E(2b)": ("65 and above", 60.3, 1),
    "3D(1a)": ("Total", 82.4, 1),
    "3D(2a)": ("Total", 24.5, 1),
}


def figure(measure: str, area: str) -> PublishedFigure:
    found = published_figure(measure, MEASURES[measure][0], YEAR, area)
    assert found is not None
    return found


def test_councils_are_those_of_the_specification() -> None:
    councils = {area.code: area for area in areas_at(Level.COUNCIL)}
    known = {council.code: council for council in load_specification("2").councils}
    assert councils.keys() == known.keys()
    for code, council in known.items():
        assert set(council.gss_codes) == set(councils[code].gss)
        region = region_of(councils[code])
        assert region is not None
        assert council.region.casefold() in (region.name.casefold(), "east of england")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("503", "503"),
        ("E10000019", "503"),
        ("lincolnshire", "503"),
        ("E08000016", "204"),
        ("E08000038", "204"),
        ("822", "738"),
        ("Medway Towns", "821"),
        (" z9d4z ", "Z9D4Z"),
        ("England", "England"),
    ],
)
def test_an_area_is_found_by_each_of_its_codes_and_names(text: str, code: str) -> None:
    area = area_of(text)
    assert area is not None
    assert area.code == code


def test_no_area_is_found_for_another_text() -> None:
    assert area_of("000") is None
    assert area_of("") is None


def test_every_council_has_fifteen_similar_ones() -> None:
    for council in areas_at(Level.COUNCIL):
        similar, edition = similar_councils(council)
        assert len(similar) == 15
        assert council not in similar
        assert edition is not None


def test_populations_of_councils_add_up_exactly() -> None:
    for pack in packs_of(Kind.POPULATION):
        by_region: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for council in areas_at(Level.COUNCIL):
            for band, people in pack.people[council.code].items():
                by_region[council.region][band] += people
                by_region["England"][band] += people
        for area, bands in by_region.items():
            assert pack.people[area] == bands


@pytest.mark.parametrize("measure", MEASURES)
def test_published_figures_of_councils_add_up_within_rounding(measure: str) -> None:
    """England and regions are rounded to 5, and hidden values are small: the README's margins."""
    _, value, hidden = MEASURES[measure]
    councils = areas_at(Level.COUNCIL)
    tops: dict[str, float] = defaultdict(float)
    bottoms: dict[str, float] = defaultdict(float)
    incomplete = {"England"} if hidden else set()
    for council in councils:
        found = figure(measure, council.code)
        if found.marker:
            assert (found.numerator, found.denominator, found.value) == (None, None, None)
            incomplete.add(council.region)
            continue
        assert found.numerator is not None
        assert found.denominator is not None
        for area in (council.region, "England"):
            tops[area] += found.numerator
            bottoms[area] += found.denominator
    assert sum(bool(figure(measure, c.code).marker) for c in councils) == hidden
    assert figure(measure, england().code).value == value
    for area, top in tops.items():
        published = figure(measure, area)
        assert published.numerator is not None
        assert published.denominator is not None
        if area not in incomplete:
            assert abs(top - published.numerator) <= 4
            assert abs(bottoms[area] - published.denominator) <= 4
        else:
            assert top <= published.numerator + 4
            assert bottoms[area] <= published.denominator + 4


@pytest.mark.parametrize("measure", MEASURES)
def test_each_published_outcome_follows_from_its_own_numbers(measure: str) -> None:
    per = 100_000 if measure in ("2B", "2C") else 100
    for area in areas_at(Level.COUNCIL):
        found = figure(measure, area.code)
        if found.marker:
            continue
        assert found.numerator is not None
        assert found.denominator
        assert found.value == pytest.approx(per * found.numerator / found.denominator, abs=0.051)


def test_denominators_of_admissions_are_the_population_of_mid_2024() -> None:
    pack = next(p for p in packs_of(Kind.POPULATION) if p.mid_year == 2024)
    compared = 0
    for measure in ("2B", "2C"):
        for council in areas_at(Level.COUNCIL):
            found = figure(measure, council.code)
            if not found.marker:
                assert found.denominator == pack.people[council.code][found.group]
                compared += 1
    assert compared == 302


def test_figures_of_a_council_say_which_are_hidden() -> None:
    found = {(f.measure, f.year): f for f in figures_of("906")}
    assert found["2A", YEAR].marker is Marker.HIDDEN
    assert found["2A", YEAR].marker.words == "hidden by the publisher"
    assert len({f.measure for f in figures_of("503")}) == 12
    assert years_of("2A", "Total") == (YEAR,)


def test_every_edition_names_its_source_and_licence() -> None:
    for edition in editions():
        assert edition.attribution.startswith("Source: ")
        assert "Open Government Licence v3.0" in edition.attribution
        assert edition.origin == "built in"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"licence": ""}, "licence"),
        ({"date": "29 November 2026"}, "date"),
        ({"people": {"503": [1]}}, "people > 503"),
        ({"mid_year": "2024"}, "mid_year"),
    ],
)
def test_a_broken_pack_is_refused_at_its_place(change: dict[str, object], place: str) -> None:
    name = "population_mid_2024.json"
    content = json.loads(bundled("published", name).read_text("utf-8")) | change
    with pytest.raises(InputProblem, match=place):
        build_pack(content)


def test_a_later_edition_of_an_imported_pack_stands_before_an_earlier_one() -> None:
    name = "figures_ascof_2024_25.json"
    content = json.loads(bundled("published", name).read_text("utf-8"))
    content["date"] = "2026-06-30"
    content["series"] = content["series"][:1]
    content["series"][0]["figures"]["503"] = [4000, 4328, 92.4]
    edition = build_pack(content, "imported").edition
    folder = imported_folder()
    folder.mkdir(parents=True)
    (folder / file_name(edition)).write_text(json.dumps(content), "utf-8")
    broken = folder / "figures_broken.json"
    broken.write_text("{", "utf-8")
    forget_loaded()
    assert figure("2A", "503").value == 92.4
    assert figure("2A", "503").edition.origin == "imported"
    assert list(unreadable_packs()) == [broken]
