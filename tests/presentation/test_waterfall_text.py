"""Figures before and after in words: as many decimals in every part as in the figure."""

from __future__ import annotations

from datetime import date

import pytest

from cldvalidator.measures.figures import Figure
from cldvalidator.presentation.waterfall_text import about_waterfall, ends_in_words, parts_in_words
from cldvalidator.selection.period import year_to
from cldvalidator.submissions.waterfall import Movement, Part, Waterfall


def moved(before, after, *parts):
    ends = (Figure("", "Total", v) if v is not None else None for v in (before, after))
    steps = tuple(Part(f"step {n}", value, None, None, {}, {}) for n, value in enumerate(parts))
    return Movement(("ASCOF 2A", "", "Total"), "%", *ends, steps)


def test_a_figure_with_decimals_has_them_in_every_part():
    movement = moved(69.8, 63.0, -1.0, 0.0, -5.8)
    assert ends_in_words(movement) == ("69.8", "63.0", "-6.8")
    assert [said for _, said in parts_in_words(movement)] == ["-1.0", "0", "-5.8"]


def test_counts_have_no_decimals():
    movement = moved(1384.0, 1385.0, 3.0, -2.0)
    assert ends_in_words(movement) == ("1,384", "1,385", "+1")
    assert [said for _, said in parts_in_words(movement)] == ["+3", "-2"]


def test_a_figure_that_one_file_has_not():
    assert ends_in_words(moved(None, 2.5, 2.5)) == ("none", "2.5", "+2.5")


@pytest.mark.parametrize(
    ("earlier", "words"),
    [
        (2026, "Both for the year to 31/03/2026; "),
        (2025, "The year to 31/03/2025, then the year to 31/03/2026; "),
    ],
)
def test_two_files_of_one_year_name_it_once(earlier, words):
    before, after = (year_to(date(year, 3, 31)) for year in (earlier, 2026))
    said = about_waterfall(Waterfall((before, after), ("September 2026",) * 2, (), ()))
    assert said.startswith(words)
