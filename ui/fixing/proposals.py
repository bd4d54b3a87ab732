"""Proposals as a listing, worst first, made off the window's thread."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from ui.grid.model import MASK
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from cldvalidator.fixes import Proposal

Key = tuple[str, str]
WORDS = {"safe": "Safe", "documented": "Documented", "likely": "Likely", "ask": "Your choice"}
NO_PRICES: Mapping[Key, str] = MappingProxyType({})
HEADERS: tuple[str, ...] = ("Field", "Found", "Becomes", "Cells", "How sure")
NO_PROPOSALS = Listing(HEADERS, ((), (), (), (), ()), empty="No value to decide here.")
LEFT = "left"
"""In place of a certainty: the values that are left as they are."""


@dataclass(frozen=True, eq=False)
class ProposalList:
    """Proposals as they are shown.

    every: all of the file, worst first. shown: those of the certainty chosen. safe: those that can
    be accepted together. left: how many values are left as they are. cells, written: of those
    shown, how many cells each has and whether a text is proposed; field: the place of its field in
    names. wanted: the certainty that is shown, as in `proposal_list`.
    """

    every: tuple[Proposal, ...] = ()
    shown: tuple[Proposal, ...] = ()
    listing: Listing = NO_PROPOSALS
    safe: tuple[Proposal, ...] = ()
    safe_cells: int = 0
    left: int = 0
    cells: npt.NDArray[np.int64] = dataclasses.field(default_factory=lambda: np.zeros(0, np.int64))
    written: npt.NDArray[np.bool_] = dataclasses.field(default_factory=lambda: np.zeros(0, bool))
    field: npt.NDArray[np.int64] = dataclasses.field(default_factory=lambda: np.zeros(0, np.int64))
    names: tuple[str, ...] = ()
    wanted: str = ""

    def fields_at(self, places: npt.NDArray[np.int64]) -> list[str]:
        """Return the fields of the proposals at some places of those shown."""
        return [self.names[n] for n in np.flatnonzero(np.bincount(self.field[places])).tolist()]

    def covered(self) -> ProposalList:
        """Return the same proposals with none of them shown."""
        return ProposalList(self.every, wanted=self.wanted)

    def keys_at(self, places: npt.NDArray[np.int64]) -> tuple[Key, ...]:
        """Return the values, each with its field, at some places of those shown."""
        return tuple(key_of(self.shown[place]) for place in places.tolist())

    def places_after(
        self, earlier: ProposalList, chosen: Sequence[Key], rows: npt.NDArray[np.int64]
    ) -> list[int]:
        """Return the places of the values that were chosen in an earlier list.

        rows: in which order that one was shown. Where all of them have gone, it is that of the next
        one that is still there, else of the one before; empty when there is none at all.
        """
        place = {key_of(p): i for i, p in enumerate(self.shown)}
        if there := [place[key] for key in chosen if key in place]:
            return sorted(there)
        order = earlier.keys_at(rows)
        gone = set(chosen)
        last = max((i for i, key in enumerate(order) if key in gone), default=0)
        nearest = [*order[last + 1 :], *reversed(order[:last])]
        found = next((place[key] for key in nearest if key in place), 0)
        return [found] if self.shown else []


def key_of(proposal: Proposal) -> Key:
    """Return what tells a proposal from the others of a file, whatever else changes in it."""
    return proposal.field, proposal.found


def worst_first(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return proposals by severity, then by cells."""
    return tuple(sorted(proposals, key=lambda p: (p.severity is None, p.severity or 0, -p.cells)))


def proposal_list(
    every: tuple[Proposal, ...],
    wanted: str,
    left: Collection[Key],
    covered: Collection[str],
    prices: Mapping[Key, str] = NO_PRICES,
) -> ProposalList:
    """Return what is shown of proposals.

    wanted: a certainty, "" for all, LEFT for those left alone. left: values left alone, each with
    its field. covered: the fields whose texts are not to be seen. prices: what each value does to
    national figures, in a word, what moves most first; with none there is no such column.
    """
    alone = [key_of(p) in left for p in every] if left else [False] * len(every)
    shown = [
        p
        for p, is_left in zip(every, alone, strict=True)
        if is_left == (wanted == LEFT) and wanted in ("", LEFT, p.certainty)
    ]
    if prices:  # the decisions in the order of the plan
        place = {key: n for n, key in enumerate(prices)}
        shown.sort(key=lambda p: place.get(key_of(p), len(place)))
    safe = [p for p, a in zip(every, alone, strict=True) if p.certainty == "safe" and not a]
    number = {name: place for place, name in enumerate(sorted({p.field for p in shown}))}
    return ProposalList(
        every,
        tuple(shown),
        _listing(shown, covered, prices) if shown else NO_PROPOSALS,
        tuple(safe),
        sum(p.cells for p in safe),
        sum(alone),
        np.array([p.cells for p in shown], np.int64),
        np.array([p.written is not None for p in shown], bool),
        np.array([number[p.field] for p in shown], np.int64),
        tuple(number),
        wanted,
    )


def _listing(
    shown: Sequence[Proposal], covered: Collection[str], prices: Mapping[Key, str]
) -> Listing:
    hidden = [p.field in covered for p in shown]
    columns: tuple[list[Any], ...] = (
        [p.field for p in shown],
        [
            MASK if h else _spaces_seen(p.found) or "blank"
            for p, h in zip(shown, hidden, strict=True)
        ],
        [
            MASK if h else "(choose)" if p.written is None else p.written or "blank"
            for p, h in zip(shown, hidden, strict=True)
        ],
        [p.cells for p in shown],
        [WORDS[p.certainty] for p in shown],
    )
    marks = [p.severity.word if p.severity is not None else "" for p in shown]
    heads = HEADERS
    if prices:
        heads += ("Figures",)
        columns += ([prices.get(key_of(p), "") for p in shown],)
    return Listing(heads, columns, marks=marks)


def _spaces_seen(text: str) -> str:
    """Return a text whose spaces can be seen where they are what is wrong: at its ends, or two."""
    ends = text.strip(" ")
    before, after = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    seen = re.sub(r" {2,}", lambda found: "␣" * len(found[0]), ends)
    return f"{'␣' * before}{seen}{'␣' * after}" if ends else text
