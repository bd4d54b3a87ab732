"""What DHSC knows of a file that the file does not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from cldvalidator.events.method_versions import DEFAULT_METHOD, MethodVersion
from cldvalidator.selection.period import Period

IMPORT_AFTER = timedelta(days=35)
JOINED_START = date(2023, 4, 1)


@dataclass(frozen=True)
class Parameters:
    """What DHSC knows and the file does not say.

    period_end: the last day of the reporting year; None chooses it. import_date: the day the file
    reached DHSC; None takes 35 days after the period. joined_start: where the joined table begins.
    map_release_1: read Release 1 values as what they became (DHSC's own table is not public);
    derived_release_1: those too that only the naming pattern tells. own_deaths: take the submitted
    date of death for everybody. Nationally, since September 2026, people with an NHS number die
    when the ONS registers it, which a council cannot know; False shows the other extreme, that none
    of them has.
    """

    period_end: date | None = None
    import_date: date | None = None
    joined_start: date = JOINED_START
    joined_reference: Period | None = None
    method: MethodVersion = DEFAULT_METHOD
    map_release_1: bool = False
    own_deaths: bool = True
    derived_release_1: bool = False

    @property
    def release_1(self) -> frozenset[str]:
        """How sure a mapping of Release 1 has to be to be used."""
        sure = ("documented", "derived") if self.derived_release_1 else ("documented",)
        return frozenset(sure if self.map_release_1 else ())
