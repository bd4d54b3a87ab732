"""Every published layout is recognised by its content, whatever its name, and taken as it says."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cldvalidator.problems import InputProblem
from cldvalidator.published.importing.layouts import LAYOUTS, is_published, take
from cldvalidator.published.packs import build_pack
from tests.published.importing import published_files as made

EPOCH = date(1970, 1, 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    return {name: make(folder) for name, make in made.MADE.items()}


@pytest.fixture(scope="module")
def taken(files):
    return {name: take(path) for name, path in files.items()}


def test_each_layout_is_made_here_and_recognised_by_content(files, taken, tmp_path):
    assert len({t.layout for t in taken.values()}) == len(LAYOUTS) == len(files)
    for path in files.values():
        other = tmp_path / "extract 1.dat"
        other.write_bytes(path.read_bytes())
        assert is_published(other)


def test_each_pack_has_the_shape_of_the_schema(taken):
    for found in taken.values():
        json.dumps(found.content)
        if found.content["kind"] != "register":
            assert build_pack(found.content).edition.id == found.id
        assert found.notes


def figures(found):
    return {
        (s["measure"], s["group"], s["year"], area): figure
        for s in found.content["series"]
        for area, figure in s["figures"].items()
    }


def test_ascof_csv(taken):
    found = figures(taken["ASCOF CSV"])
    assert found["2A", "Total", "2024-25", "503"] == [10, 12, 83.3]
    assert found["3D(1a)", "Total", "2024-25", "EM"] == [1200, 1500, 80]
    assert found["2A", "Total", "2024-25", "England"] == [10, 12, 83.3]
    assert found["2A", "Total", "2024-25", rutland()] == "c"
    assert {measure for measure, *_ in found} == {"2A", "3D(1a)"}


def rutland():
    return next(c.code for c in made.COUNCILS if c.name == "Rutland")


def test_ascof_workbook(taken):
    found = taken["ASCOF workbook"]
    assert found.day == date(2026, 10, 1)
    of = figures(found)
    assert of["2A", "Total", "2025-26", "503"] == [20, 25, 80]
    assert of["2A", "Total", "2025-26", "S"] == [1005, 2010, 50]
    assert of["2A", "Total", "2024-25", "S"] == "c"
    assert {year for _, _, year, _ in of} == {"2024-25", "2025-26"}
    assert any("Table_1z" in sentence for sentence in found.notes)


@pytest.mark.parametrize(
    ("code", "measure"),
    [("2B1864", "2B"), ("2b", "2B"), ("3D1a", "3D(1a)"), ("ASCOF 2E(2a)", "2E(2a)")],
)  # fmt: skip
def test_a_code_of_a_measure_is_read_by_its_beginning(tmp_path, code, measure):
    rows = [[*row[:4], code, *row[5:]] for row in made.ascof_rows() if row[4] == "2A"]
    (series,) = take(made.ascof_csv(tmp_path, rows)).content["series"]
    assert series["measure"] == measure
    assert series["group"] == {"2B": "18 to 64", "2E(2a)": "18 to 64"}.get(measure, "Total")


@pytest.mark.parametrize("support", [True, False])
def test_quarterly_tables(tmp_path, support):
    found = figures(take(made.cld_tables(tmp_path, support=support)))
    measure, year, count = (
        ("Long-term support", "30 June 2026", 25)
        if support
        else ("Assessments", "July 2025 to June 2026", 12 * 25)
    )
    assert found[measure, "All", year, "503"] == [count, None, count]
    assert found[measure, "All", year, rutland()] == "c"


def test_populations(taken):
    mye2 = taken["MYE2"].content
    assert mye2["mid_year"] == 2025
    assert len(mye2["people"]) == 163
    first = made.COUNCILS[0]
    assert mye2["people"][first.code] == [
        sum(100 + age for age in range(18, 65)),
        sum(100 + age for age in range(65, 91)),
    ]
    myeb1 = taken["MYEB1"].content
    assert (myeb1["mid_year"], sorted(myeb1["people"])) == (2025, sorted(["503", "204", rutland()]))
    assert myeb1["people"]["503"] == [2 * 5 * 47, 2 * 5 * 26]
    assert myeb1["people"]["204"] == [5 * 47, 5 * 26]
    nomis = taken["Nomis"].content
    assert nomis["people"] == {"503": [3 * 47, 3 * 26]}


def test_nomis_gives_the_last_year_it_has(tmp_path):
    path = made.nomis(tmp_path, made.nomis_rows(2023) + made.nomis_rows(2022))
    assert take(path).content["mid_year"] == 2023


@pytest.mark.parametrize("modern", [True, False])
def test_practices_in_both_dialects(tmp_path, modern):
    found = take(made.epraccur(tmp_path, modern=modern))
    assert found.content["codes"][-2:] == ["C83900", "C83901"]
    assert found.content["closed"][-2:] == [(date(2026, 8, 31) - EPOCH).days, None]
    assert found.content["edition"] == "August 2026"
    assert "29 of them GP practices" in found.notes[0]


def test_practices_with_a_header(tmp_path):
    head = ["OrgCode", "Name", *[""] * 25]
    assert len(take(made.epraccur(tmp_path, [head, *made.practice_rows()])).content["codes"]) == 30


def test_locations_are_streamed(taken):
    found = taken["CQC"].content
    assert found["codes"][0] == "1-100000000"
    assert found["names"][0] == "Home 0 & Sons"
    assert found["providers"][-1] == "Trust"
    assert found["opened"][-1] == (date(2026, 7, 1) - EPOCH).days
    assert found["edition"] == "July 2026"


def test_locations_of_an_excel_workbook(tmp_path):
    path = made.write_xlsx(tmp_path / "cqc.xlsx", made.cqc_sheets())
    assert len(take(path).content["codes"]) == 31


def test_neighbours(taken):
    found = taken["neighbours"].content["neighbours"]
    assert len(found) == 153
    assert found[made.COUNCILS[0].code] == [c.code for c in made.COUNCILS[1:16]]


def test_neighbours_as_csv(tmp_path, taken):
    path = made.write_csv(tmp_path / "n.csv", made.neighbour_rows())
    assert take(path).content["neighbours"] == taken["neighbours"].content["neighbours"]


def test_the_day_of_publication_may_be_said(tmp_path):
    path = made.ascof_csv(tmp_path)
    assert take(path, date(2026, 1, 23)).day == date(2026, 1, 23)
    with pytest.raises(InputProblem, match="cannot have been published"):
        take(path, date(2025, 3, 1))
    with pytest.raises(InputProblem, match="still to come"):
        take(path, date(2999, 1, 1))


def test_an_extract_is_no_publication(tmp_path):
    from cldvalidator.bundled import bundled

    sample = tmp_path / "ascof-2024-25.csv"
    sample.write_bytes(bundled("sample", "sample_council_2025-26.csv").read_bytes())
    assert not is_published(sample)
    with pytest.raises(InputProblem, match=f"none of the publications.*{LAYOUTS[0].title}"):
        take(sample)
