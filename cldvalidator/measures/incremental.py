"""The figures of a file after a change, from the people it reaches and what is kept of the others.

A figure is made of units, each of one person (`Units`). After a change, those of the people it
reaches are made anew, and the units of everybody else stay as they are: the figure of both is the
very one that the whole file would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.part import Part, Parts, Reread
from cldvalidator.measures.figures import (
    Aggregate,
    Figure,
    MeasureResult,
    People,
    Units,
    no_people,
    value_of,
)
from cldvalidator.measures.headline import headline_figures
from cldvalidator.measures.preview import chosen_measures
from cldvalidator.measures.registry import Inputs
from cldvalidator.specification import Specification
from cldvalidator.task import SILENT, Task

Key = tuple[str, str, str]
"""Measure, description and group of a figure."""
Counts = npt.NDArray[np.int64]
_AT_ONCE = 30_000
"""So many records are processed together: more changes at once cost less each, but more memory."""


class Value(NamedTuple):
    """A figure as it stands; value: None where there is no one to count."""

    value: float | None
    numerator: float | None
    denominator: float | None


Changed = Mapping[Key, tuple[Value, Value]]
"""The figures that a change moves, each before and after it."""


@dataclass(frozen=True, eq=False)
class _Entries:
    """Units of all figures in one.

    sizes: how many units each figure has. figure: the place of the figure of each unit (int32), in
    the order of the people. starts: where the units of each person begin, and where the last end.
    """

    sizes: Counts
    figure: npt.NDArray[np.int32]
    starts: Counts

    @classmethod
    def of(cls, sides: Sequence[People | None], people: int) -> _Entries:
        """Take the person of each unit by figure, and how many people there are."""
        listed = [no_people() if units is None else units for units in sides]
        sizes = np.array([len(units) for units in listed], np.int64)
        person = np.concatenate([no_people(), *listed])
        order = np.argsort(person, kind="stable")
        starts = np.searchsorted(person[order], np.arange(people + 1))
        return cls(sizes, np.repeat(np.arange(len(listed), dtype=np.int32), sizes)[order], starts)

    def of_people(self, people: npt.NDArray[np.int64]) -> Counts:
        """Count the units of some people by figure."""
        first, number = self.starts[people], np.diff(self.starts)[people]
        before = np.cumsum(number) - number
        places = np.repeat(first - before, number) + np.arange(number.sum())
        return np.bincount(self.figure[places], minlength=len(self.sizes))


class IncrementalFigures:
    """The figures of a file, to be made anew for changes of it."""

    def __init__(
        self,
        processed: ProcessedEvents,
        specification: Specification,
        inputs: Inputs,
        results: Iterable[MeasureResult] = (),
        *,
        task: Task = SILENT,
    ) -> None:
        """Take a file that was processed. results: of its measures, for its year; else they are
        computed. Raises Cancelled.
        """
        self._processed, self._inputs = processed, inputs
        self._parts = Parts(processed, specification)
        self._measures = chosen_measures(())
        given = {r.measure: r for r in results if r.measure}
        figures: dict[Key, Figure] = {}
        headline: list[Key] = []
        for done, measure in enumerate(self._measures):
            task.step("Computing measures", done, len(self._measures))
            found = given.get(measure.text.id)
            if found is None:
                found = measure.compute(processed, processed.period, inputs)
            figures |= _by_key(measure.text.id, found)
            first = () if found.unavailable else headline_figures(found)
            headline += [(measure.text.id, f.description, f.group) for f in first]
        self.figures: Mapping[Key, Figure] = figures
        """The figures of the file as it is."""
        self.headline: Sequence[Key] = tuple(headline)
        """Those that a summary shows, and that can be computed for this file."""
        self._keys = list(figures)
        self._place = {key: place for place, key in enumerate(self._keys)}
        self._units = [_units(f) for f in figures.values()]
        self._above = _Entries.of([u.people for u in self._units], len(processed.people))
        self._below = _Entries.of([u.below for u in self._units], len(processed.people))

    def values(self) -> dict[Key, Value]:
        """Return the figures of the file as it is."""
        return values_of(self.figures)

    def after(self, changes: Sequence[Reread], *, task: Task = SILENT) -> list[Changed]:
        """Return for each change the figures that it moves by itself. Raises Cancelled."""
        found: list[Changed] = [{} for _ in changes]
        for places in self._batches(changes):
            task.step("Calculating what changes do", places[0], len(changes))
            moved = self._moved(self._parts.with_changes([changes[n] for n in places]))
            for n, one in zip(places, moved, strict=True):
                found[n] = one
        return found

    def _batches(self, changes: Sequence[Reread]) -> Iterator[list[int]]:
        """Yield the places of changes that are processed together; none that changes no cell."""
        waiting: list[int] = []
        records = 0
        for place, change in enumerate(changes):
            if not any(len(c.records) for c in change.values()):
                continue
            waiting.append(place)
            records += len(self._parts.reach(change)[1])
            if records > _AT_ONCE:
                yield waiting
                waiting, records = [], 0
        if waiting:
            yield waiting

    def _moved(self, part: Part) -> list[Changed]:
        """Put what is made anew of people in the place of what was known of them."""
        period = self._processed.period
        anew: dict[Key, Figure] = {}
        for measure in self._measures:
            result = measure.compute(part.processed, period, self._inputs)
            anew |= _by_key(measure.text.id, result)
        keys = [*self._keys, *(key for key in anew if key not in self._place)]
        place = {key: n for n, key in enumerate(keys)}
        units = {place[key]: _units(figure) for key, figure in anew.items()}
        above = self._counts(
            part, len(keys), self._above, ((n, u.people) for n, u in units.items())
        )
        below = self._counts(
            part,
            len(keys),
            self._below,
            ((n, u.below) for n, u in units.items() if u.below is not None),
        )
        found: list[Changed] = []
        for change, people in enumerate(part.reached):
            moved: dict[Key, tuple[Value, Value]] = {}
            touched = (above.touched[change] | below.touched[change]).nonzero()[0]
            for n in touched.tolist():
                old = self._units[n] if n < len(self._units) else None
                new = units.get(n)
                of = new or old
                assert of is not None
                now = of.aggregate, int(above.now[change, n]), int(below.now[change, n])
                amounts = None
                if of.amounts is not None:
                    amounts = _amounts(old, new, people, part, change)
                before = _value(old, self.figures.get(keys[n]), of.aggregate)
                after = _made_value(now, of, amounts)
                if before != after:
                    moved[keys[n]] = before, after
            found.append(moved)
        return found

    @staticmethod
    def _counts(
        part: Part,
        size: int,
        entries: _Entries,
        anew: Iterable[tuple[int, People]],
    ) -> _Counted:
        """Count the units of each figure after each change."""
        known = len(entries.sizes)
        now = np.zeros((len(part.reached), size), np.int64)
        now[:, :known] = entries.sizes
        touched = np.zeros(now.shape, bool)
        for change, people in enumerate(part.reached):
            gone = entries.of_people(people)
            now[change, :known] -= gone
            touched[change, :known] = gone > 0
        for n, theirs in anew:
            came = np.bincount(part.change[theirs], minlength=len(part.reached))
            now[:, n] += came
            touched[:, n] |= came > 0
        return _Counted(now, touched)


class _Counted(NamedTuple):
    """By change and figure: how many units there are, and whether somebody reached is in it."""

    now: Counts
    touched: npt.NDArray[np.bool_]


def values_of(figures: Mapping[Key, Figure]) -> dict[Key, Value]:
    """Return figures by key as `IncrementalFigures` has them."""
    return {key: _value(_units(f), f, _units(f).aggregate) for key, f in figures.items()}


def figures_of(results: Iterable[MeasureResult]) -> dict[Key, Figure]:
    """Return the figures of measures by key."""
    found: dict[Key, Figure] = {}
    for result in results:
        found |= _by_key(result.measure, result)
    return found


def _by_key(measure: str, result: MeasureResult) -> dict[Key, Figure]:
    return {(measure, f.description, f.group): f for f in result.figures}


def _units(figure: Figure) -> Units:
    if figure.units is None:
        raise ValueError(f"{figure.description} does not say what it is made of")
    return figure.units


def _value(units: Units | None, figure: Figure | None, aggregate: Aggregate) -> Value:
    """Return a figure as it was computed."""
    if units is None or figure is None:
        return _nothing(aggregate)
    empty = (
        units.aggregate in ("share", "median") and not figure.denominator and not figure.numerator
    )
    return Value(None if empty else figure.value, figure.numerator, figure.denominator)


def _nothing(aggregate: Aggregate) -> Value:
    """Return a figure that nobody is in."""
    if aggregate in ("share", "median"):
        return Value(None, 0, 0 if aggregate == "share" else None)
    return Value(0.0, None if aggregate == "sum" else 0, None)


def _made_value(
    now: tuple[Aggregate, int, int], units: Units, amounts: npt.NDArray[np.float64] | None
) -> Value:
    """Return a figure from the number of its units, or from their amounts."""
    aggregate, above, below = now
    under = below if units.below is not None else None
    value = value_of(aggregate, above, under, amounts, units.population)
    if aggregate == "share" and not below:
        value = None
    if aggregate == "sum":
        return Value(value, None, None)
    return Value(value, above, units.population if aggregate == "rate" else under)


def _amounts(
    old: Units | None,
    new: Units | None,
    people: npt.NDArray[np.int64],
    part: Part,
    change: int,
) -> npt.NDArray[np.float64]:
    """Return the amounts of a sum or a median after a change, in the order of the records."""
    records: list[npt.NDArray[np.int64]] = []
    amounts: list[npt.NDArray[np.float64]] = []
    if old is not None and old.amounts is not None and old.records is not None:
        stays = ~np.isin(old.people, people)
        records.append(old.records[stays].astype(np.int64))
        amounts.append(old.amounts[stays])
    if new is not None and new.amounts is not None and new.records is not None:
        came = part.change[new.people] == change
        records.append(part.record[new.records[came]])
        amounts.append(new.amounts[came])
    return np.concatenate(amounts)[np.argsort(np.concatenate(records), kind="stable")]
