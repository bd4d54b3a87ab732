"""Delimited text that a program has written in an unusual way, put into the usual one.

Whole lines in quotation marks, other marks than the usual one around cells, a space before them,
and delimiters outside ASCII. What was done to the text is told in one sentence.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_LOOKED_AT = 1 << 16
_STANDS_IN = "\x1f"
_WIDE_DELIMITERS = "¬¦§¤þ÷"
_LEAST_MARKS = 3
_NUL_CELL = re.compile(rb'(?<![^,;\t|~^\x1f\r\n"])\x00(?![^,;\t|~^\x1f\r\n"])')


@dataclass(frozen=True)
class UsualText:
    """A text in the usual way, as UTF-8, and what is told about the way in which it was written."""

    data: memoryview
    notice: str


def in_the_usual_way(data: memoryview, delimiter: str | None) -> UsualText | None:
    """Return a text in the usual way; None for one that is so already, as far as can be told.

    delimiter: with which its header was read; None where no header was found.
    """
    head = bytes(data[:_LOOKED_AT]).decode("utf-8", "ignore")
    first = head.lstrip("\ufeff\r\n ").split("\n", 1)[0].rstrip("\r")
    if delimiter is None:
        if len(first) > 2 and first[0] == first[-1] == '"':
            return _rewritten(data, _unwrapped, "Every line of the file is one quoted cell")
        wide = next((c for c in _WIDE_DELIMITERS if first.count(c) >= _LEAST_MARKS), None)
        if wide is None or _STANDS_IN in head:
            return None
        text = bytes(data).replace(wide.encode(), _STANDS_IN.encode())
        return UsualText(memoryview(text), f"The cells of the file are separated by “{wide}”.")
    if first.count(f"'{delimiter}'") >= _LEAST_MARKS:
        return _rewritten(
            data, _with_marks(delimiter, "'"), "Cells stand in single quotation marks"
        )
    if first.count(f"”{delimiter}“") >= _LEAST_MARKS:
        return _rewritten(
            data, _with_typographic(delimiter), "Cells stand in typographic quotation marks"
        )
    spaced = len(re.findall(re.escape(delimiter) + ' +"', head))
    if spaced >= _LEAST_MARKS and spaced > head.count(f'{delimiter}"'):
        return _rewritten(
            data, _with_marks(delimiter, '"'), "Spaces stand before the quotation marks of cells"
        )
    return None


def without_nul_cells(data: bytes) -> tuple[bytes, int]:
    """Return a text with cells that are one NUL made empty, and how many these are.

    Bulk copy programs write an empty text so. 0: there are none, or other NULs as well.
    """
    count = data.count(b"\0")
    if not count or len(_NUL_CELL.findall(data)) != count:
        return data, 0
    return data.replace(b"\0", b""), count


def _rewritten(
    data: memoryview, rows_of: Callable[[str], Iterator[str]], what: str
) -> UsualText | None:
    try:
        text = "".join(rows_of(bytes(data).decode("utf-8", "replace")))
    except csv.Error:
        return None
    return UsualText(memoryview(text.encode()), f"{what}; it was read without that.")


def _unwrapped(text: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(text, newline=""), delimiter="\x1e"):
        yield (row[0] if row else "") + "\r\n"


def _with_marks(delimiter: str, mark: str) -> Callable[[str], Iterator[str]]:
    def rows(text: str) -> Iterator[str]:
        lines = io.StringIO(text, newline="")
        reader = csv.reader(lines, delimiter=delimiter, quotechar=mark, skipinitialspace=True)
        for row in reader:
            line = io.StringIO(newline="")
            csv.writer(line, delimiter=delimiter).writerow(row)
            yield line.getvalue()

    return rows


def _with_typographic(delimiter: str) -> Callable[[str], Iterator[str]]:
    begins = re.compile(rf"(^|{re.escape(delimiter)})“", re.M)
    ends = re.compile(rf"”(?={re.escape(delimiter)}|\r?$)", re.M)

    def rows(text: str) -> Iterator[str]:
        yield ends.sub('"', begins.sub(r'\1"', text.replace('"', '""')))

    return rows
