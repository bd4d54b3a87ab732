"""The council's profile: what its values and headers mean, known findings, rules, filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cldvalidator.checks.cells.shapes import shape
from cldvalidator.checks.local_rules import CouncilRule
from cldvalidator.extract import Extract
from cldvalidator.filters.council_rules import rule_words
from cldvalidator.fixes.json_file import (
    LARGEST_OF_DECISIONS,
    check_shape,
    read_json,
    write_json,
)
from cldvalidator.fixes.private_texts import People, looks_personal, personal_words
from cldvalidator.fixes.profile_rules import (
    refuse_personal_rules,
    rules_json,
    rules_of,
    with_rules_added,
)
from cldvalidator.fixes.saved_filters import SavedFilter, check_filters
from cldvalidator.fixes.spellings import Spelling, check_spellings, in_one_step
from cldvalidator.problems import InputProblem
from cldvalidator.settings import settings_folder
from cldvalidator.specification import Specification

SCHEMA = "fixes/profile.schema.json"
FILE_NAME = "profile.json"
_LONGEST_HEADER = 200


@dataclass(frozen=True)
class Meaning:
    """The council's value `found` in `field` means `written`, a value of the specification.

    written: "" makes the cell blank. since: the ISO day it was decided, "" where not known.
    """

    field: str
    found: str
    written: str
    note: str = ""
    since: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by: case, spaces and the shape of dashes aside."""
        return self.field, shape(self.found)


@dataclass(frozen=True)
class KnownFinding:
    """A finding that the council has accepted: a rule in a field, perhaps of one value only.

    cells: how many there were when it was accepted. since: the ISO day.
    """

    rule: str
    field: str
    reason: str
    value: str | None = None
    cells: int = 0
    since: str = ""

    @property
    def key(self) -> tuple[str, str, str | None]:
        """What it is known by."""
        return self.rule, self.field, self.value


@dataclass(frozen=True)
class Profile:
    """What a council keeps between quarters; nothing in it is about a person.

    Each method gives a new profile. columns: by header, the field it is, None to keep it aside.
    sheet: the sheet of a workbook that has the records, "" where nobody said. rules: the council's
    own, by id.
    """

    meanings: tuple[Meaning, ...] = ()
    columns: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    known: tuple[KnownFinding, ...] = ()
    sheet: str = ""
    rules: tuple[CouncilRule, ...] = ()
    filters: tuple[SavedFilter, ...] = ()
    spellings: tuple[Spelling, ...] = ()

    def __len__(self) -> int:
        kinds = self.meanings, self.columns, self.known, self.rules, self.filters, self.spellings
        return sum(map(len, kinds))

    def with_meanings(self, meanings: Iterable[Meaning]) -> Profile:
        """Add meanings; one of a value that has one already takes its place."""
        by_key = {m.key: m for m in self.meanings}
        by_key |= {m.key: m for m in meanings}
        ordered = sorted(by_key.values(), key=lambda m: (m.field, m.key[1]))
        return replace(self, meanings=tuple(ordered))

    def without_meaning(self, name: str, found: str) -> Profile:
        """Forget what a value means."""
        key = (name, shape(found))
        return replace(self, meanings=tuple(m for m in self.meanings if m.key != key))

    def meaning(self, name: str, found: str) -> Meaning | None:
        """Return what a value means: spelled just so, or else with other case or spaces."""
        key = (name, shape(found))
        return next((m for m in self.meanings if m.key == key), None)

    def with_column(self, header: str, name: str | None) -> Profile:
        """Remember which field a column is."""
        return replace(self, columns=MappingProxyType({**self.columns, header: name}))

    def with_sheet(self, name: str) -> Profile:
        """Remember which sheet has the records; one whose name may be about a person is not."""
        return self if looks_personal(name) else replace(self, sheet=name)

    def without_column(self, header: str) -> Profile:
        """Forget a column."""
        left = {h: f for h, f in self.columns.items() if h != header}
        return replace(self, columns=MappingProxyType(left))

    def with_known(self, finding: KnownFinding) -> Profile:
        """Remember an accepted finding; it takes the place of the same one."""
        return self.with_all_known([finding])

    def with_all_known(self, findings: Iterable[KnownFinding]) -> Profile:
        """Remember accepted findings; each takes the place of the same one."""
        by_key = {k.key: k for k in self.known}
        for finding in findings:
            by_key.pop(finding.key, None)
            by_key[finding.key] = finding
        ordered = sorted(by_key.values(), key=lambda k: (k.rule, k.field, k.value or ""))
        return replace(self, known=tuple(ordered))

    def with_rules(self, rules: Iterable[CouncilRule]) -> Profile:
        """Remember rules of the council's own; each takes the place of the one with its id."""
        by_id = {rule.id: rule for rule in self.rules} | {rule.id: rule for rule in rules}
        ordered = sorted(by_id.values(), key=lambda rule: (len(rule.id), rule.id))
        return replace(self, rules=tuple(ordered))

    def without_rules(self, ids: Iterable[str]) -> Profile:
        """Forget rules of the council's own."""
        gone = frozenset(ids)
        return replace(self, rules=tuple(r for r in self.rules if r.id not in gone))

    def with_filters(self, filters: Iterable[SavedFilter]) -> Profile:
        """Keep filters, in the order of their names; each takes the place of one called so."""
        by_key = {f.key: f for f in self.filters} | {f.key: f for f in filters}
        return replace(self, filters=tuple(by_key[key] for key in sorted(by_key)))

    def without_filter(self, saved: SavedFilter) -> Profile:
        """Forget a filter."""
        return replace(self, filters=tuple(f for f in self.filters if f.key != saved.key))

    def with_spellings(self, spellings: Iterable[Spelling]) -> Profile:
        """Keep spellings of names; what was decided last counts."""
        return replace(self, spellings=in_one_step((*self.spellings, *spellings)))

    def without_spelling(self, spelling: Spelling) -> Profile:
        """Forget a spelling."""
        return replace(self, spellings=tuple(s for s in self.spellings if s.key != spelling.key))

    def without_known(self, finding: KnownFinding) -> Profile:
        """Forget that a finding is accepted."""
        return replace(self, known=tuple(k for k in self.known if k.key != finding.key))


