"""Notices about the dates of a file as a whole, shared by every page and command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cldvalidator.extract import Extract
from cldvalidator.extract.date_order import (
    ColumnDates,
    DateJudgement,
    order_sentences,
    year_sentences,
    zone_sentences,
)

_ON_FIX = "Each is a likely proposal on Fix: the national figures use it once you accept it."


@dataclass(frozen=True)
class DateNotice:
    """A notice about the dates: a title, what was found with its evidence, and what follows.

    is_open: the user is to say which part is the day, of the columns in fields. No cell value is in
    it.
    """

    title: str
    what: str
    advice: str
    is_open: bool = False
    fields: tuple[str, ...] = ()


def date_notices(extract: Extract) -> tuple[DateNotice, ...]:
    """Return the notices about a file's dates: the order of day and month, and UTC."""
    judgement = extract.dates or DateJudgement()
    found = []
    columns = judgement.columns.values()
    doubtful = {n: c for n, c in judgement.contested_columns().items() if not c.chosen}
    if doubtful:
        either = sum(c.either for c in doubtful.values())
        cells = "1 date" if either == 1 else f"{either:,} dates"
        found.append(
            DateNotice(
                _title(doubtful),
                " ".join(order_sentences(judgement)),
                f"{cells} can be read in either order. No date of these columns is changed until "
                "you say which part is the day.",
                is_open=True,
                fields=tuple(doubtful),
            )
        )
    if chosen := [n for n, c in judgement.contested_columns().items() if c.chosen]:
        found.append(
            DateNotice(
                "Dates are read month first",
                f"As you said, {_columns(chosen)} read with the month before the day.",
                "When the submission is written, the day comes first.",
            )
        )
    if done := [n for n, c in judgement.columns.items() if c.settled]:
        found.append(
            DateNotice(
                "Dates were month first and are now dd/mm/yyyy",
                f"As you said, the dates of {_listed(done)} were read with the month before the "
                "day, and are now dd/mm/yyyy.",
                "The step can be undone.",
            )
        )
    if kept := [n for n, c in judgement.columns.items() if c.chosen and c.order == "day first"]:
        of_these = [n for n in kept if not judgement.columns[n].settled]
        if of_these and any(c.month_only for c in columns):
            found.append(
                DateNotice(
                    "Dates are read day first",
                    f"As you said, {_columns(of_these)} read with the day first.",
                    "",
                )
            )
    found += [
        DateNotice(
            "Times are in UTC",
            sentence,
            _ON_FIX,
        )
        for sentence in zone_sentences(judgement)
    ]
    if years := year_sentences(judgement):
        found.append(
            DateNotice(
                "After the year stands the day, not the month",
                " ".join(years),
                "Such dates are proposed on Fix (rule FILE-08), not changed with the safe ones.",
            )
        )
    return tuple(found)


def day_first_sentence(extract: Extract) -> str:
    """Say why the dates are read with the day first, where nothing speaks against it."""
    count = extract.dates.day_only if extract.dates is not None else 0
    if not count:
        return "Dates are read with the day first."
    cells = "1 cell is" if count == 1 else f"{count:,} cells are"
    return (
        f"Dates are read with the day first: {cells} possible only as day/month, and none only as "
        "month/day."
    )


def dates_json(extract: Extract) -> list[dict[str, Any]]:
    """Return how the dates of columns are read, for scripts; only those of which there is to say.

    Keys: field, order, why, told, utc, written day first, and the cells by what they can be.
    """
    columns = extract.dates.columns if extract.dates is not None else {}
    return [
        {
            "field": name,
            "order": c.order,
            "why": c.why,
            "told": c.chosen,
            "UTC": c.utc,
            "written day first": c.settled,
            "cells": {"day first": c.day_only, "month first": c.month_only, "either": c.either},
        }
        for name, c in columns.items()
    ]


def _columns(names: list[str]) -> str:
    return f"{_listed(names)} {'is' if len(names) == 1 else 'are'}"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _title(columns: dict[str, ColumnDates]) -> str:
    count = len(columns)
    which = "A date column is" if count == 1 else f"{count} date columns are"
    mixed = all(c.order == "both" for c in columns.values())
    return f"{which} written in two orders" if mixed else f"{which} written month first"


def date_lines(extract: Extract, *, options: bool = True) -> list[str]:
    """Return the notices as lines of a command. options: whether to name the option that helps."""
    lines = []
    for notice in date_notices(extract):
        parts = [notice.what, notice.advice]
        if options and notice.is_open:
            parts.append("Add --dates month-first, or --dates day-first.")
        lines.append(f"  ! {' '.join(filter(None, parts))}")
    return lines
