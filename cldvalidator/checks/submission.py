"""Rules about the whole file: one council, one period, all of its months, no personal text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from cldvalidator.checks.cells.date_evidence import orders_of
from cldvalidator.checks.cells.dates import NO_DATE, day_numbers, written
from cldvalidator.checks.cells.identifiers import (
    is_nhs_number,
    may_be_new_la_code,
    without_separators,
)
from cldvalidator.checks.context import (
    NOT_LISTED,
    Context,
    Mask,
    rows_of,
    same_text,
    thresholds,
)
from cldvalidator.checks.ended_events import FIRST, LAST, ended_events
from cldvalidator.checks.running import Hit, Skip, about_the_file, rule
from cldvalidator.extract.csv_file import DELIMITERS
from cldvalidator.extract.date_order import DateJudgement, order_sentences
from cldvalidator.extract.quoting import swallowing_rows
from cldvalidator.selection.complete_months import (
    ISLES_OF_SCILLY,
    CompleteMonths,
    EndedEvents,
    complete_months,
)
from cldvalidator.selection.parsed_day import of_this_century
from cldvalidator.selection.period import Period
from cldvalidator.selection.words import incomplete_months, selected, selection_sentence
from cldvalidator.wording import counted

_EPOCH = date(1970, 1, 1)
_NHS_NUMBER = r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b"
_POSTCODE = r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"
ROWS_NAMED = 8
IMPORT_AFTER_DAYS = 35
"""Days from the end of the period to the import, where nothing is known (method section 2)."""


def _stated(context: Context) -> tuple[date, date]:
    if NO_DATE in context.stated_period:
        raise Skip("The file states no reporting period that can be read.")
    first, last = (_EPOCH + timedelta(days=day) for day in context.stated_period)
    return first, last


def _unlike_most(context: Context, name: str, valid: Mask) -> Mask:
    """By code: is the text another than most rows hold? One that is not valid is another rule's.

    Of texts that equally many rows hold, the one that comes first in the file counts as right.
    """
    column, number = context.column(name), context.folding(name)
    rows = np.bincount(number, np.where(valid, column.counts, 0))
    most = np.isin(number, np.flatnonzero(rows == rows.max(initial=0))) & valid
    first = int(column.take(most).argmax())
    other: Mask = valid & (number != number[column.codes[first]])
    return other


@rule("FILE-03", needs=("LA Code",), reach="file")
def several_councils(context: Context) -> Iterator[Hit]:
    """Rows with another LA Code than most."""
    listed, new = _listed_code(context), _new_code(context)
    other = _unlike_most(context, "LA Code", listed | new)
    yield Hit("LA Code", rows_of(context.column("LA Code").take(other)))


@rule("ID-16", needs=("LA Code",), reach="file")
def unlisted_council(context: Context) -> Iterator[Hit]:
    """A file whose own LA Code is not in the list, though it may be that of a new authority."""
    listed, new = _listed_code(context), _new_code(context)
    own = (listed | new) & ~_unlike_most(context, "LA Code", listed | new)
    rows = context.column("LA Code").counts
    if (count := int(rows[own & new].sum())) and not rows[own & listed].any():
        yield from about_the_file(
            "LA Code",
            [f"The LA Code of {count:,} of {len(context):,} rows is not in the list of LA codes."],
        )


def _listed_code(context: Context) -> Mask:
    """By code: is the text an LA code of the list?"""
    specification = context.specification
    names = {*specification.la_names, *specification.former_la_codes}
    return np.array([t.strip() in names for t in context.column("LA Code").texts], bool)


def _new_code(context: Context) -> Mask:
    """By code: has the text the shape that new authorities may have, and is not in the list?"""
    new = [may_be_new_la_code(t.strip()) for t in context.column("LA Code").texts]
    return np.array(new, bool) & ~_listed_code(context)


@rule("FILE-04", needs=(FIRST, LAST), reach="file")
def several_periods(context: Context) -> Iterator[Hit]:
    """Rows with another reporting period than most."""
    for name in (FIRST, LAST):
        column = context.column(name)
        dated = column.by_text(day_numbers) != NO_DATE
        yield Hit(name, rows_of(column.take(_unlike_most(context, name, dated))))


@rule("FILE-07", needs=("Event Description",))
def personal_text(context: Context) -> Iterator[Hit]:
    """NHS numbers, postcodes and the person's own name in free text."""
    name, reference = "Event Description", "Event Reference"
    yield Hit(name, context.once(("personal", name), lambda: _personal(context, name)))
    yield Hit(
        reference, rows_of(same_text(context.column(reference), context.column("NHS Number")))
    )


