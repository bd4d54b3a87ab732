"""What a text says without the spaces, marks and wrappers that tools put around a value."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

BREAKING = "\t\x0b\x0c\x85\u2028\u2029"
"""Hidden characters that keep words apart. A line break of free text is none of them."""
_FORMATTING = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
"""Characters that only say how a text is shown: without them it is the same value."""
_CONTROL = f"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\t{_FORMATTING}"
HIDDEN_CHARACTER = re.compile(f"[{_CONTROL}]")
_FORMATTING_CHARACTER = re.compile(f"[{_FORMATTING}]")
ENDS = (
    "".join(chr(c) for c in range(0x21))
    + "\x7f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(chr(c) for c in range(0x2000, 0x200B))
    + "".join(c for c in map(chr, range(0x10000)) if _FORMATTING_CHARACTER.match(c))
)
"""Characters that are no part of a value at its ends: spaces and what cannot be seen."""
_AS_FORMULA = re.compile(r'=\s*(?:T\(\s*)?"((?:[^"]|"")*)"\s*\)?', re.DOTALL)
"""How programs keep a spreadsheet from reading a text as a number: ="0123"."""
_PAIRS = ('""', "''", "\u201c\u201d", "\u2018\u2019")
"""Quotation marks, left and right."""
_APOSTROPHES = "'\u2018\u2019"
_ESCAPED_BREAKS = frozenset(("_x000a_", "_x000d_"))
"""A line break at an end, as Open XML spells it and some programs leave it."""
_ESCAPED = len("_x000d_")
_STROKE = re.compile(r"^\\+(?=['\"\u2018\u2019])|\\+(?=['\"\u2018\u2019]$)")
"""What programs put before a mark that they take for a special one: \\'0123."""
_NEEDLESS_POINT = re.compile(r"((?:0|[1-9][0-9]*))\.0+")
_WIDE = re.compile("[\uff01-\uff5e]")
LONGEST_VALUE = 1_000
"""Characters of a text that may still be a value in wrappers, or a listed one in other spelling."""


def plain_text(text: str) -> str:
    """Return any text without spaces at its ends, and out of ="…"."""
    if _is_bare(text):
        return text
    plain = text.strip(ENDS)
    if "_x000" in plain:
        plain = _without_escaped_breaks(plain)
    while found := _AS_FORMULA.fullmatch(plain):
        plain = found[1].replace('""', '"').strip(ENDS)
    return plain


def _is_bare(text: str) -> bool:
    """Tell at a glance that there is nothing around a text, as around most: for speed alone."""
    return (
        text.isascii() and text[:1].isalnum() and text[-1] > " " and text[-1] not in _MAY_END_MORE
    )


_MAY_END_MORE = "_\x7f'\""
_BARE = r"^[0-9A-Za-z](?:[\x00-\x7f]*[!#-&(-^`-~])?$"


def bare_texts(texts: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Return for each text whether there is nothing around it, without looking at it in Python."""
    found: npt.NDArray[np.bool_] = pc.match_substring_regex(texts, _BARE).to_numpy(
        zero_copy_only=False
    )
    return found


def _without_escaped_breaks(text: str) -> str:
    """Return a text without line breaks that are spelled out at its ends, and spaces by them."""
    start, end = 0, len(text)
    while text[start : start + _ESCAPED].lower() in _ESCAPED_BREAKS:
        start += _ESCAPED
        while start < end and text[start].isspace():
            start += 1
    while end - start >= _ESCAPED and text[end - _ESCAPED : end].lower() in _ESCAPED_BREAKS:
        end -= _ESCAPED
        while end > start and text[end - 1].isspace():
            end -= 1
    return text[start:end]


def plain_value(text: str) -> str:
    """Return the text of a field that is no free text without whatever tools put around a value.

    That is what `plain_text` takes away, an apostrophe in front, quotation marks around, and
    characters that only say how a text is shown; letters, digits and signs of full width become
    those of ASCII. What is left may still be no valid value. Of a text far longer than any value no
    marks are taken away one by one.
    """
    if _is_bare(text):
        return text
    plain = _FORMATTING_CHARACTER.sub("", plain_text(text))
    if not plain.isascii():
        plain = _WIDE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), plain)
    before = None
    while plain != before and len(plain) <= LONGEST_VALUE:
        before = plain
        plain = _STROKE.sub("", plain_text(plain)) if "\\" in plain else plain_text(plain)
        if len(plain) > 1 and plain[0] + plain[-1] in _PAIRS:
            plain = plain[1:-1]
        elif plain[:1] and plain[0] in _APOSTROPHES:
            plain = plain[1:]
    return plain


def without_point(text: str) -> str:
    """Return a whole number without the .0 that a program put behind it: 503.0 is 503."""
    found = _NEEDLESS_POINT.fullmatch(text)
    return found[1] if found else text


def only_marks_removed(text: str, plain: str) -> bool:
    """Tell whether a text differs from a plainer one in spaces at the ends and hidden marks only.

    Those marks only say how a text is shown.
    """
    return plain == _FORMATTING_CHARACTER.sub("", text.strip(ENDS)).strip(ENDS)


def without_hidden(text: str) -> str:
    """Return a text without hidden characters, a space for those that keep words apart."""
    return HIDDEN_CHARACTER.sub(lambda c: " " if c[0] in BREAKING else "", text)
