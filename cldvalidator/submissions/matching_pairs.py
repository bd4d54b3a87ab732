"""Pairs of rows with equal keys: copies as multisets, and the likest where several could be meant.

A key is a hash of fields (`compare_columns.Hashed`), uint64, one for each row that is asked about.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.submissions.compare_columns import Hashed, Hashes, Mask, Rows

MOST_CANDIDATES = 400
"""A key that more pairs than this share identifies nothing; a finer one is needed."""


class Pairs(NamedTuple):
    """Pairs of rows. unsure: another row would have done as well, and is no copy of this one."""

    earlier: Rows
    later: Rows
    unsure: Mask

    def __len__(self) -> int:
        return len(self.earlier)


def no_pairs() -> Pairs:
    """Return no pairs."""
    nothing = np.zeros(0, np.int64)
    return Pairs(nothing, nothing, np.zeros(0, bool))


def joined_pairs(parts: list[Pairs]) -> Pairs:
    """Return the pairs of several parts."""
    if not parts:
        return no_pairs()
    return Pairs(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def _groups(one: Hashes, other: Hashes) -> tuple[Rows, Rows, int]:
    numbers, distinct = pd.factorize(np.concatenate([one, other]))
    return numbers[: len(one)], numbers[len(one) :], len(distinct)


def _ranks(groups: Rows) -> Rows:
    """By entry: how many entries of the same group stand before it."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    first = np.r_[True, ordered[1:] != ordered[:-1]] if len(ordered) else np.zeros(0, bool)
    start = np.maximum.accumulate(np.where(first, np.arange(len(ordered)), 0))
    ranks = np.empty(len(groups), np.int64)
    ranks[order] = np.arange(len(ordered)) - start
    return ranks


def copies(one: Hashes, other: Hashes) -> Pairs:
    """Pair rows with equal keys one for one, in their order: which copy is which is not asked."""
    first, second, distinct = _groups(one, other)
    if not distinct:
        return no_pairs()
    counts = np.bincount(first, minlength=distinct), np.bincount(second, minlength=distinct)
    single = (counts[0] <= 1) & (counts[1] <= 1)
    place = np.full(distinct, -1, np.int64)
    place[first] = np.arange(len(first))
    plain = np.flatnonzero((place[second] >= 0) & single[second])
    parts = [(place[second[plain]], plain)]
    left, right = np.flatnonzero(~single[first]), np.flatnonzero(~single[second])
    if len(left) and len(right):
        ranks = _ranks(first[left]), _ranks(second[right])
        most = max(int(r.max(initial=0)) for r in ranks) + 1
        keys = first[left] * most + ranks[0], second[right] * most + ranks[1]
        _, at_left, at_right = np.intersect1d(*keys, assume_unique=True, return_indices=True)
        parts.append((left[at_left], right[at_right]))
    earlier = np.concatenate([p[0] for p in parts])
    later = np.concatenate([p[1] for p in parts])
    return Pairs(earlier, later, np.zeros(len(earlier), bool))


def candidates(one: Hashes, other: Hashes, most: int = MOST_CANDIDATES) -> tuple[Rows, Rows]:
    """Return every pair of entries with equal keys, of keys that at most so many pairs share."""
    first, second, distinct = _groups(one, other)
    counts = np.bincount(first, minlength=distinct), np.bincount(second, minlength=distinct)
    product = counts[0] * counts[1]
    wanted = (product > 0) & (product <= most)
    left = np.flatnonzero(wanted[first])
    right = np.flatnonzero(wanted[second])
    right = right[np.argsort(second[right], kind="stable")]
    begins = np.concatenate([[0], np.cumsum(np.where(wanted, counts[1], 0))[:-1]])
    repeats = counts[1][first[left]]
    earlier = np.repeat(left, repeats)
    offset = np.arange(len(earlier)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    later = right[np.repeat(begins[first[left]], repeats) + offset] if len(earlier) else earlier
    return earlier, later


def best_pairs(
    earlier: Rows, later: Rows, scores: npt.NDArray[np.int64], whole: tuple[Hashes, Hashes]
) -> Pairs:
    """Choose among candidates the likest, one for one.

    whole: hashes of the whole rows of both files, by row: copies of a row are not told apart.
    """
    found: list[Pairs] = []
    while len(earlier):
        order = np.lexsort((later, earlier, -scores))
        earlier, later, scores = earlier[order], later[order], scores[order]
        best = _firsts(earlier) & _firsts(later)
        # A pair that is the first of both its rows: no better one is left for either.
        chosen = np.flatnonzero(best)
        unsure = _tied(earlier, later, scores, whole)[chosen]
        found.append(Pairs(earlier[chosen], later[chosen], unsure))
        left = ~np.isin(earlier, earlier[chosen]) & ~np.isin(later, later[chosen])
        earlier, later, scores = earlier[left], later[left], scores[left]
    return joined_pairs(found)


def _firsts(values: Rows) -> Mask:
    first = np.zeros(len(values), bool)
    first[np.unique(values, return_index=True)[1]] = True
    return first


def _tied(
    earlier: Rows, later: Rows, scores: npt.NDArray[np.int64], whole: tuple[Hashes, Hashes]
) -> Mask:
    """By candidate: has one of its rows another candidate as good, which is no copy?"""
    tied = np.zeros(len(earlier), bool)
    for rows, others in ((earlier, whole[1][later]), (later, whole[0][earlier])):
        kinds = pd.DataFrame({"row": rows, "score": scores, "other": others})
        tied |= kinds.groupby(["row", "score"])["other"].transform("nunique").to_numpy() > 1
    return tied


def likeness(
    hashed: Hashed, earlier: Rows, later: Rows, weights: dict[str, int]
) -> npt.NDArray[np.int64]:
    """By candidate: how much of the two rows is alike, each field by its weight.

    A Release 1 value without a counterpart may have become any value: that says half as much.
    """
    scores = np.zeros(len(earlier), np.int64)
    for name, weight in weights.items():
        scores += weight * hashed.equal(name, earlier, later)
        scores += weight * hashed.same_number(name, earlier, later)
    return scores
