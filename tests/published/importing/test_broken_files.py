"""A broken file of each layout is refused in a sentence that says where, and nothing is kept."""

from __future__ import annotations

import pytest

from cldvalidator.problems import InputProblem
from cldvalidator.published.importing.layouts import layout_of, take
from cldvalidator.published.importing.tables import read_file
from tests.published.importing import published_files as made


def changed(rows, row, column, value):
    found = [list(r) for r in rows]
    found[row][column] = value
    return found


def without(rows, column):
    return [[*r[:column], *r[column + 1 :]] for r in rows]


def ascof_with(value, row=0):
    return lambda folder: made.ascof_csv(folder, changed(made.ascof_rows(), row, 7, value))


def series_with(value, sheet="Table_2a"):
    sheets = made.ascof_sheets()
    return lambda folder: made.ascof_workbook(
        folder, sheets | {sheet: changed(sheets[sheet], 4, 6, value)}
    )


def tables_with(value):
    sheets = made.cld_sheets()
    rows = changed(sheets["Table_1"], 4, -1, value)
    return lambda folder: made.cld_tables(folder, sheets | {"Table_1": rows})


def mye2_with(row, column, value):
    return lambda folder: made.mye2(folder, changed(made.mye2_rows(), row, column, value))


def myeb1_with(row, column, value):
    return lambda folder: made.myeb1(folder, changed(made.myeb1_rows(), row, column, value))


def nomis_with(value):
    rows = made.nomis_rows()
    return lambda folder: made.nomis(folder, changed(rows, 200, 5, value))


def practices_with(row, column, value):
    return lambda folder: made.epraccur(folder, changed(made.practice_rows(), row, column, value))


def cqc_with(row, column, value):
    rows = changed(made.cqc_rows(), row, column, value)
    return lambda folder: made.cqc(folder, made.cqc_sheets(rows))


def neighbours_with(row, column, value):
    rows = changed(made.neighbour_rows(), row, column, value)
    return lambda folder: made.neighbours(folder, rows)


