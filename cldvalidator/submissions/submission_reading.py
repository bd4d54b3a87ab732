"""A file read as one submission of a set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.checks.cells.judgement import Judged
from cldvalidator.checks.ended_events import ended_events
from cldvalidator.checks.field_check import judge
from cldvalidator.checks.normalised import for_figures, normalised_extract
from cldvalidator.events.cleaning import days, raw
from cldvalidator.extract import Extract, find_release, read_extract
from cldvalidator.extract.date_order import DateOrders, order_sentences
from cldvalidator.fixes.date_order import day_first
from cldvalidator.fixes.profile import usable_columns
from cldvalidator.selection.period import month_table
from cldvalidator.specification import Field, Specification
from cldvalidator.submissions.import_day import import_time
from cldvalidator.submissions.submission_set import Submission
from cldvalidator.task import SILENT, Task


@dataclass(frozen=True)
class ReadingOptions:
    """What the user tells of how files are read.

    sheet: of workbooks; delimiter: of text files. columns, usual_sheet: those of a profile, the
    field that a header stands for and the sheet where no other is named.
    """

    sheet: str | None = None
    delimiter: str | None = None
    dates: DateOrders | None = None
    columns: Mapping[str, str | None] = field(default_factory=dict)
    usual_sheet: str = ""


@dataclass(frozen=True, eq=False)
class ReadSubmission:
    """A submission with its records.

    extract: as it stands in the file, its dates judged. read: as it reads for the figures.
    """

    submission: Submission
    extract: Extract
    read: Extract


def read_submission(
    path: Path,
    specification: Specification,
    older: Specification,
    *,
    imported: datetime | None = None,
    reading: ReadingOptions | None = None,
    task: Task = SILENT,
) -> ReadSubmission:
    """Read a file of a set. specification: of Release 2; older: of Release 1.

    imported: when it reached DHSC, None where the user does not say. reading: how it is read.
    Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    extract = extract_of(path, specification, reading or ReadingOptions(), task=task)
    return submission_of(extract, path, specification, older, imported=imported)


def extract_of(
    path: Path, specification: Specification, reading: ReadingOptions, *, task: Task = SILENT
) -> Extract:
    """Read a file for its figures: its dates judged, and all of them day first.

    Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    extract = read_extract(
        path,
        specification,
        sheet=reading.sheet,
        delimiter=reading.delimiter,
        header_matches=usable_columns(reading.columns, specification),
        usual_sheet=reading.usual_sheet,
        task=task,
    )
    return day_first(with_dates(extract, specification, reading.dates))


def submission_of(
    extract: Extract,
    path: Path,
    specification: Specification,
    older: Specification,
    *,
    imported: datetime | None = None,
    judged: Mapping[str, Judged] | None = None,
) -> ReadSubmission:
    """Return what a set has to know of a file that is read. judged: by field, from a check."""
    present = date.today()

    def judgement(f: Field) -> Judged:
        found = judged.get(f.name) if judged is not None else None
        return found if found is not None else judge(extract, f, specification, present)

    read = normalised_extract(extract, specification, judgement, reads=for_figures)
    ended = ended_events(read)
    types = raw(read.column("Event Type"), null_words=False)
    months = month_table(days(read.column("Event End Date")), types, date.max)
    when = import_time(path, extract.reading.sha256, ended.stated, imported)
    submission = Submission(
        path,
        extract.reading.sha256,
        len(extract),
        ended.council if ended.council in specification.la_names else "",
        find_release(extract, specification, older).release,
        ended.stated,
        ended,
        months,
        when.moment,
        when.known_from,
        (*when.notices, *_undecided_dates(extract, path)),
    )
    return ReadSubmission(submission, extract, read)


def _undecided_dates(extract: Extract, path: Path) -> list[str]:
    """Say that dates of a file are not read, because their order of day and month is undecided."""
    judged = extract.dates
    if judged is None or not any(c.is_contested and not c.chosen for c in judged.columns.values()):
        return []
    sentences = " ".join(order_sentences(judged))
    return [
        f"{path.name}: {sentences} These dates are not read: decide on Open which part is the day, "
        "write the submission, and join that."
    ]