@dataclass(frozen=True)
class Disagreement:
    """Two profiles say different things: where, and what each says."""

    place: str
    mine: str
    theirs: str


def merged(mine: Profile, theirs: Profile) -> tuple[Profile, tuple[Disagreement, ...]]:
    """Put two profiles together; where they disagree mine stays, and it is said.

    Where mine says nothing (a note, the sheet) the other's is taken. The days of decisions and the
    numbers of findings are no matter to agree on: mine stay.
    """
    found: list[Disagreement] = []

    def disagree(place: str, ours: str, other: str) -> None:
        if ours != other:
            found.append(Disagreement(place, ours, other))

    meanings = {m.key: m for m in mine.meanings}
    for m in theirs.meanings:
        place = f"{m.field}: “{m.found}”"
        own = meanings.setdefault(m.key, m)
        disagree(place, own.written or "(blank)", m.written or "(blank)")
        if own.written == m.written and not own.note:
            meanings[m.key] = replace(own, note=m.note)
        elif m.note:
            disagree(f"note on {place}", own.note or "(none)", m.note)
    columns = dict(mine.columns)
    for header, name in theirs.columns.items():
        ours = columns.setdefault(header, name)
        disagree(f"column “{header}”", ours or "(aside)", name or "(aside)")
    known = {k.key: k for k in mine.known}
    for k in theirs.known:
        only = f" of “{k.value}”" if k.value is not None else ""
        ours = known.setdefault(k.key, k).reason
        disagree(f"reason for {k.rule} in {k.field}{only}", ours, k.reason)
    sheet = mine.sheet or theirs.sheet
    if theirs.sheet:
        disagree("sheet of the records", sheet, theirs.sheet)
    rules, _, differ = with_rules_added(mine.rules, theirs.rules)
    for rule in differ:
        here = next(r for r in mine.rules if r.key == rule.key)
        disagree(f"own rule “{rule.name}”", rule_words(here), rule_words(rule))
    filters = {f.key: f for f in mine.filters}
    for f in theirs.filters:
        disagree(f"filter “{f.name}”", filters.setdefault(f.key, f).where, f.where)
    together = Profile(columns=MappingProxyType(columns), sheet=sheet).with_rules(rules)
    together = together.with_meanings(meanings.values()).with_filters(filters.values())
    spellings = {s.key: s for s in mine.spellings}
    for s in theirs.spellings:
        place = f"spelling of {s.field}: “{s.found}”"
        disagree(place, spellings.get(s.key, s).written, s.written)
    theirs_first = [s for s in theirs.spellings if s.key not in spellings]
    together = together.with_spellings([*theirs_first, *mine.spellings])
    return together.with_all_known(known.values()), tuple(found)


