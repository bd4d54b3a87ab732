"""What the results of many councils say together: quality, measures, outliers, shared rules.

Everything here may be shared: counts from 1 to 4 are None, others are rounded to 5, and nothing is
worked out from a count that is suppressed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from cldvalidator.batch.outcome import Outcome, SharedFigure
from cldvalidator.measures.small_numbers import shared_count
from cldvalidator.published.areas import area_of, england, region_of
from cldvalidator.published.counterparts import Counterpart, counterparts
from cldvalidator.published.figures import published_figure, years_of
from cldvalidator.published.model import Area, Edition

LEAST_COUNCILS = 5
"""Among fewer, no council is called an outlier."""
FAR = 3.5
"""The modified z-score from which a value is an outlier (Iglewicz and Hoaglin, 1993)."""
HALF = 0.5
FindingCounts = Mapping[tuple[str, str, str], int]
"""Findings by path of the outcome, rule and field."""


@dataclass(frozen=True)
class Quality:
    """One file's place. records, errors, warnings: shared counts. rate: errors for 1,000 records.

    place: 1 for the lowest rate, equals share one; None where no rate may be shown.
    """

    council: str
    region: str
    file: str
    outcome: Outcome
    records: float | None
    errors: float | None
    warnings: float | None
    rate: float | None
    place: int | None = None

    @property
    def few(self) -> bool:
        """Whether there are errors, but fewer than may be shown."""
        return self.errors is None and bool(self.records)


@dataclass(frozen=True)
class Measured:
    """A council's figure of a measure, beside the latest published ones; None where none is shown.

    place: 1 for the highest of those shown; None where councils are not compared by the measure,
    and for a figure of nobody beside some that are not shown, which are higher.
    """

    counterpart: Counterpart
    council: str
    file: str
    figure: SharedFigure
    year: str
    last: float | None
    england: float | None
    place: int | None = None


@dataclass(frozen=True)
class Outlier:
    """A value far from those of the other councils. about: the rule or measure; typical: median."""

    council: str
    about: str
    unit: str
    value: float
    typical: float
    distance: float


@dataclass(frozen=True)
class SharedRule:
    """A rule in a field that several councils fail.

    most_records: the councils where at least half of the records have it, which points to the
    system that the files come from rather than to what people enter.
    """

    rule: str
    title: str
    severity: str
    field: str
    councils: tuple[str, ...]
    most_records: tuple[str, ...]
    findings: float | None


@dataclass(frozen=True)
class League:
    """The report of a run. count: files in it; missing: those that were not done.

    unread: councils whose findings cannot be read here, so that `shared_rules` is without them.
    """

    count: int
    quality: tuple[Quality, ...]
    measured: tuple[Measured, ...]
    outliers: tuple[Outlier, ...]
    shared_rules: tuple[SharedRule, ...]
    not_selected: tuple[Quality, ...]
    missing: tuple[Outcome, ...]
    without_figures: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    unread: tuple[str, ...] = ()


def league_of(
    outcomes: Sequence[Outcome], findings: FindingCounts, unread: Sequence[str] = ()
) -> League:
    """Return what the outcomes of a run say together.

    findings: of those, counted by field. unread: the paths of those whose findings are not known.
    """
    done = [o for o in outcomes if o.done]
    quality = _ranked([_quality(o) for o in done])
    of = {q.outcome.path: q for q in quality}
    measured = tuple(_measured(done, of))
    return League(
        count=len(outcomes),
        quality=quality,
        measured=measured,
        outliers=tuple(_outliers(quality, measured)),
        shared_rules=tuple(_shared_rules(quality, findings)),
        not_selected=tuple(q for q in quality if q.outcome.selected is False),
        missing=tuple(o for o in outcomes if not o.done),
        without_figures=tuple(
            (of[o.path].council, o.why_no_figures) for o in done if o.why_no_figures
        ),
        unread=tuple(of[path].council for path in unread),
        sources=tuple(dict.fromkeys(e.attribution for e in _editions(measured))),
    )


def _quality(outcome: Outcome) -> Quality:
    area = area_of(outcome.la_code) if outcome.la_code else None
    region = region_of(area) if area is not None else None
    counts = outcome.counts or {}
    records = shared_count(outcome.records)
    errors = shared_count(counts.get("error", 0))
    return Quality(
        council=outcome.council or outcome.file,
        region=region.name if region is not None else "",
        file=outcome.file,
        outcome=outcome,
        records=records,
        errors=errors,
        warnings=shared_count(counts.get("warning", 0)),
        rate=_rate(errors, records),
    )


def _rate(findings: float | None, records: float | None) -> float | None:
    if findings is None or not records:
        return None
    return round(1_000 * findings / records, 1)


def _ranked(quality: Sequence[Quality]) -> tuple[Quality, ...]:
    """Return the files, the best first, each with its place.

    Those with fewer errors than may be shown come after those with none.
    """

    def order(q: Quality) -> tuple[bool, float, bool]:
        return (q.rate is None and not q.few, q.rate or 0.0, q.few)

    before = [order(q) for q in quality]
    placed = [
        q if q.rate is None else replace(q, place=1 + sum(b < order(q) for b in before))
        for q in quality
    ]
    return tuple(sorted(placed, key=lambda q: (*order(q), q.council, q.file)))


def _measured(done: Sequence[Outcome], of: Mapping[str, Quality]) -> Iterator[Measured]:
    for counterpart in counterparts():
        key = (counterpart.published, counterpart.group)
        found = [(o, f) for o in done for f in o.shared if (f.measure, f.group) == key]
        years = years_of(*key)
        year = years[0] if years else ""
        values = [f.value for _, f in found if f.value is not None]
        rows = []
        for outcome, figure in found:
            area = area_of(outcome.la_code) if outcome.la_code else None
            is_last = figure.value == 0 and len(values) < len(found)
            ranks = figure.value is not None and not is_last
            ranks = ranks and not counterpart.not_between_councils
            rows.append(
                Measured(
                    counterpart,
                    of[outcome.path].council,
                    outcome.file,
                    figure,
                    year,
                    _published(key, year, area),
                    _published(key, year, england()),
                    1 + sum(v > (figure.value or 0.0) for v in values) if ranks else None,
                )
            )
        yield from sorted(rows, key=lambda m: (m.figure.value is None, -(m.figure.value or 0)))


def _published(key: tuple[str, str], year: str, area: Area | None) -> float | None:
    if area is None or not year:
        return None
    found = published_figure(*key, year, area.code)
    return found.value if found is not None else None


def _editions(measured: Sequence[Measured]) -> Iterator[Edition]:
    for row in measured:
        key = (row.counterpart.published, row.counterpart.group)
        found = published_figure(*key, row.year, england().code) if row.year else None
        if found is not None:
            yield found.edition


def _outliers(quality: Sequence[Quality], measured: Sequence[Measured]) -> Iterator[Outlier]:
    """Yield values far from the others: of errors, of each rule, of each measure."""
    for_each = "for each 1,000 records"
    series: dict[tuple[str, str], list[tuple[str, float]]] = {}
    titles = {r.rule: r.title for q in quality for r in q.outcome.rules}
    for q in quality:
        if q.rate is not None:
            series.setdefault(("All errors", f"errors {for_each}"), []).append((q.council, q.rate))
        own: dict[str, int] = dict.fromkeys(titles, 0)
        for rule in q.outcome.rules:
            own[rule.rule] += rule.count
        for name, count in own.items():
            rate = _rate(shared_count(count), q.records)
            if rate is not None:
                about = (f"{titles[name]} [{name}]", f"findings {for_each}")
                series.setdefault(about, []).append((q.council, rate))
    for m in measured:
        if m.figure.value is not None and not m.counterpart.not_between_councils:
            unit = "per cent" if m.counterpart.suffix else "for each 100,000 people"
            about = (f"{m.counterpart.name}: {m.counterpart.title}", unit)
            series.setdefault(about, []).append((m.council, m.figure.value))
    found = [
        Outlier(council, name, unit, value, typical, distance)
        for (name, unit), values in series.items()
        for council, value, typical, distance in far_from_others(values)
    ]
    yield from sorted(found, key=lambda o: (-abs(o.distance), o.council, o.about))


def far_from_others(
    values: Sequence[tuple[str, float]],
) -> Iterator[tuple[str, float, float, float]]:
    """Yield council, value, median and distance of the values that are outliers.

    The distance is the modified z-score: from the median, in median deviations, or in mean ones
    where more than half of the values are the same (Iglewicz and Hoaglin, 1993).

    Examples:
        >>> others = [("a", 1.0), ("b", 2.0), ("c", 2.0), ("d", 3.0), ("e", 30.0)]
        >>> [(name, value) for name, value, *_ in far_from_others(others)]
        [('e', 30.0)]
    """
    if len(values) < LEAST_COUNCILS:
        return
    middle = median(v for _, v in values)
    spread = median(abs(v - middle) for _, v in values) / 0.6745
    if not spread:
        spread = 1.253314 * sum(abs(v - middle) for _, v in values) / len(values)
    if not spread:
        return
    for council, value in values:
        distance = (value - middle) / spread
        if abs(distance) > FAR:
            yield council, value, middle, distance


def _shared_rules(quality: Sequence[Quality], findings: FindingCounts) -> Iterator[SharedRule]:
    """Yield rules in a field that half of the councils fail, or two in most of their records."""
    texts = {r.rule: (r.title, r.severity) for q in quality for r in q.outcome.rules}
    of = {q.outcome.path: q for q in quality}
    by_rule: dict[tuple[str, str], list[tuple[Quality, int]]] = {}
    for (path, rule, field), count in findings.items():
        if path in of and rule in texts:
            by_rule.setdefault((rule, field), []).append((of[path], count))
    found = []
    for (rule, field), hit in by_rule.items():
        councils = tuple(sorted({q.council for q, _ in hit}))
        most = {q.council for q, n in hit if n >= HALF * max(q.outcome.records, 1)}
        every = len({q.council for q in quality})
        if len(councils) < 2 or (len(councils) < HALF * every and len(most) < 2):
            continue
        total = shared_count(sum(n for _, n in hit))
        found.append(SharedRule(rule, *texts[rule], field, councils, tuple(sorted(most)), total))
    order = {"error": 0, "warning": 1, "query": 2}
    yield from sorted(
        found,
        key=lambda s: (-len(s.most_records), order[s.severity], -len(s.councils), s.rule, s.field),
    )
