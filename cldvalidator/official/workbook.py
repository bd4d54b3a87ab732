"""Recognises value lists and release mappings in a workbook, whatever their lay-out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cldvalidator.official.sheets import Grid, read_sheets
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification

_FIELD_WORDS = frozenset(
    {"field", "fieldname", "fieldnames", "variable", "variablename", "variables", "dataitem",
     "dataitemname", "item", "itemname", "dataelement", "element", "column", "columnname",
     "datafield", "list", "listname"}
)  # fmt: skip
_VALUE_WORDS = (
    "permittedvalues", "permittedvalue", "allowedvalues", "allowedvalue", "validvalues",
    "validvalue", "definedlist", "definedlistvalues", "listvalues", "listvalue", "values", "value",
    "options", "option", "responses", "description", "label", "code", "codes",
)  # fmt: skip
_HEADER_ROWS = 30
_PARTLY_MANDATORY = re.compile(r"(?i)mandatory\s*\*")
_BULLET = re.compile(r"^(?:[-•*·–▪]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+", re.IGNORECASE)


@dataclass(frozen=True)
class FoundList:
    """The values of a field as a workbook has them, and on which sheet."""

    field: str
    values: tuple[str, ...]
    sheet: str


@dataclass(frozen=True)
class FoundPair:
    """One line of a mapping: what a Release 1 value becomes."""

    field: str
    release_1: str
    release_2: str | None
    comparison: str


@dataclass(frozen=True)
class WorkbookContent:
    """What a workbook holds. passed_over: sheets in which nothing was recognised.

    partly_mandatory: fields that it marks Mandatory*, which is mandatory for some event types only.
    """

    name: str
    lists: tuple[FoundList, ...]
    pairs: tuple[FoundPair, ...]
    passed_over: tuple[str, ...]
    partly_mandatory: tuple[str, ...] = ()


def read_official_workbook(path: Path, specification: Specification) -> WorkbookContent:
    """Read the specification or the mapping workbook, or one that is both.

    specification: the pack whose field names are looked for. Raises InputProblem naming what was
    looked for when nothing is recognised, EnvironmentProblem.
    """
    names = _Names(specification)
    lists: dict[str, FoundList] = {}
    pairs: list[FoundPair] = []
    passed_over = []
    partly: dict[str, None] = {}
    for grid in read_sheets(path):
        mapped = list(_mapping(grid, names))
        listed = [] if mapped else list(_lists(grid, names))
        pairs += mapped
        for found in listed:
            known = lists.get(found.field)
            if known is None or len(found.values) > len(known.values):
                lists[found.field] = found
        marked = dict.fromkeys(_partly_mandatory(grid, names))
        partly |= marked
        if not mapped and not listed and not marked:
            passed_over.append(grid.name)
    if not lists and not pairs:
        raise InputProblem(
            f"“{path.name}” is not recognised as the specification or the mapping workbook. Looked "
            "for: a table with a column of field names and a column of values, lists headed by a "
            "field's name, or a table with a variable, a Release 1 value and a Release 2 value. "
            f"None of its sheets ({len(passed_over):,} looked at) has one.",
            "Choose the official workbook as it was sent to you.",
        )
    return WorkbookContent(
        path.name, tuple(lists.values()), tuple(pairs), tuple(passed_over), tuple(partly)
    )


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


class _Names:
    """Finds fields by name, whatever the spelling."""

    def __init__(self, specification: Specification) -> None:
        self._fields = {
            spelling: f
            for f in specification.fields
            for spelling in (_plain(f.name), _plain(f.column))
        }

    def field(self, text: str) -> str | None:
        """Return the name of the field that a text names."""
        found = self._fields.get(_plain(text))
        return found.name if found else None

    def list_field(self, text: str) -> str | None:
        """Return the name of the list field that a text names, perhaps with words around it."""
        for candidate in (text, re.sub(r"(?i)\b(list|values|defined|options)\b", "", text)):
            found = self._fields.get(_plain(candidate))
            if found is not None and found.values is not None:
                return found.name
        short = _plain(text)
        cut = [f for s, f in self._fields.items() if len(short) >= 12 and s.startswith(short)]
        named = {f.name for f in cut if f.values is not None}
        return named.pop() if len(named) == 1 else None


def _lists(grid: Grid, names: _Names) -> Iterator[FoundList]:
    """Yield the lists of a sheet, by the first lay-out that gives any."""
    for layout in (_by_row, _by_column, _by_sheet):
        found = list(layout(grid, names))
        if found:
            yield from found
            return


def _by_row(grid: Grid, names: _Names) -> Iterator[FoundList]:
    """A table with a column of fields and one of values: one row a field, or one row a value."""
    for start, row in enumerate(grid.rows[:_HEADER_ROWS]):
        head = [_plain(c) for c in row]
        fields = [i for i, h in enumerate(head) if h in _FIELD_WORDS]
        values = [head.index(w) for w in _VALUE_WORDS if w in head]
        if not fields or not values or fields[0] == values[0]:
            continue
        column = next((v for v in values if v != fields[0]), None)
        if column is None:
            continue
        found: dict[str, list[str]] = {}
        current: str | None = None
        for cells in grid.rows[start + 1 :]:
            if cells[fields[0]]:
                current = names.list_field(cells[fields[0]])
            if current is not None and cells[column]:
                found.setdefault(current, []).extend(_split(cells[column]))
        if found:
            yield from (FoundList(f, _cleaned(v), grid.name) for f, v in found.items())
            return


def _by_column(grid: Grid, names: _Names) -> Iterator[FoundList]:
    """Each list under the name of its field. A sheet with fields that have no list is data."""
    for start, row in enumerate(grid.rows[:_HEADER_ROWS]):
        fields = [names.list_field(c) if c else None for c in row]
        every = [names.field(c) for c in row if c]
        if sum(f is not None for f in fields) < 2:
            continue
        if any(f is not None and f not in fields for f in every):
            return
        for place, field in enumerate(fields):
            cells = [r[place] for r in grid.rows[start + 1 :] if r[place]]
            # The values of a list are different; those of data repeat.
            if field is not None and cells and len(set(cells)) > 0.8 * len(cells):
                yield FoundList(field, _cleaned(cells), grid.name)
        return


def _by_sheet(grid: Grid, names: _Names) -> Iterator[FoundList]:
    """One list on a sheet that is named, or headed, by its field."""
    title = next((c for r in grid.rows[:5] for c in r if c and names.list_field(c)), "")
    field = names.list_field(grid.name) or names.list_field(title)
    if field is None:
        return
    for start, row in enumerate(grid.rows[:_HEADER_ROWS]):
        head = [_plain(c) for c in row]
        wanted = [head.index(w) for w in _VALUE_WORDS if w in head]
        if wanted:
            cells = [r[wanted[0]] for r in grid.rows[start + 1 :] if r[wanted[0]]]
            if cells:
                yield FoundList(field, _cleaned(cells), grid.name)
            return


def _split(text: str) -> list[str]:
    """Split a cell that holds several values: by lines, else by semicolons."""
    parts = text.split("\n") if "\n" in text else text.split(";")
    return [p.strip() for p in parts if p.strip()]


def _cleaned(values: Sequence[str]) -> tuple[str, ...]:
    """Drop repeats, and bullets or numbers if every value has one."""
    values = list(dict.fromkeys(v.strip() for v in values if v.strip()))
    if len(values) > 1 and all(_BULLET.match(v) for v in values):
        values = [_BULLET.sub("", v).strip() for v in values]
    return tuple(dict.fromkeys(values))


def _mapping(grid: Grid, names: _Names) -> Iterator[FoundPair]:
    """A table with a variable, a Release 1 value and a Release 2 value."""
    for start, row in enumerate(grid.rows[:_HEADER_ROWS]):
        head = [_plain(c) for c in row]
        variable = _first(head, lambda h: h in _FIELD_WORDS)
        old = _first(head, lambda h: h.startswith(("release1", "r1")) or h.endswith("release1"))
        new = _first(head, lambda h: h.startswith(("release2", "r2")) or h.endswith("release2"))
        compared = _first(head, lambda h: "compar" in h or "change" in h)
        if old is None and None not in (variable, new, compared):
            # The official workbook calls the old value otherwise: it is the column that is left.
            left = [i for i in range(len(head)) if head[i] and i not in (variable, new, compared)]
            old = left[0] if left else None
        if old is None or new is None:
            continue
        current = names.list_field(grid.name)
        for cells in grid.rows[start + 1 :]:
            if variable is not None and cells[variable]:
                current = names.list_field(cells[variable])
            if current is not None and cells[old]:
                comparison = cells[compared] if compared is not None else ""
                yield FoundPair(current, cells[old], cells[new] or None, comparison)
        return


def _partly_mandatory(grid: Grid, names: _Names) -> Iterator[str]:
    """Yield the fields of rows that have a cell with the words Mandatory*."""
    for row in grid.rows:
        if any(_PARTLY_MANDATORY.fullmatch(cell) for cell in row):
            yield from filter(None, (names.field(cell) for cell in row if cell))


def _first(head: Sequence[str], test: Callable[[str], bool]) -> int | None:
    return next((i for i, h in enumerate(head) if h and test(h)), None)
