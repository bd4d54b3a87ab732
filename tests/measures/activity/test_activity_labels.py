"""Whose method the tables are stands in every output, and what is not shown is listed."""

from __future__ import annotations

import json

import pytest
from openpyxl import load_workbook

from cldvalidator.command_line import main as cli
from cldvalidator.interface.previewed import tables_of
from cldvalidator.measures.activity.definitions import method_words, not_shown, table
from cldvalidator.measures.ascof_3d import SETTINGS
from cldvalidator.measures.preview import Previewed, find_measure, on_request, preview
from cldvalidator.measures.registry import Inputs, measure_texts
from cldvalidator.problems import InputProblem
from cldvalidator.writing.preview_workbook import write_preview_workbook
from tests.measures.golden import GOLDEN, processed_run

METHOD = "NHS England's 2023-24 method, on DHSC's tables"
CLAIM = "as published by DHSC"
ASKED = ("--activity", "--measure", "STS001")


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    """Return a function that previews the small golden submission and gives what is printed."""
    monkeypatch.chdir(tmp_path)

    def command(*options):
        file = GOLDEN / "september" / "submission.csv.gz"
        code = cli.main(["preview", str(file), *options])
        printed = capsys.readouterr()
        assert code == 0, printed.err
        return printed.out

    return command


def test_the_name_of_the_method():
    assert method_words() == METHOD
    for measure in on_request():
        assert METHOD in measure_texts()[measure].method


@pytest.mark.parametrize("options", [(), ("--share",)], ids=["exact", "shared"])
def test_every_measure_in_the_text(run, options):
    out = run(*ASKED, *options)
    for measure in on_request():
        if f"\n{measure}: " in out:
            part = out.split(f"\n{measure}: ")[1].split("\n\n")[0]
            assert METHOD in part, measure
    assert all(f"  {t.id} (" in out for t in not_shown())
    assert CLAIM not in out


def test_every_table_in_json(run):
    content = json.loads(run(*ASKED, "--json"))
    assert [t["id"] for t in content["not shown"]] == [t.id for t in not_shown()]
    measures = [m for m in content["measures"] if m["id"] in on_request()]
    assert measures
    for measure in measures:
        assert METHOD in measure["method"]
        for result in measure["results"]:
            assert all(METHOD in grid["method"] for grid in result["tables"])
    assert CLAIM not in json.dumps(content)


def test_every_worksheet(tmp_path):
    processed = processed_run("small, September")
    made = preview(processed, Inputs(), only=["activity", "STS001"])
    write_preview_workbook(processed, made, {}, tmp_path / "tables.xlsx")
    book = load_workbook(tmp_path / "tables.xlsx", read_only=True)
    for measure in on_request():
        if measure not in book.sheetnames:
            continue
        cells = [str(c) for row in book[measure].iter_rows(values_only=True) for c in row if c]
        assert any(METHOD in c for c in cells[:3]), measure
        assert not any(CLAIM in c for c in cells)
    told = [str(row[0]) for row in book["Not shown"].iter_rows(values_only=True)]
    assert {t.id for t in not_shown()} <= set(told)
    book.close()


def test_nothing_of_it_unless_asked_for(run):
    out = run()
    assert METHOD not in out
    assert "--activity" in out


def test_tables_as_frames():
    processed = processed_run("small, September")
    (item,) = preview(processed, Inputs(), only=["LTS001b"])
    assert isinstance(item, Previewed)
    frames = tables_of([item], "LTS001b")
    first = frames[table("LTS001b", "T1a").title]
    assert METHOD in first.attrs["method"]
    assert first.loc["Total", "Total"] == item.results[0].grids[0].whole.value


@pytest.mark.parametrize("entry", not_shown(), ids=lambda t: t.id)
def test_what_is_not_shown_is_refused_with_its_reason(entry):
    with pytest.raises(InputProblem, match=r"is not shown|no one measure"):
        find_measure(entry.id)


def test_columns_stand_in_the_order_of_strength():
    columns = table("LTS001a", "T1a").columns
    assert len(columns) == len(SETTINGS)
    for column, (service, mechanism) in zip(columns, SETTINGS, strict=True):
        assert column.startswith(service.partition(": ")[2])
        assert mechanism.casefold() in column.casefold()
        assert bool(mechanism) == (":" in column and "blank" not in column)


def test_worksheets_of_many_columns_are_narrow_enough_for_a_page(tmp_path):
    """A4 across is about 150 characters at a size that can be read."""
    made = preview(processed_run("small, September"), Inputs(), only=["STS001", "LTS001a"])
    write_preview_workbook(processed_run("small, September"), made, {}, tmp_path / "tables.xlsx")
    book = load_workbook(tmp_path / "tables.xlsx")
    for name, stands in (("STS001", True), ("LTS001a", False)):
        sheet = book[name]
        columns = len(made[0 if name == "STS001" else 1].results[0].grids[0].columns)
        wide = {n: d for n, d in sheet.column_dimensions.items() if d.width}
        assert sum(d.width * (d.max - d.min + 1) for d in wide.values()) < 220
        heads = [c for row in sheet.iter_rows() for c in row if c.value == "Total" and c.column > 1]
        assert heads[0].column == columns + 1
        assert (heads[0].alignment.textRotation == 90) is stands
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
    book.close()
