from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.bundled import bundled
from cldvalidator.extract import Extract
from cldvalidator.extract.header import (
    DoubledField,
    FieldNames,
    find_header,
    unknown_columns,
)
from cldvalidator.extract.header_variants import known_variants, spelled
from cldvalidator.extract.table import column_letter
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification, load_specification

Row = Callable[..., list[str]]
Write = Callable[..., Path]
Read = Callable[..., Extract]

STARTS_ENDS = ("Start", "End")


@pytest.mark.parametrize(
    ("position", "letter"),
    [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")],
)
def test_column_letters_are_those_of_excel(position: int, letter: str) -> None:
    assert column_letter(position) == letter


@pytest.mark.parametrize("release", ["1", "2"])
def test_no_two_fields_are_spelled_alike(release: str) -> None:
    names = load_specification(release).names
    assert len({spelled(n) for n in names}) == len(names)


def test_every_field_is_found_by_each_of_its_names(specification: Specification) -> None:
    names = FieldNames(specification)
    for field in specification.fields:
        assert names.match(0, field.name).field == field.name
        assert names.match(0, f" {field.name.upper().replace(' ', '_')}: ").field == field.name
        assert names.match(0, field.column).field == field.name
        assert names.match(0, field.column.lower()).field == field.name


@pytest.mark.parametrize(
    ("found", "field", "how"),
    [
        ("NHS Number", "NHS Number", "exact"),
        ("  NHS\nNumber ", "NHS Number", "exact"),
        ("\ufeffLA Code", "LA Code", "exact"),
        ("nhs-number", "NHS Number", "spelling"),
        ("NHS_Number", "NHS Number", "column name"),
        ("Autism Spectrum Disorder ASD", "Autism Spectrum Disorder (ASD)", "spelling"),
        ("NHS Number (old)", None, "kept aside"),
        ("", None, "kept aside"),
    ],
)
def test_how_a_header_is_recognised(
    found: str, field: str | None, how: str, specification: Specification
) -> None:
    match = FieldNames(specification).match(3, found)
    assert (match.field, match.how, match.letter) == (field, how, "D")


def test_the_row_that_names_most_fields_is_the_header(
    head: tuple[str, ...], specification: Specification
) -> None:
    rows = [["LA Code"], list(head[:5]), [], list(head), list(head)]
    header = find_header(rows, FieldNames(specification))
    assert header is not None
    assert header.index == 3
    assert find_header([head[:4]], FieldNames(specification)) is None


def test_five_fields_without_key_ones_are_no_header(specification: Specification) -> None:
    lists = ["Gender", "Ethnicity", "Dementia", "Review Reason", "Unit Cost", "Event Type"]
    assert find_header([lists], FieldNames(specification)) is None
    assert find_header([[*lists, "Client Type"]], FieldNames(specification)) is not None


def test_columns_come_in_submission_order_and_others_are_kept_aside(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    backwards = [*reversed(head), "Notes", "", "Notes", "", "Team"]
    record = [*reversed(row()), "a", "", "b", "c", ""]
    extract = read(csv_file([backwards, record]))
    assert tuple(extract.columns) == head
    assert extract.column("LA Code").text(0) == "503"
    assert {name: c.text(0) for name, c in extract.unused.items()} == {
        "Notes (column I)": "a",
        "Notes (column K)": "b",
        "(column L, no header)": "c",
        "Team": "",
    }
    assert [m.letter for m in extract.reading.headers] == list("ABCDEFGHIKLM")
    assert extract.letters["LA Code"] == "H"
    assert "Gender" in extract.reading.missing
    assert len(extract.reading.missing) == 50 - len(head)
    assert "Gender" not in extract.columns


def test_two_columns_of_one_field_are_a_problem(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    path = csv_file([[*head, "nhs_number"], [*row(), "x"]])
    with pytest.raises(InputProblem) as caught:
        read(path)
    assert "column B (“NHS Number”)" in caught.value.what
    assert "column I (“nhs_number”)" in caught.value.what
    extract = read(path, header_matches={"nhs_number": None})
    assert list(extract.unused) == ["nhs_number"]
    assert extract.column("NHS Number").text(0) == "9990000018"
    by_letter = read(path, header_matches={"NHS Number (column B)": None})
    assert by_letter.column("NHS Number").text(0) == "x"


def test_the_user_says_what_a_column_is(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    path = csv_file([[*head[:-1], "Begun on", ""], [*row(), "Male"]])
    extract = read(
        path, header_matches={"Begun on": "Event Start Date", "(column I, no header)": "Gender"}
    )
    assert extract.column("Event Start Date").text(0) == "01/04/2025"
    assert extract.column("Gender").text(0) == "Male"
    assert [m.how for m in extract.reading.headers[-2:]] == ["told", "told"]
    with pytest.raises(InputProblem, match="Starting Date"):
        read(path, header_matches={"Begun on": "Starting Date"})


def test_known_other_names_stand_for_one_field_each(specification: Specification) -> None:
    raw = json.loads(bundled("header_variants.json").read_text("utf-8"))["variants"]
    assert set(raw) <= set(specification.names)
    assert sum(map(len, raw.values())) == len(known_variants())
    own = {spelled(n) for f in specification.fields for n in (f.name, f.column)}
    assert own.isdisjoint(known_variants())


def test_a_known_other_name_counts_where_the_field_has_no_column(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    named = ["NHS No" if n == "NHS Number" else n for n in head]
    extract = read(csv_file([[*named, "DOB", "Ethnic Group"], [*row(), "x", "White: Irish"]]))
    how = {m.found: (m.field, m.how) for m in extract.reading.headers}
    assert how["NHS No"] == ("NHS Number", "other name")
    assert how["Ethnic Group"] == ("Ethnicity", "other name")
    assert how["DOB"] == (None, "kept aside")  # Date of Birth has a column of its own
    aside = read(csv_file([[*named], [*row()]]), header_matches={"nhs no": None, "NHS No": None})
    assert "NHS Number" in aside.reading.missing
    assert aside.reading.alike == ()


def test_a_short_date_is_the_events_where_the_period_has_a_column_of_its_own(
    specification: Specification,
) -> None:
    names, periods = FieldNames(specification), [f"Reporting Period {n} Date" for n in STARTS_ENDS]
    for end, period in zip(STARTS_ENDS, periods, strict=True):
        alone = names.match_row(["NHS Number", f"{end.upper()} date"])
        assert alone[1].field is None
        beside = names.match_row(["NHS Number", period, f"{end.upper()} date"])
        assert (beside[2].field, beside[2].how) == (f"Event {end} Date", "other name")
        own = names.match_row([period, f"{end} date", f"Event {end} Date"])
        assert [m.field for m in own] == [period, None, f"Event {end} Date"]


def test_two_other_names_of_one_field_are_both_only_proposed(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    named = ["DOB" if n == "Date of Birth" else n for n in head]
    extract = read(csv_file([[*named, "Birth Date"], [*row(), "x"]]))
    assert "Date of Birth" in extract.reading.missing
    pairs = (("DOB", "Date of Birth"), ("Birth Date", "Date of Birth"))
    assert extract.reading.alike == pairs


@pytest.mark.parametrize(
    ("found", "field"),
    [
        ("NHS Numbr", "NHS Number"),
        ("Event Start Date (old)", "Event Start Date"),
        ("Notes", None),
        ("Team", None),
        ("Foo", None),
    ],
)
def test_a_column_like_a_missing_field_is_proposed(
    found: str,
    field: str | None,
    head: tuple[str, ...],
    row: Row,
    csv_file: Write,
    read: Read,
) -> None:
    named = [found if n == (field or "NHS Number") else n for n in head]
    extract = read(csv_file([named, row()]))
    assert extract.reading.alike == (((found, field),) if field else ())


def test_what_is_told_wins_and_letters_tell_columns_apart(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    path = csv_file([[*head, "NHS Number"], [*row(), "x"]])
    with pytest.raises(DoubledField) as caught:
        read(path)
    assert caught.value.first.letter == "B"
    for told in ({"column I": "NHS Number"}, {"Column B": None}):
        assert read(path, header_matches=told).column("NHS Number").text(0) == "x"
    extract = read(path, header_matches={"column b": "NHS Number"})
    assert extract.column("NHS Number").text(0) == "9990000018"
    assert list(extract.unused) == ["NHS Number (column I)"]
    told = ["column I", "NHS Number", "NHS Number (column I)", "column Z", "Nope"]
    assert unknown_columns(told, extract.reading.headers) == ["column Z", "Nope"]


@pytest.mark.parametrize(
    "form",
    [
        *("{i}. {n}", "{i:02} {n}", "A{i}: {n}", "{n} ({i})", "Q{i} {n}", "[{i}] {n}", "{i}-{n}"),
        *("{i}_{n}", "({i}) {n}", "Col {i}: {n}", "Question {i} - {n}", "{i}) {n}", "{n} [{i}]"),
        *("{n}_{i}", "{i}.1 {n}", "{i:02}{n}", "{i}a. {n}", "#{i} {n}", "No. {i} {n}", "b) {n}"),
    ],
)
def test_a_number_beside_the_name_is_another_spelling(
    form: str, specification: Specification
) -> None:
    header = [form.format(i=i, n=n) for i, n in enumerate(specification.names, 1)]
    matches = FieldNames(specification).match_row(header)
    assert [m.field for m in matches] == list(specification.names)
    assert {m.how for m in matches} == {"numbered"}


def test_a_numbered_name_counts_where_one_column_alone_has_it(
    specification: Specification,
) -> None:
    names = FieldNames(specification)
    cells = ["LA Code (1)", "LA Code (2)", "NHS Number", "NHS Number 2", "3. DOB", "9. Other"]
    fields = [None, None, "NHS Number", None, "Date of Birth", None]
    assert [m.field for m in names.match_row(cells)] == fields


@pytest.mark.parametrize(
    "form", ["CLD.{n}", "dbo.vw_CLD.{n}", "[CLD].[{n}]", "CLD[{n}]", "'My table'[{n}]"]
)
def test_a_name_behind_that_of_its_table_is_read(form: str, specification: Specification) -> None:
    header = [form.format(n=n) for n in specification.names]
    matches = FieldNames(specification).match_row(header)
    assert [m.field for m in matches] == list(specification.names)
    assert {m.how for m in matches} == {"with its table"}


@given(st.data())
def test_a_row_is_passed_over_only_where_it_could_not_win(data: st.DataObject) -> None:
    specification = load_specification("2")
    cells = [*specification.names, *known_variants(), "", " ", "x", "1. Gender", "dbo.CLD.Gender"]
    rows = data.draw(st.lists(st.lists(st.sampled_from(cells), max_size=12), max_size=4))
    told = data.draw(st.sampled_from([None, {"column B": "Gender"}, {"x": "Client Type"}]))

    class WithoutBound(FieldNames):
        def most_fields(self, cells: Sequence[str], texts: Sequence[str]) -> int:
            return len(specification.names)

    found = find_header(rows, FieldNames(specification, told))

    assert found == find_header(rows, WithoutBound(specification, told))
