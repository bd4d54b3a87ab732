"""Recognises a row in another extract, by its person and its event."""

from __future__ import annotations

import hashlib
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cldvalidator.extract import Column, Extract
from cldvalidator.extract.plain_text import plain_value

_PERSON, _OTHER = "LA Person Unique Identifier", "NHS Number"
_EVENT = ("Event Type", "Event Reference", "Event Start Date")


class RowIdentities:
    """The identities of the rows of one file, by hashes that give no identifier away as text.

    A row is known by its person (LA Person Unique Identifier, else NHS Number), event type,
    reference and start date. Capitals, spaces and wrappers do not matter.
    """

    def __init__(self, read: Extract) -> None:
        """read: the file with every text as it reads for the rules (`Opened.read`)."""
        self._read = read

    def of(self, row: int) -> str:
        """Return the identity of a row (0-based)."""
        return _hash([texts[int(codes[row])] for texts, codes in self._parts])

    def count(self, row: int) -> int:
        """Return how many rows have the identity of a row."""
        return len(self.rows(self.of(row)))

    def rows(self, identity: str) -> list[int]:
        """Return the rows that have an identity, ascending."""
        return self._rows.get(identity, [])

    @cached_property
    def _parts(self) -> list[tuple[list[str], npt.NDArray[np.integer]]]:
        """Each part of the identity: its texts, and by row the place of its text among them."""
        read = self._read
        own, other = (_plain(read.column(name)) for name in (_PERSON, _OTHER))
        codes = [read.column(name).codes.astype(np.int64) for name in (_PERSON, _OTHER)]
        has_own = np.array([bool(t) for t in own], bool)[codes[0]]
        person = np.where(has_own, codes[0], codes[1] + len(own))
        events = ((_plain(read.column(n)), read.column(n).codes) for n in _EVENT)
        return [([*own, *(f"{_OTHER} {t}" for t in other)], person), *events]

    @cached_property
    def _rows(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        lists = [[texts[code] for code in codes.tolist()] for texts, codes in self._parts]
        for row, parts in enumerate(zip(*lists, strict=True)):
            found.setdefault(_hash(parts), []).append(row)
        return found


def _plain(column: Column) -> list[str]:
    return ["".join(plain_value(text).split()).casefold() for text in column.texts]


def _hash(parts: list[str] | tuple[str, ...]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
