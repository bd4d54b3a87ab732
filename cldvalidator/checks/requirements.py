"""For each row: is the field applicable, is it mandatory? The pack's conditions as row masks."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from functools import cache, reduce
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.cells.dates import NO_DATE, day_numbers
from cldvalidator.checks.cells.shapes import shape, shaped_like
from cldvalidator.checks.comparing import compares, fits
from cldvalidator.checks.memory import Memory
from cldvalidator.extract import Column, Extract
from cldvalidator.specification import Specification
from cldvalidator.specification.conditions import (
    AgeBetween,
    All,
    Always,
    AnyOf,
    Condition,
    DaysFromTo,
    FieldCompares,
    FieldIs,
    HasFinding,
    Not,
    OtherEvents,
    Undetermined,
    fields_of,
)
from cldvalidator.specification.model import Mapping1To2

T = TypeVar("T")
Mask = npt.NDArray[np.bool_]


class Requirements:
    """Evaluates conditions over an extract; each condition is evaluated once.

    A condition reads the cells as they are, and a value of the other release by its documented
    meaning, as DHSC does (DHSC-DOC5). Fields the file lacks count as blank.
    """

    def __init__(
        self,
        extract: Extract,
        memory: Memory | None = None,
        specification: Specification | None = None,
    ) -> None:
        self._extract = extract
        self._memory = memory if memory is not None else Memory()
        self._specification = specification

    def rows(self, condition: Condition) -> Mask:
        """Return one bool per row: does the condition hold? (Undetermined never holds.)"""

        def make() -> Mask:
            mask = self._evaluate(condition)
            mask.flags.writeable = False
            return mask

        return self.once(("condition", condition), make)

    def once(self, key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """Return what `make` gives, made at most once for a key."""
        return self._memory.piece(key, make)

    @property
    def units_needed(self) -> Mask:
        """Rows whose cost frequency makes the weekly cost depend on the planned units."""
        frequencies = self._specification.units_needed if self._specification is not None else ()
        return self.rows(FieldIs("Cost Frequency (Unit Type)", "in", frequencies))

    def _evaluate(self, condition: Condition) -> Mask:
        match condition:
            case Always(value):
                return np.full(len(self._extract), value)
            case Undetermined():
                return np.zeros(len(self._extract), bool)
            case All(parts):
                return reduce(np.logical_and, [self.rows(p) for p in parts])
            case AnyOf(parts):
                return reduce(np.logical_or, [self.rows(p) for p in parts])
            case Not(part):
                return ~self.rows(part)
            case FieldIs(name):
                column = self._extract.column(name)
                if condition.op in ("blank", "not_blank"):
                    blank = column.blank_rows
                    return blank.copy() if condition.op == "blank" else ~blank
                return column.take(self.by_code(condition))
            case FieldCompares(name):
                column = self._extract.column(name)
                return column.take(compares(column, condition))
            case HasFinding():
                raise ValueError("findings are not there yet while a file is checked")
            case OtherEvents():
                raise ValueError("only the rules of a council ask for other events")
            case DaysFromTo(op=op, bounds=bounds):
                days = self.days_from_to(condition)
                return ~np.isnan(days) & fits(days, op, bounds)
            case AgeBetween(low, high):
                age = self.ages
                return (age >= low) & (age <= high)

    def days_from_to(self, condition: DaysFromTo) -> npt.NDArray[np.float64]:
        """By row: the days from one date to the other, not-a-number where one is none."""
        found = []
        for name in (condition.start, condition.end):
            column = self._extract.column(name)
            days = column.by_text(day_numbers).astype(np.float64)
            days[days == NO_DATE] = np.nan
            found.append(column.take(days))
        start, end = found
        between: npt.NDArray[np.float64] = end - start
        return between

    def by_code(self, condition: FieldIs) -> Mask:
        """Return one bool per distinct text of a field: does the condition hold?"""
        holds = holds_by_code(self._extract.column(condition.field), condition)
        for code, meaning in self._meanings(condition.field).items():
            written, meant = bool(holds[code]), condition.holds(meaning)
            holds[code] = written and meant if condition.denies else written or meant
        return holds

    def unclear(self, condition: Condition) -> Mask:
        """Mark the rows in which a list field of a condition holds a text of unknown meaning."""

        def make() -> Mask:
            marked = np.zeros(len(self._extract), bool)
            for name in sorted(set(fields_of(condition))):
                unknown = self._unknown(name)
                if len(unknown):
                    column = self._extract.column(name)
                    by_code = np.zeros(len(column.values), bool)
                    by_code[unknown] = True
                    marked |= column.take(by_code)
            marked.flags.writeable = False
            return marked

        return self.once(("unclear", condition), make)

    def _meanings(self, name: str) -> dict[int, str]:
        """Return the documented meaning of each text of a field that is not listed, by code."""
        specification = self._specification
        if specification is None or not specification.mappings.get(name):
            return {}

        def make() -> dict[int, str]:
            listed = _small_letters(specification.values(name))
            meant = _documented(specification.mappings[name])
            column = self._extract.column(name)
            known = np.flatnonzero(column.by_text(shaped_like, frozenset(meant)))
            texts = zip(
                known.tolist(), column.values.take(pa.array(known)).to_pylist(), strict=True
            )
            return {c: meant[shape(t)] for c, t in texts if t.strip().casefold() not in listed}

        return self.once(("meanings", name), make)

    def _unknown(self, name: str) -> npt.NDArray[np.int64]:
        """Return the codes of texts that a field's complete list does not explain."""
        specification = self._specification
        field = specification.by_name.get(name) if specification is not None else None
        if field is None or field.values is None or field.values.enforcement == "none":
            return np.zeros(0, np.int64)
        column = self._extract.column(name)
        listed = _shapes(tuple(t for v in field.values.values for t in (v.value, *v.alternatives)))
        meant = self._meanings(name)
        unknown = ~column.by_text(shaped_like, listed) & ~column.blank_values
        unknown[[*meant]] = False
        return np.flatnonzero(unknown)

    @property
    def ages(self) -> npt.NDArray[np.int32]:
        """By row: whole years at the period's end; -1 where a date is missing or no date."""
        return self.once(("ages",), self._ages)

    def _ages(self) -> npt.NDArray[np.int32]:
        birth = self._extract.column("Date of Birth")
        end = self._extract.column("Reporting Period End Date")
        born, ends = (_calendar(c.by_text(day_numbers)) for c in (birth, end))
        b, e = (table[column.codes] for table, column in ((born, birth), (ends, end)))
        before_birthday = (e[:, 1] < b[:, 1]) | ((e[:, 1] == b[:, 1]) & (e[:, 2] < b[:, 2]))
        age = e[:, 0] - b[:, 0] - before_birthday
        return np.where((b[:, 0] == 0) | (e[:, 0] == 0), np.int32(-1), age).astype(np.int32)


