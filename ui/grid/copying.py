"""Selected cells as text for the clipboard, put together from the distinct texts of each column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from ui.grid.model import MASK
from ui.widgets.clipboard import for_clipboard

if TYPE_CHECKING:
    from cldvalidator.extract import Column

MOST_COPIED = 2_000_000
"""Cells that are copied at once; more would fill the clipboard of a small machine."""


@dataclass(frozen=True, eq=False)
class Selected:
    """What is selected, as it was then: columns by name, None for one that is covered."""

    names: Sequence[str]
    columns: Sequence[Column | None]
    records: npt.NDArray[np.int32]

    @property
    def cells(self) -> int:
        """How many cells are selected."""
        return len(self.names) * len(self.records)

    def text(self, *, headers: bool) -> tuple[str, str]:
        """Return the cells for other programs, and as they are: tab between columns, a line a row.

        For others none runs as a formula and none has a break in it; see `ui.widgets.clipboard`.
        """
        return (
            self._text(for_clipboard, headers=headers),
            self._text(_quoted, headers=headers),
        )

    def _text(self, of: Callable[[str], str], *, headers: bool) -> str:
        lines = ["\t".join(map(of, self.names))] if headers else []
        columns = [self._texts(column, of) for column in self.columns]
        lines += map("\t".join, zip(*columns, strict=True))
        return "\n".join(lines)

    def _texts(self, column: Column | None, of: Callable[[str], str]) -> list[str]:
        if column is None:
            return [MASK] * len(self.records)
        codes, places = np.unique(column.codes[self.records], return_inverse=True)
        texts = [of(str(column.values[int(c)])) for c in codes]
        return [texts[place] for place in places.tolist()]


def _quoted(text: str) -> str:
    """Return a text as one cell that reads as the same text again."""
    is_plain = text and not any(sign in text for sign in '\t\r\n"')
    return text if is_plain else '"' + text.replace('"', '""') + '"'
