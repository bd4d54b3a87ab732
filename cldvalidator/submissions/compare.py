"""Two submissions of one council compared, event by event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, IntFlag
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cldvalidator.events.cleaning import days
from cldvalidator.review.opened import Opened
from cldvalidator.submissions.compare_columns import (
    BLANK,
    EARLIER,
    LATER,
    Hashed,
    Mask,
    Rows,
    Side,
    TwoFiles,
)
from cldvalidator.submissions.compare_periods import Covered, covered_by, places
from cldvalidator.submissions.matching_mass import MassChange, MassChanges, mass_changes
from cldvalidator.submissions.matching_pairs import Pairs, joined_pairs
from cldvalidator.submissions.matching_stages import (
    END,
    REFERENCE,
    START,
    TYPE,
    Sides,
    first_of_april,
    pair_in_stages,
    stages,
)
from cldvalidator.task import SILENT, Task


class Status(IntEnum):
    """What became of an event between the earlier and the later file."""

    SAME = 0
    CHANGED = 1
    CLOSED = 2
    REOPENED = 3
    NEW = 4
    BACK = 5
    GONE = 6


class Flag(IntFlag):
    """What is said of a pair on top of its status.

    START_RESET: the start is another one, and 1 April. MASS_ONLY: nothing else differs than what
    all of a column went through. WRITTEN: the values are the same, in other texts (0 and 0.00).
    UNSURE: another row would have done as well.
    """

    RE_REFERENCED = 1
    START_RESET = 2
    RELEASE_TEXT = 4
    MASS_ONLY = 8
    UNSURE = 16
    WRITTEN = 32


@dataclass(frozen=True, eq=False)
class Comparison:
    """What became of every event.

    earlier, later: the records of each pair (places among the records). stage: by pair, the place
    in `stage_names` of what found it. status, flags: by pair (uint8). fields: by pair, a bit for
    each of `two.compared` that differs (uint64). new, gone: the records of the later and of the
    earlier file without a partner; new_status says NEW or BACK, new_place and gone_place where the
    event lies, seen from the other file (`compare_periods.places`).
    """

    two: TwoFiles
    covered: tuple[Covered, Covered]
    mass: tuple[MassChange, ...]
    stage_names: tuple[str, ...]
    earlier: Rows
    later: Rows
    stage: npt.NDArray[np.uint8]
    status: npt.NDArray[np.uint8]
    flags: npt.NDArray[np.uint8]
    fields: npt.NDArray[np.uint64]
    new: Rows
    new_status: npt.NDArray[np.uint8]
    new_place: npt.NDArray[np.uint8]
    gone: Rows
    gone_place: npt.NDArray[np.uint8]

    @cached_property
    def counts(self) -> Mapping[Status, int]:
        """How many events have each status; a pair counts once."""
        paired = np.bincount(self.status, minlength=len(Status))
        fresh = np.bincount(self.new_status, minlength=len(Status))
        return {
            s: len(self.gone) if s == Status.GONE else int(paired[s] + fresh[s]) for s in Status
        }

    def flagged(self, flag: Flag) -> Mask:
        """By pair: has it a flag?"""
        found: Mask = (self.flags & np.uint8(flag)) != 0
        return found

    def field_differs(self, name: str) -> Mask:
        """By pair: does a field differ?"""
        bit = np.uint64(1 << self.two.compared.index(name))
        found: Mask = (self.fields & bit) != 0
        return found

    def changed_fields(self, pair: int) -> tuple[str, ...]:
        """Return the fields that differ in a pair, in the order of the file."""
        bits = int(self.fields[pair])
        return tuple(n for i, n in enumerate(self.two.compared) if bits >> i & 1)

    @cached_property
    def by_field(self) -> Mapping[str, int]:
        """By field that differs anywhere: in how many pairs it does, the most first."""
        counts = {n: int(self.field_differs(n).sum()) for n in self.two.compared}
        return dict(sorted(((n, c) for n, c in counts.items() if c), key=lambda e: -e[1]))

    @cached_property
    def not_same(self) -> Rows:
        """The pairs that are not the same, in the order of the later file.

        Those that differ only by a change of a whole column are told once and left out.
        """
        return np.flatnonzero((self.status != Status.SAME) & ~self.flagged(Flag.MASS_ONLY))

    @cached_property
    def same_content(self) -> bool:
        """Whether the two files hold the same records."""
        return not len(self.new) and not len(self.gone) and not self.fields.any()


def compare(
    earlier: Opened, later: Opened, *, older: tuple[Opened, ...] = (), task: Task = SILENT
) -> Comparison:
    """Compare two files of one council.

    older: files before the earlier one; an event that is in one of them, and not in the earlier
    file, is back and not new. Raises Cancelled.
    """
    two = TwoFiles(earlier, later, task)
    found = _compared(two, task)
    for before in older:
        found = _with_back(found, before, later, task)
    return found


def _compared(two: TwoFiles, task: Task) -> Comparison:
    task.step("Looking for changes of whole columns")
    mass = mass_changes(two)
    sides = _sides(two, mass)
    parts, stage, names = [], [], []
    for of_stage, pairs in pair_in_stages(sides, stages(two, mass.without), mass.without):
        if of_stage.name not in names:
            names.append(of_stage.name)
            task.step(f"Matching events: {of_stage.name}")
        parts.append(pairs)
        stage.append(np.full(len(pairs), names.index(of_stage.name), np.uint8))
    pairs = joined_pairs(parts)
    order = np.argsort(pairs.later, kind="stable")
    pairs = Pairs(pairs.earlier[order], pairs.later[order], pairs.unsure[order])
    task.step("Comparing the fields of each pair")
    status, flags, fields = _judged(sides, mass, pairs.earlier, pairs.later)
    flags[pairs.unsure] |= np.uint8(Flag.UNSURE)
    new, gone = _left(two, LATER, pairs.later), _left(two, EARLIER, pairs.earlier)
    covered = covered_by(two.read[EARLIER]), covered_by(two.read[LATER])
    return Comparison(
        two=two,
        covered=covered,
        mass=mass.changes,
        stage_names=tuple(names),
        earlier=pairs.earlier,
        later=pairs.later,
        stage=np.concatenate(stage)[order] if stage else np.zeros(0, np.uint8),
        status=status,
        flags=flags,
        fields=fields,
        new=new,
        new_status=np.full(len(new), Status.NEW, np.uint8),
        new_place=_places(sides, LATER, new, covered[EARLIER]),
        gone=gone,
        gone_place=_places(sides, EARLIER, gone, covered[LATER]),
    )


def _sides(two: TwoFiles, mass: MassChanges) -> Sides:
    def of(name: str) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        return days(two.read[EARLIER].column(name)), days(two.read[LATER].column(name))

    return Sides(two, Hashed(two, mass.columns), of(START), of(END))


def _left(two: TwoFiles, side: Side, paired: Rows) -> Rows:
    free = np.ones(two.length(side), bool)
    free[paired] = False
    return np.flatnonzero(free)


def _places(sides: Sides, side: Side, rows: Rows, covered: Covered) -> npt.NDArray[np.uint8]:
    column = sides.two.read[side].column(TYPE)
    is_service = np.array(["service" in t.lower() for t in column.texts], bool)
    service = np.take(is_service, column.codes[rows])
    return places(covered, sides.starts[side][rows], sides.ends[side][rows], service)


def _judged(
    sides: Sides, mass: MassChanges, earlier: Rows, later: Rows
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], npt.NDArray[np.uint64]]:
    """Return status, flags and differing fields of pairs."""
    two = sides.two
    fields = np.zeros(len(earlier), np.uint64)
    unexplained = np.zeros(len(earlier), bool)
    flags = np.zeros(len(earlier), np.uint8)
    by_release = np.zeros(len(earlier), bool)
    values = np.zeros(len(earlier), bool)
    wholly = {
        c.field for c in mass.changes if c.kind in ("numbered anew", "filled", "written otherwise")
    }
    for place, name in enumerate(two.compared):
        shared = two.shared[name]
        if shared.is_alike:
            continue
        differ = shared.differ(earlier, later)
        values |= differ
        spelt = shared.spelt_otherwise(earlier, later)
        if two.releases_differ and name in two.listed:
            by_release |= spelt
        else:
            differ = differ | spelt
        fields |= differ.astype(np.uint64) << np.uint64(place)
        if name in mass.columns:
            unexplained |= differ & ~sides.hashed.equal(name, earlier, later)
        elif name not in wholly:
            unexplained |= differ
    status = np.where(fields != 0, Status.CHANGED, Status.SAME).astype(np.uint8)
    if END in two.in_both:
        had = two.shared[END].at(EARLIER, earlier) != BLANK
        has = two.shared[END].at(LATER, later) != BLANK
        status[~had & has] = Status.CLOSED
        status[had & ~has] = Status.REOPENED
    if REFERENCE in two.in_both:
        one, other = (
            two.shared[REFERENCE].at(s, r) for s, r in ((EARLIER, earlier), (LATER, later))
        )
        flags[(one != other) & (one != BLANK) & (other != BLANK)] |= np.uint8(Flag.RE_REFERENCED)
    starts = sides.starts[EARLIER][earlier], sides.starts[LATER][later]
    flags[(starts[0] != starts[1]) & first_of_april(starts[1])] |= np.uint8(Flag.START_RESET)
    flags[by_release] |= np.uint8(Flag.RELEASE_TEXT)
    flags[(fields != 0) & ~values] |= np.uint8(Flag.WRITTEN)
    flags[(fields != 0) & ~unexplained] |= np.uint8(Flag.MASS_ONLY)
    return status, flags, fields


def _with_back(found: Comparison, before: Opened, later: Opened, task: Task) -> Comparison:
    other = _compared(TwoFiles(before, later, task), task)
    status = found.new_status.copy()
    status[np.isin(found.new, other.later)] = Status.BACK
    return replace(found, new_status=status)
