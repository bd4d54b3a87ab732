"""Texts that may be about a person: they never enter a file that is kept or passed on."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from cldvalidator.extract import Column, Extract

_DIGITS = 6
"""A text with so many digits may be an identifier, a telephone number or a date of birth."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_SIGNS = (
    (re.compile(r"@"), "it looks like an e-mail address"),
    (
        re.compile(r"\b[a-z]{1,2}[0-9][0-9a-z]?\s*[0-9][a-z]{2}\b", re.IGNORECASE),
        "it looks like a postcode",
    ),
    (re.compile(r"\b[0-9]{1,4}[/.\-][0-9]{1,2}[/.\-][0-9]{1,4}\b"), "it looks like a date"),
    (re.compile(rf"\b[0-9]{{1,2}}[ \-]{_MONTH}[ \-,]+[0-9]{{2,4}}\b", re.IGNORECASE),
     "it looks like a date"),
    (re.compile(r"\b(?:mr|mrs|ms|miss|mx|dr|master)\b\.?\s+[a-z]", re.IGNORECASE),
     "it looks like a name"),
)  # fmt: skip
_IDENTIFIERS = (
    "NHS Number",
    "LA Person Unique Identifier",
    "Event Reference",
    "Adult 1 Linked Person_ID",
    "Adult 2 Linked Person_ID",
    "Adult 3 Linked Person_ID",
    "Postcode",
)
_NAMES = ("First Name", "Last Name")


def looks_personal(text: str, *, dates: bool = False) -> str:
    """Return why a text may be about a person, "" if nothing in it says so.

    dates: whether a date may stand in it, as in the reason for a decision.
    """
    for sign, why in _SIGNS:
        if sign.search(text) and not (dates and why.endswith("a date")):
            return why
    rest = text
    if dates:
        for sign, why in _SIGNS:
            rest = sign.sub(" ", rest) if why.endswith("a date") else rest
    if sum(c.isdigit() for c in rest) >= _DIGITS:
        return "it has as many digits as an identifier"
    return ""


def is_of_a_person(extract: Extract, field: str, texts: Iterable[str]) -> dict[str, str]:
    """Return those of a field's texts that are somebody's identifier or name in the same file.

    By text, why. A single name counts where it stands in the record of who bears it (a surname can
    be a proper value, such as White); a full name counts anywhere.
    """
    found: dict[str, str] = {}
    identifiers: set[str] = set()
    for name in _IDENTIFIERS:
        identifiers |= {_plain(t) for t in extract.column(name).texts if _has_digit(t)}
    people = [(c, _by_plain(c)) for c in map(extract.column, _NAMES)]
    column = extract.column(field)
    for text in texts:
        plain = _plain(text)
        if plain in identifiers and _has_digit(text):
            found[text] = "it is an identifier in this file"
        elif _names_somebody(plain, people) or _own_name(text, column, people):
            found[text] = "it is a person's name in this file"
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\s,]+", " ", text).strip().casefold()


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)


Name = tuple[Column, dict[str, list[int]]]


def _by_plain(column: Column) -> dict[str, list[int]]:
    codes: dict[str, list[int]] = {}
    for code, text in enumerate(column.texts):
        if text.strip():
            codes.setdefault(_plain(text), []).append(code)
    return codes


def _rows(name: Name, text: str) -> npt.NDArray[np.bool_] | None:
    column, codes = name
    return np.isin(column.codes, codes[text]) if text in codes else None


def _names_somebody(plain: str, people: list[Name]) -> bool:
    words = plain.split(" ")
    for place in range(1, len(words)):
        parts = " ".join(words[:place]), " ".join(words[place:])
        for first, last in (parts, parts[::-1]):
            one, other = _rows(people[0], first), _rows(people[1], last)
            if one is not None and other is not None and bool((one & other).any()):
                return True
    return False


def _own_name(text: str, column: Column, people: list[Name]) -> bool:
    code = column.values.index(text).as_py()
    if code < 0:
        return False
    here = column.codes == code
    rows = (_rows(name, _plain(text)) for name in people)
    return any(r is not None and bool((r & here).any()) for r in rows)
