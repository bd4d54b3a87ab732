"""A place in the text of a filter: words, signs and quotation marks, and what is wrong there."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NoReturn

from cldvalidator.problems import InputProblem

Expected = Literal[
    "field",
    "comparison",
    "value",
    "bound",
    "finding",
    "connective",
    "events",
    "span",
    "direction",
    "date",
    "number",
]
_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’"}
_EXPECTED: dict[Expected, str] = {
    "field": "the name of a field",
    "comparison": "a comparison, such as =, in, is blank, contains or between,",
    "value": "a value",
    "bound": "a day, such as 31/03/2026, or a number",
    "finding": "a rule, error, warning or query",
    "connective": "“and”, “or” or the end",
    "events": "what the other events fit, in brackets, or when they are,",
    "span": "“between”, “within”, “on or before” or “on or after”",
    "direction": "“days after”, “days before” or “days of”",
    "date": "the name of a field with dates",
    "number": "a whole number",
}


class FilterProblem(InputProblem):
    """A filter that cannot be read.

    position: 0-based, where reading stopped. expected: what could stand there, of `field` if it is
    a comparison or a value. what: what the user calls the text.
    """

    def __init__(
        self,
        position: int,
        expected: Expected,
        field: str | None,
        advice: str,
        *,
        message: str = "",
        what: str = "filter",
    ) -> None:
        wanted = message or f"{_EXPECTED[expected]} is expected there."
        super().__init__(
            f"The {what} cannot be read from character {position + 1} on: {wanted}", advice
        )
        self.position, self.expected, self.field = position, expected, field


class Cursor:
    """Goes over one text from the left to the right."""

    what = "filter"
    """What the user calls the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def _problem(
        self,
        position: int,
        expected: Expected,
        field: str | None,
        advice: str,
        message: str = "",
    ) -> FilterProblem:
        return FilterProblem(position, expected, field, advice, message=message, what=self.what)

    def _quoted(self) -> str | None:
        start = self._text[self._at : self._at + 1]
        close = _QUOTES.get(start)
        if close is None:
            return None
        at, found = self._at + 1, ""
        while True:
            end = self._text.find(close, at)
            if end < 0:
                message = "a quotation mark is not closed."
                raise self._problem(self._at, "value", None, "Close it.", message)
            found += self._text[at:end]
            if self._text[end + 1 : end + 2] != close:
                self._at = end + 1
                return found
            found, at = found + close, end + 2

    def _skip(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1

    def _word(self, word: str) -> bool:
        return self._match(_keyword(word)) is not None

    def _sign(self, sign: str) -> bool:
        self._skip()
        there = self._text.startswith(sign, self._at)
        self._at += there
        return there

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self._skip()
        found = pattern.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
        return found

    def _peek(self, pattern: re.Pattern[str]) -> str | None:
        self._skip()
        found = pattern.match(self._text, self._at)
        return found[0] if found is not None else None

    def _skip_word(self, word: str) -> None:
        self._skip()
        self._at += len(word)

    def _fail(
        self, expected: Expected, advice: str, field: str | None = None, *, at_start: bool = False
    ) -> NoReturn:
        if not at_start:
            self._skip()
        raise self._problem(self._at, expected, field, advice)


@cache
def _keyword(word: str) -> re.Pattern[str]:
    """Return what finds a word, or several with any spaces between them, whatever their case."""
    spaced = word.replace(" ", r"\s+")
    return re.compile(rf"{spaced}\b", re.IGNORECASE)
