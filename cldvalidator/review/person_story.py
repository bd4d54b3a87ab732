"""A person's story: every event of theirs on one axis of time, as the figures read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, partial

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.rules import Severity
from cldvalidator.events import ProcessedEvents
from cldvalidator.events.cleaning import days
from cldvalidator.events.loading import TYPE_WORDS
from cldvalidator.extract import Extract
from cldvalidator.measures.effect import CheckedFile
from cldvalidator.problems import InputProblem
from cldvalidator.review.story_measure import CountedRecords
from cldvalidator.selection.period import EPOCH, Period, shifted

Records = npt.NDArray[np.int64]
NHS, OWN = "NHS Number", "LA Person Unique Identifier"
NAMES = ("First Name", "Last Name")
KINDS = ("Request", "Assessment", "Service", "Review")
OTHER = "Event of no known type"
"""What stands for an event type that is blank or none of the four."""
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "Request": ("Request: Route of Access",),
    "Assessment": ("Assessment Type",),
    "Service": ("Service Type", "Service Component"),
    "Review": ("Review Reason",),
}
NOBODY = (
    "The row has neither an NHS Number nor an LA Person Unique Identifier, so it stands alone: "
    "no figure takes it for a person's."
)


@dataclass(frozen=True)
class StoryFinding:
    """A finding of a record. is_local: of a rule of the council's own, with its name as title."""

    field: str
    rule: str
    title: str
    severity: Severity
    is_local: bool = False


