"""The headline figures as one table: figure, numerator, denominator, how far findings move it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cldvalidator.measures.effect import Effect
from cldvalidator.measures.preview import Previewed
from cldvalidator.measures.small_numbers import SMALLEST
from cldvalidator.presentation.figure_sheets import Headline, MeasureSheets
from cldvalidator.presentation.published_text import published_beside
from cldvalidator.published.comparison import Comparison

FEW = f"1 to {SMALLEST - 1}"
PER, NO_RATE = "people for each", ": people, as the rate needs the population"
FIRST = "ASCOF"
"""How the measures begin that a director answers for; the others are on the Preview."""


@dataclass(frozen=True)
class HeadlineRow:
    """One figure in words.

    uncertainty: the lowest and the highest value that open findings leave possible, "" for none.
    published: what is published for the council, for England and for similar councils, or "".
    """

    measure: str
    caption: str
    value: str
    numerator: str
    denominator: str
    uncertainty: str
    published: str = ""


@dataclass(frozen=True)
class HeadlineTable:
    """The figures of a file. about: the year and the method. why: why there are none, or "".

    sources: where the published figures beside them are from, and what is to be known of them.
    """

    about: str = ""
    rows: tuple[HeadlineRow, ...] = ()
    why: str = ""
    sources: tuple[str, ...] = ()


def headline_rows(
    previewed: Sequence[Previewed],
    sheets: Mapping[str, MeasureSheets],
    effects: Mapping[str, Effect],
    compared: Sequence[Comparison] = (),
) -> Iterator[HeadlineRow]:
    """Yield the headline figures, those that rest on 1 to 4 people without their numbers."""
    beside = {id(c.own.figure): published_beside(c) for c in compared}
    for item in previewed:
        text = item.measure.text
        if not text.id.startswith(FIRST):
            continue
        for headline in sheets[text.id].headlines:
            figure = headline.figure
            is_rate = text.unit.startswith(PER)
            if figure.denominator is None and not is_rate:
                continue  # a count on the way to a figure
            few = 0 < len(figure.behind.numerator_people) < SMALLEST
            top, bottom = _count(figure.numerator), _count(figure.denominator)
            is_few = few or FEW in (top, bottom)
            yield HeadlineRow(
                text.id,
                f"{headline.caption or text.title}{NO_RATE if _lacks_rate(headline) else ''}",
                "not shown: few people" if is_few else headline.value,
                FEW if few else top,
                bottom,
                "" if is_few else headline.uncertainty,
                beside.get(id(figure), ""),
            )
        if not sheets[text.id].headlines and sheets[text.id].missing:
            yield HeadlineRow(text.id, text.title, sheets[text.id].missing[0], "", "", "")


def _lacks_rate(headline: Headline) -> bool:
    return headline.figure.value is None and headline.figure.numerator is not None


def _count(number: float | None) -> str:
    if number is None:
        return ""
    return FEW if 0 < number < SMALLEST else f"{number:,.0f}"
