"""The sign-off page: its figures are the preview's, and what is signed fits what it says."""

from __future__ import annotations

import re

import pytest

from cldvalidator.jobs import headlines
from cldvalidator.jobs.check import open_file, submit
from cldvalidator.jobs.headlines import headline_table, headlines_of
from cldvalidator.jobs.outputs import Outputs, write_outputs
from cldvalidator.jobs.preview import preview_file
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.presentation.headlines import FEW
from cldvalidator.sample_file import sample_file
from cldvalidator.writing.html_summary import html_summary


@pytest.fixture(scope="module")
def sample():
    return open_file(sample_file())


@pytest.fixture(scope="module")
def table(sample, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CLDVALIDATOR_SETTINGS", str(tmp_path_factory.mktemp("settings")))
        return headline_table(sample)


def test_what_is_published_stands_beside_the_figures(sample, table):
    beside = [row.published for row in table.rows if row.published]
    assert len(beside) == 8
    assert beside[0] == ("2024-25: yours 98.0%, England 77.1%, similar councils 29.4% to 86.6%")
    page = html_summary(sample, figures=table)
    assert "2024-25: yours 98.0%" in page
    assert "Open Government Licence v3.0" in page
    assert "not comparable with earlier years" in page


def test_the_figures_are_those_of_the_preview(sample, table):
    found = preview_file(sample.extract, sample.result, PreviewInputs())
    shown = {(r.measure, r.numerator, r.denominator, r.value) for r in table.rows}
    checked = 0
    for item in found.previewed:
        text, effect = item.measure.text, found.effects[item.measure.text.id]
        for headline in found.sheets[text.id].headlines:
            figure, limits = headline.figure, effect.bounds(headline.figure)
            moves = limits is not None and limits[0] != limits[1]
            assert bool(headline.uncertainty) == moves
            if moves:
                assert headline.uncertainty == f"{limits[0]:,.1f}% to {limits[1]:,.1f}%"
                assert limits[0] <= figure.value <= limits[1]
            if text.id.startswith("ASCOF") and figure.denominator and figure.numerator >= 5:
                numbers = f"{figure.numerator:,.0f}", f"{figure.denominator:,.0f}"
                assert (text.id, *numbers, headline.value) in shown
                checked += 1
    assert checked > 4


def test_few_people_are_not_told(table):
    few = [r for r in table.rows if FEW in (r.numerator, r.denominator)]
    assert few
    assert all(r.value == "not shown: few people" and not r.uncertainty for r in few)
    assert not any(
        n in {"1", "2", "3", "4"} for r in table.rows for n in (r.numerator, r.denominator)
    )


def signed(page):
    return re.search(r"Sign-off</h2><p>(.*?)</p>", page)[1]


def test_what_is_signed_is_what_the_page_says(sample, table, tmp_path):
    assert "No submission was written" in signed(html_summary(sample, figures=table))
    outputs = Outputs(tmp_path / "s.csv", sign_off=True)
    write_outputs(sample, sample, (), outputs)
    page = outputs.sign_off_path.read_text("utf-8")
    assert "Headline figures" in page
    assert "Not ready to send" in page
    assert "The portal rejects the file" in page
    assert "The portal does not take this file" in signed(page)
    assert "agree" not in signed(page)


def test_errors_that_remain_are_agreed_to_by_name(sample, tmp_path):
    """Without the values that the portal rejects only errors remain, and they are named."""
    lines = sample_file().read_text("utf-8-sig").splitlines(keepends=True)
    kept = [line for line in lines if not re.search(r'(^|,)"?[=+@-](?![0-9])', line)]
    path = tmp_path / "f.csv"
    path.write_text("".join(kept[:900]), "utf-8")
    opened = open_file(path)
    page = html_summary(opened, submit(opened, tmp_path / "out.csv"))
    assert re.search(r"[0-9]+ errors? remains?, and I agree", signed(page))
    assert "Nothing that the portal rejects" in page


def test_a_file_without_a_period_says_why_there_are_no_figures(tmp_path):
    path = tmp_path / "f.csv"
    text = sample_file().read_text("utf-8-sig").replace("01/04/2025", "?", 4_000)
    path.write_text(text.replace("31/03/2026", "?"), "utf-8")
    opened = open_file(path)
    table = headline_table(opened)
    assert table.why
    assert not table.rows
    assert "The national figures cannot be computed" in html_summary(opened, figures=table)


def test_only_what_the_page_shows_is_computed(sample, table, monkeypatch):
    computed = []
    made = headlines.preview_file

    def noted(*arguments, **options):
        found = made(*arguments, **options)
        computed.append(found)
        return found

    monkeypatch.setattr(headlines, "preview_file", noted)
    assert headline_table(sample) == table
    (found,) = computed
    assert {i.measure.text.id[:5] for i in found.previewed} == {"ASCOF"}
    assert not found.shared
    whole = preview_file(sample.extract, sample.result, PreviewInputs())
    assert headlines_of(whole) == table
