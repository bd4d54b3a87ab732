"""One table of many councils, CSV or Parquet, cut by LA Code; it is never loaded whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.dataset as ds

from cldvalidator.extract.csv_file import DELIMITERS, HEAD, find_layout
from cldvalidator.extract.header import FieldNames, find_header, no_header_found
from cldvalidator.extract.opening import read_head
from cldvalidator.extract.plain_text import plain_value, without_point
from cldvalidator.official import current_specification
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification

LA_CODE = "LA Code"
_PIECE = 1 << 22
_SUFFIXES = (".parquet", ".csv")


@dataclass(frozen=True)
class CouncilTable:
    """A table and the councils in it.

    column: the one with the LA Code. texts: by council's code the texts that stand for it. rows: by
    council's code. unknown: rows that state no known council.
    """

    path: Path
    column: str
    texts: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, int]
    unknown: int
    sha256: str


def is_table(path: Path) -> bool:
    """Whether a path is a table of many councils, and no folder of submissions."""
    if path.is_dir():
        return next(path.rglob("*.parquet"), None) is not None
    return path.suffix.lower() in _SUFFIXES


def read_councils(path: Path) -> CouncilTable:
    """Find the councils of a table by reading one of its columns, piece by piece.

    Raises InputProblem for a table without a column for the LA Code, or with two.
    """
    specification = current_specification("2")
    try:
        table = _dataset(path, specification)
        column = _la_column(table.schema.names, specification)
        counts = _counts(table, column)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path) from error
    texts: dict[str, tuple[str, ...]] = {}
    rows: dict[str, int] = {}
    unknown = 0
    for text, count in counts.items():
        council = specification.council_called(without_point(plain_value(text)))
        if council is None:
            unknown += count
            continue
        texts[council.code] = (*texts.get(council.code, ()), text)
        rows[council.code] = rows.get(council.code, 0) + count
    if not rows:
        raise InputProblem(
            f"No row of “{path.name}” states the LA Code of a council that is known.",
            "Check that the column LA Code holds codes such as 503.",
        )
    ordered = sorted(rows)
    return CouncilTable(
        path,
        column,
        {code: texts[code] for code in ordered},
        {code: rows[code] for code in ordered},
        unknown,
        _hash_of(path),
    )


def council_data(path: Path, column: str, texts: tuple[str, ...]) -> memoryview:
    """Return the rows of one council as a CSV file in memory; every cell as its text.

    In Parquet, parts of the file without the council are not read. Raises InputProblem.
    """
    try:
        table = _dataset(path, current_specification("2"))
        kind = table.schema.field(column).type
        field = pc.field(column)
        if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
            field, kind = field.cast(pa.string()), pa.string()
        found = table.to_table(filter=field.isin(pa.array(texts, kind)))
        out = pa.BufferOutputStream()
        pa_csv.write_csv(_as_texts(found), out)
        return memoryview(out.getvalue())
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path) from error


def _dataset(path: Path, specification: Specification) -> ds.Dataset:
    if path.is_dir():
        return ds.dataset(str(path), format="parquet", partitioning="hive")
    if path.suffix.lower() == ".parquet":
        return ds.dataset(str(path), format="parquet")
    names = FieldNames(specification)
    layout = find_layout(memoryview(read_head(path, HEAD)), names, None)
    if layout is None or layout.line != 2 or layout.delimiter not in DELIMITERS:
        raise no_header_found(f"“{path.name}”", specification)
    text = pa_csv.ConvertOptions(
        column_types={n.strip(): pa.string() for n in layout.header.cells},
        strings_can_be_null=False,
    )
    parse = pa_csv.ParseOptions(delimiter=layout.delimiter, newlines_in_values=True)
    kind = ds.CsvFileFormat(parse_options=parse, convert_options=text)
    return ds.dataset(str(path), format=kind)


def _la_column(names: list[str], specification: Specification) -> str:
    header = find_header([names], FieldNames(specification))
    found = [m.position for m in header.matches if m.field == LA_CODE] if header else []
    if len(found) != 1:
        raise InputProblem(
            "The table has no column for the LA Code."
            if not found
            else "The table has two columns for the LA Code.",
            "Give one column the name LA Code or LA_Code, as the specification or DHSC names it.",
        )
    return names[found[0]]


def _counts(table: ds.Dataset, column: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for batch in table.to_batches(columns=[column]):
        of_batch = pc.value_counts(batch.column(0).cast(pa.string()))
        values, numbers = of_batch.field("values"), of_batch.field("counts")
        for value, number in zip(values.to_pylist(), numbers.to_pylist(), strict=True):
            counts[value or ""] = counts.get(value or "", 0) + number
    return counts


def _as_texts(table: pa.Table) -> pa.Table:
    columns = [_texts(column) for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as texts: a time at midnight is the day, a number has no needless .0."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        days = column.cast(pa.date32(), safe=False)
        is_day = pc.equal(days.cast(pa.timestamp("us")), column.cast(pa.timestamp("us")))
        column = days if pc.all(is_day).as_py() in (True, None) else column
    return column.cast(pa.string())


def _hash_of(path: Path) -> str:
    made = sha256()
    for file in _files(path):
        with file.open("rb") as content:
            while piece := content.read(_PIECE):
                made.update(piece)
    return made.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    yield from sorted(path.rglob("*.parquet")) if path.is_dir() else (path,)


def _unreadable(path: Path) -> InputProblem:
    return InputProblem(
        f"“{path.name}” cannot be read as a table of many councils.",
        "It has to be Parquet, or CSV in UTF-8 with the headers in its first row. Export it again.",
    )
