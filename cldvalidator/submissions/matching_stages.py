"""The stages in which the events of two files are paired, from the surest to the weakest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cldvalidator.submissions.compare_columns import (
    EARLIER,
    LATER,
    Hashed,
    Hashes,
    Mask,
    Rows,
    TwoFiles,
)
from cldvalidator.submissions.matching_pairs import (
    Pairs,
    best_pairs,
    candidates,
    copies,
    likeness,
)

NHS, OWN = "NHS Number", "LA Person Unique Identifier"
BORN, POSTCODE = "Date of Birth", "Postcode"
LINKS = tuple(f"Adult {n} Linked Person_ID" for n in (1, 2, 3))
TYPE, REFERENCE = "Event Type", "Event Reference"
START, END = "Event Start Date", "Event End Date"
CLIENT = "Client Type"
KIND = ("Service Type", "Service Component", "Request: Route of Access", "Assessment Type")
"""The fields that distinguish events of a type, in DHSC's key of an event."""
WEIGHTS = {
    REFERENCE: 12,
    START: 8,
    END: 6,
    OWN: 4,
    NHS: 4,
    BORN: 3,
    CLIENT: 3,
    **dict.fromkeys(KIND, 4),
    "Event Outcome": 2,
    "Delivery Mechanism": 2,
    "Provider CQC Location ID": 2,
    "Unit Cost": 2,
}
"""How much an equal field says for a pair; a field that is not named says 1."""

_SUPPLY = ("Provider CQC Location ID", "Delivery Mechanism", "Cost Frequency (Unit Type)")
"""What stays when only the start of a service is reset: another supplier is another service."""

Guard = Callable[["Sides", Rows, Rows], Mask]


@dataclass(frozen=True, eq=False)
class Sides:
    """What a guard may ask: the files, their hashes, the starts and ends as day numbers."""

    two: TwoFiles
    hashed: Hashed
    starts: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
    ends: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]


@dataclass(frozen=True)
class Key:
    """Fields that have to be equal. filled: of these, the ones that may not be blank."""

    fields: tuple[str, ...]
    filled: tuple[str, ...]
    guard: Guard | None = None


@dataclass(frozen=True)
class Stage:
    """A stage of the matching: its name for the user, and the keys that it tries in turn."""

    name: str
    keys: tuple[Key, ...]


def _by_person(
    *fields: str, filled: tuple[str, ...], guard: Guard | None = None
) -> tuple[Key, ...]:
    return tuple(Key((who, *fields), (who, *filled), guard) for who in (OWN, NHS))


def _ended_in_both(sides: Sides, earlier: Rows, later: Rows) -> Mask:
    ends = sides.ends[EARLIER][earlier], sides.ends[LATER][later]
    return ~np.isnan(ends[0]) & ~np.isnan(ends[1])


def _same_person(sides: Sides, earlier: Rows, later: Rows) -> Mask:
    """Whether nothing says that they are two people, and something that they are one."""
    equal = sides.hashed.equal
    filled = sides.hashed.filled(BORN, EARLIER, earlier)
    born = equal(BORN, earlier, later) & filled
    return born | equal(OWN, earlier, later) | (equal(NHS, earlier, later) & filled)


def reset_to_april(sides: Sides, earlier: Rows, later: Rows) -> Mask:
    """By pair: is the start another one, later than it was, and 1 April?"""
    before, after = sides.starts[EARLIER][earlier], sides.starts[LATER][later]
    found: Mask = (after > before) & first_of_april(after)
    return found


def first_of_april(days: npt.NDArray[np.float64]) -> Mask:
    """By day number: is it 1 April?"""
    known = ~np.isnan(days)
    dates = np.where(known, days, 0).astype("datetime64[D]")
    month = dates.astype("datetime64[M]")
    april: Mask = (month.astype(np.int64) % 12 == 3) & (dates == month.astype("datetime64[D]"))
    return april & known


def _continued_in_april(sides: Sides, earlier: Rows, later: Rows) -> Mask:
    """Whether a service that still went on at 1 April has only had its start reset."""
    april = sides.starts[LATER][later]
    end = sides.ends[EARLIER][earlier]
    goes_on = np.isnan(end) | (end >= april)
    wanted = reset_to_april(sides, earlier, later) & goes_on
    for name in _SUPPLY:
        if name in sides.two.in_both:
            wanted &= sides.hashed.equal(name, earlier, later)
    return wanted


def _near(sides: Sides, earlier: Rows, later: Rows) -> Mask:
    apart = np.abs(sides.starts[EARLIER][earlier] - sides.starts[LATER][later])
    found: Mask = apart <= 31
    return found


