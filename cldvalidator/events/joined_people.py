"""Events as they would be if two people were one: the same steps, from the identifiers on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.events.loading import LINKS, load_events
from cldvalidator.events.processing import ProcessedEvents, stages_of
from cldvalidator.events.tables import make_tables
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.column import smallest_codes
from cldvalidator.specification import Specification
from cldvalidator.task import SILENT, Task

NHS, OWN = "NHS Number", "LA Person Unique Identifier"


def with_people_joined(
    processed: ProcessedEvents,
    first: int,
    second: int,
    specification: Specification,
    *,
    task: Task = SILENT,
) -> ProcessedEvents:
    """Return the events with all records of two people under one NHS number and LA identifier.

    first, second: numbers of `people`. Kept is the NHS number of either (the first one's before the
    other's), and with it the LA identifier that stands beside it. Links to an identifier that
    goes lead to the one that stays, unless somebody else has it as well. Raises Cancelled.
    """
    read, year, quarters = processed.read, processed.year, processed.quarters
    assert read is not None
    assert year is not None
    assert quarters is not None
    p = processed.parameters
    events, people = load_events(
        _joined(read, processed.person_of, first, second),
        specification,
        p.method,
        release_1=p.release_1,
        own_deaths=p.own_deaths,
    )
    tables = make_tables(
        events,
        len(people),
        year=year,
        quarters=quarters,
        period=processed.period,
        method=p.method,
        task=task,
    )
    return replace(
        processed,
        single=tables.single,
        joined=tables.joined,
        persons=tables.persons,
        people=people,
        person_of=events["person"].to_numpy(),
        stages={**processed.stages, **stages_of(tables)},
        stories=tables.stories,
    )


def _joined(read: Extract, person_of: npt.NDArray[np.integer], first: int, second: int) -> Extract:
    """Return the records with the identifiers of one person on those of both."""
    rows = [np.flatnonzero(person_of == number) for number in (first, second)]
    both = np.concatenate(rows)
    nhs, own = read.column(NHS), read.column(OWN)
    with_nhs = [r for r in both.tolist() if nhs.text(r).strip()]
    kept = with_nhs[0] if with_nhs else int(both[0])
    with_own = [r for r in (kept, *both.tolist()) if own.text(r).strip()]
    stays = own.text(with_own[0]) if with_own else ""
    columns = dict(read.columns)
    if NHS in columns:
        columns[NHS] = _with_text(nhs, both, nhs.text(kept))
    if OWN in columns:
        columns[OWN] = _with_text(own, both, stays)
    gone = {own.text(int(r)).rstrip().casefold() for r in both} - {stays.rstrip().casefold(), ""}
    others = np.ones(len(read), bool)
    others[both] = False
    gone -= {own.texts[code].rstrip().casefold() for code in np.unique(own.codes[others]).tolist()}
    for name in LINKS:
        if name in columns and gone:
            link = columns[name]
            goes = np.array([t.rstrip().casefold() in gone for t in link.texts], bool)
            columns[name] = _with_text(link, np.flatnonzero(link.take(goes)), stays)
    return replace(read, columns=columns)


def _with_text(column: Column, rows: npt.NDArray[np.integer], text: str) -> Column:
    """Return a column with a text in some rows."""
    texts = column.texts
    code = texts.index(text) if text in texts else len(texts)
    values = column.values if code < len(texts) else pa.array([*texts, text], pa.string())
    codes = column.codes.astype(np.int64)
    codes[rows] = code
    return Column(smallest_codes(codes, len(values)), values)
