"""No pattern of the program looks at the same characters of a text again and again."""

from __future__ import annotations

import re
import sys

import pytest

if sys.platform == "win32":
    pytest.skip("a limit of the processor's time needs POSIX", allow_module_level=True)

from cldvalidator.checks.cells import listed, shapes
from cldvalidator.extract import header_variants, plain_text
from cldvalidator.workbooks import number_formats
from reliability.backtracking import LENGTH, Used, endless, patterns, repeated, texts

BOUNDED = {
    header_variants: ("_BEFORE", "_BEHIND"),
    listed: ("_CODED",),
    shapes: ("_DASHES", "_PUNCTUATION_SPACE"),
    plain_text: ("_STROKE",),
    number_formats: ("_TOKEN",),
}
"""Those that are asked about short texts only."""
LONGEST = {
    header_variants: header_variants._MOST_LETTERS,
    listed: plain_text.LONGEST_VALUE,
    shapes: shapes.LONGEST_VALUE,
    plain_text: plain_text.LONGEST_VALUE,
    number_formats: number_formats._LONGEST,
}
OWN = ("cldvalidator.guide.", "cldvalidator.specification.record_schema")
"""What reads the program's own files alone."""


def longest(used: Used) -> int:
    """Return how long a text can be that a pattern is asked about."""
    for module, names in BOUNDED.items():
        if used.place in (f"{module.__name__}.{name}" for name in names):
            return LONGEST[module]
    return LENGTH


def test_the_work_grows_with_the_length_of_the_text() -> None:
    every = [u for u in patterns("cldvalidator", "ui") if not u.place.startswith(OWN)]
    assert len(every) > 150
    assert sum(bool(repeated(u.pattern)) for u in every) > 80
    assert sum(longest(u) < LENGTH for u in every) == sum(map(len, BOUNDED.values()))
    found = {u.place: endless(u, longest(u)) for u in every}
    assert not {place: text for place, text in found.items() if text is not None}


@pytest.mark.parametrize("text", ["a" * 200, " " * 200, "1" + "_" * 198, "[(" * 100])
def test_a_text_beyond_the_bound_is_not_given_to_them(text: str) -> None:
    assert shapes.shape(text * 6) == text * 6
    assert header_variants._beside_a_number(f"{text}1", {}) is None
    assert number_formats.mask_of(text * 6) is None


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(a+)+b", "match"),
        (r"(?:x|y|xy)*z", "fullmatch"),
        (r"\s*(?:GBP)$", "search"),
        (r"\d+\d+\d+x", "match"),
        (r"<[^<>]*/>|<!--.*-->", "search"),
        (rb"<v>\s*\s*</v>", "search"),
    ],
)
def test_what_backtracks_is_found(pattern: str | bytes, method: str) -> None:
    assert endless(Used("here", re.compile(pattern), (method,))) is not None


@pytest.mark.parametrize("pattern", ["[a-z]+", r"(?<!\s)\s*x", "(?>a+)b", "a*+b", "(a)?b{3}"])
def test_what_does_not_is_not(pattern: str) -> None:
    assert all(texts(re.compile(pattern)))
    assert endless(Used("here", re.compile(pattern), ("match",))) is None
