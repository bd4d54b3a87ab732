"""Writes the submission in the form that the portal takes, and reads it back."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract import Column, Extract
from cldvalidator.extract.windows_1252 import CODEC, lack_a_form, not_ascii
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification
from cldvalidator.storage.targets import is_compressed_name
from cldvalidator.storage.transaction import OutputTransaction, atomic_file
from cldvalidator.task import SILENT, Task
from cldvalidator.writing.read_back import Slab, cells_read_back

_SLAB = 8_192
"""Records at once: a few megabytes, which stay near the processor when they are parsed again."""
_LINE_END = "\r\n"
_LEVEL = 6

Encoding = Literal["Windows-1252", "UTF-8"]


class CharactersLost(InputProblem):
    """Cells hold characters that Windows-1252 lacks, and nobody has said what to do about them."""


class CharactersInNoRecords(CharactersLost):
    """All these cells are in rows that are not records."""


@dataclass(frozen=True)
class Written:
    """A submission that is in place.

    size, sha256: of the file as it lies there. compared: how many cells were read back and found
    equal to what was to be written. plain_size: how many bytes it has uncompressed.
    """

    path: Path
    rows: int
    size: int
    sha256: str
    empty_columns: tuple[str, ...]
    compared: int
    encoding: Encoding = "Windows-1252"
    plain_size: int = 0

    @property
    def compressed(self) -> bool:
        """Whether it was compressed with gzip."""
        return is_compressed_name(self.path)


def write_submission(
    extract: Extract,
    specification: Specification,
    target: Path,
    *,
    overwrite: bool = False,
    encoding: Encoding = "Windows-1252",
    transaction: OutputTransaction | None = None,
    task: Task = SILENT,
) -> Written:
    """Write an extract as a submission file.

    CSV with commas, the specification's field names and order as the header, Windows-1252 (or, only
    when the user says so, UTF-8) without a byte order mark, CRLF line ends, quotes only where a
    text needs them; compressed with gzip when the target's name ends in .gz. Cells are written as
    they are. Fields that the extract lacks are written empty (`empty_columns`); columns kept aside
    are not written. The file is read back and compared cell by cell before it takes its name.
    transaction: the files that it gets its name with.

    Raises CharactersLost (an InputProblem) when a cell cannot be written in the encoding,
    InputProblem, EnvironmentProblem, Cancelled; in each case nothing is left behind.
    """
    never = (extract.reading.path,) if extract.reading.path is not None else ()
    columns = {name: extract.column(name) for name in specification.names}
    if encoding == "Windows-1252":
        _refuse_lost_characters(extract, columns)
    compressed = is_compressed_name(target)
    with atomic_file(target, overwrite=overwrite, never=never, transaction=transaction) as (
        out,
        draft,
    ):
        counted = _Counted(out)
        # Neither name nor time of day go in: the same records give the same bytes.
        packed = gzip.GzipFile("", "wb", _LEVEL, cast(BinaryIO, counted), 0) if compressed else None
        body = packed or counted
        codec = CODEC if encoding == "Windows-1252" else "utf-8"
        sizes = []
        for done, block in enumerate(_blocks(columns, len(extract), codec)):
            task.step("Writing the submission", min(done * _SLAB, len(extract)), len(extract))
            sizes.append(body.write(block))
        if packed is not None:
            packed.close()
        out.flush()
        rows = range(0, len(extract), _SLAB)
        slabs = [
            Slab(first, min(_SLAB, len(extract) - first), size)
            for first, size in zip(rows, sizes[1:], strict=True)
        ]
        with _reader(draft, compressed) as again:
            compared = cells_read_back(again, sizes[0], slabs, columns, codec=codec, task=task)
    return Written(
        path=target,
        rows=len(extract),
        size=counted.size,
        sha256=counted.digest.hexdigest(),
        empty_columns=tuple(n for n in specification.names if n not in extract.columns),
        compared=compared,
        encoding=encoding,
        plain_size=sum(sizes),
    )


def _refuse_lost_characters(extract: Extract, columns: dict[str, Column]) -> None:
    undecided = extract.undecided.rows if extract.undecided is not None else ()
    cells, of_records, first = 0, 0, None
    for name, column in columns.items():
        lost = column.by_text(lack_a_form)
        if not lost.any():
            continue
        rows = np.flatnonzero(column.take(lost))
        cells += len(rows)
        of_records += int((~np.isin(rows, undecided)).sum())
        if first is None and len(rows):
            first = f"{name}, row {int(extract.source_rows[rows[0]]):,}"
    if not cells:
        return
    what = (
        f"{cells:,} {'cell holds a character' if cells == 1 else 'cells hold characters'} that "
        f"Windows-1252 lacks, the encoding that the portal expects. The first is in {first}."
    )
    if not of_records:
        raise CharactersInNoRecords(
            f"{what} Only rows that are not records hold such characters.",
            "Leave these rows out, then write the submission again.",
        )
    raise CharactersLost(
        what,
        "Decide what to write instead (rule PORT-01), or choose to write UTF-8: those cells then "
        "arrive with other characters.",
    )


class _Counted:
    """A file that is written to, with the size and SHA-256 of what it got."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.size = 0
        self.digest = hashlib.sha256()

    def write(self, data: bytes | memoryview) -> int:
        """Write and count."""
        self._out.write(data)
        self.digest.update(data)
        self.size += len(data)
        return len(data)


