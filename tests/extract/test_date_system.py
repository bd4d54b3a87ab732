"""A day number means a day only in the date system of its workbook."""

from __future__ import annotations

import pytest
import xlsxwriter

from cldvalidator.checks import check_extract
from cldvalidator.extract import read_extract
from cldvalidator.fixes import safe_changes


@pytest.mark.parametrize(
    ("is_1904", "system", "serial"), [(True, "1904", 43538), (False, "1900", 45000)]
)
def test_the_date_system_of_a_workbook_is_known(
    tmp_path, records, release_2, is_1904, system, serial
):
    path = tmp_path / "extract.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": is_1904}) as book:
        sheet = book.add_worksheet()
        row = records["request"] | {"Event Start Date": serial}
        for column, (name, value) in enumerate(row.items()):
            sheet.write(0, column, name)
            sheet.write(1, column, value)
    extract = read_extract(path, release_2)
    assert extract.reading.day_numbers == system
    (change,) = safe_changes(extract, check_extract(extract, release_2))
    assert (change.found, change.written) == (str(serial), "15/03/2023")


def test_a_csv_has_no_date_system(tmp_path, records, release_2):
    path = tmp_path / "extract.csv"
    path.write_text(",".join(records["request"]) + "\n" + ",".join(["1"] * len(records["request"])))
    assert read_extract(path, release_2).reading.day_numbers == ""
