"""A profile as a workbook, to be reviewed and edited in Excel."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from cldvalidator.extract import Extract
from cldvalidator.fixes.private_texts import People
from cldvalidator.fixes.profile import Meaning, Profile, may_have_meanings, why_not_kept
from cldvalidator.fixes.profile_use import standings, why_column_unused, why_known_unused
from cldvalidator.fixes.proposals import Proposal
from cldvalidator.fixes.saved_filters import why_filter_unused
from cldvalidator.fixes.spellings import why_spelling_unused
from cldvalidator.specification import Specification
from cldvalidator.storage.targets import check_extension
from cldvalidator.storage.transaction import write_file

BLANK = "(blank)"
"""What stands for "make the cell blank"."""
ASIDE = "(keep aside)"
"""What stands for a column that is no field."""
VALUES, COLUMNS, KNOWN, LISTS = "Values", "Columns", "Known findings", "Lists"
FILTERS, SPELLINGS = "Filters", "Spellings"
MOST_NEW = 10_000
"""Values of a file to decide on; nobody goes through more, and they take minutes to be judged."""
HEADERS: dict[str, tuple[tuple[str, float], ...]] = {
    VALUES: (
        ("Field", 30),
        ("Our value", 40),
        ("Means", 46),
        ("Note", 36),
        ("Since", 12),
        ("Cells in the file", 12),
        ("Proposed by the program", 46),
        ("Remark", 46),
    ),
    COLUMNS: (("Header", 40), ("Field", 40), ("Remark", 46)),
    KNOWN: (
        ("Rule", 12),
        ("Field", 30),
        ("Value", 36),
        ("Reason", 60),
        ("Findings then", 12),
        ("Since", 12),
        ("Remark", 46),
    ),
    FILTERS: (("Name", 30), ("Filter", 90), ("Remark", 46)),
    SPELLINGS: (
        ("Field", 30),
        ("Spelling", 46),
        ("Written as", 46),
        ("Identifier", 18),
        ("Since", 12),
        ("Remark", 46),
    ),
}


def write_profile_workbook(
    profile: Profile,
    target: Path,
    specification: Specification,
    *,
    new: Sequence[Proposal] = (),
    extract: Extract | None = None,
    overwrite: bool = False,
) -> None:
    """Write a profile as XLSX, to be reviewed, edited and read again.

    new: values of a file that the profile does not know (`new_since`), each a row whose meaning is
    to be filled in, at most MOST_NEW; those that may not enter a profile are left out. A row
    without a meaning is passed over when the workbook is read. extract: the file they come from,
    whose names and identifiers are left out. No text can run as a formula; nothing is written to
    temp.
    Raises InputProblem, EnvironmentProblem.
    """
    check_extension(target, "The workbook", ".xlsx")
    remarks = {u.meaning.key: u for u in standings(profile, specification)}
    values: list[Sequence[object]] = []
    for m in profile.meanings:
        use = remarks[m.key]
        remark = f"{use.standing}: {use.why}" if use.why else ""
        values.append((m.field, m.found, m.written or BLANK, m.note, m.since, "", "", remark))
    people = People(extract) if extract is not None else None
    for p in new[:MOST_NEW]:
        if not why_not_kept(Meaning(p.field, p.found, ""), specification, people):
            better = BLANK if p.written == "" else p.written or ""
            values.append((p.field, p.found, "", "", "", p.cells, better, "new: fill in Means"))
    columns = [
        (h, f or ASIDE, _not_used(why_column_unused(f, specification)))
        for h, f in sorted(profile.columns.items())
    ]
    known = [
        (k.rule, k.field, k.value or "", k.reason, k.cells, k.since, _not_used(why))
        for k in profile.known
        for why in (why_known_unused(k, specification, profile),)
    ]
    filters = [
        (f.name, f.where, _not_used(why_filter_unused(f, specification))) for f in profile.filters
    ]
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False})
    spellings = [
        (s.field, s.found, s.written, s.identifier, s.since, _not_used(why))
        for s in profile.spellings
        for why in (why_spelling_unused(s, specification),)
    ]
    sheets = (
        (VALUES, values),
        (COLUMNS, columns),
        (KNOWN, known),
        (FILTERS, filters),
        (SPELLINGS, spellings),
    )
    for name, rows in sheets:
        _sheet(book, name, rows)
    _lists(book, specification, [str(v[0]) for v in values])
    book.close()
    write_file(data.getvalue(), target, overwrite=overwrite)


def _not_used(why: str) -> str:
    return f"not used: {why}" if why else ""


def _sheet(book: Any, name: str, rows: Sequence[Sequence[object]]) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bg_color": "#F3F5F6", "text_wrap": True})
    text = book.add_format({"num_format": "@", "quote_prefix": True})
    for column, (header, width) in enumerate(HEADERS[name]):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, header, head)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value:
                sheet.write_string(number, column, _clean(str(value)), text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(HEADERS[name]) - 1)


def _clean(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", text)


def _lists(book: Any, specification: Specification, fields: Sequence[str]) -> None:
    """Add the lists of the fields, and to each cell of a meaning the list to choose from."""
    sheet = book.add_worksheet(LISTS)
    names = [n for n in may_have_meanings(specification) if specification.values(n)]
    head = book.add_format({"bold": True})
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, head)
        texts = (BLANK, *specification.values(name))
        for number, text in enumerate(texts, start=1):
            sheet.write_string(number, column, text)
        letter = xl_col_to_name(column)
        for row in (n for n, f in enumerate(fields, start=1) if f == name):
            choice = {
                "validate": "list",
                "source": f"={LISTS}!${letter}$2:${letter}${len(texts) + 1}",
                "show_error": False,  # a text may be pasted: reading the workbook judges it
            }
            book.get_worksheet_by_name(VALUES).data_validation(row, 2, row, 2, choice)