def _blocks(columns: dict[str, Column], rows: int, codec: str) -> Iterator[bytes | memoryview]:
    """Yield the header, then the records in slabs.

    Distinct texts are escaped and encoded once, each with what stands behind it in the file. Those
    of all columns are one array, so that a slab is what is taken of it, row by row.
    """
    header = pa.array(list(columns), pa.string())
    yield (",".join(_escaped(header).to_pylist()) + _LINE_END).encode(codec)
    last = next(reversed(columns))
    texts = [
        _followed(_encoded(_escaped(column.values), codec), _LINE_END if name == last else ",")
        for name, column in columns.items()
    ]
    starts = np.cumsum([0, *map(len, texts)])
    every = pa.concat_arrays(texts)
    del texts

    def block(start: int) -> memoryview:
        codes = [column.codes[start : start + _SLAB] for column in columns.values()]
        places = np.empty((len(codes[0]), len(codes)), np.int64)
        for position, of_column in enumerate(codes):
            np.add(of_column, starts[position], out=places[:, position], casting="unsafe")
        slab = every.take(pa.array(places.reshape(-1)))
        offsets = np.frombuffer(slab.buffers()[1], np.int64)
        first, end = int(offsets[slab.offset]), int(offsets[slab.offset + len(slab)])
        return memoryview(slab.buffers()[2])[first:end]

    with ThreadPoolExecutor(2) as pool:
        ahead = []
        for start in range(0, rows, _SLAB):  # two blocks ahead, so that memory stays small
            ahead.append(pool.submit(block, start))
            if len(ahead) > 2:
                yield ahead.pop(0).result()
        for waiting in ahead:
            yield waiting.result()


def _escaped(values: pa.StringArray) -> pa.StringArray:
    needs = pc.match_substring_regex(values, '[,"\r\n]')
    if not pc.any(needs).as_py():
        return values
    quoted = pc.binary_join_element_wise('"', pc.replace_substring(values, '"', '""'), '"', "")
    return pc.if_else(needs, quoted, values)


def _encoded(values: pa.StringArray, codec: str) -> pa.BinaryArray:
    is_other = not_ascii(values)
    same = values.cast(pa.binary())
    if codec == "utf-8" or not is_other.any():
        return same
    # Only a text that no cell has any more can lack a form here.
    others = values.take(pa.array(np.flatnonzero(is_other))).to_pylist()
    encoded = pa.array([text.encode(codec, "replace") for text in others], pa.binary())
    return pc.replace_with_mask(same, pa.array(is_other), encoded)


def _followed(texts: pa.BinaryArray, by: str) -> pa.LargeBinaryArray:
    """Return each text with others behind it."""
    parts = (pa.scalar(text.encode(), pa.binary()) for text in (by, ""))
    return pc.binary_join_element_wise(texts, *parts).cast(pa.large_binary())


def _reader(draft: Path, compressed: bool) -> pa.NativeFile:
    file = pa.OSFile(str(draft))
    return pa.CompressedInputStream(file, "gzip") if compressed else file
