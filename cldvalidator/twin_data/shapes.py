"""What may be left of a text that is no listed value: its shape, and what stands around it."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract.plain_text import ENDS
from cldvalidator.extract.windows_1252 import CODEC

_LONGEST = 60
_SIGNS = frozenset(" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


def shape_of(text: str) -> str:
    """Return a text with x for each letter and 9 for each digit; of other signs those of ASCII.

    >>> shape_of("Smith-Jones 27b"), shape_of("Zoë")
    ('Xxxxx-Xxxxx 99x', 'Xxx')
    """
    inner = text.strip(ENDS)[:_LONGEST]
    shape = inner.translate(_SHAPES) if inner.isascii() else "".join(map(_sign, inner))
    return shape.strip()


def _sign(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isalpha():
        return "X" if character.isupper() else "x"
    return character if character in _SIGNS else " "


_SHAPES = {code: _sign(chr(code)) for code in range(128)}
_BYTES = np.array([ord(_SHAPES[b]) if b < 128 else 0 for b in range(256)], np.uint8)


def shapes_of(texts: pa.StringArray) -> pa.StringArray:
    """Return the shape of each text."""
    size = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
    plain = pc.match_substring_regex(texts, "^[!-~](.*[!-~])?$").to_numpy(zero_copy_only=False)
    plain &= pc.string_is_ascii(texts).to_numpy(zero_copy_only=False) & (size <= _LONGEST)
    easy = texts.filter(pa.array(plain))
    easy = pa.concat_arrays([easy])  # from the start of its buffers
    _, offsets, data = easy.buffers()
    signs = _BYTES[np.frombuffer(data, np.uint8)] if data is not None else np.zeros(0, np.uint8)
    shapes = pa.StringArray.from_buffers(len(easy), offsets, pa.py_buffer(signs.tobytes()))
    found = np.empty(len(texts), object)
    found[plain] = shapes.to_numpy(zero_copy_only=False)
    rest = np.flatnonzero(~plain)
    found[rest] = [shape_of(t) for t in texts.take(pa.array(rest)).to_pylist()]
    return pa.array(found, pa.string())


def folded(texts: pa.StringArray) -> pa.StringArray:
    """Return each text without spaces at its ends, its capitals folded."""
    ascii_ = pc.string_is_ascii(texts)
    found = pc.ascii_lower(pc.utf8_trim_whitespace(texts))
    if pc.all(ascii_).as_py() is not False:
        return found
    others = texts.filter(pc.invert(ascii_)).to_pylist()
    new = pa.array([t.strip().casefold() for t in others], pa.string())
    return pc.replace_with_mask(found, pc.invert(ascii_), new)


def around(text: str, core: str) -> tuple[str, str] | None:
    """Return what stands before and behind a core in a text; None where it is not in it.

    Also None where letters or digits stand there, as these may say something. A needless .0 is no
    such.
    """
    place = text.find(core) if core else -1
    if place < 0:
        return None
    before, behind = text[:place], text[place + len(core) :]
    digits = re.sub(r"^\.0+(?!\d)", "", behind)
    if any(c.isalnum() for c in _unescaped(before) + _unescaped(digits)):
        return None
    return before, behind


def _unescaped(text: str) -> str:
    """Return a text without a line break as Open XML spells it, and the T of =T("…")."""
    return re.sub(r"_x000[adAD]_|^=T\(", "", text)


def ends_of(text: str) -> tuple[str, str]:
    """Return the spaces and hidden characters at both ends of a text."""
    inner = text.strip(ENDS)
    place = text.find(inner) if inner else len(text)
    return text[:place], text[place + len(inner) :]


def lacks_a_form(text: str) -> bool:
    """Whether a text has a letter that Windows-1252 lacks."""
    letters = "" if text.isascii() else text
    return any(c.isalpha() and not c.encode(CODEC, "ignore") for c in letters)
