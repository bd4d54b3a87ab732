"""What was done in an event goes to another event of the same kind; amounts change a little."""

from __future__ import annotations

import re

import numpy as np

from cldvalidator.checks.cells.fields import blank_words
from cldvalidator.checks.comparing import numbers
from cldvalidator.extract import Column
from cldvalidator.twin_data.group_arrays import (
    NONE,
    Mask,
    Numbers,
    combined,
    exchanged,
    has_enough,
    in_enough,
    numbered_sets,
    random_words,
    ranked,
)
from cldvalidator.twin_data.kinds import RowKinds
from cldvalidator.twin_data.respelling import Respelling, Wanted, column_of_texts, rule_of
from cldvalidator.twin_data.shapes import around, shape_of
from cldvalidator.twin_data.source import NO_DAY, Source

_ALIKE = ("Event Outcome", "Review Reason", "Service Component")
"""In which fields events are alike that are exchanged, what matters most first."""
_TRIES = 200
_CHANGE = 0.1
"""How far an amount changes at most, as a share."""


def _findings_of_rows(source: Source) -> Numbers:
    """By row: a number for the findings that have to do with what was done in an event, or 0."""
    names = set(source.roles.of("event", "cost"))
    return source.sets_of_findings(
        lambda g: bool(names & {g.field, *g.rule.fields}), np.arange(len(source))
    )


def event_donors(source: Source, kinds: RowKinds, random: np.random.Generator) -> Numbers:
    """By row: the row of whom it takes what was done in the event.

    One of the same client, event and service type, open or ended; as long as enough people have
    such, also of the same findings, outcome and component.
    """
    own = (kinds.taken == np.arange(len(source))) & _only_common_values(source)
    ended = np.where(source.context.blank("Event End Date"), 0, 1)
    ended += np.where(source.days("Event Start Date") == NO_DAY, 2, 0)
    ended += np.where(source.context.blank("Date of Death"), 0, 4)
    parts = [kinds.place, ended]
    findings = _findings_of_rows(source)
    services = services_of_person(source)[source.person]
    support = _support_of_person(source)[source.person]
    progress = source.context.begins("Event Outcome", "Progress to").astype(np.int64)
    outcome, reason, component = (source.extract.column(n).codes.astype(np.int64) for n in _ALIKE)
    alike = combined([*parts, findings, outcome, component])
    found = _bundles_exchanged(source, kinds, alike, random)
    for more in (
        [findings, outcome, reason, services, component],
        [findings, outcome, reason, support, component],
        None,
        [findings, progress, reason, support, component],
        [findings, progress, reason, support],
        [findings, progress, support],
        [findings, progress],
        [findings],
        [component],
        [],
    ):
        waiting = found == NONE
        if not waiting.any():
            break
        if more is None:  # a fault that few others have stays where it is
            found = np.where(waiting & own & (findings > 0), np.arange(len(source)), found)
            continue
        stratum = combined([*parts, *more])
        enough = in_enough(stratum, source.person, source.roles.fewest)
        among = waiting & own & enough
        found = np.where(among, exchanged(stratum, among, random), found)
        alone = among & (found == np.arange(len(source)))
        found[alone] = NONE
        found = _of_others(found, stratum, own & enough, waiting, random)
    return np.where(found == NONE, np.arange(len(source)), found)


def _only_common_values(source: Source) -> Mask:
    """By row: is no value of its event one that few people have?"""
    found = np.ones(len(source), bool)
    for name in source.roles.of("event"):
        value = source.listed(name) + 1
        found &= (value == 0) | in_enough(value, source.person, source.roles.fewest)
    return found


