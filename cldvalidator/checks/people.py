"""Rules across the records of a person, and between carers and the people they care for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.checks.context import (
    FAR,
    NOBODY,
    NOT_LISTED,
    Codes,
    Context,
    Mask,
    rows_of,
    thresholds,
)
from cldvalidator.checks.fit import CARER_REASONS, LINKS, REASON
from cldvalidator.checks.folding import plain_texts
from cldvalidator.checks.groups import (
    Numbers,
    highest,
    in_groups_that_differ,
    top_of,
    tops,
    unlike_the_rest,
)
from cldvalidator.checks.running import Hit, rule

NHS, OWN = "NHS Number", "LA Person Unique Identifier"
NEVER_CHANGE = ("Gender", "Ethnicity")
NO_LINK = 0
"""Number of a person whom no link names, and of a blank link."""
DATES = ("Date of Birth", "Date of Death")
MAY_CHANGE = (
    REASON,
    "Accommodation Status",
    "Employment Status",
    "Client Funding Status",
)


@rule("ID-04", needs=(NHS, OWN), reach=(NHS, OWN))
def identifiers_conflict(context: Context) -> Iterator[Hit]:
    """One NHS number with several local identifiers, or the other way round."""
    both = context.valid_number & ~context.blank(OWN)
    nhs, own = context.column(NHS).codes, context.folded(OWN)
    of_own = unlike_the_rest(own, nhs, both)
    yield Hit(NHS, rows_of(of_own))
    yield Hit(OWN, rows_of(unlike_the_rest(nhs, own, both) & ~of_own))


@rule("ID-05", reach="person")
def details_conflict(context: Context) -> Iterator[Hit]:
    """Details of a person that disagree between their records."""
    for name in (*NEVER_CHANGE, *DATES, *MAY_CHANGE):
        yield Hit(name, context.once(("conflict", name), partial(_conflict, context, name)))


def _conflict(context: Context, name: str) -> npt.NDArray[np.int32]:
    """Return the rows whose detail is not that of the person's other records."""
    person = context.person
    somebody = person != NOBODY
    if name in DATES:
        dated = somebody & context.dated(name)
        return rows_of(unlike_the_rest(person, context.days(name), dated))
    value = context.listed(name)
    among = somebody & _known(context, name)
    if name in MAY_CHANGE:
        # Nearly everybody has one value throughout: only the others need their latest event found.
        rows = np.flatnonzero(among & _is_event(context) & in_groups_that_differ(person, value))
        among = _latest(context, rows[in_groups_that_differ(person[rows], value[rows])])
    return rows_of(unlike_the_rest(person, value, among))


def _known(context: Context, name: str) -> Mask:
    unsure = context.specification.unknown(name)
    if name == REASON:  # what a carer gets says nothing of why the person needs support
        unsure += CARER_REASONS
    known: Mask = (context.listed(name) != NOT_LISTED) & ~context.says(name, *unsure)
    return known


def _is_event(context: Context) -> Mask:
    """Rows that DHSC would keep: services, and other events that have ended."""
    ended: Mask = context.dated("Event End Date") & ~context.blank("Event Type")
    return (context.service | ended) & ~context.by_association


def _latest(context: Context, rows: npt.NDArray[np.integer]) -> Mask:
    """Mark, of some rows, each person's latest: by end (open is latest), then by start.

    Method section 12.1: all rows tied as latest decide, and conflict if they disagree.
    """
    marked = np.zeros(len(context), bool)
    if not len(rows):
        return marked
    dated = context.dated("Event Start Date")[rows]
    start = np.where(dated, context.days("Event Start Date")[rows], -int(FAR))
    when = context.derived_end[rows] * (4 * int(FAR)) + start
    top = highest(context.person[rows], when)
    marked[rows] = when == top
    return marked


