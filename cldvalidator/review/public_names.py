"""Headers, sheets and the file as they are named where no personal data may stand.

These are texts that people wrote, and some write a name or an NHS number there. One that may tell
of a person is named by its letter or number instead.
"""

from __future__ import annotations

import re
from functools import cached_property

from cldvalidator.extract import Extract, HeaderMatch
from cldvalidator.extract.notices import notices_of
from cldvalidator.fixes.private_texts import People, looks_personal

LEFT_OUT = "(name left out: it may be about a person)"
_NHS_NUMBER = re.compile(r"(?<!\d)\d(?:[\s\-_.\u00a0]?\d){9}(?!\d)")


def public_file_name(name: str) -> str:
    """Return the name of a file, unless a number like an NHS number stands in it."""
    return LEFT_OUT if _NHS_NUMBER.search(name) else name


class PublicNames:
    """The names of one file, as they may be passed on."""

    def __init__(self, extract: Extract) -> None:
        self._reading = extract.reading
        self._people = People(extract)

    def header(self, match: HeaderMatch) -> str:
        """Return the header of a column, or its letter."""
        if match.found == match.field or not self.is_private(match.found):
            return match.found
        return f"column {match.letter}"

    @property
    def sheet(self) -> str | None:
        """The sheet that was read, or its number; None for a file without sheets."""
        name = self._reading.sheet
        return self._sheets.get(name, name) if name is not None else None

    @property
    def file(self) -> str:
        """The name of the file; not one that has an NHS number or a whole name of a person."""
        name = self._reading.name
        return LEFT_OUT if self._people.why_personal_within(name) else public_file_name(name)

    @property
    def notices(self) -> tuple[str, ...]:
        """What was noticed on reading, private names of columns and sheets covered in it."""
        return tuple(self.covered(notice) for notice in notices_of(self._reading))

    def covered(self, sentence: str) -> str:
        """Return a sentence with private names of columns and sheets put as letter and number."""
        if self._private is not None:
            sentence = self._private.sub(lambda m: self._covers[m[0]], sentence)
        return _NHS_NUMBER.sub("(number left out)", sentence)

    def is_private(self, text: str) -> bool:
        """Whether a header or the name of a sheet may tell of a person, of this file above all."""
        return bool(
            looks_personal(text)
            or _NHS_NUMBER.search(text)
            or self._people.why_personal_within(text)
            or self._people.has_name_within(text)
        )

    @cached_property
    def _sheets(self) -> dict[str, str]:
        names = self._reading.sheets or ((self._reading.sheet,) if self._reading.sheet else ())
        return {n: f"sheet {i}" for i, n in enumerate(names, start=1) if self.is_private(n)}

    @cached_property
    def _covers(self) -> dict[str, str]:
        headers = {m.found: self.header(m) for m in self._reading.headers if m.field != m.found}
        return {n: c for n, c in headers.items() if n and n != c} | self._sheets

    @cached_property
    def _private(self) -> re.Pattern[str] | None:
        longest_first = sorted(self._covers, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None
