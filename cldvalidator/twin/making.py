"""Makes the twin of a checked file: every column anew, row by row of the same kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.extract import Column, Extract
from cldvalidator.extract.column import smallest_codes
from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task
from cldvalidator.twin.calendar import moved_days
from cldvalidator.twin.date_cells import DateCells
from cldvalidator.twin.details import NewDetails, new_details
from cldvalidator.twin.events import AmountCells, event_donors, set_of_person
from cldvalidator.twin.groups import groups_of
from cldvalidator.twin.invented import (
    codes_of,
    descriptions_of,
    names_of,
    numbered_of,
    postcodes_of,
)
from cldvalidator.twin.kinds import Details, RowKinds, details_of, row_kinds
from cldvalidator.twin.listed import ListedCells
from cldvalidator.twin.new_numbers import new_number_columns
from cldvalidator.twin.numbering import NONE, Mask, Numbers, combined, commonest, exchanged
from cldvalidator.twin.source import NO_DAY, Source

_LIKENESS = ("Primary Support Reason", "Accommodation Status", "Gender", "Ethnicity")
"""In which details people of a group are alike, after their findings and their age band."""


@dataclass(frozen=True, eq=False)
class _Plan:
    """What is drawn once and needed by several columns."""

    source: Source
    kinds: RowKinds
    details: Details
    group: Numbers
    new: NewDetails
    donor: Numbers
    days: Mapping[str, Numbers]
    random: np.random.Generator


def make_twin(source: Source, random: np.random.Generator, task: Task = SILENT) -> Extract:
    """Return an extract about nobody, with the columns and as many rows as the source's.

    random: where every draw comes from; a seed nobody knows, so that nothing can be drawn again.
    Raises InputProblem for a file with too few people, or too few that are alike, and Cancelled.
    """
    refuse_few_people(source)
    task.step("Grouping people", 0, 6)
    details = details_of(source)
    kinds = row_kinds(source, details)
    likeness = _likeness(source, details)
    group = groups_of(source, kinds, likeness, random)
    task.step("Drawing details", 1, 6)
    alike = combined([set_of_person(source, kinds.place), *likeness[:2]])
    new = new_details(source, details, kinds, (group, alike), random)
    task.step("Moving dates", 2, 6)
    names = source.roles.of("date", "death")
    days = moved_days(source, names, random)
    task.step("Exchanging events", 3, 6)
    donor = event_donors(source, kinds, random)
    plan = _Plan(source, kinds, details, group, new, donor, days, random)
    task.step("Writing cells", 4, 6)
    columns = _columns(plan, task)
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
    found = [_findings_of_people(source), components]
    born = details.own.get("Date of Birth")
    if born is not None:
        days = source.days("Date of Birth")
        first = int(days[days != NO_DAY].min(initial=0))
        found.append(np.where(born > 0, source.age_band(born - 1 + first), -1))
    return found + [details.own[n] for n in _LIKENESS if n in details.own]


def _findings_of_people(source: Source) -> Numbers:
    """By person: a number for the set of findings about their details in relation to others."""
    names = set(source.roles.of("shared", "birth"))
    words = np.random.Generator(np.random.PCG64(13))
    found = np.zeros(source.people, np.uint64)
    for group in source.result.findings.groups:
        word = np.uint64(words.integers(1, 1 << 62))
        across = group.rule.group != "cells" or bool(group.rule.check)
        if not across or not names & {group.field, *group.rule.fields}:
            continue
        rows = group.rows[group.rows != WHOLE_FILE]
        found[np.unique(source.person[rows])] += word
    return combined([found.view(np.int64)])


def _columns(plan: _Plan, task: Task) -> dict[str, Column]:
    source = plan.source
    found = new_number_columns(source, source.roles.of("number"), plan.random)
    task.step("Writing cells", 4, 6)
    found |= _practices_and_providers(plan)
    for name in source.extract.columns:
        if name in found:
            continue
        task.step("Writing cells", 4, 6)
        found[name] = _column(plan, name)
    return {name: found[name] for name in source.extract.columns}


def _column(plan: _Plan, name: str) -> Column:
    source, kinds = plan.source, plan.kinds
    codes = source.extract.column(name).codes.astype(np.int64)
    match source.roles.fields[name].role:
        case "file":
            return _common_texts(source, name, codes[kinds.taken])
        case "name":
            return names_of(source, name, plan.random)
        case "postcode":
            return postcodes_of(source, plan.group, _rows_of(source, "ID-18", name))
        case "text":
            return descriptions_of(source, plan.random)
        case "kind":
            cells = ListedCells(source, name)
            value = cells.reads[codes][kinds.taken]
            return cells.written(codes[kinds.taken], value)
        case "shared":
            cells = ListedCells(source, name)
            return (
                cells.written(_scrambled(source, name, codes, cells, plan), plan.new.value[name])
                if name in plan.new.value
                else cells.written(codes, np.full(len(codes), NONE))
            )
        case "birth":
            return DateCells(source, name).written(codes, plan.new.born, plan.new.unread)
        case "date" | "death":
            dates = DateCells(source, name)
            return dates.written(codes, plan.days[name], dates.unread(codes, plan.random))
        case "person":
            return _exchanged_column(plan, name, codes)
        case "event":
            cells = ListedCells(source, name)
            given = codes[plan.donor]
            value = cells.kept(cells.reads[given], source.person, source.roles.fewest, plan.random)
            return cells.written(given, value)
        case "cost":
            return AmountCells(source, name).changed(codes[plan.donor], plan.random)
        case "count":
            return AmountCells(source, name).kept(codes)
    raise ValueError(name)


def _scrambled(
    source: Source, name: str, codes: Numbers, cells: ListedCells, plan: _Plan
) -> Numbers:
    """Exchange texts that are no listed value between rows in which the same rule finds them."""
    rules = {"": 0}
    of = np.zeros(len(cells.reads), np.int64)
    for code, fault in source.result.judged[name].faults.items():
        of[code] = rules.setdefault(fault.rule, len(rules))
    among = (cells.reads[codes] < 0) & ~source.extract.column(name).blank_values[codes]
    other = exchanged(of[codes], among, plan.random)
    return np.where(among, codes[other], codes)


def _exchanged_column(plan: _Plan, name: str, codes: Numbers) -> Column:
    """Return a column of which each person's value goes to another person like them."""
    source = plan.source
    cells = ListedCells(source, name)
    codes = _scrambled(source, name, codes, cells, plan)
    value = cells.reads[codes]
    value = cells.kept(value, source.person, source.roles.fewest, plan.random)
    own = commonest(source.person, np.maximum(value, 0), value >= 0, source.people)
    stratum = combined([_class_of_people(plan), _findings_in(source, name)])
    other = exchanged(stratum, own != NONE, plan.random)
    given = np.where(own != NONE, own[other], NONE)
    is_own = value == own[source.person]
    new = np.where(is_own, given[source.person], value)
    # A row that differed from the person's others goes on to differ from them.
    clash = ~is_own & (value == given[source.person])
    new = np.where(clash, own[source.person], new)
    return cells.written(codes, np.where(value >= 0, new, NONE))


