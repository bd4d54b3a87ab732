"""A listing in the order of one of its columns: days, numbers by size, texts without case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ui.widgets.lazy_texts import LazyTexts, Reordered
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cldvalidator.review.ordering import Ranked


def row_order(listing: Listing, place: int, *, descending: bool) -> npt.NDArray[np.intp]:
    """Return the rows of a listing ordered by a column.

    Rows without a text there come last either way, as does what is no day among days and no number
    among numbers; rows that are equal there keep their order.
    """
    import numpy as np

    from cldvalidator.review.ordering import in_order as sort_keys

    key = sort_keys(_ranked(listing, place), descending=descending)
    if len(listing.blocks):
        blocks = np.asarray(listing.blocks)
        begins = np.flatnonzero(np.r_[True, blocks[1:] != blocks[:-1]])
        key = np.repeat(key[begins], np.diff(np.r_[begins, len(blocks)]))
    return np.argsort(key, kind="stable")


def in_order(listing: Listing, rows: npt.NDArray[np.intp]) -> Listing:
    """Return a listing with its rows in another order."""

    def taken(column: Sequence[Any]) -> Sequence[Any]:
        return Reordered(column, rows) if len(column) else ()

    return replace(
        listing,
        columns=tuple(taken(c) for c in listing.columns),
        keys=taken(listing.keys),
        marks=taken(listing.marks),
        bars=taken(listing.bars),
        sparks=taken(listing.sparks),
        ordered_by={},
        blocks=(),
    )


def _ranked(listing: Listing, place: int) -> Ranked:
    """Return what the rows of a column are ordered by."""
    values: Sequence[Any] = listing.ordered_by.get(place, listing.columns[place])
    if place == listing.bar_in:
        values = [sum(b) for b in listing.bars]
    elif place == listing.spark_in and all(len(s) == 1 for s in listing.sparks):
        values = [s[0] for s in listing.sparks]
    if isinstance(values, LazyTexts):
        return values.ranked()
    return ranked(values)


def ranked(values: Sequence[Any]) -> Ranked:
    """Return the order of texts, or of numbers with "" where there is none."""
    import numpy as np

    from cldvalidator.review.ordering import shown_ranks

    if any(isinstance(v, str) and v for v in values):
        return shown_ranks([str(v) for v in values])
    last = np.array([isinstance(v, str) for v in values], bool)
    _, place = np.unique([0 if v == "" else v for v in values], return_inverse=True)
    return place.astype(np.int64), last
