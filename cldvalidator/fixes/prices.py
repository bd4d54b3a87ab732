"""The price of every fix: which national figures each decision about a file would move.

A proposal is tried: the figures are made anew with it (`incremental`), and where somebody has to
choose what a value means, with each choice there is. Where nothing is proposed, nothing is tried.
There the most is said that is known: the bounds of percentages that the preview shows too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cldvalidator.checks.rules import Severity
from cldvalidator.events import ProcessedEvents
from cldvalidator.fixes.proposals import Proposal
from cldvalidator.measures.incremental import Key, Value

MOST_TRIED = 2_000
"""So many texts that proposals may write are tried, for those with the most cells first."""
FAR_TOO_MANY, FEW_TRIED = 10 * MOST_TRIED, 100
"""Of more texts than this nearly none could be tried, whatever it took: then only a few are."""
HALF_HOUR = 30
"""Decisions in a plan: half an hour, at one a minute."""
Known = Literal["exact", "choice", "bounds", "unknown", "another time", "not tried"]
"""exact: the figures were made anew, or none reads the cells. choice: each choice was tried.
bounds: no more is known than the bounds of percentages. unknown: a figure reads the cells, and
nobody can say how far it would move. another time: the figures would be about another year. not
tried: one of very many."""


@dataclass(frozen=True)
class Moved:
    """A headline figure that a decision moves."""

    key: Key
    before: Value
    after: Value

    @property
    def is_seen(self) -> bool:
        """Whether the figure itself moves, and not only what is counted for it."""
        return self.before.value != self.after.value


@dataclass(frozen=True)
class Between:
    """A headline figure, and between which values it would lie: by what is chosen, or at most."""

    key: Key
    now: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Price:
    """What a decision would do to the figures.

    field, rule: of the finding. proposal: the value it is about, None for the findings of a rule
    that have no proposal. cells: how many cells are changed, or have the finding. moved: headline
    figures, those first whose value moves. others: how many more figures move. between: where it
    depends on what is chosen, or only bounds are known, the figures that could move. unsure: the
    measures that read the cells, and of which nobody can say how far they would move.
    """

    field: str
    rule: str
    severity: Severity | None
    proposal: Proposal | None
    cells: int
    known: Known
    moved: tuple[Moved, ...] = ()
    others: int = 0
    between: tuple[Between, ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def seen(self) -> tuple[Moved, ...]:
        """The headline figures whose value moves."""
        return tuple(m for m in self.moved if m.is_seen) if self.moved else ()

    @property
    def moves(self) -> bool:
        """Whether a headline figure is known to move."""
        return bool(self.moved and self.seen) or self.known == "another time"

    @property
    def may_move(self) -> bool:
        """Whether a headline figure moves, or might once somebody knows what the cells mean."""
        return self.moves or bool(self.between or self.unsure)

    @property
    def clears(self) -> int:
        """How many findings go with the decision."""
        return self.cells if self.severity is not None else 0


@dataclass(frozen=True)
class Plan:
    """Your best half hour: which decisions to make first.

    steps: at most HALF_HOUR of the decisions, what moves most figures first. stop: how many of
    them, from the first, can move a figure; after them none does. together: what those that are
    known do if all are made. left: decisions that are not in the plan, of which left_moving can
    move a figure. clears: findings that go with the steps.
    """

    steps: tuple[Price, ...]
    stop: int
    together: tuple[Moved, ...]
    left: int
    left_moving: int
    clears: int


@dataclass(frozen=True, eq=False)
class Prices:
    """The prices of everything that could be decided about a file, and the plan.

    figures: the headline figures as they are now. listed: the fields that have a list of values,
    whose texts tell of nobody.
    """

    processed: ProcessedEvents
    figures: dict[Key, Value]
    prices: tuple[Price, ...]
    plan: Plan
    listed: frozenset[str] = frozenset()

    @property
    def moving(self) -> tuple[Price, ...]:
        """Those that are known to move a headline figure."""
        return tuple(p for p in self.prices if p.moves)


def worth(price: Price) -> tuple[bool, int, bool, int, int, float, bool, int]:
    """Return by what decisions are put in order: figures moved, then findings cleared."""
    people = sum(
        abs((m.after.numerator or 0) - (m.before.numerator or 0))
        + abs((m.after.denominator or 0) - (m.before.denominator or 0))
        for m in price.moved
    )
    return (
        price.moves,
        len(price.seen),
        price.may_move,
        len(price.between),
        len(price.unsure),
        people,
        price.severity is Severity.ERROR,
        price.clears,
    )
