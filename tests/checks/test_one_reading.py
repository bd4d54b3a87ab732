"""Metamorphic: a file says the same however it is written, and safe changes reveal nothing."""

from __future__ import annotations

import csv
import gzip
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import xlsxwriter
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.checks.cells.dates import is_written, strict_day
from cldvalidator.checks.cells.fields import blank_words, judge_field
from cldvalidator.events import process
from cldvalidator.extract import Column, Extract, Reading, read_extract
from cldvalidator.fixes import apply_changes, safe_changes
from cldvalidator.guide.rule_examples import base_records
from cldvalidator.measures.effect import LOST, effect_of_findings
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.faults import plant
from cldvalidator.synthetic_data.generator import generate
from tests.examples import examples

SPECIFICATION = load_specification("2")
RELEASE_1 = load_specification("1")
TODAY = date(2026, 5, 5)
GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "submission.csv.gz"
FORM = frozenset(
    (
        *("FILE-05", "FILE-06", "FILE-08", "FILE-09", "FILE-12"),
        *("LIST-CASE", "LIST-SHAPE", "NHS-SHAPE", "CODE-SHAPE", "COST-10"),
    )
)
"""Rules about how a value is written."""


def cells(result, *, without=frozenset()):
    """Return each finding as rule, field, row and, where it is about the file, its details."""
    return {
        (g.rule.id, g.field, int(row), g.details[place] if g.details else "")
        for g in result.findings.groups
        if g.rule.id not in without
        for place, row in enumerate(g.rows)
    }


def check(extract):
    return check_extract(extract, SPECIFICATION, today=TODAY)


def revealed(extract, *, release_1):
    """Return the findings that are there only after all safe changes."""
    before = check(extract)
    after = apply_changes(extract, safe_changes(extract, before, release_1=release_1))
    return cells(check(after)) - cells(before)


def figures(extract):
    try:
        processed = process(extract, SPECIFICATION)
    except InputProblem as problem:
        return problem.what
    return {
        (item.measure.text.id, place, f.description, f.group): (f.value, f.numerator, f.denominator)
        for item in preview(processed, Inputs())
        for place, result in enumerate(item.results)
        for f in result.figures
    }


# Ways to write a value that leave it what it is ------------------------------------------------


def free(f):
    return f.type == "text" and f.identifies is None


def dates(form):
    """Return a way to write days; what is no day stays."""

    def write(text, f):
        real = f.type == "date" and is_written(text) and 1910 < strict_day(text).year < 2100
        return form(strict_day(text)) if real else text

    return write


def capitals(text, f):
    listed = f.values is not None and text in f.values.texts and f.values.enforcement != "none"
    return text.upper() if listed else text


def of_full_width(text, f):
    wide = {ord(c): ord(c) + 0xFEE0 for c in "0123456789"}
    return text if free(f) else text.translate(wide)


WRITTEN = {
    "spaces behind": lambda text, f: f"{text}   ",
    "no-break space behind": lambda text, f: f"{text}\xa0",
    "a formula": lambda text, f: '="' + text.replace('"', '""') + '"',
    "an apostrophe": lambda text, f: text if free(f) else f"'{text}",
    "quotation marks": lambda text, f: text if free(f) else f'"{text}"',
    "a hidden mark behind": lambda text, f: f"{text}\u200b",
    "digits of full width": of_full_width,
    "capitals": capitals,
    "NHS numbers with spaces": lambda text, f: (
        f"{text[:3]} {text[3:6]} {text[6:]}" if f.type == "nhs_number" else text
    ),
    "numbers with .0": lambda text, f: (
        f"{text}.0" if f.type in ("nhs_number", "la_code") and text.isdecimal() else text
    ),
    "ISO dates": dates(lambda d: d.isoformat()),
    "ISO stamps": dates(lambda d: f"{d.isoformat()} 00:00:00"),
    "dates with a month's name": dates(lambda d: f"{d.day} {d:%B} {d.year}"),
    "dates with dots": dates(lambda d: f"{d:%d.%m.%Y}"),
    "short dates": dates(lambda d: f"{d.day}/{d.month}/{d.year}"),
    "formulas of ISO dates": dates(lambda d: f'="{d.isoformat()}"'),
}
EVERYWHERE = WRITTEN | {"spaces around": lambda text, f: f"  {text} "}


