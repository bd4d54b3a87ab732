"""Windows-1252, the encoding of a submission: what it lacks, and what may stand for that."""

from __future__ import annotations

import unicodedata

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.specification.portal import load_portal

CODEC = "cp1252"
_LACKING = "[^{}]".format(
    "".join(
        f"\\x{{{ord(bytes([b]).decode(CODEC)):x}}}"
        for b in range(256)
        if bytes([b]).decode(CODEC, "ignore")
    )
)
"""A character that Windows-1252 has no byte for (RE2 syntax); its undefined bytes are none."""


def lack_a_form(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    """By text: does it hold a character that Windows-1252 lacks?

    >>> lack_a_form(pa.array(["Zoë", "Łucja"])).tolist()
    [False, True]
    """
    mask = not_ascii(values)
    if mask.any():
        found = pc.match_substring_regex(values.filter(pa.array(mask)), _LACKING)
        mask[mask] = found.to_numpy(zero_copy_only=False)
    return mask


def not_ascii(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    """By text: does it hold a character that UTF-8 and Windows-1252 write differently?"""
    ascii_only = pc.string_is_ascii(values).to_numpy(zero_copy_only=False)
    return np.asarray(~ascii_only, bool)


def has_form(text: str) -> bool:
    """Whether a text can be written in Windows-1252."""
    try:
        text.encode(CODEC)
    except UnicodeEncodeError:
        return False
    return True


def nearest_form(text: str) -> str | None:
    """Return the nearest text that Windows-1252 can write; None where there is none.

    Letters in two parts are put together, then a look-alike stands for a character, then its base
    letter. A character for which there is neither is never dropped.

    >>> nearest_form("Łucja")
    'Lucja'
    >>> nearest_form("李") is None
    True
    """
    parts = []
    for character in unicodedata.normalize("NFC", text):
        near = _nearest(character)
        if near is None:
            return None
        parts.append(near)
    return "".join(parts)


def _nearest(character: str) -> str | None:
    if has_form(character):
        return character
    alike = load_portal().look_alikes.get(character)
    if alike is not None:
        return alike
    apart = unicodedata.normalize("NFKD", character)
    base = "".join(c for c in apart if not unicodedata.combining(c))
    if base == character or not base:
        return None
    known = [_nearest(c) if c != character else None for c in base]
    return None if None in known else "".join(k for k in known if k)


def as_it_would_arrive(text: str) -> str:
    """Return what a text that is sent as UTF-8 looks like where Windows-1252 is expected.

    >>> as_it_would_arrive("Zoë")
    'ZoÃ«'
    """
    return "".join(bytes([b]).decode(CODEC, "replace") for b in text.encode())
