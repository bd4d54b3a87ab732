"""What a journey is: events of one person that hang together.

Days count from the journey's own first day, which the generator places so that all of it lies in
the period.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Choice = str | tuple[str, ...]
"""One text, or several of which each row gets one at random."""


@dataclass(frozen=True)
class Cost:
    """A cost in pounds a unit, from lowest to highest, and planned units a week."""

    lowest: int
    highest: int
    frequency: str
    units: tuple[str, ...] = ("1",)


@dataclass(frozen=True)
class Step:
    """One event. start: days after the journey's first day; length None: the service is open.

    since: the service began that many days before the journey (lowest, highest).
    """

    event: str
    start: int
    length: int | None
    values: dict[str, Choice] = field(default_factory=dict)
    since: tuple[int, int] | None = None
    cost: Cost | None = None
    regulated: bool = False


@dataclass(frozen=True)
class Journey:
    """A journey, how common it is, and who takes it.

    last: the last day the journey needs. who: texts of the person's own fields. ages: at the end
    of the period.
    """

    name: str
    weight: float
    steps: tuple[Step, ...]
    who: dict[str, Choice]
    ages: tuple[int, int]
    last: int
    cared_for: bool = False
    carer: bool = False
    dies: bool = False
