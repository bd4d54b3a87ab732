"""The pipeline: events in the period, derived fields, unique events, person details."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.checks.cells.date_forms import recognise, ways_of
from cldvalidator.checks.cells.dates import NO_DATE, day_numbers
from cldvalidator.checks.cells.judgement import Judged
from cldvalidator.checks.field_check import judge
from cldvalidator.checks.normalised import for_figures, normalised_extract
from cldvalidator.events.cleaning import days
from cldvalidator.events.leaving import RowStory
from cldvalidator.events.loading import event_types, load_events
from cldvalidator.events.parameters import Parameters
from cldvalidator.events.references import RecordFiles, References
from cldvalidator.events.served_time import EndsAndTypes, NoPeriod, not_chosen, served_time
from cldvalidator.events.tables import Tables, make_tables
from cldvalidator.extract import Extract
from cldvalidator.extract.date_order import DateJudgement
from cldvalidator.selection.complete_months import CompleteMonths
from cldvalidator.selection.period import Period
from cldvalidator.specification import Field, Specification
from cldvalidator.task import SILENT, Task

DATES = ("Event Start Date", "Event End Date", "Date of Birth")
OWN_DEATHS = (
    "Dates of death are the file's own. Nationally, for people with an NHS number, only deaths "
    "registered with the ONS count, which a council cannot know."
)


@dataclass(frozen=True, eq=False)
class ProcessedEvents:
    """What the measures are computed from.

    single: unique events of the reporting year, with costs. joined: unique events of all quarters
    that the file covers. Both have the columns of `load_events`, `filtered` and
    `with_derived_fields`, but for those that only say which rows are kept.
    persons: one row a person (`person_details`). people: person ids by the number in `person`.
    person_of: the person number (int32) of each record of the file, negative without identifier.
    complete: the file's months by type, and the period that September 2026 derives from them.
    months: the months of June 2026's rule, None under another method. derived: by the method.
    would_be_chosen: whether DHSC would choose the file for the year; `notes` say what was assumed.
    absent: fields that the file has no column for. other_dates: date fields most of whose cells are
    real dates in another form than dd/mm/yyyy, and can be read in several ways. read: the file as
    it was read for the figures. files: of several submissions, the one of each record; their
    records then stand in the order of import. unserved: quarters that no file serves. year,
    quarters: the reference periods of the files in the two tables, by which a part of the records
    can be processed alike (`part`).
    """

    period: Period
    import_date: date
    stated: Period | None
    derived: Period | None
    joined_reference: Period | None
    complete: CompleteMonths
    months: pd.DataFrame | None
    would_be_chosen: bool
    single: pd.DataFrame
    joined: pd.DataFrame
    persons: pd.DataFrame
    people: pd.Index
    person_of: npt.NDArray[np.int32]
    stages: Mapping[str, int]
    parameters: Parameters
    notes: tuple[str, ...] = ()
    stories: tuple[RowStory, ...] = field(default=())
    absent: frozenset[str] = frozenset()
    other_dates: tuple[str, ...] = ()
    read: Extract | None = None
    files: RecordFiles | None = None
    unserved: tuple[Period, ...] = ()
    year: References | None = None
    quarters: References | None = None

    def row_names(self, records: npt.NDArray[np.int64]) -> list[str]:
        """Return how records (0-based) are called: "row 12", of several files "row 12 of a.csv"."""
        if self.files is not None:
            return [self.files.row_name(record) for record in records.tolist()]
        if self.read is None:
            return [f"record {record + 1:,}" for record in records.tolist()]
        return [f"row {row:,}" for row in self.read.source_rows[records].tolist()]

    def story_of(self, record: int, source_rows: npt.NDArray[np.int32] | None = None) -> list[str]:
        """Say which figures a record (0-based) is used for, a sentence for each table.

        source_rows: the numbers that Excel shows, to name another row by.
        """

        def numbered(kept: int) -> str:
            return f"record {kept + 1:,}" if source_rows is None else f"row {source_rows[kept]:,}"

        name = numbered if self.files is None else self.files.row_name
        return [story.sentence(record, name) for story in self.stories]


def process(
    extract: Extract,
    specification: Specification,
    parameters: Parameters | None = None,
    *,
    judged: Mapping[str, Judged] | None = None,
    task: Task = SILENT,
) -> ProcessedEvents:
    """Run DHSC's processing on one file (method sections 1 to 9 and 12).

    The file is read as its submission will be, with the safe changes made (`for_figures`). judged:
    the judgement of the texts by field, where there is one from a check.

    If DHSC would not select the file for the year, the figures are made all the same, with the
    year as the reference period, and `would_be_chosen` is False. Raises InputProblem when the file
    states no period that could be read and none was given; Cancelled.
    """
    p = parameters or Parameters()
    extract = with_dates(extract, specification)
    task.step("Reading events")
    present = date.today()

    def judgement(f: Field) -> Judged:
        found = judged.get(f.name) if judged is not None else None
        return found if found is not None else judge(extract, f, specification, present)

    read = normalised_extract(extract, specification, judgement, reads=for_figures)
    events, people = load_events(
        read,
        specification,
        p.method,
        release_1=p.release_1,
        own_deaths=p.own_deaths,
    )
    time = served_time(read, extract.dates or DateJudgement(), p, lambda: _ended(events))
    period, notes = time.period, list(time.notes)
    derived, complete, import_date = time.derived, time.complete, time.import_date
    odd_dates = other_dates(read)
    if odd_dates:
        notes.insert(0, dates_are_missing(odd_dates))
    chosen = time.would_be_chosen
    if not chosen:
        notes.append(not_chosen(derived, complete, period, p.method))
    if p.own_deaths and p.method.period_by_type and deaths_to_doubt(extract):
        notes.append(OWN_DEATHS)
    year = References.of_one(len(events), period)
    quarters = References.of_one(len(events), time.reference or period)
    tables = make_tables(
        events,
        len(people),
        year=year,
        quarters=quarters,
        period=period,
        method=p.method,
        task=task,
    )
    stages = {
        "raw": len(events),
        "single_submissions_selected": int(chosen),
        "single_raw_in": len(events),
        "joined_ref_periods_selected": time.served,
        "joined_raw_in": len(events),
        **stages_of(tables),
    }
    return ProcessedEvents(
        period=period,
        import_date=import_date,
        stated=time.stated,
        derived=derived,
        joined_reference=time.reference,
        complete=complete,
        months=time.months,
        would_be_chosen=chosen,
        single=tables.single,
        joined=tables.joined,
        persons=tables.persons,
        people=people,
        person_of=events["person"].to_numpy(),
        stages=stages,
        parameters=p,
        notes=tuple(notes),
        stories=tables.stories,
        absent=frozenset(n for n in specification.names if n not in extract.columns),
        other_dates=odd_dates,
        read=read,
        year=year,
        quarters=quarters,
    )


def same_time(processed: ProcessedEvents, read: Extract, specification: Specification) -> bool:
    """Whether the figures of a file are about the same time once it reads otherwise.

    processed: of one file. read: it, as it reads for the figures after a change.
    """
    p = processed.parameters

    def ended() -> EndsAndTypes:
        types = event_types(read, specification, p.method, p.release_1)["Event_Type"]
        return days(read.column("Event End Date")), types  # type: ignore[return-value]

    try:
        now = served_time(read, DateJudgement(), p, ended)
    except NoPeriod:
        return False
    then = processed.period, processed.joined_reference
    return (now.period, now.reference) == then


def _ended(events: pd.DataFrame) -> EndsAndTypes:
    return events["Event_End_Date_Raw"].to_numpy(), events["Event_Type"].array


def stages_of(tables: Tables) -> dict[str, int]:
    """Return how many rows are left after each step, over all files."""
    names = ("events_in_period", "derived", "unique")
    return {
        **{f"single_{n}": int(tables.single_stages[n].sum()) for n in names},
        **{f"joined_{n}": int(tables.joined_stages[n].sum()) for n in names},
        "person_details": len(tables.persons),
    }


def other_dates(extract: Extract) -> tuple[str, ...]:
    """Name the date fields most of whose filled cells are dates that can be read in several ways.

    extract: as it reads, in which dates that can be read in one way only are dd/mm/yyyy.
    """
    found = []
    for name in DATES:
        column = extract.column(name)
        filled = int(column.counts[~column.blank_values].sum())
        numbers = column.by_text(day_numbers)
        odd = np.flatnonzero((numbers == NO_DATE) & ~column.blank_values & (column.counts > 0))
        if 2 * int(column.counts[odd].sum()) <= filled:
            continue
        ways = ways_of(extract, name, date.today(), extract.dates or DateJudgement())
        real = [
            code for code in odd.tolist() if recognise(column.texts[code].strip(), ways) is not None
        ]
        if 2 * int(column.counts[real].sum()) > filled:
            found.append(name)
    return tuple(found)


def dates_are_missing(names: tuple[str, ...]) -> str:
    """Say that most dates of some fields count as missing."""
    return (
        f"Most dates in {', '.join(names)} are not written dd/mm/yyyy and can be read in several "
        "ways (rule FILE-08). Such a date counts as missing, so that the events drop out of the "
        "figures: decide on Fix what the dates are, then preview the file again."
    )


def deaths_to_doubt(extract: Extract) -> bool:
    """Whether a row has both an NHS number and a date of death."""
    with_number = ~extract.column("NHS Number").blank_rows
    return bool((with_number & ~extract.column("Date of Death").blank_rows).any())
