"""What the rules across cells share: days, numbers, listed values, people, the stated period."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.bundled import bundled
from cldvalidator.checks.cells.dates import NO_DATE, day_numbers
from cldvalidator.checks.cells.identifiers import valid_nhs_numbers
from cldvalidator.checks.comparing import numbers
from cldvalidator.checks.folding import folded_codes
from cldvalidator.checks.memory import Memory, remembered
from cldvalidator.checks.requirements import Requirements
from cldvalidator.extract import Column, Extract
from cldvalidator.selection.parsed_day import of_this_century
from cldvalidator.specification import Specification
from cldvalidator.specification.conditions import FieldIs

Mask = npt.NDArray[np.bool_]
Days = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int64]
NOBODY = -1
"""Person code of a record without any identifier."""
NOT_LISTED = -1
"""Value code of a cell that is blank or not in the field's list."""
REQUEST, ASSESSMENT = ("Request", "Referral"), ("Assessment",)
SERVICE, REVIEW = ("Service",), ("Review",)
EVENT_TYPES = (REQUEST, ASSESSMENT, SERVICE, REVIEW)
"""The words for each event type ("Referral" was the pilot's)."""
MOST_TEXTS = 1 << 30
"""A column has fewer distinct texts than this."""
FAR = np.int32(2_932_896)
"""Day number of 31 December 9999, for an event that goes on."""


@cache
def thresholds() -> dict[str, Any]:
    """Return the lines that rules draw (`resources/rules/thresholds.json`)."""
    text = bundled("rules", "thresholds.json").read_text("utf-8")
    lines: dict[str, Any] = json.loads(text)
    return lines