_FEW_TEXTS = 500
_ASCII_SPACES = " \t\n\v\f\r\x1c\x1d\x1e\x1f"
"""What `str.strip` takes away of ASCII."""


def holds_by_code(column: Column, condition: FieldIs) -> Mask:
    """By code: does a comparison of texts hold?

    Only texts that are not ASCII are judged one by one: they fold in ways of their own ("ß" is
    "ss").
    """
    values, size = column.values, len(column.values)
    if size <= _FEW_TEXTS or condition.op in ("blank", "not_blank"):
        return np.fromiter(map(condition.holds, column.texts), bool, size)
    folded = [v.casefold() for v in condition.values]
    small = pc.ascii_trim(pc.ascii_lower(values), _ASCII_SPACES)
    if condition.op in ("equals", "in", "not_equal"):
        fits = pc.is_in(small, pa.array(folded, pa.string()))
    else:
        there = pc.starts_with if condition.op == "starts_with" else pc.match_substring
        fits = reduce(pc.or_, [there(small, value) for value in folded])
    found: Mask = fits.to_numpy(zero_copy_only=False) != condition.denies
    others = np.flatnonzero(~pc.string_is_ascii(values).to_numpy(zero_copy_only=False))
    if len(others):
        texts = values.take(pa.array(others)).to_pylist()
        found[others] = np.fromiter(map(condition.holds, texts), bool, len(others))
    return found


@cache
def _small_letters(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(str.casefold, texts))


@cache
def _shapes(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(shape, texts))


@cache
def _documented(known: tuple[Mapping1To2, ...]) -> Mapping[str, str]:
    """Return what texts mean in Release 2, by their shape, where a source says so."""
    return {
        shape(m.found): m.release_2
        for m in known
        if m.release_2 is not None and m.confidence == "documented"
    }


def _calendar(days: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Split day numbers into year, month, day; zeros where there is no date."""
    known = days != NO_DATE
    stamps = pd.DatetimeIndex(np.where(known, days, 0).astype("datetime64[D]").astype("M8[s]"))
    table = np.column_stack([stamps.year, stamps.month, stamps.day]).astype(np.int32)
    table[~known] = 0
    return table
