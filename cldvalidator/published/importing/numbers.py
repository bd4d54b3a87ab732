"""Numbers and markers as publications write them."""

from __future__ import annotations

import re

from cldvalidator.published.model import Marker

_NUMBER = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]*)?|\.[0-9]+", re.ASCII
)
_MARKERS = {
    "c": Marker.HIDDEN,
    "*": Marker.HIDDEN,
    "x": Marker.NOT_AVAILABLE,
    "..": Marker.NOT_AVAILABLE,
    ":": Marker.NOT_AVAILABLE,
    "-": Marker.NOT_AVAILABLE,
    "": Marker.NOT_AVAILABLE,
    "z": Marker.NOT_APPLICABLE,
}
LARGEST = 1e10
"""No publication counts as many people or pounds."""


def number_or_marker(text: str) -> float | Marker:
    """Return the number that a cell holds, or the marker that stands in its place.

    Thousands may have commas. [c], c and * are hidden; [x], "..", ":" and a blank not available;
    [z] not applicable. Raises ValueError for any other text, and for a number below zero or out of
    all reason: publications have neither.

    >>> number_or_marker(" 1,234.50 "), number_or_marker("[c]").words
    (1234.5, 'hidden by the publisher')
    """
    plain = text.strip().removesuffix("%").strip()
    inside = plain.removeprefix("[").removesuffix("]").strip().casefold()
    if inside in _MARKERS:
        return _MARKERS[inside]
    if not _NUMBER.fullmatch(plain):
        raise ValueError
    number = float(plain.replace(",", ""))
    if number > LARGEST:
        raise ValueError
    return number


def whole_number(text: str) -> int:
    """Return a count; raises ValueError where the cell holds none, or one with decimals."""
    number = number_or_marker(text)
    if isinstance(number, Marker) or number != int(number):
        raise ValueError
    return int(number)
