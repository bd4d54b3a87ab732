"""Texts as DHSC reads them: case and trailing blanks ignored, coded values looked up in lists.

Method sections 1 to 3. Missing values are NaN, -1 or no category, and compare as SQL's NULL does:
a comparison with one is false.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.dates import NO_DATE, day_numbers
from cldvalidator.extract import Column

INVALID = "Invalid and not mapped"
NOT_MAPPED_1 = "Release 1 specification only: Not mapped"
MISSING = -1

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


def plain(column: Column, *, null_words: bool) -> pa.StringArray:
    """Return the distinct texts without blanks at the end; missing ones as the empty text.

    null_words: the word NULL, case aside, is missing too (method section S4); not after a blank.
    """
    texts = pc.utf8_rtrim_whitespace(column.values)
    if null_words:
        texts = pc.if_else(pc.equal(pc.utf8_upper(texts), "NULL"), "", texts)
    return texts


def keys(texts: pa.StringArray) -> Codes:
    """Number the distinct texts so that those that only differ by case are one; missing is -1."""
    encoded = pc.utf8_lower(texts).dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    return np.where(pc.equal(texts, "").to_numpy(zero_copy_only=False), MISSING, codes)


def looked_up(
    column: Column,
    labels: Sequence[str],
    *,
    null_words: bool = False,
    also: Mapping[str, str] | None = None,
) -> pd.Categorical:
    """Clean a coded field: its label, INVALID for a text that is none, missing for a blank.

    also: further texts and the label each stands for, by casefolded text.
    """
    places = {label.casefold(): place for place, label in enumerate(labels)}
    for text, label in (also or {}).items():
        places.setdefault(text, labels.index(label))
    by_code = [
        places.get(text.casefold(), len(labels)) if text else MISSING
        for text in plain(column, null_words=null_words).to_pylist()
    ]
    codes = column.take(np.array(by_code, np.int64))
    return pd.Categorical.from_codes(codes, categories=pd.Index([*labels, INVALID], dtype=object))


def grouped(cleaned: pd.Categorical, group: Callable[[str], str | None]) -> pd.Categorical:
    """Map the labels of a cleaned field to groups; missing stays missing."""
    groups = [group(str(label)) for label in cleaned.categories]
    names = list(dict.fromkeys(g for g in groups if g is not None))
    by_label = np.array([names.index(g) if g is not None else MISSING for g in groups] + [MISSING])
    return pd.Categorical.from_codes(
        by_label[cleaned.codes], categories=pd.Index(names, dtype=object)
    )


def raw(column: Column, *, null_words: bool) -> pd.Categorical:
    """Return a field as it stands, without blanks at the end and with one spelling of each case."""
    texts = plain(column, null_words=null_words)
    number = keys(texts)
    spellings: dict[int, str] = {}
    for code, text in zip(number.tolist(), texts.to_pylist(), strict=True):
        spellings.setdefault(code, text)
    spellings.pop(MISSING, None)
    place = {code: i for i, code in enumerate(spellings)}
    by_code = np.array([place.get(code, MISSING) for code in number.tolist()], np.int64)
    return pd.Categorical.from_codes(
        column.take(by_code), categories=pd.Index(list(spellings.values()), dtype=object)
    )


def days(column: Column) -> Numbers:
    """Return days since 1970 by row, NaN where the text is no day/month/year date."""
    numbers = day_numbers(pc.utf8_rtrim_whitespace(column.values))
    return column.take(np.where(numbers == NO_DATE, np.nan, numbers.astype(np.float64)))


_TWO_DECIMALS = r"^-?[0-9]{1,15}(\.[0-9]{1,2})?$"
"""Numbers that need no rounding."""


def hundredths(column: Column) -> Numbers:
    """Return numbers rounded to two decimals (half up, as numeric(18,2) is), NaN for no number."""

    def number(text: str) -> float:
        try:
            value = Decimal(text.strip())
            return float(value.quantize(Decimal("0.01"), ROUND_HALF_UP))
        except InvalidOperation:
            return np.nan

    values = column.values
    is_plain = pc.match_substring_regex(values, _TWO_DECIMALS)
    plain = is_plain.to_numpy(zero_copy_only=False)
    numbers = np.empty(len(values), np.float64)
    numbers[plain] = pc.cast(values.filter(is_plain), pa.float64())
    numbers[~plain] = [number(t) for t in values.filter(pc.invert(is_plain)).to_pylist()]
    return column.take(numbers)


def combined(*parts: Codes) -> Codes:
    """Number rows so that those that agree in all parts have one number; missing equals missing.

    The numbers, up to 2^62, are in the order of the parts, the first one first.
    """
    result, size = _ranked(parts[0])
    for part in parts[1:]:
        right, count = _ranked(part)
        if size * count > _MOST_NUMBERS:
            result, size = _ranked(result)
        result = result * count + right
        size *= count
    return result


_MOST_NUMBERS = 1 << 62
_SORTED_FROM = 1 << 21


def _ranked(codes: npt.NDArray[np.integer]) -> tuple[Codes, int]:
    """Return the place of each code among the different ones, ascending, and how many these are."""
    low, high = int(codes.min(initial=0)), int(codes.max(initial=0))
    if high - low >= _SORTED_FROM:
        different, places = np.unique(codes, return_inverse=True)
        return places, len(different)
    there = np.zeros(high - low + 1, np.bool_)  # far sooner than to sort them
    there[codes - low] = True
    places = np.cumsum(there) - 1
    return places[codes - low], int(places[-1]) + 1


_NO_DAY = -(10**6)
"""Before the first day of the year 1."""


def day_codes(numbers: Numbers) -> Codes:
    """Turn day numbers into codes for `combined`."""
    return np.where(np.isnan(numbers), _NO_DAY, numbers).astype(np.int64)
