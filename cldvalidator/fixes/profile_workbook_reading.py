"""Reads the workbook of a profile after the user's edits; says what is wrong by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from cldvalidator.checks.rules import load_rules
from cldvalidator.extract import Extract
from cldvalidator.fixes.private_texts import People, personal_words
from cldvalidator.fixes.profile import (
    KnownFinding,
    Meaning,
    Profile,
    may_have_meanings,
    why_column_not_kept,
    why_not_kept,
)
from cldvalidator.fixes.profile_workbook import (
    ASIDE,
    BLANK,
    COLUMNS,
    FILTERS,
    KNOWN,
    SPELLINGS,
    VALUES,
)
from cldvalidator.fixes.profile_workbook_rows import (
    CellFault,
    Row,
    WorkbookFaults,
    open_book,
    rows_of,
)
from cldvalidator.fixes.saved_filters import SavedFilter, why_refused
from cldvalidator.fixes.spellings import IDENTIFIER, Spelling, why_spelling_refused
from cldvalidator.specification import Specification

_RULE = re.compile(r"[A-Z]+-[A-Z0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class _Against:
    """What the rows are held against: the pack, the people of a file, the profile as it was."""

    specification: Specification
    people: People | None
    before: Profile | None

    @cached_property
    def known_before(self) -> dict[tuple[str, str, str], KnownFinding]:
        """The known findings of the profile as it was; the first of the same rule and place."""
        known = self.before.known if self.before is not None else ()
        return {(k.rule, k.field, (k.value or "").strip()): k for k in reversed(known)}

    @cached_property
    def _meanings(self) -> dict[tuple[str, str], Meaning]:
        meanings = self.before.meanings if self.before is not None else ()
        return {m.key: m for m in meanings}

    def meant_before(self, field: str, found: str) -> Meaning | None:
        """Return what a value meant in the profile as it was."""
        return self._meanings.get(Meaning(field, found, "").key)

    def passes(self, field: str, *, unchanged: bool) -> bool:
        """Say whether an entry may be out of date: it was there, or who knows whether it was."""
        return unchanged or (self.before is None and field not in self.specification.by_name)

    def why_personal(self, field: str, text: str) -> str:
        """Say why a value of a field may be about a person; "" if it is not or is a listed one."""
        if field not in self.specification.by_name:
            return personal_words(text, self.people, dates=False)
        if text in self.specification.values(field):
            return ""
        why = personal_words(text, self.people, dates=False)
        return why or (self.people.why_personal(field, text) if self.people is not None else "")


def read_profile_workbook(
    path: Path,
    specification: Specification,
    extract: Extract | None = None,
    before: Profile | None = None,
) -> Profile:
    """Read a workbook as `write_profile_workbook` writes it, after the user's edits.

    extract: the file the values come from, whose names and identifiers are kept out. before: the
    profile as it is; its own entries pass though the pack lacks their field, rule or value by now.
    Without it nobody knows what was there: then all entries of a field or rule that the pack lacks
    pass. Raises WorkbookFaults with every cell that is wrong; InputProblem for another file;
    EnvironmentProblem.
    """
    book = open_book(path)
    faults: list[CellFault] = []
    people = People(extract) if extract is not None else None
    against = _Against(specification, people, before)
    profile = _values(rows_of(book, VALUES, faults), against, faults)
    profile = _columns(profile, rows_of(book, COLUMNS, faults), against, faults)
    profile = _all_known(profile, rows_of(book, KNOWN, faults), against, faults)
    if FILTERS in book.sheetnames:
        profile = _filters(profile, rows_of(book, FILTERS, faults), against, faults)
    elif before is not None:  # a workbook of an earlier version has no place for them
        profile = profile.with_filters(before.filters)
    if SPELLINGS in book.sheetnames:
        profile = _spellings(profile, rows_of(book, SPELLINGS, faults), against, faults)
    elif before is not None:
        profile = profile.with_spellings(before.spellings)
    if faults:
        raise WorkbookFaults(path.name, faults)
    return profile


def _values(rows: Iterator[Row], against: _Against, faults: list[CellFault]) -> Profile:
    """Read the meanings; a row that says nothing is passed over."""
    meanings: list[Meaning] = []
    places: dict[tuple[str, str], int] = {}
    for row in rows:
        if not row.texts["Means"]:
            continue
        made = _meaning(row, against)
        if isinstance(made, CellFault):
            faults.append(made)
        elif made.key in places:
            what = f"the value has a meaning in row {places[made.key]} already."
            faults.append(row.fault("Our value", what))
        else:
            places[made.key] = row.number
            meanings.append(made)
    return Profile().with_meanings(meanings)


def _meaning(row: Row, against: _Against) -> Meaning | CellFault:
    texts, specification = row.texts, against.specification
    name, found = texts["Field"], texts["Our value"]
    written = "" if texts["Means"].casefold() == BLANK else texts["Means"]
    was = against.meant_before(name, found)
    if was is not None and was.written != written:
        was = None
    meaning = Meaning(name, found, written, texts["Note"])
    has_list = name in may_have_meanings(specification)
    if not name:
        return row.fault("Field", "the field is missing.")
    if against.passes(name, unchanged=was is not None):
        if fault := _personal(row, against, ("Our value", "Means"), "Note"):
            return fault
        if not found:
            return row.fault("Our value", "a blank cell means nothing.")
    elif has_list and written and written not in specification.values(name):
        return row.fault("Means", f"it is not in the list of {name}.")
    elif why := why_not_kept(meaning, specification, against.people):
        return row.fault("Our value" if has_list else "Field", f"{why}.")
    if texts["Since"] and not _DAY.fullmatch(texts["Since"]):
        return row.fault("Since", "write the day as 2026-03-31.")
    if was is not None:
        same = was.found if was.found.strip() == found else found
        return replace(meaning, found=same, since=texts["Since"] or was.since)
    return replace(meaning, since=texts["Since"] or date.today().isoformat())


def _personal(row: Row, against: _Against, values: Sequence[str], words: str) -> CellFault | None:
    """Return the first cell of a row with something about a person in it."""
    name = row.texts["Field"]
    for header in (*values, words):
        text = row.texts[header]
        if header == words:
            why = personal_words(text, against.people)
        else:
            why = against.why_personal(name, text) if text.casefold() != BLANK else ""
        if why:
            return row.fault(header, f"a profile holds nothing about a person: {why}.")
    if name not in against.specification.by_name and (
        why := personal_words(name, against.people, dates=False)
    ):
        return row.fault("Field", f"a profile holds nothing about a person: {why}.")
    return None


def _columns(
    profile: Profile, rows: Iterator[Row], against: _Against, faults: list[CellFault]
) -> Profile:
    """Add the columns; a header without a field is passed over."""
    before = against.before.columns if against.before is not None else {}
    had = {h.strip(): h for h in before}
    columns = dict(profile.columns)
    places: dict[str, int] = {}
    for row in rows:
        header, name = row.texts["Header"], row.texts["Field"]
        if not name:
            continue
        field = None if name == ASIDE else name
        same = had.get(header, header)
        known = field is None or field in against.specification.by_name
        unchanged = same in before and before[same] == field
        if why := why_column_not_kept(header, against.people):
            faults.append(row.fault("Header", f"{why}."))
        elif header in places:
            what = f"the header has a field in row {places[header]} already."
            faults.append(row.fault("Header", what))
        elif not known and not against.passes(name, unchanged=unchanged):
            faults.append(row.fault("Field", "the specification has no such field."))
        elif not known and (why := personal_words(name, against.people, dates=False)):
            faults.append(row.fault("Field", f"a profile holds nothing about a person: {why}."))
        else:
            columns[same] = field
        places.setdefault(header, row.number)
    return replace(profile, columns=MappingProxyType(columns))


def _filters(
    profile: Profile, rows: Iterator[Row], against: _Against, faults: list[CellFault]
) -> Profile:
    """Add the filters."""
    filters: list[SavedFilter] = []
    places: dict[str, int] = {}
    for row in rows:
        saved = SavedFilter(row.texts["Name"], row.texts["Filter"])
        if not saved.name or not saved.where:
            empty = "Filter" if saved.name else "Name"
            faults.append(row.fault(empty, "a filter has a name and a text."))
        elif why := why_refused(saved, against.specification, against.people):
            faults.append(row.fault("Filter", f"{why}."))
        elif saved.key in places:
            what = f"the filter in row {places[saved.key]} has this name already."
            faults.append(row.fault("Name", what))
        else:
            places[saved.key] = row.number
            filters.append(saved)
    return profile.with_filters(filters)


def _spellings(
    profile: Profile, rows: Iterator[Row], against: _Against, faults: list[CellFault]
) -> Profile:
    """Add the spellings of names."""
    spellings: list[Spelling] = []
    for row in rows:
        texts = row.texts
        names = ("Field", "Spelling", "Written as", "Identifier", "Since")
        made = Spelling(*(texts[name] for name in names))
        if why := why_spelling_refused(made, against.people):
            faults.append(row.fault("Spelling", f"{why}."))
        elif made.identifier and not IDENTIFIER.fullmatch(made.identifier):
            what = "write the CQC's number of the location or the code of the practice."
            faults.append(row.fault("Identifier", what))
        elif made.since and not _DAY.fullmatch(made.since):
            faults.append(row.fault("Since", "write the day as 2026-03-31."))
        else:
            spellings.append(made)
    return profile.with_spellings(spellings)


def _all_known(
    profile: Profile, rows: Iterator[Row], against: _Against, faults: list[CellFault]
) -> Profile:
    """Add the known findings."""
    known: list[KnownFinding] = []
    places: dict[tuple[str, str, str | None], int] = {}
    for row in rows:
        found = _known(row, against)
        if isinstance(found, CellFault):
            faults.append(found)
        elif found.key in places:
            what = f"the finding is known in row {places[found.key]} already."
            faults.append(row.fault("Rule", what))
        else:
            places[found.key] = row.number
            known.append(found)
    return profile.with_all_known(known)


def _known(row: Row, against: _Against) -> KnownFinding | CellFault:
    texts, specification = row.texts, against.specification
    rule, name, cells = texts["Rule"], texts["Field"], texts["Findings then"] or "0"
    key = (rule, name, texts["Value"])
    was = against.known_before.get(key)
    value = was.value if was is not None else texts["Value"] or None
    known_rule = rule in load_rules() or was is not None or against.before is None
    if not _RULE.fullmatch(rule) or not known_rule:
        return row.fault("Rule", "there is no such rule.")
    if not name:
        return row.fault("Field", "the field is missing.")
    lacks = name not in specification.by_name
    if lacks and not against.passes(name, unchanged=was is not None):
        return row.fault("Field", "the specification has no such field.")
    if value is not None and not lacks and name not in may_have_meanings(specification):
        return row.fault("Value", "a profile keeps no value of this field.")
    if not texts["Reason"]:
        return row.fault("Reason", "a reason is missing.")
    if fault := _personal(row, against, ("Value",), "Reason"):
        return fault
    if not cells.isdecimal():
        return row.fault("Findings then", "write a whole number.")
    if texts["Since"] and not _DAY.fullmatch(texts["Since"]):
        return row.fault("Since", "write the day as 2026-03-31.")
    return KnownFinding(rule, name, texts["Reason"], value, int(cells), texts["Since"])
