"""Proposals as a listing: value, field, what it would become, how many cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ui.grid.model import MASK
from ui.widgets.table import Listing

if TYPE_CHECKING:
    from cldvalidator.fixes import Proposal

WORDS = {"safe": "Safe", "likely": "Likely", "ask": "Your choice"}


def proposals_listing(proposals: Sequence[Proposal], covered: Callable[[str], bool]) -> Listing:
    """Return proposals as rows. covered: whether the texts of a field are not to be seen."""
    hidden = [covered(p.field) for p in proposals]
    return Listing(
        ("Field", "Found", "Becomes", "Cells", "How sure"),
        (
            [p.field for p in proposals],
            [MASK if h else p.found or "blank" for p, h in zip(proposals, hidden, strict=True)],
            [
                MASK if h else "(choose)" if p.written is None else p.written or "blank"
                for p, h in zip(proposals, hidden, strict=True)
            ],
            [p.cells for p in proposals],
            [WORDS[p.certainty] for p in proposals],
        ),
        keys=list(range(len(proposals))),
        marks=[p.severity.word if p.severity is not None else "" for p in proposals],
    )
