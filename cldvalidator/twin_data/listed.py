"""Cells of list fields: a new value, with the same kind of mistake as was in the cell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from cldvalidator.checks.cells.fields import blank_words, judge_field
from cldvalidator.checks.cells.judgement import Fault
from cldvalidator.checks.cells.listed import shape
from cldvalidator.extract import Column
from cldvalidator.extract.column import smallest_codes
from cldvalidator.extract.plain_text import plain_value
from cldvalidator.twin_data.numbering import NONE, Numbers, people_by, picked
from cldvalidator.twin_data.shapes import around, ends_of, shape_of
from cldvalidator.twin_data.source import Source

ANY_UNLISTED = ("Xxxx xxxx", "xxxx", "Not listed 9")


class ListedCells:
    """Writes the cells of one list field anew."""

    def __init__(self, source: Source, name: str) -> None:
        self._field = source.specification.by_name[name]
        self._column = source.extract.column(name)
        self._judged = source.result.judged[name]
        self._listed = source.specification.values(name)
        self._mappings = source.specification.mappings.get(name, ())
        self._specification = source.specification
        by_code = {v.casefold(): i for i, v in enumerate(self._listed)}
        read = source.read.column(name)
        self._reads = read.take(
            np.array([by_code.get(t.strip().casefold(), -1) for t in read.texts])
        )
        self.reads = self._of_codes()
        self._rules: dict[tuple[str, ...], list[str]] = {}

    def _of_codes(self) -> Numbers:
        """By code: the place in the list as which the text reads; -1 for none."""
        found = np.full(len(self._column.values), NONE, np.int64)
        found[self._column.codes] = self._reads
        return found

    def written(self, codes: Numbers, value: Numbers) -> Column:
        """Return a column: in each row a new value, as the text of a code of the original was.

        value: places in the list; NONE where the cell is to say nothing.
        """
        width = len(self._listed) + 1
        pairs, inverse = np.unique(codes * width + value + 1, return_inverse=True)
        texts = [self._text(int(p) // width, int(p) % width - 1) for p in pairs.tolist()]
        values = pa.array(texts, pa.string()).dictionary_encode()
        places = values.indices.to_numpy(zero_copy_only=False)[inverse]
        return Column(smallest_codes(places, len(values.dictionary)), values.dictionary)

    def _text(self, code: int, value: int) -> str:
        text = self._column.texts[code]
        if self._column.blank_values[code]:
            return text
        fault = self._judged.faults.get(code)
        if value >= 0:
            wanted = self._listed[value]
            if self.reads[code] == value and self._is_variant(text, wanted):
                return text
            return wanted if fault is None else self._spoilt(text, fault, wanted)
        if self.reads[code] >= 0:
            return ""  # it could be read, and must not be
        return self._unlisted(text, fault)

    @staticmethod
    def _is_variant(text: str, wanted: str) -> bool:
        """Whether a text is a listed value but for capitals, spaces and dashes."""
        return shape(text) == shape(wanted)

    def _spoilt(self, text: str, fault: Fault, wanted: str) -> str:
        """Return a listed value with a fault of the same rule; the value itself if that fails."""
        return self._first(fault.rule, self._ways(text, fault.rule, wanted)) or wanted

    def _ways(self, text: str, rule: str, wanted: str) -> Iterator[str]:
        before, behind = ends_of(text)
        match rule:
            case "LIST-CASE":
                yield from (wanted.upper(), wanted.lower(), wanted.swapcase(), wanted.title())
            case "LIST-SHAPE":
                yield wanted.replace(" ", "  ", 1)
                yield from (wanted.replace(": ", ":"), wanted.replace("-", " - "))
                yield wanted.replace("/", " / ")
            case "LIST-CUT":
                yield from (wanted[:-2], wanted[: len(wanted) // 2], wanted[:25])
            case "FILE-12":
                yield from self._wrapped(text, wanted)
                yield from ("TRUE",) if wanted == "Yes" else ("FALSE",) if wanted == "No" else ()
            case "MAND-03" | "MAND-02":
                yield from (m.found for m in self._mappings if m.release_2 == wanted)
        yield f"{before}{wanted}{behind}"
        yield f"{wanted} "

    def _wrapped(self, text: str, wanted: str) -> Iterator[str]:
        found = around(text, plain_value(text))
        if found is not None:
            yield f"{found[0]}{wanted}{found[1]}"
        yield f'="{wanted}"'

    def _unlisted(self, text: str, fault: Fault | None) -> str:
        rule = fault.rule if fault is not None else ""
        plain = plain_value(text)
        if plain.casefold() in blank_words(self._field.name, False):
            return text
        known = {shape(m.found) for m in self._mappings}
        if shape(plain) in known and rule in self._rules_of([plain]):
            return plain
        before, behind = ends_of(text)
        ways = [f"{before}{shape_of(text)}{behind}", shape_of(text), *ANY_UNLISTED]
        if rule not in ("", "MAND-02"):
            ways += [m.found for m in self._mappings]
        return self._first(rule, iter(ways)) or ANY_UNLISTED[0]

    def _first(self, rule: str, ways: Iterator[str]) -> str | None:
        """Return the first text that breaks a rule, and no other."""
        tried = [w for w in dict.fromkeys(ways) if w]
        rules = self._rules_of(tried)
        return next((w for w, of in zip(tried, rules, strict=True) if of == rule), None)

    def _rules_of(self, texts: list[str]) -> list[str]:
        key = tuple(texts)
        if key not in self._rules:
            column = Column.of(texts)
            judged = judge_field(column, self._field, self._specification)
            faults = (judged.faults.get(i) for i in range(len(texts)))
            self._rules[key] = [f.rule if f is not None else "" for f in faults]
        return self._rules[key]

    def common(self, person: Numbers, fewest: int) -> Numbers:
        """By place in the list, with one more for none: whether enough people have the value."""
        of = people_by(self._reads + 1, person)
        found = np.zeros(len(self._listed) + 1, bool)
        found[self._reads[of >= fewest] + 1] = True
        return found

    def kept(
        self, value: Numbers, person: Numbers, fewest: int, random: np.random.Generator
    ) -> Numbers:
        """Return values, those that few people have replaced by values drawn from the others."""
        common = self.common(person, fewest)
        rare = (value >= 0) & ~common[value + 1]
        if not rare.any():
            return value
        weights = np.bincount(self._reads[self._reads >= 0], minlength=len(self._listed))
        weights = np.where(common[1:], weights, 0)
        if not weights.any():
            return np.where(rare, NONE, value)
        instead = picked(weights, len(self._listed) + 1, random)  # one for each value, and for none
        return np.where(rare, instead[value], value)
