"""Records of both files beside each other: what else each has of the same person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cldvalidator.submissions.compare import Comparison
from cldvalidator.submissions.compare_columns import BLANK, EARLIER, LATER, Numbers, Rows, Side
from cldvalidator.submissions.matching_stages import NHS, OWN, TYPE


@dataclass(frozen=True)
class Place:
    """A record of one of the two files. row: its place among the records."""

    side: Side
    row: int


class BothFiles:
    """Finds the records of a person in both files, by NHS number or LA person identifier."""

    def __init__(self, comparison: Comparison) -> None:
        self._two = comparison.two

    def beside(self, rows: Rows, side: Side = EARLIER) -> Iterator[Place]:
        """Yield each record, and after it the services that the other file has of the person.

        rows: of the file `side`. For services that were open and are missing (DATE-15): what the
        person has now may be the same service, begun anew or with another type.
        """
        other: Side = LATER if side == EARLIER else EARLIER
        service = self._services[other]
        for row in rows.tolist():
            yield Place(side, row)
            found = self._of_person(side, row, other)
            yield from (Place(other, r) for r in found[service[found]].tolist())

    def of_person(self, place: Place) -> Iterator[Place]:
        """Yield all records of a person, those of the earlier file first."""
        for side in (EARLIER, LATER):
            rows = self._of_person(place.side, place.row, side)
            yield from (Place(side, row) for row in rows.tolist())

    def _of_person(self, side: Side, row: int, wanted: Side) -> Rows:
        found = [np.zeros(0, np.int64)]
        for name, (numbers, sorted_, order) in self._index.items():
            number = numbers[side][row]
            if number != BLANK:
                first, last = np.searchsorted(sorted_[wanted], [number, number + 1])
                found.append(order[wanted][first:last])
                if name == NHS and last > first:
                    break  # the number is the person's; identifiers may be used again
        rows: Rows = np.unique(np.concatenate(found))
        return rows

    @cached_property
    def _index(
        self,
    ) -> dict[str, tuple[tuple[Numbers, Numbers], tuple[Numbers, Numbers], tuple[Rows, Rows]]]:
        """By identifier: its numbers by record, and these in order with whose they are."""
        made = {}
        for name in (NHS, OWN):
            if name not in self._two.in_both:
                continue
            one, other = (self._two.numbers(name, side) for side in (EARLIER, LATER))
            orders = np.argsort(one, kind="stable"), np.argsort(other, kind="stable")
            made[name] = ((one, other), (one[orders[0]], other[orders[1]]), orders)
        return made

    @cached_property
    def _services(self) -> tuple[np.ndarray, np.ndarray]:
        def of(side: Side) -> np.ndarray:
            column = self._two.read[side].column(TYPE)
            return column.take(np.array(["service" in t.lower() for t in column.texts], bool))

        return of(EARLIER), of(LATER)
