"""What a table of texts and numbers shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SEVERITY_WORDS = ("error", "warning", "query")


@dataclass(frozen=True)
class Listing:
    """What a table shows. columns: one sequence of texts or numbers for each header.

    marks: by row a severity word or "", shown as an icon before the first text. bars: by row three
    numbers (errors, warnings, queries), drawn in the column `bar_in`. keys: what a row stands for.
    sparks: by row the heights of small bars drawn in the column `spark_in`, whose texts are empty;
    a single one is the length of a bar, a share of the room. ordered_by: by column, what its rows
    are ordered by where that is not what they show. blocks: by row a number; rows below each other
    that have the same one stay together, ordered by the first of them. empty: what is shown in
    place of rows where there are none.
    """

    headers: tuple[str, ...]
    columns: tuple[Sequence[Any], ...]
    keys: Sequence[Any] = ()
    marks: Sequence[str] = ()
    bars: Sequence[tuple[int, int, int]] = ()
    bar_in: int = -1
    sparks: Sequence[Sequence[float]] = ()
    spark_in: int = -1
    ordered_by: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    blocks: Sequence[int] = ()
    empty: str = "Nothing to list"

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0


EMPTY = Listing((), ())
