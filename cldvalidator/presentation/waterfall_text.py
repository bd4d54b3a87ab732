"""Figures before and after in words, with the parts of each movement. No value of either file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cldvalidator.presentation.document import Table
from cldvalidator.selection.words import in_words
from cldvalidator.submissions.compare_columns import EARLIER
from cldvalidator.submissions.compare_result import Compared
from cldvalidator.submissions.waterfall import Movement, Part, Waterfall
from cldvalidator.wording import counted

_MOST_ROWS = 500


def about_waterfall(moved: Waterfall) -> str:
    """Say which years and methods are compared, and how the parts are to be read."""
    before, after = moved.periods
    same, moves = f"Both for {in_words(after)}", f"{in_words(before)}, then {in_words(after)}"
    years = same if before == after else moves
    methods = " and ".join(dict.fromkeys(moved.methods))
    return (
        f"{years[0].upper()}{years[1:]}; method {methods}. The earlier file becomes the later one "
        "step by step, and every figure is calculated again after each step. The parts add up "
        "exactly to the change; where changes interact, a part depends on the order of the steps."
    )


def waterfall_text(moved: Waterfall) -> str:
    """Return the figures that moved, each with its parts."""
    lines = ["Figures", f"  {about_waterfall(moved)}"]
    for movement in moved.movements:
        if not movement.parts:
            continue
        measure, description, group = movement.key
        lines.append(f"  {measure}, {group}: {description}")
        lines.append(f"    {_values(movement)}")
        lines += [f"      {amount:>10}  {step}" for step, amount in parts_in_words(movement)]
    still = sum(not m.parts for m in moved.movements)
    lines.append(f"  {counted(still, 'figure')} did not change.")
    return "\n".join(lines)


def _values(movement: Movement) -> str:
    before, after, moved = ends_in_words(movement)
    return f"{before} to {after} ({moved})"


def ends_in_words(movement: Movement) -> tuple[str, str, str]:
    """Return a figure before and after, and its movement, as texts with as many decimals."""
    decimals = _decimals(movement)
    ends = (f.value if f is not None else None for f in (movement.before, movement.after))
    before, after = ("none" if v is None else f"{v:,.{decimals}f}" for v in ends)
    return before, after, _signed(movement.moved, decimals)


def parts_in_words(movement: Movement) -> list[tuple[str, str]]:
    """Return what moved a figure, and by how much, with as many decimals as the figure has."""
    decimals = _decimals(movement)
    return [(part.step, _signed(part.moved, decimals)) for part in movement.parts]


def _decimals(movement: Movement) -> int:
    ends = [f.value for f in (movement.before, movement.after) if f is not None]
    parts = [movement.moved, *(part.moved for part in movement.parts)]
    return 1 if any(v != int(v) for v in (*ends, *parts) if v is not None) else 0


def _signed(value: float, decimals: int) -> str:
    text = f"{abs(value):,.{decimals}f}"
    return "0" if not value else f"{'+' if value > 0 else '-'}{text}"


def waterfall_table(moved: Waterfall) -> Table:
    """Return the figures that moved as a table of a page."""
    rows = [
        (
            movement.key[0],
            f"{movement.key[1]}, {movement.key[2]}",
            _values(movement),
            "; ".join(f"{step} {amount}" for step, amount in parts_in_words(movement)),
        )
        for movement in moved.movements
        if movement.parts
    ]
    return Table("What moved the figures", ("Measure", "Figure", "From, to", "Parts"), rows)


def waterfall_rows(moved: Waterfall, compared: Compared) -> Iterator[tuple[object, ...]]:
    """Yield a row for each figure before, for each part, and after: for a sheet."""
    for movement in moved.movements:
        ends = (("Before", movement.before), ("After", movement.after))
        for word, figure in ends[:1]:
            yield _end(movement, word, figure)
        for part in movement.parts:
            rows = _source_rows(part, compared)
            listed = ", ".join(map(str, rows[:_MOST_ROWS]))
            more = f" and {len(rows) - _MOST_ROWS:,} more" if len(rows) > _MOST_ROWS else ""
            numbers = (part.moved, part.top, part.bottom)
            yield (*movement.key, part.step, *map(_cell, numbers), len(rows), listed + more)
        yield _end(movement, *ends[1])


def _end(movement: Movement, word: str, figure: Any) -> tuple[object, ...]:
    if figure is None:
        return (*movement.key, word, "no figure", None, None, None, "")
    numbers = (figure.value, figure.numerator, figure.denominator)
    return (*movement.key, word, *map(_cell, numbers), None, "")


def _cell(value: float | None) -> object:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)


def _source_rows(part: Part, compared: Compared) -> list[int]:
    rows: list[int] = compared.comparison.two.source_rows(part.side)[part.rows].tolist()
    return rows


def waterfall_json(moved: Waterfall, compared: Compared) -> dict[str, Any]:
    """Return the figures with their parts; a record is the row that Excel shows for it."""
    return {
        "years": [[p.first.isoformat(), p.last.isoformat()] for p in moved.periods],
        "methods": list(moved.methods),
        "steps": list(moved.steps),
        "figures": [
            {
                "measure": m.key[0],
                "figure": m.key[1],
                "group": m.key[2],
                "before": _numbers(m.before),
                "after": _numbers(m.after),
                "moved": m.moved,
                "remainder": m.remainder,
                "parts": [
                    {
                        "step": part.step,
                        "moved": part.moved,
                        "numerator": part.top,
                        "denominator": part.bottom,
                        "file": "earlier" if part.side == EARLIER else "later",
                        "rows": _source_rows(part, compared),
                    }
                    for part in m.parts
                ],
            }
            for m in moved.movements
        ],
    }


def _numbers(figure: Any) -> dict[str, float | None] | None:
    if figure is None:
        return None
    return {
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
    }
