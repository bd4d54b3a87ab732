"""Names of sheets that Excel takes."""

from __future__ import annotations

import re
from collections.abc import Iterable

LONGEST = 31
"""In UTF-16 units, as Excel counts: a character such as an emoji is two."""
_FORBIDDEN = re.compile("[\\[\\]:*?/\\\\\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_RESERVED = "history"
_ENDS = " '\u00a0"
_SIGNS = f"=+-@{_ENDS}"


def sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """Return a name like the one that is wanted, and that no sheet has yet.

    Excel wants 1 to 31 UTF-16 units without `[ ] : * ? / \\`, no apostrophe at either end, not the
    name History, and no two that differ in capitals only. One that begins like a formula loses its
    sign.
    """
    known = {t.casefold() for t in taken} | {_RESERVED}
    clean = _FORBIDDEN.sub(" ", wanted).strip(_ENDS).lstrip(_SIGNS)
    chosen, number = _cut(clean, LONGEST) or "Sheet", 2
    while chosen.casefold() in known:
        ending = f" {number}"
        chosen, number = (_cut(clean, LONGEST - len(ending)) or "Sheet") + ending, number + 1
    return chosen


def _cut(text: str, most: int) -> str:
    """Return the first UTF-16 units of a text, no character in half, nothing odd at the end."""
    units = text.encode("utf-16-le")[: 2 * most]
    return units.decode("utf-16-le", "ignore").rstrip(_ENDS)
