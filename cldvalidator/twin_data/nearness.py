"""When a rule finds about as much in a twin as in its original."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cldvalidator.twin_data.group_arrays import Numbers

NEAR = 0.02
FEWEST = 5
"""Faults of fewer people are not reproduced: who has one might be known by it."""
_WITHIN = 0.02
"""What a finding within the line weighs, against one beyond it."""


def allowed(original: Numbers) -> npt.NDArray[np.float64]:
    """Return how many findings more or less are still near: 2%, and one at least."""
    found: npt.NDArray[np.float64] = np.maximum(NEAR * original, 1.0)
    return found


def are_near(original: Numbers, twin: Numbers) -> npt.NDArray[np.bool_]:
    """By rule: within 2% or one finding; where the original has under five, the twin has, too."""
    few = original < FEWEST
    near: npt.NDArray[np.bool_] = np.abs(twin - original) <= allowed(original)
    return np.where(few, twin < FEWEST, near)


def distance(original: Numbers, twin: Numbers) -> npt.NDArray[np.float64]:
    """By rule: how far the findings are from near ones; a rule of many weighs as one of few."""
    more = (twin - original).astype(np.float64)
    apart = np.where((original < FEWEST) & (more < 0), 0.0, np.abs(more))
    line = allowed(original)
    far: npt.NDArray[np.float64] = (np.maximum(apart - line, 0) + _WITHIN * apart) / line
    return far
