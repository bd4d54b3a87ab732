"""Number formats that put zeros in front: with `0000000000` Excel shows 12345679 as 0012345679.

Such a format is how an identifier kept as a number looks right, so its cells are read as they are
shown. Formats made of zeros and fixed text between them (`000 000 0000`, `000\\-0000`) are
followed, whatever their colour, language, fill or further sections (ECMA-376 part 1, 18.8.31).
Formats for decimals, thousands, percent and money are not: what they belong to are numbers, such as
unit costs and planned units, and what is checked is the number that is stored (nationally
`numeric(18,2)`), of which they may show less.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from cldvalidator.workbooks.cells import DIGITS

_LEAST_ZEROS = 2
_LONGEST = 1 << 10
"""Characters of a format; Excel allows 255."""
_TOKEN = re.compile(
    r"""(?xs)
      (?P<digit>[0\#])
    | (?P<fixed>[ \-+()!^&'~{}<>=])         # shown as it stands, without a mark
    | \\(?P<escaped>.) | "(?P<quoted>[^"]*)"
    | (?P<space>[_*].)                      # room as wide as a character; a fill: not a text
    | (?P<plain>\[(?:black|blue|cyan|green|magenta|red|white|yellow|colou?r\ ?[0-9]{1,2}
        |\$-[^\]]*)\])                      # a colour, a language
    | (?P<text>@) | (?P<end>;) | (?P<other>.)
    """,
    re.I,
)

Mask = tuple[tuple[str, bool], ...]
"""A section's parts: a text, and whether it is a place for a digit (`0` or `#`)."""


@lru_cache(4096)
def mask_of(code: str) -> tuple[Mask, bool] | None:
    """Return how a format that puts zeros in front shows numbers, None if it does not.

    Also says whether zero has a section of its own. The first section is the one that counts: a
    second is for negative numbers, a third for zero, and one with `@` for text.
    """
    if len(code) > _LONGEST:
        return None
    mask: list[tuple[str, bool]] = []
    sections = 0
    for token in _TOKEN.finditer(code):
        kind = token.lastgroup or "quoted"
        if kind == "end":
            sections += 1
        elif sections or kind in ("space", "plain"):
            continue
        elif kind in ("other", "text"):
            return None
        else:
            mask.append((token[kind], kind == "digit"))
    digits = "".join(text for text, is_digit in mask if is_digit)
    if digits.count("0") < _LEAST_ZEROS or "#" in digits.lstrip("#"):
        return None
    return tuple(mask), sections >= 2


def pads(code: str) -> bool:
    """Whether a number format is made of zeros and fixed text alone, for numbers from 0 upwards."""
    return mask_of(code) is not None


def shown(value: Any, code: str) -> str | None:
    """Return what Excel shows for a stored value under a format that `pads`.

    None where the value is to be read as it is stored: text, a negative number, one with decimals
    (Excel would show it rounded) or with more digits than Excel keeps, and zero where the format
    shows something else for it.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 <= value < 10**DIGITS or value != int(value):
        return None
    found = mask_of(code)
    if found is None or (value == 0 and found[1]):
        return None
    places = [text for text, is_digit in found[0] if is_digit]
    digits = str(int(value)).rjust(places.count("0"), "0")
    # Places for which there is no digit stay empty; digits without a place stand at the first one.
    spare = max(0, len(places) - len(digits))
    first = len(digits) - (len(places) - spare) + 1
    left = iter([*[""] * spare, digits[:first], *digits[first:]])
    return "".join(next(left) if is_digit else text for text, is_digit in found[0]).strip(" ")
