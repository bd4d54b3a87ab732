"""The text of a filter, read as a condition; what cannot be read is told with its place.

filter := all ("or" all)*; all := one ("and" one)*; one := "not" one | "(" filter ")" |
"has finding" [rule] [severity] ["in" field] | "Age" range | "days from" date "to" date range |
field comparison. A comparison is
"= value", "!= value", "in (value, ...)", "not in (...)", "contains", "does not contain" or "starts
with" a value or several in brackets, "is blank", "is not blank", or for days and numbers "<", "<=",
">", ">=" and "between a and b". Keywords and names are read without regard to case. Names and
values with "and", "or", a comma or a bracket in them stand in quotation marks, unless the
specification has them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cldvalidator.checks.cells.nearness import most_like
from cldvalidator.checks.rules import Severity
from cldvalidator.filters.cursor import VALUE, Cursor, Expected
from cldvalidator.filters.fields import FilterFields
from cldvalidator.specification.conditions import (
    AgeBetween,
    All,
    AnyOf,
    Comparison,
    Condition,
    DaysFromTo,
    FieldCompares,
    FieldIs,
    HasFinding,
    Not,
)

_DEEPEST = 60
_OPERATORS: tuple[tuple[str, str], ...] = (
    (r"is\s+not\s+blank\b", "not_blank"),
    (r"is\s+blank\b", "blank"),
    (r"(?:is\s+)?not\s+in\b", "not in"),
    (r"(?:is\s+)?in\b", "in"),
    (r"does\s+not\s+contain\b|not\s+contains\b", "not_contains"),
    (r"contains\b", "contains"),
    (r"starts\s+with\b|begins\s+with\b", "starts_with"),
    (r"(?:is\s+)?between\b", "between"),
    (r"is\s+not\b|!=|<>|≠", "!="),
    (r">=|≥", ">="),
    (r"<=|≤", "<="),
    (r">", ">"),
    (r"<", "<"),
    (r"=|is\b", "="),
)
_OPERATOR = [(re.compile(p, re.IGNORECASE), op) for p, op in _OPERATORS]
_TO_BOUNDARY = re.compile(r"\s*$|\s+(?:and|or)\b", re.IGNORECASE)
_BOUND = re.compile(r"[^\s,()]+")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_FINDING = re.compile(r"has\s+(?:a\s+)?findings?\b", re.IGNORECASE)
_HAS_SEVERITY = re.compile(r"has\s+(?:an?\s+)?(error|warning|quer(?:y|ie))s?\b", re.IGNORECASE)
_WORD = re.compile(r"[\w-]+")
_DAYS_FROM = re.compile(r"days\s+from\b", re.IGNORECASE)
_COMPARISONS: dict[str | None, Comparison] = {
    "=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "between": "between"
}  # fmt: skip
_AGE_AT = re.compile(r"age\s+(?:at|on)\b", re.IGNORECASE)
_BETWEEN_DATES = "days from Event Start Date to Event End Date <= 42"
_AGE = re.compile(r"age(?=\s*[<>=]|\s+(?:is\s+)?between\b)", re.IGNORECASE)


@dataclass
class LastValue:
    """The value that was read last, and where it begins: it may be typed on."""

    start: int
    field: str


def read_filter(text: str, fields: FilterFields) -> Condition:
    """Return the condition that a text says. Raises FilterProblem."""
    return Reader(text, fields).read()


class Reader(Cursor):
    """Reads one text from the left to the right."""

    most_characters = 20_000

    def __init__(self, text: str, fields: FilterFields) -> None:
        super().__init__(text)
        self._fields = fields
        self._depth = 0
        self.last: LastValue | None = None
        """The last value, if it ends where the text ends."""
        self.finding_ends = -1
        """Where the last finding ends that could be told more closely."""

    def read(self) -> Condition:
        """Read it all. Raises FilterProblem."""
        if len(self._text) > self.most_characters:
            message = f"a {self.what} has {self.most_characters:,} characters at most."
            raise self._problem(self.most_characters, "connective", None, "Shorten it.", message)
        found = self._any()
        self._skip()
        if self._at < len(self._text):
            self._fail(
                "connective",
                "If it belongs to a value, put the whole value in quotation marks.",
            )
        return found

    def _any(self) -> Condition:
        parts = [self._all()]
        while self._word("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _all(self) -> Condition:
        parts = [self._one()]
        while self._word("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Condition:
        self._skip()
        self._depth += 1
        if self._depth > _DEEPEST:
            message = f"“not” and brackets go {_DEEPEST} deep at most."
            raise self._problem(self._at, "field", None, "Write it with fewer.", message)
        found = self._negated() or self._bracketed() or self._asked() or self._compared()
        self._depth -= 1
        return found

    def _negated(self) -> Condition | None:
        return Not(self._one()) if self._word("not") else None

    def _bracketed(self) -> Condition | None:
        if not self._sign("("):
            return None
        found = self._any()
        if not self._sign(")"):
            self._fail("connective", "A bracket is still open: close it with “)”.")
        return found

    def _asked(self) -> Condition | None:
        """Return a condition that does not begin with a field."""
        return self._finding() or self._days_from_to()

    def _days_from_to(self) -> Condition | None:
        if self._match(_DAYS_FROM) is None:
            return None
        start = self._date_field()
        if not self._word("to"):
            self._fail(
                "connective", "Write, for example: days from Event Start Date to Event End Date."
            )
        end = self._date_field()
        self._skip()
        place, op = self._at, self._operator()
        if op not in _COMPARISONS:
            self._at = place
            self._fail("comparison", "Write, for example: > 365, or between 1 and 28.")
        low = self._whole()
        if op != "between":
            return DaysFromTo(start, end, _COMPARISONS[op], (low,))
        if not self._word("and"):
            self._fail("connective", "Write between … and …, both included.")
        return DaysFromTo(start, end, "between", (low, self._whole()))

    def _date_field(self) -> str:
        """Return a field of the specification that holds dates."""
        self._skip()
        start = self._at
        name = self._field("date")
        if self._fields.kind(name) != "day":
            self._at = start
            self._fail("date", f"Choose a field with dates: {name} has none.")
        return name

    def _whole(self) -> int:
        """Return a whole number of at most five digits."""
        word = self._peek(_BOUND)
        if word is None or not re.fullmatch(r"-?\d{1,5}", word, re.ASCII):
            self._skip()
            self._fail("number", "Write a whole number of at most five digits.")
        self._skip_word(word)
        return int(word)

    def _finding(self) -> Condition | None:
        severity = rule = ""
        if (match := self._match(_HAS_SEVERITY)) is not None:
            severity = {"querie": "query"}.get(match[1].casefold(), match[1].casefold())
        elif self._match(_FINDING) is None:
            return None
        while (word := self._peek(_WORD)) is not None:
            if not rule and self._fields.is_rule(word.upper()):
                rule = word.upper()
            elif not severity and word.casefold() in {s.word for s in Severity}:
                severity = word.casefold()
            elif word.casefold() == "in":
                self._skip_word(word, word)
                return HasFinding(rule, severity, self._field())
            elif word.casefold() in ("and", "or"):
                break
            else:
                near = most_like(word.upper(), self._fields.rules)
                advice = f"Did you mean {near}?" if near else "Write a rule such as DATE-03."
                self._skip()
                self._fail("finding", advice)
            self._skip_word(word, word)
        self.finding_ends = self._at
        return HasFinding(rule, severity)

    def _compared(self) -> Condition:
        if self._match(_AGE):
            return self._age()
        name = self._field()
        self._skip()
        op = self._operator()
        if op is None:
            sums = self._text[self._at : self._at + 1] in ("+", "-")
            example = _BETWEEN_DATES if sums else "Event End Date is blank"
            self._fail("comparison", f"Write, for example: {example}.", name)
        if op in ("blank", "not_blank"):
            return FieldIs(name, op)
        if op == "between":
            low = self._bound(name)
            if not self._word("and"):
                self._fail("connective", "Write between … and …, both included.", name)
            return FieldCompares(name, "between", (low, self._second(name, low)))
        if op in ("<", "<=", ">", ">="):
            wanted: Comparison = op  # type: ignore[assignment]
            return FieldCompares(name, wanted, (self._bound(name),))
        return self._equal(name, op)

    def _equal(self, name: str, op: str) -> Condition:
        """Return a comparison with one value or several; as days or numbers where they all are."""
        of_texts = op in ("contains", "not_contains", "starts_with")
        self._skip()
        if op in ("in", "not in") or (of_texts and self._text[self._at : self._at + 1] == "("):
            found = self._several(name)
        else:
            found = [self._value(name, listing=False)]
        if not of_texts and self._fields.kind(name) in ("day", "number"):
            bounds = [None if q else bound_of(t, self._fields.kind(name)) for t, q in found]
            known = tuple(b for b in bounds if b is not None)
            if len(known) == len(bounds):
                return FieldCompares(name, "!=" if op in ("!=", "not in") else "=", known)
        texts = tuple(t if of_texts else t.strip() for t, _ in found)
        if of_texts:
            return FieldIs(name, op, texts)
        if op in ("!=", "not in"):
            return FieldIs(name, "not_equal", texts)
        return FieldIs(name, "in" if op == "in" else "equals", texts)

    def _several(self, name: str) -> list[tuple[str, bool]]:
        if not self._sign("("):
            self._fail("value", "Write the values in brackets, with commas between them.", name)
        found = [self._value(name, listing=True)]
        while self._sign(","):
            found.append(self._value(name, listing=True))
        if not self._sign(")"):
            self._fail("value", "Close the list of values with “)”.", name)
        self.last = None
        return found

    def _value(self, name: str, *, listing: bool) -> tuple[str, bool]:
        """Return a value, and whether it stands in quotation marks."""
        self._skip()
        start = self._at
        quoted = self._quoted()
        if quoted is not None:
            self.last = None
            self._mark(start, VALUE)
            return quoted, True
        listed = self._fields.listed_pattern(name).match(self._text, self._at)
        end = listed.end() if listed is not None else self._end_of_value(listing)
        text = self._text[start:end].strip()
        if not text:
            self._fail("value", "Write a value, or “is blank” for empty cells.", name)
        self._at = end
        self._mark(start, VALUE)
        self.last = LastValue(start, name) if end == len(self._text) else None
        return text, False

    def _end_of_value(self, listing: bool) -> int:
        at, is_open = self._at, 0
        while at < len(self._text):
            sign = self._text[at]
            if sign == "(":
                is_open += 1
            elif sign == ")":
                if not is_open:
                    break
                is_open -= 1
            elif sign == "," and listing and not is_open:
                break
            if sign.isspace() and _TO_BOUNDARY.match(self._text, at):
                break
            at += 1
        return at

    def _age(self) -> Condition:
        self._skip()
        op = self._operator()
        if op not in ("between", ">=", "<=", "=", ">", "<"):
            self._fail("comparison", "Write, for example: Age between 18 and 64, or Age >= 65.")
        place, low = self._at, self._years()
        if op in (">", "<"):
            low = min(low + 1, 999) if op == ">" else low - 1
            if low < 0:
                self._at = place
                self._fail("bound", "Write 1 or more: nobody is younger than 0.")
        if op == "between":
            if not self._word("and"):
                self._fail("connective", "Write between … and …, both included.")
            return AgeBetween(low, self._years())
        return AgeBetween(0 if op in ("<", "<=") else low, _OLDEST if op in (">", ">=") else low)

    def _years(self) -> int:
        word = self._peek(_BOUND)
        if word is None or not re.fullmatch(r"\d{1,3}", word, re.ASCII):
            self._skip()
            self._fail("bound", "Write an age in whole years.")
        self._skip_word(word)
        return int(word)

    def _second(self, name: str, first: date | float) -> date | float:
        kind: Kinds = "day" if isinstance(first, date) else "number"
        return self._bound(name, kind)

    def _bound(self, name: str, of: Kinds | None = None) -> date | float:
        kind = of or self._fields.kind(name)
        if kind == "text":
            advice = f"{name} holds text: use =, in, contains or starts with."
            self._fail("comparison", advice, name, at_start=True)
        word = self._peek(_BOUND)
        bound = bound_of(word, kind) if word is not None else None
        if word is None or bound is None:
            self._skip()
            days = f"a day, such as 31/03/2026, or for two dates: {_BETWEEN_DATES}"
            wanted = {"day": days, "number": "a number, such as 250.50"}
            self._fail("bound", f"Write {wanted.get(kind, 'a day or a number')}.", name)
        self._skip_word(word)
        return bound

    def _field(self, expected: Expected = "field") -> str:
        self._skip()
        start = self._at
        quoted = self._quoted()
        name = self._fields.called(quoted) if quoted is not None else None
        if quoted is None and (found := self._fields.pattern.match(self._text, start)) is not None:
            self._at = found.end()
            name = self._fields.bare(found[0])
        if name is None:
            self._at = start
            self._fail(expected, self._did_you_mean(quoted))
        self._mark(start, name if name in self._fields.names else VALUE)
        return name

    def _did_you_mean(self, quoted: str | None) -> str:
        rest = self._text[self._at :] if quoted is None else quoted
        if quoted is None and _AGE_AT.match(rest):
            return (
                "Write Age >= 18, or for the age on a date: "
                "days from Date of Birth to Event Start Date >= 6574."
            )
        until = re.split(
            r"(?<!\s)\s+(?:is|in|not|contains|starts|between|and|or)\b|[=!<>()]", rest
        )[0]
        names = {n.casefold(): n for n in self._fields.names}
        near = most_like(until.strip().casefold(), names, 0.7)
        if near:
            return f"Did you mean {names[near]}?"
        if self._at and quoted is None:
            return "If it belongs to a value, put the whole value in quotation marks."
        return "Write a field of the specification, or another header in quotation marks."

    def _operator(self) -> str | None:
        for pattern, op in _OPERATOR:
            if self._match(pattern) is not None:
                return op
        return None


Kinds = Literal["text", "day", "number", "any"]
_OLDEST = 150


def bound_of(text: str, kind: Kinds) -> date | float | None:
    """Return the day or the number that a text says; None for neither."""
    readers: dict[Kinds, tuple[Callable[[str], date | float | None], ...]] = {
        "day": (_day,),
        "number": (_number,),
        "any": (_day, _number),
        "text": (),
    }
    return next((b for read in readers[kind] if (b := read(text)) is not None), None)


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _day(text: str) -> date | None:
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    day, month, year = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