def written(extract, write):
    """Return an extract with each filled cell written another way."""

    def column(name, column):
        f = SPECIFICATION.by_name[name]
        pairs = zip(column.texts, column.blank_values, strict=True)
        texts = [text if blank else write(text, f) for text, blank in pairs]
        return Column.of([texts[code] for code in column.codes.tolist()])

    columns = {name: column(name, c) for name, c in extract.columns.items()}
    return replace(extract, columns=columns, dates=None)


@pytest.fixture(scope="module")
def faulty():
    clean = generate(700, seed=11, specification=SPECIFICATION)
    planted = plant(clean, SPECIFICATION, share=0.15, seed=3)[0]
    return planted, cells(check(planted), without=FORM), figures(planted)


@pytest.fixture(scope="module")
def golden(tmp_path_factory):
    path = tmp_path_factory.mktemp("golden") / "submission.csv"
    path.write_bytes(gzip.decompress(GOLDEN.read_bytes()))
    return read_extract(path, SPECIFICATION)


@pytest.mark.parametrize("way", EVERYWHERE)
def test_a_file_written_another_way_has_the_same_findings_and_figures(faulty, way):
    extract, findings, shown = faulty
    other = written(extract, EVERYWHERE[way])
    assert cells(check(other), without=FORM) == findings
    assert figures(other) == shown


def test_the_golden_submission_written_in_all_these_ways(golden):
    def write(text, f):
        ways = list(WRITTEN.values())
        return ways[len(text) * 7 % len(ways)](text, f)

    other = written(golden, write)
    assert cells(check(other), without=FORM) == cells(check(golden), without=FORM)
    assert figures(other) == figures(golden)


@pytest.mark.parametrize("release_1", [False, True])
def test_safe_changes_reveal_nothing(faulty, golden, release_1):
    assert revealed(faulty[0], release_1=release_1) == set()
    assert revealed(golden, release_1=release_1) == set()
    for way in ("spaces around", "a formula", "ISO stamps"):
        other = written(faulty[0], EVERYWHERE[way])
        assert revealed(other, release_1=release_1) == set()


def fields_with_a_value_behind_a_blank(extract):
    listed = [f.name for f in SPECIFICATION.fields if f.values is not None]
    return {n for n in listed if any(t[:1] == " " for t in extract.column(n).texts)}


def test_nothing_is_said_to_drop_out_that_counts(faulty):
    extract, _, shown = faulty
    for way in ("spaces around", "ISO dates", "a formula"):
        other = written(extract, EVERYWHERE[way])
        processed, checked = process(other, SPECIFICATION), check(other)
        assert not any("drop out" in note for note in processed.notes)
        kept = {int(r) for table in (processed.joined, processed.single) for r in table["record"]}
        behind_a_blank = set() if way != "ISO dates" else fields_with_a_value_behind_a_blank(other)
        for item in preview(processed, Inputs()):
            effect = effect_of_findings(item.measure.text, processed, other, checked)
            of_form = effect.by_rule[effect.by_rule["rule"].isin(FORM - {"FILE-05", "FILE-08"})]
            # Nationally one listed value behind a blank is another value; no row goes for it.
            assert set(of_form["field"]) <= behind_a_blank
            assert not (of_form["effect"] == LOST).any()
            if (effect.by_rule["effect"] == LOST).any():
                assert len(kept) < len(other)
        assert figures(other) == shown


# Ways to write a file ---------------------------------------------------------------------------