def usable_columns(
    columns: Mapping[str, str | None], specification: Specification
) -> dict[str, str | None]:
    """Return the remembered columns that a pack can follow: of fields it has, or kept aside.

    An entry of a field that the pack lacks stays in the profile; it stops no file from opening.
    """
    return {h: f for h, f in columns.items() if f is None or f in specification.by_name}


def may_have_meanings(specification: Specification) -> tuple[str, ...]:
    """Return the fields whose values a profile may hold: those with a list, none about a person."""
    return tuple(f.name for f in specification.fields if f.values is not None and not f.personal)


def why_not_kept(
    meaning: Meaning, specification: Specification, people: People | None = None
) -> str:
    """Say why a meaning may not enter a profile; "" if it may.

    people: of the file the value comes from, whose names and identifiers are looked at too.
    """
    name = meaning.field
    spec_field = specification.by_name.get(name)
    if spec_field is None:
        return f"the specification has no field {name}"
    if name not in may_have_meanings(specification):
        return f"{name} has no list: a profile keeps no identifiers, dates, names or free text"
    if not meaning.found.strip():
        return "a blank cell means nothing"
    listed = specification.values(name)
    if meaning.written and listed and meaning.written not in listed:
        return f"what it means is not in the list of {name}"
    if meaning.written and not listed:
        return f"the list of {name} is not public, so nothing can be said about its values"
    if meaning.found == meaning.written:
        return "it means itself"
    if meaning.found in listed:
        return f"the list of {name} has the value itself, with a meaning of its own"
    same = {shape(text): text for text in listed}.get(shape(meaning.found), meaning.written)
    if same != meaning.written:
        return f"but for case and spaces the list of {name} has the value itself"
    if len(meaning.found) > 120:
        return "it is too long for a value of a list"
    why = personal_words(meaning.found, people, dates=False)
    if not why and people is not None:
        why = people.why_personal(name, meaning.found)
    return why or personal_words(meaning.note, people)


def why_column_not_kept(header: str, people: People | Extract | None = None) -> str:
    """Say why a header may not be remembered; "" if it may. people: of the file that has it."""
    if not header.strip():
        return "a header is missing"
    if len(header) > _LONGEST_HEADER:
        return "it is too long for a header"
    return personal_words(header, people, dates=False)


def new_meaning(
    name: str,
    found: str,
    written: str,
    specification: Specification,
    extract: Extract | None = None,
    *,
    note: str = "",
) -> Meaning:
    """Make a meaning, decided today. Raises InputProblem when it may not enter a profile."""
    made = Meaning(name, found.strip(), written, note, date.today().isoformat())
    why = why_not_kept(made, specification, People(extract) if extract is not None else None)
    if why:
        raise InputProblem(
            f"This value of {name} is not kept in the profile: {why}.",
            "Change the cells without keeping it, or correct them in the source.",
        )
    return made


def default_profile() -> Path:
    """Return where the council's own profile is kept; it need not exist yet."""
    return settings_folder() / FILE_NAME


def load_profile(path: Path, specification: Specification) -> Profile:
    """Read a profile. Raises InputProblem (also for anything about a person), EnvironmentProblem.

    A meaning of a field that the pack has no longer, or of a value that its list has no longer, is
    kept: `standings` says so.
    """
    content = read_json(path, SCHEMA, "a profile", LARGEST_OF_DECISIONS)
    return _profile_of(content, specification, path.name)


