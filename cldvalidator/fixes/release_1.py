"""A Release 1 file turned into Release 2 as far as the mapping goes, and what it cannot do."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cldvalidator.bundled import bundled
from cldvalidator.checks.cells.listed import ListJudge
from cldvalidator.checks.cells.shapes import shape
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.double_encoded import undone
from cldvalidator.fixes.changes import BY_YOU, Certainty, ValueChange
from cldvalidator.fixes.proposals import FROM_RELEASE_1, nearest_first
from cldvalidator.specification import Field, Specification
from cldvalidator.specification.model import Mapping1To2

How = Literal["documented", "derived", "assumed", "no counterpart"]
BY = "Release 1 mapping"
_CERTAINTY: dict[How, Certainty] = {"documented": "documented", "derived": "likely"}


@dataclass(frozen=True)
class Mapped:
    """A Release 1 value of a file and what it becomes; None: the user has to choose.

    how: "documented" (seen in a source), "derived" (follows the naming pattern), "assumed" (a
    working guess, never written), "no counterpart". choices: the field's list, nearest first.
    """

    field: str
    found: str
    written: str | None
    how: How
    cells: int
    source: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conversion:
    """What the mapping does with the values of a file; limits: what it cannot do, in sentences."""

    mapped: tuple[Mapped, ...]
    limits: tuple[str, ...]

    def cells(self, how: How) -> int:
        """Return how many cells hold a value that maps so."""
        return sum(m.cells for m in self.mapped if m.how == how)

    def values(self, how: How) -> tuple[Mapped, ...]:
        """Return the values that map so, the most frequent first."""
        return tuple(sorted((m for m in self.mapped if m.how == how), key=lambda m: -m.cells))

    @property
    def open(self) -> tuple[Mapped, ...]:
        """The values for which the user has to choose, the most frequent first."""
        left = [m for m in self.mapped if m.how not in _CERTAINTY]
        return tuple(sorted(left, key=lambda m: -m.cells))

    def changes(
        self, *, derived: bool = False, chosen: Mapping[tuple[str, str], str] | None = None
    ) -> tuple[ValueChange, ...]:
        """Return the changes: those of documented values, and of the others that are wanted.

        derived: those that follow from the naming alone too, as likely ones. chosen: by field and
        value found, what the user chose for a value that the mapping leaves open.
        """
        choices = chosen or {}
        decided = tuple(
            ValueChange(
                m.field, m.found, choices[m.field, m.found], m.cells, FROM_RELEASE_1, "ask", BY_YOU
            )
            for m in self.open
            if (m.field, m.found) in choices
        )
        return decided + tuple(
            ValueChange(
                m.field,
                m.found,
                m.written,
                m.cells,
                FROM_RELEASE_1,
                certainty=_CERTAINTY[m.how],
                by=BY,
            )
            for m in self.mapped
            if m.written is not None and m.how in _CERTAINTY and (derived or m.how != "derived")
        )


@cache
def limits(*, in_short: bool = False) -> tuple[str, ...]:
    """Return what the move to Release 2 cannot do (`resources/fixes/release_1_limits.json`)."""
    text = bundled("fixes", "release_1_limits.json").read_text("utf-8")
    return tuple(json.loads(text)["in short" if in_short else "limits"])


def convert_release_1(extract: Extract, specification: Specification) -> Conversion:
    """Say for each Release 1 value of a file what it becomes in Release 2.

    specification: that of Release 2. A value that Release 2 lists just so is of both releases and
    stays. Nothing is changed: `Conversion.changes` are the changes.
    """
    mapped: list[Mapped] = []
    for field in specification.fields:
        column = extract.records.columns.get(field.name)
        if column is not None and field.values is not None:
            mapped += _of_field(field, column, specification)
    return Conversion(tuple(mapped), limits())


def _of_field(field: Field, column: Column, specification: Specification) -> Iterator[Mapped]:
    known: dict[str, Mapping1To2] = {}
    for m in specification.mappings.get(field.name, ()):
        if not m.variant or m.change.startswith("R1"):
            known.setdefault(shape(m.found), m)
    accepted = set(ListJudge(field, specification).accepted)
    for code, text in enumerate(column.texts):
        if text in accepted or not column.counts[code]:
            continue
        before = None if text.isascii() else undone(text)
        mapping = known.get(shape(before.text if before is not None else text))
        # A value that both releases write alike is misspelt here, which is no matter of releases.
        if mapping is None or mapping.release_2 in (text, mapping.found):
            continue
        how = _how(mapping)
        ask = how not in _CERTAINTY
        yield Mapped(
            field.name,
            text,
            None if ask else mapping.release_2,
            how,
            int(column.counts[code]),
            mapping.source,
            nearest_first(text, specification.values(field.name)) if ask else (),
        )


def _how(mapping: Mapping1To2) -> How:
    if mapping.release_2 is None:
        return "no counterpart"
    return mapping.confidence
