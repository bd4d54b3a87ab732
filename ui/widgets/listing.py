"""What a table of texts and numbers shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SEVERITY_WORDS = ("error", "warning", "query")


@dataclass(frozen=True)
class Listing:
    """What a table shows. columns: one sequence of texts or numbers for each header.

    marks: by row a severity word or "", shown as an icon before the first text. bars: by row three
    numbers (errors, warnings, queries), drawn in the column `bar_in`. keys: what a row stands for.
    sparks: by row the heights of small bars drawn in the column `spark_in`, whose texts are empty;
    a single one is the length of a bar, a share of the room.
    """

    headers: tuple[str, ...]
    columns: tuple[Sequence[Any], ...]
    keys: Sequence[Any] = ()
    marks: Sequence[str] = ()
    bars: Sequence[tuple[int, int, int]] = ()
    bar_in: int = -1
    sparks: Sequence[Sequence[float]] = ()
    spark_in: int = -1

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0


EMPTY = Listing((), ())
