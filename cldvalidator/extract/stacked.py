"""Rows of several extracts one below the other, as one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.extract.column import Column, smallest_codes
from cldvalidator.extract.table import Extract

Index = npt.NDArray[np.integer]


def stacked(extracts: Sequence[Extract], rows: Sequence[Index]) -> Extract:
    """Return the chosen rows of each extract, one extract below the other.

    Fields are those that any of them has. Excel's row numbers start anew with each extract, and the
    reading is that of the last one. A column is made when it is first looked up.
    """
    source_rows = [e.source_rows[index] for e, index in zip(extracts, rows, strict=True)]
    nothing: Mapping[str, Column] = MappingProxyType({})
    return replace(
        extracts[-1],
        columns=_Stacked(extracts, rows),
        source_rows=np.concatenate(source_rows),
        unused=nothing,
        undecided=None,
    )


class _Stacked(Mapping[str, Column]):
    """Columns by name, of rows of several extracts."""

    def __init__(self, extracts: Sequence[Extract], rows: Sequence[Index]) -> None:
        self._extracts = extracts
        self._rows = rows
        self._names = tuple(dict.fromkeys(n for e in extracts for n in e.columns))
        self._made: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        if name not in self._names:
            raise KeyError(name)
        made = self._made.get(name)
        if made is None:
            columns = [
                e.column(name).rows(i) for e, i in zip(self._extracts, self._rows, strict=True)
            ]
            made = self._made[name] = _one_below_the_other(columns)
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _one_below_the_other(columns: Sequence[Column]) -> Column:
    encoded = pa.concat_arrays([c.values for c in columns]).dictionary_encode()
    places = encoded.indices.to_numpy(zero_copy_only=False)
    distinct = len(encoded.dictionary)
    parts, start = [], 0
    for column in columns:
        of_column = smallest_codes(places[start : start + len(column.values)], distinct)
        parts.append(column.take(of_column))
        start += len(column.values)
    return Column(np.concatenate(parts), encoded.dictionary)
