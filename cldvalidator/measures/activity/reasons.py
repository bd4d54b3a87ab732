"""Why a row counts in a table of the activity report, or does not, in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pandas as pd

from cldvalidator.events.unique_events import NO_END
from cldvalidator.selection.period import EPOCH

Row = Mapping[str, Any]

_NO_SUPPORT = "no long-term support of a service user"
NOTHING: Mapping[str, str] = {
    "LTS001a": _NO_SUPPORT,
    "LTS001b": _NO_SUPPORT,
    "LTS001c": f"{_NO_SUPPORT} with a date of birth",
    "LTS003": "nothing of an unpaid carer",
    "LTS004": "no long-term support of a service user for a learning disability",
    "STS001": "no request of a service user that ended in the year",
    "STS002a": "no short-term support to maximise independence of a service user",
    "STS002b": "no short-term support to maximise independence of a service user",
    "People by review": "no review of a service user that ended in the year",
}
"""What a table looks for, where it looks at none of the rows."""
_WHEN = {
    "LTS001a": "not open in the year",
    "LTS001b": "not open on the last day of the year",
    "LTS001c": "not open on the last day of the year, or not for over 12 months by then",
}


def _day(number: float) -> str:
    if pd.isna(number) or number >= NO_END:
        return "no end date"
    return f"{EPOCH + timedelta(days=int(number)):%d/%m/%Y}"


def _of_lts001(row: Row, name: str) -> str:
    support = f"long-term support from {_day(row['start'])} to {_day(row['end'])}"
    if "since" in row:
        support += f" (its chain began on {_day(row['since'])})"
    if not row["there"]:
        return f"Not counted: {support}; {_WHEN[name]}, or the person had died."
    if pd.isna(row["age"]):
        return f"Not counted: {support}, of somebody without a date of birth."
    tables = [column.removeprefix("in ") for column in row if column.startswith("in ")]
    shown = {t: row[f"in {t}"] for t in tables if isinstance(row[f"in {t}"], str)}
    mine = [f"{_table(t)} ({place})" for t, place in shown.items() if row[f"by {t}"]]
    others = [f"{_table(t)} ({place})" for t, place in shown.items() if not row[f"by {t}"]]
    if not shown:
        return f"Not counted: {support}, of somebody aged {int(row['age'])}."
    said = []
    if mine:
        said.append(f"Counted by this row in {', '.join(mine)}: {support}.")
    if others:
        said.append(f"Another row of the person counts in {', '.join(others)}.")
    return " ".join(said)


def _table(name: str) -> str:
    return f"table {name.removeprefix('T')}"


def _of_carers(row: Row) -> str:
    if not row["there"]:
        return "Not counted: not in the year, or nothing that the table reads of a carer."
    if not isinstance(row["support"], str):
        return "Not counted: the row says no kind of support that the table knows."
    if not row["decides"]:
        return f"Not counted by this row: {row['support']}; another row of the carer is stronger."
    return f"Counted: {row['support']}, the carer's strongest support in the year."


def _of_place_and_work(row: Row) -> str:
    if not row["there"]:
        return (
            "Not counted in the tables of 2023-24: not in the year, or not of somebody aged 18 to "
            "64 with a date of birth."
        )
    said = [
        f"{name} ({row[name]})"
        for name in ("employment", "accommodation")
        if isinstance(row[name], str)
    ]
    if not said:
        return "Not counted by this row in the tables of 2023-24: a later one has a listed status."
    return f"Counted in the tables of 2023-24: {' and '.join(said)}."


def _of_spells(row: Row, *, existing: bool) -> str:
    spell = f"ST-Max from {_day(row['start'])} to {_day(row['end'])}"
    if not row["ended"]:
        return f"Not counted: {spell} did not end in the year."
    if not row["adult"]:
        return f"Not counted: {spell}, of somebody under 18 at its end, or who had died before it."
    if row["known"] != existing:
        other = "STS002b" if row["known"] else "STS002a"
        client = "an existing" if row["known"] else "a new"
        return f"Not counted: {spell}, of {client} client, so it is in {other}."
    return f"Counted: {spell}. What followed: {row['final_outcome']}, in the group {row['group']}."


def _of_requests(row: Row) -> str:
    asked = f"request of {_day(row['start'])}, taken as one from {_day(row['from'])}"
    if pd.isna(row["kind"]):
        why = "support was open at its start" if row["open"] else "it has no route of access"
        return f"Not counted: {asked}; {why}, or another row of the last day decides."
    sequel = row["sequel"] if isinstance(row["sequel"], str) else "a blank answer"
    return f"Counted: {asked}. What followed: {sequel} (kind {int(row['kind'])})."


def _of_reviews(row: Row) -> str:
    inside = [name for name in ("LTS001a", "LTS001c") if row[f"in {name}"]]
    if not inside:
        return f"Not counted: {row['review']} of somebody who is not in LTS001a."
    return f"Counted with the people of {' and '.join(inside)}: {row['review']}."


SENTENCES: Mapping[str, Callable[[Row], str]] = {
    "LTS001a": lambda row: _of_lts001(row, "LTS001a"),
    "LTS001b": lambda row: _of_lts001(row, "LTS001b"),
    "LTS001c": lambda row: _of_lts001(row, "LTS001c"),
    "LTS003": _of_carers,
    "LTS004": _of_place_and_work,
    "STS001": _of_requests,
    "STS002a": lambda row: _of_spells(row, existing=False),
    "STS002b": lambda row: _of_spells(row, existing=True),
    "People by review": _of_reviews,
}
"""What a table decided about a row, by measure."""