@rule("ID-06", needs=(OWN, LINKS[0]), reach="file")
def linked_to_nobody(context: Context) -> Iterator[Hit]:
    """Linked people who are no service users of the file."""
    own, *links = _links(context)
    # A text that no link holds any more, after a change, still has its number.
    used = np.zeros(1 + max(int(link.max(initial=0)) for link in (own, *links)), bool)
    named = _linked(context, OWN)
    used[own[named[context.service_user[named]]]] = True
    carers = context.carer | context.by_association
    for name, link in zip(LINKS, links, strict=True):
        rows = _linked(context, name)
        yield Hit(name, rows[carers[rows] & (link[rows] != own[rows]) & ~used[link[rows]]])


def _linked(context: Context, name: str) -> npt.NDArray[np.int32]:
    """Return the rows that hold, in a field, somebody whom a link names."""

    def make() -> npt.NDArray[np.int32]:
        numbers = context.column(name).take(link_numbers(context, name) != NO_LINK)
        return rows_of(numbers)

    found: npt.NDArray[np.int32] = context.once(("linked", name), make)
    return found


def _links(context: Context) -> list[Numbers]:
    """Number the person and the three links of each row alike: equal texts, equal numbers.

    Only the people whom a link names have a number; the others, and blanks, are NO_LINK.
    """

    def numbers(name: str) -> Numbers:
        found: Numbers = context.once(
            ("link of row", name), lambda: context.column(name).take(link_numbers(context, name))
        )
        return found

    return [numbers(name) for name in (OWN, *LINKS)]


def link_numbers(context: Context, name: str) -> Numbers:
    """By code: the number of each text of a field among the people whom links name."""
    found: Numbers = context.once(
        ("link", name), lambda: link_numbers_of(context, context.column(name).values)
    )
    return found


def link_numbers_of(context: Context, texts: pa.StringArray) -> Numbers:
    """Return the number of texts among the people whom links name, NO_LINK for others."""

    def make() -> pa.StringArray:
        links = [context.column(name).values for name in LINKS]
        named = plain_texts(pa.concat_arrays(links)).unique()
        return named.filter(pc.not_equal(named, ""))

    named = context.once(("named by links",), make)
    place = pc.index_in(plain_texts(texts), named).fill_null(NO_LINK - 1)
    numbers: Numbers = place.to_numpy(zero_copy_only=False).astype(np.int32) + np.int32(1)
    return numbers


@rule("ID-07", needs=(OWN, LINKS[0]))
def linked_to_self_or_twice(context: Context) -> Iterator[Hit]:
    """Carers linked to themselves, or twice to the same person."""
    own, first, second, third = _links(context)
    carers = context.carer | context.by_association
    again_second = (second == own) | (second == first)
    again_third = (third == own) | (third == first) | (third == second)
    yield Hit(LINKS[0], rows_of(carers & (first != NO_LINK) & (first == own)))
    yield Hit(LINKS[1], rows_of(carers & (second != NO_LINK) & again_second))
    yield Hit(LINKS[2], rows_of(carers & (third != NO_LINK) & again_third))


@rule("ID-08", needs=("No. of adults being cared for", LINKS[0]))
def more_links_than_adults(context: Context) -> Iterator[Hit]:
    """More linked people than the number of adults cared for."""
    name = "No. of adults being cared for"
    links = sum((~context.blank(link)).astype(np.int8) for link in LINKS)
    yield Hit(name, rows_of(links > context.number(name)))


@rule("CLI-07", needs=(OWN, LINKS[0], "Has Unpaid Carer"), reach="file")
def cared_for_without_carer(context: Context) -> Iterator[Hit]:
    """People whom a carer names, but who are said to have no carer."""
    name = "Has Unpaid Carer"
    own, *links = _links(context)
    carers = context.carer | context.by_association
    named = np.zeros(1 + max(int(link.max(initial=0)) for link in (own, *links)), bool)
    for field, link in zip(LINKS, links, strict=True):
        rows = _linked(context, field)
        named[link[rows[carers[rows]]]] = True
    rows = _linked(context, OWN)
    cared_for = named[own[rows]] & context.service_user[rows] & context.says(name, "No")[rows]
    yield Hit(name, rows[cared_for])


