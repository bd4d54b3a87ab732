"""Which rows the grid shows, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cldvalidator.review.row_choice import RowChoice


def shown_text(choice: RowChoice | None, rows: int, total: int, mended: str = "") -> str:
    """Say how many rows are shown, and why. mended: what is added to their number."""
    if choice is None or choice.everything:
        return f"All {total:,} rows" if total != 1 else "1 row"
    about = [
        choice.label,
        f"“{choice.contains}”" if choice.contains else "",
    ]
    why = ", ".join(part for part in about if part)
    count = f"{rows:,} of {total:,} rows" if rows else "Nothing found"
    count += mended + (", filtered" if choice.where is not None else "")
    return f"{count}: {why}" if why else count
