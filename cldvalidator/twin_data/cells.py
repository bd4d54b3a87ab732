"""Writes every column of a twin: each field by its role, each cell with the fault that it had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cldvalidator.extract import Column
from cldvalidator.extract.column import smallest_codes
from cldvalidator.task import Task
from cldvalidator.twin_data.date_cells import DateCells
from cldvalidator.twin_data.details import NewDetails
from cldvalidator.twin_data.events import AmountCells
from cldvalidator.twin_data.group_arrays import (
    NONE,
    Numbers,
    combined,
    commonest,
    exchanged,
    has_enough,
    ranks,
)
from cldvalidator.twin_data.invented import (
    MOST_DESCRIPTIONS,
    codes_of,
    descriptions_of,
    names_of,
    numbered_of,
    postcodes_of,
)
from cldvalidator.twin_data.kinds import Details, RowKinds
from cldvalidator.twin_data.listed import ListedCells
from cldvalidator.twin_data.new_identifiers import new_number_columns
from cldvalidator.twin_data.source import NO_DAY, Source


@dataclass(frozen=True, eq=False)
class Plan:
    """What is drawn once and needed by several columns."""

    source: Source
    kinds: RowKinds
    details: Details
    group: Numbers
    new: NewDetails
    donor: Numbers
    days: Mapping[str, Numbers]
    random: np.random.Generator


def columns_of(plan: Plan, task: Task) -> dict[str, Column]:
    """Return every column of the twin, its rows in the order of the original. Raises Cancelled."""
    source = plan.source
    found = new_number_columns(source, source.roles.of("number"), plan.random)
    for name in found:
        if source.specification.by_name[name].identifies == "linked person":
            found[name] = Column(found[name].codes[plan.kinds.taken], found[name].values)
    task.step("Writing cells", 4, 6)
    found |= _practices_and_providers(plan)
    for name in source.extract.columns:
        if name in found:
            continue
        task.step("Writing cells", 4, 6)
        found[name] = column_of(plan, name)
    return {name: found[name] for name in source.extract.columns}


def column_of(plan: Plan, name: str) -> Column:
    """Return the column of a field that is no identifier, practice or provider."""
    source, kinds = plan.source, plan.kinds
    codes = source.extract.column(name).codes.astype(np.int64)
    match source.roles.fields[name].role:
        case "file":
            return _common_texts(source, name, codes[kinds.taken])
        case "name":
            return names_of(source, name, plan.random)
        case "postcode":
            return postcodes_of(source, plan.group, source.found_in("ID-18", name))
        case "text":
            return descriptions_of(
                source, _for_each_pair(source, name, MOST_DESCRIPTIONS, plan.random)
            )
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
            amounts = AmountCells(source, name)
            return amounts.changed(codes[plan.donor], source.person, plan.random)
        case "count":
            return AmountCells(source, name).kept(codes[kinds.taken])
    raise ValueError(name)


def _scrambled(
    source: Source, name: str, codes: Numbers, cells: ListedCells, plan: Plan
) -> Numbers:
    """Exchange texts that are no listed value between rows in which the same rule finds them."""
    rules = {"": 0}
    of = np.zeros(len(cells.reads), np.int64)
    for code, fault in source.result.judged[name].faults.items():
        of[code] = rules.setdefault(fault.rule, len(rules))
    among = (cells.reads[codes] < 0) & ~source.extract.column(name).blank_values[codes]
    other = exchanged(of[codes], among, plan.random)
    return np.where(among, codes[other], codes)


def _exchanged_column(plan: Plan, name: str, codes: Numbers) -> Column:
    """Return a column of which each person's value goes to another person like them."""
    source = plan.source
    cells = ListedCells(source, name)
    codes = _scrambled(source, name, codes, cells, plan)[plan.kinds.taken]
    value = cells.reads[codes]
    value = cells.kept(value, source.person, source.roles.fewest, plan.random)
    own = commonest(source.person, np.maximum(value, 0), value >= 0, source.people)
    # What a rule finds stays where it is found: who has such a value gets the same one.
    findings = findings_in(source, name)
    stratum = combined([_class_of_people(plan), findings, np.where(findings > 0, own, NONE)])
    other = exchanged(stratum, own != NONE, plan.random)
    given = np.where(own != NONE, own[other], NONE)
    is_own = value == own[source.person]
    new = np.where(is_own, given[source.person], value)
    # A row that differed from the person's others goes on to differ from them.
    clash = ~is_own & (value == given[source.person])
    new = np.where(clash, own[source.person], new)
    return cells.written(codes, np.where(value >= 0, new, NONE))


def _class_of_people(plan: Plan) -> Numbers:
    """By person: reason, age, and whether a carer names them; values go about within these."""
    source = plan.source
    parts = [source.linked.astype(np.int64), _client_types(source)]
    if (reason := plan.details.own.get("Primary Support Reason")) is not None:
        parts.append(reason)
    if (born := plan.details.own.get("Date of Birth")) is not None:
        parts.append(_working_age(source, born))
    return combined(parts)


def _working_age(source: Source, born: Numbers) -> Numbers:
    band = age_band_of(source, born)
    return np.where(born > 0, (band >= source.roles.age_bands.index(65) + 1).astype(np.int64), 2)


def _client_types(source: Source) -> Numbers:
    value = source.listed("Client Type") + 1
    return commonest(source.person, value, np.ones(len(value), bool), source.people)


def findings_in(source: Source, name: str) -> Numbers:
    """By person: a number for the set of rules that find something in a field of theirs."""
    return source.sets_of_findings(lambda g: g.field == name, source.person)


def _common_texts(source: Source, name: str, codes: Numbers) -> Column:
    """Return a column of which texts that few people have become the commonest."""
    column = source.extract.column(name)
    enough = has_enough(codes, source.person, source.roles.fewest)
    commonest_text = int(np.bincount(codes).argmax())
    codes = np.where(enough[codes], codes, commonest_text)
    return Column(smallest_codes(codes, len(column.values)), column.values)


def _practices_and_providers(plan: Plan) -> dict[str, Column]:
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
            choice = _for_each_pair(source, there[0], size, random)
        if title in there:
            found[title] = numbered_of(source, title, words, choice, size)
        if code in there:
            found[code] = codes_of(source, code, make, choice, size)
    return found


def _for_each_pair(source: Source, name: str, size: int, random: np.random.Generator) -> Numbers:
    """By row: a number below `size`, the same for equal texts of one person."""
    codes = source.extract.column(name).codes.astype(np.int64)
    pair = ranks(source.person * len(source.extract.column(name).values) + codes)
    return random.integers(0, size, int(pair.max(initial=0)) + 1)[pair]


def age_band_of(source: Source, born: Numbers) -> Numbers:
    """By person: the age band of a day of birth, -1 where there is none."""
    days = source.days("Date of Birth")
    first = int(days[days != NO_DAY].min(initial=0))
    return np.where(born > 0, source.age_band(born - 1 + first), -1)
