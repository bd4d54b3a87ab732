"""Why a person or a row counts in a measure, or does not: said of the rows the figure is made of.

Each measure keeps, among its tables, `why`: a row for each record that it looks at, with what it
decided about it. Nothing is worked out a second time here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from cldvalidator.events.derived_fields import UNKNOWN
from cldvalidator.measures.activity import reasons
from cldvalidator.measures.ascof_2a import NEW_CLIENT_DAYS
from cldvalidator.measures.ascof_2b_2c import LOOK_BACK_DAYS
from cldvalidator.measures.ascof_3d import SETTINGS, SUPPORT
from cldvalidator.measures.day_words import day_words, span_words
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.sequels import sequel_words
from cldvalidator.wording import counted

Row = Mapping[str, Any]
WHY = "why"
ADULT = 18
_NOTHING: Mapping[str, str] = {
    "ASCOF 2A": "no short-term support to maximise independence of a service user",
    "ASCOF 2B and 2C": "no long-term care home stay of a service user with a date of birth",
    "ASCOF 2E LD": "no long-term support of a service user in the year",
    "ASCOF 2E": "no long-term support of a service user in the year",
    "ASCOF 3D clients": "no long-term support of a service user open on the last day of the year",
    "ASCOF 3D carers": "nothing of an unpaid carer that the measure reads in the year",
    "Waiting times": "no request of an adult who was not a client yet and whose outcome leads on",
    **reasons.NOTHING,
}


def can_explain(result: MeasureResult) -> bool:
    """Whether a measure keeps what it decided about each row."""
    return WHY in result.tables and result.measure in _SENTENCES


def why(
    result: MeasureResult, *, person: int | None = None, record: int | None = None
) -> list[str]:
    """Say in a sentence each what a measure decided about the rows of a person, or about a row.

    person: a number of `ProcessedEvents.people`. record: a 0-based row. Where the measure looks at
    none of them, one sentence says what it looks for.
    """
    rows = result.tables[WHY]
    name, wanted = ("person", person) if record is None else ("record", record)
    found = rows[rows[name].to_numpy() == wanted]
    sentences = [_SENTENCES[result.measure](row) for row in found.to_dict("records")]
    if not sentences:
        what = "the row is" if record is not None else "there is"
        return [f"Not counted: {what} {_NOTHING[result.measure]}."]
    return list(dict.fromkeys(sentences))


def why_in_all(results: Mapping[str, MeasureResult], record: int) -> Iterator[tuple[str, str]]:
    """Yield the measures that look at a row, each with what it decided about it."""
    for name, result in results.items():
        if can_explain(result) and (result.tables[WHY]["record"].to_numpy() == record).any():
            for sentence in why(result, record=record):
                yield name, sentence


def _of_2a(row: Row) -> str:
    spell = f"ST-Max {span_words(row['start'], row['end'])}"
    if not row["ended"]:
        return f"Not counted: {spell}, which did not end in the year."
    if not row["adult"]:
        return f"Not counted: {spell}, of somebody under 18 at its end, or who had died before it."
    if not row["new"]:
        return (
            f"Not counted: {spell}, of somebody who had long-term support in the "
            f"{NEW_CLIENT_DAYS} days before it, so not a new client."
        )
    sequel = f"{sequel_words(row)} (sequel group {row['sequel_type']})"
    followed = f"{spell}, of a new client. What followed: {sequel}"
    if row["above"]:
        return f"In the numerator and the denominator: {followed}."
    if row["below"]:
        return f"In the denominator only: {followed}."
    return f"Not counted: {followed}, which is on neither side."


def _of_2b_2c(row: Row) -> str:
    age = "of unknown age" if np.isnan(row["age"]) else f"aged {int(row['age'])}"
    stay = f"care home stay from {day_words(row['start'])}, {age} then"
    if row["counted"]:
        band = "ASCOF 2B, 18 to 64" if row["younger"] else "ASCOF 2C, 65 and above"
        return (
            f"Counted in {band}: {stay}, and no care home in the {LOOK_BACK_DAYS} days before: "
            "a new admission from the community. Each person counts once."
        )
    if not row["in_year"]:
        return f"Not counted: {stay}, which did not begin in the year."
    if row["self_funded"]:
        return f"Not counted: {stay}, paid for by the person or under the 12-week disregard."
    if row["there"]:
        return (
            f"Not counted: {stay}, of somebody who was in a care home in the {LOOK_BACK_DAYS} days "
            "before, so not a new admission."
        )
    return f"Not counted: {stay}, of somebody under 18 or of unknown age."


def _of_2e(row: Row) -> str:
    if not isinstance(row["Accommodation_Status"], str):
        return "Not counted: the person died before the year, or nothing is known of them."
    age = "of unknown age" if np.isnan(row["age"]) else f"aged {int(row['age'])}"
    support = f"long-term support, last on {day_words(row['until'])}, {age} then"
    where = f"accommodation: {row['Accommodation_Status']}"
    counts = row["settled"] in (True, False) and row["band"] != UNKNOWN
    if counts and row["settled"]:
        return f"In the numerator and the denominator: {support}; {where}, at home or with family."
    if counts:
        return f"In the denominator only: {support}; {where}, not counted as at home."
    return f"Not counted: {support}, of somebody under 18 or of unknown age."


def _of_2e_ld(row: Row) -> str:
    sentence = _of_2e(row)
    if row["settled"] in (True, False) or np.isnan(row["age"]) or row["age"] < ADULT:
        return sentence
    return (
        "Not counted: somebody over working age, or whose primary support reason is not learning "
        "disability support."
    )


def _of_clients(row: Row) -> str:
    return _of_3d(row, _setting(int(row["place"])), "support open on the last day")


def _of_carers(row: Row) -> str:
    place = int(row["place"])
    if not place:
        return "Not counted: the row says no kind of support that the measure knows."
    return _of_3d(row, SUPPORT[place - 1], "support in the year")


def _of_3d(row: Row, kind: str, support: str) -> str:
    what = f"{support}: {kind}"
    if not row["adult"]:
        return f"Not counted: {what}, of somebody under 18."
    if row["place"] != row["best"]:
        return f"Not counted by this row: {what}; another row of the person is stronger."
    if not row["below"]:
        return f"Not counted: {what}, which is not in the denominator."
    sides = [n for n in ("self_directed", "direct") if row[n]]
    words = {"self_directed": "self-directed support", "direct": "direct payments"}
    above = " and ".join(words[n] for n in sides)
    return (
        f"In the denominator, and in the numerator of {above}: {what}."
        if above
        else f"In the denominator only: {what}."
    )


def _setting(place: int) -> str:
    service, mechanism = SETTINGS[place - 1]
    return f"{service}, {mechanism or 'no delivery mechanism'}"


def _of_waits(row: Row) -> str:
    asked = f"request of {day_words(row['start'])}"
    if row["discounted"]:
        return f"Not counted: {asked}; an earlier request of the person led to the same response."
    waits = [
        f"{words} on {day_words(row[name])}, {counted(int(row[name] - row['start']), 'day')} later"
        for name, words in (("response", "first response"), ("service", "first service"))
        if not np.isnan(row[name])
    ]
    if not waits:
        return f"Not counted: {asked}; no assessment or service followed it."
    return f"Counted: {asked}; {' and '.join(waits)}."


_SENTENCES: Mapping[str, Callable[[Row], str]] = {
    "ASCOF 2A": _of_2a,
    "ASCOF 2B and 2C": _of_2b_2c,
    "ASCOF 2E LD": _of_2e_ld,
    "ASCOF 2E": _of_2e,
    "ASCOF 3D clients": _of_clients,
    "ASCOF 3D carers": _of_carers,
    "Waiting times": _of_waits,
    **reasons.SENTENCES,
}
