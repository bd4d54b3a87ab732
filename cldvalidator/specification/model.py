"""The specification as values: fields, lists, conditions, mappings, each with its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from cldvalidator.specification.conditions import Condition

Confidence = Literal["documented", "derived", "assumed"]
Identified = Literal["council", "person", "linked person", "event", "practice", "provider"]
Enforcement = Literal["error", "warning", "none"]
FieldType = Literal[
    "text",
    "list",
    "date",
    "integer",
    "decimal",
    "la_code",
    "nhs_number",
    "postcode",
    "gp_practice_code",
    "cqc_location_id",
]


@dataclass(frozen=True)
class ListValue:
    """One value of a field's list, with how surely it belongs there and who says so."""

    value: str
    confidence: Confidence
    tier: str
    source: str
    note: str = ""
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class ValueList:
    """The list of a field. enforcement: what a value outside it is at most."""

    values: tuple[ListValue, ...]
    completeness: str
    enforcement: Enforcement
    case_evidence: str = ""
    accepted_prefixes: tuple[str, ...] = ()

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The values as text, in the list's order."""
        return tuple(v.value for v in self.values)

    @property
    def case_is_certain(self) -> bool:
        """Whether the capitalisation of the values is sure enough to fail a value on it."""
        return self.case_evidence.startswith("strong")


@dataclass(frozen=True)
class Requirement:
    """When a field is applicable, or mandatory."""

    text: str
    when: Condition
    confidence: Confidence
    source: str
    note: str = ""


@dataclass(frozen=True)
class Format:
    """How a cell of the field is written."""

    text: str
    pattern: str | None
    max_length: int | None
    confidence: Confidence
    source: str
    note: str = ""

    @cached_property
    def digits(self) -> int | None:
        """How many digits a number has that is written in this form; None: not fixed."""
        found = re.search(r"(?:\^|[(|])\\d\{(\d+)\}(?:\$|[|)])", self.pattern or "")
        return int(found[1]) if found else None


@dataclass(frozen=True)
class Field:
    """One field of the specification.

    identifies: what its values are numbers or codes of, None for a field whose values are neither.
    """

    position: int
    name: str
    column: str
    module: str
    type: FieldType
    format: Format
    applicable: Requirement
    mandatory: Requirement
    in_national_checks: bool
    name_confidence: Confidence
    name_source: str
    guidance: str
    personal: bool
    values: ValueList | None = None
    notes: tuple[str, ...] = ()
    identifies: Identified | None = None


@dataclass(frozen=True)
class Mapping1To2:
    """What a Release 1 value (or a known variant) becomes in Release 2; None: it has no match."""

    found: str
    release_2: str | None
    change: str
    confidence: Confidence
    source: str
    note: str = ""
    variant: bool = False


@dataclass(frozen=True)
class QualityWords:
    """The words of the national data quality table, by the numbers that checks give them.

    statuses: what is wanted of a cell. verdicts: what it is. The fifth verdict, for values of an
    older release, is empty in the oldest; the last is the program's own, for values outside a list
    that is not public.
    """

    statuses: tuple[str, ...]
    verdicts: tuple[str, ...]

    @cached_property
    def failed(self) -> tuple[str, ...]:
        """The verdicts that count as failed."""
        return tuple(v for v in self.verdicts if v.startswith("Failed"))


@dataclass(frozen=True)
class Council:
    """A council of England with its code. gss_codes: more than one after a change of boundary.

    former: codes that it had or is given elsewhere, accepted in a file. other: codes that some use
    and that are wrong in a file.
    """

    code: str
    name: str
    region: str = ""
    gss_codes: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


@dataclass(frozen=True)
class Specification:
    """A release of the CLD specification: one pack.

    facts: what the pack says beside its fields, as it stands in it, for the catalogue.
    """

    release: str
    title: str
    notice: str
    valid: str
    fields: tuple[Field, ...]
    groupings: Mapping[str, Any]
    sources: Mapping[str, str]
    mappings: Mapping[str, tuple[Mapping1To2, ...]]
    councils: tuple[Council, ...]
    quality_words: QualityWords
    origin: str = "built in"
    facts: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by name."""
        return {f.name: f for f in self.fields}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The field names in submission order."""
        return tuple(f.name for f in self.fields)

    @cached_property
    def la_names(self) -> Mapping[str, str]:
        """The names of the councils by code."""
        return {c.code: c.name for c in self.councils}

    @cached_property
    def former_la_codes(self) -> Mapping[str, Council]:
        """The councils by the codes that are accepted in place of their own."""
        return {code: c for c in self.councils for code in c.former}

    @cached_property
    def other_la_codes(self) -> Mapping[str, Council]:
        """The councils by the codes that some use for them and that are wrong."""
        return {code: c for c in self.councils for code in c.other}

    def council_called(self, code: str) -> Council | None:
        """Return the council of a code, a former one included; None for an unknown code."""
        own = next((c for c in self.councils if c.code == code), None)
        return own or self.former_la_codes.get(code)

    @cached_property
    def units_needed(self) -> tuple[str, ...]:
        """The cost frequencies whose weekly cost cannot be told without planned units."""
        return tuple(self.groupings["cost_frequency_weekly_factor"]["needs_planned_units"])

    @cached_property
    def null_is_blank(self) -> frozenset[str]:
        """The fields in which DHSC takes the word NULL for a blank."""
        return frozenset(self.groupings["null_is_blank"]["fields"])

    def unknown(self, name: str) -> tuple[str, ...]:
        """Return the values of a field that say that nothing is known."""
        return tuple(self.groupings["unknown_values"]["map"].get(name, ()))

    def identifying(self, what: Identified) -> tuple[str, ...]:
        """Return the names of the fields that identify a person, a council, and so on."""
        return tuple(f.name for f in self.fields if f.identifies == what)

    def values(self, name: str) -> tuple[str, ...]:
        """Return the list of a field in the list's order; empty where none is known."""
        listed = self.by_name[name].values
        return listed.texts if listed is not None else ()