def profile_of(content: Mapping[str, Any], specification: Specification, name: str) -> Profile:
    """Build a profile from its JSON value; name: that of the file, for messages."""
    check_shape(content, SCHEMA, f"{name} is not a profile")
    return _profile_of(content, specification, name)


def _profile_of(content: Mapping[str, Any], specification: Specification, name: str) -> Profile:
    columns = MappingProxyType(dict(content.get("columns", {})))
    profile = Profile(columns=columns, sheet=content.get("sheet", ""))
    profile = profile.with_meanings(Meaning(**m) for m in content["meanings"])
    profile = profile.with_all_known(KnownFinding(**k) for k in content.get("known", ()))
    profile = profile.with_rules(rules_of(content.get("rules", ()), name))
    profile = profile.with_filters(SavedFilter(**f) for f in content.get("filters", ()))
    profile = profile.with_spellings(Spelling(**s) for s in content.get("spellings", ()))
    _refuse_personal(profile, specification, name)
    return profile


def _refuse_personal(profile: Profile, specification: Specification, name: str) -> None:
    check_filters(profile.filters, specification, name)
    check_spellings(profile.spellings, name)
    kept = may_have_meanings(specification)
    texts = [("meaning", m.field, m.found, False) for m in profile.meanings]
    texts += [("meaning", m.field, m.written, False) for m in profile.meanings]
    texts += [("note on a meaning", m.field, m.note, True) for m in profile.meanings]
    texts += [("column", f or "(aside)", h, False) for h, f in profile.columns.items()]
    texts += [("name of the sheet", "the workbook", profile.sheet, False)]
    texts += [("known finding", k.field, k.value or "", False) for k in profile.known]
    texts += [("reason of a known finding", k.field, k.reason, True) for k in profile.known]
    valued = [m.field for m in profile.meanings] + [k.field for k in profile.known if k.value]
    for used in valued:
        if used in specification.by_name and used not in kept:
            raise InputProblem(
                f"{name} holds values of {used}, which a profile may not: it keeps no "
                "identifiers, dates, names or free text.",
                f"Remove the entries of {used}.",
            )
    refuse_personal_rules(profile.rules, specification, name)
    for what, used, text, dates in texts:
        why = "" if text in _listed(used, specification) else looks_personal(text, dates=dates)
        if why:
            raise InputProblem(
                f"{name} may hold something about a person: a {what} of {used}; {why}.",
                "Remove it from the profile.",
            )


def _listed(name: str, specification: Specification) -> tuple[str, ...]:
    return specification.values(name) if name in specification.by_name else ()


def profile_json(profile: Profile) -> dict[str, Any]:
    """Return a profile as the JSON value that is kept."""
    return {
        "kind": "CLD Validator profile",
        "version": 1,
        "meanings": [
            {"field": m.field, "found": m.found, "written": m.written}
            | ({"note": m.note} if m.note else {})
            | ({"since": m.since} if m.since else {})
            for m in profile.meanings
        ],
        "columns": dict(sorted(profile.columns.items())),
        **({"sheet": profile.sheet} if profile.sheet else {}),
        **({"rules": rules_json(profile.rules)} if profile.rules else {}),
        "known": [
            {
                "rule": k.rule,
                "field": k.field,
                "value": k.value,
                "reason": k.reason,
                "cells": k.cells,
                "since": k.since,
            }
            for k in profile.known
        ],
        **({"filters": [asdict(f) for f in profile.filters]} if profile.filters else {}),
        **({"spellings": [asdict(s) for s in profile.spellings]} if profile.spellings else {}),
    }


def save_profile(
    profile: Profile, target: Path, specification: Specification, *, overwrite: bool = False
) -> None:
    """Write a profile. Raises InputProblem when it may hold something about a person."""
    content = profile_json(profile)
    check_shape(content, SCHEMA, "The profile cannot be kept")
    _refuse_personal(profile, specification, "The profile")
    write_json(content, target, overwrite=overwrite, largest=LARGEST_OF_DECISIONS)
