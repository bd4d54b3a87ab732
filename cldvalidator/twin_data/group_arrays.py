"""Arrays of groups: numbers for combinations, the commonest value of each person, shuffles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]
Mask = npt.NDArray[np.bool_]
Hashes = npt.NDArray[np.uint64]
NONE = -1
_COUNTED = 1 << 16
"""Numbers that span no more than these, and four a row, are counted and not sorted."""


def ranked(values: npt.NDArray[np.integer]) -> tuple[Numbers, Numbers]:
    """Return the distinct numbers in order, and for each number its place among them."""
    if not len(values):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    low = int(values.min())
    span = int(values.max()) - low + 1
    if span > 4 * len(values) + _COUNTED:
        found, place = np.unique(values, return_inverse=True)
        return found.astype(np.int64), place.astype(np.int64)
    there = np.zeros(span, bool)  # counting is far faster than sorting
    number = values.astype(np.int64) - low
    there[number] = True
    return np.flatnonzero(there) + low, (np.cumsum(there) - 1)[number]


def ranks(values: npt.NDArray[np.integer]) -> Numbers:
    """Return the place of each number among the distinct ones, from 0."""
    return ranked(values)[1]


def distinct(values: npt.NDArray[np.integer]) -> Numbers:
    """Return the distinct numbers in order; of many, faster than `numpy.unique`."""
    ordered = np.sort(values.astype(np.int64))
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def is_among(values: npt.NDArray[np.integer], ordered: npt.NDArray[np.integer]) -> Mask:
    """Tell which numbers are among some in ascending order: faster than `numpy.isin`."""
    if not len(ordered):
        return np.zeros(len(values), bool)
    place = np.searchsorted(ordered, values)
    found: Mask = ordered[np.minimum(place, len(ordered) - 1)] == values
    return found


def combined(parts: Sequence[npt.NDArray[np.integer]]) -> Numbers:
    """Return a number for each combination of several arrays of one length, from 0."""
    found = np.zeros(len(parts[0]) if parts else 0, np.int64)
    for part in parts:
        numbers = ranks(part)
        found = ranks(found * (numbers.max(initial=0) + 1) + numbers)
    return found


def pairs_of(
    one: npt.NDArray[np.integer], other: npt.NDArray[np.integer]
) -> tuple[Numbers, Numbers]:
    """Return the distinct pairs of two arrays of numbers from 0, ordered by the first."""
    span = int(other.max(initial=0)) + 1
    pairs = distinct(one.astype(np.int64) * span + other)
    return pairs // span, pairs % span


def people_of(group: npt.NDArray[np.integer], person: Numbers) -> Numbers:
    """By group, a number from 0: how many people have a row in it."""
    return np.bincount(pairs_of(group, person)[0], minlength=int(group.max(initial=-1)) + 1)


def has_enough(group: npt.NDArray[np.integer], person: Numbers, fewest: int) -> Mask:
    """By group, a number from 0: whether at least so many people have a row in it."""
    rows = np.bincount(group)
    most = int(np.bincount(person).max(initial=0))
    enough = rows > (fewest - 1) * most  # so many rows fewer people cannot have
    unsure = np.flatnonzero(~enough[group])
    if len(unsure):
        people = np.bincount(pairs_of(group[unsure], person[unsure])[0], minlength=len(rows))
        enough |= people >= fewest
    return enough


def in_enough(group: npt.NDArray[np.integer], person: Numbers, fewest: int) -> Mask:
    """By row: whether at least so many people are in the row's group."""
    found: Mask = has_enough(group, person, fewest)[group]
    return found


def random_words(numbers: npt.NDArray[np.integer]) -> Hashes:
    """Return a word of 64 bits for each number, as if drawn at random (SplitMix64)."""
    word = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        word = (word ^ (word >> np.uint64(shift))) * np.uint64(factor)
    return word ^ (word >> np.uint64(31))


def numbered_sets(holder: Numbers, element: Numbers, holders: int) -> Numbers:
    """By holder: a number for the set of its elements, 0 for none. Equal sets have equal numbers.

    holder, element: pairs of numbers from 0, in any order and as often as they come.
    """
    of, elements = pairs_of(holder, element)
    sums = np.zeros(holders, np.uint64)
    if len(of):
        first = np.flatnonzero(np.append(True, of[1:] != of[:-1]))
        sums[of[first]] = np.add.reduceat(random_words(elements), first)
    return np.where(sums == 0, 0, 1 + ranks(sums.view(np.int64)))


def commonest(person: Numbers, value: npt.NDArray[np.integer], known: Mask, people: int) -> Numbers:
    """By person: the value that most of their rows have, NONE without any. value: from 0."""
    found = np.full(people, NONE, np.int64)
    rows = np.flatnonzero(known)
    if not len(rows):
        return found
    span = int(value[rows].max()) + 1
    pairs, place = ranked(person[rows] * span + value[rows])
    counts = np.bincount(place)
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
