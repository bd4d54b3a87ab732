"""Arrays of groups: numbers for combinations, the commonest value of each person, shuffles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
NONE = -1


def combined(parts: Sequence[npt.NDArray[np.integer]]) -> Numbers:
    """Return a number for each combination of several arrays of one length, from 0."""
    found = np.zeros(len(parts[0]) if parts else 0, np.int64)
    for part in parts:
        numbers = np.unique(part, return_inverse=True)[1].astype(np.int64)
        found = np.unique(found * (numbers.max(initial=0) + 1) + numbers, return_inverse=True)[1]
    return found.astype(np.int64)


def pairs_of(
    one: npt.NDArray[np.integer], other: npt.NDArray[np.integer]
) -> tuple[Numbers, Numbers]:
    """Return the distinct pairs of two arrays of numbers from 0, ordered by the first."""
    span = int(other.max(initial=0)) + 1
    pairs = np.unique(one.astype(np.int64) * span + other)
    return pairs // span, pairs % span


def people_by(group: npt.NDArray[np.integer], person: Numbers) -> Numbers:
    """By row: how many people are in the row's group."""
    groups, _ = pairs_of(group, person)
    people: Numbers = np.bincount(groups, minlength=int(group.max(initial=0)) + 1)[group]
    return people


def commonest(person: Numbers, value: npt.NDArray[np.integer], known: Mask, people: int) -> Numbers:
    """By person: the value that most of their rows have, NONE without any. value: from 0."""
    found = np.full(people, NONE, np.int64)
    rows = np.flatnonzero(known)
    if not len(rows):
        return found
    span = int(value[rows].max()) + 1
    pairs, counts = np.unique(person[rows] * span + value[rows], return_counts=True)
    order = np.lexsort((counts, pairs // span))
    found[(pairs // span)[order]] = (pairs % span)[order]  # the last one written is the commonest
    return found


def exchanged(stratum: Numbers, among: Mask, random: np.random.Generator) -> Numbers:
    """By place: whose value it gets, somebody of the same stratum; NONE where not among them.

    In a stratum of two or more nobody keeps their own place.
    """
    found = np.full(len(stratum), NONE, np.int64)
    places = np.flatnonzero(among)
    shuffled = places[random.permutation(len(places))]
    order = shuffled[np.argsort(stratum[shuffled], kind="stable")]
    if not len(order):
        return found
    first = np.ones(len(order), bool)
    first[1:] = stratum[order[1:]] != stratum[order[:-1]]
    start = np.flatnonzero(first)
    following = np.arange(1, len(order) + 1)
    following[np.append(start[1:] - 1, len(order) - 1)] = start  # the last one takes the first's
    found[order] = order[following]
    return found


def picked(weights: npt.NDArray[np.integer], size: int, random: np.random.Generator) -> Numbers:
    """Return numbers drawn by their weights."""
    total = np.cumsum(weights)
    draws = random.integers(0, max(int(total[-1]), 1), size)
    return np.searchsorted(total, draws, side="right").astype(np.int64)
