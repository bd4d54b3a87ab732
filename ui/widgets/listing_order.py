"""A listing in the order of one of its columns: numbers by size, texts without case."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from ui.widgets.listing import Listing

T = TypeVar("T")
_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_NUMBER = re.compile(r"[-+£]*([\d,]+(?:\.\d+)?)%?")


def in_order(listing: Listing, place: int, *, descending: bool) -> Listing:
    """Return a listing ordered by a column; rows without a text there come last either way.

    Rows that are equal there keep their order.
    """
    values = listing.columns[place]
    if place == listing.bar_in:
        values = [sum(b) for b in listing.bars]
    filled = [r for r, v in enumerate(values) if v != ""]
    blank = [r for r, v in enumerate(values) if v == ""]
    keys = _keys([values[r] for r in filled])
    by_row = dict(zip(filled, keys, strict=True))
    filled.sort(key=by_row.__getitem__, reverse=descending)  # which keeps the order of equals
    rows = [*filled, *blank]

    def taken(column: Sequence[T]) -> list[T]:
        return [column[r] for r in rows]

    return replace(
        listing,
        columns=tuple(taken(c) for c in listing.columns),
        keys=taken(listing.keys) if listing.keys else (),
        marks=taken(listing.marks) if listing.marks else (),
        bars=taken(listing.bars) if listing.bars else (),
        sparks=taken(listing.sparks) if listing.sparks else (),
    )


def _keys(values: Sequence[Any]) -> list[Any]:
    """Return what the values are compared by: all of them as days, or numbers, or texts."""
    if not all(isinstance(v, str) for v in values):
        return list(values)
    days = [_DAY.fullmatch(v) for v in values]
    if all(days):
        return [(d[3], d[2], d[1]) for d in days if d is not None]
    found = [_NUMBER.fullmatch(v) for v in values]
    if all(found):
        negative = [v.startswith("-") for v in values]
        plain = [float(n[1].replace(",", "")) for n in found if n is not None]
        return [-n if minus else n for n, minus in zip(plain, negative, strict=True)]
    return [v.casefold() for v in values]
