"""Whose story is asked for, and among whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class PersonWanted:
    """A wish for the story of a person.

    of_figures: records are numbered as the figures on Preview have them, which may be joined from a
    set; else as the open file has them. record: the one asked about; None asks only for the search.
    among: the records of the list it stands in, in their order, for F8 to go through. person: of a
    figure's people, where no record is named. measure: whose figure it was, or "".
    """

    of_figures: bool = False
    record: int | None = None
    among: Any = None
    person: int | None = None
    people: Any = None
    measure: str = ""
