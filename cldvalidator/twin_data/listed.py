"""Cells of list fields: a new value, with the same kind of mistake as was in the cell."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cldvalidator.checks.cells.fields import blank_words
from cldvalidator.checks.cells.judgement import Fault
from cldvalidator.checks.cells.shapes import shape
from cldvalidator.extract import Column
from cldvalidator.extract.plain_text import plain_value
from cldvalidator.twin_data.group_arrays import NONE, Numbers, has_enough, picked, ranked
from cldvalidator.twin_data.respelling import Respelling, Wanted, column_of_texts, rule_of
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
        by_code = {v.casefold(): i for i, v in enumerate(self._listed)}
        read = source.read.column(name)
        self._reads = read.take(
            np.array([by_code.get(t.strip().casefold(), -1) for t in read.texts])
        )
        self.reads = self._of_codes()
        self._respelling = Respelling(source, name)

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
        pairs, place = ranked(codes * width + value + 1)
        wanted = [self._text(p // width, p % width - 1) for p in pairs.tolist()]
        return column_of_texts(self._respelling.texts(wanted), place)

    def _text(self, code: int, value: int) -> str | Wanted:
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

    def _spoilt(self, text: str, fault: Fault, wanted: str) -> Wanted:
        """Return a listed value with a fault of the same rule; the value itself if that fails."""
        ways = (*self._ways(text, fault.rule, wanted), text)
        return Wanted(fault.rule, ways, wanted, wanted)

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

    def _unlisted(self, text: str, fault: Fault | None) -> str | Wanted:
        rule, plain = rule_of(fault), plain_value(text)
        if plain.casefold() in blank_words(self._field.name, False):
            return text
        ways = [plain] if shape(plain) in {shape(m.found) for m in self._mappings} else []
        before, behind = ends_of(text)
        ways += [f"{before}{shape_of(text)}{behind}", shape_of(text), *ANY_UNLISTED]
        if rule not in ("", "MAND-02"):
            ways += [m.found for m in self._mappings]
        return Wanted(rule, tuple(ways), ANY_UNLISTED[0])

    def common(self, person: Numbers, fewest: int) -> Numbers:
        """By place in the list, with one more for none: whether enough people have the value."""
        found = np.zeros(len(self._listed) + 1, bool)
        enough = has_enough(self._reads + 1, person, fewest)
        found[: len(enough)] = enough
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
