"""The price of fixes in words: a sentence for each, and the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from cldvalidator.fixes.prices import HALF_HOUR, Between, Moved, Plan, Price, Prices
from cldvalidator.measures.incremental import Key, Value
from cldvalidator.measures.registry import measure_texts
from cldvalidator.wording import counted, some

NOT_PRICED = "Not priced yet"
_OTHER_PERIOD = "The figures would be about another period: look at the preview after the change."
_MOST_FIGURES = 3
_MOST_LINES = 8
_LONGEST = 60
_WHOLE = ("Total", "All")


def figure_name(key: Key) -> str:
    """Return what a figure is called in a sentence: its measure, part and group."""
    measure, description, group = key
    if measure == "ASCOF 2B and 2C":
        return description
    parts = [measure]
    if measure.startswith("ASCOF"):
        part, dash, _ = description.partition(" - ")
        ages = next((a for a in ("18-64", "65+") if f"aged {a}" in description), "")
        if dash:
            parts[0] = f"{measure} {part}"
        elif "unknown" in description:
            parts.append(description[0].lower() + description[1:])
        elif ages and measure != "ASCOF 2E LD":
            parts.append(ages)
    else:
        parts.append(description.replace(" (£)", ""))
    return ", ".join([*parts, *(() if group in _WHOLE else (group,))])


def value_text(key: Key, value: float | None) -> str:
    """Return a figure's value with its sign."""
    unit = measure_texts()[key[0]].unit
    if value is None:
        return "no one to count"
    if unit.startswith("%") and "unknown" not in key[1]:
        return f"{value:,.1f}%"
    if "£" in key[1]:
        return f"£{value:,.2f}"
    return f"{value:,.1f}" if unit == "days" or "100,000" in unit else f"{value:,.0f}"


def moved_text(moved: Moved) -> str:
    """Say from what to what a figure goes."""
    before, after = (_rate_or_people(moved.key, side) for side in (moved.before, moved.after))
    return f"{figure_name(moved.key)} from {before} to {after}"


def _rate_or_people(key: Key, value: Value) -> str:
    if value.value is None and value.numerator:
        return counted(int(value.numerator), "person", "people")
    return value_text(key, value.value)


def between_text(between: Between) -> str:
    """Say between what a figure would lie."""
    low, high = (value_text(between.key, v) for v in (between.low, between.high))
    if low == high:
        return f"{figure_name(between.key)} would be {low}"
    return f"{figure_name(between.key)} would be between {low} and {high}"


def price_text(price: Price) -> str:
    """Say in a sentence or two what a decision does to the national figures."""
    if price.known == "another time":
        return _OTHER_PERIOD
    if price.known == "not tried":
        return "Not tried: the file has very many values to decide."
    if price.seen:
        return effect_text(price.seen)
    if price.moved or price.others:
        other = counted(len(price.moved) + price.others, "other figure changes", "others change")
        return f"Moves no headline figure; {other}."
    words = []
    if price.between:
        listed = "; ".join(between_text(b) for b in price.between[:_MOST_FIGURES])
        more = len(price.between) - _MOST_FIGURES
        rest = f"; {counted(more, 'more headline figure')}" if more > 0 else ""
        of = "what you choose" if price.known == "choice" else "what the cells should say"
        words.append(f"Depends on {of}: {listed}{rest}.")
    if price.unsure:
        reading = some(price.unsure, _MOST_FIGURES)
        words.append(f"{reading} could move; how far is not known.")
    if not words and price.known == "unknown":
        words.append("What this does to the figures is not known.")
    if not words and price.known == "choice":
        return "Moves no headline figure, whatever you choose."
    return " ".join(words) or "Moves no headline figure."


def effect_text(moved: Sequence[Moved] | None) -> str:
    """Say what known movements of headline figures are; None: of another period."""
    if moved is None:
        return _OTHER_PERIOD
    seen = [m for m in moved if m.is_seen]
    more = len(seen) - _MOST_FIGURES
    listed = "; ".join(moved_text(m) for m in seen[:_MOST_FIGURES])
    rest = f"; {counted(more, 'more headline figure')}" if more > 0 else ""
    return f"Takes {listed}{rest}." if seen else "Moves no headline figure."


def short_text(price: Price) -> str:
    """Return the price for a column: how many figures move."""
    if price.known == "another time":
        return "Another period"
    if price.known == "not tried":
        return "Not tried"
    if price.seen:
        return counted(len(price.seen), "figure")
    if price.between:
        return f"Up to {counted(len(price.between), 'figure')}"
    return "Not known" if price.known == "unknown" else "No figure"


