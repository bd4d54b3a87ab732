"""What people wrote as a header or the name of a sheet is no way for a person into an output."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.fixes import safe_changes
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.outputs import Outputs, write_outputs
from cldvalidator.review.public_names import LEFT_OUT, PublicNames

PERSON = {"First Name": "Qzfirst", "Last Name": "Qzlast", "NHS Number": "9990000018"}
PRIVATE = ("Qzfirst Qzlast", "Qzlast", "J Smith 9990000018", "999 000 0018", "Qzlast's cases")
PUBLIC = ("Team", "Allocated worker", "Locality 2")


def workbook(path, release_2, record, *, sheet, headers, other=()):
    book = openpyxl.Workbook()
    book.active.title = sheet
    rows = [[*release_2.names, *headers]]
    rows += [[*((record | PERSON).get(n, "") for n in release_2.names), *("x" for _ in headers)]]
    for row in rows:
        book.active.append(row)
    for name in other:
        made = book.create_sheet(name)
        for row in rows:
            made.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("text", PRIVATE)
def test_a_private_header_is_told_by_its_letter(tmp_path, release_2, records, text):
    path = workbook(tmp_path / "e.xlsx", release_2, records["request"], sheet="S", headers=[text])
    extract = open_file(path).extract
    named = PublicNames(extract)
    (match,) = (h for h in extract.reading.headers if h.field is None)
    assert named.header(match) == f"column {match.letter}"


@pytest.mark.parametrize("text", PUBLIC)
def test_an_ordinary_header_stays(tmp_path, release_2, records, text):
    path = workbook(tmp_path / "e.xlsx", release_2, records["request"], sheet="S", headers=[text])
    extract = open_file(path).extract
    (match,) = (h for h in extract.reading.headers if h.field is None)
    assert PublicNames(extract).header(match) == text


def test_the_name_of_the_file(tmp_path, release_2, records):
    for name, public in (
        ("extract_20260331.xlsx", "extract_20260331.xlsx"),
        ("9990000018.xlsx", LEFT_OUT),
        ("Qzfirst Qzlast.xlsx", LEFT_OUT),
    ):
        path = workbook(tmp_path / name, release_2, records["request"], sheet="S", headers=[])
        assert PublicNames(open_file(path).extract).file == public


def test_no_output_without_personal_data_has_them(tmp_path, release_2, records, capsys):
    path = workbook(
        tmp_path / "e.xlsx",
        release_2,
        records["request"],
        sheet="Qzfirst Qzlast",
        headers=[PRIVATE[2], "Qzlast, Qzfirst", "Team"],
        other=["Qzlast 9990000018"],
    )
    opened = open_file(path)
    assert any("Qzlast" in notice for notice in opened.extract.reading.notices)
    outputs = Outputs(tmp_path / "s.csv", plain_report=True, sign_off=True)
    changes = safe_changes(opened.extract, opened.result, release_1=False)
    submitted = write_outputs(opened, opened, changes, outputs)
    for file in (submitted.manifest, outputs.sign_off_path):
        text = file.read_text("utf-8")
        assert "Qz" not in text
        assert "9990000018" not in text
        assert "sheet 1" in text
    cells = [
        str(cell)
        for sheet in openpyxl.load_workbook(outputs.plain_report_path).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in (sheet.title, *row)
    ]
    assert not [c for c in cells if "Qz" in c or "9990000018" in c]
    assert cli.main(["check", str(path), "--json"]) in (0, 1)
    printed = capsys.readouterr().out
    assert "Qz" not in printed
    assert json.loads(printed)["file"]["sheet"] == "sheet 1"


def test_only_a_known_code_is_a_key_of_the_settings(tmp_path, release_2, records, capsys):
    from cldvalidator.settings import POPULATION, settings_folder

    population = tmp_path / "population.csv"
    population.write_text("18 to 64,1000\n65 and above,500\n")
    for code, kept in (("9990000018", False), ("503", True)):
        path = tmp_path / f"{kept}.csv"
        record = records["request"] | {"LA Code": code}
        lines = [",".join(release_2.names), ",".join(record.get(n, "") for n in release_2.names)]
        path.write_text("\n".join(lines))
        assert cli.main(["preview", str(path), "--population", str(population)]) == 0
        assert (settings_folder() / POPULATION).exists() == kept
        assert ("cannot be remembered" in capsys.readouterr().err) != kept
    assert list(json.loads(Path(settings_folder() / POPULATION).read_bytes())) == ["503"]
