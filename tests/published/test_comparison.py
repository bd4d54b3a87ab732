"""Our figures beside published ones, on the golden submission, whose people are made up."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.preview import FilePreview, preview_file, write_preview
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.measures.registry import measure_texts
from cldvalidator.presentation.published_text import (
    Role,
    comparison_lines,
    comparison_sheets,
    rank_words,
)
from cldvalidator.published.comparison import Comparison, compare_with_published
from cldvalidator.published.counterparts import counterparts, own_figures

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "submission.csv.gz"


@pytest.fixture(scope="module")
def previewed(tmp_path_factory: pytest.TempPathFactory) -> FilePreview:
    patch = pytest.MonkeyPatch()
    patch.setenv("CLDVALIDATOR_SETTINGS", str(tmp_path_factory.mktemp("settings")))
    path = tmp_path_factory.mktemp("golden") / "submission.csv"
    path.write_bytes(gzip.decompress(GOLDEN.read_bytes()))
    opened = open_file(path)
    made = preview_file(opened.extract, opened.result, PreviewInputs())
    patch.undo()
    return made


def of(compared: tuple[Comparison, ...], published: str) -> Comparison:
    return next(c for c in compared if c.counterpart.published == published)


def test_every_counterpart_is_a_figure_of_ours(previewed: FilePreview) -> None:
    found = own_figures(previewed.previewed)
    assert [own.counterpart for own in found] == list(counterparts())
    assert {c.measure for c in counterparts()} <= set(measure_texts())


def test_ours_stands_beside_the_published_ones(previewed: FilePreview) -> None:
    c = of(previewed.compared, "2A")
    assert (c.value, c.own.figure.numerator, c.own.figure.denominator) == (67.6, 152, 225)
    assert (c.last.area.name, c.last.value) == ("Lincolnshire", 98.0)
    assert c.region is not None
    assert (c.region.area.name, c.region.value) == ("East Midlands", 81.1)
    assert c.england.value == 77.1
    assert len(c.similar) == 15
    assert c.rank == (1 + sum((p.value or 0) > 67.6 for p in c.similar), 16)
    assert rank_words(c) == "12th highest of 16: yours and 15 similar councils."
    assert (c.lowest, c.highest) == (None, None)  # spells, of which no bounds are known
    of_people = of(previewed.compared, "2E(1)")
    assert of_people.lowest is not None
    assert of_people.highest is not None
    assert of_people.lowest <= (of_people.value or 0) <= of_people.highest
    row = comparison_sheets([of_people])[0].sheet.rows[0]
    assert "until open findings are settled" in row[1].text


def test_what_is_not_alike_is_said(previewed: FilePreview) -> None:
    said = " ".join(of(previewed.compared, "2B").differences)
    assert "01/04/2025 to 31/03/2026" in said
    assert "01/04/2024 to 31/03/2025" in said
    assert "method of September 2026" in said
    assert "one submission" in said
    assert "population of mid-2024, as that of mid-2025 is not here" in said
    assert "population" not in " ".join(of(previewed.compared, "2A").differences)


def test_the_publishers_warnings_stand_with_it(previewed: FilePreview) -> None:
    c = of(previewed.compared, "3D(1a)")
    assert c.rank is None
    assert "not meaningful" in c.warnings[0]
    assert any("not comparable with earlier years" in w for w in c.warnings)
    assert of(previewed.compared, "3D(2a)").rank is not None


def test_hidden_values_are_said_and_never_drawn(previewed: FilePreview) -> None:
    compared = compare_with_published(
        previewed.processed, previewed.previewed, previewed.effects, "813"
    )
    c = of(compared, "2A")
    assert c.last.value is None
    assert c.last.why == "hidden by the publisher"
    assert c.hidden
    made = next(s for s in comparison_sheets(compared) if s.key == "2A")
    assert made.sheet.strip is not None
    dots = made.sheet.strip.dots
    assert Role.LAST not in {dot.role for dot in dots}
    shown = [p for p in c.similar if p.value is not None]
    assert sum(dot.role is Role.SIMILAR for dot in dots) == len(shown) == 15 - len(c.hidden)
    assert all(dot.value > 0 for dot in dots)
    assert len(made.sheet.rows) == 19
    for point in c.hidden:
        assert any(point.area.name in sentence for sentence in made.sentences)
        assert any(row[0].text == point.area.name and row[2].number is None
                   for row in made.sheet.rows)  # fmt: skip
    assert c.rank is not None
    assert c.rank[1] == 1 + len(shown)


def test_equal_values_share_a_place(previewed: FilePreview) -> None:
    c = of(previewed.compared, "2A")
    value = c.similar[3].value
    own = next(o for o in own_figures(previewed.previewed) if o.counterpart.published == "2A")
    result = replace(
        own.result,
        figures=tuple(
            replace(f, value=value) if f is own.figure else f for f in own.result.figures
        ),
    )
    item = replace(own.previewed, results=(result,))
    again = of(compare_with_published(previewed.processed, [item], {}, "503"), "2A")
    assert again.rank == (1 + sum((p.value or 0) > (value or 0) for p in c.similar), 16)


def test_for_sharing_ours_is_protected_and_has_no_bounds(previewed: FilePreview) -> None:
    for c in previewed.shared_compared:
        assert (c.lowest, c.highest) == (None, None)
        numerator = c.own.figure.numerator
        assert numerator is None or numerator % 5 == 0
    assert of(previewed.shared_compared, "2A").own.figure.numerator == 150
    few = replace(own_figures(previewed.shared)[0].figure, value=None, numerator=None)
    own = own_figures(previewed.shared)[0]
    result = replace(own.result, figures=(few,))
    item = replace(own.previewed, results=(result,))
    c = of(compare_with_published(previewed.processed, [item], {}, "503"), "2A")
    assert (c.value, c.rank) == (None, None)
    made = comparison_sheets([c])[0]
    assert made.sheet.rows[0][2].text == "not shown"
    assert made.sheet.strip is not None
    assert Role.OWN not in {dot.role for dot in made.sheet.strip.dots}


def test_no_known_council_no_comparison(previewed: FilePreview) -> None:
    assert compare_with_published(previewed.processed, previewed.previewed, {}, "") == ()


def test_text_names_sources_and_licence(previewed: FilePreview) -> None:
    text = "\n".join(comparison_lines(previewed.compared))
    assert text.count("Open Government Licence v3.0") == 2
    assert "98.0% (4,242 of 4,328)" in text


def test_the_workbook_has_it_exact_and_for_sharing(previewed: FilePreview, tmp_path: Path) -> None:
    for share, top in ((False, 152), (True, 150)):
        target = tmp_path / f"{share}.xlsx"
        write_preview(previewed, target, share=share, overwrite=False, never=())
        book = openpyxl.load_workbook(target)
        rows = list(book["Published figures"].iter_rows(values_only=True))
        assert rows[3][0] == "ASCOF 2A"
        assert rows[3][5] == top
        assert any("Open Government Licence" in str(row[1]) for row in rows)
        book.close()


def test_json_and_text_of_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], previewed: FilePreview
) -> None:
    path = tmp_path / "submission.csv"
    path.write_bytes(gzip.decompress(GOLDEN.read_bytes()))
    assert cli.main(["preview", str(path), "--measure", "2A", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["published"]
    assert [entry["measure"] for entry in found] == ["2A"]
    assert found[0]["ours"]["value"] == 67.6
    assert found[0]["rank, highest first"] == [12, 16]
    assert len(found[0]["similar councils"]) == 15
    assert cli.main(["preview", str(path), "--measure", "2A", "--published", "--share"]) == 0
    out = capsys.readouterr().out
    assert "(150 of 225)" in out
    assert "12th highest of 16" in out
