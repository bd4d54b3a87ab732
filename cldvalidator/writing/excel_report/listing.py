"""Which findings a sheet lists when there are more than anybody looks through."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd


def most_of_each(counts: Sequence[int], most: int) -> int:
    """Return the largest number n so that n of each count, or all of a smaller one, are `most`."""
    left, waiting = most, sorted(counts)
    for place, count in enumerate(waiting):
        share = left // (len(waiting) - place)
        if count > share:
            return share
        left -= count
    return max(counts, default=0)


def first_of_each_rule(table: pd.DataFrame, most: int) -> tuple[pd.DataFrame, dict[int, int]]:
    """Return the first findings of each rule, `most` in all, and what is left out by rule number.

    Rules with few findings are listed in full.
    """
    if len(table) <= most:
        return table, {}
    counts = np.bincount(table["rule"].to_numpy())
    listed = most_of_each(counts[counts > 0].tolist(), most)
    chosen = table[table.groupby("rule").cumcount() < listed]
    more = {int(rule): int(counts[rule]) - listed for rule in np.flatnonzero(counts > listed)}
    return chosen, more