def _bundles_exchanged(
    source: Source, kinds: RowKinds, alike: Numbers, random: np.random.Generator
) -> Numbers:
    """By row: the row of whom it takes, for events of a person that begin on one day; else NONE.

    They go together, to a person with as many events that are alike: whether two of them are one
    event to DHSC depends on all. Where few people have such, they stay.
    """
    start, place = source.days("Event Start Date"), kinds.place
    own = kinds.taken == np.arange(len(source))
    bundle = combined([source.person, start, place])
    size = np.bincount(bundle)
    found = np.full(len(source), NONE, np.int64)
    rows = np.flatnonzero((size[bundle] > 1) & (start != NO_DAY) & own)
    if not len(rows):
        return found
    rows = rows[np.lexsort((alike[rows], bundle[rows]))]
    first = np.flatnonzero(np.append(True, np.diff(bundle[rows]) != 0))
    sums = np.add.reduceat(random_words(alike[rows]), first)
    count = np.diff(np.append(first, len(rows)))
    stratum = combined([place[rows[first]], count, sums.view(np.int64)])
    enough = in_enough(stratum, source.person[rows[first]], source.roles.fewest)
    other = exchanged(stratum, enough, random)
    other = np.where(enough, other, np.arange(len(first)))
    inside = np.arange(len(rows)) - np.repeat(first, count)
    found[rows] = rows[np.repeat(first[other], count) + inside]
    return found


def services_of_person(source: Source) -> Numbers:
    """By person: a number for the set of service types that they have."""
    return set_of_person(source, source.listed("Service Type") + 1)


def set_of_person(source: Source, types: Numbers) -> Numbers:
    """By person: a number for the set of values in their rows. types: by row, from 0."""
    return numbered_sets(source.person, types, source.people)


def _support_of_person(source: Source) -> Numbers:
    """By person: whether they have long-term support, short-term support, both or neither."""
    sorts = np.zeros(len(source), np.int64)
    for number, sort in enumerate(("Long term support", "Short term support"), 1):
        sorts[source.context.begins("Service Type", sort)] = number
    return set_of_person(source, sorts)


def _of_others(
    found: Numbers, stratum: Numbers, donors: Mask, waiting: Mask, random: np.random.Generator
) -> Numbers:
    """Let rows that are still waiting take from any donor of their stratum."""
    rows = np.flatnonzero(waiting & (found == NONE))
    there = np.flatnonzero(donors)
    if not len(rows) or not len(there):
        return found
    there = there[np.argsort(stratum[there], kind="stable")]
    first = np.searchsorted(stratum[there], stratum[rows], "left")
    size = np.searchsorted(stratum[there], stratum[rows], "right") - first
    has = size > 0
    found[rows[has]] = there[first[has] + random.integers(0, size[has])]
    return found


