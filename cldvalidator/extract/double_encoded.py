"""Text that was decoded in the wrong encoding and encoded again: “â€™” for an apostrophe.

UTF-8 was read as Windows-1252 (or Latin-1) on its way, once or several times. Each step can be
undone: the characters are turned into the bytes that they were read from, and these are UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract.column import Column
from cldvalidator.extract.windows_1252 import CODEC, has_form, not_ascii

_MOST_TIMES = 4
_LEAST_OF_OTHER_ALPHABETS = 3
_LATIN, _GREEK = 0x180, 0x370
_BYTES = {chr(b): b for b in range(256)} | {
    c: b for b in range(256) if (c := bytes([b]).decode(CODEC, "ignore"))
}
"""The byte that a character was read from. Windows-1252 has no character for five of them."""
_FOLLOWING = "".join(
    f"\\x{{{ord(c):x}}}" for c, byte in _BYTES.items() if 0x80 <= byte < 0xC0 and c.isprintable()
)
SUSPICIOUS = rf"[\x{{c2}}-\x{{f4}}][\x{{80}}-\x{{a0}}\x{{ad}}{_FOLLOWING}]"
"""What every such text holds: how the first two bytes of a UTF-8 character read (RE2 syntax)."""
_RIGHT_MARK = "â€\ufffd", "â€\x9d"
"""A right quotation mark whose last byte was lost: no other mark of texts ends in a lost byte."""
_TELLING = re.compile(
    "Â[\xa0-\xbf]|â(?:€[{0}]|‚¬|„¢)|Ã[{0}]".format(
        "".join(re.escape(c) for c, byte in _BYTES.items() if 0x80 <= byte < 0xC0)
    )
)
"""Such characters in the midst of others that are right."""


@dataclass(frozen=True)
class Undone:
    """A text as it was before. certain: all of it reads in this way, as characters usual here."""

    text: str
    certain: bool


def undone(text: str) -> Undone | None:
    """Return a text as it was before it was encoded again; None for one that was not.

    >>> undone("Oâ€™Neill"), undone("naïve") is None
    (Undone(text='O’Neill', certain=True), True)
    """
    certain, plain = True, text
    for _ in range(_MOST_TIMES):
        if plain.isascii():
            break
        plain = plain.replace(*_RIGHT_MARK)
        before = _decoded(plain)
        if before is None:
            before = _TELLING.sub(lambda found: _usual(found[0]), plain)
            if before == plain:
                break
            certain = False
        plain = before
    if plain == text or plain == text.replace(*_RIGHT_MARK):
        return None
    return Undone(plain, certain and has_form(plain))


def _decoded(text: str) -> str | None:
    """Undo one step for a whole text, where what comes of it is what people write."""
    try:
        before = bytes(_BYTES[c] for c in text).decode()
    except (KeyError, UnicodeDecodeError):
        return None
    other = [c for c in before if not c.isascii() and not _is_usual(c)]
    if not other or (max(other) < "\xa0" and _decoded(before) is not None):
        return before
    enough = len(before) - sum(map(str.isascii, before)) >= _LEAST_OF_OTHER_ALPHABETS
    alphabet = all(ord(c) >= _GREEK or ord(c) < 0xA0 for c in other)
    return before if enough and alphabet else None


def _is_usual(character: str) -> bool:
    return 0xA0 <= ord(character) < _LATIN or (ord(character) >= 0xA0 and has_form(character))


def _usual(piece: str) -> str:
    before = _decoded(piece)
    return before if before is not None and has_form(before) else piece


def is_suspicious(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    """By text: is it worth a look?"""
    mask = not_ascii(values)
    if mask.any():
        found = pc.match_substring_regex(values.filter(pa.array(mask)), SUSPICIOUS)
        mask[mask] = found.to_numpy(zero_copy_only=False)
    return mask


def double_encoded_notice(columns: Sequence[Column]) -> tuple[str, ...]:
    """Say in how many cells there is such text and what to do; nothing where there is none."""
    cells = 0
    for column in columns:
        for code in np.flatnonzero(column.by_text(is_suspicious)).tolist():
            if undone(str(column.values[code])) is not None:
                cells += int(column.counts[code])
    if not cells:
        return ()
    hold = "1 cell holds" if cells == 1 else f"{cells:,} cells hold"
    return (
        f"{hold} text that a program decoded wrongly and saved again, such as “â€™” for an "
        "apostrophe or “Â£” for a pound sign: UTF-8 was read as Windows-1252. Make the proposed "
        "changes, or export again and open the export as UTF-8 (65001) in every step.",
    )
