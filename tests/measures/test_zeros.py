"""A zero that is no figure is said to be none; the value stays DHSC's 0."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.events import Parameters, process
from cldvalidator.extract import Column
from cldvalidator.measures.figures import Figure
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.measures.zeros import NO_ONE
from cldvalidator.presentation.preview_text import figure_words, preview_summary, preview_text
from cldvalidator.synthetic_data import generate, write_csv
from cldvalidator.writing.preview_workbook import write_preview_workbook


@pytest.fixture(scope="module")
def whole():
    from cldvalidator.specification import load_specification

    return generate(1_500, seed=2, specification=load_specification("2"))


def measured(extract, specification, **parameters):
    processed = process(extract, specification, Parameters(**parameters))
    return processed, {p.measure.text.id: p for p in preview(processed, Inputs())}


def without(extract, *names):
    return replace(extract, columns={n: c for n, c in extract.columns.items() if n not in names})


def test_no_one_in_the_denominator(whole, release_2):
    column = whole.column("Client Type")
    users = Column.of(["Service user"] * len(column))
    extract = replace(whole, columns={**whole.columns, "Client Type": users})
    _, shown = measured(extract, release_2)
    result = shown["ASCOF 3D carers"].results[0]
    shares = [f for f in result.figures if f.denominator is not None]
    assert shares
    assert all((f.value, f.denominator, f.unavailable) == (0, 0, NO_ONE) for f in shares)
    assert figure_words(shares[0]) == NO_ONE
    unknown = result.figures[-1]  # a count of nobody is a figure
    assert (figure_words(unknown), result.unavailable) == ("0", "")


def test_a_missing_column_is_named(whole, release_2):
    _, shown = measured(without(whole, "Date of Birth"), release_2)
    reason = "cannot be computed: the file has no column for Date of Birth"
    assert shown["ASCOF 2B and 2C"].results[0].unavailable == reason
    assert shown["Waiting times"].results[0].unavailable == reason
    clients = shown["ASCOF 3D clients"].results[0]
    said = {f.group: f.unavailable for f in clients.figures}
    assert said["18 to 64"] == said["65 and above"] == reason
    assert said["Total"] == ""
    _, shown = measured(without(whole, "Accommodation Status"), release_2)
    total = [f for f in shown["ASCOF 2E"].results[0].figures if f.group == "Total"]
    assert all("no column for Accommodation Status" in f.unavailable for f in total if not f.value)


def test_a_year_without_events(whole, release_2):
    _, shown = measured(whole, release_2, period_end=date(2020, 3, 31))
    for item in shown.values():
        assert "in the year to 31/03/2020" in item.results[0].unavailable


DATES = ("Event Start Date", "Event End Date", "Date of Birth")


def with_dates(extract, write):
    turned = {
        n: Column.of([write(t) if t else "" for t in extract.column(n).strings().to_pylist()])
        for n in DATES
    }
    return replace(extract, columns={**extract.columns, **turned})


def test_dates_that_can_be_read_in_one_way_count(whole, release_2):
    _, right = measured(whole, release_2)
    for write in (
        lambda t: f"{t[6:]}-{t[3:5]}-{t[:2]}",
        lambda t: f"{t[6:]}-{t[3:5]}-{t[:2]} 00:00:00",
        lambda t: f"  {t} ",
        lambda t: f'="{t}"',
    ):
        processed, shown = measured(with_dates(whole, write), release_2)
        assert processed.other_dates == ()
        assert not any("FILE-08" in note for note in processed.notes)
        for name, item in shown.items():
            of_one, of_other = (
                [(f.description, f.group, f.value) for f in i.results[0].figures]
                for i in (right[name], item)
            )
            assert of_one == of_other


def test_dates_that_can_be_read_in_several_ways_are_named(whole, release_2):
    column = whole.column("Date of Birth").strings().to_pylist()
    two_digits = Column.of([t[:6] + t[8:] for t in column])
    extract = replace(whole, columns={**whole.columns, "Date of Birth": two_digits})
    processed, _ = measured(extract, release_2)
    assert processed.other_dates == ("Date of Birth",)
    assert "FILE-08" in processed.notes[0]
    assert "decide" in processed.notes[0]


def test_everywhere_it_is_shown(whole, release_2, tmp_path, capsys):
    processed, shown = measured(without(whole, "Date of Birth"), release_2)
    for words in (preview_text, preview_summary):
        assert "no column for Date of Birth" in words(processed, list(shown.values()), {})
    target = tmp_path / "preview.xlsx"
    write_preview_workbook(processed, list(shown.values()), {}, target)
    rows = list(openpyxl.load_workbook(target)["Figures"].iter_rows(values_only=True))
    assert any("no column for Date of Birth" in str(r[4]) for r in rows)
    path = tmp_path / "extract.csv"
    write_csv(whole, path)
    assert cli.main(["preview", str(path), "--json", "--period-end", "31/03/2020"]) == 0
    result = json.loads(capsys.readouterr().out)["measures"][0]["results"][0]
    assert "31/03/2020" in result["instead of the figures"]
    assert result["figures"][0]["value"] == 0
    assert "31/03/2020" in result["figures"][0]["instead of the value"]


def test_the_summary_is_one_screen(whole, release_2):
    processed, shown = measured(whole, release_2)
    assert preview_summary(processed, list(shown.values()), {}).count("\n") < 60


def test_a_share_is_told_from_a_count():
    half = Figure("Share", "Total", 50.0, 50, 100)
    assert figure_words(half) == "50.0 (50 of 100)"
    assert figure_words(Figure("Count", "Total", 47.0, 47, 54)) == "47"
    assert figure_words(Figure("Nobody of some", "Total", 0.0, 0, 5)) == "0.0 (0 of 5)"


def test_no_period_names_the_option(whole, release_2, tmp_path, capsys):
    path = tmp_path / "extract.csv"
    write_csv(without(whole, "Reporting Period End Date", "Reporting Period Start Date"), path)
    assert cli.main(["preview", str(path)]) == 2
    assert "--period-end 31/03/2026" in capsys.readouterr().err
