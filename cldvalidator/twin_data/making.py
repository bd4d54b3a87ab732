"""Makes the twin of a checked file: every column anew, row by row of the same kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from cldvalidator.checks.findings import FindingGroup
from cldvalidator.checks.where_people_live import OWN_HOME
from cldvalidator.extract import Column, Extract
from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task
from cldvalidator.twin_data.calendar import moved_days
from cldvalidator.twin_data.cells import Plan, age_band_of, columns_of, findings_in
from cldvalidator.twin_data.details import DetailDraw
from cldvalidator.twin_data.events import event_donors, set_of_person
from cldvalidator.twin_data.fitting import fitted, unlike_original
from cldvalidator.twin_data.group_arrays import Numbers, combined, exchanged
from cldvalidator.twin_data.groups import groups_of
from cldvalidator.twin_data.kinds import Details, details_of, row_kinds, with_differences
from cldvalidator.twin_data.planting import planted
from cldvalidator.twin_data.proof import RareRecords
from cldvalidator.twin_data.source import Source

_LIKENESS = ("Primary Support Reason", "Accommodation Status", "Gender", "Ethnicity")
"""In which details people of a group are alike, after their findings and their age band."""


def make_twin(
    source: Source, random: np.random.Generator, task: Task = SILENT, *, plants: bool = True
) -> Extract:
    """Return an extract about nobody, with the columns and as many rows as the source's.

    random: where every draw comes from; a seed nobody knows, so that nothing can be drawn again.
    plants: whether faults are planted until rules find as much as in the source.
    Raises InputProblem for a file with too few people, or too few that are alike, and Cancelled.
    """
    refuse_few_people(source)
    task.step("Grouping people", 0, 6)
    details = details_of(source)
    kinds = row_kinds(source, details)
    likeness = _likeness(source, details)
    group = groups_of(source, kinds, likeness, random)
    task.step("Drawing details", 1, 6)
    kinds = with_differences(source, details, kinds, group, random)
    alike = combined([set_of_person(source, kinds.place), *likeness[:4]])
    draw = DetailDraw(source, details, kinds, (group, alike), random)
    new = draw.drawn()
    task.step("Moving dates", 2, 6)
    names = source.roles.of("date", "death")
    days = moved_days(source, names, random)
    task.step("Exchanging events", 3, 6)
    donor = event_donors(source, kinds, random)
    plan = Plan(source, kinds, details, group, new, donor, days, random)
    task.step("Writing cells", 4, 6)
    columns, new = fitted(plan, draw, columns_of(plan, task), task)
    records = RareRecords(source)
    columns = unlike_original(plan, draw, columns, (new, records))
    if plants:
        columns = planted(plan, columns, records, task)
    task.step("Mixing rows", 5, 6)
    order = _mixed_order(source, random)
    return _in_order(source.extract, columns, order)


def refuse_few_people(source: Source) -> None:
    """Raise InputProblem for a file about too few people."""
    fewest = source.roles.fewest_people
    if source.people < fewest:
        raise InputProblem(
            f"The file is about fewer than {fewest} people. In so small a file nothing is common "
            "enough for a twin.",
            "Use the synthetic file instead: cldvalidator synthetic training.csv.",
        )


def _likeness(source: Source, details: Details) -> list[Numbers]:
    """Return, by person, in what people of a group should be alike, what matters most first."""
    components = set_of_person(source, source.listed("Service Component") + 1)
    age, home = _age_sort(source, details), _homes(source, details)
    found = [age, home, _findings_of_people(source), components]
    if (born := details.own.get("Date of Birth")) is not None:
        found.append(age_band_of(source, born))
    return found + [details.own[n] for n in _LIKENESS if n in details.own]


def _homes(source: Source, details: Details) -> Numbers:
    """By person: 0 for a home of their own, else which one it is."""
    home = np.zeros(source.people, np.int64)
    if (own := details.own.get("Accommodation Status")) is not None:
        listed = source.specification.values("Accommodation Status")
        homely = [0, *(0 if v.startswith(OWN_HOME) else i for i, v in enumerate(listed, 1))]
        home = np.array(homely)[own]
    return home


def _age_sort(source: Source, details: Details) -> Numbers:
    """By person: child, of working age, older or unknown; and what is found of their birth."""
    born = details.own.get("Date of Birth")
    if born is None:
        return np.zeros(source.people, np.int64)
    band = age_band_of(source, born)
    bands = source.roles.age_bands
    lines = np.array([0, bands.index(18) + 1, bands.index(65) + 1, len(bands) + 1])
    sort = np.searchsorted(lines, band, side="right").astype(np.int64)
    return combined([sort, findings_in(source, "Date of Birth")])


def _findings_of_people(source: Source) -> Numbers:
    """By person: a number for the set of findings about their details in relation to others."""
    names = set(source.roles.of("shared", "birth"))

    def counted(group: FindingGroup) -> bool:
        across = group.rule.group != "cells" or bool(group.rule.check)
        return across and bool(names & {group.field, *group.rule.fields})

    return source.sets_of_findings(counted, source.person)


def _mixed_order(source: Source, random: np.random.Generator) -> Numbers:
    """Return rows so that each person stands where another one with as many rows stood."""
    person = source.person
    rows_of = np.bincount(person, minlength=source.people)
    order = np.argsort(person, kind="stable")
    first = np.concatenate([[0], np.cumsum(rows_of)[:-1]])
    other = exchanged(rows_of, np.ones(source.people, bool), random)
    place = np.arange(len(person)) - first[person[order]]
    found = np.empty(len(person), np.int64)
    found[order] = order[first[other[person[order]]] + place]
    return found


def _in_order(extract: Extract, columns: Mapping[str, Column], order: Numbers) -> Extract:
    new = {n: Column(c.codes[order], c.values) for n, c in columns.items()}
    rows = np.arange(2, len(order) + 2, dtype=np.int32)
    reading = replace(extract.reading, ragged=(), ragged_total=0, no_records=())
    return Extract(MappingProxyType(new), rows, reading)
