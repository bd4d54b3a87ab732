"""Texts that may be about a person: they never enter a file that is kept or passed on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract import Extract

_DIGITS = 6
"""A text with so many digits may be an identifier, a telephone number or a date of birth."""
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_SIGNS = (
    (re.compile(r"[^\s@]@[^\s@]"), "it looks like an e-mail address"),
    (
        re.compile(r"\b[a-z]{1,2}[0-9][0-9a-z]?\s*[0-9][a-z]{2}\b", re.IGNORECASE),
        "it looks like a postcode",
    ),
    (re.compile(r"\b[0-9]{1,4}[/.\-][0-9]{1,2}[/.\-][0-9]{1,4}\b"), "it looks like a date"),
    (re.compile(rf"\b[0-9]{{1,2}}[ \-]{_MONTH}[ \-,]+[0-9]{{2,4}}\b", re.IGNORECASE),
     "it looks like a date"),
    (re.compile(r"\bborn\s+(?:in\s+|on\s+)?[0-9]", re.IGNORECASE), "it looks like a date"),
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
_WORD = re.compile(r"[^\W_]+")
_LONGEST = 4
"""Names and identifiers of so many words are looked for in a longer text."""
_Span = tuple[int, int]
"""Where words stand in a text: the place of the first, and the one after the last."""


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


def why_personal_text(text: str, people: People | Extract | None, *, dates: bool = True) -> str:
    """Return in a sentence why a text of one's own words may not be kept, "" if it may.

    A reason, a note or a header; people: of the open file, None where there is none. dates: whether
    a date may stand in it.
    """
    why = personal_words(text, people, dates=dates)
    return f"The text may say something about a person: {why}." if why else ""


def personal_words(text: str, people: People | Extract | None, *, dates: bool = True) -> str:
    """Return why a text of one's own words may be about a person, to be put into a sentence."""
    why = looks_personal(text, dates=dates)
    if why or people is None:
        return why
    return (People(people) if isinstance(people, Extract) else people).why_personal_within(text)