class AmountCells:
    """Writes the cells of a cost or a count anew."""

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._field = source.specification.by_name[name]
        self._column = source.extract.column(name)
        self._judged = source.result.judged[name]
        read = source.read.column(name)
        values = read.by_text(numbers)
        self._number = np.full(len(self._column.values), np.nan)
        self._number[self._column.codes] = read.take(values)
        self._respelling = Respelling(source, name)
        there = ~np.isnan(self._number)
        enough = has_enough(self._column.codes, source.person, source.roles.fewest)
        self._common = there.copy()
        self._common[: len(enough)] &= enough
        self._common[len(enough) :] = False
        rare = there & ~self._common
        self._digits = [_number_in(text) for text in self._column.texts]
        self._rare_numbers = {self._digits[c] for c in np.flatnonzero(rare).tolist()} - {""}
        decimals = np.array([len(d.partition(".")[2]) for d in self._digits], np.int64)
        self._step = 10 ** (2 - np.minimum(decimals, 2))
        self._rare = np.unique(np.round(self._number[rare] * 100).astype(np.int64))

    def changed(self, codes: Numbers, person: Numbers, random: np.random.Generator) -> Column:
        """Return a column: amounts that few people have changed by up to a tenth.

        person: by row. Equal amounts of a person stay equal.
        """
        common = self._common[codes] | self._column.blank_values[codes]
        rows = np.flatnonzero(~common)
        width = len(self._column.values)
        pairs, which = ranked(person[rows] * width + codes[rows])
        code = pairs % width
        factor = 1 + _CHANGE * (random.random(len(code)) * 2 - 1)
        step, number = self._step[code], np.nan_to_num(self._number[code])
        pence = np.round(number * factor * 100 / step).astype(np.int64) * step
        for _ in range(_TRIES):
            same = np.flatnonzero(np.isin(pence, self._rare))
            if not len(same):
                break
            sign = np.where(pence[same] < 0, -1, 1)
            pence[same] += sign * step[same] * random.integers(1, 9, len(same))
        low = int(pence.min(initial=0))
        span = int(pence.max(initial=0)) - low + 1
        distinct, place = ranked(code * span + pence - low)
        wanted = [self._text(d // span, d % span + low) for d in distinct.tolist()]
        texts = self._respelling.texts(wanted)
        return self._replaced(codes, rows, texts, place[which])

    def kept(self, codes: Numbers) -> Column:
        """Return a column: numbers that few people have become the nearest that more have."""
        rows = np.flatnonzero(~(self._common[codes] | self._column.blank_values[codes]))
        free = next((str(n) for n in range(1, _TRIES) if 100 * n not in self._rare), "")
        distinct, place = ranked(codes[rows])
        common = np.flatnonzero(self._common)
        wanted: list[str | Wanted] = []
        for code in distinct.tolist():
            text, apart = self._column.texts[code], self._number[common] - self._number[code]
            if np.isnan(self._number[code]):
                wanted.append(self._no_number(text, code))
            elif len(common):  # of two as near the larger one
                nearest = common[np.lexsort((-apart, np.abs(apart)))[0]]
                wanted.append(self._column.texts[nearest])
            else:
                wanted.append(free)
        return self._replaced(codes, rows, self._respelling.texts(wanted), place)

    def _replaced(self, codes: Numbers, rows: Numbers, texts: list[str], place: Numbers) -> Column:
        """Return a column of texts by code, with other texts in some rows."""
        kept, found = ranked(np.append(codes, 0))
        found = found[:-1]
        found[rows] = len(kept) + place
        return column_of_texts([*(self._column.texts[c] for c in kept.tolist()), *texts], found)

    def _text(self, code: int, pence: int) -> str | Wanted:
        text = self._column.texts[code]
        if np.isnan(self._number[code]):
            return self._no_number(text, code)
        rule, plain = rule_of(self._judged.faults.get(code)), self._digits[code]
        decimals = len(plain.partition(".")[2]) if plain else 2
        new = _amount(pence, decimals)
        for _ in range(_TRIES):  # the next one up that is no rare number of the original
            if new not in self._rare_numbers:
                break
            pence += int(self._step[code])
            new = _amount(pence, decimals)
        if not rule:
            return new
        wrapped = around(text, plain) if plain else None
        ways = [f"{wrapped[0]}{new}{wrapped[1]}"] if wrapped is not None else []
        ways += [f"£{new}", f"{new} a week", f"{new}5" if "." in new else f"{new}.005", f"{new} "]
        ways += [f'="{new}"', f"+{new}"]
        of_nobody = (w for w in ways if _number_in(w) not in self._rare_numbers)
        return Wanted(rule, tuple(of_nobody), new)

    def _no_number(self, text: str, code: int) -> str | Wanted:
        if text.strip().casefold() in blank_words(self._field.name, False):
            return text
        rule = rule_of(self._judged.faults.get(code))
        return Wanted(rule, (shape_of(text), "xxxx", "x a xxxx"), "xxxx")


def _number_in(text: str) -> str:
    found = re.search(r"-?[0-9][0-9,]*(?:\.[0-9]+)?", text)
    return found[0] if found is not None else ""


def _amount(pence: int, decimals: int) -> str:
    sign = "-" if pence < 0 else ""
    whole, rest = divmod(abs(pence), 100)
    if decimals == 0:
        return f"{sign}{whole}"
    if decimals == 1:
        return f"{sign}{whole}.{rest // 10}"
    return f"{sign}{whole}.{rest:02d}" + "5" * (decimals - 2)
