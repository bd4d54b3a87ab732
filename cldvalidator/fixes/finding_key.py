"""What a line of a team's workbook is about, in one text that survives sorting and saving."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cldvalidator.extract import Extract
from cldvalidator.fixes.row_identity import RowIdentities

_SIGN, _SEPARATOR, _PARTS = "CLD1", "|", 9


def hashed(text: str) -> str:
    """Return a short hash of a cell's text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class FindingKey:
    """A finding at a cell of a file.

    sha256: the first 32 digits of the file's. row: as Excel shows it. identity, alike: what the row
    is known by in another extract (`RowIdentities`), and how many rows of the file had that. value:
    `hashed` of the cell's text.
    """

    sha256: str
    row: int
    field: str
    rule: str
    identity: str
    alike: int
    value: str

    @property
    def text(self) -> str:
        """The key as one text, with a check that none of it was changed."""
        parts = (
            self.sha256,
            str(self.row),
            self.identity,
            str(self.alike),
            self.value,
            self.rule,
            self.field,
        )
        joined = _SEPARATOR.join(parts)
        return _SEPARATOR.join((_SIGN, hashed(joined), joined))

    def is_of(self, extract: Extract) -> bool:
        """Whether the line is about this very file, byte by byte."""
        return extract.reading.sha256.startswith(self.sha256)


def parsed_key(text: str) -> FindingKey | None:
    """Return the key that a text is; None for any other, and for one that was changed."""
    parts = text.strip().split(_SEPARATOR, _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != _SIGN:
        return None
    sha256, row, identity, alike, value, rule, field = parts[2:]
    if not (row.isascii() and row.isdigit() and alike.isascii() and alike.isdigit()):
        return None
    if max(len(row), len(alike)) > 9:
        return None
    key = FindingKey(sha256, int(row), field, rule, identity, int(alike), value)
    return key if key.text == text.strip() and len(sha256) == 32 else None


class FindingKeys:
    """Makes the keys of findings of one file."""

    def __init__(self, extract: Extract, read: Extract) -> None:
        """Take a whole file. read: it, with every text as it reads for the rules."""
        self._extract = extract
        self._identities = RowIdentities(read)
        self._places = {int(row): place for place, row in enumerate(extract.source_rows.tolist())}
        self._known: dict[int, tuple[str, int]] = {}
        self._hashed: dict[tuple[str, int], str] = {}

    def of(self, source_row: int, field: str, rule: str) -> FindingKey:
        """Return the key of a finding. source_row: as Excel shows it."""
        place = self._places[source_row]
        if source_row not in self._known:
            self._known[source_row] = self._identities.of(place), self._identities.count(place)
        column = self._extract.column(field)
        cell = field, int(column.codes[place])
        if cell not in self._hashed:
            self._hashed[cell] = hashed(column.texts[cell[1]])
        sha256 = self._extract.reading.sha256[:32]
        return FindingKey(
            sha256, source_row, field, rule, *self._known[source_row], self._hashed[cell]
        )