class People:
    """The identifiers and names of a file, to tell whether a text is one of them.

    Costs nothing until a text is asked about that could be one.
    """

    def __init__(self, extract: Extract) -> None:
        self._extract = extract
        self._in_words: dict[str, pa.StringArray] = {}

    def why_personal(self, field: str, text: str) -> str:
        """Return why a text of a field is somebody's identifier or name here, "" if it is none.

        A single name counts where it stands in the record of who bears it (a surname can be a
        proper value, such as White); a full name counts anywhere.
        """
        plain = _plain(text)
        if any(c.isdigit() for c in plain) and self._is_identifier(plain):
            return "it is an identifier in this file"
        if self._names_somebody(plain) or self._is_own_name(field, text):
            return "it is a person's name in this file"
        return ""

    def why_personal_within(self, text: str) -> str:
        """Return why a longer text tells of somebody of this file, "" if it does not.

        It does when an identifier stands in it, or both the first and the last name of one person.
        A name alone does not: it may be a word like any other.
        """
        words = [m[0] for m in _WORD.finditer(text)]
        runs = _runs([w.lower() for w in words])
        if any(len(self._among(n, filter(_tells_apart, runs))) for n in _IDENTIFIERS):
            return "it has an identifier of this file in it"
        if self._has_full_name(words, runs):
            return "it has the name of a person of this file in it"
        return ""

    def has_name_within(self, text: str) -> bool:
        """Whether a first or a last name of this file stands in a text, alone too.

        Many names are words like any other, so this is for where nothing is lost by a false alarm.
        """
        words = [m[0].lower() for m in _WORD.finditer(text)]
        runs = [run for run in _runs(words) if sum(map(str.isalpha, run)) > 2]
        return any(len(self._among(name, runs)) for name in _NAMES)

    def _has_full_name(self, words: list[str], runs: dict[str, list[_Span]]) -> bool:
        if len(words) < 2:
            return False
        first, last = (self._among(n, runs) for n in _NAMES)
        if not len(first) or not len(last):
            return False
        here = np.flatnonzero(self._rows(_NAMES[0], first) & self._rows(_NAMES[1], last))
        codes = (self._extract.column(n).codes[here].tolist() for n in _NAMES)
        pairs = set(zip(*codes, strict=True))
        return any(
            _stand_together(words, one, other)
            for a, b in pairs
            for one in _of_name(runs, str(self._words(_NAMES[0])[a]))
            for other in _of_name(runs, str(self._words(_NAMES[1])[b]))
        )

    def _among(self, name: str, texts: Iterable[str]) -> npt.NDArray[np.int64]:
        """Return the codes of a column whose words are one of the texts."""
        wanted = pa.array(list(texts), pa.string())
        if not len(wanted):
            return np.zeros(0, np.int64)
        return np.flatnonzero(pc.is_in(self._words(name), wanted).to_numpy(zero_copy_only=False))

    def _is_identifier(self, plain: str) -> bool:
        return any(len(self._codes(name, plain)) for name in _IDENTIFIERS)

    def _names_somebody(self, plain: str) -> bool:
        words = plain.split(" ")
        for place in range(1, len(words)):
            parts = " ".join(words[:place]), " ".join(words[place:])
            if any(self._together(*pair) for pair in (parts, parts[::-1])):
                return True
        return False

    def _together(self, first: str, last: str) -> bool:
        one, other = self._codes("First Name", first), self._codes("Last Name", last)
        if not len(one) or not len(other):
            return False
        rows = self._rows("First Name", one) & self._rows("Last Name", other)
        return bool(rows.any())

    def _is_own_name(self, field: str, text: str) -> bool:
        column, plain = self._extract.column(field), _plain(text)
        folded = pc.utf8_lower(pc.utf8_trim_whitespace(column.values))
        codes = np.flatnonzero(pc.equal(folded, plain).to_numpy(zero_copy_only=False))
        here = np.isin(column.codes, codes)
        return any(
            bool((here & self._rows(name, names)).any())
            for name in _NAMES
            if len(names := self._codes(name, plain))
        )

    def _codes(self, name: str, plain: str) -> npt.NDArray[np.int64]:
        same = pc.equal(self._folded[name], plain).to_numpy(zero_copy_only=False)
        return np.flatnonzero(same)

    def _rows(self, name: str, codes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        return np.isin(self._extract.column(name).codes, codes)

    def _words(self, name: str) -> pa.StringArray:
        """Return what `_folded` has of a column, in the words that it consists of."""
        if name not in self._in_words:
            plain = pc.replace_substring_regex(self._folded[name], r"[^\pL\pN]+", " ")
            self._in_words[name] = pc.utf8_trim_whitespace(plain)
        return self._in_words[name]

    @cached_property
    def _folded(self) -> dict[str, pa.StringArray]:
        names = (*_IDENTIFIERS, *_NAMES)
        return {
            n: pc.utf8_lower(pc.utf8_trim_whitespace(self._extract.column(n).values)) for n in names
        }


def _plain(text: str) -> str:
    return re.sub(r"[\s,]+", " ", text).strip().lower()


def _runs(words: list[str]) -> dict[str, list[_Span]]:
    """Return every run of a few words with the places where it stands."""
    runs: dict[str, list[_Span]] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(start + _LONGEST, len(words)) + 1):
            runs.setdefault(" ".join(words[start:end]), []).append((start, end))
    return runs


def _of_name(runs: dict[str, list[_Span]], name: str) -> list[_Span]:
    """Return where a name stands; an initial or a number is none."""
    return runs.get(name, []) if sum(c.isalpha() for c in name) > 1 else []


def _stand_together(words: list[str], first: _Span, last: _Span) -> bool:
    """Say whether a first and a last name are those of somebody, and not words like any other.

    Apart from each other, or with the last name first, they count with capital letters only: "it
    will not change the price" is not about Will Price.
    """
    if first[0] < last[1] and last[0] < first[1]:
        return False  # the same words cannot be both
    if first[1] <= last[0] and all(len(w) == 1 for w in words[first[1] : last[0]]):
        return True  # side by side, or with initials between them
    return all(words[start][0].isupper() for start, _ in (first, last))


def _tells_apart(identifier: str) -> bool:
    """Say whether an identifier is unlike the short numbers and codes that stand in any text."""
    letters, digits = (sum(f(c) for c in identifier) for f in (str.isalpha, str.isdigit))
    return digits > 0 and letters + digits > (3 if letters else 4)
