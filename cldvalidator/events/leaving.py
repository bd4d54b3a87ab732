"""Where rows went: for each table, the reason why a record is not in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

KEPT = 0
REASONS = (
    "it is in the table",
    "Event Type is blank",
    "the event has no end date, and only services may be open",
    "the event ended outside the reference period",
    "Event Start Date is missing",
    "the event starts after the reference period",
    "the service ended before the reference period",
    "Date of Death is before the reference period",
    "Date of Death is before Event Start Date",
    "it has neither an NHS Number nor an LA Person Unique Identifier",
    "another record of the same event is kept",
    "another file serves those months",
)
(
    _,
    NO_TYPE,
    NO_END,
    ENDED_OUTSIDE,
    NO_START,
    STARTS_LATER,
    SERVICE_OVER,
    DIED_BEFORE_PERIOD,
    DIED_BEFORE_START,
    NOBODY,
    DUPLICATE,
    ANOTHER_FILE,
) = range(len(REASONS))


@dataclass(frozen=True, eq=False)
class RowStory:
    """By record: the reason (uint8, place in REASONS) and, for a duplicate, the record kept.

    used_for: the figures that are made from the table, in words.
    """

    table: str
    used_for: str
    reasons: npt.NDArray[np.uint8]
    kept_instead: npt.NDArray[np.int32]

    def sentence(self, record: int, row_name: Callable[[int], str] | None = None) -> str:
        """Say in one sentence whether a record is used for the figures, and if not why.

        row_name: what another record is called, such as "row 12".
        """
        reason = int(self.reasons[record])
        figures = f"{self.used_for} ({self.table})"
        if reason == KEPT:
            return f"Used for {figures}."
        text = f"Not used for {figures}: {REASONS[reason]}"
        if reason == DUPLICATE:
            kept = int(self.kept_instead[record])
            text += f", {row_name(kept) if row_name else f'record {kept + 1:,}'}"
        return f"{text}."

    def counts(self) -> dict[str, int]:
        """Return how many records left for each reason, and how many are in the table."""
        found = np.bincount(self.reasons, minlength=len(REASONS))
        return {reason: int(n) for reason, n in zip(REASONS, found, strict=True) if n}


class Leaving:
    """Collects, stage by stage, the records that leave a table."""

    def __init__(self, table: str, used_for: str) -> None:
        self._table = table
        self._used_for = used_for
        self._left: list[tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]] = []
        self._instead: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]] | None = None

    def so_far(self, table: str, used_for: str) -> Leaving:
        """Return what is noted up to here, for another table of the same rows."""
        other = Leaving(table, used_for)
        other._left = list(self._left)
        return other

    def leave(self, records: npt.NDArray[np.int32], reasons: npt.NDArray[np.uint8]) -> None:
        """Note records that leave, with a reason each."""
        self._left.append((records, reasons))

    def duplicates(self, records: npt.NDArray[np.int32], kept: npt.NDArray[np.int32]) -> None:
        """Note records for which another record of the same event is kept."""
        self.leave(records, np.full(len(records), DUPLICATE, np.uint8))
        self._instead = (records, kept)

    def story(self, total: int) -> RowStory:
        """Return what happened to each of `total` records."""
        reasons = np.zeros(total, np.uint8)
        for records, why in self._left:
            reasons[records] = why
        instead = np.full(total, -1, np.int32)
        if self._instead is not None:
            instead[self._instead[0]] = self._instead[1]
        return RowStory(self._table, self._used_for, reasons, instead)
