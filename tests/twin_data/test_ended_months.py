"""Months in which few events end are as complete in a twin as in its original."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cldvalidator.checks import check_extract
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.twin import _source
from cldvalidator.task import SILENT
from cldvalidator.twin_data.calendar import moved_days
from cldvalidator.twin_data.ended_months import EndedMonths
from cldvalidator.twin_data.making import make_twin
from cldvalidator.twin_data.source import NO_DAY, Source

TODAY = date(2026, 7, 1)
GOLDEN = Path(__file__).parents[1] / "data" / "golden"
END = "Event End Date"


@pytest.fixture(scope="module")
def source() -> Source:
    """Return a file of ten events of each type in nearly every month: as few as there may be."""
    return _source(open_file(GOLDEN / "september" / "submission.csv.gz", today=TODAY), SILENT)


def test_no_month_becomes_incomplete(source):
    twin = make_twin(source, np.random.Generator(np.random.PCG64(1)))
    before = source.result.findings.by_rule()
    after = check_extract(twin, source.specification, today=TODAY).findings.by_rule()
    assert [after[r] for r in ("PER-03", "PER-06")] == [before[r] for r in ("PER-03", "PER-06")]


def test_days_are_drawn_anew_within_their_month(source):
    old = source.days(END)
    new = moved_days(source, (END,), np.random.Generator(np.random.PCG64(1)))[END]
    first, last = source.context.period
    inside = (old != NO_DAY) & (old >= first) & (old <= last)
    months = [d[inside].astype("datetime64[D]").astype("datetime64[M]") for d in (old, new)]
    assert (months[0] == months[1]).all()
    assert (old[inside] != new[inside]).mean() > 0.85


def test_a_month_is_amiss_with_too_few_events(source):
    months = EndedMonths(source)
    columns = {n: source.extract.column(n) for n in ("Event Type", END)}
    codes = {n: c.codes.astype(np.uint32) for n, c in columns.items()}
    cells = months.cells(codes, {n: c.values for n, c in columns.items()})
    counts = months.counted(cells, np.zeros(len(source), np.int64), 1)[0]
    assert months.amiss(counts) == 0
    counts[0] -= 1  # one of ten requests of the first month
    assert months.amiss(counts) == 1


def test_where_many_events_end_months_are_left_alone():
    many = _source(open_file(GOLDEN / "activity_submission.csv.gz", today=TODAY), SILENT)
    months = EndedMonths(many)
    assert months.edges() == []
    assert months.amiss(months.counted(np.zeros(0, np.int64), np.zeros(0, np.int64), 1)[0]) == 0
