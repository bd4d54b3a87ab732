"""Small files in the layouts of publications, made by code; the numbers in them are made up."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import xlsxwriter
from odf import table as ods
from odf.opendocument import OpenDocumentSpreadsheet
from odf.text import P

from cldvalidator.published.areas import areas_at, region_of
from cldvalidator.published.model import ENGLAND, Level

COUNCILS = areas_at(Level.COUNCIL)
AGES = range(91)


def write_csv(path: Path, rows, *, quoting=csv.QUOTE_MINIMAL, encoding="utf-8") -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=quoting).writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, sheets) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def write_ods(path: Path, sheets) -> Path:
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        made = ods.Table(name=name)
        for row in rows:
            line = ods.TableRow()
            for value in row:
                cell = ods.TableCell(valuetype="string")
                cell.addElement(P(text=str(value)))
                line.addElement(cell)
            made.addElement(line)
        document.spreadsheet.addElement(made)
    document.save(str(path))
    return path


ASCOF_HEADER = [
    "Geographical code", "Geographical description", "Geographical level", "ONS code",
    "ASCOF measure code", "Disaggregation level", "Measure type", "Measure value",
]  # fmt: skip


def ascof_rows():
    """Two measures for a council, a region and England; one council's value is hidden."""
    places = [
        ("503", "Lincolnshire", "Local authority", "E10000019"),
        ("EM", "East Midlands", "Regional", "E12000004"),
        ("England", "England", "England", "E92000001"),
        ("999", "Nowhere", "Local authority", "E10000099"),
    ]
    figures = [("2A", "Total", "10", "12", "83.3"), ("3D(1a)", "Total", "1,200", "1,500", "80.0")]
    rows = [
        [*place, measure, group, part, value]
        for place in places
        for measure, group, *values in figures
        for part, value in zip(("Numerator", "Denominator", "Outcome"), values, strict=True)
    ]
    hidden = ("510", "Rutland", "Local authority", "E06000017")
    rows += [[*hidden, "2A", "Total", p, "[c]"] for p in ("Numerator", "Denominator", "Outcome")]
    return [
        *rows,
        ["503", "Lincolnshire", "Local authority", "E10000019", "1A", "Total", "Mean", "19"],
    ]


def ascof_csv(folder: Path, rows=None, name="ascof-2024-25.csv") -> Path:
    return write_csv(folder / name, [ASCOF_HEADER, *(ascof_rows() if rows is None else rows)])


def ascof_sheets(published="1 October 2026"):
    years = ("2023 to 2024", "2024 to 2025", "2025 to 2026")
    heads = [f"{y} - {p}" for y in years for p in ("numerator", "denominator", "outcome")]
    prose = [["Table 2A"], ["This worksheet has one table."], [f"Notes [note 1]. {years[0]}"]]
    lines = [
        ["503", "Lincolnshire", "E10000019", *["[x]"] * 3, "10", "12", "83.3", "20", "25", "80.0"],
        ["S", "Shire county", "[z]", *["[x]"] * 3, "[c]", "[c]", "[c]", "1,005", "2,010", "50.0"],
        ["102", "Cumbria", "E10000006", *["5"] * 9],
        ["England", "England", "E92000001", *["[x]"] * 3, "104.0", "208", "50.0", "1", "2", "50.0"],
    ]
    table = [*prose, ["Local authority code", "Local authority", "ONS area code", *heads], *lines]
    survey = [*table[:4], ["503", "Lincolnshire", "E10000019", *["7.7 (7.6)"] * 9]]
    cover = [["ASCOF time series"], [f"Published {published}"]]
    return {"Cover": cover, "Notes": [["A note"]], "Table_2a": table, "Table_1z": survey}


def ascof_workbook(folder: Path, sheets=None) -> Path:
    return write_ods(folder / "series.ods", sheets or ascof_sheets())


