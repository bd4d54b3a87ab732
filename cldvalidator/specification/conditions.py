"""The closed grammar in which the pack says when a field is applicable or mandatory.

`when := {always} | {unknown} | {all: [when]} | {any: [when]} | {not: when} | {field, op, values} |
{derived, op: between, values: [low, high]}`. Text compares without regard to case and to spaces at
the end, a blank cell as the empty text, as DHSC's SQL Server does (method sections 1.1 and 1.2; the
pack's `condition_grammar`). The filters of users have the same grammar, and kinds that no pack
uses: ranges of days and numbers (`FieldCompares`), days between two dates (`DaysFromTo`), findings
(`HasFinding`) and, in a council's own rules, other events of the person (`OtherEvents`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal


@dataclass(frozen=True)
class Always:
    """True or false for every row."""

    value: bool


@dataclass(frozen=True)
class Undetermined:
    """No public source says when; no row is judged by it."""


@dataclass(frozen=True)
class All:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class AnyOf:
    """True when at least one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    """True when the part is not."""

    part: Condition


@dataclass(frozen=True)
class FieldIs:
    """Compares the text of one field; several values mean any of them (negated: none of them)."""

    field: str
    op: str
    values: tuple[str, ...] = ()

    @property
    def denies(self) -> bool:
        """Whether the comparison holds for every text but some."""
        return self.op.startswith("not_")

    def holds(self, text: str) -> bool:
        """Judge one text."""
        cell = text.strip().casefold()
        values = [v.casefold() for v in self.values]
        match self.op:
            case "equals" | "in":
                return cell in values
            case "not_equal":
                return cell not in values
            case "starts_with":
                return cell.startswith(tuple(values))
            case "contains":
                return any(v in cell for v in values)
            case "not_contains":
                return not any(v in cell for v in values)
            case "blank":
                return not cell
            case "not_blank":
                return bool(cell)
        raise ValueError(f"unknown comparison {self.op!r}")


@dataclass(frozen=True)
class AgeBetween:
    """Age in whole years at the Reporting Period End Date lies between two ages, both included."""

    low: int
    high: int


Comparison = Literal["=", "!=", "<", "<=", ">", ">=", "between"]


@dataclass(frozen=True)
class FieldCompares:
    """Compares the day or the number in one field; a cell that holds none fits no comparison.

    bounds: days or numbers, of one kind: two for "between" (both included), one for "<", "<=", ">"
    and ">=", one or more for "=" (any of them) and for "!=", which holds wherever "=" does not.
    """

    field: str
    op: Comparison
    bounds: tuple[date | float, ...]


@dataclass(frozen=True)
class HasFinding:
    """True for a row with a finding: of a rule, of a severity (its word), in a field, or any."""

    rule: str = ""
    severity: str = ""
    field: str = ""


@dataclass(frozen=True)
class DaysFromTo:
    """Compares the number of days from the date in one field to that in another.

    Negative where the second is the earlier one. A row in which one of them is no date fits no
    comparison. bounds: two for "between" (both included), else one.
    """

    start: str
    end: str
    op: Comparison
    bounds: tuple[int, ...]


@dataclass(frozen=True)
class Day:
    """A day that a row gives: the date in a field, moved by a number of days."""

    field: str
    days: int = 0


@dataclass(frozen=True)
class OtherEvents:
    """How many other events of the row's person fit a condition and lie within days.

    least, most: how many there have to be, most None for any number. of: what they fit, None for
    any event. dated: the field that dates them. first, last: the days between which they lie, both
    included; None for no limit on that side. Where `last` is the date of another field than `first`
    (from one to the other) and that cell is blank, there is no limit: the event goes on.
    """

    least: int
    most: int | None
    of: Condition | None = None
    dated: str = "Event Start Date"
    first: Day | None = None
    last: Day | None = None

    @property
    def goes_on(self) -> bool:
        """Whether a blank last day means that there is none."""
        first, last = self.first, self.last
        return first is not None and last is not None and first.field != last.field


Condition = (
    Always
    | Undetermined
    | All
    | AnyOf
    | Not
    | FieldIs
    | AgeBetween
    | FieldCompares
    | DaysFromTo
    | HasFinding
    | OtherEvents
)


def parse_condition(when: Mapping[str, Any]) -> Condition:
    """Turn the JSON form (already checked by the pack's schema) into a condition.

    Raises ValueError for a form that the schema would have refused.
    """
    match when:
        case {"always": value}:
            return Always(bool(value))
        case {"unknown": _}:
            return Undetermined()
        case {"all": parts}:
            return All(tuple(parse_condition(p) for p in parts))
        case {"any": parts}:
            return AnyOf(tuple(parse_condition(p) for p in parts))
        case {"not": part}:
            return Not(parse_condition(part))
        case {"derived": "age_at_reporting_period_end", "values": [low, high]}:
            return AgeBetween(low, high)
        case {"field": name, "op": op}:
            return FieldIs(name, op, tuple(when.get("values", ())))
    raise ValueError(f"not a condition: {sorted(when)}")


def fields_of(condition: Condition) -> Iterator[str]:
    """Yield the fields a condition reads."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from fields_of(part)
        case Not(part):
            yield from fields_of(part)
        case FieldIs(name) | FieldCompares(name):
            yield name
        case AgeBetween():
            yield "Date of Birth"
            yield "Reporting Period End Date"
        case DaysFromTo(start, end):
            yield start
            yield end
        case OtherEvents(of=of, dated=dated, first=first, last=last):
            yield from (day.field for day in (first, last) if day is not None)
            if of is not None:
                yield from fields_of(of)
            if first is not None or last is not None:
                yield dated
