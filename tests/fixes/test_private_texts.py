"""Texts in one's own words: no person of the file in them, and no word taken for a person."""

from __future__ import annotations

import pytest

from cldvalidator.fixes import Meaning
from cldvalidator.fixes.private_texts import People, why_personal_text
from cldvalidator.fixes.profile import why_column_not_kept, why_not_kept
from cldvalidator.specification import load_specification

SPECIFICATION = load_specification("2")
PEOPLE = (
    ("Sample", "Person 1", "AB-0017"),
    ("Mary", "Jones", "12"),
    ("Will", "Price", "2024"),
    ("Siân", "O'Brien", "P77"),
    ("Ahmed", "Ahmed", "Council"),
    ("A", "Young", ""),
    ("", "", ""),
)


@pytest.fixture
def extract(extract_of, records):
    names = ("First Name", "Last Name", "LA Person Unique Identifier")
    return extract_of(
        [records["service"] | dict(zip(names, person, strict=True)) for person in PEOPLE]
    )


@pytest.mark.parametrize(
    "text",
    [
        "Agreed with Sample Person 1 and others",
        "Agreed with Mary Jones",
        "agreed with mary jones",
        "Jones, Mary: agreed",
        "JONES Mary",
        "Mary B. Jones said so",
        "Mary’s carer told us about the Jones household",
        "Siân O’Brien agreed",
        "Ahmed Ahmed agreed",
        "See case AB-0017",
        "See case ab 0017.",
        "Agreed, 9990000018",
        "Lives in ZZ99 3VZ",
    ],
)
def test_what_tells_of_somebody_is_refused(extract, text):
    for people in (extract, People(extract)):
        why = why_personal_text(text, people)
        assert why.startswith("The text may say something about a person: ")
        assert why.endswith(".")
        assert text not in why
    assert why_not_kept(Meaning("Gender", text, "Male"), SPECIFICATION, People(extract))
    assert why_not_kept(Meaning("Gender", "X", "Male", text), SPECIFICATION, People(extract))
    assert why_column_not_kept(text, extract)


@pytest.mark.parametrize(
    "text",
    [
        "Provider will not tell us the price",
        "The price will be known in April 2024",
        "Price agreed with the provider",
        "Will be corrected, agreed on 01/02/2026",
        "Ahmed agreed",
        "A young person's team has 12 of them",
        "The Council records P77 so",
        "Sample of a person",
        "Mary agreed",
        "",
    ],
)
def test_words_that_are_somebodys_name_too_are_kept(extract, text):
    assert why_personal_text(text, extract) == ""
    assert why_personal_text(text, None) == ""


def test_a_name_without_a_file_cannot_be_known():
    assert why_personal_text("Mary Jones agreed", None) == ""
    assert why_personal_text("Agreed, 9990000018", None) != ""


@pytest.mark.parametrize("header", ["Mary Jones born 1931", "01/02/1931", "SW1A 1AA", "9990000018"])
def test_a_header_holds_no_date_number_or_postcode(header):
    assert why_column_not_kept(header) != ""
    assert why_column_not_kept("Year born") == ""


def test_a_header_of_a_sensible_length(extract):
    assert why_column_not_kept(" ") != ""
    assert why_column_not_kept("x" * 200, extract) == ""
    assert why_column_not_kept("x" * 201, extract) != ""
