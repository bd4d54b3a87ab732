"""A submission as one of a set: what is known of it without its records, and the set itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from cldvalidator.events.method_versions import MethodVersion
from cldvalidator.paths import shown_name
from cldvalidator.selection.complete_months import CompleteMonths, EndedEvents, complete_months
from cldvalidator.selection.period import Period, derived_period

TOLD, MANIFEST, FILE_DATE, PERIOD = "told", "manifest", "file's date", "period"
"""Where the time of an import is known from: the user, the manifest beside the file, the day on
which the file was last changed, or 35 days after the period that it states."""


@dataclass(frozen=True, eq=False)
class Submission:
    """One file of a set. Holds counts, and nothing of a record.

    council: LA Code that most rows state, "" where none does. release: "1", "2", "mixed" or
    "unknown". stated: the earliest start and the latest end that rows state. ended: events by month
    and type, and months: by month, types and n (`month_table`), from which the period is derived.
    imported: when the file reached DHSC, as far as is known; known_from: TOLD, MANIFEST, FILE_DATE
    or PERIOD. notices: what has to be said of the file.
    """

    path: Path
    sha256: str
    rows: int
    council: str
    release: str
    stated: Period | None
    ended: EndedEvents
    months: pd.DataFrame
    imported: datetime
    known_from: str
    notices: tuple[str, ...] = ()
    called: str = ""

    @property
    def name(self) -> str:
        """What the file is called: its name, with its folder where two of a set share it."""
        return self.called or shown_name(self.path)

    @property
    def import_day(self) -> date:
        """The day of the import."""
        return self.imported.date()

    @property
    def is_guess(self) -> bool:
        """Whether the import day is only a guess, which the user has to confirm."""
        return self.known_from in (FILE_DATE, PERIOD)

    def imported_at(self, moment: datetime, known_from: str = TOLD) -> Submission:
        """Return the submission with another time of import."""
        return replace(self, imported=moment, known_from=known_from)

    def complete(self) -> CompleteMonths:
        """Return what DHSC makes of the months since September 2026."""
        return complete_months(self.ended, self.import_day)

    def derived(self, method: MethodVersion) -> Period | None:
        """Return the period that a method derives from the events (joined.md 3 and 12.3)."""
        if method.period_by_type:
            return self.complete().period
        before = np.datetime64(self.import_day.replace(day=1))
        return derived_period(self.months[(self.months["month"] < before).to_numpy()])


@dataclass(frozen=True)
class LeftOut:
    """A file that was named and is no member of the set. why, advice: plain sentences."""

    path: Path
    why: str
    advice: str = ""


@dataclass(frozen=True, eq=False)
class SubmissionSet:
    """The submissions of one council in the order of their import, and the files left out.

    notices: what has to be said of the set as a whole.
    """

    submissions: tuple[Submission, ...]
    left_out: tuple[LeftOut, ...] = ()
    notices: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.submissions)

    @property
    def council(self) -> str:
        """The council's LA Code, "" where no file states one."""
        return next((s.council for s in self.submissions if s.council), "")

    @property
    def by_sha256(self) -> Mapping[str, Submission]:
        """The submissions by their SHA-256."""
        return {s.sha256: s for s in self.submissions}


def in_order(submissions: tuple[Submission, ...]) -> tuple[Submission, ...]:
    """Return submissions in the order of import, those of one moment by name."""
    return tuple(sorted(submissions, key=lambda s: (s.imported, s.name)))
