"""Finds the header row and says which column is which field."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cldvalidator.extract.header_variants import spelled, with_variants
from cldvalidator.extract.table import HeaderMatch, column_letter
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification
from cldvalidator.workbooks.workbook import ROWS_LOOKED_AT

MOST_COLUMNS = 16_384
LEAST_FIELDS = 5
LEAST_KEY_FIELDS = 2
KEY_FIELDS = (
    "LA Code",
    "NHS Number",
    "LA Person Unique Identifier",
    "Date of Birth",
    "Client Type",
    "Event Type",
    "Event Reference",
    "Event Start Date",
)

UNUSED = "kept aside"
"""How a column was recognised that is no field."""

HeaderFields = Mapping[str, str | None]


class DoubledField(InputProblem):
    """Two columns are the same field; `first` is one of them."""

    def __init__(self, what: str, advice: str, first: HeaderMatch) -> None:
        super().__init__(what, advice)
        self.first = first


@dataclass(frozen=True)
class Header:
    """The header row: where it stands (0-based among the rows looked at) and what each cell is.

    `matches` has one entry for each cell of the row; a cell without text is "kept aside" under a
    name made of its column letter. above: the texts of the rows above it.
    """

    index: int
    cells: tuple[str, ...]
    matches: tuple[HeaderMatch, ...]
    above: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields recognised, in the file's order."""
        return tuple(m.field for m in self.matches if m.field is not None)

    @property
    def width(self) -> int:
        """How many cells the row has, those without text at its end left out."""
        return max((i + 1 for i, cell in enumerate(self.cells) if cell.strip()), default=0)


def refuse_unknown_fields(chosen: HeaderFields, specification: Specification) -> None:
    """Raise InputProblem when a column is told to be a field that the specification lacks."""
    unknown = sorted({f for f in chosen.values() if f is not None} - set(specification.names))
    if unknown:
        raise InputProblem(
            f"The specification does not have the field that a column is matched to: "
            f"{', '.join(unknown)}.",
            "Choose one of the specification's fields for it, or leave the column aside.",
        )


class FieldNames:
    """The names by which the columns of one file are recognised."""

    def __init__(self, specification: Specification, chosen: HeaderFields | None = None) -> None:
        self.specification = specification
        fields = specification.fields
        self._chosen = {_key(found): field for found, field in (chosen or {}).items()}
        refuse_unknown_fields(self._chosen, specification)
        self._tables = (
            ("exact", _plain, {f.name: f.name for f in fields}),
            ("column name", _plain, {f.column: f.name for f in fields}),
            ("spelling", spelled, {spelled(f.name): f.name for f in fields}),
            ("column name", spelled, {spelled(f.column): f.name for f in fields}),
        )
        self._own = {name: f for *_, table in self._tables[2:] for name, f in table.items()}
        self._seen: dict[str, tuple[str | None, str]] = {}

    def match(self, position: int, header: str) -> HeaderMatch:
        """Say what one header cell is."""
        letter = column_letter(position)
        plain = _plain(header)
        found = plain or no_header(letter)
        for key in _keys(found, letter) if self._chosen else ():
            if key in self._chosen:
                return HeaderMatch(position, letter, found, self._chosen[key], "told")
        field, how = self._known(plain) if plain else (None, UNUSED)
        return HeaderMatch(position, letter, found, field, how)

    def _known(self, plain: str) -> tuple[str | None, str]:
        """Return the field that a header names, and how it names it; each header asked once."""
        if plain not in self._seen:
            named = (
                (field, how)
                for how, normal, table in self._tables
                if (field := table.get(normal(plain))) is not None
            )
            self._seen[plain] = next(named, (None, UNUSED))
        return self._seen[plain]

    def most_fields(self, cells: Sequence[str], texts: Sequence[str]) -> int:
        """Return how many fields a row could name at most. texts: of its cells that are filled."""
        return len(cells) if self._chosen else len(texts)  # a blank cell can be told by its letter

    def match_row(self, cells: Sequence[str]) -> tuple[HeaderMatch, ...]:
        """Say what each cell of a header row is.

        What the user has told wins: another column of the same name is then not used. A known
        other name counts where no column has the field's own.
        """
        matches = [self.match(position, cell) for position, cell in enumerate(cells)]
        chosen = {m.field for m in matches if m.how == "told"} - {None}
        matches = [
            replace(m, field=None, how=UNUSED) if m.field in chosen and m.how != "told" else m
            for m in matches
        ]
        return with_variants(matches, self._own)


def unknown_columns(names: Iterable[str], headers: Iterable[HeaderMatch]) -> list[str]:
    """Return the columns that the user named and the file does not have."""
    there = {key for m in headers for key in _keys(m.found, m.letter)}
    return [name for name in names if _key(name) not in there]


