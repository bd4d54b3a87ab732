"""The order of texts: days, numbers by size, others without case; what is neither is last."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Kind = Literal["date", "decimal", "integer", "text"]
Ranked = tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]
"""By text its place in the order (equal texts have one), and whether it belongs at the end."""
_A_DAY = r"^\d{2}/\d{2}/\d{4}(?:\s|$)"
_A_NUMBER = r"^[+-]?\d+(\.\d+)?$"
_SIGNS = "[,£%]"
_SAMPLE = 4_000
"""About how many of many texts tell what most are."""


def ranks(values: Any, kind: str) -> Ranked:
    """Return the order of the texts of a field. values: pyarrow strings. kind: the field's type.

    Texts of a date or number field that are none, and blanks, belong at the end.
    """
    values = pc.utf8_trim_whitespace(values)
    if kind == "date":
        proper = pc.match_substring_regex(values, r"^\d{2}/\d{2}/\d{4}$")
        keys = _day_first(values)
    elif kind in ("decimal", "integer"):
        proper = pc.match_substring_regex(values, _A_NUMBER)
        keys = pc.cast(pc.if_else(proper, values, "0"), pa.float64())
    else:
        proper = pc.not_equal(values, "")
        keys = pc.utf8_lower(values)
    return _placed(keys, proper)


def shown_ranks(texts: Any) -> Ranked:
    """Return the order of texts as a table shows them. texts: a list, or pyarrow strings.

    Where most begin with a day they are ordered by it; where most are numbers, with commas, £ and %
    or without, by their size. Other texts are ordered without case, and "Unit 2" before "Unit 10".
    """
    values = (
        texts if isinstance(texts, pa.Array | pa.ChunkedArray) else pa.array(texts, pa.string())
    )
    values = pc.utf8_trim_whitespace(values)
    filled = pc.not_equal(values, "")
    some = values.take(pa.array(np.arange(0, len(values), len(values) // _SAMPLE + 1)))
    least = max(1, pc.sum(pc.not_equal(some, "")).as_py() or 0) / 2
    if (pc.sum(pc.match_substring_regex(some, _A_DAY)).as_py() or 0) > least:
        days = pc.match_substring_regex(values, _A_DAY)
        return _placed(pc.binary_join_element_wise(_day_first(values), values, " "), days)
    if (pc.sum(pc.match_substring_regex(_plain(some), _A_NUMBER)).as_py() or 0) > least:
        plain = _plain(values)
        numbers = pc.match_substring_regex(plain, _A_NUMBER)
        return _placed(pc.cast(pc.if_else(numbers, plain, "0"), pa.float64()), numbers)
    return _placed(_natural(values), filled)


def _plain(values: Any) -> Any:
    """Return texts without the signs around numbers."""
    plain = pc.replace_substring_regex(values, _SIGNS, "")
    return pc.replace_substring(plain, "\N{MINUS SIGN}", "-")


def _day_first(values: Any) -> Any:
    """Return year, month and day of texts that begin with a day."""
    parts = [pc.utf8_slice_codeunits(values, a, b) for a, b in ((6, 10), (3, 5), (0, 2))]
    return pc.binary_join_element_wise(*parts, "")


def _natural(values: Any) -> Any:
    """Return texts in small letters, numbers in them with as many digits each."""
    plain = pc.replace_substring_regex(pc.utf8_lower(values), r"(\d),(\d)", r"\1\2")
    padded = pc.replace_substring_regex(plain, r"(\d+)", r"0000000000000000\1")
    return pc.replace_substring_regex(padded, r"\d+?(\d{16}(?:\D|$))", r"\1")


def _placed(keys: Any, proper: Any) -> Ranked:
    encoded = keys.dictionary_encode()
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.combine_chunks()
    order = pc.array_sort_indices(encoded.dictionary).to_numpy()
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    last = ~proper.to_numpy(zero_copy_only=False)
    return place[encoded.indices.to_numpy(zero_copy_only=False)], last


def in_order(ranked: Ranked, *, descending: bool) -> npt.NDArray[np.int64]:
    """Return what to sort by, smallest first: what belongs at the end is there either way."""
    rank, last = ranked
    most = int(rank.max(initial=0))
    turned = most - rank if descending else rank
    return np.where(last, most + 1, turned)
