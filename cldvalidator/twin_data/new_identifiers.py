"""Identifiers anew: equal ones stay equal, none is one of the original."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.fields import blank_words
from cldvalidator.checks.cells.identifiers import nhs_numbers, without_separators
from cldvalidator.extract import Column
from cldvalidator.twin_data.respelling import Respelling, Wanted, column_of_texts
from cldvalidator.twin_data.shapes import around, ends_of, folded
from cldvalidator.twin_data.source import Source
from cldvalidator.twin_data.texts_of_form import numbered_texts

_FIRST, _NEVER_ISSUED = 998_000_000, 2_000_000
"""Numbers without their check digit that are never issued: those from 998 to 999."""

_BEGINS_AS_OURS = r"^[^0-9]*($|9[^0-9]*($|9[^0-9]*($|[89])))"
"""What every text made of such a number fits: its digits are 998 or 999, or a part of them."""


def new_number_columns(
    source: Source, names: Sequence[str], random: np.random.Generator
) -> dict[str, Column]:
    """Return the columns of identifiers anew.

    The people whom links name keep being linked: their new identifiers are the same in each field.
    """
    there = [n for n in names if source.has(n)]
    if not there:
        return {}
    same = [n for n in there if source.specification.by_name[n].type != "nhs_number"]
    of_people = [n for n in same if source.specification.by_name[n].identifies != "event"]
    columns = [e.column(n) for n in there for e in (source.extract, source.read)]
    # A column that reads as it stands is the same one.
    different = {id(c.values): c.values for c in columns}.values()
    taken = pa.concat_arrays([folded(values) for values in different]).unique()
    found: dict[str, Column] = {}
    shared = _New(source, of_people, taken, random) if of_people else None
    for name in there:
        if name not in same:
            found[name] = _NhsNumbers(source, name, taken, random).column()
        else:
            shares = shared if name in of_people else None
            numbers = shares or _New(source, [name], taken, random)
            found[name] = numbers.column(name)
    return found


def more_like(
    source: Source,
    name: str,
    values: pa.StringArray,
    like: pa.StringArray,
    random: np.random.Generator,
) -> pa.StringArray:
    """Return new identifiers of a field, one in the form of each of some.

    values: those that the twin has. None of these and none of the original's is among the new.
    """
    originals = [e.column(name).values for e in (source.extract, source.read)]
    taken = pa.concat_arrays([folded(v) for v in (*originals, values)]).unique()
    return pa.array(numbered_texts(like, taken, random), pa.string())


class _New:
    """New identifiers of some fields that name the same things."""

    def __init__(
        self,
        source: Source,
        names: Sequence[str],
        taken: pa.StringArray,
        random: np.random.Generator,
    ) -> None:
        self._source = source
        read = [source.read.column(name) for name in names]
        cores = pa.concat_arrays([pc.utf8_trim_whitespace(column.values) for column in read])
        keys = folded(cores).dictionary_encode().indices.to_numpy(zero_copy_only=False)
        distinct, first = np.unique(keys, return_index=True)
        self._new = numbered_texts(cores.take(pa.array(first)), taken, random)
        ends = np.cumsum([len(column.values) for column in read])
        self._keys = dict(zip(names, np.split(keys, ends[:-1]), strict=True))
        assert len(distinct) == len(self._new)

    def column(self, name: str) -> Column:
        """Return a column with the new identifiers, marks around them as they were."""
        column, read = self._source.extract.column(name), self._source.read.column(name)
        faults = self._source.result.judged[name].faults
        reads = np.zeros(len(column.values), np.int64)
        reads[column.codes] = read.codes
        cores = pc.utf8_trim_whitespace(read.values.take(pa.array(reads)))
        new = self._new[self._keys[name][reads]]
        new[column.counts == 0] = ""
        blank = np.flatnonzero(column.blank_values)
        new[blank] = column.values.take(pa.array(blank)).to_pylist()
        around_it = ~pc.equal(cores, column.values).to_numpy(zero_copy_only=False)
        around_it &= ~column.blank_values & (column.counts > 0)
        words = blank_words(name, False)
        for code in np.flatnonzero(around_it).tolist():
            text, core = column.texts[code], str(cores[code])
            if code in faults and text.strip().casefold() in words:
                new[code] = text
                continue
            before, behind = around(text, core) or ends_of(text)
            new[code] = f"{before}{new[code]}{behind}"
        return column_of_texts(new, column.codes.astype(np.int64))


class _NhsNumbers:
    """NHS numbers that are never issued (999, then 998), as valid or wrong as the original's."""

    def __init__(
        self, source: Source, name: str, taken: pa.StringArray, random: np.random.Generator
    ) -> None:
        self._name = name
        self._column = source.extract.column(name)
        self._faults = source.result.judged[name].faults
        self._respelling = Respelling(source, name)
        like_ours = taken.filter(pc.match_substring_regex(taken, _BEGINS_AS_OURS))
        self._taken = {t if t.isalnum() else without_separators(t) for t in like_ours.to_pylist()}
        wanted = min(2 * len(self._column.values) + 1000, _NEVER_ISSUED)
        stems = _FIRST + random.choice(_NEVER_ISSUED, wanted, replace=False)
        self._stock = (n for n in nhs_numbers(stems) if n not in self._taken)

    def column(self) -> Column:
        """Return the column anew."""
        column = self._column
        blank, used = column.blank_values.tolist(), (column.counts > 0).tolist()
        new: dict[str, str] = {}
        wanted: list[str | Wanted] = []
        for code, text in enumerate(column.texts):
            if blank[code] or not used[code]:
                wanted.append(text if blank[code] else "")
                continue
            fault = self._faults.get(code)
            key = text
            if fault is not None:
                key = without_separators(text).casefold()
                if fault.proposal is not None and fault.proposal.text:
                    key = fault.proposal.text
            if key not in new:
                new[key] = next(self._stock)
            wanted.append(new[key] if fault is None else self._spoilt(text, fault.rule, new[key]))
        texts = self._respelling.texts(wanted)
        return column_of_texts(texts, column.codes.astype(np.int64))

    def _spoilt(self, text: str, rule: str, number: str) -> str | Wanted:
        """Return a number with a fault of the same rule."""
        if text.strip().casefold() in blank_words(self._name, False):
            return text
        before, behind = ends_of(text)
        ways = (
            _digits_in(text, number),
            f"{before}{number}{behind}",
            number[:9] + str((int(number[9]) + 1) % 10),
            number[:8],
            f"{number[:3]} {number[3:6]} {number[6:]}",
            f'="{number}"',
            f"{number} ",
            f"{number}.0",
            f"{number[0]}.{number[1:3]}E+09",
        )
        of_nobody = (w for w in ways if without_separators(w).casefold() not in self._taken)
        return Wanted(rule, tuple(of_nobody), number)


def _digits_in(text: str, number: str) -> str:
    """Put the digits of a number into a text in place of its own; only signs are kept."""
    if any(c.isalpha() for c in text):
        return ""
    digits = iter(number * (len(text) // 10 + 1))
    return "".join(next(digits) if c.isdigit() else c for c in text)
