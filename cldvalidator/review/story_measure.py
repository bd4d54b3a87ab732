"""Which records of a measure count, and what it decided about each: read off its own tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.behind import behind_figure
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.why import WHY, can_explain, why

Flags = npt.NDArray[np.bool_]
NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass(frozen=True, eq=False)
class CountedRecords:
    """The records behind the figures of a measure in a year.

    Where a measure names people and no records, those of their records that it looked at count for
    them, and all of them where it does not say at which it looked.
    """

    result: MeasureResult
    processed: ProcessedEvents

    @property
    def measure(self) -> str:
        """The id of the measure."""
        return self.result.measure

    def side_of(self, record: int) -> str:
        """Return NUMERATOR (in the denominator too, if there is one), DENOMINATOR or ""."""
        above, below = self._sides
        return NUMERATOR if above[record] else DENOMINATOR if below[record] else ""

    def of_record(self, record: int) -> tuple[str, ...]:
        """Say what the measure decided about a record; nothing where it does not look at it."""
        if not can_explain(self.result) or not self._looked_at[record]:
            return ()
        return tuple(why(self.result, record=record))

    def of_person(self, person: int) -> tuple[str, ...]:
        """Say why a person counts in the measure, or why not."""
        if can_explain(self.result):
            return tuple(why(self.result, person=person))
        theirs = self.processed.person_of == person
        above, below = self._sides
        if (above & theirs).any() or (below & theirs).any():
            return ("Counted by the records marked.",)
        return ("Not counted: none of the records is behind a figure of this measure.",)

    @cached_property
    def people(self) -> npt.NDArray[np.int64]:
        """The people with a record that counts, ascending."""
        above, below = self._sides
        found = np.unique(self.processed.person_of[above | below])
        return found[found >= 0].astype(np.int64)

    @cached_property
    def _looked_at(self) -> Flags:
        flags = np.zeros(len(self.processed.person_of), bool)
        if can_explain(self.result):
            flags[self.result.tables[WHY]["record"].to_numpy()] = True
        return flags

    @cached_property
    def _sides(self) -> tuple[Flags, Flags]:
        """By record, whether it is in a numerator, and whether in a denominator only or in both."""
        total = len(self.processed.person_of)
        above, below = np.zeros(total, bool), np.zeros(total, bool)
        cells = (f for grid in self.result.grids for f in grid.figures())
        seen: set[int] = set()
        for figure in (*self.result.figures, *cells):
            if id(figure.behind) in seen:
                continue
            seen.add(id(figure.behind))
            found = behind_figure(figure.behind, self.processed)
            on_top, records = found.record_on_top, found.records
            if not found.named and can_explain(self.result):
                asked = self._looked_at[records]
                on_top, records = on_top[asked], records[asked]
            above[records[on_top]] = True
            below[records] = True
        return above, below
