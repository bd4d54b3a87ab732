"""Figures before and after, and what moved them: parts that add up to the movement exactly.

The earlier file becomes the later one step by step: the period moves, events go, values change
field by field, events come. After each step every figure is computed again as DHSC computes it, and
the part of a step is what the figure moved by. So nothing is left over, but a part depends on the
steps before it, where changes work together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Severity
from cldvalidator.events import Parameters, ProcessedEvents, process
from cldvalidator.events.loading import LINKS, READ
from cldvalidator.events.method_versions import DEFAULT_METHOD, MethodVersion
from cldvalidator.extract import Extract
from cldvalidator.measures.behind import behind_figure
from cldvalidator.measures.figures import Figure
from cldvalidator.measures.headline import headline_figures
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.official import current_specification
from cldvalidator.selection.period import Period
from cldvalidator.submissions.compare import Comparison, Status
from cldvalidator.submissions.compare_columns import EARLIER, LATER, PERIOD, Mask, Rows, Side
from cldvalidator.submissions.compare_findings import places_of
from cldvalidator.submissions.compare_periods import IN_PERIOD
from cldvalidator.submissions.matching_stages import END, NHS, OWN
from cldvalidator.submissions.waterfall_files import Between, MixedFiles
from cldvalidator.task import SILENT, Task

PERSON = (
    NHS,
    OWN,
    "Date of Birth",
    "Date of Death",
    "Gender",
    "Ethnicity",
    "Client Type",
    "Primary Support Reason",
    "Accommodation Status",
    "Employment Status",
    "Has Unpaid Carer",
    *LINKS,
)
"""Fields that say who a person is and as what a person counts."""
Key = tuple[str, str, str]
"""Measure, description and group of a figure."""


@dataclass(frozen=True, eq=False)
class Part:
    """What a step did to a figure. moved: by how much its value did; top, bottom: its numerator and
    denominator. Each is None where a side has no such number.

    side, rows: the records of the step that are of people who came into the figure or left it.
    """

    step: str
    moved: float
    top: float | None
    bottom: float | None
    side: Side
    rows: Rows


@dataclass(frozen=True, eq=False)
class Movement:
    """A figure before and after, and the parts of its movement."""

    key: Key
    unit: str
    before: Figure | None
    after: Figure | None
    parts: tuple[Part, ...]

    @property
    def moved(self) -> float:
        """By how much the value moved, to the digits that figures have."""
        return _tidy(_value(self.after) - _value(self.before))

    @property
    def remainder(self) -> float:
        """What the parts leave unexplained: always 0."""
        return _tidy(self.moved - sum(p.moved for p in self.parts))


@dataclass(frozen=True, eq=False)
class Waterfall:
    """Every headline figure of two files. steps: in their order, also those that moved nothing.

    periods: the years that are measured, before and after.
    """

    periods: tuple[Period, Period]
    methods: tuple[str, str]
    steps: tuple[str, ...]
    movements: tuple[Movement, ...]


@dataclass(frozen=True, eq=False)
class _Step:
    """A step: its name, the file after it, and the records that it is about."""

    name: str
    between: Between
    side: Side
    rows: Rows


@dataclass(frozen=True, eq=False)
class _Done:
    """A step that was made, to say what it did to a figure."""

    name: str
    mixed: MixedFiles
    side: Side
    rows: Rows


@dataclass(frozen=True, eq=False)
class _Point:
    """Figures at a point of the way, with the records of each: by figure, people in it."""

    figures: dict[Key, Figure]
    units: dict[Key, str]
    processed: ProcessedEvents


def waterfall(
    comparison: Comparison,
    inputs: Inputs,
    *,
    methods: tuple[MethodVersion, MethodVersion] = (DEFAULT_METHOD, DEFAULT_METHOD),
    own_deaths: bool = True,
    task: Task = SILENT,
) -> Waterfall:
    """Compute every figure of both files and what moved it.

    methods: before and after. Release 1 values are read as Release 2. Raises InputProblem when a
    file states no period that can be read; Cancelled.
    """
    mixed = MixedFiles(comparison)
    specification = current_specification("2")
    given = Parameters(map_release_1=True, derived_release_1=True, own_deaths=own_deaths)

    def point(
        extract: Extract, method: MethodVersion, period: Period | None, side: Side | None = None
    ) -> _Point:
        parameters = replace(
            given, method=method, period_end=None if period is None else period.last
        )
        judged = None if side is None else comparison.two.files[side].result.judged
        processed = process(extract, specification, parameters, judged=judged)
        figures: dict[Key, Figure] = {}
        units: dict[Key, str] = {}
        for item in preview(processed, inputs, latest_only=True):
            for figure in headline_figures(item.results[0]):
                key = (item.measure.text.id, figure.description, figure.group)
                figures[key], units[key] = figure, item.measure.text.unit
        return _Point(figures, units, processed)

    records = [f.extract.records for f in comparison.two.files]
    steps = list(_steps(mixed))
    total = len(steps) + 4
    task.step("Calculating the figures of the earlier file", 0, total)
    before = point(records[EARLIER], methods[0], None, EARLIER)
    task.step("Calculating the figures of the later file", 1, total)
    after = point(records[LATER], methods[1], None, LATER)
    names, nothing = [], np.zeros(0, np.int64)
    parts: dict[Key, list[Part]] = {}

    def moved(name: str, one: _Point, other: _Point, side: Side, rows: Rows) -> None:
        names.append(name)
        for key in {**one.figures, **other.figures}:
            part = _part(_Done(name, mixed, side, rows), key, one, other)
            if part is not None:
                parts.setdefault(key, []).append(part)

    last = before
    if methods[0] != methods[1]:
        task.step("Calculating the figures by the other method", 2, total)
        now = point(records[EARLIER], methods[1], before.processed.period, EARLIER)
        moved("Method", last, now, EARLIER, nothing)
        last = now
    task.step("Calculating the figures of the other year", 3, total)
    now = point(records[EARLIER], methods[1], after.processed.period, EARLIER)
    moved("Period moved", last, now, EARLIER, np.arange(len(records[EARLIER])))
    last = now
    for done, step in enumerate(steps, start=4):
        task.step(f"Figures: {step.name}", done, total)
        now = point(mixed.extract(step.between), methods[1], after.processed.period)
        moved(step.name, last, now, step.side, step.rows)
        last = now
    moved("Order of rows", last, after, LATER, nothing)
    movements = tuple(
        Movement(
            key,
            after.units.get(key) or before.units.get(key) or "",
            before.figures.get(key),
            after.figures.get(key),
            tuple(parts.get(key, ())),
        )
        for key in {**before.figures, **after.figures}
    )
    return Waterfall(
        (before.processed.period, after.processed.period),
        (methods[0].name, methods[1].name),
        tuple(names),
        movements,
    )


def _steps(mixed: MixedFiles) -> Iterator[_Step]:
    """Yield the steps that change anything a figure reads."""
    comparison = mixed.comparison
    now = mixed.first()
    for name, chosen in (
        ("Events that left the period", comparison.gone_place != IN_PERIOD),
        ("Events missing", comparison.gone_place == IN_PERIOD),
    ):
        gone = comparison.gone[chosen]
        if len(gone):
            stays = now.stays.copy()
            stays[gone] = False
            now = replace(now, stays=stays)
            yield _Step(name, now, EARLIER, gone)
    for name, taken in _changes(comparison):
        changed: Mask = np.zeros(len(comparison.earlier), bool)
        merged = dict(now.taken)
        for field, cells in taken.items():
            before = merged.get(field, np.zeros(len(cells), bool))
            if (cells & ~before).any():
                merged[field] = cells | before
                changed |= cells & ~before
        if changed.any():
            now = replace(now, taken=merged)
            yield _Step(name, now, LATER, comparison.later[changed])
    everything = dict.fromkeys(mixed.names, np.ones(len(comparison.earlier), bool))
    now = Between(now.stays, everything, added=True)
    yield _Step("Events new", now, LATER, comparison.new)


def _changes(comparison: Comparison) -> Iterator[tuple[str, dict[str, Mask]]]:
    """Yield the changes of values in their order, as cells by field."""
    two = comparison.two
    cells = {
        n: two.shared[n].differ(comparison.earlier, comparison.later)
        | two.shared[n].spelt_otherwise(comparison.earlier, comparison.later)
        for n in two.names
        if n in READ and n not in PERIOD
    }
    cells = {n: c for n, c in cells.items() if c.any()}
    faulty = {n: c & _with_errors(comparison, n) for n, c in cells.items()}
    yield "Findings, put right or new", faulty
    closed = np.isin(comparison.status, (Status.CLOSED, Status.REOPENED))
    of_end = {n: c & closed for n, c in cells.items() if n in (END, "Event Outcome")}
    yield "Events closed or reopened", of_end
    yield "Persons re-classified", {n: c for n, c in cells.items() if n in PERSON}
    for name, changed in cells.items():
        if name not in PERSON:
            yield f"Changed: {name}", {name: changed}


def _with_errors(comparison: Comparison, name: str) -> Mask:
    """By pair: has the cell of a field an error in either file?"""
    found = np.zeros(len(comparison.earlier), bool)
    for side, rows in ((EARLIER, comparison.earlier), (LATER, comparison.later)):
        opened = comparison.two.files[side]
        marked = np.zeros(comparison.two.length(side), bool)
        places = places_of(opened)
        for group in opened.result.findings.groups:
            if group.field == name and group.severity == Severity.ERROR:
                marked[places[group.rows[group.rows != WHOLE_FILE]]] = True
        found |= marked[rows]
    return found


def _part(step: _Done, key: Key, before: _Point, after: _Point) -> Part | None:
    """Return what a step did to a figure, None when it did nothing."""
    one, other = (p.figures.get(key) for p in (before, after))
    moved = _tidy(_value(other) - _value(one))
    top = _difference(one, other, "numerator")
    bottom = _difference(one, other, "denominator")
    if not moved and not top and not bottom:
        return None
    people = _people(one, before) ^ _people(other, after)
    rows = _of_people(step.mixed, step.side, step.rows, people)
    return Part(step.name, moved, top, bottom, step.side, rows)


def _people(figure: Figure | None, point: _Point) -> set[tuple[str, bool]]:
    """Return the ids of those behind a figure, each with whether it is in the numerator."""
    if figure is None:
        return set()
    shown = behind_figure(figure.behind, point.processed)
    ids = point.processed.people.to_numpy()[shown.people].tolist()
    found = set(zip(ids, shown.person_on_top.tolist(), strict=True))
    if not found:
        owner = point.processed.person_of[shown.records]
        known = owner >= 0
        names = point.processed.people.to_numpy()[owner[known]].tolist()
        found = set(zip(names, shown.record_on_top[known].tolist(), strict=True))
    return found


def _of_people(mixed: MixedFiles, side: Side, rows: Rows, people: set[tuple[str, bool]]) -> Rows:
    """Return those of some records that are of people who came into a figure or left it.

    All of the records where it moved and nobody came or left, as costs do.
    """
    if not people or not len(rows):
        return rows
    ids = {i.casefold() for i, _ in people}
    read = mixed.comparison.two.read[side]
    nhs, own, council = (read.column(n) for n in (NHS, OWN, "LA Code"))
    marked = nhs.take(np.array([t.strip().casefold() in ids for t in nhs.texts], bool))[rows]
    code = council.text(int(rows[0])).strip()
    local = [f"{code}_{t.strip()}".casefold() in ids for t in own.texts]
    marked |= own.take(np.array(local, bool))[rows]
    found = rows[marked]
    return found if len(found) else rows


def _value(figure: Figure | None) -> float:
    """Return a figure to the penny: no figure has more digits, so that parts add up exactly."""
    return 0.0 if figure is None or figure.value is None else round(figure.value, 2)


def _difference(one: Figure | None, other: Figure | None, name: str) -> float | None:
    numbers = [None if f is None else getattr(f, name) for f in (one, other)]
    if numbers == [None, None]:
        return None
    return _tidy(round(numbers[1] or 0.0, 2) - round(numbers[0] or 0.0, 2))


def _tidy(number: float) -> float:
    """Round away what binary fractions leave; -0.0 becomes 0.0."""
    return round(number, 2) + 0.0
