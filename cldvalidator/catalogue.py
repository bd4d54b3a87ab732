"""The catalogue of fields and rules, made from the same data that the checks run on."""

from __future__ import annotations

from collections.abc import Sequence

from cldvalidator.checks.rules import Rule
from cldvalidator.document import Document, Facts, Heading, Paragraph, Table
from cldvalidator.extract.header import column_letter
from cldvalidator.specification.model import Field, Mapping1To2, Specification, ValueList

_STRICTNESS = {
    "error": "A value outside the list is an error: the list is complete and official.",
    "warning": "A value outside the list is a warning: part of the list is from other sources.",
    "none": "A value outside the list is not reported: too little of the list is public.",
}
RULE_GROUPS = {
    "cells": "Rules about one cell",
    "records": "Rules across the fields of a record",
    "people": "Rules across the records of a person",
    "submission": "Rules about the whole file",
}


def catalogue_markdown(specifications: Sequence[Specification], rules: Sequence[Rule]) -> str:
    """Return the catalogue as Markdown. specifications: the newest release first."""
    return _catalogue(specifications, rules).markdown()


def catalogue_html(specifications: Sequence[Specification], rules: Sequence[Rule]) -> str:
    """Return the catalogue as one HTML page. specifications: the newest release first."""
    return _catalogue(specifications, rules).html()


def _catalogue(specifications: Sequence[Specification], rules: Sequence[Rule]) -> Document:
    newest, *older = specifications
    document = Document("Fields and rules of Client Level Data")
    add_pack(document, newest)
    document.add(Heading(2, "Fields"))
    for field in newest.fields:
        add_field(document, field, newest, older)
    for group, title in RULE_GROUPS.items():
        chosen = [r for r in rules if r.group == group]
        if chosen:
            document.add(Heading(2, title))
            for rule in chosen:
                add_rule(document, rule)
    add_sources(document, newest)
    return document


def add_pack(document: Document, specification: Specification) -> None:
    """Add what a pack is, where it is from, and how sure its parts are."""
    document.add(
        Paragraph(f"{specification.title}. Pack: {specification.origin}. {specification.valid}."),
        Paragraph(specification.notice),
        Heading(2, "How sure each part is"),
        Facts([(k, v) for k, v in specification.facts.get("confidence_key", {}).items()]),
    )


def add_sources(document: Document, specification: Specification) -> None:
    """Add what the short names of sources stand for."""
    document.add(
        Heading(2, "Sources"),
        Table("What the sources are", ("Short", "Source"), sorted(specification.sources.items())),
    )


def add_field(
    document: Document, field: Field, newest: Specification, older: Sequence[Specification]
) -> None:
    """Add a field: its guidance, format, conditions, lists and mappings, with their sources."""
    document.add(
        Heading(3, field.name),
        Paragraph(field.guidance),
        Facts(
            [
                ("Position", f"{field.position}, column {column_letter(field.position - 1)}"),
                ("National column", field.column),
                ("Part", field.module),
                ("Type", field.type.replace("_", " ")),
                ("Format", f"{field.format.text} ({field.format.confidence})"),
                ("Applicable", f"{field.applicable.text} ({field.applicable.confidence})"),
                ("Mandatory", f"{field.mandatory.text} ({field.mandatory.confidence})"),
                *[("Note", note) for note in _notes(field)],
            ]
        ),
    )
    if field.values is not None:
        _add_list(document, field.name, field.values, newest.release)
    for specification in older:
        other = specification.by_name.get(field.name)
        if other and other.values and (not field.values or other.values != field.values):
            _add_list(document, field.name, other.values, specification.release)
    mappings = [
        m for m in newest.mappings.get(field.name, ()) if m.variant or m.found != m.release_2
    ]
    if mappings:
        document.add(
            Table(
                "What older and other values become",
                ("Found", "Release 2", "Kind", "Confidence", "Source"),
                [_mapping_row(m) for m in mappings],
            )
        )


def _notes(field: Field) -> list[str]:
    notes = [field.format.note, field.applicable.note, field.mandatory.note, *field.notes]
    return [n[0].upper() + n[1:] for n in notes if n]


def _add_list(document: Document, name: str, values: ValueList, release: str) -> None:
    if not values.values:
        document.add(Paragraph(f"Release {release}: the list is not public."))
        return
    document.add(
        Table(
            f"{name}, Release {release} ({values.completeness})",
            ("Value", "Confidence", "Seen in", "Note"),
            [
                (
                    v.value,
                    _confidence(v.confidence, v.tier),
                    v.source,
                    _value_note(v.note, v.alternatives),
                )
                for v in values.values
            ],
        ),
        Paragraph(_STRICTNESS[values.enforcement]),
    )


def _confidence(confidence: str, tier: str) -> str:
    return f"{confidence}, {tier}" if confidence == "documented" else confidence


def _value_note(note: str, alternatives: Sequence[str]) -> str:
    also = f"Also accepted: {', '.join(alternatives)}" if alternatives else ""
    return "; ".join(filter(None, [note, also]))


def _mapping_row(mapping: Mapping1To2) -> tuple[str, ...]:
    kind = mapping.change or ("known variant" if mapping.variant else "")
    return (
        mapping.found,
        mapping.release_2 or "(none)",
        "; ".join(filter(None, [kind, mapping.note])),
        mapping.confidence,
        mapping.source,
    )


def add_rule(document: Document, rule: Rule) -> None:
    """Add a rule: what is wrong, how to fix it, what it costs nationally, who says so."""
    fields = "All fields" if "*" in rule.fields else ", ".join(rule.fields)
    built = rule.status == "built"
    document.add(
        Heading(3, f"{rule.id} {rule.title}"),
        Facts(
            [
                ("Severity", rule.severity_words if built else "none"),
                ("Status", "Checked" if built else rule.status),
                ("Fields", fields),
                ("Releases", " and ".join(rule.releases)),
                ("Applies", rule.when),
                ("What is wrong", rule.wrong),
                ("How to fix it", rule.fix),
                ("National cost", rule.cost),
                ("Source", f"{rule.source} ({rule.confidence})"),
            ]
        ),
    )
