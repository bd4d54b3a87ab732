"""Loads a specification pack and holds it against the pack's own JSON Schema."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema

from cldvalidator.bundled import bundled
from cldvalidator.problems import InputProblem
from cldvalidator.specification.conditions import parse_condition
from cldvalidator.specification.model import (
    Council,
    Field,
    Format,
    ListValue,
    Mapping1To2,
    QualityWords,
    Requirement,
    Specification,
    ValueList,
)
from cldvalidator.specification.schema_words import wrong_words

RELEASES = ("2", "1")


@cache
def load_specification(release: str = "2") -> Specification:
    """Return the built-in pack of a release ("1" or "2").

    Raises InputProblem, naming the place, when the pack does not have the shape that
    `pack.schema.json` describes.
    """
    return build_specification(read_pack(release))


def read_pack(release: str) -> dict[str, Any]:
    """Read the parts of a built-in pack into one JSON value, unchecked.

    Raises InputProblem for a release that there is none of.
    """
    if release not in RELEASES:
        raise InputProblem(
            f"There is no specification release {release}.",
            f"Choose one of: {', '.join(RELEASES)}.",
        )
    root = bundled("specification")
    pack: dict[str, Any] = {
        part: json.loads((root / f"release_{release}" / f"{part}.json").read_text("utf-8"))
        for part in ("release", "fields", "lists", "groupings")
    }
    pack["guidance"] = json.loads((root / "guidance.json").read_text("utf-8"))
    pack["mapping"] = json.loads((root / "release_1_to_release_2.json").read_text("utf-8"))
    pack["sources"] = json.loads((root / "sources.json").read_text("utf-8"))
    pack["la_codes"] = list(csv.DictReader(io.StringIO((root / "la_codes.csv").read_text("utf-8"))))
    return pack


@cache
def pack_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a pack."""
    path = bundled("specification", "pack.schema.json")
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


def build_specification(pack: Mapping[str, Any], origin: str = "built in") -> Specification:
    """Check a pack against its schema and turn it into a Specification.

    Raises InputProblem naming the place of the first fault: a wrong shape, a field name used twice,
    a list for a field that is none, a condition on an unknown field.
    """
    _check_shape(pack, origin)
    _check_names(pack, origin)
    meta = pack["release"]
    return Specification(
        release=meta["release"],
        title=meta["title"],
        notice=meta["notice"],
        valid=meta["valid"],
        fields=tuple(_field(f, pack) for f in pack["fields"]),
        groupings=pack["groupings"],
        sources=pack["sources"],
        mappings={name: _mappings(m) for name, m in pack["mapping"]["fields"].items()},
        councils=tuple(map(_council, pack["la_codes"])),
        quality_words=_quality_words(meta["quality_statuses"]),
        origin=origin,
        facts=meta | {"mapping": pack["mapping"]},
    )


def _council(row: Mapping[str, str]) -> Council:
    def given(*names: str) -> tuple[str, ...]:
        return tuple(row[n] for n in names if row.get(n))

    return Council(
        row["la_code"],
        row["la_name"],
        row.get("region", ""),
        given("gss_code", "gss_code_since_2025"),
        given("former_code"),
        given("other_code"),
    )


def _check_shape(pack: Mapping[str, Any], origin: str) -> None:
    validator = jsonschema.Draft202012Validator(pack_schema())
    fault = jsonschema.exceptions.best_match(validator.iter_errors(pack))
    if fault is not None:
        place = " > ".join(_place(pack, list(fault.absolute_path))) or "the whole pack"
        raise InputProblem(
            f"The specification pack ({origin}) is broken at {place}: it {wrong_words(fault)}.",
            "Install the program again, or correct the pack.",
        )


def _place(pack: Any, path: list[str | int]) -> list[str]:
    """Name a JSON path by field names where a list item has one."""
    names: list[str] = []
    for step in path:
        pack = pack[step]
        named = (
            isinstance(step, int) and isinstance(pack, dict) and isinstance(pack.get("name"), str)
        )
        names.append(str(pack["name"]) if named else str(step))
    return names


