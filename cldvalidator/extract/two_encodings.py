"""Text of which some bytes are UTF-8 and some are not, as when two exports are appended."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CHUNK = 1 << 22
_ESCAPED = 0xDC00
_FIRST_BYTES, _FURTHER_BYTES = (0xC2, 0xF4), (0x80, 0xBF)
_MOST_NAMED = 4
_PLAUSIBLE = (
    *((0xA0, 0x24F), (0x2B0, 0x2DF), (0x2000, 0x2122), (0xFB00, 0xFB06), (0xFFFD, 0xFFFD)),
    *((0x1F300, 0x1FAFF), (0xFEFF, 0xFEFF), (0x2190, 0x27BF), (0xFE0F, 0xFE0F)),
)

# Windows itself reads its five undefined bytes as the control characters of the same number.
WINDOWS_1252 = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256))
_BY_BYTE = np.array([ord(c) for c in WINDOWS_1252], np.uint32)


@dataclass(frozen=True, eq=False)
class TwoEncodings:
    """A text read as UTF-8 where its bytes fit, else as Windows-1252.

    wrong: how many bytes did not fit UTF-8. lines_1252, lines_utf_8: the lines, counted from 1,
    with such bytes, and with characters of several bytes that did fit. is_plausible: those are
    letters and signs of European languages, or emoji; others come about by chance.
    """

    data: memoryview
    wrong: int
    lines_1252: npt.NDArray[np.int64]
    lines_utf_8: npt.NDArray[np.int64]
    is_plausible: bool

    def notice(self) -> str:
        """Say which lines are in which encoding, and what to look at."""
        return (
            "The file is in two encodings, as when two exports are appended: "
            f"{_lines(self.lines_utf_8)} in UTF-8, {_lines(self.lines_1252)} in Windows-1252. "
            "Each character was read in its own. Look at names in these lines, or export the "
            "parts again in one encoding."
        )


def may_be_two_encodings(view: memoryview) -> bool:
    """Whether bytes that do not all fit UTF-8 hold a character of several bytes that does.

    In Windows-1252 such a pair would be a capital with an accent and a sign: no name has it.
    """
    first, last = _FIRST_BYTES
    low, high = _FURTHER_BYTES
    content = np.frombuffer(view, np.uint8)
    for start in range(0, len(content), CHUNK):
        piece = content[start : start + CHUNK + 1]
        begins = np.flatnonzero(piece[:-1] >= first)
        further = piece[begins + 1]
        if ((piece[begins] <= last) & (further >= low) & (further <= high)).any():
            return True
    return False


def read_two_encodings(view: memoryview) -> TwoEncodings:
    """Read each byte that does not fit UTF-8 as Windows-1252."""
    text = codecs.decode(view, "utf-8", "surrogateescape")  # a wrong byte becomes U+DC00 + byte
    out = bytearray()
    wrong, line, is_plausible = 0, 1, True
    found: tuple[list[npt.NDArray[np.int64]], ...] = ([], [])
    for start in range(0, len(text), CHUNK):
        piece = text[start : start + CHUNK].encode("utf-32-le", "surrogatepass")
        characters = np.frombuffer(piece, "<u4")
        is_wrong = (characters >= _ESCAPED) & (characters < _ESCAPED + 0x100)
        wrong += int(is_wrong.sum())
        ends = characters == ord("\n")
        for lines, marked in zip(found, (is_wrong, (characters >= 0x80) & ~is_wrong), strict=True):
            places = np.flatnonzero(marked)
            if len(places):
                lines.append(np.unique(line + np.cumsum(ends)[places]))
        line += int(ends.sum())
        several = characters[(characters >= 0x80) & ~is_wrong]
        is_plausible &= bool(_in_ranges(several).all())
        right = np.where(is_wrong, _BY_BYTE[characters & 0xFF], characters).astype("<u4")
        out += right.tobytes().decode("utf-32-le").encode()
    lines_1252, lines_utf_8 = (
        np.unique(np.concatenate(lines)) if lines else np.zeros(0, np.int64) for lines in found
    )
    return TwoEncodings(memoryview(out), wrong, lines_1252, lines_utf_8, is_plausible)


def _in_ranges(characters: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(characters), np.bool_)
    for first, last in _PLAUSIBLE:
        found |= (characters >= first) & (characters <= last)
    return found


def _lines(lines: Sequence[int] | npt.NDArray[np.int64]) -> str:
    """Name lines, the first ones of many, with a verb: "line 4 is", "61 lines (from 3) are"."""
    if len(lines) == 1:
        return f"line {lines[0]:,} is"
    if len(lines) <= _MOST_NAMED:
        return f"lines {', '.join(f'{n:,}' for n in lines)} are"
    return f"{len(lines):,} lines (between {lines[0]:,} and {lines[-1]:,}) are"
