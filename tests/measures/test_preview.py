"""The preview: what a file cannot support, the effect of findings, robustness."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from cldvalidator.checks import check_extract
from cldvalidator.command_line import main as cli
from cldvalidator.events import process
from cldvalidator.measures.behind import behind_figure, records_of_people
from cldvalidator.measures.effect import LOST, UNSURE, effect_of_findings
from cldvalidator.measures.figures import no_people, people_in
from cldvalidator.measures.preview import find_measure, preview
from cldvalidator.measures.registry import Inputs, estimate_year, measure_texts, registered
from cldvalidator.problems import InputProblem
from cldvalidator.selection.period import year_to
from cldvalidator.synthetic_data import generate, write_csv

TEXTS = measure_texts()
USUAL = [i for i, measure in registered().items() if not measure.on_request]


def test_every_measure_has_words_and_logic(release_2):
    assert list(registered()) == list(TEXTS)
    for text in TEXTS.values():
        for words in (text.title, text.definition, text.numerator, text.denominator, text.source):
            assert len(words) > 5
        assert all(o.endswith(".") for o in text.oddities)
        fields = {*text.rows, *text.gates, *text.deciders}
        assert fields <= set(release_2.names)


def test_every_figure_can_be_opened_to_its_people(results, processed):
    for result in results["latest"].values():
        for f in result.figures:
            behind = f.behind
            if f.denominator and f.value is not None and len(behind.denominator_people):
                top, bottom = set(behind.numerator_people), set(behind.denominator_people)
                assert top <= bottom
                if result.measure != "ASCOF 2A":  # counts spells, not people
                    assert (len(top), len(bottom)) == (f.numerator, f.denominator)
            people = {*behind.numerator_people, *behind.denominator_people}
            of_records = {processed.person_of[r] for r in behind.numerator_records}
            assert of_records <= people
            if f.numerator and f.description != "People whose accommodation is unknown":
                assert len(behind.numerator_records) > 0, (result.measure, f.description)


def test_a_twelve_month_file_says_what_it_cannot_show(release_2):
    extract = generate(3_000, seed=2, specification=release_2)
    shown = {p.measure.text.id: p for p in preview(process(extract, release_2), Inputs())}
    assert len(shown["ASCOF 2E"].results) == 1  # the earlier year is not covered
    assert any("looks back" in gap for gap in shown["ASCOF 2A"].results[0].missing)
    assert any("no rate" in gap for gap in shown["ASCOF 2B and 2C"].results[0].missing)
    assert shown["ASCOF 2E"].results[0].missing == ()


@pytest.mark.parametrize("rows", [1, 2, 5])
def test_tiny_files(release_2, rows):
    extract = generate(rows, seed=rows, specification=release_2)
    assert len(preview(process(extract, release_2), Inputs())) == len(USUAL)


def test_names_of_measures():
    assert find_measure("ascof 2a").text.id == "ASCOF 2A"
    assert find_measure("wait").text.id == "Waiting times"
    with pytest.raises(InputProblem, match="no one measure"):
        find_measure("ASCOF 3D")
    with pytest.raises(InputProblem, match="no one measure"):
        find_measure("ASCOF 9")


def service(records, person, **other):
    base = records["service"] | {"NHS Number": "", "LA Person Unique Identifier": person}
    return base | {"Event Reference": person} | {k.replace("_", " "): v for k, v in other.items()}


def test_effect_of_findings_by_rule_and_its_bounds(extract_of, records, release_2):
    rows = [
        service(records, "A"),
        service(records, "B"),
        service(records, "C", Accommodation_Status="A shed"),  # counts, as unknown
        service(records, "D", Event_Start_Date=""),  # dropped
        service(records, "E", Accommodation_Status="Registered care home"),
    ]
    extract = extract_of(rows)
    processed = process(extract, release_2)
    checked = check_extract(extract, release_2)
    text = TEXTS["ASCOF 2E"]
    effect = effect_of_findings(text, processed, extract, checked)
    table = {
        (r.rule, r.field, r.effect): (r.records, r.people) for r in effect.by_rule.itertuples()
    }
    assert table["DATE-02", "Event Start Date", LOST] == (1, 1)
    assert table["MAND-02", "Accommodation Status", UNSURE] == (1, 1)
    result = next(p for p in preview(processed, Inputs(), only=["ASCOF 2E"])).results[0]
    total = next(f for f in result.figures if "65+" in f.description and f.group == "Total")
    # C is presumed at home by the service, and so counts as settled; D may join on either side.
    assert (total.numerator, total.denominator) == (3, 4)
    assert effect.bounds(total) == (40.0, 80.0)


def test_records_of_nobody_are_lost_and_name_nobody(extract_of, records, release_2):
    nobody = {"NHS Number": "", "LA Person Unique Identifier": ""}
    footer = dict.fromkeys(records["service"], "") | {"LA Code": "(2 rows affected)"}
    rows = [service(records, "A"), service(records, "B", Accommodation_Status="A shed")]
    nameless = records["service"] | nobody | {"Accommodation Status": "A shed"}
    for more in ([nameless], [footer], [nameless, footer]):
        extract = extract_of([*rows, *more])
        processed, checked = process(extract, release_2), check_extract(extract, release_2)
        for text in TEXTS.values():
            effect = effect_of_findings(text, processed, extract, checked)
            assert (effect.by_rule["people"] <= 2).all()
            assert effect.outside.min(initial=0) >= 0
            assert effect.inside.min(initial=0) >= 0
        effect = effect_of_findings(TEXTS["ASCOF 2E"], processed, extract, checked)
        people = {(r.rule, r.effect): r.people for r in effect.by_rule.itertuples()}
        assert people["MAND-02", UNSURE] == 1
        assert people.get(("MAND-02", LOST), 0) == 0


def test_a_file_of_nobody(extract_of, records, release_2):
    nobody = {"NHS Number": "", "LA Person Unique Identifier": ""}
    extract = extract_of([r | nobody for r in records.values()])
    processed, checked = process(extract, release_2), check_extract(extract, release_2)
    for shown in preview(processed, Inputs()):
        effect = effect_of_findings(shown.measure.text, processed, extract, checked)
        assert (effect.by_rule["people"] == 0).all()
        for figure in shown.results[0].figures:
            behind = behind_figure(figure.behind, processed)
            assert not len(behind.people)
            assert not len(behind.records)
            assert not len(records_of_people(behind, no_people(), processed))


def test_people_are_counted_without_those_who_have_no_identifier():
    for numbers, people in (([-1], []), ([-1, -1, 2, 0, 2], [0, 2]), ([], []), ([3], [3])):
        assert people_in(np.array(numbers, np.int64)).tolist() == people


def test_clean_files_have_no_effect(release_2):
    extract = generate(2_000, seed=9, specification=release_2)
    processed, checked = process(extract, release_2), check_extract(extract, release_2)
    for text in TEXTS.values():
        effect = effect_of_findings(text, processed, extract, checked)
        assert effect.by_rule.empty


@pytest.fixture
def file(tmp_path, release_2):
    path = tmp_path / "extract.csv"
    write_csv(generate(2_000, seed=5, specification=release_2), path)
    return path


def run(capsys, *arguments):
    code = cli.main(["preview", *map(str, arguments)])
    return code, capsys.readouterr()


def test_text_and_json_agree(file, capsys):
    code, out = run(capsys, file, "--json")
    assert code == 0
    content = json.loads(out.out)
    assert [m["id"] for m in content["measures"]] == USUAL
    two_a = content["measures"][0]["results"][0]["figures"][-1]
    code, out = run(capsys, file)
    assert f"({two_a['numerator']:.0f} of {two_a['denominator']:.0f})" in out.out


def test_population_is_remembered(file, tmp_path, capsys):
    population = tmp_path / "population.csv"
    population.write_text('age band,population\n18 to 64,"300,000"\n65 and above,90000\n')
    for arguments in ([file, "--population", population], [file]):
        _, out = run(capsys, *arguments, "--measure", "ASCOF 2B and 2C")
        assert "of 300,000" in out.out
    population.write_text("age band,population\n18 to 64,many\n")
    code, out = run(capsys, file, "--population", population)
    assert code == 2
    assert "is no whole number" in out.err


def test_without_a_population_of_its_own_the_published_one_divides_and_says_so(file, capsys):
    _, out = run(capsys, file, "--measure", "ASCOF 2B and 2C")
    assert "of 450,940" in out.out
    assert "published population of mid-2024" in out.out
    assert "the nearest that is here; mid-2025 belongs to this year" in out.out
    _, out = run(capsys, file, "--measure", "2B and 2C", "--period-end", "31/03/2025", "--json")
    result = json.loads(out.out)["measures"][0]["results"][0]
    assert [figure["denominator"] for figure in result["figures"]] == [450_940, 190_608]
    assert result["notes"] == [
        "The rates divide by the published population of mid-2024 (Office for National "
        "Statistics, first release, July 2025)."
    ]


def test_a_population_of_the_year_comes_before_one_without(file, tmp_path, capsys):
    population = tmp_path / "population.csv"
    rows = ["Year,age band,population", "2025,18 to 64,300000", "2025,65 and above,90000"]
    others = [",18 to 64,1000", ",65 and above,500"]
    for told, people, words in (
        ([rows[0], *others, *rows[1:]], "of 300,000", "the population of mid-2025 that you gave"),
        ([rows[0], *others], "of 1,000", "without a year; mid-2025 belongs to this year"),
    ):
        population.write_text("\n".join(told))
        for given in (["--population", population], []):
            _, out = run(capsys, file, *given, "--measure", "ASCOF 2B and 2C")
            assert people in out.out
            assert words in out.out
    population.write_text("\n".join(rows).replace("2025", "1925"))
    code, out = run(capsys, file, "--population", population)
    assert (code, "a year is not a year" in out.err) == (2, True)


@pytest.mark.parametrize(
    ("last", "year"),
    [("2026-03-31", 2025), ("2025-12-31", 2025), ("2026-06-30", 2026), ("2026-06-29", 2025)],
)
def test_the_estimate_of_a_year_is_the_one_of_its_30_june(last, year):
    assert estimate_year(year_to(date.fromisoformat(last))) == year


def test_records_behind_a_figure(file, capsys):
    code, out = run(capsys, file, "--behind", "ASCOF 2A", "--group", "Total")
    assert code == 0
    header, *lines = out.out.splitlines()
    assert header.startswith("Row,Person,In numerator,In denominator,Event Type")
    _, text = run(capsys, file, "--json", "--measure", "ASCOF 2A")
    figures = json.loads(text.out)["measures"][0]["results"][0]["figures"]
    assert sum(",yes,yes," in line for line in lines) >= figures[-1]["numerator"]
    code, out = run(capsys, file, "--behind", "ASCOF 2A")
    assert code == 2
    assert "figures fit" in out.err


def test_where_a_row_went(file, capsys):
    code, out = run(capsys, file, "--row", 2)
    assert code == 0
    assert out.out.count("table") == 2
    code, out = run(capsys, file, "--row", 999_999)
    assert code == 2


def test_the_workbook_holds_figures_and_no_people(file, tmp_path, capsys):
    import openpyxl

    target = tmp_path / "preview.xlsx"
    code, _ = run(capsys, file, "--xlsx", target)
    assert code == 0
    book = openpyxl.load_workbook(target)
    assert book.sheetnames[:3] == ["Figures", "Published figures", "What the measures mean"]
    cells = [c.value for sheet in book for row in sheet for c in row if c.value is not None]
    assert any(str(c).startswith("ASCOF 2A") for c in cells)
    assert not any(str(c).startswith(("999", "S000")) for c in cells)
    code, out = run(capsys, file, "--xlsx", target)
    assert code == 2
    assert "already exists" in out.err


def test_sharing(file, capsys):
    _, out = run(capsys, file, "--json", "--share")
    content = json.loads(out.out)
    assert "stages" not in content
    for measure in content["measures"]:
        for figure in measure["results"][0]["figures"]:
            number = figure["numerator"]
            assert number is None or number % 5 == 0
