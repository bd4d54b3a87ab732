"""Writes a twin in the form of its original: delimiter, encoding, headers."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract import Column, Extract
from cldvalidator.extract.column import smallest_codes
from cldvalidator.task import SILENT, Task
from cldvalidator.twin_data.shapes import shape_of

_CODECS = {
    "UTF-8": "utf-8",
    "UTF-8 with BOM": "utf-8-sig",
    "UTF-16": "utf-16",
    "UTF-16 without BOM": "utf-16-le",
    "UTF-32": "utf-32",
    "Windows-1252": "cp1252",
    "UTF-8 and Windows-1252": "cp1252",
}
_SLAB = 50_000
_LINE_END = "\r\n"
_SURE = frozenset({"exact", "spelling", "column name", "other name"})
"""How a header is recognised that holds nothing but words of the specification and of ours."""


def twin_headers(original: Extract) -> list[tuple[str, str | None]]:
    """Return the header of each column of a twin, and its field; None for one that is no field.

    A header that the program does not know word for word may be anything: that of a field becomes
    the field's name, any other says which column it is.
    """
    found: list[tuple[str, str | None]] = []
    for match in original.reading.headers:
        if match.field is None:
            found.append((f"Extra column {match.letter}", None))
        else:
            found.append((match.found if match.how in _SURE else match.field, match.field))
    return found


def shapes_only(column: Column, fewest: int, random: np.random.Generator) -> Column:
    """Return a column of no field: the shapes of its texts, in another order.

    A shape that fewer rows have is the commonest one instead.
    """
    shapes = pa.array([shape_of(t) for t in column.texts], pa.string()).dictionary_encode()
    codes = shapes.indices.to_numpy(zero_copy_only=False)[column.codes]
    counts = np.bincount(codes, minlength=len(shapes.dictionary))
    codes = np.where(counts[codes] < fewest, int(counts.argmax()), codes)
    codes = codes[random.permutation(len(codes))]
    return Column(smallest_codes(codes, len(counts)), shapes.dictionary)


def write_twin_csv(
    twin: Extract,
    original: Extract,
    unused: Mapping[str, Column],
    out: BinaryIO,
    task: Task = SILENT,
) -> None:
    """Write a twin: the delimiter and the encoding of its original, where that is a text file.

    unused: the columns that are no fields, by the header in the original. Raises Cancelled.
    """
    reading = original.reading
    delimiter = reading.delimiter or ","
    codec = _CODECS.get(reading.encoding or "", "utf-8")
    headers = twin_headers(original)
    columns = [
        twin.columns[field] if field is not None else unused[match.found]
        for match, (_, field) in zip(reading.headers, headers, strict=True)
    ]
    text = io.TextIOWrapper(out, encoding=codec, errors="replace", newline="")
    header = delimiter.join(_quoted(pa.array([h for h, _ in headers]), delimiter).to_pylist())
    text.write(header + _LINE_END)
    text.flush()
    for done, lines in enumerate(_lines(columns, len(twin), delimiter)):
        task.step("Writing the twin", min(done * _SLAB, len(twin)), len(twin))
        if codec.startswith("utf-8"):
            out.write(_utf8(lines))
        else:
            text.write("".join(lines.to_pylist()))
    text.flush()
    text.detach()


def _lines(columns: Sequence[Column], rows: int, delimiter: str) -> Iterator[pa.StringArray]:
    texts = [_quoted(c.values, delimiter) for c in columns]
    texts[-1] = pc.binary_join_element_wise(texts[-1], _LINE_END, "")
    for start in range(0, rows, _SLAB):
        part = slice(start, start + _SLAB)
        cells = [
            t.take(pa.array(_whole(c.codes[part]))) for t, c in zip(texts, columns, strict=True)
        ]
        yield pc.binary_join_element_wise(*cells, delimiter)


def _utf8(texts: pa.StringArray) -> memoryview:
    """Return the bytes of texts one behind the other, as they lie in memory."""
    ends = np.frombuffer(texts.buffers()[1], np.int32)
    first, last = (int(ends[texts.offset + n]) for n in (0, len(texts)))
    return memoryview(texts.buffers()[2])[first:last]


def _whole(codes: npt.NDArray[np.unsignedinteger]) -> npt.NDArray[np.int64]:
    return codes.astype(np.int64)


def _quoted(values: pa.StringArray, delimiter: str) -> pa.StringArray:
    special = "|".join(("\\" + delimiter if delimiter in "|" else delimiter, '"', "\r", "\n"))
    needs = pc.match_substring_regex(values, f"(?:{special})|^ +$")
    if not pc.any(needs).as_py():
        return values
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(values, '"', '""'), '"', "")
    return pc.if_else(needs, quoted, values)
