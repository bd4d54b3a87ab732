"""What many councils say together: places, outliers, shared rules, and nothing from few people."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from cldvalidator.batch.outcome import Outcome, RuleCount, SharedFigure
from cldvalidator.batch.resumed import Run
from cldvalidator.problems import InputProblem
from cldvalidator.region import command, work
from cldvalidator.region.cluster import connected
from cldvalidator.region.findings import finding_counts
from cldvalidator.region.league import league_of
from cldvalidator.region.report import region_document, region_text, write_report
from cldvalidator.specification import load_specification

COUNCILS = load_specification("2").councils[:8]


def outcome(
    number: int, errors: int, *, records: int = 1_000, value: float | None = 70.0
) -> Outcome:
    council = COUNCILS[number]
    return Outcome(
        f"{council.code}.csv",
        path=f"{council.code}.csv",
        council=council.name,
        la_code=council.code,
        period=("2025-04-01", "2026-03-31"),
        records=1_000,
        counts={"error": errors, "warning": 0, "query": 0},
        rules=(RuleCount("MAND-01", "Missing", "error", errors),) if errors else (),
        selected=number != 1,
        selection="Too few services ended in May 2025." if number == 1 else "",
        shared=(SharedFigure("2A", "Total", 70.0, 100.0, value),),
    )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    few = outcome(6, 3, value=None)
    broken = Outcome("late.xlsx", path="late.xlsx", problem=("It is damaged.", "Send it again."))
    others = [outcome(n, 10 * (n + 1), value=70.0 + n) for n in range(5)]
    far = outcome(5, 900, value=5.0)
    return Run((*others, far, few, broken), 0, tmp_path)


def test_places_outliers_and_shared_rules(run: Run) -> None:
    counts = {(o.path, "MAND-01", "Gender"): o.errors for o in run.outcomes if o.errors}
    league = league_of(run.outcomes, counts)
    assert [(q.council, q.place) for q in league.quality[1:3]] == [
        (COUNCILS[0].name, 2),
        (COUNCILS[1].name, 3),
    ]
    few = league.quality[0]  # fewer errors than all others, however few of them are shown
    assert (few.council, few.errors, few.rate, few.place) == (COUNCILS[6].name, None, None, None)
    assert {(o.council, o.unit) for o in league.outliers} == {
        (COUNCILS[5].name, "errors for each 1,000 records"),
        (COUNCILS[5].name, "findings for each 1,000 records"),
        (COUNCILS[5].name, "per cent"),
    }
    (shared,) = league.shared_rules
    assert (shared.rule, shared.field, len(shared.councils)) == ("MAND-01", "Gender", 7)
    assert shared.most_records == (COUNCILS[5].name,)
    assert [q.council for q in league.not_selected] == [COUNCILS[1].name]
    assert [o.file for o in league.missing] == ["late.xlsx"]


def test_measures_stand_beside_what_is_published(run: Run) -> None:
    league = league_of(run.outcomes, {})
    best = league.measured[0]
    assert (best.council, best.figure.value, best.place) == (COUNCILS[4].name, 74.0, 1)
    assert best.england == 77.1
    assert league.measured[-1].figure.value is None
    assert league.measured[-1].place is None
    assert any("Open Government Licence" in source for source in league.sources)


def test_a_rule_that_few_councils_fail_is_shared_when_it_is_in_most_of_their_records() -> None:
    outcomes = [outcome(n, 800 if n < 2 else 0) for n in range(8)]
    counts = {(o.path, "MAND-01", "Gender"): o.errors for o in outcomes if o.errors}
    (shared,) = league_of(outcomes, counts).shared_rules
    assert shared.councils == shared.most_records
    one = {key: count for key, count in counts.items() if key[0] == outcomes[0].path}
    assert not league_of(outcomes, one).shared_rules


def test_the_report_shows_no_small_number(run: Run) -> None:
    league = league_of(run.outcomes, {})
    page = region_document(run, league).html()
    assert "late.xlsx" in page
    assert "Send it again." in page
    row = next(line for line in page.splitlines() if f"<td>{COUNCILS[6].name}</td>" in line)
    assert "<td>3</td>" not in row
    assert "not shown" in row
    assert "1 not done" in region_text(run, league)
    counts = {(o.path, "MAND-01", "Gender"): o.errors for o in run.outcomes if o.errors}
    text = region_text(run, league_of(run.outcomes, counts))
    assert "Rules with one likely cause" in text
    assert "      1 council  Missing [MAND-01] in Gender" in text
    written = write_report(run, league)
    assert written == write_report(run, league)  # a later run replaces them
    book = openpyxl.load_workbook(written[1])
    assert "Data quality" in book.sheetnames
    heads, *rows = book["Data quality"].iter_rows(values_only=True)
    errors = [row[heads.index("Errors")] for row in rows]
    assert errors == ["not shown", 10, 20, 30, 40, 50, 900]


def test_a_file_without_errors_comes_before_one_whose_few_are_not_shown() -> None:
    league = league_of([outcome(0, 10), outcome(1, 3), outcome(2, 0)], {})
    assert [(q.rate, q.place) for q in league.quality] == [(0.0, 1), (None, None), (10.0, 3)]


def test_a_figure_of_nobody_is_not_the_highest_because_others_are_not_shown(run: Run) -> None:
    league = league_of([outcome(0, 0, value=0.0), outcome(1, 0, value=None)], {})
    assert [m.place for m in league.measured] == [None, None]
    league = league_of([outcome(0, 0, value=0.0), outcome(1, 0, value=3.0)], {})
    assert [(m.figure.value, m.place) for m in league.measured] == [(3.0, 1), (0.0, 2)]


def test_the_page_of_many_councils_stays_short_and_the_workbook_has_all(tmp_path: Path) -> None:
    councils = load_specification("2").councils
    many = [replace(outcome(0, 600), council=c.name, path=c.code, file=c.code) for c in councils]
    counts = {(o.path, "MAND-01", f"Field {n}"): 600 for o in many for n in range(60)}
    run = Run(tuple(many), 0, tmp_path)
    league = league_of(many, counts)
    page = region_document(run, league).html()
    assert f"{min(c.name for c in councils)}, " in page
    assert f" and {len(councils) - 8} more" in page
    assert "10 more rows: the sheet “Rules with one likely cause” of report.xlsx has all" in page
    book = openpyxl.load_workbook(write_report(run, league)[1])
    sheet = book["Rules with one likely cause"]
    assert sheet.max_row == 61
    assert all(c.name in str(sheet["D2"].value) for c in councils)


def test_findings_that_are_on_the_disk_of_a_worker_are_named(tmp_path: Path) -> None:
    away = replace(outcome(0, 10), written={"findings/council=104/period=x/104.parquet": ""})
    league = league_of([away], *finding_counts([away], tmp_path))
    run = Run((away,), 0, tmp_path)
    for text in (region_text(run, league), region_document(run, league).html()):
        assert "Findings that cannot be read here" in text
        assert COUNCILS[0].name in text
    assert "cannot be read here" not in region_text(run, league_of([away], {}))


def test_a_council_with_two_files_is_named_with_each(tmp_path: Path) -> None:
    two = [replace(outcome(0, 10), path=name, file=name) for name in ("april.csv", "may.csv")]
    run, league = Run(tuple(two), 0, tmp_path), league_of(two, {})
    page = region_document(run, league).html()
    assert f"10.0  {COUNCILS[0].name} (april.csv)" in region_text(run, league)
    for name in ("april.csv", "may.csv"):
        assert page.count(f"<td>{COUNCILS[0].name} ({name})</td>") == 2


@pytest.mark.parametrize(
    ("address", "without_tls", "said"),
    [
        ("scheduler", False, "an address such as"),
        ("http://host:8786", False, "an address such as"),
        ("tls://host", False, "an address such as"),
        ("tcp://host:8786", False, "not be encrypted"),
    ],
)
def test_an_address_that_cannot_be_is_refused(address: str, without_tls: bool, said: str) -> None:
    with (
        pytest.raises(InputProblem, match=said),
        connected(address, without_tls=without_tls),
    ):
        pass


@pytest.mark.parametrize(
    "words",
    [
        ["run", "not there", "--scheduler", "local", "--output", "out"],
        ["run", __file__, "--scheduler", "local", "--output", "out"],
        ["run", ".", "--scheduler", "local", "--output", "out", "--workers", "0"],
        ["run", ".", "--scheduler", "tls://h:1", "--output", "out", "--workers", "2"],
    ],
)
def test_what_cannot_be_is_refused_before_a_cluster_starts(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command.main(words) == 2
    what, advice = capsys.readouterr().err.splitlines()
    assert what.endswith(".")
    assert advice.endswith(".")
    assert not (tmp_path / "out").exists()


def test_a_fault_in_a_worker_is_told_without_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(_: work.Request) -> Outcome:
        raise ValueError("Smith 9434765919")

    monkeypatch.setattr(work, "_worked_on", fault)
    request = work.Request("a.csv", "a.csv", "out/a.csv", False, "out", {}, ".", "")
    answer = work.work_on_council(request)
    assert answer.keys() == {"fault"}
    assert "ValueError" in answer["fault"]
    assert "Smith" not in answer["fault"]


def test_a_worker_with_another_version_is_named() -> None:
    request = work.Request("a.csv", "a.csv", "out/a.csv", False, "out", {}, ".", "another")
    answer = work.work_on_council(request)
    assert "another version" in answer["outcome"]["problem"][0]


def test_the_examples_of_the_help_are_commands() -> None:
    text = command._EXAMPLES.replace("\\\n", "")
    lines = [
        line.split("cldvalidator-region ", 1)[1] for line in text.splitlines() if ":  " in line
    ]
    assert len(lines) == 5
    for line in lines:
        options = command.region_parser().parse_args(line.split())
        assert options.output.name == "out"
