"""Some people of a file processed by themselves, as a change of cells leaves them.

DHSC's processing looks at nobody but the person whose records it is at, but for the links of
carers, which only the activity report reads. So what a change does to the figures is known from the
records of the people it reaches; several changes are processed at once, each person of each change
as somebody of their own.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.events.loading import IDENTITY, load_events, people_in_rows
from cldvalidator.events.processing import ProcessedEvents
from cldvalidator.events.tables import make_tables
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.column import smallest_codes
from cldvalidator.specification import Specification

Rows = npt.NDArray[np.int64]
Persons = npt.NDArray[np.int64]


class Cells(NamedTuple):
    """Cells of a field that read otherwise: their records (ascending), and a text for each."""

    records: Rows
    texts: Column


Reread = Mapping[str, Cells]
"""What a change makes of a file as it reads for the figures: by field, the cells that differ."""


@dataclass(frozen=True, eq=False)
class Part:
    """People whom changes reach, as the changes leave them.

    processed: their events; records and people are numbered within it. record: by record of it,
    that of the file. change: by person of it, the place of the change. reached: by change, the
    people of the file (numbers of `ProcessedEvents.people`) who are in it or were.
    """

    processed: ProcessedEvents
    record: Rows
    change: Rows
    reached: tuple[Persons, ...]


class Parts:
    """Processes the people whom changes reach."""

    def __init__(self, processed: ProcessedEvents, specification: Specification) -> None:
        """Take a file that was processed. Raises ValueError for one that does not say its rows."""
        if processed.read is None or processed.year is None or processed.quarters is None:
            raise ValueError("the events do not say what they were made from")
        self._processed = processed
        self._read: Extract = processed.read
        self._references = processed.year, processed.quarters
        self._specification = specification
        person = processed.person_of
        self._order = np.argsort(person, kind="stable")
        self._starts = np.searchsorted(person[self._order], np.arange(len(processed.people) + 1))
        keys = pc.utf8_lower(pa.array(processed.people.to_list(), pa.string()))
        self._keys = keys

    def reach(self, change: Reread) -> tuple[Persons, Rows]:
        """Return whom a change reaches, and every record that they have before it or after it."""
        changed = np.unique(np.concatenate([c.records for c in change.values()]))
        before = self._processed.person_of[changed]
        people = before[before >= 0].astype(np.int64)
        if any(name in change for name in IDENTITY):
            people = np.concatenate([people, self._people_after(change, changed)])
        people = np.unique(people)
        return people, np.union1d(changed, self._records_of(people))

    def _people_after(self, change: Reread, records: Rows) -> Persons:
        """Return the people of the file whose some records are after a change."""
        _, names = people_in_rows(self._with(change, records))
        known = pc.utf8_lower(pa.array([n for n in names.to_list() if n], pa.string()))
        found = pc.index_in(known, value_set=self._keys).drop_null()
        places: Persons = found.to_numpy(zero_copy_only=False).astype(np.int64)
        return places

    def _records_of(self, people: Persons) -> Rows:
        parts = [self._order[self._starts[p] : self._starts[p + 1]] for p in people.tolist()]
        return np.concatenate(parts) if parts else np.zeros(0, np.int64)

    def _with(self, change: Reread, records: Rows) -> Extract:
        return _read_with(self._read, records, [(change, 0, len(records))])

    def with_changes(self, changes: Sequence[Reread]) -> Part:
        """Process the people whom some changes reach, all at once."""
        reached = [self.reach(change) for change in changes]
        sizes = np.array([len(records) for _, records in reached], np.int64)
        ends = np.cumsum(sizes)
        record = np.concatenate([np.zeros(0, np.int64), *(records for _, records in reached)])
        places = zip(changes, (ends - sizes).tolist(), ends.tolist(), strict=True)
        read = _read_with(self._read, record, list(places))
        p = self._processed.parameters
        events, names = load_events(
            read, self._specification, p.method, release_1=p.release_1, own_deaths=p.own_deaths
        )
        of = np.repeat(np.arange(len(changes), dtype=np.int64), sizes)
        person = events["person"].to_numpy()
        known = person >= 0
        # The same person reached by two changes is two people here.
        keys, numbers = np.unique(of[known] * (len(names) + 1) + person[known], return_inverse=True)
        own = np.full(len(person), -1, np.int32)
        own[known] = numbers
        events["person"] = own
        year, quarters = (r.of_rows(record) for r in self._references)
        tables = make_tables(
            events,
            len(keys),
            year=year,
            quarters=quarters,
            period=self._processed.period,
            method=p.method,
        )
        processed = replace(
            self._processed,
            single=tables.single,
            joined=tables.joined,
            persons=tables.persons,
            people=pd.RangeIndex(len(keys)),
            person_of=own,
            stages={},
            stories=(),
            read=read,
            files=None,
            year=year,
            quarters=quarters,
        )
        return Part(processed, record, keys // (len(names) + 1), tuple(p for p, _ in reached))


def _read_with(read: Extract, records: Rows, changes: Iterable[tuple[Reread, int, int]]) -> Extract:
    """Return some records of a file as changes leave them.

    changes: each with where its records begin among `records`, and where they end.
    """
    part = read.narrowed(records)
    placed: dict[str, list[tuple[Rows, Column]]] = {}
    for change, first, last in changes:
        for name, cells in change.items():
            at = first + np.searchsorted(records[first:last], cells.records)
            placed.setdefault(name, []).append((at, cells.texts))
    made = {name: _column_with(part.column(name), cells) for name, cells in placed.items()}
    return replace(part, columns=ChainMap(made, part.columns))  # type: ignore[arg-type]


def _column_with(column: Column, cells: Iterable[tuple[Rows, Column]]) -> Column:
    """Return a column with the texts of some cells put in their place."""
    codes, values, more = column.codes.astype(np.int64), [column.values], len(column.values)
    for at, texts in cells:
        codes[at] = texts.codes.astype(np.int64) + more
        values.append(texts.values)
        more += len(texts.values)
    alike = pa.concat_arrays(values).dictionary_encode()
    number = alike.indices.to_numpy(zero_copy_only=False)
    return Column(smallest_codes(number, len(alike.dictionary))[codes], alike.dictionary)
