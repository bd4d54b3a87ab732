"""Finds the rows of a table that are not records: totals, repeated headers, messages, remarks.

A row with two dates is a record, whatever else it holds. Only the few others are looked at more
closely, by what their cells say (`resources/no_records.json`). A row that may be a record is never
taken for another thing: it stays, with its findings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.bundled import bundled
from cldvalidator.extract.column import Column
from cldvalidator.extract.header_variants import spelled
from cldvalidator.extract.table import HeaderMatch
from cldvalidator.specification import Specification

Rows = npt.NDArray[np.integer]
_DATE = r"\d{1,4}[^\d,;|]{1,6}\d{1,2}[^\d,;|]{1,6}\d{2,4}|\d{1,2}[ -/]?[A-Za-z]{3,9}[ -/]?\d{2,4}"
_SERIAL = r"^\s*(\d{5}(\.\d+)?|\d{8}|\d{14})\s*$"
_ENOUGH_DATES = 2
_NUMBER = re.compile(r"[-+(]?\s*+£?\s*+\d[\d,]*+(\.\d+)?\s*%?\)?")
_DASHES = re.compile(r"[-=_+*~.|\s\u2010-\u2015\u2500-\u257f]+")
_BLANKS = frozenset({"null", "(null)", "<null>", "n/a", "na", "none", "nan", "nat", "-", "."})
_DIGITS = re.compile(r"\d+")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_LEAST_HEADERS = 3
_LEAST_EXPLAINED = 3
_WORDS_OF_A_SENTENCE = 4
_SAMPLE = 200
_FEW = 4
RULE = "FILE-13"
"""The rule that reports these rows."""
_MOST_LOOKED_AT = 20_000
_LONGEST = 500
"""Characters of a cell that are looked at: none of what is known here is longer."""


@cache
def _known() -> dict[str, Any]:
    text = bundled("no_records.json").read_text("utf-8")
    known: dict[str, Any] = json.loads(text)
    return known


def kind_words(kind: str) -> str:
    """Return what a line of a kind is, such as "a line of totals"."""
    return str(_known()["kinds"][kind]["words"])


def kind_why(kind: str) -> str:
    """Return how a line of a kind is told from a record."""
    return str(_known()["kinds"][kind]["why"])


@cache
def _pattern(*path: str) -> re.Pattern[str]:
    found: Any = _known()
    for step in path:
        found = found[step]
    return re.compile("|".join(f"(?:{p})" for p in found), re.I | re.S)


def find_no_records(
    matches: Sequence[HeaderMatch],
    columns: Sequence[Column],
    filled: Rows,
    specification: Specification,
    *,
    above: Sequence[str] = (),
    known: Mapping[int, str] | None = None,
) -> dict[int, str]:
    """Return the rows that are not records, each with its kind.

    columns: one for each of `matches`. filled: the rows with content, ascending. above: the texts
    of the lines above the header. known: rows that the file itself says are of some kind.
    """
    decided = dict(known or {})
    dated = [
        column
        for match, column in zip(matches, columns, strict=True)
        if match.field is not None and specification.by_name[match.field].type == "date"
    ]
    suspects = _without_dates(dated, filled)
    if len(suspects) > _MOST_LOOKED_AT:
        suspects = _with_few_cells(columns, suspects, filled)[:_MOST_LOOKED_AT]
    if not len(suspects):
        return decided
    rows = suspects, filled
    found = _Suspects(matches, columns, rows, specification, above=above).kinds()
    return dict(sorted((found | decided).items()))


def _without_dates(dated: Sequence[Column], rows: Rows) -> Rows:
    """Return the rows that do not have two dates in the fields that hold dates."""
    have = np.zeros(len(rows), np.int8)
    for column in sorted(dated, key=lambda c: len(c.values)):
        have += column.by_text(_like_a_date)[column.codes[rows]]
        left = have < _ENOUGH_DATES
        rows, have = rows[left], have[left]
        if not len(rows):
            break
    return rows


def _like_a_date(values: pa.StringArray) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = pc.or_(
        pc.match_substring_regex(values, _DATE), pc.match_substring_regex(values, _SERIAL)
    ).to_numpy(zero_copy_only=False)
    return found


def _cells(columns: Sequence[Column], rows: Rows) -> npt.NDArray[np.int64]:
    """Return how many cells of some rows are filled."""
    count = np.zeros(len(rows), np.int64)
    for column in columns:
        count += ~column.blank_values[column.codes[rows]]
    return count


def _with_few_cells(columns: Sequence[Column], rows: Rows, filled: Rows) -> Rows:
    typical = np.median(_cells(columns, filled[:: max(1, len(filled) // _SAMPLE)]))
    return rows[_cells(columns, rows) <= max(_FEW, typical // 4)]


@dataclass(frozen=True)
class _Line:
    """A row that may be no record: its filled cells by column, cut of spaces at the ends."""

    row: int
    cells: Mapping[int, str]

    @cached_property
    def text(self) -> str:
        return ",".join(self.cells.values())

    @cached_property
    def labels(self) -> list[int]:
        """The columns whose cells name a total."""
        labels = _pattern("total labels")
        return [at for at, text in self.cells.items() if labels.fullmatch(text)]


class _Suspects:
    """Rows that may be no records, among those that are. rows: the suspects, and all filled."""

    def __init__(
        self,
        matches: Sequence[HeaderMatch],
        columns: Sequence[Column],
        rows: tuple[Rows, Rows],
        specification: Specification,
        *,
        above: Sequence[str],
    ) -> None:
        self._columns = columns
        self._above = {_without_digits(_shortened(text)) for text in above if text.strip()}
        self._headers = {spelled(m.found) for m in matches} - {""}
        fields = [specification.by_name.get(m.field or "") for m in matches]
        self._with_digits = {
            at
            for at, f in enumerate(fields)
            if f is not None
            and (f.type in ("date", "number") or f.format.digits or f.name == "LA Code")
        }
        self._listed = {
            at: {t.casefold() for t in f.values.texts}
            for at, f in enumerate(fields)
            if f is not None and f.values is not None
        }
        self._suspects, filled = rows
        records = np.setdiff1d(filled, self._suspects, assume_unique=True)
        self._first = int(records[0]) if len(records) else -1
        self._last = int(records[-1]) if len(records) else -1
        step = max(1, len(records) // _SAMPLE)
        self._records = records[::step]
        cells = _cells(columns, self._records)
        self._typical = int(np.median(cells)) if len(cells) else 0

    def kinds(self) -> dict[int, str]:
        """Return the rows that are not records, each with its kind."""
        return {line.row: kind for line in self._lines() if (kind := self._kind(line))}

    def _lines(self) -> list[_Line]:
        cells: list[dict[int, str]] = [{} for _ in self._suspects]
        for at, column in enumerate(self._columns):
            codes = column.codes[self._suspects]
            texts = {c: _shortened(str(column.values[c])) for c in np.unique(codes).tolist()}
            for place, code in enumerate(codes.tolist()):
                if texts[code]:
                    cells[place][at] = texts[code]
        return [
            _Line(row, of_row) for row, of_row in zip(self._suspects.tolist(), cells, strict=True)
        ]

    def _kind(self, line: _Line) -> str:
        tests: tuple[tuple[str, Callable[[_Line], bool]], ...] = (
            ("rule", self._is_rule),
            ("header", self._is_header),
            ("explanation", self._is_explanation),
            ("total", self._is_total),
        )
        for kind, test in tests:
            if test(line):
                return kind
        if len(line.cells) > self._few:
            return ""
        for kind in ("count", "page", "end"):
            if _pattern("kinds", kind, "patterns").fullmatch(line.text):
                return kind
        if _without_digits(line.text) in self._above:
            return "page"
        return "remark" if self._is_remark(line) else ""

    @property
    def _few(self) -> int:
        """A line of at most so many cells is far shorter than a record."""
        return min(_FEW, self._typical // 3)

    def _is_rule(self, line: _Line) -> bool:
        texts = list(line.cells.values())
        return all(map(_DASHES.fullmatch, texts)) and any(len(t) > 1 for t in texts)

    def _is_header(self, line: _Line) -> bool:
        same = sum(spelled(text) in self._headers for text in line.cells.values())
        return same >= _LEAST_HEADERS and 2 * same >= len(line.cells)

    def _is_explanation(self, line: _Line) -> bool:
        if len(line.cells) >= _LEAST_EXPLAINED and all(
            text.strip("()[]") == str(at + 1) for at, text in line.cells.items()
        ):
            return True
        digits = [
            text
            for at, text in line.cells.items()
            if at in self._with_digits and text.casefold() not in _BLANKS
        ]
        if len(digits) < _LEAST_EXPLAINED or not all(map(_explains, digits)):
            return False
        listed = [
            text.casefold() in self._listed[at]
            for at, text in line.cells.items()
            if at in self._listed
        ]
        one_text = len(set(line.cells.values())) <= 3
        return one_text or 2 * sum(listed) < len(listed) or not listed

    def _is_total(self, line: _Line) -> bool:
        if not line.labels or len(line.cells) > max(_FEW, self._typical // 2):
            return False
        others = {at: text for at, text in line.cells.items() if at not in line.labels}
        numbers = [text for text in others.values() if _NUMBER.fullmatch(text)]
        if any(self._is_listed(at, text) for at, text in line.cells.items() if at in line.labels):
            return False
        return len(numbers) == len(others) or len(line.cells) <= self._few

    def _is_listed(self, at: int, text: str) -> bool:
        return text.casefold() in self._listed.get(at, ())

    def _is_remark(self, line: _Line) -> bool:
        """A text alone outside the records, in a column where no record has one like it."""
        if self._first < 0 or self._first < line.row < self._last or len(line.cells) > 2:
            return False
        if not any(len(_WORD.findall(text)) >= 2 for text in line.cells.values()):
            return False
        return not any(_shape(text) in self._shapes(at) for at, text in line.cells.items())

    def _shapes(self, at: int) -> frozenset[str]:
        codes = np.unique(self._columns[at].codes[self._records])
        return frozenset(
            _shape(_shortened(str(self._columns[at].values[c]))) for c in codes.tolist()
        )


def _shortened(text: str) -> str:
    """Return a text without spaces at its ends; of a long one both ends, as one text."""
    text = text.strip()
    return text if len(text) <= _LONGEST else text[: _LONGEST // 2] + text[-_LONGEST // 2 :]


def _explains(text: str) -> bool:
    """Whether a text of a column that holds numbers or dates says what belongs there."""
    return (
        not _DIGITS.search(text)
        or _pattern("explanations").fullmatch(text) is not None
        or len(_WORD.findall(text)) >= _WORDS_OF_A_SENTENCE
    )


def _shape(text: str) -> str:
    """Return a text with every number and word made the same."""
    return _LETTERS.sub("a", _DIGITS.sub("9", text))


def _without_digits(text: str) -> str:
    return " ".join(_DIGITS.sub("9", text.casefold()).replace(",", " ").split())
