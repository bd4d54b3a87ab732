"""People who may be one, in words: for a terminal, for scripts, and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.people_joined import EffectOfJoining
from cldvalidator.review.duplicate_people import DuplicatePeople, PossibleDuplicate
from cldvalidator.wording import counted

NOTHING_MOVES = "Joining them changes no headline figure."
_ROWS_SHOWN = 6


def rows_of(processed: ProcessedEvents, person: int) -> list[str]:
    """Return what the rows of a person are called, such as "row 12" or "row 12 of q4.csv"."""
    records = np.flatnonzero(processed.person_of == person).tolist()
    if processed.files is not None:
        return [processed.files.row_name(record) for record in records]
    assert processed.read is not None
    return [f"row {processed.read.source_rows[record]:,}" for record in records]


def rows_in_words(processed: ProcessedEvents, person: int) -> str:
    """Return the rows of a person in a line, many of them cut short."""
    rows = rows_of(processed, person)
    more = f" and {len(rows) - _ROWS_SHOWN:,} more" if len(rows) > _ROWS_SHOWN else ""
    return ", ".join(rows[:_ROWS_SHOWN]) + more


def reasons_in_words(pair: PossibleDuplicate) -> str:
    """Return the reasons of a pair as one text that begins with a capital."""
    text = "; ".join(pair.reasons)
    return text[:1].upper() + text[1:]


def summary_line(found: DuplicatePeople) -> str:
    """Say how many pairs there are."""
    if not found.pairs:
        return "No two people look like one."
    return f"{counted(len(found.pairs), 'pair')} of people who may be one."


def notes_of(found: DuplicatePeople) -> Iterator[str]:
    """Yield what has to be said beside the pairs."""
    if found.several_ids:
        people = counted(len(found.several_ids), "NHS number")
        yield (
            f"{people} with several LA person identifiers: DHSC counts each as one person already."
        )
    if found.too_many:
        yield (
            f"{counted(found.too_many, 'comparison was', 'comparisons were')} left out, because "
            "too many people share all that they could be compared by."
        )


def effect_lines(effect: EffectOfJoining) -> Iterator[str]:
    """Yield the headline figures that move when two people are joined."""
    if not effect.moved:
        yield NOTHING_MOVES
    for moved in effect.moved:
        group = "" if moved.group in ("All", "Total") else f", {moved.group}"
        yield (
            f"{moved.measure}: {moved.description}{group}: {_figure(moved.before)} becomes "
            f"{_figure(moved.after)}"
        )


def _figure(numbers: tuple[float | None, float | None, float | None]) -> str:
    value, top, bottom = numbers
    shown = "no figure" if value is None else f"{value:,.10g}"
    if top is None:
        return shown
    return f"{shown} ({top:,.10g} of {bottom:,.10g})" if bottom is not None else shown


def duplicates_lines(
    found: DuplicatePeople,
    processed: ProcessedEvents,
    effects: Mapping[int, EffectOfJoining],
    *,
    hidden: bool = False,
    most: int | None = None,
) -> Iterator[str]:
    """Yield the pairs for reading. effects: by place of the pair. hidden: without identifiers."""
    yield summary_line(found)
    yield from notes_of(found)
    for place, pair in enumerate(found.pairs[:most]):
        yield ""
        who = "" if hidden else f": {pair.called[0]} and {pair.called[1]}"
        yield f"Pair {place + 1}{who}"
        yield f"  {reasons_in_words(pair)}."
        for number in (pair.first, pair.second):
            yield f"  {counted(len(rows_of(processed, number)), 'record')}: " + rows_in_words(
                processed, number
            )
        if place in effects:
            yield from (f"  {line}" for line in effect_lines(effects[place]))
    if most is not None and len(found.pairs) > most:
        yield ""
        yield f"And {counted(len(found.pairs) - most, 'pair')} more: --all prints them."


def duplicates_json(
    found: DuplicatePeople,
    processed: ProcessedEvents,
    effects: Mapping[int, EffectOfJoining],
    *,
    hidden: bool = False,
) -> dict[str, Any]:
    """Return the pairs for scripts. effects: by place of the pair. hidden: without identifiers."""
    return {
        "notes": list(notes_of(found)),
        "pairs": [
            {
                **({} if hidden else {"people": list(pair.called)}),
                "reasons": list(pair.reasons),
                "rows": [rows_of(processed, n) for n in (pair.first, pair.second)],
                **({"effect": _effect_json(effects[place])} if place in effects else {}),
            }
            for place, pair in enumerate(found.pairs)
        ],
    }


def _effect_json(effect: EffectOfJoining) -> list[dict[str, Any]]:
    names = ("value", "numerator", "denominator")
    return [
        {
            "measure": moved.measure,
            "description": moved.description,
            "group": moved.group,
            "before": dict(zip(names, moved.before, strict=True)),
            "after": dict(zip(names, moved.after, strict=True)),
        }
        for moved in effect.moved
    ]
