"""Rows of a table, kept as the XML that they become.

xlsxwriter keeps an object for each cell and writes one after another, which for a million cells
takes ten times as long and five times the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
        self._blocks: list[tuple[int, list[str]]] = []

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
        letters = [xl_col_to_name(place) for place in range(len(forms))]
        of_form: dict[int, dict[Any, str]] = {}
        known = [of_form.setdefault(id(form), {}) for form in forms]
        columns = list(zip(letters, forms, known, strict=True))
        rows: list[str] = []
        count = self.str_table.count
        for number, line in enumerate(lines, start=first + 1):
            points = height(line)
            tall = "" if points is None else f' ht="{points:.16g}" customHeight="1"'
            cells = [f'<row r="{number}"{tall}>']
            for (letter, form, texts), value in zip(columns, line, strict=True):
                if type(value) not in _REMEMBERED:
                    xml = self._cell(*shown(value, form))
                elif (found := texts.get(value)) is not None:
                    xml = found
                else:
                    xml = texts[value] = self._cell(*shown(value, form))
                cells.append(f'<c r="{letter}{number}" {xml}')
            cells.append("</row>")
            row = "".join(cells)
            count += row.count(_TEXT)
            rows.append(row)
        self.str_table.count = count
        last = first + len(rows) - 1
        if rows:
            self._check_dimensions(first, 0)
            self._check_dimensions(last, len(forms) - 1)
            self._blocks.append((first, rows))
        return last

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
        for first, rows in self._blocks:
            self.dim_rowmax = first - 1
            super()._write_rows()
            self.fh.write("".join(rows))
            self.dim_rowmin = first + len(rows)
        self.dim_rowmax = high
        super()._write_rows()
        self.dim_rowmin = low
        self._blocks.clear()


_REMEMBERED = (str, int)
_TEXT = ' t="s"><v>'
