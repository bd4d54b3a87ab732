"""Our figures beside published ones, as text, as JSON, and as tables with what is drawn of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cldvalidator.presentation.sheet import NOTHING, Cell, Dot, Sheet, Strip
from cldvalidator.published.comparison import Comparison, Point
from cldvalidator.published.model import Edition
from cldvalidator.wording import counted

NOT_SHOWN = "not shown"
HEADERS = ("Area", "What it is", "Value", "Numerator", "Denominator", "Year")


class Role(StrEnum):
    """What a dot of a strip stands for."""

    OWN = "This file"
    LAST = "Your last published figure"
    REGION = "Your region"
    ENGLAND = "England"
    SIMILAR = "Similar council"


@dataclass(frozen=True, eq=False)
class ComparisonSheet:
    """A comparison laid out. key: the published measure; of: the id of the measure it belongs to.

    sheet: the table, with the strip that is drawn of it, ours first. sentences: rank, what is
    hidden, how ours differs, warnings.
    """

    key: str
    of: str
    name: str
    title: str
    sheet: Sheet
    sentences: tuple[str, ...]


def comparison_sheets(compared: Iterable[Comparison]) -> tuple[ComparisonSheet, ...]:
    """Return each comparison with its dots, its table and its sentences."""
    return tuple(_sheet(c) for c in compared)


def comparison_lines(compared: Sequence[Comparison]) -> Iterator[str]:
    """Yield the comparisons as text for a terminal, sources last."""
    for made in comparison_sheets(compared):
        yield ""
        yield f"{made.name}: {made.title}"
        for row in made.sheet.rows:
            area, what, value, top, bottom, year = (cell.text for cell in row)
            of = f" ({top} of {bottom})" if top and bottom else ""
            yield f"    {area:<36} {value:>10}{of}  {what}, {year}"
        yield from (f"  {sentence}" for sentence in made.sentences)
    yield ""
    yield from sources_of(compared)


def sources_of(compared: Iterable[Comparison]) -> list[str]:
    """Return the attribution of every edition that is shown, each once."""
    return list(dict.fromkeys(e.attribution for c in compared for e in c.editions))


def comparison_json(compared: Iterable[Comparison]) -> list[dict[str, Any]]:
    """Return the comparisons for scripts."""
    return [_json(c) for c in compared]


def edition_json(edition: Edition) -> dict[str, Any]:
    """Return where facts are from."""
    return {
        "id": edition.id,
        "kind": edition.kind.value,
        "title": edition.title,
        "edition": edition.edition,
        "date": edition.date.isoformat(),
        "publisher": edition.publisher,
        "source": edition.source,
        "licence": edition.licence,
        "origin": edition.origin,
        "notes": list(edition.notes),
    }


def published_beside(c: Comparison) -> str:
    """Return in one line what is published: for the council, for England, for similar councils."""
    part = c.counterpart
    own = part.words(c.last.value) if c.last.value is not None else c.last.why
    parts = [f"{c.year}: yours {own}"]
    if c.england.value is not None:
        parts.append(f"England {part.words(c.england.value)}")
    values = [p.value for p in c.similar if p.value is not None]
    if values and not part.not_between_councils:
        parts.append(f"similar councils {part.words(min(values))} to {part.words(max(values))}")
    return ", ".join(parts)


def rank_words(c: Comparison) -> str:
    """Say our place among the councils that are shown; empty where there is none."""
    if c.rank is None:
        return ""
    place, of = c.rank
    return f"{_ordinal(place)} highest of {of}: yours and {counted(of - 1, 'similar council')}."


def _sheet(c: Comparison) -> ComparisonSheet:
    return ComparisonSheet(
        c.counterpart.published,
        c.counterpart.measure,
        c.counterpart.name,
        c.counterpart.title,
        Sheet(
            f"{c.counterpart.name}: {c.counterpart.title}",
            HEADERS,
            tuple(_rows(c)),
            strip=Strip(tuple(_dots(c)), tuple(Role), c.counterpart.suffix),
            notes=(*_sentences(c), *sources_of([c])),
        ),
        tuple(_sentences(c)),
    )


def _named(c: Comparison) -> Iterator[tuple[Role, Point]]:
    """Yield the published points in the order of the table: similar councils by their value."""
    yield Role.LAST, c.last
    if c.region is not None:
        yield Role.REGION, c.region
    yield Role.ENGLAND, c.england
    by_value = sorted(c.similar, key=lambda p: -1.0 if p.value is None else p.value, reverse=True)
    yield from ((Role.SIMILAR, point) for point in by_value)


def _dots(c: Comparison) -> Iterator[Dot]:
    part = c.counterpart
    if c.value is not None:
        yield Dot(Role.OWN, c.council.name, c.value, part.words(c.value), c.lowest, c.highest)
    for role, point in _named(c):
        if point.value is not None:
            yield Dot(role, point.area.name, point.value, part.words(point.value))


def _rows(c: Comparison) -> Iterator[tuple[Cell, ...]]:
    figure, part = c.own.figure, c.counterpart
    value = Cell(_own_words(c)) if c.value is None else Cell(part.words(c.value), c.value)
    what = Role.OWN.value
    if c.lowest is not None and c.highest is not None and c.lowest != c.highest:
        bounds = f"{part.words(c.lowest)} to {part.words(c.highest)}"
        what += f" ({bounds} until open findings are settled)"
    period = c.own.result.period
    yield (
        Cell(c.council.name),
        Cell(what),
        value,
        _count(figure.numerator),
        _count(figure.denominator),
        Cell(f"to {period.last:%d/%m/%Y}"),
    )
    for role, point in _named(c):
        shown = point.value
        value = Cell(point.why) if shown is None else Cell(part.words(shown), shown)
        yield (
            Cell(point.area.name),
            Cell(role.value),
            value,
            _count(point.figure.numerator if point.figure is not None else None),
            _count(point.figure.denominator if point.figure is not None else None),
            Cell(c.year),
        )


def _own_words(c: Comparison) -> str:
    figure = c.own.figure
    return c.own.result.unavailable or figure.unavailable or NOT_SHOWN


def _count(number: float | None) -> Cell:
    return NOTHING if number is None else Cell(f"{number:,.0f}", number)


def _sentences(c: Comparison) -> Iterator[str]:
    """Yield the rank, or why there is none, then what else is to be known of a comparison."""
    if words := rank_words(c) or c.counterpart.not_between_councils:
        yield words
    if c.hidden:
        names = ", ".join(f"{p.area.name} ({p.why})" for p in c.hidden)
        yield f"No value is published for {names}."
    yield from c.differences
    yield from (w for w in c.warnings if w != c.counterpart.not_between_councils)


def _json(c: Comparison) -> dict[str, Any]:
    figure, part = c.own.figure, c.counterpart

    def point(of: Point | None) -> dict[str, Any] | None:
        if of is None:
            return None
        found = of.figure
        return {
            "code": of.area.code,
            "name": of.area.name,
            "value": of.value,
            "numerator": found.numerator if found is not None else None,
            "denominator": found.denominator if found is not None else None,
            **({"instead of the value": of.why} if of.why else {}),
        }

    return {
        "measure": part.published,
        "group": part.group,
        "title": part.title,
        "ours": {
            "id": part.measure,
            "value": c.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
            **({"instead of the value": _own_words(c)} if c.value is None else {}),
            **(
                {"if findings were resolved": [c.lowest, c.highest]} if c.lowest is not None else {}
            ),
        },
        "published year": c.year,
        "last published": point(c.last),
        "region": point(c.region),
        "England": point(c.england),
        "similar councils": [point(p) for p in c.similar],
        "rank, highest first": list(c.rank) if c.rank is not None else None,
        "differences": list(c.differences),
        "warnings": list(c.warnings),
        "sources": [edition_json(e) for e in c.editions],
    }


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"
