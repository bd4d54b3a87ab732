"""Identifiers anew: equal ones stay equal, none is one of the original."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from cldvalidator.checks.cells.fields import blank_words
from cldvalidator.checks.cells.identifiers import nhs_numbers, without_separators
from cldvalidator.extract import Column
from cldvalidator.twin_data.respelling import Respelling, Wanted, column_of_texts
from cldvalidator.twin_data.shapes import around, ends_of, shape_of
from cldvalidator.twin_data.source import Source

_FIRST, _NEVER_ISSUED = 998_000_000, 2_000_000
"""Numbers without their check digit that are never issued: those from 998 to 999."""
_DIGIT = re.compile("[0-9]")
_EXPONENT = re.compile(r"9(?:[.,]9+)?[Ee]\+99?")
_MOST_DIGITS = 15
"""Digits that a spreadsheet keeps of a number; it writes zeros for those behind."""


def new_number_columns(
    source: Source, names: Sequence[str], random: np.random.Generator
) -> dict[str, Column]:
    """Return the columns of identifiers anew.

    The people whom links name keep being linked: their new identifiers are the same in each field.
    """
    there = [n for n in names if source.has(n)]
    same = [n for n in there if source.specification.by_name[n].type != "nhs_number"]
    of_people = [n for n in same if source.specification.by_name[n].identifies != "event"]
    taken = {t.strip().casefold() for n in there for t in source.extract.column(n).texts}
    found: dict[str, Column] = {}
    shared = _New(source, of_people, taken, random)
    for name in there:
        if name not in same:
            found[name] = _NhsNumbers(source, name, taken, random).column()
        else:
            numbers = shared if name in of_people else _New(source, [name], taken, random)
            found[name] = numbers.column(name)
    return found


class _New:
    """New identifiers of some fields that name the same things."""

    def __init__(
        self, source: Source, names: Sequence[str], taken: set[str], random: np.random.Generator
    ) -> None:
        self._source = source
        cores: dict[str, str] = {}
        for name in names:
            texts = [t.strip() for t in source.read.column(name).texts]
            cores = {t.casefold(): t for t in texts} | cores
        cores.pop("", None)
        keys = list(cores)
        order = random.permutation(len(keys)).tolist()
        self._new = _numbered([(keys[i], cores[keys[i]]) for i in order], taken)

    def column(self, name: str) -> Column:
        """Return a column with the new identifiers, marks around them as they were."""
        column, read = self._source.extract.column(name), self._source.read.column(name)
        reads = np.zeros(len(column.values), np.int64)
        reads[column.codes] = read.codes
        faults = self._source.result.judged[name].faults
        words = blank_words(name, False)
        blank, used = column.blank_values.tolist(), (column.counts > 0).tolist()
        texts: list[str] = []
        for code, (text, place) in enumerate(zip(column.texts, reads.tolist(), strict=True)):
            if blank[code] or not used[code]:
                texts.append(text if blank[code] else "")
                continue
            if code in faults and text.strip().casefold() in words:
                texts.append(text)
                continue
            core = read.texts[place].strip()
            new = self._new.get(core.casefold(), "x")
            if core != text:
                before, behind = around(text, core) or ends_of(text)
                new = f"{before}{new}{behind}"
            texts.append(new)
        return column_of_texts(texts, column.codes.astype(np.int64))


def _numbered(cores: Sequence[tuple[str, str]], taken: set[str]) -> dict[str, str]:
    """Number identifiers in the order they come in, each with as many characters as before.

    cores: by key the identifier. taken: what none of the new ones may be.
    """
    found: dict[str, str] = {}
    used = set(taken)
    fillers: dict[str, Callable[[int], str]] = {}
    last: dict[str, int] = {}
    for key, core in cores:
        form = _DIGIT.sub("9", shape_of(core)) or "9"
        if form not in fillers:
            fillers[form] = _filler(form)
        fill, number = fillers[form], last.get(form, 0) + 1
        while (new := fill(number)).casefold() in used:
            number += 1
        last[form] = number
        used.add(new.casefold())
        found[key] = new
    return found


def _filler(form: str) -> Callable[[int], str]:
    """Return what writes a number into the nines of a form; in front where there are too few."""
    if _EXPONENT.fullmatch(form):
        return lambda number: f"{number // 100 % 9 + 1}.{number % 100:02d}E+09"
    places = form.count("9")
    zeros = 3 if len(form) - len(form.rstrip("9")) > _MOST_DIGITS else 0
    start, end = form.partition("9")[0], form.rpartition("9")[2]
    at_once = start + "9" * places + end == form

    def filled(number: int) -> str:
        digits = f"{number:0{places - zeros}d}{'0' * zeros}"
        if at_once and len(digits) == places:
            return f"{start}{digits}{end}"
        more, rest = digits[: len(digits) - places], iter(digits[len(digits) - places :])
        return more + "".join(next(rest) if c == "9" else c for c in form)

    return filled


class _NhsNumbers:
    """NHS numbers that are never issued (999, then 998), as valid or wrong as the original's."""

    def __init__(
        self, source: Source, name: str, taken: set[str], random: np.random.Generator
    ) -> None:
        self._name = name
        self._column = source.extract.column(name)
        self._faults = source.result.judged[name].faults
        self._respelling = Respelling(source, name)
        self._taken = {t if t.isalnum() else without_separators(t) for t in taken}
        wanted = min(2 * len(self._column.values) + 1000, _NEVER_ISSUED)
        stems = _FIRST + random.choice(_NEVER_ISSUED, wanted, replace=False)
        self._stock = (n for n in nhs_numbers(stems) if n not in self._taken)

    def column(self) -> Column:
        """Return the column anew."""
        column = self._column
        blank, used = column.blank_values.tolist(), (column.counts > 0).tolist()
        new: dict[str, str] = {}
        wanted: list[str | Wanted] = []
        for code, text in enumerate(column.texts):
            if blank[code] or not used[code]:
                wanted.append(text if blank[code] else "")
                continue
            fault = self._faults.get(code)
            key = text
            if fault is not None:
                key = without_separators(text).casefold()
                if fault.proposal is not None and fault.proposal.text:
                    key = fault.proposal.text
            if key not in new:
                new[key] = next(self._stock)
            wanted.append(new[key] if fault is None else self._spoilt(text, fault.rule, new[key]))
        texts = self._respelling.texts(wanted)
        return column_of_texts(texts, column.codes.astype(np.int64))

    def _spoilt(self, text: str, rule: str, number: str) -> str | Wanted:
        """Return a number with a fault of the same rule."""
        if text.strip().casefold() in blank_words(self._name, False):
            return text
        before, behind = ends_of(text)
        ways = (
            _digits_in(text, number),
            f"{before}{number}{behind}",
            number[:9] + str((int(number[9]) + 1) % 10),
            number[:8],
            f"{number[:3]} {number[3:6]} {number[6:]}",
            f'="{number}"',
            f"{number} ",
            f"{number}.0",
            f"{number[0]}.{number[1:3]}E+09",
        )
        of_nobody = (w for w in ways if without_separators(w).casefold() not in self._taken)
        return Wanted(rule, tuple(of_nobody), number)


def _digits_in(text: str, number: str) -> str:
    """Put the digits of a number into a text in place of its own; only signs are kept."""
    if any(c.isalpha() for c in text):
        return ""
    digits = iter(number * (len(text) // 10 + 1))
    return "".join(next(digits) if c.isdigit() else c for c in text)
