"""From a file to an Extract."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from cldvalidator.extract.column import Column
from cldvalidator.extract.compressed import is_compressed, unpacked
from cldvalidator.extract.csv_file import find_layout, read_records, refuse_too_many_lines
from cldvalidator.extract.dictionaries import give_memory_back
from cldvalidator.extract.double_encoded import double_encoded_notice
from cldvalidator.extract.endless_cells import refuse_endless_cells
from cldvalidator.extract.file_kind import FileKind, kind_of, may_be_workbook
from cldvalidator.extract.header import FieldNames, no_header, no_header_found
from cldvalidator.extract.header_variants import alike
from cldvalidator.extract.last_row import few_cells_notice
from cldvalidator.extract.lost_digits import shortened
from cldvalidator.extract.no_records import find_no_records
from cldvalidator.extract.opening import read_side_by_side
from cldvalidator.extract.raw_table import RawTable, filled_rows
from cldvalidator.extract.streamed import read_streamed
from cldvalidator.extract.table import Extract, NoRecord, Reading
from cldvalidator.extract.text_encoding import Utf8Text, to_utf8
from cldvalidator.extract.unusual_text import in_the_usual_way
from cldvalidator.extract.workbook import read_workbook
from cldvalidator.paths import shown_name
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification
from cldvalidator.task import SILENT, Task
from cldvalidator.workbooks.guard import GuardedBook
from cldvalidator.workbooks.workbook import DateSystem

EXCEL_RECORDS = 1_048_575
_NOTHING = b' \t\r\n,;|"\x00\xef\xbb\xbf'
_GZIP_ENDINGS = frozenset({".gz", ".gzip"})
_READ_AS = "The file's name ends in “{}”, but its content is {}. It was read as that."
_TEXT_ENDINGS = frozenset({"", ".csv", ".txt", ".tsv", ".tab", ".psv", ".dat"})


@dataclass(frozen=True)
class _Content:
    """A table with what was found out about the file around it."""

    kind: FileKind
    table: RawTable
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    day_numbers: DateSystem = ""
    compressed: bool = False


STANDS_STILL = 0.4
"""Seconds for which an extract has to have stood still before it is taken for written whole."""


def read_extract(
    path: str | os.PathLike[str],
    specification: Specification,
    *,
    sheet: str | int | None = None,
    delimiter: str | None = None,
    header_matches: Mapping[str, str | None] | None = None,
    usual_sheet: str = "",
    data: memoryview | None = None,
    task: Task = SILENT,
) -> Extract:
    """Read a council's file: CSV or other delimited text (as it is or with gzip), or a workbook.

    The kind is told by the content. sheet, delimiter: the user's choice where the best fit is not
    wanted; each is ignored for a file that has none; a sheet is named, or numbered from 1.
    header_matches: what the user says a column is, by its header: a field name, or None to keep it
    aside. usual_sheet: the sheet that the council's workbooks have their records in, read where
    there is one of that name. Cells are kept as text, as they are written; rows without content are
    left out. The file is opened for reading only, and read once; one that turns out to be an
    unusual text, once more.

    Raises InputProblem for a file that is no extract, EnvironmentProblem for one that cannot be
    opened, Cancelled when the task is.
    """
    path = Path(path)
    names = FieldNames(specification, header_matches)
    if data is None:
        if (found := read_streamed(path, names, delimiter, task)) is not None:
            content = _Content("CSV", found.table, found.encoding, found.layout.delimiter)
            return _extract(path, found.size, found.sha256, content, specification)
        data = read_side_by_side(path, task, still=STANDS_STILL)
    with ThreadPoolExecutor(1) as beside:
        size, digest = len(data), beside.submit(hashlib.sha256, data)
        compressed = is_compressed(data)
        plain = unpacked(data, task) if compressed else data
        if may_be_workbook(plain):
            if compressed:
                raise InputProblem(
                    "The compressed file (gzip) holds a workbook, not a CSV.",
                    "Unpack it and choose the workbook itself.",
                )
            with GuardedBook(task) as book:  # its process loads while the archive is looked into
                kind = kind_of(data, task, ending=path.suffix)
                book.open(bytes(data), kind)
                del data, plain  # one copy is enough
                content = _workbook(book, kind, names, (sheet, usual_sheet), task)
        else:
            kind_of(plain, task, ending=path.suffix)
            texts = [to_utf8(plain, task)]
            del data, plain  # the bytes are freed when their rows have been parsed
            content = replace(_text(texts, names, delimiter, task), compressed=compressed)
    return _extract(path, size, digest.result().hexdigest(), content, specification)


def _text(
    texts: list[Utf8Text],
    names: FieldNames,
    delimiter: str | None,
    task: Task,
) -> _Content:
    """Read the one text of a list, and take it out: it is not held here when it was parsed."""
    text = texts.pop()
    refuse_too_many_lines(text.data)
    layout = find_layout(text.data, names, delimiter)
    usual = in_the_usual_way(text.data, layout.delimiter if layout is not None else None)
    if usual is not None and (found := find_layout(usual.data, names, delimiter)) is not None:
        layout = found
        text = Utf8Text(usual.data, text.encoding, (*text.notices, usual.notice))
    if layout is None and not bytes(text.data).strip(_NOTHING):
        raise InputProblem(
            "The file is empty: it holds nothing but blank lines.", "Export it again."
        )
    if layout is None:
        raise no_header_found("the file", names.specification)
    encoding, notices, records = text.encoding, text.notices, [text.data]
    del text, usual
    table = read_records(records.pop(), layout, task)
    return _Content("CSV", table, encoding, layout.delimiter, notices=notices)


def _workbook(
    book: GuardedBook,
    kind: FileKind,
    names: FieldNames,
    sheets: tuple[str | int | None, str],
    task: Task,
) -> _Content:
    chosen, usual = sheets
    found = read_workbook(book, kind, names, chosen, task, usual=usual)
    give_memory_back()
    return _Content(
        kind,
        found.table,
        sheet=found.sheet,
        sheets=found.sheets,
        day_numbers=book.date_system,
    )


def _extract(
    path: Path, size: int, sha256: str, content: _Content, specification: Specification
) -> Extract:
    """Give the columns to their fields and leave out what has no content."""
    table, kind = content.table, content.kind
    refuse_endless_cells(table)
    filled = filled_rows(table.columns, len(table.source_rows))
    if not filled.any():
        raise InputProblem(
            f"The column headers are in row {table.header_row}, but no records are below them.",
            "Export the extract again, or choose another file or sheet.",
        )
    rows = None if filled.all() else np.flatnonzero(filled)
    with_content = np.flatnonzero(filled)
    totals = np.array(table.totals, np.int64)
    odd = find_no_records(
        table.matches,
        table.columns,
        with_content,
        specification,
        above=table.above,
        known=dict.fromkeys(
            with_content[np.isin(table.source_rows[with_content], totals)].tolist(), "total"
        ),
    )
    lost = (*table.losses, *shortened(table.matches, table.columns, specification))
    no_records = tuple(NoRecord(int(table.source_rows[row]), kind) for row, kind in odd.items())
    fields: dict[str, Column] = {}
    unused: dict[str, Column] = {}
    headers = []
    for match, column in zip(table.matches, table.columns, strict=True):
        kept = column if rows is None else column.rows(rows)
        if match.field is not None:
            fields[match.field] = kept
        elif match.found == no_header(match.letter) and kept.blank_values[kept.codes].all():
            continue
        else:
            unused[match.found] = kept
        headers.append(match)
    return Extract(
        columns=MappingProxyType({n: fields[n] for n in specification.names if n in fields}),
        source_rows=table.source_rows if rows is None else table.source_rows[rows],
        reading=Reading(
            name=shown_name(path),
            format=kind,
            size=size,
            sha256=sha256,
            header_row=table.header_row,
            headers=tuple(headers),
            encoding=content.encoding,
            delimiter=content.delimiter,
            sheet=content.sheet,
            sheets=content.sheets,
            missing=tuple(n for n in specification.names if n not in fields),
            ragged=table.ragged,
            ragged_total=table.ragged_total,
            empty_rows_left_out=len(filled) - int(filled.sum()),
            compressed=content.compressed,
            notices=(
                *_ending_notice(path, kind, content.compressed),
                *content.notices,
                *table.notices,
                *filter(None, (loss.sentence(odd) for loss in lost)),
                *_last_row(table, with_content, odd),
                *double_encoded_notice([*fields.values(), *unused.values()]),
                *_length_notice(kind, int(filled.sum())),
            ),
            path=path,
            day_numbers=content.day_numbers,
            stored_dates=table.stored_dates,
            merged=table.merged,
            totals_rows=table.totals,
            alike=alike(headers, [n for n in specification.names if n not in fields]),
            no_records=no_records,
        ),
        unused=MappingProxyType(unused),
    ).with_undecided()


def _last_row(
    table: RawTable, rows: npt.NDArray[np.integer], no_records: Collection[int]
) -> tuple[str, ...]:
    """Say what is odd about the last row; one that is not a record is told as that.

    rows: those with content.
    """
    if int(rows[-1]) in no_records:
        return ()
    notice = few_cells_notice(table.columns, rows, int(table.source_rows[rows[-1]]))
    return (*table.last_row_notices, *((notice,) if notice else ()))


def _ending_notice(path: Path, kind: FileKind, compressed: bool) -> tuple[str, ...]:
    ending = path.suffix.lower()
    if compressed:
        return () if ending in _GZIP_ENDINGS else (_READ_AS.format(ending, "CSV in gzip"),)
    expected = _TEXT_ENDINGS if kind == "CSV" else {f".{kind.lower()}"}
    alike = {"XLSX": {".xlsm", ".xltx"}, "XLSM": {".xlsx", ".xltm"}}.get(kind, set())
    if ending in expected or ending in alike:
        return ()
    what = "delimited text (such as CSV)" if kind == "CSV" else f"a workbook ({kind})"
    return (_READ_AS.format(ending, what),)


def _length_notice(kind: FileKind, records: int) -> tuple[str, ...]:
    if kind != "CSV" or records <= EXCEL_RECORDS:
        return ()
    return (
        f"The file has {records:,} records. Excel shows no more than {EXCEL_RECORDS:,} below the "
        "headers and drops the rest when it saves: do not open and save this file in Excel.",
    )
