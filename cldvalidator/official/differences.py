"""What a workbook would change against the pack, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cldvalidator.checks.cells.shapes import shape
from cldvalidator.official.workbook import FoundList, WorkbookContent
from cldvalidator.specification import Specification

_LONGEST_VALUE = 200


@dataclass(frozen=True)
class ListChange:
    """How a list differs. respelt: pack's value and workbook's; odd: why it looks wrong, or ""."""

    field: str
    sheet: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    respelt: tuple[tuple[str, str], ...]
    enforcement: str
    odd: str = ""


@dataclass(frozen=True)
class Differences:
    """All that a workbook would change. pairs: (field, new, other, gone) numbers of the mapping."""

    lists: tuple[ListChange, ...]
    pairs: tuple[tuple[str, int, int, int], ...]

    def lines(self) -> list[str]:
        """Return the differences for reading, a line each."""
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        for change in self.lists:
            yield f"{change.field} (sheet {change.sheet})"
            if change.odd:
                yield f"  left out: {change.odd}"
            if change.enforcement != "error":
                yield f"  values outside the list become errors (they were: {change.enforcement})"
            yield from (f"  + {value}" for value in change.added)
            yield from (f"  - {value}" for value in change.removed)
            yield from (f"  ~ {old} -> {new}" for old, new in change.respelt)
            if not (change.added or change.removed or change.respelt):
                yield "  the same values as in the pack"
        for field, new, other, gone in self.pairs:
            yield f"Mapping of {field}: {new} new, {other} changed, {gone} no longer there"


def differences(specification: Specification, content: WorkbookContent) -> Differences:
    """Compare a workbook with a pack, by field."""
    pairs: dict[str, dict[str, str | None]] = {}
    for pair in content.pairs:
        pairs.setdefault(pair.field, {})[pair.release_1] = pair.release_2
    return Differences(
        tuple(_list(specification, found) for found in content.lists),
        tuple(_pairs(specification, field, found) for field, found in pairs.items()),
    )


def _list(specification: Specification, found: FoundList) -> ListChange:
    known = specification.values(found.field)
    listed = specification.by_name[found.field].values
    by_shape = {shape(v): v for v in known}
    respelt = tuple(
        (by_shape[shape(v)], v)
        for v in found.values
        if shape(v) in by_shape and by_shape[shape(v)] != v
    )
    shapes = {shape(v) for v in found.values}
    return ListChange(
        found.field,
        found.sheet,
        tuple(v for v in found.values if shape(v) not in by_shape),
        tuple(v for v in known if shape(v) not in shapes),
        respelt,
        listed.enforcement if listed else "none",
        oddity(found, len(known)),
    )


def oddity(found: FoundList, known: int) -> str:
    """Say why a list looks wrong: too few, too many, or far too long values; "" if it does not."""
    number = len(found.values)
    if number < 2:
        return "it has fewer than two values"
    if known and number > 5 * known:
        return f"it has {number} values where the pack has {known}"
    if known and number * 5 < known:
        return f"it has only {number} values where the pack has {known}"
    if any(len(v) > _LONGEST_VALUE for v in found.values):
        return f"it has values of more than {_LONGEST_VALUE} characters"
    return ""


def _pairs(
    specification: Specification, field: str, found: dict[str, str | None]
) -> tuple[str, int, int, int]:
    known = {m.found: m.release_2 for m in specification.mappings.get(field, ()) if not m.variant}
    other = sum(1 for old, new in found.items() if old in known and known[old] != new)
    return field, len(found.keys() - known.keys()), other, len(known.keys() - found.keys())
