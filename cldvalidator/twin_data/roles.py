"""What becomes of each field in a twin: `resources/twin/fields.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal

import jsonschema

from cldvalidator.bundled import bundled
from cldvalidator.problems import InputProblem
from cldvalidator.specification.schema_words import fault_words

Role = Literal[
    "file", "number", "name", "practice", "shared", "birth", "postcode", "death", "kind", "person",
    "date", "text", "event", "cost", "count", "provider",
]  # fmt: skip
IDENTIFYING: tuple[Role, ...] = ("number", "name", "practice", "postcode", "text", "provider")
"""The roles of the fields of which no text is kept."""


@dataclass(frozen=True)
class TwinField:
    """A field: its role, whether it is one of the quasi-identifiers, and the reason for both."""

    name: str
    role: Role
    quasi: bool
    reason: str


@dataclass(frozen=True)
class Roles:
    """Every field's role, and the lines that the twin draws.

    fewest: people that a combination of details has to have. fewest_people: people that a file has
    to have. age_bands: the ages with which a band begins, after the first one.
    """

    fields: Mapping[str, TwinField]
    fewest: int
    fewest_people: int
    age_bands: tuple[int, ...]

    def of(self, *roles: Role) -> tuple[str, ...]:
        """Return the names of the fields that have one of some roles."""
        return tuple(name for name, f in self.fields.items() if f.role in roles)

    @cached_property
    def quasi(self) -> tuple[str, ...]:
        """The names of the fields that together could say who somebody is."""
        return tuple(name for name, f in self.fields.items() if f.quasi)


@cache
def load_roles() -> Roles:
    """Return the roles as the resources have them. Raises InputProblem for a broken file."""
    return roles_of(json.loads(bundled("twin", "fields.json").read_text("utf-8")))


def roles_of(raw: Mapping[str, Any]) -> Roles:
    """Return the roles of a file. Raises InputProblem where its schema does not allow it."""
    schema = json.loads(bundled("twin", "fields.schema.json").read_text("utf-8"))
    fault = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(schema).iter_errors(raw)
    )
    if fault is not None:
        raise InputProblem(
            f"The roles of fields in a twin (fields.json) are broken: {fault_words(fault)}.",
            "Install the program again, or correct the file.",
        )
    fields = {f["name"]: TwinField(**f) for f in raw["fields"]}
    return Roles(fields, raw["fewest"], raw["fewest_people"], tuple(raw["age_bands"]))
