"""Rows of a table, kept as the XML that they become.

xlsxwriter keeps an object for each cell and writes one after another, which for a million cells
takes ten times as long and five times the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet


class Unfilled(NamedTuple):
    """A cell without anything in it that has a format."""

    form: Any


Shown = Callable[[object, Any], tuple[str | float | None, Any]]
"""What a cell holds (None: nothing) and its format, from a value and the format of its column."""


class TableSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A worksheet that takes whole rows besides single cells."""

    dim_rowmin: int | None
    dim_rowmax: int | None

    def __init__(self) -> None:
        super().__init__()
        self._blocks: list[tuple[int, int, list[str]]] = []

    def write_table(
        self,
        first: int,
        lines: Iterable[Sequence[object]],
        forms: Sequence[Any],
        shown: Shown,
        height: Callable[[Sequence[object]], float | None],
    ) -> int:
        """Write lines from a row (0-based) on, and return the last row written.

        forms: by column. height: of a line's row in points, None for an ordinary one. Nothing else
        may be written to these rows; blocks come from top to bottom.
        """
        cells = "".join(f'<c r="{xl_col_to_name(p)}%d" %s' for p in range(len(forms)))
        template = f'<row r="%d"%s>{cells}</row>'
        of_form: dict[int, dict[Any, str]] = {}
        known = [of_form.setdefault(id(form), {}) for form in forms]
        parts: list[str] = []
        texts, last = self.str_table.count, first - 1
        left = iter(lines)
        while chunk := list(islice(left, _AT_ONCE)):
            numbers = range(last + 2, last + 2 + len(chunk))
            talls = (_height(height(line)) for line in chunk)
            by_column: list[Iterable[object]] = [numbers, talls]
            for form, xml, values in zip(forms, known, zip(*chunk, strict=True), strict=True):
                by_column += numbers, self._column(values, form, xml, shown)
            part = "".join(map(template.__mod__, zip(*by_column, strict=True)))
            parts.append(part)
            texts += part.count(_TEXT)
            last += len(chunk)
        self.str_table.count = texts
        if parts:
            self._check_dimensions(first, 0)
            self._check_dimensions(last, len(forms) - 1)
            self._blocks.append((first, last, parts))
        return last

    def _column(
        self, values: Sequence[object], form: Any, known: dict[Any, str], shown: Shown
    ) -> list[str]:
        """Return the XML of the cells of a column from their formats on."""
        kinds = set(map(type, values))
        if not (kinds <= _TEXTS or kinds == _WHOLE):  # 1, 1.0 and True are one key
            return [self._cell(*shown(value, form)) for value in values]
        for value in set(values):
            if value not in known:
                known[value] = self._cell(*shown(value, form))
        return list(map(known.__getitem__, values))

    def _cell(self, value: str | float | None, form: Any) -> str:
        """Return the XML of a cell from its format on."""
        style = form._get_xf_index()
        if value is None:
            return f's="{style}"/>'
        if isinstance(value, str):
            return f's="{style}"{_TEXT}{self.str_table._get_shared_string_index(value)}</v></c>'
        return f's="{style}"><v>{value:.16G}</v></c>'

    def _write_rows(self) -> None:
        """Write the rows of single cells and the blocks between them, in their order."""
        low, high = self.dim_rowmin, self.dim_rowmax
        for first, last, parts in self._blocks:
            self.dim_rowmax = first - 1
            super()._write_rows()
            self.fh.writelines(parts)
            self.dim_rowmin = last + 1
        self.dim_rowmax = high
        super()._write_rows()
        self.dim_rowmin = low
        self._blocks.clear()


def _height(points: float | None) -> str:
    return "" if points is None else f' ht="{points:.16g}" customHeight="1"'


_AT_ONCE = 1_000
_TEXTS, _WHOLE = {str, Unfilled}, {int}
_TEXT = ' t="s"><v>'
