"""The days of a person's events and death, moved by weeks and kept in their order."""

from __future__ import annotations

import numpy as np

from cldvalidator.twin_data.ended_months import EndedMonths
from cldvalidator.twin_data.group_arrays import Mask, Numbers
from cldvalidator.twin_data.source import NO_DAY, Source

_WAVE = 0.045
"""How far a day moves within a span, at most, as a share of the span: 16 days of a year."""
_STRETCH = 0.08
"""How much longer or shorter the time before the period gets."""
_JITTER = 3
_FAR = 60_000
_MANY, _LEAST_MANY = 0.02, 50
"""A day that so large a share of the people have, such as 1 April, stays."""


def moved_days(
    source: Source, names: tuple[str, ...], random: np.random.Generator
) -> dict[str, Numbers]:
    """By field, by row: the new day of each date, NO_DAY where there is none.

    Each person's days move together, as on a rubber band that is held at the ends of the period and
    today: nothing passes these, equal days stay equal, days next to each other stay so, and the
    others move a little on their own. In months in which few events end (`ended_months`) days are
    drawn anew within the month.
    """
    names = tuple(n for n in names if source.has(n))
    if not names:
        return {}
    days = np.concatenate([source.days(n) for n in names])
    person = np.concatenate([source.person] * len(names))
    dated = np.flatnonzero((days != NO_DAY) & (np.abs(days) < _FAR))
    found = _far_days(days, random)
    if len(dated):
        span = 4 * _FAR
        keys, inverse = np.unique(person[dated] * span + days[dated] + _FAR, return_inverse=True)
        who, day = keys // span, keys % span - _FAR
        found[dated] = _moved(source, who, day, random)[inverse]
    parts = np.split(found, len(names))
    return dict(zip(names, parts, strict=True))


def _far_days(days: Numbers, random: np.random.Generator) -> Numbers:
    """Move what is centuries away, unless many share it, such as 31/12/9999 for an open end."""
    found = days.copy()
    far = np.flatnonzero((days != NO_DAY) & (np.abs(days) >= _FAR))
    values, inverse, counts = np.unique(days[far], return_inverse=True, return_counts=True)
    nearer = values - np.sign(values) * random.integers(2, 10, len(values))
    found[far] = np.where(counts >= _LEAST_MANY, values, nearer)[inverse]
    return found


def _moved(source: Source, who: Numbers, day: Numbers, random: np.random.Generator) -> Numbers:
    """Move the distinct days of people, ordered by person and day."""
    held = _edges(source, day)
    months = np.array(EndedMonths(source).edges(), np.int64)
    edges = np.unique(np.concatenate([held, months[(months > held[0]) & (months < held[-1])]]))
    part = np.searchsorted(edges, day, side="right")
    low = np.concatenate([[edges[0]], edges])[part].astype(np.float64)
    high = np.concatenate([edges, [edges[-1]]])[part].astype(np.float64)
    people = int(who.max()) + 1
    wave = (random.random(people) * 2 - 1)[who]
    length = np.maximum(high - low, 1.0)
    along = (day - low) / length
    inside = length * _WAVE * np.where(np.abs(wave) < 0.15, 0.15, wave) * np.sin(np.pi * along)
    inside += _steps(random, _JITTER, len(day))
    stretch = 1 + wave * _STRETCH
    away = _steps(random, _JITTER - 1, len(day))
    before = edges[0] - 1 - np.maximum((edges[0] - 1 - day) * stretch + away, 1)
    after = edges[-1] + np.maximum((day - edges[-1]) * stretch, 0)
    new = np.where(part == 0, before, np.where(part == len(edges), after, day + inside))
    pinned = np.isin(day, np.concatenate([held, held - 1]))
    new = np.rint(new)
    new = np.where(new == day, day + _steps(random, 1, len(day)), new)
    if len(months):
        in_month = np.isin(low, months) & np.isin(high, months) & (part > 0) & (part < len(edges))
        anew = low + np.floor(random.random(len(day)) * length)
        block = np.cumsum(_changes(who, part)) - 1
        new = np.where(in_month, anew[np.lexsort((anew, block))], new)
    new = np.where(pinned, day, new).astype(np.int64)
    return _in_order(who, day, new, part, edges)


def _steps(random: np.random.Generator, most: int, count: int) -> Numbers:
    """Return steps of 1 to `most` days, forwards or back, none of them 0."""
    steps: Numbers = random.integers(1, most + 1, count) * random.choice([-1, 1], count)
    return steps


def _edges(source: Source, day: Numbers) -> Numbers:
    """Return the days that none passes: the ends of the period, today's, and days of very many."""
    today = int(source.context.today) + 1
    edges = [today]
    if source.context.period is not None:
        first, last = source.context.period
        edges = [first, last + 1, *([today] if today > last + 1 else [])]
    days, counts = np.unique(day, return_counts=True)
    many = days[counts >= max(_LEAST_MANY, _MANY * source.people)]
    return np.unique([*edges, *many.tolist()])


def _in_order(who: Numbers, day: Numbers, new: Numbers, part: Numbers, edges: Numbers) -> Numbers:
    """Keep distinct days distinct and in order, runs of days together, and within their part."""
    starts = np.ones(len(day), bool)
    starts[1:] = (who[1:] != who[:-1]) | (day[1:] != day[:-1] + 1) | (part[1:] != part[:-1])
    head = np.flatnonzero(starts)[np.cumsum(starts) - 1]
    new = new[head] + (day - day[head])
    block = _changes(who, part)
    number = np.cumsum(block) - 1
    place = np.arange(len(day)) - np.flatnonzero(block)[number]
    size = np.bincount(number)[number]
    floor = np.where(part > 0, np.concatenate([[0], edges])[part], -(10 * _FAR))
    ceiling = np.where(part < len(edges), np.concatenate([edges, [0]])[part] - 1, 10 * _FAR)
    new = np.clip(new, floor + place, ceiling - (size - 1 - place))
    # Strictly rising within a block: the highest so far of the day less its place.
    lift = number * (40 * _FAR)
    rising = np.maximum.accumulate(new - place + lift) - lift + place
    last: Numbers = ceiling - (size - 1 - place)
    found: Numbers = np.minimum(rising, last)
    return found


def _changes(who: Numbers, part: Numbers) -> Mask:
    """Return where another person begins, or another part."""
    found = np.ones(len(who), bool)
    found[1:] = (who[1:] != who[:-1]) | (part[1:] != part[:-1])
    return found
