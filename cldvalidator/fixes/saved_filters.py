"""Filters kept in the profile under a name, never with a value that may be about a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from cldvalidator.filters import FilterFields, FilterProblem, filter_text, read_filter
from cldvalidator.filters.text import bound_text
from cldvalidator.fixes.private_texts import People, looks_personal, personal_words
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification, load_specification
from cldvalidator.specification.conditions import (
    All,
    AnyOf,
    Condition,
    DaysFromTo,
    FieldCompares,
    FieldIs,
    HasFinding,
    Not,
    OtherEvents,
)

NAMED = "@"
"""What begins the name of a saved filter where the text of one is expected."""
LONGEST_NAME, LONGEST_FILTER = 60, 2_000
_LONG_NUMBER = 10**7


@dataclass(frozen=True)
class SavedFilter:
    """A filter's name, and its text as `filter_text` writes it."""

    name: str
    where: str

    @property
    def key(self) -> str:
        """What it is known by: case and spaces at the ends aside."""
        return self.name.strip().casefold()


def new_filter(
    name: str, condition: Condition, fields: FilterFields, people: People | None = None
) -> SavedFilter:
    """Return a filter to keep. Raises InputProblem that says why it may not be kept.

    fields: of the file that it was made for. people: of that file, whose names and identifiers are
    looked at too.
    """
    made = SavedFilter(name.strip(), filter_text(condition, fields))
    if why := why_filter_not_kept(made, condition, fields.specification, people):
        raise InputProblem(
            f"The filter is not saved: {why}.",
            "Take that condition out and save the rest, or type the filter again when needed.",
        )
    return made


def why_filter_not_kept(
    saved: SavedFilter,
    condition: Condition,
    specification: Specification,
    people: People | None = None,
) -> str:
    """Say why a filter may not enter a profile; "" if it may. condition: what its text says."""
    if not saved.name.strip():
        return "it has no name"
    if len(saved.name) > LONGEST_NAME:
        return f"its name has more than {LONGEST_NAME} characters"
    if why := personal_words(saved.name, people, dates=False):
        return f"its name may say something about a person: {why}"
    if len(saved.where) > LONGEST_FILTER:
        return f"it has more than {LONGEST_FILTER:,} characters"
    for name, values in _comparisons(condition):
        field = specification.by_name.get(name)
        if field is None:
            return "it names a column that the specification does not have"
        if values is not None and field.personal:
            return (
                f"it holds a value of {name}. A profile keeps no identifiers, names, dates of "
                "birth, postcodes or free text"
            )
        for value in values or ():
            if value not in specification.values(name) and (
                why := _why_personal(name, field.type, value, people)
            ):
                return f"a value of {name} may be about a person: {why}"
    return ""


def _why_personal(name: str, kind: str, value: str, people: People | None) -> str:
    if kind == "cqc_location_id" and value.startswith("1-") and len(value) > len("1-123456789"):
        return ""  # the CQC's own number of a place, longer than a number of a person
    digits = sum(map(str.isdigit, value))
    if kind == "date" and digits <= len("31032026") and not any(map(str.isalpha, value)):
        return ""  # a day, or a part of one, in a field that is not about a person
    why = personal_words(value, people, dates=False)
    return why or (people.why_personal(name, value) if people is not None else "")


def _comparisons(condition: Condition) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    """Yield each field that a filter names with the texts it is compared with.

    None where it is compared with nothing. Days are no text; of numbers only those are that are as
    long as an identifier.
    """
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _comparisons(part)
        case Not(part):
            yield from _comparisons(part)
        case FieldIs(name, op, values):
            yield name, None if op in ("blank", "not_blank") else values
        case FieldCompares(name, _, bounds):
            long = (b for b in bounds if not isinstance(b, date) and abs(b) >= _LONG_NUMBER)
            yield name, tuple(map(bound_text, long))
        case HasFinding(field=name) if name:
            yield name, None
        case DaysFromTo(start, end):
            yield from ((start, None), (end, None))
        case OtherEvents():  # of rules alone
            yield "", ()


def check_filters(
    filters: Iterable[SavedFilter], specification: Specification, profile: str
) -> None:
    """Refuse what a profile may not hold. profile: its name, for messages. Raises InputProblem."""
    for saved in filters:
        if why := looks_personal(saved.name):
            raise InputProblem(
                f"{profile} may hold something about a person in the name of a filter: {why}.",
                "Remove the filter from the profile.",
            )
        if why := why_refused(saved, specification):
            raise InputProblem(
                f"{profile}: the filter “{saved.name}” may not be in a profile: {why}.",
                "Correct it, or remove it from the profile.",
            )


def why_refused(
    saved: SavedFilter, specification: Specification, people: People | None = None
) -> str:
    """Say why the text of a filter may not enter a profile; "" if it may.

    One that names a field that the pack lacks may stay if a pack that comes with the program has
    it: another pack in use makes no profile unreadable.
    """
    reason = ""
    for known in (specification, *map(load_specification, ("2", "1"))):
        try:
            condition = read_filter(saved.where, FilterFields(known))
        except FilterProblem as problem:
            reason = reason or f"it{problem.what.removeprefix('The filter').removesuffix('.')}"
        else:
            return why_filter_not_kept(saved, condition, known, people)
    return reason


def why_filter_unused(saved: SavedFilter, specification: Specification) -> str:
    """Say why a filter cannot be used with a pack; "" if it can."""
    try:
        read_filter(saved.where, FilterFields(specification))
    except FilterProblem as problem:
        return f"{problem.what} {problem.advice}"
    return ""


def filter_called(text: str, filters: Iterable[SavedFilter], profile: str) -> str:
    """Return the text of a filter where "@" and the name of a saved one stands for it.

    profile: where they are saved, for messages. Raises InputProblem where there is none of the
    name.
    """
    if not text.lstrip().startswith(NAMED):
        return text
    there = {saved.key: saved for saved in filters}
    wanted = SavedFilter(text.strip().removeprefix(NAMED), "").key
    if wanted not in there:
        names = ", ".join(f"{NAMED}{saved.name}" for saved in there.values())
        raise InputProblem(
            f"{profile} has no filter of this name.",
            f"It has: {names}." if names else "It has no filters: save one in the window first.",
        )
    return there[wanted].where