def cld_sheets(*, support=True, months=12):
    heads = [
        "Area unit",
        "Area",
        "Area code",
        *(["Support setting"] if support else []),
        "Age group",
    ]
    names = [
        f"{m} 2025" for m in ("July", "August", "September", "October", "November", "December")
    ]
    names = [f"{m} 2025" for m in ("April", "May", "June")] + names
    names += [f"{m} 2026" for m in ("January", "February", "March", "April", "May", "June")]
    names = names[-months:]
    dated = [f"{30 if 'June' in n else 31} {n} [p]" if support else f"{n} [p]" for n in names]
    total = [] if support else ["Total [p]"]

    def line(unit, name, code, setting, age, values):
        middle = [setting] if support else []
        return [unit, name, code, *middle, age, *values, *([sum(values)] if total else [])]

    rows = [
        line("National", "England", "E92000001", "All settings", "All ages", [1000] * months),
        line(
            "Local Authority",
            "Lincolnshire",
            "E10000019",
            "All settings",
            "All ages",
            [25] * months,
        ),
        line(
            "Local Authority", "Lincolnshire", "E10000019", "All settings", "18 to 64", [5] * months
        ),
    ]
    if support:
        rows.append(
            line(
                "Local Authority", "Lincolnshire", "E10000019", "Nursing", "All ages", [5] * months
            )
        )
    rows.append(["Local Authority", "Rutland", "E06000017", *(["All settings"] if support else []),
                 "All ages", *["[c]"] * months, *(["[c]"] if total else [])])  # fmt: skip
    return {
        "Cover": [["Published 27 October 2026"]],
        "Table_1": [["Title"], ["Prose"], [*heads, *dated, *total], *rows],
    }


def cld_tables(folder: Path, sheets=None, **how) -> Path:
    return write_ods(folder / "tables.ods", sheets or cld_sheets(**how))


def _ages(area):
    """Make people of an area up, so that England is the sum of its councils."""
    if area.level is Level.COUNCIL:
        base = 100 + COUNCILS.index(area)
        return [base + age for age in AGES]
    inside = [c for c in COUNCILS if area.code in (ENGLAND, getattr(region_of(c), "code", ""))]
    return [sum(column) for column in zip(*map(_ages, inside), strict=True)]


def mye2_rows(year=2025):
    from cldvalidator.published.areas import england

    prose = [[f"MYE2: Population estimates, mid-{year}"], ["Published 29 July 2026"], *[[""]] * 5]
    head = ["Code", "Name", "Geography", "All ages", *range(90), "90+"]
    areas = [england(), *areas_at(Level.REGION), *COUNCILS]
    lines = [[a.gss[0], a.name, "x", sum(_ages(a)), *_ages(a)] for a in areas]
    return [*prose, head, ["K02000001", "UNITED KINGDOM", "Country", *[1] * 92], *lines]


def mye2(folder: Path, rows=None, sheet="MYE2 - Persons") -> Path:
    sheets = {"Cover": [["x"]], sheet: mye2_rows() if rows is None else rows}
    return write_xlsx(folder / "mye25tablesew.xlsx", sheets)


def myeb1_rows():
    head = ["ladcode23", "laname23", "country", "sex", "age", "population_2024", "population_2025"]
    districts = ["E07000136", "E07000137", "E06000017", "E08000016", "W06000001"]
    lines = [
        [code, "name", code[0], sex, age, 1, 2 + (sex == "F")]
        for code in districts
        for sex in "MF"
        for age in AGES
    ]
    return [["MYEB1: Detailed population estimates"], head, *lines]


def myeb1(folder: Path, rows=None) -> Path:
    return write_xlsx(folder / "myeb.xlsx", {"MYEB1": myeb1_rows() if rows is None else rows})


def nomis_rows(year=2025):
    ages = [*(f"Age {a}" for a in range(90)), "Aged 90+"]
    single = [
        ["Lincolnshire", "E10000019", year, gender, age, n]
        for gender, n in (("Male", 1), ("Female", 2), ("Total", 3))
        for age in ages
    ]
    groups = [
        ["Lincolnshire", "E10000019", year, "Total", age, 999]
        for age in ("All Ages", "Aged 16 - 64", "Aged 85+")
    ]
    return [*single, *groups]


