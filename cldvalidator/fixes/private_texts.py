"""Texts that may be about a person: they never enter a file that is kept or passed on."""

from __future__ import annotations

import re
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


class People:
    """The identifiers and names of a file, to tell whether a text is one of them.

    Costs nothing until a text is asked about that could be one.
    """

    def __init__(self, extract: Extract) -> None:
        self._extract = extract

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
            for name in ("First Name", "Last Name")
            if len(names := self._codes(name, plain))
        )

    def _codes(self, name: str, plain: str) -> npt.NDArray[np.int64]:
        same = pc.equal(self._folded[name], plain).to_numpy(zero_copy_only=False)
        return np.flatnonzero(same)

    def _rows(self, name: str, codes: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        return np.isin(self._extract.column(name).codes, codes)

    @cached_property
    def _folded(self) -> dict[str, pa.StringArray]:
        names = (*_IDENTIFIERS, "First Name", "Last Name")
        return {
            n: pc.utf8_lower(pc.utf8_trim_whitespace(self._extract.column(n).values)) for n in names
        }


def _plain(text: str) -> str:
    return re.sub(r"[\s,]+", " ", text).strip().lower()
