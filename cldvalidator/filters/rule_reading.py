"""The conditions of a council's own rules: those of filters, and other events of the person.

events := "exists" | "none" | "count" comparison number, then ["(" filter ")"] ["with" date] [span];
span := "between" date "and" date | "within" number "days" "after" | "before" | "of" date |
"on or before" date | "on or after" date. A date is a field: after "with" that of the other event
(Event Start Date if nothing is said), in the span that of the row. A condition on findings is no
part of it, as rules run before there are any.
"""

from __future__ import annotations

import re

from cldvalidator.filters.cursor import FilterProblem
from cldvalidator.filters.fields import FilterFields
from cldvalidator.filters.reading import Reader
from cldvalidator.specification import Specification
from cldvalidator.specification.conditions import Condition, Day, OtherEvents

MOST_CHARACTERS = 2_000
MOST_EVENTS = 9_999
MOST_DAYS = 36_525
_BEGINS = re.compile(r"(exists|none|count)\b", re.IGNORECASE)
_DAYS = re.compile(r"days?\b", re.IGNORECASE)
_EXAMPLE = (
    "Write, for example: exists (Event Type = Review) within 365 days after Event Start Date."
)
_ONCE = {"exists": (1, None), "none": (0, 0)}


def fields_of_rules(specification: Specification, unused: tuple[str, ...] = ()) -> FilterFields:
    """Return the fields that rules can name. unused: columns of the open file, to be offered."""
    return FilterFields(specification, unused, of_any_file=True)


def read_rule_condition(text: str, fields: FilterFields) -> Condition:
    """Return the condition that a text of a rule says. Raises FilterProblem."""
    return RuleReader(text, fields).read()


class RuleReader(Reader):
    """Reads a condition of a council's own rule."""

    what = "condition"
    most_characters = MOST_CHARACTERS

    def __init__(self, text: str, fields: FilterFields) -> None:
        super().__init__(text, fields)
        self._inside = False
        self.events_end = -1
        """Where the last other events end that could be told more closely."""

    def _asked(self) -> Condition | None:
        found = self._match(_BEGINS)
        if found is not None:
            return self._events(found[1].casefold(), found.start())
        return super()._asked()

    def _finding(self) -> Condition | None:
        start = self._at
        found = super()._finding()
        if found is not None:
            message = "a rule of your own cannot ask for findings."
            raise self._problem(start, "field", None, "Ask for what the cells hold.", message)
        return None

    def _events(self, begins: str, start: int) -> OtherEvents:
        if self._inside:
            message = "other events stand within other events there."
            raise self._problem(start, "field", None, "Write a rule of its own for them.", message)
        least, most = _ONCE[begins] if begins in _ONCE else self._number_of_events()
        of = self._bracketed_events()
        dated = self._date_field() if (by := self._word("with")) else "Event Start Date"
        first, last = self._span()
        if first is last is None and (by or of is None):
            self._fail("span" if by or of else "events", _EXAMPLE)
        self.events_end = self._at if first is last is None else -1
        return OtherEvents(least, most, of, dated, first, last)

    def _bracketed_events(self) -> Condition | None:
        self._skip()
        self._inside = True
        of = self._bracketed()
        self._inside = False
        return of

    def _number_of_events(self) -> tuple[int, int | None]:
        self._skip()
        start, op = self._at, self._operator()
        if op not in ("=", "<", "<=", ">", ">=", "between"):
            self._at = start
            self._fail("comparison", "Write, for example: count >= 2 (Event Type = Review).")
        low = self._up_to(MOST_EVENTS)
        if op == "between":
            if not self._word("and"):
                self._fail("connective", "Write between … and …, both included.")
            return low, self._up_to(MOST_EVENTS)
        if op == "=":
            return low, low
        if op in (">", ">="):
            return low + (op == ">"), None
        if op == "<" and not low:
            self._at = start
            self._fail("number", "Write 1 or more: there are never fewer events than none.")
        return 0, low - (op == "<")

    def _span(self) -> tuple[Day | None, Day | None]:
        if self._word("between"):
            first = self._date_field()
            if not self._word("and"):
                self._fail(
                    "connective", "Write, for example: between Event Start Date and Event End Date."
                )
            return Day(first), Day(self._date_field())
        if self._word("on or before"):
            return None, Day(self._date_field())
        if self._word("on or after"):
            return Day(self._date_field()), None
        if not self._word("within"):
            return None, None
        days = self._up_to(MOST_DAYS)
        if self._match(_DAYS) is None:
            self._fail("direction", "Write, for example: within 28 days after Event Start Date.")
        way = next((w for w in ("after", "before", "of") if self._word(w)), "")
        if not way:
            self._fail("direction", "Write, for example: within 28 days after Event Start Date.")
        name = self._date_field()
        return Day(name, -days * (way != "after")), Day(name, days * (way != "before"))

    def _up_to(self, most: int) -> int:
        self._skip()
        start, number = self._at, self._whole()
        if not 0 <= number <= most:
            self._at = start
            self._fail("number", f"Write a number from 0 to {most:,}.")
        return number


__all__ = ["FilterProblem", "RuleReader", "fields_of_rules", "read_rule_condition"]
