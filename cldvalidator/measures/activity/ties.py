"""The rows of a person that come first in an order, and the one value they agree on."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int64]


def tied_first(
    owner: npt.NDArray[np.integer], *order: npt.NDArray[np.generic]
) -> npt.NDArray[np.int64]:
    """Return the places of the rows tied at the first place of each owner, by owner.

    order: keys from most to least important, the smallest first.
    """
    place = np.lexsort((*reversed(order), owner))
    owned = owner[place]
    start = np.ones(len(place), bool)
    start[1:] = owned[1:] != owned[:-1]
    first, group = np.flatnonzero(start), np.cumsum(start) - 1
    tied = np.ones(len(place), bool)
    for key in order:
        ordered = key[place]
        tied &= ordered == ordered[first][group]
    chosen: npt.NDArray[np.int64] = place[tied]
    return chosen


def agreed(owner: npt.NDArray[np.integer], value: Codes, conflict: int) -> Codes:
    """Return for each row the one value that its owner's rows hold, or `conflict`.

    owner: in order, so that rows of one owner follow each other.
    """
    if not len(owner):
        return value
    start = np.ones(len(owner), bool)
    start[1:] = owner[1:] != owner[:-1]
    first = np.flatnonzero(start)
    low, high = np.minimum.reduceat(value, first), np.maximum.reduceat(value, first)
    each: Codes = np.where(low == high, low, conflict)[np.cumsum(start) - 1]
    return each
