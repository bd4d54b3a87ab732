"""The register of postcodes: does a postcode exist, and in which council does it lie?

`resources/registers/postcodes.xz` holds, compressed and one after the other: the names of the
postcode sectors ("LN2 1" as five characters), in order; a map of 400 bits for each, one bit for
each pair of the 20 letters that postcodes end with; a byte for each postcode, in the same order,
which numbers the place among `places` of `postcodes.json`. `packing/postcodes.py` makes it.
"""

from __future__ import annotations

import json
import lzma
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.bundled import bundled
from cldvalidator.extract.text_bytes import bytes_and_ends

_NOT_KEPT = "^(?:ZZ|BF|BT)[0-9]"
"""Pseudo postcodes (ZZ99 ...), those of forces abroad (BFPO) and of Northern Ireland."""
_FORM = r"^[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}$"
UNITS = "ABDEFGHJLNPQRSTUWXYZ"
"""The letters that the unit of a postcode is made of."""
_PER_SECTOR = len(UNITS) ** 2
NOT_THERE, UNKNOWN_PLACE = 255, 0


@dataclass(frozen=True, eq=False)
class PostcodeRegister:
    """An edition of the register.

    edition: as in "November 2025". places: GSS codes of councils, names of others;
    the first is "", for a postcode whose place is not known. sectors: sorted, as numbers. of_unit:
    by sector and pair of letters, the number of the place (uint8), 255 where there is no postcode.
    """

    edition: str
    places: tuple[str, ...]
    sectors: npt.NDArray[np.uint64]
    of_unit: npt.NDArray[np.uint8]

    def places_of(self, texts: pa.StringArray) -> npt.NDArray[np.uint8]:
        """Return the number of each text's place in `places`; 255: not in the register.

        texts: postcodes in capitals, with or without their space. One that is no postcode by its
        form, or of a kind that the register does not keep (`_NOT_KEPT`), has the unknown place 0.
        """
        found = self._looked_up(_letters(texts))
        missing = np.flatnonzero(found == NOT_THERE)
        if len(missing):
            of_them = texts.take(pa.array(missing))
            kept = pc.and_not(
                pc.match_substring_regex(of_them, _FORM),
                pc.match_substring_regex(of_them, _NOT_KEPT),
            )
            found[missing[~kept.to_numpy(zero_copy_only=False)]] = UNKNOWN_PLACE
        return found

    def _looked_up(self, letters: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        number = np.full(256, -1, np.int32)
        number[list(UNITS.encode())] = np.arange(len(UNITS))
        first, second = number[letters[5]], number[letters[6]]
        wanted = _numbered(letters[:5])
        place = np.minimum(np.searchsorted(self.sectors, wanted), len(self.sectors) - 1)
        there = (self.sectors[place] == wanted) & (first >= 0) & (second >= 0)
        unit = place * _PER_SECTOR + first * len(UNITS) + second
        return np.where(there, self.of_unit[np.where(there, unit, 0)], np.uint8(NOT_THERE))


def _letters(texts: pa.StringArray) -> npt.NDArray[np.uint8]:
    """Return four bytes before the space, filled up with spaces, and three behind it: by place.

    0 where a text has not the length of a postcode.
    """
    text, ends = bytes_and_ends(texts)
    found = np.zeros((7, len(texts)), np.uint8)
    if not len(text):
        return found
    end, length = ends[1:].astype(np.int64), np.diff(ends)
    spaced = (length > 4) & (text[np.maximum(end - 4, 0)] == ord(" "))
    outward = length - 3 - spaced
    fits = (outward >= 2) & (outward <= 4)
    start = end - length
    for place in range(4):
        there = np.flatnonzero(fits & (place < outward))
        found[place] = np.where(fits, ord(" "), 0)
        found[place, there] = text[start[there] + place]
    for place in range(3):
        found[4 + place, fits] = text[end[fits] - 3 + place]
    return found


def _numbered(sectors: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint64]:
    """Return five rows of bytes as one number for each column, which sorts as they do."""
    number = np.zeros(sectors.shape[1], np.uint64)
    for letters in sectors:
        number = number * np.uint64(256) + letters
    return number


@cache
def postcode_register() -> PostcodeRegister:
    """Return the register that comes with the program (4 MB in memory), read when first asked."""
    about = postcode_facts()
    content = lzma.decompress(bundled("registers", "postcodes.xz").read_bytes())
    count = int(about["sectors"])
    names, maps = 5 * count, _PER_SECTOR // 8 * count
    sectors = np.frombuffer(content, np.uint8, names).reshape(-1, 5).T
    bits = np.unpackbits(np.frombuffer(content, np.uint8, maps, names)).astype(bool)
    of_unit = np.full(len(bits), NOT_THERE, np.uint8)
    of_unit[bits] = np.frombuffer(content, np.uint8, offset=names + maps)
    return PostcodeRegister(about["edition"], tuple(about["places"]), _numbered(sectors), of_unit)


@cache
def postcode_facts() -> dict[str, Any]:
    """Return what the register is: title, edition, source, licence, attribution, places."""
    about: dict[str, Any] = json.loads(bundled("registers", "postcodes.json").read_text("utf-8"))
    return about


def postcode_places(texts: pa.StringArray) -> npt.NDArray[np.uint8]:
    """Return `places_of` the register, which is not loaded for pseudo postcodes alone."""
    pseudo = pc.or_(pc.starts_with(texts, "ZZ"), pc.equal(texts, ""))
    if pc.all(pseudo).as_py() in (True, None):
        return np.full(len(texts), UNKNOWN_PLACE, np.uint8)
    return postcode_register().places_of(texts)
