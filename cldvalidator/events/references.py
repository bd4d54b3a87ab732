"""The reference period of each record: that of the file it is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from cldvalidator.selection.period import Period


@dataclass(frozen=True, eq=False)
class RecordFiles:
    """The file of each record of several: names by file; by record its file and its Excel row."""

    names: tuple[str, ...]
    file: npt.NDArray[np.int16]
    row: npt.NDArray[np.int32]

    def row_name(self, record: int) -> str:
        """Return how a record is called: "row 12 of f7.csv"."""
        return f"row {int(self.row[record]):,} of {self.names[int(self.file[record])]}"


@dataclass(frozen=True, eq=False)
class References:
    """For a table, the reference period by file, None for a file that serves none of it.

    file: int16, by record. served: the first days (day numbers) of the periods that the whole table
    has rows of, where the records are a part of it (`part`); else None.
    """

    file: npt.NDArray[np.int16]
    periods: Sequence[Period | None]
    served: npt.NDArray[np.float64] | None = None

    @classmethod
    def of_one(cls, records: int, period: Period) -> References:
        """Return those of a single file."""
        return cls(np.zeros(records, np.int16), (period,))

    def of_rows(self, rows: npt.NDArray[np.integer]) -> References:
        """Return those of some records, in that order."""
        return replace(self, file=self.file[rows])

    def same_as(self, other: References) -> bool:
        """Whether each record has the same reference period by both."""
        if (self.served is None) != (other.served is None):
            return False
        arrays = ((self.file, other.file), (self.served, other.served))
        alike = all(a is b or np.array_equal(a, b) for a, b in arrays)  # type: ignore[arg-type]
        return alike and tuple(self.periods) == tuple(other.periods)

    def by_record(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return first and last day number by record, NaN where the file serves nothing."""
        days = [p.days if p is not None else (np.nan, np.nan) for p in self.periods]
        first, last = (np.array(side, np.float64) for side in zip(*days, strict=True))
        return first[self.file], last[self.file]

    def served_by_another(self, day: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
        """By record: does a day lie in the reference period of another file?"""
        found = np.zeros(len(day), bool)
        for number, period in enumerate(self.periods):
            if period is not None and len(self.periods) > 1:
                first, last = period.days
                found |= (self.file != number) & (day >= first) & (day <= last)
        return found
