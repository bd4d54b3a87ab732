"""Detects the release of the specification that a file was written for, from its list values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cldvalidator.extract.column import Column
from cldvalidator.extract.plain_text import bare_texts, plain_value
from cldvalidator.extract.table import Extract
from cldvalidator.specification import Field, Specification

MIXED_SHARE = 0.02
"""Above this share of the evidence, the values of the other release are more than slips."""

Release = Literal["1", "2"]
Verdict = Literal["1", "2", "mixed", "unknown"]


@dataclass(frozen=True)
class FieldEvidence:
    """Values of one field that only one release lists: how many different ones, in how many cells.

    case_only: they differ from the other release's values in nothing but capital letters.
    """

    field: str
    release: Release
    distinct: int
    cells: int
    case_only: bool


@dataclass(frozen=True)
class ReleaseEvidence:
    """For which release a file was written; cells_1, cells_2: the cells the verdict rests on."""

    release: Verdict
    cells_1: int
    cells_2: int
    fields: tuple[FieldEvidence, ...]

    def sentence(self) -> str:
        """Say it to the user."""
        one, two = _cells(self.cells_1), _cells(self.cells_2)
        match self.release:
            case "1" | "2":
                other = "2" if self.release == "1" else "1"
                own, others = (one, two) if self.release == "1" else (two, one)
                return (
                    f"The file uses Release {self.release} values: where the releases differ, "
                    f"{own} with a value of Release {self.release}, "
                    f"{others} with one of Release {other}."
                )
            case "mixed":
                return (
                    f"The file mixes the releases: {two} with a value that only Release 2 has, "
                    f"{one} with one that only Release 1 has."
                )
        return "The release cannot be told: no cell holds a value that only one release has."


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count:,} cells"


def find_release(
    extract: Extract, specification_2: Specification, specification_1: Specification
) -> ReleaseEvidence:
    """Weigh the values which only one of the two releases lists, spelled exactly.

    Values that differ from the other release's in capital letters only count when nothing else
    does, because capitalisation is the commonest slip. A field is passed over when the other
    release's list is not known well enough to say that a value is not in it. "mixed": each release
    has more than 2% of the evidence.
    """
    fields = tuple(_evidence(extract, specification_2, specification_1))
    counted = [f for f in fields if not f.case_only] or list(fields)
    cells_1, cells_2 = (sum(f.cells for f in counted if f.release == r) for r in ("1", "2"))
    release: Verdict
    if not counted:
        release = "unknown"
    elif min(cells_1, cells_2) > MIXED_SHARE * (cells_1 + cells_2):
        release = "mixed"
    else:
        release = "1" if cells_1 > cells_2 else "2"
    return ReleaseEvidence(release, cells_1, cells_2, fields)


def _evidence(
    extract: Extract, specification_2: Specification, specification_1: Specification
) -> Iterator[FieldEvidence]:
    pairs: Mapping[str, tuple[Field, Field | None]] = {
        f.name: (f, specification_1.by_name.get(f.name)) for f in specification_2.fields
    }
    for name, column in extract.columns.items():
        in_2, in_1 = pairs.get(name, (None, None))
        if in_1 is None or in_2 is None or in_1.values is None or in_2.values is None:
            continue
        listed: dict[Release, frozenset[str]] = {"1": _texts(in_1), "2": _texts(in_2)}
        known: dict[Release, bool] = {
            "1": in_1.values.enforcement != "none",
            "2": in_2.values.enforcement != "none",
        }
        orders: tuple[tuple[Release, Release], ...] = (("1", "2"), ("2", "1"))
        codes = _codes(column, listed["1"] ^ listed["2"])
        for release, other in orders:
            if known[other]:
                own, others = listed[release], listed[other]
                yield from _of_release(name, column, codes, release, own=own, other=others)


def _codes(column: Column, sought: Collection[str]) -> Mapping[str, Sequence[int]]:
    """Return the codes of some texts by text, without what tools put around them."""
    found: dict[str, list[int]] = {}
    bare = column.by_text(bare_texts).tolist()
    for code, (text, is_bare) in enumerate(zip(column.texts, bare, strict=True)):
        plain = text if is_bare else plain_value(text)
        if plain in sought:
            found.setdefault(plain, []).append(code)
    return found


def _texts(field: Field) -> frozenset[str]:
    assert field.values is not None
    return frozenset(
        text for value in field.values.values for text in (value.value, *value.alternatives)
    )


def _of_release(
    name: str,
    column: Column,
    codes_of: Mapping[str, Sequence[int]],
    release: Release,
    *,
    own: frozenset[str],
    other: frozenset[str],
) -> Iterator[FieldEvidence]:
    """Yield what speaks for one release in one field: first for certain, then in capitals only.

    codes_of: of the column's texts by what they are without what tools put around them.
    """
    other_folded = {text.casefold() for text in other}
    only = {text for text in own if text not in other}
    for case_only in (False, True):
        speaking = {text for text in only if (text.casefold() in other_folded) == case_only}
        codes = [code for text in speaking for code in codes_of.get(text, ())]
        cells = int(column.counts[np.array(codes, np.int64)].sum())
        if cells:
            distinct = sum(bool(column.counts[code]) for code in codes)
            yield FieldEvidence(name, release, distinct, cells, case_only)
