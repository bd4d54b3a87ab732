"""Texts that differ by nothing but case or spaces at the ends are one: numbers for them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract import Column
from cldvalidator.extract.text_bytes import only_printable

Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


def plain_texts(values: pa.StringArray) -> pa.StringArray:
    """Return texts without what does not tell them apart: case and spaces at the ends."""
    if only_printable(values):  # the same, in a third of the time
        return pc.ascii_lower(pc.ascii_trim_whitespace(values))
    return pc.utf8_lower(pc.utf8_trim_whitespace(values))


def folded_codes(column: Column) -> Codes:
    """Number distinct texts, alike those that differ by nothing but case or spaces at the ends."""
    values, plain = column.values, plain_texts
    other = np.flatnonzero(column.by_text(_unlike, plain))
    if 2 * len(other) > len(values) and column.by_text(_in_ascii).all():
        # Identifiers are often in capitals; in ASCII these tell the same texts apart.
        plain = _plain_capitals
        other = np.flatnonzero(column.by_text(_unlike, plain))
    numbers = np.arange(len(values), dtype=np.int32)
    if not len(other):
        return numbers
    # Texts that are plain as they stand differ from each other: only the others are looked up, in
    # an index of their own, which is small.
    texts = plain(values.take(pa.array(other))).dictionary_encode()
    kind = texts.indices.to_numpy(zero_copy_only=False)
    number_of = other[np.unique(kind, return_index=True)[1]]
    place = pc.index_in(values, texts.dictionary).fill_null(-1).to_numpy(zero_copy_only=False)
    as_it_stands = np.flatnonzero(place >= 0)
    number_of[place[as_it_stands]] = as_it_stands
    numbers[other] = number_of[kind]
    return numbers


def _plain_capitals(values: pa.StringArray) -> pa.StringArray:
    return pc.ascii_upper(pc.utf8_trim_whitespace(values))


def _unlike(values: pa.StringArray, plain: Callable[[pa.StringArray], pa.StringArray]) -> Mask:
    found: Mask = pc.not_equal(plain(values), values).to_numpy(zero_copy_only=False)
    return found


def _in_ascii(values: pa.StringArray) -> Mask:
    found: Mask = pc.string_is_ascii(values).to_numpy(zero_copy_only=False)
    return found