def stages(two: TwoFiles, without: frozenset[str] = frozenset()) -> Iterator[Stage]:
    """Yield the stages. A field that only one of the files has takes no part in any.

    without: fields that changed as a whole in a way that cannot be told. Keys of whole rows leave
    them out, other keys that hold one are passed over.
    """
    every = tuple(n for n in two.compared if n not in without)
    of_event = (TYPE, START)

    def but(*gone: str) -> tuple[str, ...]:
        return tuple(n for n in every if n not in gone)

    yield Stage("the whole row", (Key(every, ()),))
    yield Stage(
        "event reference, person and start",
        _by_person(REFERENCE, *of_event, filled=(REFERENCE, START)),
    )
    yield Stage("the whole row but its reference", (Key(but(REFERENCE), (START,)),))
    yield Stage(
        "DHSC's key of an event",
        (
            *_by_person(*of_event, END, CLIENT, *KIND, filled=(START,)),
            *_by_person(*of_event, CLIENT, *KIND, filled=(START,)),
        ),
    )
    yield Stage(
        "event reference within the person", _by_person(REFERENCE, TYPE, filled=(REFERENCE,))
    )
    yield Stage(
        "event reference, type and start, of another person identifier",
        (Key((REFERENCE, *of_event), (REFERENCE, START), _same_person),),
    )
    yield Stage(
        "person, start and end",
        (
            *_by_person(*of_event, END, filled=(START, END)),
            *_by_person(*of_event, filled=(START,)),
        ),
    )
    yield Stage(
        "person, end and kind of event, with another start",
        (
            *_by_person(TYPE, END, *KIND, filled=(END,), guard=_near),
            *_by_person(TYPE, *KIND, filled=(), guard=_continued_in_april),
        ),
    )
    yield Stage(
        "the whole row but its start",
        (Key(but(START, REFERENCE), (), _near), Key(but(START), (REFERENCE,))),
    )
    yield Stage(
        "the whole row but its person identifiers",
        (
            Key(but(OWN, NHS, *LINKS), (START, BORN)),
            Key(but(OWN, NHS, REFERENCE, *LINKS), (START, BORN, POSTCODE)),
        ),
    )


def pair_in_stages(
    sides: Sides, chosen: Iterator[Stage], without: frozenset[str] = frozenset()
) -> Iterator[tuple[Stage, Pairs]]:
    """Yield what each stage finds among the rows that no stage before has paired."""
    two, hashed = sides.two, sides.hashed
    left = [np.arange(two.length(EARLIER)), np.arange(two.length(LATER))]
    sizes = len(left[0]), len(left[1])
    whole: tuple[Hashes, Hashes] | None = None
    for number, stage in enumerate(chosen):
        for key in stage.keys:
            needed = {*key.fields, *key.filled}
            if not needed <= two.in_both or needed & without:
                continue
            rows = [
                r[np.logical_and.reduce([hashed.filled(n, s, r) for n in key.filled])]
                if key.filled
                else r
                for s, r in zip((EARLIER, LATER), left, strict=True)
            ]
            if not len(rows[0]) or not len(rows[1]):
                continue
            keys = [
                hashed.of(key.fields, s, r) for s, r in zip((EARLIER, LATER), rows, strict=True)
            ]
            if number == 0:
                whole = (keys[0], keys[1])
                pairs = copies(*whole)
            else:
                one, other = candidates(keys[0], keys[1])
                one, other = rows[0][one], rows[1][other]
                if key.guard is not None:
                    wanted = key.guard(sides, one, other)
                    one, other = one[wanted], other[wanted]
                assert whole is not None
                pairs = _likest(sides, one, other, whole)
            for side, paired in enumerate((pairs.earlier, pairs.later)):
                free = np.ones(sizes[side], bool)
                free[paired] = False
                left[side] = left[side][free[left[side]]]
            yield stage, pairs


def _likest(sides: Sides, one: Rows, other: Rows, whole: tuple[Hashes, Hashes]) -> Pairs:
    """Choose one for one; only where several could be meant is their likeness asked."""
    once = (np.bincount(one)[one] == 1) & (np.bincount(other)[other] == 1) if len(one) else one == 0
    alone = np.flatnonzero(once)
    sure = Pairs(one[alone], other[alone], np.zeros(len(alone), bool))
    one, other = one[~once], other[~once]
    weights = {n: WEIGHTS.get(n, 1) for n in sides.two.compared}
    scores = likeness(sides.hashed, one, other, weights)
    best = best_pairs(one, other, scores, whole)
    return Pairs(*(np.concatenate(p) for p in zip(sure, best, strict=True)))
