"""The same questions asked in pandas over every single finding give the same answers."""

from __future__ import annotations

import pandas as pd
import pytest

from cldvalidator.checks import check_extract
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Severity
from cldvalidator.review.views import FindingViews
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant


@pytest.fixture(scope="module")
def case():
    specification = load_specification("2")
    extract, _ = plant(
        generate(3_000, seed=8, specification=specification), specification, share=0.2, seed=8
    )
    result = check_extract(extract, specification)
    return extract, result, FindingViews(extract, result)


@pytest.fixture(scope="module")
def single(case):
    """One row a finding, made the slow way."""
    _, result, _ = case
    return pd.DataFrame(
        [
            (g.rule.id, g.field, int(g.severity), int(row))
            for g in result.findings.groups
            for row in g.rows
        ],
        columns=["rule", "field", "severity", "row"],
    )


def test_totals(case, single):
    _, _, views = case
    assert sum(views.by_severity().values()) == len(single) > 300
    by_rule = views.by_rule()
    assert by_rule["findings"].sum() == len(single)
    for _, r in by_rule.iterrows():
        part = single[(single["rule"] == r["rule"]) & (single["severity"] == r["severity"])]
        assert (r["findings"], r["records"]) == (len(part), part["row"].nunique())
    assert by_rule["severity"].is_monotonic_increasing
    by_field = views.by_field().set_index("field")
    assert by_field.sum(axis=1).to_dict() == single["field"].value_counts().to_dict()
    assert views.by_event_type()["findings"].sum() == (single["row"] != WHOLE_FILE).sum()


def test_by_record_and_person(case, single):
    extract, _, views = case
    by_record = views.by_record()
    counts = single["row"].value_counts()
    for _, r in by_record.iterrows():
        assert r[["error", "warning", "query"]].sum() == counts[r["row"]]
    assert by_record["error"].is_monotonic_decreasing
    by_person = views.by_person()
    assert by_person[["error", "warning", "query"]].to_numpy().sum() == len(single)
    worst = int(by_record["row"].iloc[0])
    person = extract.column("LA Person Unique Identifier")
    rows = views.rows_of_person(worst).tolist()
    assert worst in rows
    assert {person.text(r) for r in rows} == {person.text(worst)}


def test_of_record(case, single):
    _, _, views = case
    for row in single["row"].unique()[:40].tolist():
        ours = sorted(views.of_record(row)[["field", "rule"]].itertuples(index=False, name=None))
        part = single[single["row"] == row]
        assert ours == sorted(part[["field", "rule"]].itertuples(index=False, name=None))


def test_values_and_what_fixes_most(case, single):
    extract, _, views = case
    values = views.by_value()
    assert values["cells"].is_monotonic_decreasing
    for _, r in values.head(30).iterrows():
        texts = extract.column(r["field"]).strings().to_pylist()
        assert texts.count(r["found"]) == r["cells"]
    most = views.what_fixes_most()
    assert most["clears"].sum() == len(single)
    assert most["share"].iloc[-1] == pytest.approx(100, abs=0.1)
    assert most["clears"].is_monotonic_decreasing


def test_explanations(case, single):
    extract, _, views = case
    for rule, part in single[single["row"] != WHOLE_FILE].groupby("rule"):
        row, field = int(part["row"].iloc[0]), part["field"].iloc[0]
        told = views.explain(row, field, rule)
        whole = told.rule.marks == "row"
        assert told.found == ("" if whole else extract.column(field).text(row))
        assert told.expected
        assert told.severity in Severity
        assert told.fix == told.rule.fix


def test_no_findings(extract_of, release_2):
    extract = extract_of([])
    views = FindingViews(extract, check_extract(extract, release_2))
    for table in (views.by_rule(), views.by_field(), views.by_value(), views.by_record(),
                  views.by_person(), views.by_event_type(), views.what_fixes_most()):  # fmt: skip
        assert table.empty
