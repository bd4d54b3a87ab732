"""Selected cells as text for the clipboard, put together from the distinct texts of each column."""

from __future__ import annotations

from collections.abc import Sequence
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

    def text(self, *, headers: bool) -> str:
        """Return the cells as a spreadsheet takes them: tab between columns, a line for a row."""
        lines = ["\t".join(map(for_clipboard, self.names))] if headers else []
        lines += map("\t".join, zip(*(self._texts(c) for c in self.columns), strict=True))
        return "\n".join(lines)

    def _texts(self, column: Column | None) -> list[str]:
        if column is None:
            return [MASK] * len(self.records)
        codes, places = np.unique(column.codes[self.records], return_inverse=True)
        texts = [for_clipboard(str(column.values[int(c)])) for c in codes]
        return [texts[place] for place in places.tolist()]
