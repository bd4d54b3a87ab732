"""Why a row counts in a table of the activity report, or does not, in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from cldvalidator.measures.day_words import day_words, span_words
from cldvalidator.measures.sequels import sequel_words

Row = Mapping[str, Any]

_NO_SUPPORT = "no long-term support of a service user"
_NO_ST_MAX = "no short-term support to maximise independence of a service user"
NOTHING: Mapping[str, str] = {
    "LTS001a": _NO_SUPPORT,
    "LTS001b": _NO_SUPPORT,
    "LTS001c": _NO_SUPPORT,
    "LTS003": "nothing of an unpaid carer",
    "LTS004": f"{_NO_SUPPORT} in the year",
    "STS001": "no request of a service user with a date of birth who lived in the year",
    "STS002a": _NO_ST_MAX,
    "STS002b": _NO_ST_MAX,
    "STS002a of 2023-24": f"{_NO_ST_MAX} who lived in the year",
    "STS002b of 2023-24": f"{_NO_ST_MAX} who lived in the year",
    "People by review": "no review of a service user that ended in the year",
}
"""What a table looks for, where it looks at none of the rows."""
_YEAR, _LAST_DAY = "the year", "the last day of the year"
_THEN = {"LTS001a": _YEAR, "LTS001b": _LAST_DAY, "LTS001c": _LAST_DAY}


def _kept_out(row: Row, then: str) -> str:
    """Say why a row is not there; empty if its days are right. then: _YEAR or _LAST_DAY."""
    if row["late"]:
        return ", which begins after the year"
    if row["dead"]:
        return f", of somebody who had died before {then}"
    return (
        ", which ended before the year"
        if row["over"] and then == _YEAR
        else (f", which was not open on {then}" if row["over"] else "")
    )


def _of_lts001(row: Row, name: str) -> str:
    support = f"long-term support {span_words(row['start'], row['end'])}"
    if not row["there"]:
        if why := _kept_out(row, _THEN[name]):
            return f"Not counted: {support}{why}."
        if pd.isna(row["age"]):
            return f"Not counted: {support}, of somebody without a date of birth."
        since = day_words(row["since"])
        return f"Not counted: {support}, which has gone on since {since}, not for over 12 months."
    if "since" in row:
        support += f", which has gone on since {day_words(row['since'])}"
    if pd.isna(row["age"]):
        return f"Not counted: {support}, of somebody without a date of birth."
    tables = [column.removeprefix("in ") for column in row if column.startswith("in ")]
    shown = {t: row[f"in {t}"] for t in tables if isinstance(row[f"in {t}"], str)}
    mine = [f"{_table(t)} ({place})" for t, place in shown.items() if row[f"by {t}"]]
    others = [f"{_table(t)} ({place})" for t, place in shown.items() if not row[f"by {t}"]]
    if not shown:
        return f"Not counted: {support}, of somebody aged {int(row['age'])}."
    sentences = []
    if mine:
        sentences.append(f"Counted by this row in {', '.join(mine)}: {support}.")
    if others:
        sentences.append(f"Another row of the person counts in {', '.join(others)}.")
    return " ".join(sentences)


def _table(name: str) -> str:
    return f"table {name.removeprefix('T')}"


def _of_carers(row: Row) -> str:
    if not row["reads"]:
        return (
            "Not counted: the row is no support, assessment or review of an unpaid carer, and no "
            "information or advice."
        )
    if not row["there"]:
        why = _kept_out(row, _YEAR)
        return f"Not counted: the row is {span_words(row['start'], row['end'])}{why}."
    if not isinstance(row["support"], str):
        return "Not counted: the row says no kind of support that the table knows."
    if not row["decides"]:
        return f"Not counted by this row: {row['support']}; another row of the carer is stronger."
    return f"Counted: {row['support']}, the carer's strongest support in the year."


def _of_place_and_work(row: Row) -> str:
    sentences = [_as_today(row), _of_2023(row)]
    return " ".join(s for s in sentences if s)


def _as_today(row: Row) -> str:
    """Say what the two tables from ASCOF 2E's people have of a person."""
    if not isinstance(row["place"], str) and not isinstance(row["work"], str):
        return "Not counted in the tables from ASCOF 2E's people."
    counts = {"accommodation": row["place"], "employment": row["work"]}
    named = [f"{name} ({status})" for name, status in counts.items() if isinstance(status, str)]
    return f"The person is counted in the tables from ASCOF 2E's people: {' and '.join(named)}."