def _personal(context: Context, name: str) -> npt.NDArray[np.int32]:
    """Return the rows whose free text gives away who the person is."""
    column = context.column(name)
    suspects = pc.or_(
        pc.match_substring_regex(column.values, _NHS_NUMBER),
        pc.match_substring_regex(column.values, _POSTCODE),
    ).to_numpy(zero_copy_only=False)
    personal = np.zeros(len(column.values), bool)
    for code in np.flatnonzero(suspects).tolist():
        personal[code] = _gives_away(str(column.values[code]))
    return rows_of(column.take(personal) | _names_person(context, name))


def _gives_away(text: str) -> bool:
    numbers = re.findall(_NHS_NUMBER, text, re.ASCII)
    return bool(re.search(_POSTCODE, text)) or any(
        is_nhs_number(without_separators(n)) for n in numbers
    )


def _names_person(context: Context, name: str) -> Mask:
    """Rows whose text holds both the first and the last name of the row's own person."""
    found = np.zeros(len(context), bool)
    parts = ("First Name", "Last Name")
    rows = np.flatnonzero(
        ~context.blank(name) & ~context.blank(parts[0]) & ~context.blank(parts[1])
    )
    if not len(rows):
        return found
    text, first, last = (
        np.array(
            pc.utf8_lower(pc.utf8_trim_whitespace(context.column(n).values)).to_pylist(),
            np.dtypes.StringDType(),
        )[context.column(n).codes[rows]]
        for n in (name, *parts)
    )
    long_enough = (np.strings.str_len(first) > 1) & (np.strings.str_len(last) > 2)
    holds = (np.strings.find(text, first) >= 0) & (np.strings.find(text, last) >= 0)
    suspects = np.flatnonzero(long_enough & holds)
    whole = [
        all(re.search(rf"\b{re.escape(str(n[i]))}\b", str(text[i])) for n in (first, last))
        for i in suspects.tolist()
    ]
    found[rows[suspects[np.array(whole, bool)]]] = True
    return found


@rule("FILE-10", reach="file")
def ragged_rows(context: Context) -> Iterator[Hit]:
    """Rows with another number of cells than the header has columns."""
    extract, reading = context.extract, context.extract.reading
    field = next(iter(extract.columns), "LA Code")
    listed = np.array([r.source_row for r in reading.ragged], np.int32)
    place = np.searchsorted(extract.source_rows, listed)
    there = np.flatnonzero(place < len(extract))
    found = place[there[extract.source_rows[place[there]] == listed[there]]]
    yield Hit(field, found)
    more = reading.ragged_total - len(found)
    if more > 0:
        have = counted(more, "more row has", "more rows have")
        yield from about_the_file(field, [f"{have} another number of cells."])


@rule("DATE-17", reach="file")
def month_first(context: Context) -> Iterator[Hit]:
    """Columns that are not written day first, by the judgement of the file's dates."""
    judgement = context.extract.dates or DateJudgement()
    # Every date column is noted: the judgement comes from all of them.
    columns = {
        f.name: context.column(f.name) for f in context.specification.fields if f.type == "date"
    }
    left = {n: orders_of(columns[n]) for n in judgement.contested_columns()}
    there = [n for n, of in left.items() if of.month_only or of.either]
    if not there:
        return
    either = sum(left[n].either for n in there)
    cells = "1 cell" if either == 1 else f"{either:,} cells"
    others = [f"{cells} can be read in either order."] if either else []
    yield from about_the_file(there[0], [" ".join([*order_sentences(judgement), *others])])


@rule("FILE-11", reach="file")
def whole_rows_in_a_cell(context: Context) -> Iterator[Hit]:
    """Cells that hold whole rows, which are then no records and are not checked."""
    extract, reading = context.extract, context.extract.reading
    # Excel keeps such a cell when it saves a text file as a workbook: any delimiter may be in it.
    delimiters = (reading.delimiter,) if reading.delimiter else tuple(DELIMITERS)
    width = len(reading.headers)
    for name in extract.columns:
        find = partial(_swallowing, context, name, delimiters, width)
        yield Hit(name, context.once(("swallowing", name), find))
    aside = swallowing_rows(tuple(extract.unused.values()), delimiters, width)
    if len(aside):
        rows = ", ".join(f"{row:,}" for row in extract.source_rows[aside[:ROWS_NAMED]].tolist())
        more = f" and {len(aside) - ROWS_NAMED:,} more" if len(aside) > ROWS_NAMED else ""
        yield from about_the_file(
            next(iter(extract.columns), "LA Code"),
            [f"Whole rows stand in a cell of a column that is not used, in row {rows}{more}."],
        )


def _swallowing(
    context: Context, name: str, delimiters: tuple[str, ...], width: int
) -> npt.NDArray[np.integer]:
    return swallowing_rows((context.column(name),), delimiters, width)


def _in_this_century(context: Context) -> tuple[date, date]:
    if not of_this_century(np.array(context.stated_period)).all():
        raise Skip("The stated reporting period is not of this century.")
    return _stated(context)