def rows_of(extract):
    """Return the header and the cells of an extract, as texts."""
    columns = [np.array(c.texts, object)[c.codes] for c in extract.columns.values()]
    return [list(extract.columns), *map(list, zip(*columns, strict=True))]


def as_text(rows, delimiter=",", line="\r\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line).writerows(rows)
    return out.getvalue()


def stored(text, f):
    """Return what Excel stores when the cell is typed: a day or a number, else the text."""
    if f.type == "date" and is_written(text) and 1910 < strict_day(text).year < 2100:
        return strict_day(text)
    if f.type in ("decimal", "integer", "la_code") and re.fullmatch(r"[1-9]\d{0,8}", text):
        return int(text)
    return text


def workbook(rows, *, typed):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("CLD")
        for row, cells_of_row in enumerate(rows):
            for column, text in enumerate(cells_of_row):
                f = SPECIFICATION.by_name[rows[0][column]]
                value = stored(text, f) if typed and row else text
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value)
                elif isinstance(value, int):
                    sheet.write_number(row, column, value)
                elif value:
                    sheet.write_string(row, column, value)
    return out.getvalue()


FILES = {
    "UTF-8": (".csv", lambda rows: as_text(rows).encode("utf-8")),
    "UTF-8 with a mark": (".csv", lambda rows: as_text(rows).encode("utf-8-sig")),
    "UTF-16": (".csv", lambda rows: as_text(rows).encode("utf-16")),
    "Windows-1252": (".csv", lambda rows: as_text(rows).encode("cp1252")),
    "semicolons": (".csv", lambda rows: as_text(rows, ";").encode()),
    "tabs": (".txt", lambda rows: as_text(rows, "\t").encode()),
    "pipes": (".csv", lambda rows: as_text(rows, "|").encode()),
    "line feeds": (".csv", lambda rows: as_text(rows, line="\n").encode()),
    "gzip": (".csv.gz", lambda rows: gzip.compress(as_text(rows).encode())),
    "a workbook of texts": (".xlsx", lambda rows: workbook(rows, typed=False)),
    "a workbook of days and numbers": (".xlsx", lambda rows: workbook(rows, typed=True)),
}


@pytest.mark.parametrize("way", FILES)
def test_a_file_of_another_form_has_the_same_findings_and_figures(faulty, tmp_path, way):
    extract, findings, shown = faulty
    ending, content = FILES[way]
    path = tmp_path / f"extract{ending}"
    path.write_bytes(content(rows_of(extract)))
    read = read_extract(path, SPECIFICATION)
    assert cells(check(read), without=FORM) == findings
    if rows_of(read) != rows_of(extract):  # figures are made of the cells and nothing else
        assert figures(read) == shown


# Any text in any field -------------------------------------------------------------------------

MORE_TEXTS = [
    *(
        "",
        " ",
        "\u200b",
        "NULL",
        '=""',
        "'",
        '""',
        "0",
        "TRUE",
        "N",
        "(blank)",
        "<NA>",
        "=1+1",
        "-",
    ),
    *("2025-06-01", "1/6/25", "31/06/2025", "06/25/2025", "45809", "00/01/1900", "20250601"),
    *("9990000018", "999 000 0018", "503", "9.99E+09", "12.0", "12.5", "\u22125", "1e5", "£20"),
    *("a\tb", "a\u200bb", "O'Neil", "“Ann”", "service", "LN4 2AA", "ln42aa", "a00001"),
]
OF_FIELD = {
    f.name: [
        *(SPECIFICATION.values(f.name)),
        *(RELEASE_1.values(f.name) if f.name in RELEASE_1.by_name else ()),
        *(m.found for m in SPECIFICATION.mappings.get(f.name, ())),
        *(r[f.name] for r in base_records().values() if f.name in r),
    ]
    for f in SPECIFICATION.fields
}