def decision_text(price: Price, *, with_values: bool = True) -> str:
    """Say what would be decided. with_values: without, no text of the file is named."""
    cells = counted(price.cells, "cell")
    proposal = price.proposal
    if proposal is None:
        return f"{price.field}, {price.rule} ({cells})"
    found = f"“{_short(proposal.found) or 'blank'}”" if with_values else "a value"
    if proposal.written is None:
        return f"{price.field}: decide what {found} means ({cells})"
    if not with_values:
        return f"{price.field}: {price.rule} ({cells})"
    return f"{price.field}: {found} becomes “{_short(proposal.written) or 'blank'}” ({cells})"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def plan_sentences(plan: Plan) -> Iterator[str]:
    """Say where to stop, and what comes of it."""
    known = sum(p.moves for p in plan.steps)
    unknown = plan.stop - known
    of = f"Of the first {counted(len(plan.steps), 'decision')}"
    if not plan.stop:
        yield "No decision moves a headline figure."
    elif not unknown:
        yield f"{of}, {known:,} {'moves' if known == 1 else 'move'} a headline figure."
    else:
        yield (
            f"{of}, {known:,} {'moves' if known == 1 else 'move'} a headline figure, and "
            f"{unknown:,} could once you know what the cells mean."
        )
    if seen := [m for m in plan.together if m.is_seen]:
        listed = "; ".join(moved_text(m) for m in seen[:_MOST_FIGURES])
        more = len(seen) - _MOST_FIGURES
        rest = f"; {counted(more, 'more headline figure')}" if more > 0 else ""
        yield f"Together, those whose effect is known take {listed}{rest}."
    if plan.stop and plan.stop < len(plan.steps):
        yield f"For the figures, stop after decision {plan.stop}: the rest only clear findings."
    if plan.left_moving:
        yield f"{counted(plan.left_moving, 'more decision')} after these could move a figure."
    if plan.steps:
        steps, cleared = counted(len(plan.steps), "decision"), counted(plan.clears, "finding")
        minutes = counted(len(plan.steps), "minute")
        yield f"These {steps} clear {cleared}: about {minutes} at one a minute."


def prices_text(prices: Prices) -> str:
    """Return the prices for the command line, about one screen; values of lists only."""
    return "\n".join(_lines(prices))


def _lines(prices: Prices) -> Iterator[str]:
    period, method = prices.processed.period, prices.processed.parameters.method.name
    yield "Price of every fix"
    yield (
        f"What each decision alone does to {counted(len(prices.figures), 'headline figure')} of "
        f"the year {period.first:%d/%m/%Y} to {period.last:%d/%m/%Y}, by the method of {method}"
    )
    yield ""
    moving = [p for p in prices.prices if p.moves]
    yield from _listed(moving, prices.listed)
    others = [p for p in prices.prices if not p.may_move]
    unknown = [p for p in prices.prices if p.may_move and not p.moves]
    if others:
        which = "The other" if moving else "All"
        count = counted(len(others), "decision moves", "decisions move")
        yield f"{which} {count} no headline figure."
    if unknown:
        yield ""
        yield "These depend on what the cells should say"
        yield from _listed(unknown, prices.listed)
    yield ""
    steps = counted(len(prices.plan.steps), "decision")
    yield f"Your best half hour ({steps}, at most {HALF_HOUR})"
    for number, step in enumerate(prices.plan.steps[:_MOST_LINES], start=1):
        decision = decision_text(step, with_values=step.field in prices.listed)
        yield f"{number:>4}  {decision}: {short_text(step)}"
    more = len(prices.plan.steps) - _MOST_LINES
    if more > 0:
        yield f"      and {counted(more, 'more decision')} (--json and the report list all)"
    yield from plan_sentences(prices.plan)


def _listed(prices: list[Price], listed: frozenset[str]) -> Iterator[str]:
    for price in prices[:_MOST_LINES]:
        yield f"  {decision_text(price, with_values=price.field in listed)}"
        yield f"      {price_text(price)}"
    if len(prices) > _MOST_LINES:
        yield f"  and {len(prices) - _MOST_LINES:,} more (--json and the report list all)"


def prices_json(prices: Prices) -> dict[str, Any]:
    """Return the prices for scripts. It holds no cell value: decisions have a field and a rule."""
    period = prices.processed.period
    return {
        "year": [period.first.isoformat(), period.last.isoformat()],
        "method": prices.processed.parameters.method.name,
        "figures": [{**_key(k), **_value(v)} for k, v in prices.figures.items()],
        "decisions": [_price_json(p) for p in prices.prices],
        "plan": {
            "decisions": [_price_json(p) for p in prices.plan.steps],
            "stop after": prices.plan.stop,
            "together": _moved_json(prices.plan.together),
            "left": prices.plan.left,
            "left that could move a figure": prices.plan.left_moving,
            "findings cleared": prices.plan.clears,
            "sentences": list(plan_sentences(prices.plan)),
        },
    }


def _price_json(price: Price) -> dict[str, Any]:
    return {
        "field": price.field,
        "rule": price.rule,
        "severity": price.severity.word if price.severity is not None else None,
        "certainty": price.proposal.certainty if price.proposal is not None else None,
        "cells": price.cells,
        "known": price.known,
        "moved": _moved_json(price.moved),
        "other figures moved": price.others,
        "between": [
            {**_key(b.key), "now": b.now, "low": b.low, "high": b.high} for b in price.between
        ],
        "not known": list(price.unsure),
        "sentence": price_text(price),
    }


def _moved_json(moved: Iterable[Moved]) -> list[dict[str, Any]]:
    return [{**_key(m.key), "before": _value(m.before), "after": _value(m.after)} for m in moved]


def _key(key: Key) -> dict[str, str]:
    return dict(zip(("measure", "description", "group"), key, strict=True))


def _value(value: Value) -> dict[str, float | None]:
    return dict(value._asdict())
