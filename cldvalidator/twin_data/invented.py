"""Names, practices, providers, postcodes and descriptions that are invented."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pyarrow.compute as pc

from cldvalidator.checks.cells.fields import blank_words
from cldvalidator.checks.portal import begins_as_refused
from cldvalidator.extract import Column
from cldvalidator.extract.plain_text import plain_text
from cldvalidator.twin_data.group_arrays import Mask, Numbers, ranked
from cldvalidator.twin_data.respelling import column_of_texts
from cldvalidator.twin_data.shapes import ends_of, lacks_a_form, shape_of
from cldvalidator.twin_data.source import Source

MOST_DESCRIPTIONS = 200
_UNITS = "ABDEFGHJLNPQRSTUWXYZ"
_WORDS_OF_RULES = {
    "FILE-07": "Note of ZZ9 9ZZ",
    "TYPE-05": "DoLS",
    "TYPE-06": "Cancelled",
    "OUT-09": "Conversation",
}
"""What a description says so that a rule finds it again."""


class InventedCells:
    """Writes the cells of one field anew, with texts that nobody wrote."""

    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._name = name
        self._column = source.extract.column(name)
        self._judged = source.result.judged[name]
        self._field = source.specification.by_name[name]
        self._taken = {t.strip().casefold() for t in self._column.texts}
        self.distinct = int((self._column.counts > 0).sum())

    def stock(self, make: Callable[[int], str], size: int) -> list[str]:
        """Return texts that the original does not have in this field."""
        return list(self._free(make, size))

    def _free(self, make: Callable[[int], str], size: int) -> Iterator[str]:
        number = left = 0
        while left < size:
            number += 1
            text = make(number)
            if text.casefold() not in self._taken:
                left += 1
                yield text

    def written(self, text: list[str], choice: Numbers) -> Column:
        """Return a column: in each row a chosen text, blank or spoilt as its cell was.

        choice: by row, a place in `text`.
        """
        codes = self._column.codes.astype(np.int64)
        styles = self._styles()
        pairs, place = ranked(styles[codes] * len(text) + choice)
        new = [self._text(p // len(text), text[p % len(text)]) for p in pairs.tolist()]
        return column_of_texts(new, place)

    def _styles(self) -> Numbers:
        """By code: a code of the same style; the first one that is plain stands for all plain."""
        column = self._column
        odd = np.zeros(len(column.values), bool)
        odd[list(self._judged.faults)] = True
        odd |= column.blank_values | column.by_text(begins_as_refused)
        unusual = np.flatnonzero(~pc.string_is_ascii(column.values).to_numpy(zero_copy_only=False))
        odd[[c for c in unusual.tolist() if lacks_a_form(column.texts[c])]] = True
        plain = np.flatnonzero(~odd)
        found = np.arange(len(column.values))
        if len(plain):
            found[plain] = plain[0]
        self._odd = odd
        return found

    def _text(self, code: int, new: str) -> str:
        text = self._column.texts[code]
        if self._column.blank_values[code]:
            return text
        if not self._odd[code]:
            return new
        free = self._field.type == "text" and not self._field.identifies
        if plain_text(text).casefold() in blank_words(self._name, free):
            return text
        fault = self._judged.faults.get(code)
        rule = fault.rule if fault is not None else ""
        if rule in ("ID-10", "ID-11", "ID-12"):
            return self._no_code(text)
        if rule == "CODE-SHAPE":
            return new.lower()
        before, behind = ends_of(text)
        inner = text.strip()
        sign = inner[:1] if inner[:1] in "=+-@" else ""
        if rule == "FILE-12":
            return f'="{new}"'
        if rule == "FILE-14":
            new += "Ã©"
        if rule == "FILE-06" and not before and not behind:
            new = f"{new[:3]}\u200b{new[3:]}"
        if lacks_a_form(text):
            new += "Ł"
        return f"{before}{sign}{new}{behind}"

    def _no_code(self, text: str) -> str:
        """Return the shape of what is no code."""
        shape = shape_of(text)
        return shape if shape and shape.casefold() not in self._taken else f"{shape}x?"


def names_of(source: Source, name: str, random: np.random.Generator) -> Column:
    """Return a column of invented names; a person has the same one in all rows."""
    cells = InventedCells(source, name)
    size = min(max(cells.distinct, 1), 5000)
    text = cells.stock(_name, size)
    return cells.written(text, random.integers(0, size, source.people)[source.person])


def _name(number: int) -> str:
    """Return a word that is no name: two syllables and more."""
    consonants, vowels = "bdfgklmnprstvz", "aeiou"
    text = ""
    number += 5 * len(consonants)
    while number:
        number, place = divmod(number, len(consonants) * len(vowels))
        text += consonants[place // 5] + vowels[place % 5]
    return text.title()


def numbered_of(source: Source, name: str, title: str, choice: Numbers, size: int) -> Column:
    """Return a column of names such as "Provider 17". choice: by row, which of `size`."""
    cells = InventedCells(source, name)
    return cells.written(cells.stock(lambda n: f"{title} {n}", size), choice)


def codes_of(
    source: Source, name: str, make: Callable[[int], str], choice: Numbers, size: int
) -> Column:
    """Return a column of invented codes."""
    cells = InventedCells(source, name)
    return cells.written(cells.stock(make, size), choice)


def postcodes_of(source: Source, group: Numbers, unknown: Mask) -> Column:
    """Return a column of postcodes: one for each group, pseudo ones.

    unknown: by row, where it is one that the register of postcodes does not have.
    """
    cells = InventedCells(source, "Postcode")
    size = int(group.max(initial=0)) + 1
    text = [*cells.stock(_pseudo, size), "XX1 1XX"]
    return cells.written(text, np.where(unknown, size, group[source.person]))


def _pseudo(number: int) -> str:
    number, unit = divmod(number, 400)
    area, sector = divmod(number, 9)
    letters = _UNITS[unit // 20] + _UNITS[unit % 20]
    return f"ZZ{area % 98 + 1} {sector + 1}{letters}"


def descriptions_of(source: Source, choice: Numbers) -> Column:
    """Return the column of event descriptions: a number, or a word that a rule finds again.

    choice: by row, below `MOST_DESCRIPTIONS`.
    """
    name = "Event Description"
    cells = InventedCells(source, name)
    size = min(max(cells.distinct, 1), MOST_DESCRIPTIONS)
    text = cells.stock(lambda n: f"Description {n}", size)
    choice = choice % size
    for rule, words in _WORDS_OF_RULES.items():
        choice[source.found_in(rule, name)] = len(text)
        text += cells.stock(partial(_with_number, words), 1)
    return cells.written(text, choice)


def _with_number(words: str, number: int) -> str:
    return f"{words} {number}"
