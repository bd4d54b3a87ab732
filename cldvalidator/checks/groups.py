"""Rows against each other: who is unlike the rest of a group, what repeats an earlier row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer]
Numbers = npt.NDArray[np.integer]
Key = Callable[[Rows], npt.NDArray[np.integer]]
"""Part of what makes rows the same: gives the numbers of some rows."""


def unlike_the_rest(group: Numbers, value: Numbers, among: Mask) -> Mask:
    """Mark rows whose value is not the commonest one of their group.

    Of values that are equally common the one that comes first in the file counts as right. Rows
    outside `among` are neither counted nor marked. Groups are numbers from -1 on.
    """
    marked = np.zeros(len(group), bool)
    # Nearly all groups agree: only the rows of those that do not are looked at more closely.
    rows = np.flatnonzero(among & in_groups_that_differ(group, value))
    rows = rows[in_groups_that_differ(group[rows], value[rows])]
    if not len(rows):
        return marked
    values = value[rows].astype(np.int64)
    values -= values.min()
    width = int(values.max()) + 1
    kinds, first, inverse, counts = np.unique(
        group[rows].astype(np.int64) * width + values,
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    groups = kinds // width
    best = np.lexsort((first, -counts, groups))
    leads = np.ones(len(best), bool)
    leads[1:] = groups[best][1:] != groups[best][:-1]
    right = np.zeros(len(kinds), bool)
    right[best[leads]] = True
    marked[rows] = ~right[inverse]
    return marked


def in_groups_that_differ(group: Numbers, value: Numbers) -> Mask:
    """Mark rows whose group has more than one value; groups are numbers from -1 on."""
    # The group -1 has the last place, as numpy counts from the end.
    some = np.zeros(int(group.max(initial=0)) + 2, value.dtype)
    some[group] = value
    differs = np.zeros(len(some), bool)
    differs[group[value != some[group]]] = True
    marked: Mask = differs[group]
    return marked


LOWEST = np.iinfo(np.int64).min
"""What stands for a group without any value."""


def tops(group: Codes, value: npt.NDArray[np.integer]) -> Codes:
    """Return the highest value of each group; groups are numbers from -1 on, which comes first."""
    found = np.full(int(group.max(initial=0)) + 2, LOWEST)
    np.maximum.at(found, group + 1, value.astype(np.int64, copy=False))
    return found


def top_of(highest_values: Codes, group: Codes) -> Codes:
    """Look up what `tops` found for groups; LOWEST for those that had no value."""
    place = np.minimum(group + 1, len(highest_values))
    return np.append(highest_values, LOWEST)[place]


def highest(group: Codes, value: npt.NDArray[np.integer]) -> Codes:
    """Return for each row the highest value of its group."""
    return tops(group, value)[group + 1]


def of(values: npt.NDArray[np.integer]) -> Key:
    """Return as part of a key the numbers that every row has."""
    return values.__getitem__


def again(keys: Sequence[Key], among: Mask) -> Mask:
    """Mark rows that repeat an earlier row in all keys; rows outside `among` do not count."""
    rows = np.flatnonzero(among)
    mixed = np.zeros(len(rows), np.uint64)
    for number, (key, weight) in enumerate(zip(keys, _weights(len(keys)), strict=True), start=1):
        mixed += key(rows).astype(np.uint64) * weight
        if number in (4, 12, len(keys)):
            # Rows that nobody equals in the keys so far need no further look.
            alike = _there_twice(mixed)
            rows, mixed = rows[alike], mixed[alike]
    marked = np.zeros(len(among), bool)
    # Two different rows can have one mixed number: only equal keys count.
    frame = pd.DataFrame({i: key(rows) for i, key in enumerate(keys)})
    if len(rows):
        marked[rows[frame.duplicated(keep="first").to_numpy()]] = True
    return marked


def may_repeat(keys: Sequence[npt.NDArray[np.integer]]) -> Mask:
    """Mark every row that equals another one in all keys, and some that do not."""
    mixed = np.zeros(len(keys[0]), np.uint64)
    for key, weight in zip(keys, _weights(len(keys)), strict=True):
        mixed += key.astype(np.uint64) * weight
    return _there_twice(mixed)


def _there_twice(mixed: npt.NDArray[np.uint64]) -> Mask:
    """Mark every number that is there twice, and a few that are not.

    The numbers are to be spread over all their 64 bits. Those that are there twice mark their
    bucket, of many more than there are of them; what is in a marked bucket is marked.
    """
    in_order = np.sort(mixed)
    twice = in_order[1:][in_order[1:] == in_order[:-1]]
    unused_bits = np.uint64(64 - max(8, len(twice).bit_length() + 6))
    buckets = np.zeros(1 << (64 - int(unused_bits)), bool)
    buckets[(twice >> unused_bits).astype(np.int32)] = True
    marked: Mask = buckets[(mixed >> unused_bits).astype(np.int32)]
    return marked


def _weights(count: int) -> npt.NDArray[np.uint64]:
    """Return odd numbers by which keys are mixed into one."""
    drawn = np.random.Generator(np.random.PCG64(1)).integers(1, 1 << 62, count, np.uint64)
    weights: npt.NDArray[np.uint64] = drawn * np.uint64(2) + np.uint64(1)
    return weights
