"""Rules on postcodes, by the register of postcodes that comes with the program."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.context import NOBODY, Context, rows_of
from cldvalidator.checks.running import Hit, about_the_file, rule
from cldvalidator.registers.postcodes import (
    NOT_THERE,
    UNKNOWN_PLACE,
    postcode_places,
    postcode_register,
)
from cldvalidator.wording import counted

POSTCODE, ACCOMMODATION = "Postcode", "Accommodation Status"
OWN_HOME = ("Owner occupier", "Tenant", "Settled mainstream housing")
"""How the statuses begin that say that a person lives in a home of their own or their family's."""
PLACES_NAMED = 5


@rule("ID-18", needs=(POSTCODE,))
def unknown_postcode(context: Context) -> Iterator[Hit]:
    """Postcodes that are not in the register."""
    column = context.column(POSTCODE)
    unknown = column.by_text(postcode_places) == NOT_THERE
    if unknown.any():
        yield Hit(POSTCODE, rows_of(column.take(unknown)))


@rule("ID-19", needs=(POSTCODE, ACCOMMODATION, "LA Code"), reach="file")
def own_home_elsewhere(context: Context) -> Iterator[Hit]:
    """Service users in a home of their own whose postcode lies in another council, as one count."""
    at_home = context.service_user & context.begins(ACCOMMODATION, *OWN_HOME)
    column = context.column(POSTCODE)
    of_text = column.by_text(postcode_places)
    known = (of_text != UNKNOWN_PLACE) & (of_text != NOT_THERE)
    if not known.any():
        return
    places = postcode_register().places
    own, of_row = _councils_of_rows(context, places), _number_of_council(context, places)
    there = of_row[column.take(of_text)]
    rows = np.flatnonzero(at_home & column.take(known) & (own >= 0) & (there != own))
    if not len(rows):
        return
    person = context.person[rows]
    people = len(np.unique(person[person != NOBODY]))
    names = {c.gss_codes[-1]: c.name for c in context.specification.councils if c.gss_codes}
    count = np.bincount(column.take(of_text)[rows], minlength=len(places))
    most = sorted(np.flatnonzero(count).tolist(), key=lambda place: (-count[place], place))
    named = [f"{names.get(places[p], places[p])} {count[p]:,}" for p in most[:PLACES_NAMED]]
    others = len(most) - PLACES_NAMED
    named += [f"{others:,} other {'place' if others == 1 else 'places'}"] if others > 0 else []
    counts = f"{counted(len(rows), 'record')} of {counted(people, 'person', 'people')}"
    yield from about_the_file(
        POSTCODE,
        [
            f"{counts} with a home of their own by {ACCOMMODATION} have a postcode of another"
            f" council: {', '.join(named)}. The first is in row"
            f" {context.extract.source_rows[rows[0]]:,}."
        ],
    )


def _number_of_council(context: Context, places: tuple[str, ...]) -> npt.NDArray[np.int16]:
    """Return, by place of the register, the council's number in the pack; -1 outside England."""
    numbers = {gss: i for i, c in enumerate(context.specification.councils) for gss in c.gss_codes}
    found = np.full(NOT_THERE + 1, -1, np.int16)
    found[: len(places)] = [numbers.get(place, -1) for place in places]
    return found


def _councils_of_rows(context: Context, places: tuple[str, ...]) -> npt.NDArray[np.int16]:
    """By row: the number in the pack of the council that the LA Code names; -1 for no such one.

    A council whose postcodes the register cannot tell from others' has -1, too.
    """
    specification, column = context.specification, context.column("LA Code")
    with_places = {
        c.code: i for i, c in enumerate(specification.councils) if set(c.gss_codes) & set(places)
    }
    councils = (specification.council_called(text.strip()) for text in column.texts)
    numbers = [with_places.get(c.code, -1) if c else -1 for c in councils]
    return column.take(np.array(numbers, np.int16))
