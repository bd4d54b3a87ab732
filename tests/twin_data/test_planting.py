"""Faults are planted by count: rows become like others, and no statement of the proof breaks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.twin import _source
from cldvalidator.task import SILENT
from cldvalidator.twin_data import making
from cldvalidator.twin_data.kinds import details_of, row_kinds
from cldvalidator.twin_data.nearness import are_near
from cldvalidator.twin_data.proof import RuleBeside, prove
from cldvalidator.twin_data.source import Source

TODAY = date(2026, 7, 1)
GOLDEN = Path(__file__).parents[1] / "data" / "golden" / "joined" / "files" / "f8.csv.gz"


@pytest.fixture(scope="module")
def source() -> Source:
    return _source(open_file(GOLDEN, today=TODAY), SILENT)


def proved(source: Source, seed: int) -> tuple[bool, list[RuleBeside]]:
    from cldvalidator.checks import check_extract

    twin = making.make_twin(source, np.random.Generator(np.random.PCG64(seed)))
    result = check_extract(twin, source.specification, today=TODAY)
    proof = prove(source, Source(twin, source.specification, result))
    return proof.holds, [b for b in proof.findings if not b.layout]


def far(found: list[RuleBeside]) -> int:
    original, twin = (np.array([getattr(b, n) for b in found]) for n in ("original", "twin"))
    return int((~are_near(original, twin)).sum())


def test_more_rules_find_as_much_when_faults_are_planted(source, monkeypatch):
    holds, found = proved(source, 1)
    assert holds
    monkeypatch.setattr(making, "planted", lambda plan, columns, records, task: columns)
    holds, before = proved(source, 1)
    assert holds
    assert far(found) == 0 < far(before)
    # The twin had more duplicates: the same rows with other references, or other events.
    twice = [(b.original, b.twin) for one in (before, found) for b in one if b.rule == "DUP-02"]
    assert twice[0][1] > twice[0][0] + 1
    assert abs(twice[1][1] - twice[1][0]) <= 1


def test_rare_types_with_a_fault_become_others_with_the_same_fault():
    # Support of service users on 12 rows of carers, of four services: fewer than five each but one.
    source = _source(open_file(GOLDEN.with_name("f3.csv.gz"), today=TODAY), SILENT)
    kinds = row_kinds(source, details_of(source))
    found = np.flatnonzero(source.found_in("CLI-03", "Service Type"))
    assert (kinds.taken[found] != found).any()
    assert np.isin(kinds.taken[found], found).all()


def test_a_reason_that_few_have_is_found_as_often_in_a_twin():
    # The support reason of carers on 7 rows of service users.
    path = GOLDEN.parents[2] / "activity_submission.csv.gz"
    source = _source(open_file(path, today=TODAY), SILENT)
    holds, found = proved(source, 3)
    assert holds
    assert [b.rule for b in found if b.rule == "CLI-05"]
    assert not far([b for b in found if b.rule == "CLI-05"])


def test_people_whose_details_differ_between_rows_are_as_many_in_a_twin():
    # Nobody else had a row that differs in the same way, so nobody could join to be like them.
    source = _source(open_file(GOLDEN.with_name("f6.csv.gz"), today=TODAY), SILENT)
    holds, found = proved(source, 3)
    assert holds
    assert next(b.original for b in found if b.rule == "ID-05") == 11
    assert not far(found)
