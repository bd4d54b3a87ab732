"""The breakdowns beside the figures of a measure, as tables of texts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.registry import column_words
from cldvalidator.presentation.sheet import NOTHING, Cell, Sheet

_IN_THE_FIGURES = frozenset({"by_month"})
_BLANK = "(blank)"
_DRAWN = ("people", "n", "rows", "ST_Max_Count")


def breakdown_sheets(result: MeasureResult, *, suppressed: str) -> tuple[Sheet, ...]:
    """Return the tables that hold no single person; the months stand with the figures already.

    suppressed: what stands for a number that is left out.
    """
    return tuple(
        _sheet(name, table, suppressed)
        for name, table in result.tables.items()
        if name not in _IN_THE_FIGURES and not {"person", "record"} & set(table.columns)
    )


def in_words(name: str) -> str:
    """Return plain words for a column or a table."""
    words = column_words()
    plain = name.removeprefix("by_")
    return words.get(plain) or plain.replace("_", " ")


def _sheet(name: str, table: pd.DataFrame, suppressed: str) -> Sheet:
    columns = [_cells(table[c], suppressed) for c in table.columns]
    drawn = next((c for c in _DRAWN if c in table.columns), None)
    title = in_words(name)
    return Sheet(
        f"By {title[0].lower()}{title[1:]}" if name.startswith("by_") else title,
        tuple(in_words(str(c)) for c in table.columns),
        tuple(zip(*columns, strict=True)),
        bar_of=list(table.columns).index(drawn) if drawn is not None else None,
    )


def _cells(column: pd.Series[Any], suppressed: str) -> list[Cell]:
    numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
    out = []
    for value in column.tolist():
        if value is None or (not isinstance(value, str) and pd.isna(value)):
            out.append(Cell(suppressed if numeric else _BLANK))
        elif isinstance(value, pd.Timestamp):
            out.append(Cell(f"{value:%d/%m/%Y}"))
        elif numeric:
            whole = float(value) == int(value)
            text = f"{value:,.0f}" if whole else f"{value:,.1f}"
            out.append(Cell(text, number=float(value)))
        else:
            text = str(value)
            out.append(Cell(text) if text else NOTHING)
    return out
