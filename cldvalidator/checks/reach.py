"""Which rows a change of cells can have reached, by how far a rule looks from a row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.context import NOBODY, Codes, Context, first_local_person
from cldvalidator.checks.folding import folded_codes
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.running import Reach
from cldvalidator.extract import Extract

Rows = npt.NDArray[np.integer]
SHARE = 25
"""With more rows than one in so many to judge, the whole file is judged anew as soon."""
NHS, OWN = "NHS Number", "LA Person Unique Identifier"
NUMBERED = (NHS, OWN, "LA Code")
"""Fields whose texts are numbered to distinguish people."""
PERSON = ("context", "person")


@dataclass(frozen=True, eq=False)
class Change:
    """A file before and after a change, the rows that were changed, and the two memories.

    before, whole: the file as it read before and as it is now. ties: what `tied` has found, by
    fields.
    """

    before: Extract
    whole: Context
    rows: Rows
    earlier: Memory
    memory: Memory
    ties: dict[tuple[str, ...], Rows] = field(default_factory=dict, repr=False)

    @property
    def after(self) -> Extract:
        """The file as it is now; what is read of it is noted."""
        return self.whole.extract

    @cached_property
    def people_numbered_as_before(self) -> bool:
        """Whether the texts that identify people have the numbers that they had."""
        first = [first_local_person(e.column(NHS)) for e in (self.before, self.after)]
        return first[0] == first[1] and all(map(self.numbered_as_before, NUMBERED))

    def numbered_as_before(self, name: str) -> bool:
        """Tell whether the texts of a field that were there before have the numbers of then."""
        then, now = self.earlier.known(("context", "folding", name)), self.whole.folding(name)
        if then is None or now is then:
            return now is then
        known = min(len(then), len(now))
        return np.array_equal(then[:known], now[:known])


def changed_rows(before: Extract, after: Extract, fields: Collection[str]) -> Rows | None:
    """Return the rows with another text than before; None where the whole is to be judged anew.

    The same texts have to have the same codes, as `changed_column` makes it.
    """
    if len(before) != len(after):
        return None
    changed = np.zeros(len(after), bool)
    for name in fields:
        one, other = before.columns[name], after.columns[name]
        known = min(len(one.values), len(other.values))
        if not one.values[:known].equals(other.values[:known]):
            return None
        changed |= one.codes != other.codes
    return few(np.flatnonzero(changed), len(after))


def few(rows: Rows, all_rows: int) -> Rows | None:
    """Return rows, None if they are so many that the whole is better judged anew."""
    return rows if len(rows) * SHARE <= all_rows else None


def reached(change: Change, reach: Reach) -> tuple[Rows, Rows] | None:
    """Return the rows that a change can have reached, and they with all that decide about them.

    None where the whole file is to be judged anew.
    """
    if reach == "file":
        return None
    found: Rows | None = change.rows
    if reach == "person":
        found = _of_the_same_people(change)
    elif reach != "row":
        found = few(tied(change, reach), len(change.after))
    if found is None:
        return None
    needed = found
    if reach not in ("row", "person") and len(reach) > 1:
        needed = sharing(change, tuple(reach), found)
    return None if few(needed, len(change.after)) is None else (found, needed)


def _of_the_same_people(change: Change) -> Rows | None:
    """Return the rows of everybody who has, or had, a row that was changed."""
    then: Codes | None = change.earlier.known(PERSON)
    if then is None:
        return None
    now, touched = change.whole.person, change.rows
    if now is not then:
        touched = np.union1d(touched, np.flatnonzero(now != then))
    people = np.union1d(then[touched], now[touched])
    among = np.zeros(int(max(now.max(initial=0), people.max(initial=0))) + 2, bool)
    among[people] = True
    among[NOBODY] = False
    mask = among[now]
    mask[touched] = True
    return np.flatnonzero(mask)


def tied(change: Change, names: tuple[str, ...]) -> Rows:
    """Return the rows that were changed, and those that share a text with one of them in a field.

    Or shared one before the change. Blank cells share nothing.
    """
    if names not in change.ties:
        change.ties[names] = sharing(change, names, change.rows, before_too=True)
    return change.ties[names]


def sharing(
    change: Change, names: tuple[str, ...], rows: Rows, *, before_too: bool = False
) -> Rows:
    """Return rows, and those that share a text with one of them in a field.

    before_too: or a text that one of them had before the change.
    """
    mask = np.zeros(len(change.after), bool)
    mask[rows] = True
    for name in names:
        now, then = change.after.column(name), change.before.column(name)
        longer = now if len(now.values) >= len(then.values) else then
        numbers = change.whole.folding(name) if longer is now else folded_codes(then)
        codes = np.unique(np.concatenate([c.codes[rows] for c in (now, then)[: 1 + before_too]]))
        codes = codes[~longer.blank_values[codes]]
        wanted = np.zeros(int(numbers.max(initial=0)) + 1, bool)
        wanted[numbers[codes]] = True
        mask |= now.take(wanted[numbers])
    return np.flatnonzero(mask)
