"""Judgements of texts, and how some of them are taken out of many."""

from __future__ import annotations

import numpy as np

from cldvalidator.checks.cells.judgement import Fault, Judged, Verdict

FAULTS = {1: Fault("DATE-03", Verdict.INVALID), 2: Fault("FILE-06", Verdict.VALID)}
JUDGED = Judged(np.array([Verdict.VALID, Verdict.INVALID, Verdict.VALID], np.uint8), FAULTS)


def test_the_first_are_those_that_were_judged_first():
    first = JUDGED.first(2)
    assert first.verdicts.tolist() == [Verdict.VALID, Verdict.INVALID]
    assert first.faults == {1: FAULTS[1]}
    assert JUDGED.first(3) is JUDGED


def test_some_and_the_others_after_them_are_all():
    one, other = JUDGED.first(1), JUDGED.of_codes(np.array([1, 2]))
    assert other.faults == {0: FAULTS[1], 1: FAULTS[2]}
    both = one.and_then(other)
    assert both.verdicts.tolist() == JUDGED.verdicts.tolist()
    assert both.faults == FAULTS
