"""How wide the columns of a listing are, in the room that there is."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFontMetrics

from ui.theme import SMALL
from ui.widgets.listing import Listing
from ui.widgets.listing_layout import shared_widths
from ui.widgets.listing_painting import SIGN
from ui.widgets.wrapped_headers import least_width

AROUND_HEADER = 26
SAMPLE = 60
"""How many rows are measured."""
_BAR, _LEAST, _WORD = 14, 10, 18
"""In letters: a column of bars; the least of a column of texts; the longest word kept whole."""


@dataclass(frozen=True)
class _Needs:
    """What a column needs, in pixels. on_one_line: its texts; header: on one line; words: of each.

    least: what it must have. can_wrap: its texts can be shown on several lines.
    """

    header: int
    on_one_line: int
    least: int
    words: Sequence[int]
    can_wrap: bool


def column_widths(
    listing: Listing,
    metrics: QFontMetrics,
    room: int,
    *,
    by_hand: Mapping[int, int],
    scrolls: bool,
    letters: int,
) -> list[int]:
    """Return the width of each column, in pixels: together no more than the room if that can be.

    by_hand: the widths that the user gave. scrolls: the listing may be scrolled sideways: no word
    is broken, and a column is at most so many letters wide.
    """
    each = [_needs(listing, metrics, place) for place in range(len(listing.columns))]
    most = letters * metrics.averageCharWidth() if scrolls else max(room, 1)
    texts = [min(need.on_one_line, most) if scrolls else need.on_one_line for need in each]
    wanted = [max(n.header, text) for n, text in zip(each, texts, strict=True)]
    wanted = [by_hand.get(place, width) for place, width in enumerate(wanted)]
    if sum(wanted) <= room:
        return wanted
    # The headers give way first: they have several lines.
    wanted = [
        by_hand.get(place, min(width, max(need.least, text)))
        for place, (width, need, text) in enumerate(zip(wanted, each, texts, strict=True))
    ]
    gives = [need.can_wrap and place not in by_hand for place, need in enumerate(each)]
    rest = room - sum(w for w, can in zip(wanted, gives, strict=True) if not can)
    kept = whole_words(
        [need.words if can else () for need, can in zip(each, gives, strict=True)],
        [need.least if can else 0 for need, can in zip(each, gives, strict=True)],
        None if scrolls else rest,
    )
    least = [min(width, word) for width, word in zip(wanted, kept, strict=True)]
    if scrolls and sum(least) > rest:
        return wanted
    return shared_widths(wanted, least, gives, room)


def _needs(listing: Listing, metrics: QFontMetrics, place: int) -> _Needs:
    letter, column = metrics.averageCharWidth(), listing.columns[place]
    sign = SIGN + SMALL if listing.marks and place == 0 else 0
    header = metrics.horizontalAdvance(listing.headers[place]) + AROUND_HEADER
    shortest = least_width(metrics, listing.headers[place]) + AROUND_HEADER
    if place in (listing.bar_in, listing.spark_in):
        return _Needs(header, _BAR * letter, max(shortest, _BAR * letter), (), can_wrap=False)
    texts = [v if isinstance(v, str) else f"{v:,}" for v in column[:SAMPLE]]
    around = 2 * SMALL + sign + 2
    alone = max(map(metrics.horizontalAdvance, texts), default=0) + around
    every = [word for text in texts for word in text.split()]
    wide = {word: metrics.horizontalAdvance(word) for word in set(every)}
    longest = _WORD * letter
    return _Needs(
        header,
        alone,
        max(shortest, min(alone, _LEAST * letter + around)),
        [min(wide[word], longest) + around for word in every],
        can_wrap=bool(len(column)) and isinstance(column[0], str),
    )


def whole_words(
    words: Sequence[Sequence[int]], least: Sequence[int], room: int | None
) -> list[int]:
    """Return by column the width up to which its words are kept whole, in pixels.

    words: by column the widths of its words, as often as they stand there. least: what it must
    have. room: for all of them. Where they need more, words are broken, rather that than a listing
    that has to be scrolled sideways: in the column where fewest are, then in the one with the
    widest. Where it has to be scrolled all the same, or room is None, no word is broken.
    """
    steps = [
        sorted({low, *(w for w in each if w > low)}) for each, low in zip(words, least, strict=True)
    ]
    whole, ordered = [each[-1] for each in steps], [sorted(each) for each in words]

    def broken(place: int) -> tuple[int, int]:
        """Return how many words of a column are broken after its next step; how wide it is."""
        kept = bisect_right(ordered[place], steps[place][-2])
        return len(ordered[place]) - kept, -steps[place][-1]

    while room is not None and sum(each[-1] for each in steps) > room:
        place = min((n for n, each in enumerate(steps) if len(each) > 1), key=broken, default=None)
        if place is None:
            return whole
        steps[place].pop()
    return [each[-1] for each in steps]