@rule("OUT-05", needs=("Event Outcome",), reach="person")
def progress_without_sequel(context: Context) -> Iterator[Hit]:
    """Requests and assessments that progress to something that is not in the file."""
    if context.period is None:
        return
    progress = context.begins("Event Outcome", "Progress to") & context.dated("Event Start Date")
    settled = context.ends <= context.period[1] - thresholds()["follow_up_days"]
    asked = progress & settled & (context.request | context.assessment)
    rows = np.flatnonzero(asked & (context.person != NOBODY))
    start = context.days("Event Start Date")
    person = context.person[rows]
    service = np.flatnonzero(context.service)
    # A service that ends before it starts is wrong itself, and yet it follows.
    last = np.maximum(context.ends[service], start[service])
    until = tops(context.person[service], last.astype(np.int64))
    by_service = top_of(until, person)
    meeting = np.flatnonzero(context.assessment | context.review)
    ends = context.ends[meeting]
    met = np.maximum(start[meeting], np.where(ends == FAR, start[meeting], ends))
    by_any = np.maximum(by_service, top_of(tops(context.person[meeting], met), person))
    waits = np.where(context.request[rows], by_any < start[rows], by_service < start[rows])
    yield Hit("Event Outcome", rows[waits])


@rule("OUT-06", needs=("Review Reason", "Service Type"), reach="person")
def review_and_support(context: Context) -> Iterator[Hit]:
    """Reviews whose reason does not go with the support that the person has."""
    person, name = context.person, "Review Reason"
    long_term = _has(person, context.begins("Service Type", "Long term support"))
    short_term = _has(person, context.begins("Service Type", "Short term support"))
    planned = context.begins(name, "Planned") & short_term & ~long_term
    after_short = context.begins(name, "Review of short term") & long_term & ~short_term
    someone = (person != NOBODY) & context.review
    yield Hit(name, rows_of(someone & (planned | after_short)))


def _has(person: Codes, mask: Mask) -> Mask:
    return highest(person, mask.astype(np.int64)).astype(bool)


@rule("SVC-05", needs=("Service Type",), reach="person")
def settings_overlap(context: Context) -> Iterator[Hit]:
    """A person in two different long-term settings for longer than the day of a move."""
    name = "Service Type"
    settings = [
        context.says(name, f"Long term support: {s}")
        for s in ("Nursing care", "Residential care", "Community")
    ]
    setting = np.select(settings, [0, 1, 2], default=-1)
    rows = np.flatnonzero(
        (setting >= 0) & context.dated("Event Start Date") & (context.person != NOBODY)
    )
    rows = rows[in_groups_that_differ(context.person[rows], setting[rows])]
    if not len(rows):
        return
    start = context.days("Event Start Date")[rows].astype(np.int64)
    person = context.person[rows]
    order = np.lexsort((rows, start, person))
    rows, start, person = rows[order], start[order], person[order]
    new_person = np.ones(len(rows), bool)
    new_person[1:] = person[1:] != person[:-1]
    number = np.cumsum(new_person).astype(np.int64)
    # A service of one day inside another setting is a day, not an overlap.
    longer = context.ends[rows] > start
    overlaps = np.zeros(len(rows), bool)
    span = 4 * int(FAR)
    for place in range(len(settings)):
        # The latest end so far of the person's services in this setting; people do not mix, because
        # each person's days lie in a span of their own.
        there = setting[rows] == place
        end = np.where(there, context.ends[rows].astype(np.int64), -int(FAR)) + number * span
        before = np.concatenate([[-span], np.maximum.accumulate(end)[:-1]]) - number * span
        overlaps |= ~there & longer & (before > start)
    yield Hit(name, np.sort(rows[overlaps]))
