"""The figures of a measure laid out to be looked at: tables of texts, and charts beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from cldvalidator.measures.effect import LOST, Effect
from cldvalidator.measures.figures import Figure, MeasureResult
from cldvalidator.measures.headline import headline_figures
from cldvalidator.measures.preview import Previewed
from cldvalidator.presentation.breakdown_sheets import breakdown_sheets
from cldvalidator.presentation.grid_sheets import grid_sheets
from cldvalidator.presentation.sheet import BARS, LINES, NOTHING, Cell, Chart, Series, Sheet
from cldvalidator.review.row_choice import RowChoice
from cldvalidator.selection.period import Period, year_to

CANNOT, SUPPRESSED = "cannot be computed", "suppressed"
NUMERATOR, EVERYONE = "numerator", "both"
_MONTH = re.compile(r"^(?P<title>.*) on (?P<at>\d\d/\d\d/\d{4}): (?:.*: )?(?P<line>.*)$")
_QUARTER = re.compile(r"^(?P<line>.*), (?P<at>\d\d/\d\d/\d{4}) to \d\d/\d\d/\d{4}$")


@dataclass(frozen=True, eq=False)
class Headline:
    """One of the figures looked at first, in words.

    before: the figure three months before. share: 0 to 100 where the figure is a percentage.
    uncertainty: the lowest and the highest value that open findings leave possible, "" where they
    do not move it or nobody can say.
    """

    value: str
    of: str
    caption: str
    before: str
    figure: Figure
    share: float | None = None
    uncertainty: str = ""


@dataclass(frozen=True, eq=False)
class MeasureSheets:
    """Everything of a measure that is shown. effect: what open findings do, None where unknown."""

    headlines: tuple[Headline, ...]
    figures: tuple[Sheet, ...]
    breakdowns: tuple[Sheet, ...]
    effect: Sheet | None = None
    stages: Sheet | None = None
    missing: tuple[str, ...] = ()
    earlier: str = ""
    notes: tuple[str, ...] = ()


def measure_sheets(
    item: Previewed,
    effect: Effect | None,
    titles: Mapping[str, str] | None = None,
    *,
    exact: Previewed | None = None,
) -> MeasureSheets:
    """Lay out a measure. titles: of rules by id.

    exact: the same measure before its small numbers were protected, if they are: it tells a number
    that is suppressed from one that never was.
    """
    latest = item.results[0]
    unit = item.measure.text.unit
    before = exact.results[0].figures if exact is not None else ()
    words = _Words(unit, {(f.description, f.group): f for f in before})
    earlier, earlier_to = _earlier(item)
    in_series = [f for f in latest.figures if _place(f) is not None]
    plain = [f for f in latest.figures if _place(f) is None]
    sheets = _series_sheets(in_series, words)
    if latest.grids:
        sheets = grid_sheets(latest, words.value, effect)
    elif plain:
        sheets.append(_plain_sheet(plain, words, item, effect))
    missing = dict.fromkeys(gap for result in item.results for gap in result.missing)
    instead = latest.unavailable
    headlines = () if instead else headline_figures(latest)
    whole = (f"{instead[0].upper()}{instead[1:]}.",) if instead else ()
    return MeasureSheets(
        headlines=tuple(
            replace(_headline(f, latest, words, earlier), uncertainty=_uncertainty(f, effect))
            for f in headlines
        ),
        figures=tuple(sheets),
        breakdowns=breakdown_sheets(latest, suppressed=SUPPRESSED),
        effect=None if effect is None else _effect_sheet(effect, titles or {}),
        stages=_stages(latest),
        missing=(*whole, *missing),
        earlier=earlier_to,
        notes=latest.notes,
    )


def _uncertainty(figure: Figure, effect: Effect | None) -> str:
    """Say between which values a percentage may lie once open findings are settled."""
    limits = effect.bounds(figure) if effect is not None and not figure.unavailable else None
    if limits is None or limits[0] == limits[1]:
        return ""
    return f"{limits[0]:,.1f}% to {limits[1]:,.1f}%"


def _earlier(item: Previewed) -> tuple[dict[tuple[str, str], Figure], str]:
    """Return the figures of the year before by description and group, and what it is called."""
    before = item.results[1:]
    figures = {(f.description, f.group): f for r in before for f in r.figures}
    return figures, f"Year to {before[0].period.last:%d/%m/%Y}" if before else ""


def _period(period: Period) -> str:
    whole = period == year_to(period.last)
    return f"{'Year' if whole else f'{period.first:%d/%m/%Y}'} to {period.last:%d/%m/%Y}"


@dataclass(frozen=True)
class _Words:
    """Turns the figures of one measure into text.

    exact: by description and group, where small numbers are protected.
    """

    unit: str
    exact: Mapping[tuple[str, str], Figure]

    def _before(self, figure: Figure) -> Figure:
        """Return the figure as it was before its small numbers were protected."""
        return self.exact.get((figure.description, figure.group), figure)

    def value(self, figure: Figure) -> str:
        """Return the value as text with its sign, or in words why there is none."""
        if figure.unavailable:
            return figure.unavailable
        if figure.value is None and self._before(figure).value is not None:
            return SUPPRESSED
        if figure.value is None:
            return CANNOT
        if self.is_share(figure):
            return f"{figure.value:,.1f}%"
        if "£" in figure.description:
            return f"£{figure.value:,.0f}"
        whole = figure.value == figure.numerator or figure.numerator is None
        return f"{figure.value:,.0f}" if whole and self.unit != "days" else f"{figure.value:,.1f}"

    def drawn(self, figure: Figure) -> float | None:
        """Return the value for a chart; None where it is in words only."""
        in_words = figure.unavailable or self.value(figure) in (CANNOT, SUPPRESSED)
        return None if in_words else figure.value

    def is_share(self, figure: Figure) -> bool:
        """Say whether a figure is a percentage."""
        return self.unit.startswith("%") and self._before(figure).denominator is not None

    def top(self, figure: Figure) -> str:
        """Return the numerator as text, or that it is suppressed."""
        return self._count(figure.numerator, self._before(figure).numerator)

    def bottom(self, figure: Figure) -> str:
        """Return the denominator as text, or that it is suppressed."""
        return self._count(figure.denominator, self._before(figure).denominator)

    @staticmethod
    def _count(number: float | None, before: float | None) -> str:
        if number is None:
            return SUPPRESSED if before is not None else ""
        return f"{number:,.0f}"

    def of(self, figure: Figure) -> str:
        """Return what the value is made of: "152 of 225 spells", "40 waits"."""
        noun = self.unit.removeprefix("% of ").split(" for ")[0]
        top, bottom = self.top(figure), self.bottom(figure)
        if figure.unavailable:
            return ""
        if bottom:
            return f"{top} of {bottom} {noun}" if top else ""
        if self.unit == "days" and top:
            return f"days, median of {top} waits"
        if figure.value is None and top:
            return f"{top} {noun}"
        return "" if self.unit == "£" or " and " in noun else noun


def _place(figure: Figure) -> tuple[str, str, str] | None:
    """Return sheet, line and day of a figure that is one of a series; None for a single one."""
    if found := _MONTH.match(figure.description):
        return f"{found['title']}: {figure.group}", found["line"], found["at"]
    if found := _QUARTER.match(figure.group):
        return figure.description, found["line"], found["at"]
    return None


def _headline(
    figure: Figure, result: MeasureResult, words: _Words, earlier: Mapping[Any, Figure]
) -> Headline:
    several = len({f.description for f in result.figures}) > 1
    group = "" if figure.group in ("Total", "All") else figure.group
    caption = ", ".join(t for t in (figure.description if several else "", group) if t)
    old = earlier.get((figure.description, figure.group))
    value, before = words.value(figure), words.value(old) if old is not None else ""
    # What cannot be said of either year need not be said twice.
    shown = "" if before == value and words.drawn(figure) is None else before
    of = words.of(figure)
    if value == CANNOT and of:  # a rate without its denominator: the people are known all the same
        value, _, noun = of.partition(" ")
        of = f"{noun} (rate needs the population)"
    share = words.drawn(figure) if words.is_share(figure) else None
    return Headline(value, of, caption, shown, figure, share)


def _plain_sheet(
    figures: list[Figure],
    words: _Words,
    item: Previewed,
    effect: Effect | None,
) -> Sheet:
    """Lay out figures as a row each, below the description that several of them share."""
    earlier, earlier_to = _earlier(item)
    descriptions = dict.fromkeys(f.description for f in figures)
    single = len(descriptions) == len(figures)
    value = f"Value, {words.unit}" if not words.unit.startswith("%") else "Value"
    headers = ["Figure" if single else "Group", value, "Numerator", "Denominator"]
    headers += [earlier_to or "Year before", "If findings were resolved"]
    rows: list[tuple[Cell, ...]] = []
    shown: list[tuple[Figure, Figure | None, tuple[float, float] | None]] = []
    last = ""
    for f in figures:
        old = earlier.get((f.description, f.group))
        limits = effect.bounds(f) if effect is not None else None
        moves = limits if limits is not None and limits[0] != limits[1] else None
        shown.append((f, old, moves))
        if not single and f.description != last:
            rows.append((Cell(f.description, section=True),))
            last = f.description
        name = f.description if single and f.group in ("All", "Total") else f.group
        if single and name != f.description:
            name = f"{f.description}, {f.group}"
        rows.append(
            (
                Cell(name, key=(f, EVERYONE)),
                Cell(words.value(f), number=f.value, key=(f, EVERYONE)),
                Cell(
                    words.top(f),
                    number=f.numerator,
                    key=(f, NUMERATOR),
                ),
                Cell(words.bottom(f), number=f.denominator, key=(f, EVERYONE)),
                Cell(words.value(old) if old is not None else "", old.value if old else None),
                Cell(f"{moves[0]:,.1f} to {moves[1]:,.1f}", moves[0]) if moves else NOTHING,
            )
        )
    kept = [
        i
        for i in range(len(headers))
        if i < 2 or any(len(r) > 1 and r[i].text and r[i].text != r[1].text for r in rows)
    ]
    return Sheet(
        _period(item.results[0].period),
        tuple(headers[i] for i in kept),
        tuple(r if len(r) == 1 else tuple(r[i] for i in kept) for r in rows),
        _bars([s for s in shown if words.is_share(s[0])] or _rates(shown), words, earlier_to),
    )


Shown = list[tuple[Figure, "Figure | None", "tuple[float, float] | None"]]


def _rates(shown: Shown) -> Shown:
    return [s for s in shown if s[0].value != s[0].numerator and s[0].denominator is not None]


def _bars(shown: Shown, words: _Words, earlier_to: str) -> Chart | None:
    """Return bars of the figures that have one scale, this year and the one before."""
    values = tuple(words.drawn(f) for f, _, _ in shown)
    if len(shown) < 2 or all(v is None for v in values):
        return None
    headings: dict[int, str] = {}
    last = ""
    for place, (f, _, _) in enumerate(shown):
        if f.description != last:
            headings[place] = last = f.description
    now = Series(
        "This year",
        values,
        tuple((f, EVERYONE) for f, _, _ in shown),
        tuple(limits for _, _, limits in shown),
    )
    series = [now]
    before = tuple(words.drawn(old) if old is not None else None for _, old, _ in shown)
    if any(v is not None for v in before):
        series.append(Series(earlier_to, before, (None,) * len(shown)))
    percent = words.is_share(shown[0][0])
    return Chart(
        BARS,
        tuple(f.group for f, _, _ in shown),
        tuple(series),
        suffix="%" if percent else "",
        full=100.0 if percent else None,
        headings=headings if len(headings) > 1 else {},
    )


def _series_sheets(figures: list[Figure], words: _Words) -> list[Sheet]:
    """Lay out figures that are repeated by month or quarter: a row each, a column a line."""
    by_sheet: dict[str, dict[str, dict[str, Figure]]] = {}
    for f in figures:
        place = _place(f)
        if place is not None:
            title, line, at = place
            by_sheet.setdefault(title, {}).setdefault(line, {})[at] = f
    sheets = []
    for title, lines in sorted(by_sheet.items(), key=lambda s: not s[0].endswith("Total")):
        days = list(dict.fromkeys(at for found in lines.values() for at in found))
        made_of = words.unit == "days"
        headers = [_when(figures[0])]
        for line in lines:
            headers += [f"{line}: days", f"{line}: waits"] if made_of else [line]
        rows = []
        for at in days:
            cells = [Cell(at)]
            for found in lines.values():
                cells += _series_cells(found.get(at), words, made_of=made_of)
            rows.append(tuple(cells))
        series = tuple(
            Series(
                line,
                tuple(words.drawn(found[at]) if at in found else None for at in days),
                tuple((found[at], EVERYONE) if at in found else None for at in days),
            )
            for line, found in lines.items()
        )
        chart = Chart(LINES, tuple(days), series) if len(days) > 1 else None
        sheets.append(Sheet(title, tuple(headers), tuple(rows), chart))
    return sheets


def _when(figure: Figure) -> str:
    return "Month end" if _MONTH.match(figure.description) else "Quarter from"


def _series_cells(figure: Figure | None, words: _Words, *, made_of: bool) -> list[Cell]:
    if figure is None:
        return [NOTHING] * (2 if made_of else 1)
    cells = [Cell(words.value(figure), number=figure.value, key=(figure, EVERYONE))]
    if made_of:
        number = figure.numerator
        cells.append(Cell(words.top(figure), number=number, key=(figure, NUMERATOR)))
    return cells


def _effect_sheet(effect: Effect, titles: Mapping[str, str]) -> Sheet:
    """Return what open findings do, by rule and field; each row leads to its records."""
    table = effect.by_rule
    rows = []
    for rule, name, what, records, people in table.itertuples(index=False, name=None):
        label = f"{rule} in {name}"
        choice = RowChoice(rule=rule, field=name, label=label)
        numbers = (records, people)
        rows.append(
            (
                Cell(f"{rule}  {titles.get(rule, '')}".strip(), key=choice),
                Cell(name, key=choice),
                Cell("Dropped" if what == LOST else "May count differently", key=choice),
                *(Cell(f"{n:,}", number=n, key=choice) for n in numbers),
            )
        )
    headers = ("Rule", "Field", "Effect", "Rows", "People")
    return Sheet("Open findings", headers, tuple(rows))


def _stages(result: MeasureResult) -> Sheet | None:
    if not result.stages:
        return None
    rows = [
        (Cell(name.replace("_", " ").capitalize()), Cell(f"{n:,}", number=n))
        for name, n in result.stages.items()
    ]
    return Sheet("Working", ("Step", "Rows or people"), tuple(rows))
