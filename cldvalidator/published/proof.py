"""Prove it on yourself: our computation of a published year beside what was published for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.preview import Previewed
from cldvalidator.problems import InputProblem
from cldvalidator.published.areas import area_of
from cldvalidator.published.counterparts import OwnFigure, counterparts, own_figures
from cldvalidator.published.figures import published_figure, years_of
from cldvalidator.published.model import Area, PublishedFigure
from cldvalidator.published.populations import financial_year
from cldvalidator.selection.period import Period

_RESUBMITTED = (
    "DHSC used the submissions that it had when it made its edition of {}. A file that you sent "
    "after that, or one that is missing here, gives other numbers."
)
_DEATHS = (
    "DHSC takes deaths from the ONS for people with an NHS number, and traces NHS numbers "
    "nationally. Neither is known here: people can be left out or counted once instead of twice."
)
_METHOD = (
    "Yours is computed by the method of {}. DHSC made its edition of {} by the method of its time."
)
_FAR = (
    "Most of your numbers are less than half or more than twice the published ones. Are these the "
    "whole submissions of this council for this year?"
)
_ONE_FILE = "Yours is from one submission. DHSC joins all submissions: add the others."
_ROUNDED = "The published numbers are rounded to 5."
_POPULATION = "Yours divides by {:,} people, the published rate by {:,}."


class Outcome(StrEnum):
    """What came of laying the two beside each other."""

    EQUAL = "the same"
    DIFFERENT = "different"
    NOT_SHOWN = "nothing to compare: the published value is not shown"
    NOT_PUBLISHED = "nothing to compare: not published for this council"
    NO_FIGURE = "nothing to compare: there is no figure of yours"


@dataclass(frozen=True, eq=False)
class Proof:
    """One figure of ours beside the published one. reasons: what can explain a difference."""

    own: OwnFigure
    published: PublishedFigure | None
    outcome: Outcome
    reasons: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[float | None, float | None, float | None]:
        """Ours less the published numerator, denominator and value; None where one is missing."""
        if self.outcome not in (Outcome.EQUAL, Outcome.DIFFERENT) or self.published is None:
            return None, None, None
        ours, theirs = self.own.figure, self.published
        return (
            _less(ours.numerator, theirs.numerator),
            _less(ours.denominator, theirs.denominator),
            _less(ours.value, theirs.value),
        )


@dataclass(frozen=True, eq=False)
class Proofs:
    """A published year beside ours. council: None for one that is not known.

    general: what can explain a difference of any measure.
    """

    year: str
    period: Period
    council: Area | None
    proofs: tuple[Proof, ...]
    general: tuple[str, ...]

    @property
    def all_equal(self) -> bool:
        """Whether every figure is the published one."""
        return bool(self.proofs) and all(p.outcome is Outcome.EQUAL for p in self.proofs)


def published_years() -> tuple[str, ...]:
    """Return the years that figures of ours are published for, the latest first."""
    found = {y for c in counterparts() for y in years_of(c.published, c.group)}
    return tuple(sorted(found, reverse=True))


def period_of(year: str) -> Period:
    """Return the period of a published year. Raises InputProblem for one that is not here."""
    for part in counterparts():
        whole = published_figure(part.published, part.group, year, "England")
        if whole is not None:
            return whole.period
    raise InputProblem(
        f"No figures of {year} are here.", f"Choose one of: {', '.join(published_years())}."
    )


def prove(processed: ProcessedEvents, previewed: Iterable[Previewed], council: str) -> Proofs:
    """Lay the figures of a published year beside those that were published.

    council: any code of it. Raises InputProblem when nothing is published for the year of the
    figures.
    """
    year = financial_year(processed.period)
    if not year or year not in published_years():
        raise InputProblem(
            f"Nothing is published for the year to {processed.period.last:%d/%m/%Y}.",
            f"Choose a published year: {', '.join(published_years())}.",
        )
    events, period = processed.derived, processed.period
    if events is not None and (events.first > period.last or events.last < period.first):
        # What lies long after the year is not processed: only the end that it misses can be told.
        is_later = events.first > period.last
        where = (
            f"begin on {events.first:%d/%m/%Y}" if is_later else f"end on {events.last:%d/%m/%Y}"
        )
        raise InputProblem(
            f"The events {where}: there is nothing of {year}.",
            "Use the submissions that served that year.",
        )
    area = area_of(council)
    proofs = tuple(_proof(own, year, area) for own in own_figures(previewed))
    general = tuple(_general(processed, proofs))
    return Proofs(year, processed.period, area, proofs, general)


def _proof(own: OwnFigure, year: str, area: Area | None) -> Proof:
    part, figure = own.counterpart, own.figure
    code = area.code if area is not None else ""
    published = published_figure(part.published, part.group, year, code)
    if published is None:
        return Proof(own, None, Outcome.NOT_PUBLISHED)
    if published.value is None:
        return Proof(own, published, Outcome.NOT_SHOWN, (f"It is {published.marker.words}.",))
    if figure.unavailable or own.result.unavailable or figure.value is None:
        why = own.result.unavailable or figure.unavailable
        return Proof(own, published, Outcome.NO_FIGURE, (why,) if why else own.result.missing)
    ours = (figure.numerator, figure.denominator, figure.value)
    if ours == (published.numerator, published.denominator, published.value):
        return Proof(own, published, Outcome.EQUAL)
    return Proof(own, published, Outcome.DIFFERENT, tuple(_reasons(own, published)))


def _reasons(own: OwnFigure, published: PublishedFigure) -> Iterator[str]:
    """Yield what can explain a difference of this very figure."""
    yield from own.result.missing
    ours, theirs = own.figure, published
    by_people = own.counterpart.population and ours.denominator and theirs.denominator
    if by_people and ours.denominator != theirs.denominator:
        yield _POPULATION.format(ours.denominator, theirs.denominator)
    if _is_rounded(theirs) and abs(_less(ours.numerator, theirs.numerator) or 0) < 3:
        yield _ROUNDED


def _is_rounded(figure: PublishedFigure) -> bool:
    numbers = [n for n in (figure.numerator, figure.denominator) if n is not None]
    return bool(numbers) and all(n % 5 == 0 for n in numbers)


def _general(processed: ProcessedEvents, proofs: Iterable[Proof]) -> Iterator[str]:
    """Yield what can explain a difference of any figure; nothing where none differs."""
    different = [p for p in proofs if p.outcome is Outcome.DIFFERENT and p.published is not None]
    if not different or different[0].published is None:
        return
    if 2 * sum(map(_is_far, different)) > len(different):
        yield _FAR
    edition = f"{different[0].published.edition.date:%d/%m/%Y}"
    if processed.files is None or len(processed.files.names) == 1:
        yield _ONE_FILE
    yield _RESUBMITTED.format(edition)
    yield _DEATHS
    yield _METHOD.format(processed.parameters.method.name, edition)


def _is_far(proof: Proof) -> bool:
    ours = proof.own.figure.numerator
    theirs = proof.published.numerator if proof.published is not None else None
    return ours is not None and theirs is not None and not theirs <= 2 * ours <= 4 * theirs


def _less(ours: float | None, theirs: float | None) -> float | None:
    return None if ours is None or theirs is None else round(ours - theirs, 1)