def _keys(found: str, letter: str) -> tuple[str, ...]:
    """Return what a user may call a column: by letter, by header and letter, by header."""
    if found.endswith(f" (column {letter})"):  # already told apart by its letter
        return f"column {letter}", found, found.removesuffix(f" (column {letter})")
    return f"column {letter}", in_column(found, letter), found


_MOST_SHOWN = 80
_BY_LETTER = re.compile(r"column ([a-z]{1,3})", re.I)


def _key(name: str) -> str:
    by_letter = _BY_LETTER.fullmatch(name.strip())
    return f"column {by_letter[1].upper()}" if by_letter else _plain(name)


def _plain(header: str) -> str:
    return " ".join(header.replace("\ufeff", "").removeprefix("ï»¿").split())


def _short(header: str) -> str:
    return header if len(header) <= _MOST_SHOWN else f"{header[:_MOST_SHOWN]}…"


def no_header(letter: str) -> str:
    """Return the name under which a column without a header is kept aside."""
    return f"(column {letter}, no header)"


def in_column(found: str, letter: str) -> str:
    """Return the name of one of several columns that have the same header."""
    return f"{found} (column {letter})"


def beyond_the_header(width: int, extra: int) -> tuple[HeaderMatch, ...]:
    """Return the matches of `extra` columns to the right of a header of `width` cells."""
    return tuple(
        HeaderMatch(
            width + i,
            column_letter(width + i),
            f"(column {column_letter(width + i)}, to the right of the headers)",
            None,
            UNUSED,
        )
        for i in range(extra)
    )


def find_header(rows: Iterable[Sequence[str]], names: FieldNames, width: int = 0) -> Header | None:
    """Return the row, among the first 21, that names the most fields; None if none is a header.

    A header names at least five fields, two of them from `KEY_FIELDS`. width: how many cells it has
    at least; those that the row does not have are blank. Raises InputProblem for a header that no
    spreadsheet can have.
    """
    best: Header | None = None
    above: list[str] = []
    for index, row in enumerate(rows):
        if index == ROWS_LOOKED_AT:
            break
        texts = [text for cell in row[:MOST_COLUMNS] if (text := cell.strip())]
        above.append(",".join(texts))
        most = names.most_fields(row[:MOST_COLUMNS], texts)
        if most < LEAST_FIELDS or (best is not None and most <= len(set(best.fields))):
            continue
        matches = names.match_row(row[:MOST_COLUMNS])
        fields = {m.field for m in matches if m.field is not None}
        if len(fields) < LEAST_FIELDS or len(fields.intersection(KEY_FIELDS)) < LEAST_KEY_FIELDS:
            continue
        if best is None or len(fields) > len(set(best.fields)):
            best = Header(index, tuple(row), matches, tuple(above[:-1]))
    if best is not None and max(len(best.cells), width) > MOST_COLUMNS:
        raise InputProblem(
            f"The row with the column headers (row {best.index + 1}) has "
            f"{max(len(best.cells), width):,} cells: a spreadsheet has at most {MOST_COLUMNS:,} "
            "columns.",
            "Look at that row: the file may be damaged, or several files may stand in one.",
        )
    if best is None or len(best.cells) >= width:
        return best
    cells = best.cells + ("",) * (width - len(best.cells))
    return Header(best.index, cells, names.match_row(cells), best.above)


def settled(header: Header) -> Header:
    """Return the header with every column under a name of its own.

    Raises InputProblem, naming letters and headers, when two columns are the same field.
    """
    first: dict[str, HeaderMatch] = {}
    for match in header.matches:
        if match.field is None:
            continue
        other = first.setdefault(match.field, match)
        if other is not match:
            raise DoubledField(
                f"Two columns are the field {match.field}: column {other.letter} "
                f"(“{_short(other.found)}”) and column {match.letter} (“{_short(match.found)}”).",
                "Remove or rename one of the two columns, or say which one is not used.",
                other,
            )
    aside = Counter(m.found for m in header.matches if m.field is None)
    return Header(
        header.index,
        header.cells,
        tuple(
            HeaderMatch(m.position, m.letter, in_column(m.found, m.letter), None, m.how)
            if m.field is None and (aside[m.found] > 1 or m.found in first)
            else m
            for m in header.matches
        ),
        header.above,
    )


def no_header_found(where: str, names: Specification) -> InputProblem:
    """Return the problem of a file in which no row looks like the header of an extract."""
    looked_for = ", ".join(n for n in KEY_FIELDS if n in names.names)
    return InputProblem(
        f"No column headers of a Client Level Data extract were found in {where}. "
        f"The first {ROWS_LOOKED_AT} rows were searched for the field names of the "
        f"specification, such as {looked_for}; at least {LEAST_FIELDS} of them have to stand in "
        "one row.",
        "Choose the file that holds the extract, with its field names above the records.",
    )
