"""Number formats that put zeros in front: with `0000000000` Excel shows 12345679 as 0012345679.

Such a format is how an identifier kept as a number looks right, so its cells are read as they are
shown. Formats made of zeros and fixed text between them (`000 000 0000`, `000\\-0000`) are
followed. Formats for decimals, thousands, percent and money are not: what they belong to are
numbers, such as unit costs and planned units, and what is checked is the number that is stored
(nationally `numeric(18,2)`), of which they may show less.
"""

from __future__ import annotations

import re
from typing import Any

from cldvalidator.extract.cell_text import DIGITS

_LEAST_ZEROS = 2
_OF_ZEROS = re.compile(r'(?:0|[ -]|\\.|"[^"]*")+')
_PART = re.compile(r'(0)|([ -])|\\(.)|"([^"]*)"')


def pads(code: str) -> bool:
    """Whether a number format is made of zeros and fixed text alone, for numbers from 0 upwards.

    A second section, for negative numbers, may follow.
    """
    first, *others = code.split(";")
    return (
        len(others) < 2
        and _OF_ZEROS.fullmatch(first) is not None
        and sum(bool(zero) for zero, *_ in _PART.findall(first)) >= _LEAST_ZEROS
    )


def shown(value: Any, code: str) -> str | None:
    """Return what Excel shows for a stored value under a format that `pads`.

    None where the value is to be read as it is stored: text, a negative number, one with decimals
    (Excel would show it rounded) or with more digits than Excel keeps.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 <= value < 10**DIGITS or value != int(value):
        return None
    parts = _PART.findall(code.partition(";")[0])
    zeros = sum(bool(zero) for zero, *_ in parts)
    digits = str(int(value)).rjust(zeros, "0")
    # Digits that have no zero of their own stand where the first one is.
    left = iter([digits[: len(digits) - zeros + 1], *digits[len(digits) - zeros + 1 :]])
    return "".join(next(left) if zero else "".join(fixed) for zero, *fixed in parts)
