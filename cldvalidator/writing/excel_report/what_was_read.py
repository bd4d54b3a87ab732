"""The sheet of the report that says what was read: notices, form, columns, missing fields."""

from __future__ import annotations

from collections.abc import Iterator

from cldvalidator.extract import Extract
from cldvalidator.extract.notices import notices_of
from cldvalidator.review.public_names import PublicNames
from cldvalidator.writing.excel_report.book import Book

_COLUMNS = (("Part", 12), ("What", 40), ("Detail", 90))


def what_was_read(book: Book, extract: Extract, *, with_values: bool) -> None:
    """Add the sheet. with_values: headers of columns that are no field are named too."""
    rows = _rows(extract, with_values)
    book.table(book.sheet("What was read"), 0, _COLUMNS, list(rows), tall=True)


def _rows(extract: Extract, with_values: bool) -> Iterator[tuple[str, str, str]]:
    reading, named = extract.reading, PublicNames(extract)
    for notice in notices_of(reading) if with_values else named.notices:
        yield "Notice", "", notice
    yield "File", "Format", reading.format
    sheet = reading.sheet if with_values else named.sheet
    if sheet is not None:
        yield "File", "Sheet", sheet
    if reading.encoding is not None:
        yield "File", "Encoding", reading.encoding
    yield "File", "Header", f"row {reading.header_row:,}"
    yield "File", "Records", f"{len(extract.records):,}"
    yield "File", "Rows that are not records", f"{len(reading.no_records):,}"
    yield "File", "Rows without content left out", f"{reading.empty_rows_left_out:,}"
    yield "File", "Rows with another number of cells", f"{reading.ragged_total:,}"
    for match in reading.headers:
        header = match.found if with_values else ""
        if not with_values and match.field is not None:
            header = named.header(match)
        how = f"{match.field} ({match.how})" if match.field is not None else match.how
        yield "Column", f"{match.letter} {header}".strip(), how
    for name in reading.missing:
        yield "Missing", name, "not in the file; written empty"