def _check_names(pack: Mapping[str, Any], origin: str) -> None:
    def broken(place: str, fault: str) -> InputProblem:
        return InputProblem(
            f"The specification pack ({origin}) is broken at {place}: {fault}.",
            "Install the program again, or correct the pack.",
        )

    names = [f["name"] for f in pack["fields"]]
    for position, name in enumerate(names, start=1):
        if names.count(name) > 1:
            raise broken(f"fields > {name}", "the field stands twice")
        if pack["fields"][position - 1]["position"] != position:
            raise broken(f"fields > {name}", f"its position is not {position}")
    listed = {f["name"] for f in pack["fields"] if f["type"] == "list"}
    for name in sorted(listed ^ set(pack["lists"])):
        raise broken(f"lists > {name}", "a list and a field of type list do not belong together")
    for f in pack["fields"]:
        for which in ("applicable", "mandatory"):
            for used in _names_in(f[which]["when"]):
                if used not in names:
                    raise broken(f"fields > {f['name']} > {which}", f"no field is called {used}")
    for name in names:
        if name not in pack["guidance"]:
            raise broken(f"guidance > {name}", "the field has no guidance text")


def _names_in(when: Any) -> list[str]:
    if isinstance(when, list):
        return [n for part in when for n in _names_in(part)]
    if isinstance(when, dict):
        own = [when["field"]] if "field" in when else []
        return own + [n for k in ("all", "any", "not") if k in when for n in _names_in(when[k])]
    return []


def _quality_words(raw: Mapping[str, Any]) -> QualityWords:
    national = raw["field_validity"]
    none_older = [""] * (5 - len(national))
    verdicts = (*national, *none_older, *raw["own_validity"])
    return QualityWords(tuple(raw["field_status"]), verdicts)


def _field(raw: Mapping[str, Any], pack: Mapping[str, Any]) -> Field:
    guidance = pack["guidance"][raw["name"]]
    form = raw["format"]
    return Field(
        position=raw["position"],
        name=raw["name"],
        column=raw["column"],
        module=raw["module"],
        type=raw["type"],
        format=Format(
            form["text"],
            form["pattern"],
            form["max_length"],
            form["confidence"],
            form["source"],
            form.get("note", ""),
        ),
        applicable=_requirement(raw["applicable"]),
        mandatory=_requirement(raw["mandatory"]),
        in_national_checks=raw["in_national_checks"],
        name_confidence=raw["name_confidence"],
        name_source=raw["name_source"],
        guidance=guidance["text"],
        personal=guidance["personal"],
        values=_list(pack["lists"][raw["name"]]) if raw["type"] == "list" else None,
        notes=tuple(raw.get("notes", ())),
        identifies=raw.get("identifies"),
    )


def _requirement(raw: Mapping[str, Any]) -> Requirement:
    return Requirement(
        raw["text"],
        parse_condition(raw["when"]),
        raw["confidence"],
        raw["source"],
        raw.get("note", ""),
    )


def _list(raw: Mapping[str, Any]) -> ValueList:
    return ValueList(
        values=tuple(
            ListValue(
                v["value"],
                v["confidence"],
                v["tier"],
                v["source"],
                v.get("note", ""),
                tuple(v.get("alternatives", ())),
            )
            for v in raw["values"]
        ),
        completeness=raw["completeness"],
        enforcement=raw["enforcement"],
        case_evidence=raw.get("case_evidence", ""),
        accepted_prefixes=tuple(raw.get("accepted_prefixes", {}).get("values", ())),
    )


def _mappings(raw: Mapping[str, Any]) -> tuple[Mapping1To2, ...]:
    named = [
        Mapping1To2(m["r1"], m["r2"], m["change"], m["confidence"], m["source"], m.get("note", ""))
        for m in raw["mappings"]
    ]
    variants = [
        Mapping1To2(
            v["raw"], v["r2"], v.get("kind", ""), v["confidence"], v["source"], variant=True
        )
        for v in raw.get("invalid_variants", ())
    ]
    return tuple(named + variants)