class Context:
    """An extract as the rules see it; everything is worked out once, when it is first asked for.

    A cell with a fault of its own (no date, not listed, no number) says nothing here, so that one
    mistake is not reported twice. Text compares without regard to case and to spaces at the ends.
    """

    def __init__(
        self,
        extract: Extract,
        specification: Specification,
        requirements: Requirements,
        today: np.int32,
        memory: Memory,
    ) -> None:
        """Look at an extract. today: the day number of the present day."""
        self.extract = extract
        self.specification = specification
        self.today = today
        self._requirements = requirements
        self._memory = memory

    def __len__(self) -> int:
        return len(self.extract)

    def once(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        """Return what `make` gives, made at most once for a key; `make` does all the reading."""
        return self._memory.piece(("context", *key), make)

    def column(self, name: str) -> Column:
        """Return a field's column."""
        return self.extract.column(name)

    def blank(self, name: str) -> Mask:
        """By row: is the cell blank?"""
        found: Mask = self.once(("blank", name), lambda: self.column(name).blank_rows)
        return found

    def days(self, name: str) -> Days:
        """By row: the day number of a date field (int32), NO_DATE where it is none."""

        def make() -> Days:
            column = self.column(name)
            return column.take(column.by_text(day_numbers))

        found: Days = self.once(("days", name), make)
        return found

    def dated(self, name: str) -> Mask:
        """By row: does the field hold a date?"""
        found: Mask = self.once(("dated", name), lambda: self.days(name) != NO_DATE)
        return found

    def listed(self, name: str) -> npt.NDArray[np.int16]:
        """By row: the place of the value in the field's list, NOT_LISTED where it has none."""

        def make() -> npt.NDArray[np.int16]:
            places = {v.casefold(): i for i, v in enumerate(self.specification.values(name))}
            column = self.column(name)
            by_code = [places.get(t.strip().casefold(), NOT_LISTED) for t in column.texts]
            return column.take(np.array(by_code, np.int16))

        found: npt.NDArray[np.int16] = self.once(("listed", name), make)
        return found

    def number(self, name: str) -> npt.NDArray[np.float64]:
        """By row: the number in a field, not-a-number where there is none."""

        def make() -> npt.NDArray[np.float64]:
            column = self.column(name)
            return column.take(column.by_text(numbers))

        found: npt.NDArray[np.float64] = self.once(("number", name), make)
        return found

    def says(self, name: str, *texts: str) -> Mask:
        """By row: is the text one of these?"""
        return self._requirements.rows(FieldIs(name, "in", texts))

    def by_code(self, name: str, *texts: str) -> Mask:
        """By code: is the text one of these?"""
        return self._requirements.by_code(FieldIs(name, "in", texts))

    def begins(self, name: str, *texts: str) -> Mask:
        """By row: does the text begin with one of these?"""
        return self._requirements.rows(FieldIs(name, "starts_with", texts))

    def mentions(self, name: str, pattern: str) -> Mask:
        """By row: does a regular expression (RE2, case aside) match somewhere in the text?"""
        column = self.column(name)
        matches = pc.match_substring_regex(column.values, pattern, ignore_case=True)
        return column.take(matches.to_numpy(zero_copy_only=False))

    @property
    def request(self) -> Mask:
        """Rows of requests."""
        return self.says("Event Type", *REQUEST)

    @property
    def assessment(self) -> Mask:
        """Rows of assessments."""
        return self.says("Event Type", *ASSESSMENT)

    @property
    def service(self) -> Mask:
        """Rows of services."""
        return self.says("Event Type", *SERVICE)

    @property
    def review(self) -> Mask:
        """Rows of reviews."""
        return self.says("Event Type", *REVIEW)

    @remembered
    def open_service(self) -> Mask:
        """Rows of services whose end is blank."""
        return self.service & self.blank("Event End Date")

    @property
    def service_user(self) -> Mask:
        """Rows of service users."""
        return self.says("Client Type", "Service user")

    @property
    def carer(self) -> Mask:
        """Rows of unpaid carers with an event of their own."""
        return self.says("Client Type", "Unpaid carer", "Carer")

    @property
    def by_association(self) -> Mask:
        """Rows that are there only to link a carer."""
        return self.says(
            "Client Type", "Unpaid carer known by association", "Carer known by association"
        )

    @remembered
    def ends(self) -> Days:
        """By row: the day the event ended, FAR where the end is blank.

        An end that is no date says nothing: such an event counts as over when it began.
        """
        known = np.where(self.blank("Event End Date"), FAR, self.days("Event Start Date"))
        return np.where(self.dated("Event End Date"), self.days("Event End Date"), known)

    @remembered
    def derived_end(self) -> Codes:
        """By row: the end as DHSC derives it: cut at death, which also ends what is open.

        Method section 6.1; FAR where the event goes on.
        """
        start, death = self.days("Event Start Date"), self.days("Date of Death")
        died, ends = self.dated("Date of Death"), self.ends
        cut = died & (death >= start) & (death <= ends) & (ends != FAR)
        ended = died & (death > start) & (ends == FAR)
        return np.where(cut | ended, death, ends).astype(np.int64)

    @remembered
    def period(self) -> tuple[int, int] | None:
        """The period that most rows state, as day numbers; None without one that makes sense."""
        found = self.stated_period
        if not of_this_century(np.array(found)).all() or found[0] >= found[1]:
            return None
        return found[0], found[1]

    @remembered
    def stated_period(self) -> tuple[int, int]:
        """The two days that most rows state, NO_DATE where they state none."""
        return (
            self._commonest("Reporting Period Start Date"),
            self._commonest("Reporting Period End Date"),
        )

    def _commonest(self, name: str) -> int:
        if not len(self):
            return int(NO_DATE)
        column = self.column(name)
        return int(column.by_text(day_numbers)[int(column.counts.argmax())])

    @remembered
    def valid_number(self) -> Mask:
        """By row: is there a valid NHS number?"""
        return self.valid_numbers_of(slice(None))

    def valid_numbers_of(self, rows: slice | npt.NDArray[np.integer]) -> Mask:
        """Return `valid_number` of some rows."""
        column = self.column("NHS Number")
        return np.take(column.by_text(valid_nhs_numbers), column.codes[rows])

    @remembered
    def person(self) -> Codes:
        """By row: a number for the person, NOBODY without identifier.

        The person is the valid NHS number, else the one that the same LA Person Unique Identifier
        has on another row, else that identifier. Nationally a row without a valid number becomes
        another person (`national_person`); for the rules that look at people it is the same one.
        """
        return self.people_of(slice(None))

    def people_of(self, rows: slice | npt.NDArray[np.integer]) -> Codes:
        """Return `person` of some rows, to which belong all that share their local identifier."""
        name = "LA Person Unique Identifier"
        nhs, own = self.column("NHS Number"), self.folded(name)[rows]
        valid, named = self.valid_number[rows], ~self.blank(name)[rows]
        number = np.where(valid, nhs.codes[rows].astype(np.int64), NOBODY)
        of_own = np.full(int(own.max(initial=0)) + 1, NOBODY)
        of_own[own[valid & named]] = number[valid & named]
        by_own = np.where(of_own[own] == NOBODY, own + first_local_person(nhs), of_own[own])
        return np.where(valid, number, np.where(named, by_own, NOBODY))

    @remembered
    def national_person(self) -> Codes:
        """By row: a number for DHSC's person key, NOBODY without identifier (method section 7.2).

        The NHS number as it stands, else LA code and LA Person Unique Identifier.
        """
        return self.national_people_of(slice(None))

    def national_people_of(self, rows: slice | npt.NDArray[np.integer]) -> Codes:
        """Return `national_person` of some rows."""
        name = "LA Person Unique Identifier"
        nhs, own = self.folded("NHS Number")[rows], self.folded(name)[rows]
        local = (own.astype(np.int64) * MOST_TEXTS + self.folded("LA Code")[rows]) * 2 + 1
        named = ~self.blank(name)[rows]
        return np.where(self.blank("NHS Number")[rows], np.where(named, local, NOBODY), nhs * 2)

    def folded(self, name: str) -> npt.NDArray[np.int32]:
        """By row: a number for the text, the same for texts that differ by case or end spaces."""

        found: npt.NDArray[np.int32] = self.once(
            ("folded", name), lambda: self.column(name).take(self.folding(name))
        )
        return found

    def folding(self, name: str) -> npt.NDArray[np.int32]:
        """By code: the number of each text (`folded_codes`)."""
        found: npt.NDArray[np.int32] = self.once(
            ("folding", name), lambda: folded_codes(self.column(name))
        )
        return found


class ContextOfRows(Context):
    """Some rows of an extract as the rules see them.

    The period is that of the whole file, and so are the people: a row's person may be known from
    rows that are not among these.
    """

    def __init__(
        self,
        whole: Context,
        rows: npt.NDArray[np.integer],
        extract: Extract,
        requirements: Requirements,
        memory: Memory,
    ) -> None:
        super().__init__(extract, whole.specification, requirements, whole.today, memory)
        self._whole = whole
        self._rows = rows

    @property
    def period(self) -> tuple[int, int] | None:
        """The period that most rows of the file state."""
        return self._whole.period

    @property
    def stated_period(self) -> tuple[int, int]:
        """The two days that most rows of the file state."""
        return self._whole.stated_period

    @property
    def person(self) -> Codes:
        """By row: a number for the person, NOBODY without identifier."""

        def make() -> Codes:
            person = self._whole.person[self._rows]
            numbers = np.unique(person, return_inverse=True)[1]
            return np.where(person == NOBODY, NOBODY, numbers)

        found: Codes = self.once(("person",), make)
        return found


def first_local_person(nhs: Column) -> int:
    """Return the first number of people without NHS number: beyond every code of the column.

    A power of two, so that it seldom moves when a text is added.
    """
    return 1 << len(nhs.values).bit_length()


def _lengths(values: pa.StringArray) -> Days:
    found: Days = pc.binary_length(values).to_numpy(zero_copy_only=False)
    return found


def rows_of(mask: Mask) -> npt.NDArray[np.int32]:
    """Return the row numbers of a mask (int32)."""
    return np.flatnonzero(mask).astype(np.int32)


def same_text(one: Column, other: Column) -> Mask:
    """Mark the rows in which two columns have the same text that is not blank."""
    lengths = [c.take(c.by_text(_lengths)) for c in (one, other)]
    # Nearly always the lengths alone tell the texts apart.
    rows = np.flatnonzero((lengths[0] == lengths[1]) & ~one.blank_rows)
    equal = pc.equal(one.rows(rows).strings(), other.rows(rows).strings())
    marked = np.zeros(len(one), bool)
    marked[rows[equal.to_numpy(zero_copy_only=False)]] = True
    return marked