def _of_2023(row: Row) -> str:
    """Say what the tables of 2023-24, which are about learning disability, have of a row."""
    if not row["disability"]:
        return ""
    if not row["there"]:
        return (
            "Not counted in the tables of 2023-24: not in the year, or not of somebody aged 18 to "
            "64 with a date of birth."
        )
    sentences = [
        f"{name} ({row[name]})"
        for name in ("employment", "accommodation")
        if isinstance(row[name], str)
    ]
    if not sentences:
        return (
            "Not counted by this row in the tables of 2023-24: it has no listed status, or a later "
            "row has one."
        )
    return f"Counted in the tables of 2023-24: {' and '.join(sentences)}."


def _of_spells(row: Row, *, existing: bool) -> str:
    spell = f"ST-Max {span_words(row['start'], row['end'])}"
    if not row["ended"]:
        return f"Not counted: {spell}, which did not end in the year."
    if not row["adult"]:
        return f"Not counted: {spell}, of somebody under 18 at its end, or who had died before it."
    if row["known"] != existing:
        other = "STS002b" if row["known"] else "STS002a"
        client = "an existing" if row["known"] else "a new"
        return f"Not counted: {spell}, of {client} client, so it is in {other}."
    return f"Counted: {spell}. What followed: {sequel_words(row)}. The group: {row['group']}."


_ANSWERS = {
    1: "nothing followed, so its own outcome stands",
    2: "the strongest service that followed",
    3: "the last outcome that followed",
    4: "neither a service nor an outcome followed",
    5: "what followed came too late or belongs to another, so its own outcome stands",
}
"""How an answer was found, by its kind in the statements."""


def _answered(row: Row) -> str:
    sequel = row["sequel"] if isinstance(row["sequel"], str) else "(blank)"
    where = f", in {row['followed_in']}" if row["followed_in"] else ""
    return f"What followed: {sequel} ({_ANSWERS[int(row['kind'])]}{where})."


def _of_requests(row: Row) -> str:
    asked = f"request {span_words(row['start'], row['end'])}"
    if row["from"] != row["start"]:
        asked += f", taken as one with those from {day_words(row['from'])}"
    if not row["ended"]:
        return f"Not counted: {asked}, which did not end in the year."
    if not row["last"]:
        return f"Not counted by this row: {asked}; the last of them says what is counted."
    if not pd.isna(row["kind"]):
        return f"Counted: {asked}. {_answered(row)}"
    if row["open"]:
        return f"Not counted: {asked}; the person had long-term support at its start."
    if not isinstance(row["route"], str):
        return f"Not counted: {asked}; it has no route of access."
    return f"Not counted by this row: {asked}; another row of its last day decides."


def _of_reablement(row: Row, *, existing: bool) -> str:
    spell = f"ST-Max {span_words(row['start'], row['end'])}"
    if row["from"] != row["start"]:
        spell += f", taken as one with that from {day_words(row['from'])}"
    if not existing and not row["asked"]:
        return f"Not counted: {spell}; it did not follow a request of a new client."
    if not row["ended"]:
        return f"Not counted: {spell}, which did not end in the year."
    if not row["last"]:
        return f"Not counted by this row: {spell}; the last of them says what is counted."
    if not existing:
        if pd.isna(row["kind"]):
            return f"Not counted by this row: {spell}; another row of its last day decides."
        return f"Counted: {spell}. {_answered(row)}"
    if not row["open"]:
        return f"Not counted: {spell}; the person had no long-term support at its start."
    if not isinstance(row["outcome"], str):
        return f"Not counted: {spell}; it has no outcome."
    return f"Counted: {spell}; the person had long-term support at its start."


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
    "STS002a of 2023-24": lambda row: _of_reablement(row, existing=False),
    "STS002b of 2023-24": lambda row: _of_reablement(row, existing=True),
    "People by review": _of_reviews,
}
"""What a table decided about a row, by measure."""
