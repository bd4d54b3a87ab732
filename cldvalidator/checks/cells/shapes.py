"""What is left of a text when case, spaces and the shape of dashes do not count, alone or of many.

Of some columns, into which a program has put names, numbers or dates, each of hundreds of thousands
of texts is another one. What Arrow can say of all of them at once takes a fraction of the time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract.plain_text import LONGEST_VALUE

Mask = npt.NDArray[np.bool_]

_DASHES = re.compile(r"\s*[\-\u2010-\u2015\u2212]\s*")
_PUNCTUATION_SPACE = re.compile(r"\s*([:/,&()])\s*")


def shape(text: str) -> str:
    """Reduce a text to what is left when case, spaces and the shape of dashes do not count.

    A text far longer than any value of a list is like none of them, and stays as it is.

    >>> shape("Long  Term \N{EN DASH} Care : Nursing")
    'long term-care:nursing'
    """
    if len(text) > LONGEST_VALUE:
        return text
    if text.isascii() and text.replace(" ", "").isalnum():  # for speed: nothing to look for
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _PUNCTUATION_SPACE.sub(r"\1", _DASHES.sub("-", text))
    return " ".join(text.split())


def shapes(values: pa.StringArray) -> pa.StringArray:
    """Return the `shape` of each text; only those with more than printable ASCII see Python."""
    small = pc.ascii_lower(values)
    small = pc.replace_substring_regex(small, r" *- *", "-")
    small = pc.replace_substring_regex(small, r" *([:/,&()]) *", r"\1")
    found = pc.ascii_trim(pc.replace_substring_regex(small, r" {2,}", " "), " ")
    others = ~matching(values, r"^[ -~]*$") | longer_than(values, LONGEST_VALUE)
    if not others.any():
        return found
    of_others = map(shape, values.filter(pa.array(others)).to_pylist())
    return pc.replace_with_mask(found, pa.array(others), pa.array(of_others, pa.string()))


def shaped_like(values: pa.StringArray, known: frozenset[str]) -> Mask:
    """Mark the texts that have the shape of a known one. known: the shapes of those."""
    return among(shapes(values), known)


def among(values: pa.StringArray, texts: Collection[str]) -> Mask:
    """Mark the texts that are one of some."""
    found: Mask = pc.is_in(values, pa.array([*texts], pa.string())).to_numpy(zero_copy_only=False)
    return found


def matching(values: pa.StringArray, pattern: str) -> Mask:
    """Mark the texts in which a pattern is found (RE2 syntax)."""
    found: Mask = pc.match_substring_regex(values, pattern).to_numpy(zero_copy_only=False)
    return found


def longer_than(values: pa.StringArray, most: int) -> Mask:
    """Mark the texts of more bytes (UTF-8) than so many."""
    found: Mask = pc.binary_length(values).to_numpy(zero_copy_only=False) > most
    return found
