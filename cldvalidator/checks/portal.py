"""Rules of the portal: what a value may begin with, and which characters it may hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.context import Context, rows_of
from cldvalidator.checks.running import Hit, rule
from cldvalidator.extract.plain_text import without_hidden
from cldvalidator.extract.windows_1252 import has_form, lack_a_form, nearest_form
from cldvalidator.specification.portal import load_portal

BEGINNING, CHARACTERS = "FILE-09", "PORT-01"
"""The rules on a value's first character, and on characters that Windows-1252 lacks."""

Texts = Callable[[pa.StringArray], npt.NDArray[np.bool_]]


@cache
def _refused() -> str:
    portal = load_portal()
    always, before_words = re.escape(portal.refused), re.escape(portal.refused_before_words)
    return rf"^(?:[{always}]|[{before_words}](?:$|[^0-9.]|\.(?:$|[^0-9])))"


def begins_as_refused(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    """By text: would the portal reject it for its first character?

    Source: the portal's general rules. A sign in front of a number is taken.

    >>> begins_as_refused(pa.array(["=1", "-5.20", "-.5", "- none", "+44", "a=b"])).tolist()
    [True, False, False, True, True, False]
    """
    suspects = np.flatnonzero(np.isin(_first_bytes(values), _signs()))
    mask = np.zeros(len(values), bool)
    if len(suspects):  # nearly no text begins so: the pattern is for those alone
        found = pc.match_substring_regex(values.take(pa.array(suspects)), _refused())
        mask[suspects] = found.to_numpy(zero_copy_only=False)
    return mask


@cache
def _refused_one() -> re.Pattern[str]:
    """Return what `begins_as_refused` looks for, to ask about one text without spaces around it."""
    return re.compile(_refused())


def _first_bytes(values: pa.StringArray) -> npt.NDArray[np.uint8]:
    """By text: its first byte in UTF-8; 0 for an empty text."""
    _, offsets, data = values.buffers()
    starts = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    first = np.zeros(len(values), np.uint8)
    filled = np.flatnonzero(np.diff(starts))
    if len(filled):
        first[filled] = np.frombuffer(data, np.uint8)[starts[filled]]
    return first


@cache
def _signs() -> npt.NDArray[np.uint8]:
    portal = load_portal()
    return np.frombuffer((portal.refused + portal.refused_before_words).encode(), np.uint8)


@rule(BEGINNING)
def refused_beginnings(context: Context) -> Iterator[Hit]:
    """Values that begin with a character which the portal rejects."""
    return _hits(context, begins_as_refused)


@rule(CHARACTERS)
def lost_characters(context: Context) -> Iterator[Hit]:
    """Values with a character that Windows-1252 lacks."""
    return _hits(context, _lose_characters)


def _lose_characters(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    """By text: does it lack a form, hidden characters aside? Those have a rule of their own."""
    mask = lack_a_form(values)
    for code in np.flatnonzero(mask).tolist():
        mask[code] = not has_form(without_hidden(str(values[code])))
    return mask


def _hits(context: Context, is_broken: Texts) -> Iterator[Hit]:
    for name in context.extract.columns:
        column = context.column(name)
        broken = column.by_text(is_broken)
        if broken.any():
            yield Hit(name, rows_of(column.take(broken)))


def taken_instead(text: str) -> tuple[str, str] | None:
    """Return what the portal would take in place of a text, and the rule that the text breaks.

    A sign at the beginning goes with the spaces behind it; a character that Windows-1252 lacks
    becomes the nearest one. None for a text that breaks no rule, or that nothing may stand for:
    no character is dropped for which there is no other.
    """
    trimmed = text.strip()
    signs = load_portal().refused + load_portal().refused_before_words
    if _refused_one().match(trimmed):
        plain = trimmed.lstrip(signs + " \t")
        return (plain, BEGINNING) if plain else None
    near = nearest_form(text)
    return (near, CHARACTERS) if near is not None and near != text else None
