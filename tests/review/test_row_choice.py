"""Rows chosen and ordered by codes are those a plain loop would choose and order."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.extract import Column
from cldvalidator.fixes.replacing import replacements
from cldvalidator.review.row_choice import (
    RowChoice,
    chosen_rows,
    finding_cells,
    severity_marks,
    sorted_rows,
)
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.faults import plant
from cldvalidator.synthetic_data.generator import generate
from tests.examples import examples


@pytest.fixture(scope="module")
def checked():
    specification = load_specification("2")
    clean = generate(800, seed=9, specification=specification)
    extract, _ = plant(clean, specification, share=0.1, seed=1)
    return extract, check_extract(extract, specification)


def pairs(result):
    return [(int(r), g) for g in result.findings.groups for r in g.rows if r >= 0]


def test_rows_with_certain_findings(checked):
    extract, result = checked
    for group in result.findings.groups:
        choice = RowChoice(rule=group.rule.id, field=group.field, severity=group.severity)
        expected = sorted({r for r, g in pairs(result) if g is group})
        assert chosen_rows(extract, result.findings, choice).tolist() == expected
    every = chosen_rows(extract, result.findings, RowChoice(with_findings=True)).tolist()
    assert every == sorted({r for r, _ in pairs(result)})
    assert len(chosen_rows(extract, result.findings, RowChoice())) == len(extract)
    assert RowChoice().everything


def test_rows_by_value_text_and_list(checked):
    extract, result = checked
    types = extract.column("Event Type").strings().to_pylist()
    choice = RowChoice(values=(("Event Type", "Review"),), among=np.arange(100, dtype=np.int32))
    expected = [i for i, t in enumerate(types[:100]) if t == "Review"]
    assert chosen_rows(extract, result.findings, choice).tolist() == expected
    nobody = RowChoice(values=(("Event Type", "no such type"),))
    assert len(chosen_rows(extract, result.findings, nobody)) == 0
    within = RowChoice(contains="REVIEW", within="Event Type")
    expected = [i for i, t in enumerate(types) if "review" in t.casefold()]
    assert chosen_rows(extract, result.findings, within).tolist() == expected
    anywhere = chosen_rows(extract, result.findings, RowChoice(contains="review"))
    assert set(expected) <= set(anywhere.tolist())


def test_the_cells_to_walk_through_follow_the_order_shown(checked):
    extract, result = checked
    rows = np.arange(len(extract), dtype=np.int32)[::-1].copy()
    cells = finding_cells(result.findings, RowChoice(), rows, len(extract))
    names = result.findings.names
    read = [(int(rows[c // len(names)]), names[c % len(names)]) for c in cells.tolist()]
    assert set(read) == {(r, g.field) for r, g in pairs(result)}
    assert [r for r, _ in read] == sorted((r for r, _ in read), reverse=True)


def test_the_worst_finding_marks_the_cell(checked):
    extract, result = checked
    for name in ("Ethnicity", "Client Type"):
        marks = severity_marks(result.findings, name, len(extract))
        for row in range(len(extract)):
            found = [g.severity for r, g in pairs(result) if r == row and g.field == name]
            assert marks[row] == (3 - min(found) if found else 0)


dates = st.one_of(
    st.dates(datetime(1950, 1, 1).date(), datetime(2030, 1, 1).date()).map(
        lambda d: d.strftime("%d/%m/%Y")
    ),
    st.sampled_from(["", "2025-01-01", "x"]),
)


@settings(max_examples=examples(25), deadline=None)
@given(st.lists(dates, min_size=1, max_size=30), st.booleans())
def test_dates_are_ordered_by_day_and_what_is_none_comes_last(texts, descending):
    specification = load_specification("2")
    base = generate(len(texts), seed=1, specification=specification)
    columns = dict(base.columns) | {"Event Start Date": Column.of(texts)}
    extract = type(base)(columns, base.source_rows, base.reading)
    rows = np.arange(len(texts), dtype=np.int32)
    order = sorted_rows(
        extract, specification, rows, "Event Start Date", descending=descending
    ).tolist()
    proper = [i for i, t in enumerate(texts) if len(t) == 10 and t[2] == "/"]
    proper.sort(key=lambda i: (texts[i][6:], texts[i][3:5], texts[i][:2]), reverse=descending)
    shown = [texts[i] for i in order]
    assert shown[: len(proper)] == [texts[i] for i in proper]
    assert order[len(proper) :] == [i for i in range(len(texts)) if i not in proper]


@settings(max_examples=examples(50), deadline=None)
@given(
    st.lists(st.text("ab", max_size=4), min_size=1, max_size=20),
    st.text("ab", min_size=1, max_size=2),
    st.text("ab", max_size=3),
    st.booleans(),
)
def test_replacing_changes_each_cell_once(texts, found, written, whole):
    from cldvalidator.fixes import apply_changes

    specification = load_specification("2")
    base = generate(len(texts), seed=1, specification=specification)
    columns = dict(base.columns) | {"Event Description": Column.of(texts)}
    extract = type(base)(columns, base.source_rows, base.reading)
    changes = replacements(extract, "Event Description", found, written, whole=whole)
    after = apply_changes(extract, changes).column("Event Description").strings().to_pylist()
    expected = [
        (written if t == found else t) if whole else t.replace(found, written) for t in texts
    ]
    assert after == expected
