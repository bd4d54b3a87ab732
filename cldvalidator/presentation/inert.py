"""Texts of a file in a CSV that people open in Excel: none of them runs as a formula."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_RUNS = re.compile(r"[\s\x00-\x20\x7f-\xa0\u00ad\u180e\u200b-\u200f\u2028-\u202f\u205f-\u2064"
                   r"\u2066-\u206f\u3000\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66"
                   r"\ufe6b\u2212]")  # fmt: skip
"""A sign that begins a formula, wide ones too, behind anything that cannot be seen."""
_STEERS = ("\t", "\r", "\n")
"""Excel drops these in front of a text, and reads what comes behind them."""


def inert(text: str) -> str:
    """Return a text with an apostrophe in front if Excel might run it as a formula."""
    return f"'{text}" if text.startswith(_STEERS) or _RUNS.match(text) else text


def inert_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its texts and headers made inert; numbers and the rest as they are."""
    from pandas.api.types import is_numeric_dtype  # the clipboard of a window just begun needs none

    made = table.copy()
    for name in made:
        if not is_numeric_dtype(made[name]):
            made[name] = [inert(c) if isinstance(c, str) else c for c in made[name]]
    return made.rename(columns=lambda name: inert(str(name)))