@rule("PER-01", needs=(FIRST, LAST), reach="file")
def period_backwards(context: Context) -> Iterator[Hit]:
    """A period that ends before it starts."""
    first, last = _stated(context)
    if first >= last:
        yield from about_the_file(
            FIRST, [f"The stated period runs from {written(first)} to {written(last)}."]
        )


def _twelve_months(first: date, last: date) -> bool:
    if last == date.max:
        return False
    after = last + timedelta(days=1)
    return (first.year + 1, first.month, first.day) == (after.year, after.month, after.day)


@rule("PER-02", needs=(FIRST, LAST), reach="file")
def not_twelve_months(context: Context) -> Iterator[Hit]:
    """A period that is not twelve whole months."""
    first, last = _stated(context)
    whole = _twelve_months(first, last) and (last + timedelta(days=1)).day == 1
    if first < last and not whole:
        yield from about_the_file(
            LAST, [f"The stated period, {written(first)} to {written(last)}, is not 12 months."]
        )


@rule("PER-02M", needs=(FIRST, LAST), reach="file")
def not_a_quarter(context: Context) -> Iterator[Hit]:
    """Twelve months that end between two quarters."""
    first, last = _stated(context)
    if not _twelve_months(first, last):
        return
    after = last + timedelta(days=1)
    if after.day == 1 and after.month % 3 != 1:
        yield from about_the_file(
            LAST, [f"The stated period ends on {written(last)}, which is no end of a quarter."]
        )


@rule("PER-03", needs=(FIRST, LAST, "Event End Date", "Event Type"), reach="file")
def period_not_covered(context: Context) -> Iterator[Hit]:
    """A stated period for which DHSC would not select the file (method section S1)."""
    stated, complete = _judged_months(context)
    if stated.first < stated.last and not selected(complete, stated):
        yield from about_the_file(FIRST, [selection_sentence(complete, stated)])


def _judged_months(context: Context) -> tuple[Period, CompleteMonths]:
    """Return the stated period and its months, as DHSC will see them when the file arrives."""
    stated = Period(*_in_this_century(context))
    ended = _ended(context)
    if ended.counts.sum() < thresholds()["ended_events"] and ended.council != ISLES_OF_SCILLY:
        raise Skip("Fewer than 100 requests, assessments and services have an end date.")
    return stated, complete_months(ended, stated.last + timedelta(days=IMPORT_AFTER_DAYS))


def _ended(context: Context) -> EndedEvents:
    found: EndedEvents = context.once(("ended",), lambda: ended_events(context.extract))
    return found


@rule("PER-04", needs=(LAST,), reach="file")
def period_not_over(context: Context) -> Iterator[Hit]:
    """A period that has not ended yet."""
    _, last = _stated(context)
    if (last - _EPOCH).days >= int(context.today):
        yield from about_the_file(LAST, [f"The stated period ends on {written(last)}."])


@rule("PER-06", needs=(FIRST, LAST, "Event End Date", "Event Type"), reach="file")
def month_without_events(context: Context) -> Iterator[Hit]:
    """Months of the stated period that are not complete for a type (method section S1)."""
    stated, complete = _judged_months(context)
    if not complete.stated_counts:
        yield from about_the_file("Event End Date", incomplete_months(complete, stated))


@rule("PER-07", needs=("Event Start Date", LAST), reach="file")
def starts_reset(context: Context) -> Iterator[Hit]:
    """Many open services that started on the period's last 1 April."""
    lines = thresholds()
    _, last = _in_this_century(context)
    reset = date(last.year if last >= date(last.year, 4, 1) else last.year - 1, 4, 1)
    rows = np.flatnonzero(context.open_service & context.dated("Event Start Date"))
    count = int((context.days("Event Start Date")[rows] == (reset - _EPOCH).days).sum())
    if count >= lines["reset_starts_least"] and count >= lines["reset_starts_share"] * len(rows):
        yield from about_the_file(
            "Event Start Date",
            [f"{count:,} of {len(rows):,} open services start on {written(reset)}."],
        )


@rule("MAND-05", reach="file")
def many_unknown(context: Context) -> Iterator[Hit]:
    """A high share of unknown values in a field that measures are broken down by."""
    lines = thresholds()
    fields = (
        "Ethnicity",
        "Primary Support Reason",
        "Accommodation Status",
        "Employment Status",
        "Client Funding Status",
    )
    for name in fields:
        words = context.specification.unknown(name)
        filled = int((context.listed(name) != NOT_LISTED).sum())
        count = int(context.says(name, *words).sum())
        if count >= lines["unknown_least"] and count > lines["unknown_share"] * filled:
            share = 100 * count / filled
            text = f"{count:,} of {filled:,} values ({share:.0f}%) are unknown."
            yield from about_the_file(name, [text])
