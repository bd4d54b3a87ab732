"""When a rule finds about as much in a twin as in its original."""

from __future__ import annotations

import numpy as np
import pytest

from cldvalidator.twin_data.nearness import are_near, distance


@pytest.mark.parametrize(
    ("original", "twin", "near"),
    [
        (0, 0, True),
        (0, 4, True),
        (0, 5, False),
        (4, 0, True),
        (4, 5, False),
        (5, 4, True),
        (5, 0, False),
        (5, 7, False),
        (50, 51, True),
        (50, 52, False),
        (1000, 980, True),
        (1000, 1021, False),
    ],
)
def test_a_rule_is_near_within_2_percent_or_one_finding(original, twin, near):
    assert are_near(np.array([original]), np.array([twin]))[0] == near


def test_nearer_is_a_smaller_distance_and_faults_that_few_have_need_not_come_back():
    original = np.array([100, 100, 100, 3])
    far = distance(original, np.array([100, 101, 110, 0]))
    assert far[0] == far[3] == 0 < far[1] < far[2]
