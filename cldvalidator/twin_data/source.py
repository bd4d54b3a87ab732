"""The file that a twin is made of, as numbers: who its people are, how its cells read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
import numpy.typing as npt

from cldvalidator.checks import CheckResult
from cldvalidator.checks.cells.dates import NO_DATE, day_number
from cldvalidator.checks.context import NOBODY, Context
from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.checks.requirements import Requirements
from cldvalidator.extract import Extract
from cldvalidator.specification import Specification
from cldvalidator.twin_data.group_arrays import Mask, Numbers, numbered_sets, ranks
from cldvalidator.twin_data.roles import Roles, load_roles

Days = npt.NDArray[np.int64]
NO_DAY = int(NO_DATE)


class Source:
    """An extract without rows that are not records, and the check of it."""

    def __init__(self, extract: Extract, specification: Specification, result: CheckResult) -> None:
        self.extract = extract
        self.specification = specification
        self.result = result
        self.roles: Roles = load_roles()
        read = normalised_extract(extract, specification, lambda f: result.judged[f.name])
        memory = Memory()
        self.read = read
        self.context = Context(
            read,
            specification,
            Requirements(read, memory, specification),
            np.int32(day_number(result.today)),
            memory,
        )

    def __len__(self) -> int:
        return len(self.extract)

    @cached_property
    def person(self) -> Numbers:
        """By row: a number for the person, from 0. A row without identifiers is its own person."""
        found = self.context.person.astype(np.int64)
        nobody = found == NOBODY
        found = np.where(nobody, found.max(initial=0) + 1 + np.arange(len(found)), found)
        return ranks(found)

    @cached_property
    def people(self) -> int:
        """How many people the file is about."""
        return int(self.person.max(initial=-1)) + 1

    def has(self, name: str) -> bool:
        """Whether the file has a column for a field."""
        return name in self.extract.columns

    def days(self, name: str) -> Days:
        """By row: the day number of a date, NO_DAY where it is none."""
        return self.context.days(name).astype(np.int64)

    def listed(self, name: str) -> Numbers:
        """By row: the place of a value in the field's list; -1 where the cell reads as none."""
        return self.context.listed(name).astype(np.int64)

    @cached_property
    def last_day(self) -> int:
        """The day on which ages are taken: the end of the period, else the latest start."""
        if self.context.period is not None:
            return int(self.context.period[1])
        starts = self.days("Event Start Date")
        known = starts[(starts != NO_DAY) & (starts <= int(self.context.today))]
        return int(known.max()) if len(known) else int(self.context.today)

    def age_band(self, born: Days) -> Numbers:
        """Return the age band of each day of birth, from 0; the last is for days without sense."""
        years = np.floor((self.last_day - born) / 365.25)
        band = np.searchsorted(np.array(self.roles.age_bands), years, side="right")
        return np.where((years < 0) | (years > 115), len(self.roles.age_bands) + 1, band)

    def sets_of_findings(self, counted: Callable[[FindingGroup], bool], holder: Numbers) -> Numbers:
        """By holder: a number for the set of findings in their rows, 0 for none.

        counted: of which findings. holder: by row, whose it is, from 0.
        """
        groups = [g for g in self.result.findings.groups if counted(g)]
        rows = [g.rows[g.rows != WHOLE_FILE] for g in groups]
        element = np.repeat(np.arange(len(groups)), [len(r) for r in rows])
        row = np.concatenate([*rows, np.zeros(0, np.int32)])
        return numbered_sets(holder[row], element, int(holder.max(initial=-1)) + 1)

    @cached_property
    def faults_of_rows(self) -> Numbers:
        """By row: how many findings there are."""
        rows = [g.rows[g.rows != WHOLE_FILE] for g in self.result.findings.groups]
        return np.bincount(np.concatenate([*rows, np.zeros(0, np.int32)]), minlength=len(self))

    def found_in(self, rule: str, field: str) -> Mask:
        """By row: does a rule find something in a field?"""
        return self.result.findings.rows_with(len(self), rule=rule, field=field)

    @cached_property
    def linked(self) -> Mask:
        """By person: is it somebody whom a carer's row names?"""
        own, found = "LA Person Unique Identifier", np.zeros(self.people, bool)
        links = [n for n in self.extract.columns if self._names_others(n)]
        if not links or not self.has(own):
            return found
        carers = self.context.carer | self.context.by_association
        texts: set[str] = set()
        for name in links:
            column = self.read.column(name)
            used = np.unique(column.codes[carers]).tolist()
            texts |= {column.texts[c].strip().casefold() for c in used}
        column = self.read.column(own)
        named = np.array([bool(t) and t.strip().casefold() in texts for t in column.texts], bool)
        found[self.person[column.take(named)]] = True
        return found

    def _names_others(self, name: str) -> bool:
        return self.specification.by_name[name].identifies == "linked person"
