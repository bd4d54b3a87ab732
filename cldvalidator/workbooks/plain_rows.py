"""Rows of a sheet that are spelled as Excel and the usual libraries do, looked through fast.

A parser calls back for each of millions of cells; here a handful of searches over the bytes do, as
long as these are sure to have one spelling only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import numpy as np
import numpy.typing as npt

from cldvalidator.workbooks.plain_cells import PADDING, Block, block_of
from cldvalidator.workbooks.sheet_facts import SheetFacts, position

_CELL = b'<c r="'
_ROW = re.compile(rb'<row r="([0-9]{1,7})"([^<>]*)>')
_PLACE = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"([^<>]*)>')
_EMPTY_FORMULA = re.compile(rb"<f(?: [^<>]*)?(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>")
_SPACE_IN_CELL = re.compile(rb"(?:</f|<v|<f[^<>]*/)>\s")
_EQUALS, _QUOTE, _SPACE, _AND, _OPENS, _CLOSES, _A = (ord(c) for c in '=" &<>A')
_TEXTS = (b't="str"', b't="s"', b't="inlineStr"')
MOST_STYLES = 200


class PlainRows:
    """Whole rows of a sheet, from a `<row` to a `</row>`. styles: those that put zeros in front."""

    def __init__(self, rows: bytes, styles: Mapping[str, str]) -> None:
        self._rows = rows
        self._styles = styles
        self._text = np.frombuffer(rows + bytes(PADDING), np.uint8)
        self._tags = np.flatnonzero(self._text == _OPENS)
        self._kinds = self._text[self._tags + 1]
        self._cells = self._tags[self._kinds == ord("c")]
        self._equals = np.flatnonzero(self._text == _EQUALS)
        starts = self._tags[self._kinds == ord("r")].tolist()
        found = [_ROW.match(rows, start) for start in starts]
        self._numbers = [(int(row[1]), row[2]) for row in found if row is not None]

    def are_plain(self) -> bool:
        """Whether they have the one spelling known here.

        That is: every row and cell begins with its reference, every attribute is written
        name="value", there is no comment, CDATA section or instruction, and no space between the
        parts of a formula's cell.
        """
        counts = np.bincount(self._kinds, minlength=256)
        if (
            len(self._styles) > MOST_STYLES
            or not self._numbers
            or counts[ord("!")]
            or counts[ord("?")]
            or counts[ord("r")] != len(self._numbers)
            or not self._cells_have_references()
            or (counts[ord("f")] and _SPACE_IN_CELL.search(self._rows))
        ):
            return False
        text, at = self._text, self._equals
        odd = (text[at + 1] != _QUOTE) | (text[at - 1] <= _SPACE) | (text[at + 2] == _AND)
        if not odd.any():
            return True
        opened = np.searchsorted(self._tags, at[odd])
        closed = np.searchsorted(np.flatnonzero(text == _CLOSES), at[odd])
        return bool((opened == closed).all())  # all stand in texts or formulas, none in a tag

    def _cells_have_references(self) -> bool:
        return all(
            bool((self._text[self._cells + place] == byte).all())
            for place, byte in enumerate(_CELL)
            if place > 1
        )

    def _may_say(self, letter: str) -> bool:
        """Whether an attribute may be one letter in quotation marks."""
        places = self._equals[self._text[self._equals + 2] == ord(letter)]
        return bool((self._text[places + 3] == _QUOTE).any())

    def add_to(self, found: SheetFacts) -> int:
        """Add to the facts what the rows hold; return the number of the last row (1-based)."""
        rows = self._rows
        numbers = [number for number, _ in self._numbers]
        found.rows = max(found.rows, *numbers)
        found.cells += len(self._cells)
        found.columns = max(found.columns, self._width(self._cells + len(_CELL)))
        if self._may_say("e"):
            _note_errors(rows, found)
        if not found.has_booleans and self._may_say("b"):
            found.has_booleans = b't="b"' in rows
        if self._styles:
            _note_padded(rows, self._styles, found)
        if (self._kinds == ord("f")).any():
            for formula in _EMPTY_FORMULA.finditer(rows):
                tag = rows[rows.rfind(_CELL, 0, formula.start()) : formula.start()]
                found.empty_formulas += not any(kind in tag for kind in _TEXTS)
        found.hidden_rows += [
            number - 1
            for number, attributes in self._numbers
            if b' hidden="1"' in attributes or b' hidden="true"' in attributes
        ]
        return numbers[-1]

    def cells(self) -> Block | None:
        """Return the cells of rows that are plain, None where they need the parser."""
        numbers = [number for number, _ in self._numbers]
        return block_of(self._rows, self._text, self._tags, self._kinds, numbers)

    def _width(self, references: npt.NDArray[np.int64]) -> int:
        """Return the number of the last column (1-based), by where the references begin."""
        if not len(references):
            return 0
        first, second, third = (
            self._text[references + n].astype(np.int32) - _A + 1 for n in (0, 1, 2)
        )
        is_two = second > 0
        is_three = is_two & (third > 0)
        columns = np.where(is_two, first * 26 + second, first)
        return int(np.where(is_three, columns * 26 + third, columns).max())


def _note_errors(rows: bytes, found: SheetFacts) -> None:
    at = -1
    while (at := rows.find(b't="e"', at + 1)) >= 0:
        place = _PLACE.match(rows, rows.rfind(b"<", 0, at))
        if place is None or place.end() < at:
            continue
        after = rows.find(b"<c", at)
        cell = rows[place.end() : after if after >= 0 else len(rows)]
        value = cell.partition(b"<v>")[2].partition(b"<")[0]
        if value:
            error = unescape(value.decode("utf-8", "replace"))
            found.errors[int(place[2]) - 1, position(place[1].decode())] = error


def _note_padded(rows: bytes, styles: Mapping[str, str], found: SheetFacts) -> None:
    styled = re.compile(rb'\ss="(%s)"' % b"|".join(number.encode() for number in styles))
    for style in styled.finditer(rows):
        place = _PLACE.match(rows, rows.rfind(b"<", 0, style.start()))
        if place is not None and place.end() > style.start() and b't="s"' not in place[3]:
            key = position(place[1].decode()), styles[style[1].decode()]
            found.padded.setdefault(key, []).append(int(place[2]) - 1)
