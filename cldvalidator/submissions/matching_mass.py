"""Changes that all of a column went through: told once, and undone before rows are matched.

Rows that surely belong together, by keys that share few fields, are looked at as a sample. A field
that differs in nearly all of them was changed as a whole: every reference numbered anew, every
person identifier with a prefix, one value of a list written otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.submissions.compare_columns import (
    BLANK,
    EARLIER,
    LATER,
    PERIOD,
    Hashed,
    Rows,
    SharedColumn,
    TwoFiles,
    with_texts,
)
from cldvalidator.submissions.matching_pairs import copies
from cldvalidator.submissions.matching_stages import (
    BORN,
    END,
    KIND,
    LINKS,
    NHS,
    OWN,
    POSTCODE,
    REFERENCE,
    START,
    TYPE,
)

Kind = Literal[
    "numbered anew", "affixed", "re-coded", "emptied", "filled", "changed", "written otherwise"
]
LEAST_PAIRS = 20
NEARLY_ALL = 0.8
CONSISTENT = 0.95
MOST_LOOKED_AT = 50_000
"""Pairs: enough to see what nearly all rows have in common."""
MOST_CODED = 2_000
"""A column with more distinct values is no column of codes."""
_ANCHORS = (
    (NHS, TYPE, START, END, *KIND),
    (OWN, TYPE, START, END, *KIND),
    (REFERENCE, START, END, OWN),
    (REFERENCE, START, END, NHS),
    (BORN, POSTCODE, "Gender", TYPE, START, END),
    (NHS, START, END),
    (OWN, START, END),
    (REFERENCE, OWN, TYPE, *KIND),
    (REFERENCE, NHS, TYPE, *KIND),
)
"""Keys that pair rows of a sample; any field is missing in some of them."""


@dataclass(frozen=True, eq=False)
class MassChange:
    """A change that a whole column went through.

    kind: "affixed": something was put before or behind every text, or taken away. pairs: how many
    pairs were looked at; changed: in how many of them the field differs. values: of a re-coded
    column, what became what (field values, so they stand in no file without values), with the
    number of pairs. affix: what was put around every text.
    """

    field: str
    kind: Kind
    pairs: int
    changed: int
    values: tuple[tuple[str, str, int], ...] = ()
    affix: Affix | None = None


@dataclass(frozen=True, eq=False)
class MassChanges:
    """The changes of whole columns. columns: how they are once these are made."""

    changes: tuple[MassChange, ...]
    columns: Mapping[str, SharedColumn]

    @property
    def without(self) -> frozenset[str]:
        """The fields that changed as a whole in no way that can be told: no key holds them."""
        return frozenset(
            c.field
            for c in self.changes
            if c.field not in self.columns and c.kind != "written otherwise"
        )


def mass_changes(two: TwoFiles) -> MassChanges:
    """Find the changes that whole columns went through."""
    earlier, later = _anchors(two)
    step = -(-len(earlier) // MOST_LOOKED_AT) or 1
    earlier, later = earlier[::step], later[::step]
    found: list[MassChange] = []
    renumbered: dict[str, SharedColumn] = {}
    for name in two.compared:
        shared = two.shared[name]
        if shared.is_alike:
            continue
        made = _of_column(name, shared, earlier, later, is_listed=name in two.listed)
        if made is not None:
            found.append(made[0])
            if made[1] is not None:
                renumbered[name] = made[1]
    if OWN in renumbered:
        affix = next(c.affix for c in found if c.field == OWN)
        renumbered |= {
            n: _linked(two, n, renumbered[OWN], affix) for n in LINKS if n in two.in_both
        }
        # A link to somebody is changed because the person was.
        found = [c for c in found if c.field not in LINKS]
    return MassChanges(tuple(found), renumbered)


def _anchors(two: TwoFiles) -> tuple[Rows, Rows]:
    """Pair rows that are each the only one with a key."""
    hashed = Hashed(two)
    every = tuple(n for n in two.compared if n not in PERIOD)
    whole = copies(hashed.of(every, EARLIER), hashed.of(every, LATER))
    left = [_without(two.length(EARLIER), whole.earlier), _without(two.length(LATER), whole.later)]
    found = [(whole.earlier, whole.later)]
    for fields in _ANCHORS:
        if not all(n in two.in_both for n in fields):
            continue
        needed = [n for n in fields if n not in (END, TYPE, *KIND)]
        rows = []
        for side, of_side in zip((EARLIER, LATER), left, strict=True):
            filled = [hashed.filled(n, side, of_side) for n in needed]
            rows.append(of_side[np.logical_and.reduce(filled)])
        keys = [hashed.of(fields, s, r) for s, r in zip((EARLIER, LATER), rows, strict=True)]
        once = [~pd.Series(k).duplicated(keep=False).to_numpy() for k in keys]
        rows = [r[o] for r, o in zip(rows, once, strict=True)]
        pairs = copies(keys[0][once[0]], keys[1][once[1]])
        one, other = rows[0][pairs.earlier], rows[1][pairs.later]
        found.append((one, other))
        left = [np.setdiff1d(left[0], one), np.setdiff1d(left[1], other)]
    return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])


def _without(size: int, rows: Rows) -> Rows:
    free = np.ones(size, bool)
    free[rows] = False
    return np.flatnonzero(free)


def _of_column(
    name: str, shared: SharedColumn, earlier: Rows, later: Rows, *, is_listed: bool
) -> tuple[MassChange, SharedColumn | None] | None:
    one, other = shared.at(EARLIER, earlier), shared.at(LATER, later)
    some = (one != BLANK) | (other != BLANK)
    differ = shared.differ(earlier, later)
    pairs, changed = int(some.sum()), int(differ.sum())
    if changed < LEAST_PAIRS:
        return _spelt(name, shared, earlier, later, pairs)
    moved = _moves(one, other)
    if changed < NEARLY_ALL * pairs:
        return _recoded(name, shared, moved, pairs) if name not in _NEVER_CODED else None
    if name == REFERENCE:
        return MassChange(name, "numbered anew", pairs, changed), None
    if not (other[some & differ] != BLANK).any():
        return _recoded(name, shared, moved, pairs, "emptied")
    if not (one[some & differ] != BLANK).any():
        if name == END:
            return None  # events that have ended since
        return MassChange(name, "filled", pairs, changed), None
    affix = None if is_listed else _affix(shared, earlier[differ], later[differ])
    if affix is not None:
        texts = affix.applied(shared.columns[EARLIER].values)
        return MassChange(name, "affixed", pairs, changed, affix=affix), with_texts(shared, texts)
    if name in _NEVER_CODED:
        return MassChange(name, "changed", pairs, changed), None
    coded = _recoded(name, shared, moved, pairs)
    return coded or (MassChange(name, "changed", pairs, changed), None)


def _spelt(
    name: str, shared: SharedColumn, earlier: Rows, later: Rows, pairs: int
) -> tuple[MassChange, None] | None:
    """Return that nearly all texts of a column are written otherwise, with the same values."""
    spelt = int(shared.spelt_otherwise(earlier, later).sum())
    if spelt < LEAST_PAIRS or spelt < NEARLY_ALL * pairs:
        return None
    return MassChange(name, "written otherwise", pairs, spelt), None


_NEVER_CODED = frozenset(
    (REFERENCE, START, END, BORN, "Date of Death", "Unit Cost", "Planned units per week", POSTCODE)
)
"""Fields whose values say something of one record: equal changes of them are no new code."""


def _moves(one: npt.NDArray[np.int32], other: npt.NDArray[np.int32]) -> pd.DataFrame:
    """Return, by value of the earlier file, its most frequent one in the later: one row a value.

    Columns: old, new, pairs (with the old value), kept (of these, with the new one).
    """
    table = pd.DataFrame({"old": one, "new": other})
    counts = table.groupby(["old", "new"]).size().rename("kept").reset_index()
    counts["pairs"] = counts.groupby("old")["kept"].transform("sum")
    best = counts.sort_values(["old", "kept"], ascending=[True, False], kind="stable")
    return best.drop_duplicates("old")


def _recoded(
    name: str, shared: SharedColumn, moved: pd.DataFrame, pairs: int, kind: Kind = "re-coded"
) -> tuple[MassChange, SharedColumn] | None:
    """Return values that became another one wherever they stood, if there are any."""
    of_release = np.unique(shared.numbers[EARLIER][shared.replaced[EARLIER]])
    clear = moved[(moved["old"] != moved["new"]) & (moved["kept"] >= CONSISTENT * moved["pairs"])]
    clear = clear[~clear["old"].isin(of_release)]
    if kind == "re-coded":
        by_person = name in (OWN, NHS)
        if not by_person:
            clear = clear[clear["pairs"] >= LEAST_PAIRS]
        if by_person and int(clear["kept"].sum()) < NEARLY_ALL * pairs:
            return None
        if not by_person and len(moved) > MOST_CODED:
            return None
    if not len(clear) or int(clear["kept"].sum()) < LEAST_PAIRS:
        return None
    becomes = dict(zip(clear["old"].tolist(), clear["new"].tolist(), strict=True))
    numbers = [becomes.get(n, n) for n in shared.numbers[EARLIER].tolist()]
    renumbered = replace(shared, numbers=(np.array(numbers, np.int32), shared.numbers[LATER]))
    texts, before = (_texts_by_number(shared, side) for side in (LATER, EARLIER))
    most = clear.sort_values("kept", ascending=False, kind="stable").head(20)
    values = tuple(
        (before.get(old, ""), texts.get(new, ""), int(kept))
        for old, new, kept in zip(*(most[c].tolist() for c in ("old", "new", "kept")), strict=True)
    )
    if name in (OWN, NHS) or kind == "emptied":
        values = ()
    return MassChange(name, kind, pairs, int(clear["kept"].sum()), values), renumbered


def _texts_by_number(shared: SharedColumn, side: Literal[0, 1]) -> dict[int, str]:
    numbers, column = shared.numbers[side], shared.columns[side]
    return dict(zip(numbers.tolist(), column.texts, strict=True))


@dataclass(frozen=True)
class Affix:
    """What was put around every text: taken away from its start or end, then added."""

    lost_before: str = ""
    lost_behind: str = ""
    before: str = ""
    behind: str = ""

    def applied(self, values: pa.StringArray) -> pa.StringArray:
        """Return the texts with it; blank ones stay blank."""
        texts = values
        if self.lost_before:
            has = pc.starts_with(texts, self.lost_before)
            texts = pc.if_else(has, pc.utf8_slice_codeunits(texts, len(self.lost_before)), texts)
        if self.lost_behind:
            has = pc.ends_with(texts, self.lost_behind)
            cut = pc.utf8_slice_codeunits(texts, 0, -len(self.lost_behind))
            texts = pc.if_else(has, cut, texts)
        blank = pc.equal(values, "")
        made = pc.binary_join_element_wise(self.before, texts, self.behind, "")
        return pc.if_else(blank, "", made)


def _affix(shared: SharedColumn, earlier: Rows, later: Rows) -> Affix | None:
    """Return what was put around nearly all texts, or taken away from them."""
    step = max(len(earlier) // 1000, 1)
    columns = shared.columns
    one = columns[EARLIER].values.take(pa.array(columns[EARLIER].codes[earlier[::step]]))
    other = columns[LATER].values.take(pa.array(columns[LATER].codes[later[::step]]))
    texts = [
        (a.strip(), b.strip())
        for a, b in zip(one.to_pylist(), other.to_pylist(), strict=True)
        if a.strip() and b.strip()
    ]
    seen = [found for a, b in texts if (found := _around(a, b)) is not None]
    if not seen:
        return None
    affix = max(set(seen), key=seen.count)
    return affix if seen.count(affix) >= NEARLY_ALL * len(texts) else None


def _around(old: str, new: str) -> Affix | None:
    """Return how one text came from the other, if one holds the other whole."""
    if len(old) >= 3 and new.endswith(old):
        return Affix(before=new[: -len(old)])
    if len(old) >= 3 and new.startswith(old):
        return Affix(behind=new[len(old) :])
    if len(new) >= 3 and old.endswith(new):
        return Affix(lost_before=old[: -len(new)])
    if len(new) >= 3 and old.startswith(new):
        return Affix(lost_behind=old[len(new) :])
    both = 0
    while both < min(len(old), len(new)) and old[-1 - both] == new[-1 - both]:
        both += 1
    if both >= 3:
        return Affix(lost_before=old[: len(old) - both], before=new[: len(new) - both])
    return None


def _linked(two: TwoFiles, name: str, own: SharedColumn, affix: Affix | None) -> SharedColumn:
    """Return the links to people with the change that their identifiers went through.

    A person who is only linked has no identifier of its own in the file; an affix is known all the
    same.
    """
    shared = two.shared[name]
    if affix is not None:
        return with_texts(shared, affix.applied(shared.columns[EARLIER].values))
    before = two.shared[OWN]
    new = _texts_by_number(own, LATER)
    by_text = {
        text: new.get(number, text)
        for text, number in zip(
            before.columns[EARLIER].texts, own.numbers[EARLIER].tolist(), strict=True
        )
    }
    written = [by_text.get(text, text) for text in shared.columns[EARLIER].texts]
    return with_texts(shared, pa.array(written, pa.string()))