NOMIS_HEADER = [
    "GEOGRAPHY_NAME", "GEOGRAPHY_CODE", "DATE_NAME", "GENDER_NAME", "C_AGE_NAME", "OBS_VALUE",
]  # fmt: skip


def nomis(folder: Path, rows=None) -> Path:
    return write_csv(
        folder / "nomis.csv", [NOMIS_HEADER, *(nomis_rows() if rows is None else rows)]
    )


def practice(code, opened="19740401", closed="", status="A", setting="4"):
    cells = [code, "THE SURGERY", "Y60", "QJM", "1 HIGH STREET", "", "", "LINCOLN", "", "LN1 1YG"]
    cells += [opened, closed, status, "B", "71E", "20130401", "", "01522 000000", "", "", "", "0"]
    return [*cells, "", "1", "", setting, ""]


def practice_rows(*, modern=False):
    words = ("ACTIVE", "INACTIVE", "RO76") if modern else ("A", "C", "4")
    rows = [practice(f"C83{n:03}", "19740401", "", words[0], words[2]) for n in range(28)]
    rows += [practice("C83900", "20100101", "20260831", words[1], words[2])]
    return [*rows, practice("C83901", "20300101", "", words[0], "RO72|RO80" if modern else "0")]


def epraccur(folder: Path, rows=None, **how) -> Path:
    made = practice_rows(**how) if rows is None else rows
    return write_csv(folder / "epraccur.csv", made, quoting=csv.QUOTE_ALL, encoding="utf-8-sig")


CQC_HEADER = [
    "Location ID", "Location HSCA start date", "Care home?", "Location Name", "Care homes beds",
    "Location Postal Code", "Provider ID", "Provider Name",
]  # fmt: skip


def cqc_rows(count=30):
    rows = [
        [
            f"1-{100_000_000 + n}",
            "20/01/2011",
            "Y",
            f"Home {n} & Sons",
            "12",
            "LN1 1YG",
            "1-1",
            "Oak",
        ]
        for n in range(count)
    ]
    return [*rows, ["RWDLA", "01/07/2026", "N", "County Hospital", "", "LN2 5QY", "RWD", "Trust"]]


def cqc_sheets(rows=None):
    prose = [["This directory lists what is registered."], ["Published 1 July 2026"]]
    return {
        "README": prose,
        "HSCA_Active_Locations": [[""], CQC_HEADER, *(cqc_rows() if rows is None else rows)],
        "Dual_Registration_Locations": [["Location ID"], ["1-1"]],
    }


def cqc(folder: Path, sheets=None) -> Path:
    return write_ods(folder / "01_July_2026_HSCA_Active_Locations.ods", sheets or cqc_sheets())


def neighbour_rows():
    head = ["Upper tier local authority code", "Upper tier local authority name"]
    head += [f"Neighbour {n}" for n in range(1, 21)]
    lines = []
    for at, council in enumerate(COUNCILS):
        others = [COUNCILS[(at + n) % len(COUNCILS)] for n in range(1, 21)]
        lines.append([council.gss[0], council.name, *(o.gss[-1] for o in others)])
    return [head, *lines]


def neighbours(folder: Path, rows=None) -> Path:
    made = neighbour_rows() if rows is None else rows
    prose = [["Table 3: nearest neighbours"], ["Published 1 October 2026"]]
    sheets = {"Cover": prose, "Table 1": [["Other"]], "Table 3": [*prose, *made]}
    return write_xlsx(folder / "localauthoritynearestneighboursengland.xlsx", sheets)


MADE = {
    "ASCOF CSV": ascof_csv,
    "ASCOF workbook": ascof_workbook,
    "CLD tables": cld_tables,
    "MYE2": mye2,
    "MYEB1": myeb1,
    "Nomis": nomis,
    "epraccur": epraccur,
    "CQC": cqc,
    "neighbours": neighbours,
}
