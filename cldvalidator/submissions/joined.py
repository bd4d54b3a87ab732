"""The submissions of a set joined as DHSC joins them: one table, each record with its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.events import Parameters, ProcessedEvents
from cldvalidator.events.event_filter import filter_reasons
from cldvalidator.events.leaving import ANOTHER_FILE
from cldvalidator.events.loading import filter_columns, load_events
from cldvalidator.events.processing import (
    OWN_DEATHS,
    dates_are_missing,
    deaths_to_doubt,
    other_dates,
    stages_of,
)
from cldvalidator.events.references import RecordFiles, References
from cldvalidator.events.served_time import not_chosen, reporting_year
from cldvalidator.events.tables import Stages, Tables, make_tables
from cldvalidator.extract.stacked import stacked
from cldvalidator.problems import InputProblem
from cldvalidator.selection.period import Period
from cldvalidator.specification import Specification
from cldvalidator.submissions.reference_periods import reference_period
from cldvalidator.submissions.selection import Selection, select
from cldvalidator.submissions.submission_reading import ReadSubmission
from cldvalidator.submissions.submission_set import Submission
from cldvalidator.task import SILENT, Task

RELEASE_1_READ = (
    "Values of Release 1 are read as what they became, as documented or as the naming tells. DHSC "
    "does so from a table of its own, which is not public."
)


@dataclass(frozen=True, eq=False)
class JoinedSubmissions:
    """The events of a set, ready for the measures.

    used: the submissions in the table, in the order of import; `processed.files` numbers them so.
    references: by submission used, its reference period, None for one that only serves the year.
    records: by submission used, the record (int32) of each of its rows, -1 where another file
    serves the row's months. stages: by step, how many rows of each are left (joined table).
    """

    selection: Selection
    processed: ProcessedEvents
    used: tuple[ReadSubmission, ...]
    references: tuple[Period | None, ...]
    records: tuple[npt.NDArray[np.int32], ...]
    stages: Stages


def year_of(submissions: Sequence[Submission], parameters: Parameters, as_of: date) -> Period:
    """Return the year to measure: told, else by the latest period that a submission states.

    Raises InputProblem when no submission that counts states one.
    """
    counted = [s for s in submissions if s.import_day <= as_of and s.stated is not None]
    latest = max(counted, key=lambda s: (s.stated.last if s.stated else date.min, s.imported),
                 default=None)  # fmt: skip
    chosen = parameters.period_end
    stated = latest.stated if latest is not None else None
    guess = chosen or (stated.last if stated else None)
    if guess is None:
        raise InputProblem(
            "No submission that counts states a reporting period that can be read.",
            "Say on which day the reporting year ends.",
        )
    derived = latest.derived(parameters.method) if latest is not None else None
    return reporting_year(parameters, guess, derived)[0]


def choose(
    submissions: Sequence[Submission], parameters: Parameters, as_of: date | None = None
) -> Selection:
    """Choose what serves each quarter. as_of: None counts every submission. Raises InputProblem."""
    day = as_of or max((s.import_day for s in submissions), default=date.min)
    year = year_of(submissions, parameters, day)
    return select(
        submissions, year, as_of=day, start=parameters.joined_start, method=parameters.method
    )


def join(
    reads: Sequence[ReadSubmission],
    selection: Selection,
    specification: Specification,
    parameters: Parameters,
    *,
    task: Task = SILENT,
) -> JoinedSubmissions:
    """Join the submissions that are selected (joined.md 6 to 11).

    A submission that stands alone is shown as if it were selected, as its preview is. Raises
    InputProblem when nothing is selected, Cancelled.
    """
    by_submission = {id(r.submission): r for r in reads}
    period = selection.year.period
    chosen = selection.used
    if not chosen and len(reads) == 1:
        chosen = (reads[0].submission,)
    if not chosen:
        raise InputProblem(
            f"No file serves a quarter up to {period.last:%d/%m/%Y}.",
            "See what is said of each file, and check the days of import.",
        )
    used = tuple(by_submission[id(s)] for s in chosen)
    references = tuple(reference_period(selection, s) for s in chosen)
    year: tuple[Period | None, ...] = tuple(
        period if s is selection.year.by else None for s in chosen
    )
    if len(reads) == 1:
        references = (references[0] or period,)
        year = (period,)
    task.step("Reading events")
    rows = [
        _rows(r, number, references, year[number] is not None, parameters)
        for number, r in enumerate(used)
    ]
    whole = stacked([r.read for r in used], rows)
    file = np.repeat(np.arange(len(used), dtype=np.int16), [len(index) for index in rows])
    events, people = load_events(
        whole,
        specification,
        parameters.method,
        release_1=parameters.release_1,
        own_deaths=parameters.own_deaths,
    )
    of_year, of_quarters = References(file, year), References(file, references)
    tables = make_tables(
        events,
        len(people),
        year=of_year,
        quarters=of_quarters,
        period=period,
        method=parameters.method,
        task=task,
    )
    main = selection.year.by or chosen[-1]
    raw = np.array([s.rows for s in chosen], np.int64)
    served = [q.period for q in selection.quarters if q.by is not None]
    covered = Period(served[0].first, served[-1].last) if served else None
    processed = ProcessedEvents(
        period=period,
        import_date=main.import_day,
        stated=main.stated,
        derived=covered if len(reads) > 1 else main.derived(parameters.method),
        joined_reference=covered,
        complete=main.complete(),
        months=None,
        would_be_chosen=selection.year.by is not None,
        single=tables.single,
        joined=tables.joined,
        persons=tables.persons,
        people=people,
        person_of=events["person"].to_numpy(),
        stages={
            "raw": sum(r.submission.rows for r in reads),
            "single_raw_in": int(raw[[y is not None for y in year]].sum()),
            "joined_quarters_selected": len(served),
            "joined_raw_in": int(raw[[p is not None for p in references]].sum()),
            **stages_of(tables),
        },
        parameters=parameters,
        notes=_notes(used, selection, parameters),
        stories=tables.stories,
        absent=frozenset(n for n in specification.names if n not in whole.columns),
        read=whole,
        files=RecordFiles(tuple(s.name for s in chosen), file, whole.source_rows),
        unserved=selection.unserved,
        year=of_year,
        quarters=replace(of_quarters, served=_served(tables, references)),
    )
    return JoinedSubmissions(
        selection,
        processed,
        used,
        references,
        _records(used, rows),
        {"raw_in": raw, **tables.joined_stages},
    )


def _served(tables: Tables, periods: Sequence[Period | None]) -> npt.NDArray[np.float64]:
    """Return the first days of the reference periods that the joined table has rows of."""
    there = tables.joined_stages["derived"]
    first = [p.days[0] for p, rows in zip(periods, there, strict=True) if p is not None and rows]
    return np.unique(np.array(first, np.float64))


def _rows(
    read: ReadSubmission,
    number: int,
    references: Sequence[Period | None],
    makes_year: bool,
    parameters: Parameters,
) -> npt.NDArray[np.int64]:
    """Return the rows of a file that the tables may need: not those of months others serve."""
    total = len(read.read)
    if makes_year or len(references) == 1:
        return np.arange(total)
    events = pd.DataFrame(filter_columns(read.read, own_deaths=parameters.own_deaths), copy=False)
    own = References(np.full(total, number, np.int16), references)
    reasons, _ = filter_reasons(events, own)
    return np.flatnonzero(reasons != ANOTHER_FILE)


def _records(
    used: Sequence[ReadSubmission], rows: Sequence[npt.NDArray[np.int64]]
) -> tuple[npt.NDArray[np.int32], ...]:
    found, start = [], 0
    for read, index in zip(used, rows, strict=True):
        records = np.full(len(read.read), -1, np.int32)
        records[index] = np.arange(start, start + len(index), dtype=np.int32)
        found.append(records)
        start += len(index)
    return tuple(found)


def _notes(
    used: Sequence[ReadSubmission], selection: Selection, parameters: Parameters
) -> tuple[str, ...]:
    notes = []
    for read in used:
        if odd := other_dates(read.read):
            notes.append(f"{read.submission.name}: {dates_are_missing(odd)}")
    if selection.year.by is None:
        only = used[0].submission
        derived = only.derived(parameters.method)
        notes.append(
            not_chosen(derived, only.complete(), selection.year.period, parameters.method)
            if len(used) == 1 and not selection.of(only)
            else "No file serves the year as a whole: the dashboard's counts, costs and the flags "
            "of long-term support, which are made from one file of twelve months, have no data."
        )
    if parameters.map_release_1 and any(r.submission.release in ("1", "mixed") for r in used):
        notes.append(RELEASE_1_READ)
    asks_ons = parameters.own_deaths and parameters.method.period_by_type
    if asks_ons and any(deaths_to_doubt(r.extract) for r in used):
        notes.append(OWN_DEATHS)
    return tuple(notes)


def for_sets(parameters: Parameters) -> Parameters:
    """Return parameters by which Release 1 values are read as DHSC reads them."""
    return replace(parameters, map_release_1=True, derived_release_1=True)
