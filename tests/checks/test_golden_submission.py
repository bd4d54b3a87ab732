"""Rules on the golden submission, held against plain pandas."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from cldvalidator.checks import check_extract
from cldvalidator.extract import read_extract
from cldvalidator.specification import load_specification

GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "submission.csv.gz"


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    path = tmp_path_factory.mktemp("golden") / "submission.csv"
    path.write_bytes(gzip.decompress(GOLDEN.read_bytes()))
    specification = load_specification("2")
    result = check_extract(read_extract(path, specification), specification, today=date(2026, 5, 5))
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    rows: dict[str, set[int]] = {}
    for group in result.findings.groups:
        rows.setdefault(group.rule.id, set()).update(group.rows.tolist())
    return frame, rows, result


def day(series):
    return pd.to_datetime(series, format="%d/%m/%Y", errors="coerce")


def of(mask):
    return set(mask.to_numpy().nonzero()[0].tolist())


def test_no_rule_crashed(case):
    by_register = {f"ID-{n}" for n in range(20, 25)}  # none is imported here
    runs = case[2].runs
    assert {r.rule for r in runs if r.outcome == "skipped"} == by_register
    assert {r.outcome for r in runs if r.rule not in by_register} == {"ran"}


def test_dates(case):
    frame, rows, _ = case
    start, end, death = (
        day(frame[c]) for c in ("Event Start Date", "Event End Date", "Date of Death")
    )
    first, last = pd.Timestamp("2024-04-01"), pd.Timestamp("2026-03-31")
    service = frame["Event Type"].str.strip().str.lower() == "service"
    kinds = frame["Event Type"].str.strip().str.lower().isin(["request", "assessment", "review"])
    link = frame["Client Type"].str.lower().str.contains("known by association")
    dead_first = death.notna() & ((death < start) | (death < first))
    assert rows["DATE-01"] == of((end < start) & ~(start > last) & ~link & ~dead_first)
    assert rows["DATE-05"] == of((start > last) & ~dead_first)
    assert rows["DATE-09"] == of(death < first)
    assert rows["DATE-10"] == of((death < start) & ~(death < first))
    late = (start > last) | (end < start) | dead_first | (end > death)
    assert rows["DATE-03"] == of(kinds & ((end < first) | (end > last)) & ~late)
    assert rows["DATE-04"] == of(service & (end < first) & ~(end < start) & ~(death < first))


def test_costs_and_duplicates(case):
    frame, rows, _ = case
    cost = pd.to_numeric(frame["Unit Cost"], errors="coerce")
    service = frame["Event Type"].str.strip().str.lower() == "service"
    assert rows["COST-03"] == of((cost <= 0) & service)
    lists = {f.name for f in load_specification("2").fields if f.values is not None}
    read = frame.apply(lambda c: c.str.strip().str.lower() if c.name in lists else c.str.strip())
    assert rows["DUP-02"] == of(read.duplicated(keep="first"))


def test_people(case):
    frame, rows, _ = case
    nobody = (frame["NHS Number"].str.strip() == "") & (
        frame["LA Person Unique Identifier"].str.strip() == ""
    )
    assert rows["ID-02"] == of(nobody)
    users = frame["Client Type"].str.strip().str.lower() == "service user"
    there = set(frame.loc[users, "LA Person Unique Identifier"].str.strip().str.lower())
    carers = frame["Client Type"].str.strip().str.lower().str.startswith(("unpaid carer", "carer"))
    expected = set()
    for number in (1, 2, 3):
        linked = frame[f"Adult {number} Linked Person_ID"].str.strip().str.lower()
        own = frame["LA Person Unique Identifier"].str.strip().str.lower()
        expected |= of((linked != "") & ~linked.isin(there) & carers & (linked != own))
    assert rows["ID-06"] == expected


def test_events_dhsc_drops_are_all_reported(case):
    """Every row that the national event filter drops has a finding that says so."""
    from cldvalidator.events import Parameters, process
    from cldvalidator.events.leaving import DUPLICATE, KEPT

    frame, rows, _ = case
    specification = load_specification("2")
    from cldvalidator.extract import Column, Extract, Reading

    columns = {c: Column.of(frame[c].tolist()) for c in specification.names}
    extract = Extract(
        columns,
        pd.RangeIndex(2, len(frame) + 2).to_numpy("int32"),
        Reading("x", "CSV", 0, "", 1, ()),
    )
    story = process(extract, specification, Parameters(import_date=date(2026, 5, 5))).stories[1]
    lost = set(((story.reasons != KEPT) & (story.reasons != DUPLICATE)).nonzero()[0].tolist())
    told = set().union(*rows.values())
    assert lost <= told