def _class_of_people(plan: _Plan) -> Numbers:
    """By person: reason, age, and whether a carer names them; values go about within these."""
    source = plan.source
    parts = [source.linked.astype(np.int64), _client_types(source)]
    if (reason := plan.details.own.get("Primary Support Reason")) is not None:
        parts.append(reason)
    if (born := plan.details.own.get("Date of Birth")) is not None:
        parts.append(_working_age(source, born))
    return combined(parts)


def _working_age(source: Source, born: Numbers) -> Numbers:
    days = source.days("Date of Birth")
    first = int(days[days != NO_DAY].min(initial=0))
    band = source.age_band(born - 1 + first)
    return np.where(born > 0, (band >= source.roles.age_bands.index(65) + 1).astype(np.int64), 2)


def _client_types(source: Source) -> Numbers:
    value = source.listed("Client Type") + 1
    return commonest(source.person, value, np.ones(len(value), bool), source.people)


def _findings_in(source: Source, name: str) -> Numbers:
    """By person: a number for the set of rules that find something in a field of theirs."""
    words = np.random.Generator(np.random.PCG64(17))
    found = np.zeros(source.people, np.uint64)
    for group in source.result.findings.groups:
        word = np.uint64(words.integers(1, 1 << 62))
        if group.field == name:
            rows = group.rows[group.rows != WHOLE_FILE]
            found[np.unique(source.person[rows])] += word
    return combined([found.view(np.int64)])


def _common_texts(source: Source, name: str, codes: Numbers) -> Column:
    """Return a column of which texts that few people have become the commonest."""
    column = source.extract.column(name)
    people = np.bincount(
        np.unique(codes * source.people + source.person) // source.people,
        minlength=len(column.values),
    )
    rare = people < source.roles.fewest
    codes = np.where(rare[codes], int(people.argmax()), codes)
    return Column(smallest_codes(codes, len(column.values)), column.values)


def _practices_and_providers(plan: _Plan) -> dict[str, Column]:
    source, random = plan.source, plan.random
    found: dict[str, Column] = {}
    pairs = (
        ("GP Practice Name", "GP Practice Code", "Practice", lambda n: f"Y9{n:04d}"),
        (
            "Provider CQC Location Name",
            "Provider CQC Location ID",
            "Provider",
            lambda n: f"1-9{n:09d}",
        ),
    )
    for title, code, words, make in pairs:
        there = [n for n in (title, code) if source.has(n)]
        if not there:
            continue
        size = max(int((source.extract.column(n).counts > 0).sum()) for n in there)
        size = min(size, 5000)
        if words == "Practice":
            choice = random.integers(0, size, source.people)[source.person]
        else:
            choice = random.integers(0, size, len(source))
        if title in there:
            found[title] = numbered_of(source, title, words, choice, size)
        if code in there:
            found[code] = codes_of(source, code, make, choice, size)
    return found


def _rows_of(source: Source, rule: str, field: str) -> Mask:
    found = np.zeros(len(source), bool)
    for group in source.result.findings.groups:
        if group.rule.id == rule and group.field == field:
            found[group.rows[group.rows != WHOLE_FILE]] = True
    return found


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
