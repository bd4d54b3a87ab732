"""People who may be one: candidates by blocking, each pair with its reasons. A query, no error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.cells.nearness import distance, typing_errors, words
from cldvalidator.events import ProcessedEvents
from cldvalidator.events.cleaning import days
from cldvalidator.extract import Column, Extract
from cldvalidator.review.person_story import NAMES, NHS, OWN

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
BIRTH, POSTCODE = "Date of Birth", "Postcode"
BLANK = -1
FIRST_DAY = -800_000
"""Days are numbered from here (year 0), so that none is below zero."""
MOST_IN_BLOCK = 60
"""People who share a key in greater number are told apart by their whole last name, or left out."""
SAME_ID = "the same LA person identifier"
TWO_NHS, ONE_NHS = "two NHS numbers", "one of them without an NHS number"
NEAR_NHS = "NHS numbers that differ by one typing error"
SAME_BIRTH, NEAR_BIRTH = "the same date of birth", "dates of birth that differ by one typing error"
SAME_NAMES, NEAR_NAMES, SWAPPED = "the same names", "near names", "first and last name swapped"
SAME_POSTCODE = "the same postcode"
TWO_IDS = "one NHS number with several LA person identifiers"
WEIGHTS = {
    SAME_ID: 6,
    NEAR_NHS: 4,
    SAME_NAMES: 4,
    SWAPPED: 3,
    NEAR_NAMES: 3,
    SAME_BIRTH: 3,
    NEAR_BIRTH: 2,
    SAME_POSTCODE: 2,
    TWO_NHS: 0,
    ONE_NHS: 1,
}


@dataclass(frozen=True)
class PossibleDuplicate:
    """Two people of the method who may be one. first, second: numbers of `ProcessedEvents.people`.

    called: what the figures know them by, in the order of these texts. weight: how much speaks for
    it, to sort by.
    """

    first: int
    second: int
    called: tuple[str, str]
    reasons: tuple[str, ...]
    weight: int


@dataclass(frozen=True)
class DuplicatePeople:
    """The pairs, what speaks most for it first, and what was not compared.

    several_ids: people (numbers) whose NHS number stands with several LA person identifiers: the
    method takes each for one person already. too_many: how many people were left out of a
    comparison because too many share all that they could be compared by.
    """

    pairs: tuple[PossibleDuplicate, ...]
    several_ids: tuple[int, ...]
    too_many: int


def duplicate_people(processed: ProcessedEvents) -> DuplicatePeople:
    """Return the people of a file, or of several joined, who may be one.

    Compared are people who share an LA person identifier, a date of birth with the beginning of a
    name or with a postcode, or a postcode with both names. Nothing blank is ever compared. The
    order of the rows does not matter.
    """
    assert processed.read is not None
    people = _PersonLines(processed.read, processed.person_of)
    found: dict[tuple[int, int], set[str]] = {}
    too_many = 0
    for key in people.blocking_keys():
        left, right, crowded = _pairs(key, people)
        too_many += crowded
        for first, second, reasons in _judged(people, left, right):
            one, other = sorted((first, second))
            found.setdefault((one, other), set()).update(reasons)
    pairs = [_pair(processed, *both, reasons) for both, reasons in found.items()]
    pairs.sort(key=lambda pair: (-pair.weight, pair.called))
    return DuplicatePeople(tuple(pairs), people.several_ids, too_many)


def _pair(
    processed: ProcessedEvents, first: int, second: int, reasons: set[str]
) -> PossibleDuplicate:
    names = {str(processed.people[number]): number for number in (first, second)}
    one, other = sorted(names)
    shown = sorted(reasons, key=lambda reason: list(WEIGHTS).index(reason))
    if SAME_NAMES in shown:  # of several spellings one fits: the others say no more
        shown = [r for r in shown if r not in (NEAR_NAMES, SWAPPED)]
    weight = sum(WEIGHTS[r] for r in shown)
    return PossibleDuplicate(names[one], names[other], (one, other), tuple(shown), weight)


class _PersonLines:
    """What the records tell of each person: a line for each different combination of it."""

    def __init__(self, extract: Extract, person_of: npt.NDArray[np.integer]) -> None:
        known = np.flatnonzero(person_of >= 0)
        birth = days(extract.column(BIRTH))[known] - FIRST_DAY
        codes = {
            "person": person_of[known].astype(np.int64),
            "birth": np.where(np.isnan(birth), BLANK, np.nan_to_num(birth)).astype(np.int64),
        }
        self._texts: dict[str, list[str]] = {}
        for name in (*NAMES, POSTCODE, OWN, NHS):
            codes[name] = self._folded(name, extract.column(name))[known]
        lines = _distinct(np.column_stack(list(codes.values())))
        self.columns = {name: lines[:, place] for place, name in enumerate(codes)}

    def _folded(self, name: str, column: Column) -> Numbers:
        """Number the texts as they read without case, and but for identifiers without signs.

        Blank ones are BLANK.
        """
        if name in (OWN, NHS):
            texts = [text.strip().casefold() for text in column.texts]
        else:
            between = "" if name == POSTCODE else " "
            texts = [between.join(words(text)) for text in column.texts]
        order = {text: n for n, text in enumerate(sorted({*texts} - {""}))}
        self._texts[name] = list(order)
        numbers = np.array([order.get(text, BLANK) for text in texts], np.int64)
        return column.take(numbers)

    def text(self, name: str, number: int) -> str:
        """Return a folded text by its number."""
        return self._texts[name][number]

    def blocking_keys(self) -> Iterator[Numbers]:
        """Yield by line the key of a blocking, BLANK where there is none."""
        c = self.columns
        first, last = (c[name] for name in NAMES)
        begins = [self._begins(name) for name in NAMES]
        yield c[OWN]
        yield _joint(c["birth"], begins[1])
        yield _joint(c["birth"], begins[0])
        yield _joint(c["birth"], c[POSTCODE])
        yield _joint(c[POSTCODE], _joint(first, last))
        yield _joint(c["birth"], self._unordered)

    def _begins(self, name: str) -> Numbers:
        """Return by line the first letter of a name as a number."""
        letters = np.array([*(ord(text[0]) for text in self._texts[name]), BLANK], np.int64)
        return letters[self.columns[name]]

    @cached_property
    def _unordered(self) -> Numbers:
        """By line both names as a number, whichever of them is the first."""
        order: dict[tuple[str, str], int] = {}
        first, last = (self.columns[name] for name in NAMES)
        numbers = np.full(len(first), BLANK, np.int64)
        both = _distinct(np.column_stack([first, last]))
        of_pair = {}
        for a, b in both.tolist():
            if a >= 0 and b >= 0:
                one, other = sorted((self.text(NAMES[0], a), self.text(NAMES[1], b)))
                of_pair[a, b] = order.setdefault((one, other), len(order))
        for line, pair in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
            numbers[line] = of_pair.get(pair, BLANK)
        return numbers

    @cached_property
    def several_ids(self) -> tuple[int, ...]:
        """The people whose NHS number stands with several LA person identifiers."""
        has = (self.columns[NHS] >= 0) & (self.columns[OWN] >= 0)
        pairs = _distinct(np.column_stack([self.columns["person"][has], self.columns[OWN][has]]))
        people, counts = np.unique(pairs[:, 0], return_counts=True)
        return tuple(people[counts > 1].tolist())


def _distinct(lines: Numbers) -> Numbers:
    """Return the different lines, in their order."""
    if not len(lines):
        return lines
    lines = lines[np.lexsort(lines.T[::-1])]
    new = np.ones(len(lines), bool)
    new[1:] = (lines[1:] != lines[:-1]).any(axis=1)
    return lines[new]


def _joint(one: Numbers, other: Numbers) -> Numbers:
    """Return a number for both together, BLANK where either is."""
    joint = one * (int(other.max(initial=0)) + 1) + other
    _, numbers = np.unique(joint, return_inverse=True)
    return np.where((one >= 0) & (other >= 0), numbers, BLANK).astype(np.int64)


def _pairs(key: Numbers, people: _PersonLines) -> tuple[Numbers, Numbers, int]:
    """Return the lines that share a key, two by two, and how many lines are left out."""
    lines = np.flatnonzero(key >= 0)
    _, place, sizes = np.unique(key[lines], return_inverse=True, return_counts=True)
    crowded = sizes[place] > MOST_IN_BLOCK
    if crowded.any():
        key = key.copy()
        narrow = _joint(key[lines[crowded]], people.columns[NAMES[1]][lines[crowded]])
        key[lines[crowded]] = np.where(narrow >= 0, narrow + int(key.max()) + 1, BLANK)
        lines = np.flatnonzero(key >= 0)
        _, place, sizes = np.unique(key[lines], return_inverse=True, return_counts=True)
    still = sizes[place] > MOST_IN_BLOCK
    left_out = int(still.sum())
    lines, place = lines[~still], place[~still]
    order = np.argsort(place, kind="stable")
    lines, place = lines[order], place[order]
    person = people.columns["person"][lines]
    left, right = [], []
    for step in range(1, MOST_IN_BLOCK):
        at = np.flatnonzero(place[step:] == place[:-step])
        if not len(at):
            break
        at = at[person[at] != person[at + step]]
        left.append(lines[at])
        right.append(lines[at + step])
    nothing = np.zeros(0, np.int64)
    return np.concatenate([nothing, *left]), np.concatenate([nothing, *right]), left_out


def _judged(
    people: _PersonLines, left: Numbers, right: Numbers
) -> Iterator[tuple[int, int, set[str]]]:
    """Yield the pairs that may be one person, with the reasons."""
    c = people.columns

    def same(name: str) -> Flags:
        alike: Flags = (c[name][left] == c[name][right]) & (c[name][left] >= 0)
        return alike

    one_id, birth, postcode = same(OWN), same("birth"), same(POSTCODE)
    names = _names(people, left, right)
    blank_names = np.zeros(len(left), bool)
    for name in NAMES:
        blank_names |= (c[name][left] < 0) | (c[name][right] < 0)
    may = one_id | (birth & (names > 0)) | (birth & postcode & blank_names)
    may |= postcode & (names >= 2)
    nhs = c[NHS]
    for at in np.flatnonzero(may).tolist():
        i, j = int(left[at]), int(right[at])
        reasons = set()
        near_birth = not birth[at] and _near_birth(int(c["birth"][i]), int(c["birth"][j]))
        if not (one_id[at] or birth[at] or near_birth):
            continue
        both_nhs = nhs[i] >= 0 and nhs[j] >= 0
        for there, reason in (
            (one_id[at], SAME_ID),
            (birth[at], SAME_BIRTH),
            (near_birth, NEAR_BIRTH),
            (postcode[at], SAME_POSTCODE),
            (names[at] == 3, SAME_NAMES),
            (names[at] == 2, SWAPPED),
            (names[at] == 1, NEAR_NAMES),
            (both_nhs, TWO_NHS),
            ((nhs[i] >= 0) != (nhs[j] >= 0), ONE_NHS),
            (both_nhs and _near(people.text(NHS, nhs[i]), people.text(NHS, nhs[j])), NEAR_NHS),
        ):
            if there:
                reasons.add(reason)
        yield int(c["person"][i]), int(c["person"][j]), reasons


def _names(people: _PersonLines, left: Numbers, right: Numbers) -> npt.NDArray[np.int8]:
    """Return by pair how the names go together: 3 the same, 2 swapped, 1 near, 0 not, or blank."""
    first, last = (people.columns[name] for name in NAMES)
    full = (first[left] >= 0) & (first[right] >= 0) & (last[left] >= 0) & (last[right] >= 0)
    found = np.zeros(len(left), np.int8)
    found[full & (first[left] == first[right]) & (last[left] == last[right])] = 3
    known: dict[tuple[str, str], bool] = {}

    def near(one: str, other: str) -> bool:
        key = (one, other) if one < other else (other, one)
        if key not in known:
            known[key] = one == other or near_names(*key)
        return known[key]

    open_ = np.flatnonzero(full & (found == 0))
    sides = (left[open_], right[open_])
    places = [names[side].tolist() for names in (first, last) for side in sides]
    for at, a, b, c, d in zip(open_.tolist(), *places, strict=True):
        firsts = people.text(NAMES[0], a), people.text(NAMES[0], b)
        lasts = people.text(NAMES[1], c), people.text(NAMES[1], d)
        if firsts[0] == lasts[1] and firsts[1] == lasts[0]:
            found[at] = 2
        elif near(*lasts) and near(*firsts):
            found[at] = 1
    return found


def near_names(one: str, other: str) -> bool:
    """Whether two folded names differ by a typing error, or one is the other's initial."""
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    if abs(len(one) - len(other)) > 2:
        return False
    a, b = one.split(), other.split()
    return typing_errors(a, b) is not None or typing_errors(b, a) is not None


def _near(one: str, other: str) -> bool:
    return one != other and distance(one, other) == 1


def _near_birth(one: int, other: int) -> bool:
    """Whether two days differ by one figure, or by day and month swapped."""
    if BLANK in (one, other) or one == other:
        return False
    a, b = (str(np.datetime64(day + FIRST_DAY, "D")).split("-") for day in (one, other))
    if a[0] == b[0] and a[1:] == b[:0:-1]:
        return True
    return _near("".join(a), "".join(b))
