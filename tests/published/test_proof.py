"""Prove it on yourself: the golden submission's year before, whose council is a real code."""

import csv
import gzip
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.jobs.join import gather_set, join_set
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.measures.preview import Previewed, preview
from cldvalidator.presentation.proof_text import (
    proof_json,
    proof_lines,
    proof_sentence,
    proof_sheet,
)
from cldvalidator.problems import InputProblem
from cldvalidator.published.figures import published_figure
from cldvalidator.published.populations import inputs_for
from cldvalidator.published.proof import Outcome, Proofs, period_of, prove
from cldvalidator.sample_file import sample_file
from cldvalidator.submissions.joined import JoinedSubmissions

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "submission.csv.gz"
Made = tuple[JoinedSubmissions, list[Previewed], Path]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = tmp_path_factory.mktemp("golden") / "submission.csv"
    path.write_bytes(gzip.decompress(GOLDEN.read_bytes()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLDVALIDATOR_SETTINGS", str(tmp_path_factory.mktemp("settings")))
        gathered = gather_set([path])
        joined = join_set(gathered, PreviewInputs(period_end=period_of("2024-25").last))
        return joined, preview(joined.processed, inputs_for("503", {})), path


@pytest.fixture
def proofs(made: Made) -> Proofs:
    joined, previewed, _ = made
    return prove(joined.processed, previewed, "503")


def test_each_number_stands_beside_the_published_one(proofs: Proofs) -> None:
    assert (proofs.year, len(proofs.proofs), proofs.all_equal) == ("2024-25", 8, False)
    for proof in proofs.proofs:
        ours, theirs = proof.own.figure, proof.published
        assert theirs is not None
        assert proof.outcome is Outcome.DIFFERENT
        less = proof.differences
        assert ours.numerator is not None
        assert theirs.numerator is not None
        assert less[0] == ours.numerator - theirs.numerator
    admissions = {p.own.counterpart.published: p for p in proofs.proofs}["2B"]
    assert admissions.own.figure.denominator == 450_940
    assert admissions.differences[1] == 0
    assert any("looks back to 01/04/2023" in reason for reason in admissions.reasons)


def test_what_can_explain_a_difference_is_said(proofs: Proofs) -> None:
    said = " ".join(proofs.general)
    for words in ("one submission", "edition of 23/01/2026", "deaths", "September 2026", "whole"):
        assert words in said


def test_equal_figures_are_the_same_and_need_no_reason(made: Made) -> None:
    joined, previewed, _ = made
    item = next(i for i in previewed if i.measure.text.id == "ASCOF 2A")
    theirs = published_figure("2A", "Total", "2024-25", "503")
    assert theirs is not None
    figures = tuple(
        replace(f, value=theirs.value, numerator=theirs.numerator, denominator=theirs.denominator)
        for f in item.results[0].figures
    )
    same = replace(item, results=(replace(item.results[0], figures=figures),))
    proofs = prove(joined.processed, [same], "503")
    assert proofs.all_equal
    assert proofs.general == ()
    assert proof_sentence(proofs) == "Lincolnshire, 2024-25: 1 of 1 figures are the same, 0 differ."


def test_hidden_and_unpublished_are_said_and_never_a_difference(made: Made) -> None:
    joined, previewed, _ = made
    hidden = prove(joined.processed, previewed, "813").proofs[0]
    assert hidden.outcome is Outcome.NOT_SHOWN
    assert hidden.differences == (None, None, None)
    assert hidden.reasons == ("It is hidden by the publisher.",)
    nobody = prove(joined.processed, previewed, "no council")
    assert {p.outcome for p in nobody.proofs} == {Outcome.NOT_PUBLISHED}
    assert not nobody.all_equal
    assert "is not known" in proof_sentence(nobody)
    assert [row[2].text for row in proof_sheet(nobody).rows] == [""] * 8
    assert proof_json(nobody)["figures"][0]["published"] is None
    assert "not published for this council" in "\n".join(proof_lines(nobody))


def test_our_numbers_lead_to_their_records(proofs: Proofs) -> None:
    rows = proof_sheet(proofs).rows
    assert len(rows) == 24
    assert [row[2].key[1] for row in rows[:3]] == ["numerator", "both", "both"]


def test_a_year_that_is_not_published_is_refused(made: Made) -> None:
    _, previewed, path = made
    with pytest.raises(InputProblem, match=r"No figures of 2019-20 are here"):
        period_of("2019-20")
    inputs = PreviewInputs()
    later = join_set(gather_set([path]), inputs)
    with pytest.raises(InputProblem, match=r"Nothing is published for the year to 31/03/2026"):
        prove(later.processed, previewed, "503")


def test_files_of_another_year_prove_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["published", "prove", str(sample_file())]) == 2
    assert "nothing of 2024-25" in capsys.readouterr().err


def test_the_command_proves_lists_records_and_shows_a_council(
    made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    path = made[2]
    assert cli.main(["published", "prove", str(path), "--json"]) == 1
    content = json.loads(capsys.readouterr().out)
    assert content["council"] == "503"
    top = content["figures"][0]["ours"]["numerator"]
    assert cli.main(["published", "prove", str(path), "--behind", "2A"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert 0 < top <= sum(row["In numerator"] == "yes" for row in rows)
    assert cli.main(["published", "prove", str(path), "--behind", "9Z"]) == 2
    assert "Choose one of: 2A" in capsys.readouterr().err


def test_the_command_lists_editions_and_shows_councils(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["published"]) == 0
    assert "ASCOF 2024 to 2025: Corrected edition" in capsys.readouterr().out
    assert cli.main(["published", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 6
    assert cli.main(["published", "show", "portsmouth"]) == 0
    out = capsys.readouterr().out
    assert "Portsmouth (813), South East" in out
    assert "hidden" in out
    assert out.count("Open Government Licence v3.0") == 5
    assert cli.main(["published", "show", "E08000038", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert (content["code"], len(content["similar councils"])) == ("204", 15)
    assert cli.main(["published", "show", "nowhere"]) == 2
    assert "LA Code, such as 503" in capsys.readouterr().err
