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
VALUE = "…"
"""What stands for a value in the words before a mistake: it may be about a person."""
_WORDS_BEFORE = 6
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
    a comparison or a value. before: the words that stand before it, without any value. what: what
    the user calls the text.
    """

    def __init__(
        self,
        position: int,
        expected: Expected,
        field: str | None,
        advice: str,
        *,
        before: str = "",
        message: str = "",
        what: str = "filter",
    ) -> None:
        wanted = message or f"{_EXPECTED[expected]} is expected there."
        where = f" after “{before}”" if before else "" if position else " from its beginning"
        super().__init__(f"The {what} cannot be read{where}: {wanted}", advice)
        self.position, self.expected, self.field = position, expected, field


class Cursor:
    """Goes over one text from the left to the right."""

    what = "filter"
    """What the user calls the text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._read: list[tuple[int, int, str]] = []
        """What was read: from where, to where, and the word, or VALUE for a value."""

    def _problem(
        self,
        position: int,
        expected: Expected,
        field: str | None,
        advice: str,
        message: str = "",
    ) -> FilterProblem:
        words = [word for _, end, word in self._read if end <= position][-_WORDS_BEFORE:]
        before = " ".join(words)
        return FilterProblem(
            position, expected, field, advice, before=before, message=message, what=self.what
        )

    def _mark(self, start: int, word: str = "") -> None:
        """Keep what was read from a place to here. word: by default as it stands there."""
        while self._read and self._read[-1][0] >= start:
            self._read.pop()  # it was read in another way before
        found = word or " ".join(self._text[start : self._at].split())
        self._read.append((start, self._at, found))

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
        if there:
            self._at += 1
            self._mark(self._at - 1)
        return there

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self._skip()
        found = pattern.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
            self._mark(found.start())
        return found

    def _peek(self, pattern: re.Pattern[str]) -> str | None:
        self._skip()
        found = pattern.match(self._text, self._at)
        return found[0] if found is not None else None

    def _skip_word(self, word: str, shown: str = VALUE) -> None:
        self._skip()
        self._at += len(word)
        self._mark(self._at - len(word), shown)

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
