"""The tables of the activity report as data: whole, and held against their schema."""

from __future__ import annotations

import json

import jsonschema

from cldvalidator.bundled import bundled


def content(name: str) -> dict[str, object]:
    made: dict[str, object] = json.loads(bundled("activity", name).read_text("utf-8"))
    return made


def test_the_tables_are_as_their_schema_says() -> None:
    schema = content("tables.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(content("tables.json"), schema)


def test_the_schema_refuses_what_is_not_known() -> None:
    schema = content("tables.schema.json")
    broken = content("tables.json") | {"surprise": 1}
    faults = list(jsonschema.Draft202012Validator(schema).iter_errors(broken))
    assert faults
