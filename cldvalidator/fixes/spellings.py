"""Decisions on names spelt in several ways, kept in the profile: the next file has them at once.

Names of providers and practices, and descriptions of events that several people have, are about no
person. A decision names the identifier that the name had, such as the CQC's of a location, and is
used where its records have that one or none: two identifiers are never brought together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from cldvalidator.extract import Extract
from cldvalidator.fixes.changes import ValueChange
from cldvalidator.fixes.near_spellings import NAMES, identifiers_of, is_near
from cldvalidator.fixes.private_texts import People, looks_personal, personal_words
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification

PERSON = "LA Person Unique Identifier"
DESCRIPTION = "Event Description"
ENOUGH_PEOPLE = 5
"""A description that so many people have is a code of the council, not a note about one of them."""
LONGEST = 120
IDENTIFIER = re.compile(r"1-[0-9]{5,12}|[a-zA-Z][0-9]{5}")
"""The CQC's number of a location, or the code of a practice."""


@dataclass(frozen=True)
class Spelling:
    """In `field`, the name `found` is a spelling of `written`.

    identifier: of what the name stands for, "" where none is known. since: the ISO day.
    """

    field: str
    found: str
    written: str
    identifier: str = ""
    since: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by: the very text."""
        return self.field, self.found


def in_one_step(spellings: Iterable[Spelling]) -> tuple[Spelling, ...]:
    """Return spellings so that each leads to what it is in the end; later ones are later decisions.

    A name that others become is itself no spelling of another one any more.
    """
    found: dict[tuple[str, str], Spelling] = {}
    leading: dict[tuple[str, str], set[tuple[str, str]]] = {}  # by the name that they lead to
    for new in spellings:
        if new.found == new.written:
            continue
        target = (new.field, new.written)
        for gone in (found.pop(target, None), found.get(new.key)):
            if gone is not None:
                leading[gone.field, gone.written].discard(gone.key)
        moved = leading.pop(new.key, set())
        for key in moved:
            old = found[key]
            same = old.identifier in ("", new.identifier)
            identifier = new.identifier if same else old.identifier
            found[key] = Spelling(old.field, old.found, new.written, identifier, old.since)
        found[new.key] = new
        leading.setdefault(target, set()).update(moved, [new.key])
    return tuple(found[key] for key in sorted(found))


def spelling_of(
    field: str, found: str, written: str, extract: Extract, people: People | None = None
) -> Spelling:
    """Return a decision, made today. Raises InputProblem that says why it may not be kept.

    extract: the file that it was made for.
    """
    ids = _identifiers(field, (found, written), extract)
    only = next(iter(ids)) if len(ids) == 1 else ""
    made = Spelling(field, found, written, only, date.today().isoformat())
    why = why_spelling_not_kept(made, extract, people or People(extract))
    if len(ids) > 1:
        why = "the two have different identifiers"
    elif only and not IDENTIFIER.fullmatch(only):
        why = "its identifier is none of the CQC or of a practice"
    if why:
        raise InputProblem(
            f"This spelling of {field} is not kept in the profile: {why}.",
            "Change it without keeping it.",
        )
    return made


def why_spelling_not_kept(spelling: Spelling, extract: Extract, people: People) -> str:
    """Say why a spelling of a file may not enter a profile; "" if it may."""
    if why := why_spelling_refused(spelling, people):
        return why
    if spelling.field == DESCRIPTION and _people_with(spelling, extract) < ENOUGH_PEOPLE:
        return f"fewer than {ENOUGH_PEOPLE} people have the description: it may be about one"
    return ""


def why_spelling_refused(spelling: Spelling, people: People | None = None) -> str:
    """Say why a spelling has no place in any profile; "" if it has."""
    field, found, written = spelling.field, spelling.found, spelling.written
    if field not in NAMES:
        return f"spellings of {field} are not kept"
    if not found.strip() or not written.strip():
        return "a blank cell is no name"
    if max(len(found), len(written)) > LONGEST:
        return f"a name has more than {LONGEST} characters"
    for text in (found, written):
        why = personal_words(text, people, dates=False)
        if not why and people is not None:
            why = people.why_personal(field, text)
        if why:
            return why
    return "" if is_near(found, written) else "the two are different names"


def check_spellings(spellings: Iterable[Spelling], profile: str) -> None:
    """Refuse what a profile may not hold. profile: its name, for messages. Raises InputProblem."""
    for spelling in spellings:
        if why := why_spelling_refused(spelling):
            place = spelling.field if not looks_personal(spelling.field) else "a field"
            raise InputProblem(
                f"{profile}: a spelling of {place} may not be in a profile: {why}.",
                "Remove it from the profile.",
            )


def why_spelling_unused(spelling: Spelling, specification: Specification) -> str:
    """Say why a spelling cannot be used with a pack; "" if it can."""
    there = spelling.field in specification.by_name
    return "" if there else "The specification has no such field."


def spelling_changes(
    spellings: Iterable[Spelling], extract: Extract, specification: Specification
) -> tuple[ValueChange, ...]:
    """Return the changes that spellings make in a file.

    None of a name whose records have another identifier than the decision, or than the name that it
    would become.
    """
    changes = []
    for spelling in spellings:
        if why_spelling_unused(spelling, specification):
            continue
        column = extract.records.columns.get(spelling.field)
        code = column.values.index(spelling.found).as_py() if column is not None else -1
        if column is None or code < 0 or not column.counts[code]:
            continue
        ids = _identifiers(spelling.field, (spelling.found, spelling.written), extract)
        if len(ids | ({spelling.identifier} - {""})) > 1:
            continue
        changes.append(
            ValueChange(
                spelling.field,
                spelling.found,
                spelling.written,
                int(column.counts[code]),
                "",
                certainty="ask",
                by="profile",
            )
        )
    return tuple(changes)


def _identifiers(field: str, texts: Iterable[str], extract: Extract) -> frozenset[str]:
    """Return the identifiers of the records that have one of some names."""
    column = extract.records.columns.get(field)
    if column is None:
        return frozenset()
    by_code = identifiers_of(extract.records, column, NAMES[field])
    codes = (column.values.index(text).as_py() for text in texts)
    return frozenset().union(*(by_code.get(code, frozenset()) for code in codes))


def _people_with(spelling: Spelling, extract: Extract) -> int:
    """Return how many people have the name that is written, in either spelling."""
    column, people = (extract.records.columns.get(n) for n in (spelling.field, PERSON))
    if column is None or people is None:
        return 0
    codes = [column.values.index(t).as_py() for t in (spelling.found, spelling.written)]
    rows = np.isin(column.codes, [c for c in codes if c >= 0]) & ~people.blank_rows
    return len(np.unique(people.codes[rows]))