BROKEN = {
    "ASCOF: a word": (ascof_with("many"), r"Row 2, column Measure value: .*no number"),
    "ASCOF: below zero": (ascof_with("-5", 1), r"Row 3, column Measure value"),
    "ASCOF: not a number": (ascof_with("nan"), r"Row 2, column Measure value"),
    "ASCOF: absurd": (ascof_with("9" * 40), r"Row 2, column Measure value"),
    "ASCOF: twice": (lambda f: made.ascof_csv(f, made.ascof_rows() * 2), r"Row 30.*stands twice"),
    "ASCOF: no year": (lambda f: made.ascof_csv(f, name="a.csv"), "which year"),
    "ASCOF: SALT": (lambda f: made.ascof_csv(f, name="ascof 2022-23.csv"), "came from SALT"),
    "ASCOF: other headers": (
        lambda f: made.write_csv(
            f / "ascof-2024-25.csv",
            without([made.ASCOF_HEADER, *made.ascof_rows()], 0),
        ),
        "no row with the headers Geographical code",
    ),
    "ASCOF: nothing known": (lambda f: made.ascof_csv(f, made.ascof_rows()[-1:]), "no figure"),
    "ASCOF: cut": (
        lambda f: (
            made.write_csv(f / "ascof-2024-25.csv", [made.ASCOF_HEADER, ['"'] * 8]).parent
            / _cut(f / "ascof-2024-25.csv")
        ),
        "damaged or was cut off",
    ),
    "series: a word": (series_with("many"), r"Row 5, column 2024 to 2025 - numerator of the sheet"),
    "series: below zero": (series_with("-1"), r"Row 5, column 2024 to 2025 - numerator"),
    "series: no table": (
        lambda f: made.ascof_workbook(f, {"My_Table_2a": made.ascof_sheets()["Table_2a"]}),
        "lacks the sheet",
    ),
    "tables: a word": (tables_with("many"), r"Row 5, column 30 June 2026 \[p\] of the sheet"),
    "tables: below zero": (tables_with("-1"), r"Row 5, column 30 June"),
    "tables: other sheet": (
        lambda f: made.cld_tables(f, {"Table_2": made.cld_sheets()["Table_1"]}),
        "no sheet Table_1",
    ),
    "tables: too few months": (
        lambda f: made.cld_tables(f, support=False, months=3),
        "3 months of assessments",
    ),
    "MYE2: a word": (mye2_with(9, 5, "many"), r"Row 10, column 1 of the sheet “MYE2 - Persons”"),
    "MYE2: below zero": (mye2_with(9, 5, -1), r"Row 10, column 1 of the sheet"),
    "MYE2: does not add up": (mye2_with(9, 3, 1), r"Row 10, column All ages.*do not add up"),
    "MYE2: not whole": (
        lambda f: made.mye2(f, _with_more_people(made.mye2_rows())),
        "do not add up to its England",
    ),
    "MYE2: no ages": (lambda f: made.mye2(f, without(made.mye2_rows(), 60)), "each age"),
    "MYE2: no year": (
        lambda f: made.write_xlsx(
            f / "x.xlsx", {"MYE2 - Persons": changed(made.mye2_rows(), 0, 0, "Estimates")}
        ),
        "which mid-year",
    ),
    "MYEB1: a word": (myeb1_with(5, 6, "many"), r"Row 6, column population_2025"),
    "MYEB1: twice": (myeb1_with(5, 4, 1), r"Row 6, column age.*stand twice"),
    "MYEB1: a district": (myeb1_with(2, 0, "E07999999"), r"Row 3, column ladcode23.*not known"),
    "MYEB1: no year": (lambda f: made.myeb1(f, [r[:5] for r in made.myeb1_rows()]), "no column"),
    "Nomis: a word": (nomis_with("many"), r"Row 202, column OBS_VALUE"),
    "Nomis: hidden": (nomis_with("[c]"), r"Row 202, column OBS_VALUE"),
    "Nomis: an age is missing": (
        lambda f: made.nomis(f, made.nomis_rows()[:-4] + made.nomis_rows()[-3:]),
        "lacks ages",
    ),
    "Nomis: groups only": (lambda f: made.nomis(f, made.nomis_rows()[-3:]), "no single year"),
    "practices: a day": (practices_with(3, 10, "19741331"), r"Row 4, column 11"),
    "practices: a code": (practices_with(3, 0, "c8"), r"Row 4, column 1 to 27"),
    "practices: twice": (practices_with(3, 0, "C83000"), r"Row 4, column 1.*stands twice"),
    "practices: too few": (lambda f: made.epraccur(f, made.practice_rows()[:9]), "9 codes"),
    "practices: shorter": (
        lambda f: made.epraccur(f, [*made.practice_rows(), ["C83999", "X"]]),
        r"Row 31, column 1 to 27",
    ),
    "CQC: an id": (cqc_with(4, 0, "one"), r"Row 7, column Location ID"),
    "CQC: a day": (cqc_with(4, 1, "2011"), r"Row 7, column Location HSCA start date"),
    "CQC: twice": (cqc_with(4, 0, "1-100000000"), r"Row 7, column Location ID.*stands twice"),
    "CQC: too few": (
        lambda f: made.cqc(f, made.cqc_sheets(made.cqc_rows(3))),
        "4 locations",
    ),
    "neighbours: no council": (neighbours_with(3, 4, "E07000001"), r"Row 6, column Neighbour 3"),
    "neighbours: itself": (neighbours_with(1, 2, made.COUNCILS[0].gss[0]), r"column Neighbour 1"),
    "neighbours: too few": (
        lambda f: made.neighbours(f, [r[:12] for r in made.neighbour_rows()]),
        "Neighbour 1 to 15",
    ),
}


def _cut(path):
    path.write_bytes(path.read_bytes().replace(b'""""', b'"cut', 1))
    return path.name


def _with_more_people(rows):
    return [
        [*r[:3], r[3] + 5, *r[4:24], r[24] + 5, *r[25:]] if r[0] == "E06000047" else r for r in rows
    ]


@pytest.mark.parametrize("name", BROKEN)
def test_it_is_refused_and_says_where(tmp_path, name):
    make, said = BROKEN[name]
    path = make(tmp_path)
    assert layout_of(read_file(path)) is not None
    with pytest.raises(InputProblem, match=said) as refused:
        take(path)
    assert "many" not in refused.value.what.replace("many extracts", "")
    assert refused.value.advice


@pytest.mark.parametrize("name", made.MADE)
def test_a_file_that_was_cut_off_is_refused(tmp_path, name):
    path = made.MADE[name](tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3 - 1])
    if path.suffix != ".csv" or name == "Nomis":  # other lines cannot be missed in a text
        with pytest.raises(InputProblem):
            take(path)