@st.composite
def records(draw):
    """Draw some records, of few people, with any texts in some fields."""
    base = draw(st.lists(st.sampled_from(list(base_records().values())), min_size=1, max_size=8))
    rows = []
    for record in base:
        row = dict(record)
        for name in draw(st.lists(st.sampled_from(SPECIFICATION.names), max_size=8)):
            text = draw(
                st.sampled_from([*OF_FIELD[name], *MORE_TEXTS]) | st.text(max_size=6)
            ).replace("\x00", "")
            way = draw(st.sampled_from([None, *EVERYWHERE.values()]))
            row[name] = way(text, SPECIFICATION.by_name[name]) if way and text else text
        rows.append(row)
    return rows


@pytest.fixture(scope="module")
def make_extract():

    def make(rows):
        columns = {n: Column.of([r.get(n, "") for r in rows]) for n in SPECIFICATION.names}
        reading = Reading("made.csv", "CSV", 0, "0" * 64, 1, ())
        return Extract(columns, np.arange(2, len(rows) + 2, dtype=np.int32), reading)

    return make


ANY_TEXT = [f for f in SPECIFICATION.fields if f.type == "text" and f.values is None]
BLANK_WORDS = sorted(blank_words("Event Description", False))
OF_FORM = (None, "FILE-06", "FILE-12", "FILE-14")
OF_ANY_TEXT = FORM | {"FILE-14"}
"""A text at random can look as if it had been encoded twice, with a space behind it or without."""


def rule_of(text, f):
    """Return the rule that a text breaks by what it says, None where it breaks none."""
    fault = judge_field(Column.of([text]), f, SPECIFICATION).faults.get(0)
    return None if fault is None or fault.rule in OF_FORM else fault.rule


@given(
    f=st.sampled_from(ANY_TEXT),
    parts=st.lists(
        st.sampled_from([*BLANK_WORDS, *"aZ0_=\"'\\\u2019\u201c\u205f\uff11", "_x000D_", '="'])
        | st.text(max_size=3),
        max_size=3,
    ),
    behind=st.sampled_from(["   ", "\xa0", "\u200b"]),
)
@example(f=SPECIFICATION.by_name["Provider CQC Location Name"], parts=['""'], behind="   ")
def test_any_text_says_the_same_with_a_space_behind(f, parts, behind):
    text = "".join(parts).replace("\x00", "")
    assume(not Column.of([text]).blank_values[0])
    assume(behind != "\xa0" or text.isascii())  # behind a \u00c2 it is a space encoded twice
    assert rule_of(text + behind, f) == rule_of(text, f)


def test_every_word_for_a_blank_is_one_in_every_spelling(make_extract):
    record = next(r for r in base_records().values() if r["Event Type"] == "Request")
    for f in ANY_TEXT:
        words = sorted(blank_words(f.name, f.identifies is None))
        extract = make_extract(
            [record | {f.name: w} for word in words for w in (word, word.upper())]
        )
        other = written(extract, WRITTEN["spaces behind"])
        found = cells(check(extract))
        assert len([c for c in found if c[:2] == ("FILE-05", f.name)]) == len(extract), f.name
        assert cells(check(other), without=OF_ANY_TEXT) == cells(
            check(extract), without=OF_ANY_TEXT
        )


@settings(max_examples=examples(12))
@given(rows=records(), release_1=st.booleans())
def test_safe_changes_of_any_texts_reveal_nothing(make_extract, rows, release_1):
    assert revealed(make_extract(rows), release_1=release_1) == set()


@settings(max_examples=examples(12))
@given(rows=records(), data=st.data())
def test_any_texts_written_another_way_have_the_same_findings(make_extract, rows, data):
    extract = make_extract(rows)
    # Where dates speak against each other, no other form of them can be read in one way only.
    assume(not with_dates(extract, SPECIFICATION).dates.contested)
    way = data.draw(st.sampled_from(list(WRITTEN)))
    other = written(extract, WRITTEN[way])
    assert cells(check(other), without=OF_ANY_TEXT) == cells(check(extract), without=OF_ANY_TEXT)
