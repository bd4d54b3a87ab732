"""Identifiers anew: equal ones stay equal, none is one of the original."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa

from cldvalidator.checks.cells.fields import blank_words, judge_field
from cldvalidator.checks.cells.identifiers import is_nhs_number, without_separators
from cldvalidator.extract import Column
from cldvalidator.extract.column import smallest_codes
from cldvalidator.twin_data.shapes import around, ends_of, shape_of
from cldvalidator.twin_data.source import Source

_FIRST, _NEVER_ISSUED = 998_000_000, 2_000_000
"""Numbers without their check digit that are never issued: those from 998 to 999."""
_DIGIT = re.compile("[0-9]")


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
        field = source.specification.by_name[name]
        if field.type == "nhs_number":
            found[name] = _NhsNumbers(source, name, taken, random).column()
        elif name in of_people:
            found[name] = shared.column(name)
        else:
            found[name] = _New(source, [name], taken, random).column(name)
    return found


class _New:
    """New identifiers of some fields that name the same things."""

    def __init__(
        self, source: Source, names: Sequence[str], taken: set[str], random: np.random.Generator
    ) -> None:
        self._source = source
        self._taken = taken
        cores: dict[str, str] = {}
        for name in names:
            for text in source.read.column(name).texts:
                cores.setdefault(text.strip().casefold(), text.strip())
        cores.pop("", None)
        keys = list(cores)
        order = random.permutation(len(keys)).tolist()
        self._new = self._numbered({keys[i]: cores[keys[i]] for i in order})

    def _numbered(self, cores: Mapping[str, str]) -> dict[str, str]:
        """Number identifiers in the order they come in, each with as many characters as before."""
        found: dict[str, str] = {}
        used: set[str] = set()
        by_shape: dict[str, int] = {}
        for key, core in cores.items():
            form = _DIGIT.sub("9", shape_of(core)) or "9"
            number = by_shape.get(form, 0)
            while True:
                number += 1
                new = _filled(form, number)
                if new.casefold() not in self._taken and new.casefold() not in used:
                    break
            by_shape[form] = number
            used.add(new.casefold())
            found[key] = new
        return found

    def column(self, name: str) -> Column:
        """Return a column with the new identifiers, marks around them as they were."""
        column, read = self._source.extract.column(name), self._source.read.column(name)
        reads = np.zeros(len(column.values), np.int64)
        reads[column.codes] = read.codes
        judged = self._source.result.judged[name]
        used = np.zeros(len(column.values), bool)
        used[column.codes] = True
        texts = []
        for code, text in enumerate(column.texts):
            if not used[code] or column.blank_values[code]:
                texts.append(text if column.blank_values[code] else "")
                continue
            core = read.texts[int(reads[code])].strip()
            if code in judged.faults and text.strip().casefold() in blank_words(name, False):
                texts.append(text)
                continue
            new = self._new.get(core.casefold(), "x")
            places = around(text, core) or ends_of(text)
            texts.append(f"{places[0]}{new}{places[1]}")
        return _recoded(column, texts)


def _filled(form: str, number: int) -> str:
    """Write a number into the nines of a form; in front of it where there are too few."""
    if re.fullmatch(r"9(?:[.,]9+)?[Ee]\+99?", form):
        digits = f"{number % 900 + 100}"
        return f"{digits[0]}.{digits[1:]}E+09"
    places = form.count("9")
    zeros = len(form) - len(form.rstrip("9")) > 15
    digits = f"{number:0{places}d}" if not zeros else f"{number:0{places - 3}d}000"
    more, rest = digits[: len(digits) - places], iter(digits[len(digits) - places :])
    return more + "".join(next(rest) if c == "9" else c for c in form)


def _recoded(column: Column, texts: list[str]) -> Column:
    encoded = pa.array(texts, pa.string()).dictionary_encode()
    places = encoded.indices.to_numpy(zero_copy_only=False)
    codes = places[column.codes]
    return Column(smallest_codes(codes, len(encoded.dictionary)), encoded.dictionary)


class _NhsNumbers:
    """NHS numbers that are never issued (999, then 998), as valid or wrong as the original's."""

    def __init__(
        self, source: Source, name: str, taken: set[str], random: np.random.Generator
    ) -> None:
        self._column = source.extract.column(name)
        self._judged = source.result.judged[name]
        self._field = source.specification.by_name[name]
        self._specification = source.specification
        self._taken = {without_separators(t) for t in taken}
        self._random = random
        self._stock: Iterator[str] = self._never_issued(len(self._column.values))

    def _never_issued(self, size: int) -> Iterator[str]:
        """Yield valid numbers that nobody has and the file has not, in random order."""
        wanted = min(2 * size + 1000, _NEVER_ISSUED)  # the original may have some itself
        stems = _FIRST + self._random.choice(_NEVER_ISSUED, wanted, replace=False)
        digits = stems[:, None] // 10 ** np.arange(8, -1, -1) % 10
        check = (11 - digits @ np.arange(10, 1, -1) % 11) % 11
        good = check != 10
        numbers = stems[good] * 10 + check[good]
        for number in numbers.tolist():
            text = f"{number:010d}"
            if text not in self._taken and is_nhs_number(text):
                yield text

    def column(self) -> Column:
        """Return the column anew."""
        used = np.zeros(len(self._column.values), bool)
        used[self._column.codes] = True
        new: dict[str, str] = {}
        texts: list[str] = []
        for code, text in enumerate(self._column.texts):
            if not used[code] or self._column.blank_values[code]:
                texts.append(text if self._column.blank_values[code] else "")
                continue
            fault = self._judged.faults.get(code)
            key = without_separators(text).casefold()
            if fault is not None and fault.proposal is not None and fault.proposal.text:
                key = fault.proposal.text
            if key not in new:
                new[key] = next(self._stock)
            texts.append(new[key] if fault is None else self._spoilt(text, fault.rule, new[key]))
        return _recoded(self._column, texts)

    def _spoilt(self, text: str, rule: str, number: str) -> str:
        """Return a number with a fault of the same rule."""
        if text.strip().casefold() in blank_words(self._field.name, False):
            return text
        before, behind = ends_of(text)
        ways = [
            _digits_in(text, number),
            f"{before}{number}{behind}",
            number[:9] + str((int(number[9]) + 1) % 10),
            number[:8],
            f"{number[:3]} {number[3:6]} {number[6:]}",
            f'="{number}"',
            f"{number} ",
            f"{number}.0",
            f"{number[0]}.{number[1:3]}E+09",
        ]
        tried = [w for w in dict.fromkeys(ways) if w]
        judged = judge_field(
            Column.of(tried),
            self._field,
            self._specification,
        )
        for i, way in enumerate(tried):
            fault = judged.faults.get(i)
            is_own = without_separators(way).casefold() not in self._taken
            if fault is not None and fault.rule == rule and is_own:
                return way
        return number


def _digits_in(text: str, number: str) -> str:
    """Put the digits of a number into a text in place of its own; only signs are kept."""
    if any(c.isalpha() for c in text):
        return ""
    digits = iter(number * (len(text) // 10 + 1))
    return "".join(next(digits) if c.isdigit() else c for c in text)
