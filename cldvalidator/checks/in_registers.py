"""Rules on GP practices and CQC locations, by the registers that the user has imported."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from cldvalidator.checks.context import FAR, Context, Mask, rows_of
from cldvalidator.checks.running import Hit, Skip, rule
from cldvalidator.extract import Column
from cldvalidator.registers.imported import (
    CQC_LOCATIONS,
    GP_PRACTICES,
    NOT_THERE,
    CodeRegister,
    UnreadableRegister,
    imported_register,
    places_in,
)

PRACTICE = "GP Practice Code"
LOCATION, LOCATION_NAME = "Provider CQC Location ID", "Provider CQC Location Name"
NO_PRACTICE = ("V81997", "V81998", "V81999")
"""Codes for nobody's practice (none, not known, none that can be given); no register has them."""
TITLES = {GP_PRACTICES: "GP practices", CQC_LOCATIONS: "CQC locations"}
_SAY_LITTLE = frozenset(
    {"and", "the", "for", "care", "home", "homes", "house", "limited", "ltd", "plc", "llp",
     "cic", "group", "services", "service", "support", "living", "nursing", "residential",
     "domiciliary", "community", "supported", "centre", "lodge", "court", "health", "healthcare",
     "social"}
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+")


def _register(name: str) -> CodeRegister:
    try:
        found = imported_register(name)
    except UnreadableRegister:
        raise Skip(
            f"The imported register of {TITLES[name]} cannot be read. Import it again."
        ) from None
    if found is None:
        raise Skip(
            f"No register of {TITLES[name]} was imported (`cldvalidator published import FILE`)."
        )
    return found


def _of_the_form(context: Context, name: str) -> Mask:
    """By code: has the text the form of a code? One that has not is another rule's."""
    pattern = context.specification.by_name[name].format.pattern or ""
    found: Mask = pc.match_substring_regex(context.column(name).values, pattern).to_numpy(
        zero_copy_only=False
    )
    return found


def _places(column: Column, register: CodeRegister) -> npt.NDArray[np.int32]:
    """By code: the text's place in the register."""
    return column.by_text(places_in, register)


@rule("ID-20", needs=(PRACTICE,))
def unknown_practice(context: Context) -> Iterator[Hit]:
    """Practices that are not in the register."""
    column, register = context.column(PRACTICE), _register(GP_PRACTICES)
    unknown = _of_the_form(context, PRACTICE) & (_places(column, register) == NOT_THERE)
    unknown &= ~context.by_code(PRACTICE, *NO_PRACTICE)
    yield Hit(PRACTICE, rows_of(column.take(unknown)))


@rule("ID-21", needs=(PRACTICE, "Event Start Date"))
def closed_practice(context: Context) -> Iterator[Hit]:
    """Practices that had closed before the event began."""
    column, register = context.column(PRACTICE), _register(GP_PRACTICES)
    places = column.take(_places(column, register))
    there = (places != NOT_THERE) & context.dated("Event Start Date")
    closed = register.closed[np.maximum(places, 0)] if len(register.codes) else places
    yield Hit(PRACTICE, rows_of(there & (closed < context.days("Event Start Date"))))


@rule("ID-22", needs=(LOCATION,))
def unknown_location(context: Context) -> Iterator[Hit]:
    """Locations that are not active in the register."""
    column, register = context.column(LOCATION), _register(CQC_LOCATIONS)
    unknown = _of_the_form(context, LOCATION) & (_places(column, register) == NOT_THERE)
    yield Hit(LOCATION, rows_of(context.service & column.take(unknown)))


@rule("ID-23", needs=(LOCATION, "Event Start Date", "Event End Date"))
def location_not_yet_open(context: Context) -> Iterator[Hit]:
    """Locations that were registered only after the service had ended, or the period had."""
    column, register = context.column(LOCATION), _register(CQC_LOCATIONS)
    places = column.take(_places(column, register))
    last = context.ends if context.period is None else np.minimum(context.ends, context.period[1])
    there = (places != NOT_THERE) & context.dated("Event Start Date") & (last != FAR)
    opened = register.opened[np.maximum(places, 0)] if len(register.codes) else places
    yield Hit(LOCATION, rows_of(context.service & there & (opened > last)))


@rule("ID-24", needs=(LOCATION, LOCATION_NAME))
def name_of_another_location(context: Context) -> Iterator[Hit]:
    """Locations whose name shares no word with the register's name of location or provider."""
    column, names = context.column(LOCATION), context.column(LOCATION_NAME)
    register = _register(CQC_LOCATIONS)
    places = column.take(_places(column, register))
    rows = np.flatnonzero((places != NOT_THERE) & ~context.blank(LOCATION_NAME) & context.service)
    if not len(rows) or not register.names:
        return
    pairs = places[rows].astype(np.int64) * len(names.values) + names.codes[rows]
    distinct, number = np.unique(pairs, return_inverse=True)
    other = np.zeros(len(distinct), bool)
    for at, pair in enumerate(distinct.tolist()):
        place, code = divmod(pair, len(names.values))
        other[at] = _is_another(register, place, str(names.values[code]))
    yield Hit(LOCATION_NAME, rows[other[number]].astype(np.int32))


def _is_another(register: CodeRegister, place: int, name: str) -> bool:
    given = _words(name)
    known = _words(register.names[place])
    if register.providers:
        known |= _words(register.providers[place])
    return bool(given and known) and given.isdisjoint(known)


def _words(text: str) -> set[str]:
    """Return the words that tell a location from others, in small letters, cut to five letters."""
    words = {w[:5] for w in _WORD.findall(text.casefold().replace("'", ""))}
    return {w for w in words if len(w) > 2} - {w[:5] for w in _SAY_LITTLE}
