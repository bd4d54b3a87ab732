"""A change by value: every cell of a field that holds one text gets another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract import Column, Extract
from cldvalidator.extract.table import smallest_codes


@dataclass(frozen=True)
class ValueChange:
    """In `field`, every cell that holds `found` becomes `written`; `rows` cells were changed.

    rule: the id of the rule whose finding the change answers.
    """

    field: str
    found: str
    written: str
    rows: int
    rule: str


def apply_changes(extract: Extract, changes: Iterable[ValueChange]) -> Extract:
    """Return a new extract with the changes made; costs time by distinct values, not by rows.

    A change whose value the column does not hold has no effect. Of two changes of one value the
    later wins.
    """
    by_field: dict[str, dict[str, str]] = {}
    for change in changes:
        by_field.setdefault(change.field, {})[change.found] = change.written
    columns = dict(extract.columns)
    for name, texts in by_field.items():
        if name in columns:
            columns[name] = respell(columns[name], texts)
    return replace(extract, columns=MappingProxyType(columns))


def respell(column: Column, texts: dict[str, str]) -> Column:
    """Return a column in which each distinct text is looked up in `texts`; equal ones merge."""
    found = pa.array(list(texts), pa.string())
    written = pa.array(list(texts.values()), pa.string())
    position = pc.index_in(column.values, found)
    changed = pc.if_else(pc.is_valid(position), written.take(position), column.values)
    encoded = changed.dictionary_encode()
    new_code = encoded.indices.to_numpy(zero_copy_only=False)
    if len(encoded.dictionary) == len(column.values):
        return Column(column.codes, changed)
    codes = np.take(smallest_codes(new_code, len(encoded.dictionary)), column.codes)
    return Column(codes, encoded.dictionary)
