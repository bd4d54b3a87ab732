"""Small files in the layouts of publications; the numbers in them are made up."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cache

import openpyxl

_ASCOF = (
    "Geographical code", "Geographical description", "Geographical level", "ONS code",
    "ASCOF measure code", "Disaggregation level", "Measure type", "Measure value",
)  # fmt: skip
_PLACES = (
    ("503", "Lincolnshire", "Local authority", "E10000019"),
    ("EM", "East Midlands", "Regional", "E12000004"),
    ("England", "England", "England", "E92000001"),
)
_PARTS = (("Numerator", "10"), ("Denominator", "12"), ("Outcome", "83.3"))
_LOCATIONS = (
    "Location ID", "Location HSCA start date", "Care home?", "Location Name", "Care homes beds",
    "Location Postal Code", "Provider ID", "Provider Name",
)  # fmt: skip


@cache
def ascof() -> bytes:
    """Return ASCOF figures of a council, a region and England as CSV."""
    lines = [(*place, "2A", "Total", part, value) for place in _PLACES for part, value in _PARTS]
    return _lines([_ASCOF, *lines])


@cache
def practices() -> bytes:
    """Return GP practices as the NHS publishes them, without a header."""
    rows = []
    for number in range(30):
        row = [f"C83{number:03}", "THE SURGERY", "Y60", "QJM", "1 HIGH STREET", "", "", "LINCOLN"]
        row += ["", "LN1 1YG", "19740401", "", "A", "B", "71E", "20130401", "", "01522 000000"]
        rows.append([*row, "", "", "", "0", "", "1", "", "4", ""])
    return _lines(rows)


@cache
def locations() -> bytes:
    """Return the CQC's locations as a workbook."""
    book = openpyxl.Workbook()
    readme, sheet = book.worksheets[0], book.create_sheet("HSCA_Active_Locations")
    readme.title = "README"
    readme.append(["Published 1 July 2026"])
    sheet.append([""])
    sheet.append(list(_LOCATIONS))
    for number in range(30):
        place = [f"1-{100_000_000 + number}", "20/01/2011", "Y", f"Home {number}", "12"]
        sheet.append([*place, "LN1 1YG", "1-1", "Oak"])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode()
