"""Where the history bends: what moved much between two submissions, and what may explain it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from cldvalidator.submissions.history import History
from cldvalidator.submissions.manifest_reading import Submitted
from cldvalidator.wording import counted

Kind = Literal["rule", "records", "unknown", "figure"]
LEAST_COUNT = 20
"""Counts of findings and records below this do not bend."""
BEND = 0.5
"""A count that moves by this share of the larger one is a bend."""
UNKNOWN_POINTS = 10
"""A share of unknown values that moves by so many percentage points is a bend."""
FIGURE_SHARE = 0.2
"""A figure that moves by this share of the larger value is a bend."""
UNEXPLAINED = "The manifests tell no cause: the values themselves changed."


@dataclass(frozen=True)
class Bend:
    """What moved much from one submission to the next. place: of the later one among all.

    what: a rule, an event type, a field, or a figure in words. values: before and after; findings,
    records, percentages, or the figure. why: what may explain it, in sentences.
    """

    kind: Kind
    what: str
    place: int
    values: tuple[float, float]
    why: str


def bends(history: History) -> tuple[Bend, ...]:
    """Return what moved much, in the order of the submissions."""
    return tuple(
        bend
        for place, (before, after) in enumerate(pairwise(history.submissions), start=1)
        for bend in _between(place, before, after)
    )


def _between(place: int, before: Submitted, after: Submitted) -> Iterator[Bend]:
    def bend(kind: Kind, what: str, values: tuple[float, float], own: Iterator[str]) -> Bend:
        why = " ".join([*own, *_of_both(before, after)]) or UNEXPLAINED
        return Bend(kind, what, place, values, why)

    for rule, counts in _pairs(before.by_rule, after.by_rule):
        if _moved(counts):
            yield bend("rule", rule, counts, _of_rule(rule, before, after))
    records = _pairs(before.by_type, after.by_type) if before.by_type and after.by_type else ()
    for name, counts in records:
        if _moved(counts):
            yield bend("records", name, counts, _of_period(before, after))
    for name in sorted({*before.unknown} & {*after.unknown}):
        shares = before.unknown_share(name), after.unknown_share(name)
        if shares[0] is not None and shares[1] is not None:
            both = (shares[0], shares[1])
            if abs(both[1] - both[0]) >= UNKNOWN_POINTS:
                yield bend("unknown", name, both, iter(()))
    for key in before.figures:
        one, other = before.figures[key][0], after.figures.get(key, (None,))[0]
        if one is None or other is None:
            continue
        if abs(other - one) > FIGURE_SHARE * max(abs(one), abs(other)):
            sentence = _of_figure(before, after)
            yield bend("figure", ", ".join((key[0], key[2], key[1])), (one, other), sentence)


def _pairs(
    before: Mapping[str, int], after: Mapping[str, int]
) -> Iterator[tuple[str, tuple[int, int]]]:
    for name in sorted({*before, *after}):
        yield name, (before.get(name, 0), after.get(name, 0))


def _moved(counts: tuple[int, int]) -> bool:
    most = max(counts)
    return most >= LEAST_COUNT and abs(counts[1] - counts[0]) > BEND * most


def _of_rule(rule: str, before: Submitted, after: Submitted) -> Iterator[str]:
    for one, other, which in ((before, after, "earlier"), (after, before, "later")):
        if rule in one.switched_off and rule not in other.switched_off:
            yield f"The rule was switched off for the {which} submission."
        if one.rules and other.rules and rule not in one.rules and rule in other.rules:
            yield f"The version that checked the {which} submission does not have the rule."
    is_told = before.rules and after.rules
    if before.version != after.version and not is_told and not before.by_rule.get(rule):
        yield "The rule may be new."
    yield from _of_period(before, after)


def _of_period(before: Submitted, after: Submitted) -> Iterator[str]:
    """Say that the submissions are not of the same length."""
    if before.rows and abs(after.rows - before.rows) > BEND * max(before.rows, after.rows):
        yield f"{counted(before.rows, 'record')}, then {after.rows:,}."
    months = [None if s.period is None else _months(s) for s in (before, after)]
    if None not in months and months[0] != months[1]:
        yield f"A period of {months[0]} months, then {months[1]}."


def _months(submitted: Submitted) -> int:
    assert submitted.period is not None
    first, last = submitted.period
    return 12 * (last.year - first.year) + last.month - first.month + 1


def _of_figure(before: Submitted, after: Submitted) -> Iterator[str]:
    if before.method != after.method:
        yield f"By the method of {before.method or 'another day'}, then of {after.method}."
    yield from _of_period(before, after)


def _of_both(before: Submitted, after: Submitted) -> Iterator[str]:
    """Yield what may explain any difference between two submissions."""
    if before.release != after.release:
        yield f"Checked against Release {before.release}, then Release {after.release}."
    elif before.pack != after.pack:
        yield "Another specification pack or mapping was used."
    if before.columns != after.columns:
        yield "Columns were matched to other fields."
    if before.profile != after.profile:
        yield "Another profile of the council was used."
    if before.version != after.version:
        yield f"Version {before.version} of the program, then {after.version}."