@dataclass(frozen=True)
class StoryBar:
    """One record as a bar.

    record: 0-based, in what the figures read. row: as Excel shows it; file: of several submissions,
    the name, else "". kind: one of KINDS, or OTHER. setting: what kind of request, assessment,
    service or review it is. start, end: as the file states them, None where there is none that can
    be read. cropped: the last day that it counts for, where DHSC's method cuts its end. tables: for
    each table of the method, whether the record is in it, in a sentence; is_used: whether one holds
    it. side: "numerator", "denominator" or "" in the chosen measure. why: what the measure decided
    about the record, in sentences.
    """

    record: int
    row: int
    file: str
    kind: str
    setting: str
    outcome: str
    start: date | None
    end: date | None
    cropped: date | None
    tables: tuple[str, ...]
    is_used: bool
    findings: tuple[StoryFinding, ...] = ()
    side: str = ""
    why: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the event has a start and no end."""
        return self.start is not None and self.end is None and self.cropped is None

    @property
    def last(self) -> date | None:
        """The day that the bar ends on; None for one that is open."""
        return self.cropped or self.end


@dataclass(frozen=True)
class PersonStory:
    """A person, or a record of nobody, with their bars in the order of their starts.

    person: a number of `ProcessedEvents.people`, -1 for nobody. called: what the figures know them
    by. identifiers: field and text of every identifier on the records. names: the words of the
    name fields. births, deaths: the different days stated. year: that of the figures. quarters: of
    the year. measure: the id of the chosen measure, or "". says: what it decided about the person.
    """

    person: int
    called: str
    identifiers: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    births: tuple[date, ...]
    deaths: tuple[date, ...]
    bars: tuple[StoryBar, ...]
    year: Period
    quarters: tuple[Period, ...]
    measure: str = ""
    says: tuple[str, ...] = ()
    note: str = ""

    @property
    def counts(self) -> bool:
        """Whether a bar is behind a figure of the chosen measure."""
        return any(bar.side for bar in self.bars)

    def bar_of(self, record: int) -> int:
        """Return the place of a record among the bars, -1 for one that is not there."""
        return next((i for i, bar in enumerate(self.bars) if bar.record == record), -1)


@dataclass(frozen=True, eq=False)
class PersonStories:
    """The stories of everybody in the events of a file, or of several joined.

    files: the checks of what the events are from, for the findings; none leaves them out.
    """

    processed: ProcessedEvents
    files: Sequence[CheckedFile] = field(default=())

    @property
    def extract(self) -> Extract:
        """The records as the figures read them."""
        assert self.processed.read is not None
        return self.processed.read

    @property
    def row_numbers(self) -> npt.NDArray[np.int32]:
        """The number that Excel shows, by record; of several submissions that of its own file."""
        files = self.processed.files
        return self.extract.source_rows if files is None else files.row

    def of_person(self, person: int, counted: CountedRecords | None = None) -> PersonStory:
        """Return the story of a person by number. counted: of a measure, to say who counts."""
        return self._story(person, self.records_of(person), counted)

    def of_record(self, record: int, counted: CountedRecords | None = None) -> PersonStory:
        """Return the story of whoever a record is of; of nobody, the record alone."""
        person = int(self.processed.person_of[record])
        if person >= 0:
            return self.of_person(person, counted)
        return replace(self._story(-1, np.array([record]), counted), note=NOBODY)

    def record_of_row(self, row: int, file: str = "") -> int:
        """Return the record of a row, as Excel numbers it. file: of several submissions, its name.

        Raises InputProblem for a row that holds no record, or none that the figures read.
        """
        files = self.processed.files
        rows = self.row_numbers
        there = rows == row
        if files is not None:
            if file not in files.names:
                raise InputProblem(
                    f"No file that serves a figure is called {file or 'nothing'}.",
                    f"Name the file and its row, such as {files.names[-1]}:51.",
                )
            there &= files.file == files.names.index(file)
        found = np.flatnonzero(there)
        if not len(found):
            of_file = f" of {file}" if file else ""
            began = f"; the records begin in row {rows[0]:,}" if len(rows) and not file else ""
            why = "holds no record" if files is None else "is not read for any figure"
            raise InputProblem(f"Row {row:,}{of_file} {why}.", f"Give another row{began}.")
        return int(found[0])

    def records_of(self, person: int) -> Records:
        """Return the records of a person, ascending."""
        first, last = np.searchsorted(self._sorted, [person, person + 1])
        return self._order[first:last]

    def people_of(self, records: npt.NDArray[np.integer]) -> Records:
        """Return the people of some records, each once, in the order of their first record."""
        people = self.processed.person_of[records]
        people = people[people >= 0]
        _, first = np.unique(people, return_index=True)
        found: Records = people[np.sort(first)]
        return found

    def find(self, text: str) -> Records:
        """Return the people that a text names: an identifier as a whole, or words of their names.

        Case aside, and spaces within an NHS number. A word is the beginning of a first or last
        name; every word has to be found. Records of nobody are not searched.
        """
        wanted = " ".join(text.split()).casefold()
        if not wanted:
            return np.zeros(0, np.int64)
        found = self._says(NHS, lambda t: t == wanted.replace(" ", ""))
        found |= self._says(OWN, lambda t: t == wanted)
        named = np.ones(len(self.extract), bool)
        for word in wanted.split():
            of_word = np.zeros(len(self.extract), bool)
            for name in NAMES:
                of_word |= self._says(name, partial(_begins, word))
            named &= of_word
        return self.people_of(np.flatnonzero(found | named))

    def called(self, person: int) -> str:
        """Return what the figures know a person by: NHS number, else council and identifier."""
        return str(self.processed.people[person]) if person >= 0 else ""

    def _says(self, name: str, test: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
        """Mark the records whose text passes a test; each distinct text is asked once."""
        column = self.extract.column(name)
        passes = [test(t.strip().casefold()) for t in column.texts]
        return column.take(np.array(passes, bool))

    @cached_property
    def _order(self) -> Records:
        return np.argsort(self.processed.person_of, kind="stable").astype(np.int64)

    @cached_property
    def _sorted(self) -> npt.NDArray[np.int32]:
        return self.processed.person_of[self._order]

    @cached_property
    def _days(self) -> Mapping[str, npt.NDArray[np.float64]]:
        names = ("Event Start Date", "Event End Date", "Date of Birth", "Date of Death")
        return {name: days(self.extract.column(name)) for name in names}

    @cached_property
    def _cropped(self) -> Mapping[int, date]:
        joined = self.processed.joined
        cut = joined[joined["cropped"].to_numpy()]
        ends = cut["Der_Event_End_Date"].to_numpy()
        return dict(zip(cut["record"].tolist(), map(_known_day, ends.tolist()), strict=True))

    def _story(self, person: int, records: Records, counted: CountedRecords | None) -> PersonStory:
        start = self._days["Event Start Date"][records]
        order = np.lexsort((records, np.nan_to_num(start, nan=np.inf)))
        findings = findings_on(records, self.files)
        bars = tuple(self._bar(int(r), findings.get(int(r), ()), counted) for r in records[order])
        year = self.processed.period
        return PersonStory(
            person,
            self.called(person),
            tuple((n, t) for n in (NHS, OWN) for t in self._texts(n, records)),
            tuple(t for n in NAMES for t in self._texts(n, records)),
            self._dates("Date of Birth", records),
            self._dates("Date of Death", records),
            bars,
            year,
            quarters_of(year),
            counted.measure if counted is not None else "",
            counted.of_person(person) if counted is not None and person >= 0 else (),
        )

    def _bar(
        self, record: int, findings: tuple[StoryFinding, ...], counted: CountedRecords | None
    ) -> StoryBar:
        files, stories = self.processed.files, self.processed.stories
        kind = self._kind(record)
        used = [self.extract.column(n).text(record).strip() for n in SETTINGS.get(kind, ())]
        return StoryBar(
            record,
            int(self.row_numbers[record]),
            files.names[int(files.file[record])] if files is not None else "",
            kind,
            ", ".join(filter(None, used)),
            self.extract.column("Event Outcome").text(record).strip(),
            _day(self._days["Event Start Date"][record]),
            _day(self._days["Event End Date"][record]),
            self._cropped.get(record),
            tuple(self.processed.story_of(record, self.extract.source_rows)),
            any(not story.reasons[record] for story in stories),
            findings,
            counted.side_of(record) if counted is not None else "",
            counted.of_record(record) if counted is not None else (),
        )

    def _kind(self, record: int) -> str:
        text = self.extract.column("Event Type").text(record).casefold()
        return next((w.capitalize() for w in TYPE_WORDS if w in text), OTHER)

    def _texts(self, name: str, records: Records) -> tuple[str, ...]:
        column = self.extract.column(name)
        return tuple(dict.fromkeys(filter(None, (column.text(int(r)).strip() for r in records))))

    def _dates(self, name: str, records: Records) -> tuple[date, ...]:
        found = np.unique(self._days[name][records])
        return tuple(d for d in map(_day, found.tolist()) if d is not None)


def findings_on(
    records: npt.NDArray[np.integer], files: Sequence[CheckedFile]
) -> Mapping[int, tuple[StoryFinding, ...]]:
    """Return the findings of some records, by record; in the order of the rules' groups."""
    found: dict[int, list[StoryFinding]] = {}
    for file in files:
        if file.records is None:
            places = np.sort(records)
            of_place = dict(zip(places.tolist(), places.tolist(), strict=True))
        else:
            places = np.flatnonzero(np.isin(file.records, records))
            of_place = dict(zip(places.tolist(), file.records[places].tolist(), strict=True))
        for group in file.result.findings.groups:
            at = np.searchsorted(group.rows, places)
            there = at < len(group.rows)
            there[there] = group.rows[at[there]] == places[there]
            for place in places[there].tolist():
                rule = group.rule
                finding = StoryFinding(
                    group.field, rule.id, rule.title, group.severity, rule.is_local
                )
                found.setdefault(of_place[place], []).append(finding)
    return {record: tuple(finding) for record, finding in found.items()}


def quarters_of(year: Period) -> tuple[Period, ...]:
    """Return the quarters of a year, the first one first."""
    firsts = [shifted(year.first, n) for n in range(0, 12, 3)]
    return tuple(Period(f, shifted(f, 3) - timedelta(days=1)) for f in firsts)


def _day(number: float) -> date | None:
    return None if np.isnan(number) else _known_day(number)


def _known_day(number: float) -> date:
    return EPOCH + timedelta(days=int(number))


def _begins(beginning: str, text: str) -> bool:
    return text.startswith(beginning)
