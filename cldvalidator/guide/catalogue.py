"""The catalogue of fields and rules, made from the same data that the checks run on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cldvalidator.checks.context import thresholds
from cldvalidator.checks.rules import Rule
from cldvalidator.extract.table import column_letter
from cldvalidator.guide.about_program import open_data
from cldvalidator.guide.catalogue_groupings import add_groupings
from cldvalidator.guide.rule_examples import FIRST_ROW, Example, rule_examples
from cldvalidator.presentation.document import Document, Facts, Heading, Paragraph, Table
from cldvalidator.specification.model import (
    Field,
    Format,
    Mapping1To2,
    Requirement,
    Specification,
    ValueList,
)

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
    "portal": "Rules of the portal that takes the file",
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
    add_groupings(document, newest)
    add_sources(document, newest)
    add_open_data(document)
    return document


def add_pack(document: Document, specification: Specification) -> None:
    """Add what a pack is, where it is from, and how sure its parts are."""
    document.add(
        Paragraph(f"{specification.title}. Pack: {specification.origin}. {specification.valid}."),
        Paragraph(specification.notice),
        Heading(2, "How sure each part is"),
        Facts([(k, v) for k, v in specification.facts.get("confidence_key", {}).items()]),
    )
    _add_policies(document, specification)
    _add_quality_words(document, specification)
    _add_file(document, specification)
    _add_mapping(document, specification)


def _add_policies(document: Document, specification: Specification) -> None:
    facts = specification.facts
    document.add(Facts(list(facts.get("enforcement_key", {}).items())))
    if "case_policy" in facts:
        document.add(Paragraph(facts["case_policy"]))


def _add_quality_words(document: Document, specification: Specification) -> None:
    raw = specification.facts["quality_statuses"]
    note = f"{raw['confidence']}; {raw['source']}"
    document.add(
        Heading(2, "The national data quality table"),
        Facts(
            [
                ("What is wanted of a cell", f"{'; '.join(raw['field_status'])} ({note})"),
                ("What a cell is", f"{'; '.join(raw['field_validity'])} ({note})"),
                ("The program's own word", "; ".join(raw["own_validity"])),
                (
                    "Not in the national checks",
                    ", ".join(f.name for f in specification.fields if not f.in_national_checks),
                ),
            ]
        ),
    )


def _add_file(document: Document, specification: Specification) -> None:
    """Add what is known of the file as a whole, and columns that older files may have."""
    facts = []
    for name, fact in specification.facts.get("file", {}).items():
        value = {None: "not known", True: "yes"}.get(fact.get("value"), fact.get("value"))
        note = "; ".join(filter(None, [fact["confidence"], fact.get("source"), fact.get("note")]))
        text = f"{value} ({note})" if "value" in fact else note
        facts.append((name.replace("_", " ").capitalize(), text))
    legacy = specification.facts.get("legacy_columns")
    if legacy:
        note = f"{legacy['note']}; {legacy['source']}"
        facts.append(("Columns of older files", f"{', '.join(legacy['columns'])} ({note})"))
    if facts:
        document.add(Heading(2, "The file"), Facts(facts))


def _add_mapping(document: Document, specification: Specification) -> None:
    """Add what is known of the mapping from the older release as a whole."""
    mapping = specification.facts["mapping"]
    facts = []
    if "official_source_not_read" in mapping:
        facts.append(("Not read", mapping["official_source_not_read"]))
    facts += [
        ("Pattern", f"{p['rule']} ({p['evidence']})") for p in mapping.get("renaming_pattern", ())
    ]
    facts += [("Note", f"{n['note']} ({n['source']})") for n in mapping.get("processing_notes", ())]
    if facts:
        document.add(Heading(2, "From Release 1 to Release 2"), Facts(facts))


def add_sources(document: Document, specification: Specification) -> None:
    """Add what the short names of sources stand for."""
    document.add(
        Heading(2, "Sources"),
        Table("What the sources are", ("Short", "Source"), sorted(specification.sources.items())),
    )


def add_open_data(document: Document) -> None:
    """Add the published facts and registers in use, with the attribution that each asks for."""
    rows = [
        (
            d.title,
            d.edition,
            "came with the program" if d.is_built_in else "imported",
            d.attribution,
        )
        for d in open_data()
    ]
    document.add(
        Heading(2, "Open data"),
        Paragraph(
            "Published figures, populations and registers: figures are laid beside them, and rules "
            "look things up in them."
        ),
        Table("What is in use", ("What", "Edition", "From", "Attribution"), rows),
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
                ("Name", f"{field.name} ({field.name_confidence}; {field.name_source})"),
                ("National column", field.column),
                ("National checks", "counted" if field.in_national_checks else "not counted"),
                ("Part", field.module),
                ("Type", field.type.replace("_", " ")),
                ("Format", _format(field.format)),
                ("Applicable", _requirement(field.applicable)),
                ("Mandatory", _requirement(field.mandatory)),
                *_older(field, older),
                *[("Note", note) for note in _notes(field, newest)],
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


def _format(form: Format) -> str:
    most = f", at most {form.max_length} characters" if form.max_length else ""
    return f"{form.text}{most} ({form.confidence}; {form.source})"


def _requirement(required: Requirement) -> str:
    return f"{required.text} ({required.confidence}; {required.source})"


def _older(field: Field, older: Sequence[Specification]) -> Iterator[tuple[str, str]]:
    """Yield what older releases say of the field in other words, or by another source."""
    for specification in older:
        other = specification.by_name.get(field.name)
        if other is None:
            continue
        release = f"Release {specification.release}"
        if other.format != field.format:
            yield f"Format, {release}", _format(other.format)
        if other.applicable != field.applicable:
            yield f"Applicable, {release}", _requirement(other.applicable)
        if other.mandatory != field.mandatory:
            yield f"Mandatory, {release}", _requirement(other.mandatory)
        if other.name_source != field.name_source:
            note = f"{other.name_confidence}; {other.name_source}"
            yield f"Name, {release}", f"{other.name} ({note})"
        if other.in_national_checks != field.in_national_checks:
            counted = "counted" if other.in_national_checks else "not counted"
            yield f"National checks, {release}", counted


def _notes(field: Field, specification: Specification) -> list[str]:
    mapping = specification.facts["mapping"]["fields"].get(field.name, {})
    notes = [field.format.note, field.applicable.note, field.mandatory.note, *field.notes]
    notes.append(mapping.get("note", ""))
    notes += [
        f"New in Release 2: {new['r2']} ({new['confidence']}; {new['source']})"
        for new in mapping.get("new_in_r2", ())
    ]
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
    if values.case_evidence:
        document.add(Paragraph(f"Evidence for the capitals: {values.case_evidence}."))
    if values.accepted_prefixes:
        begins = ", ".join(values.accepted_prefixes)
        document.add(Paragraph(f"Also accepted: values that begin with {begins}."))


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
    """Add a rule: what is wrong, how to fix it, its effect, who says so, and an example."""
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
                *([("What must hold", rule.must)] if rule.must else []),
                ("What is wrong", rule.wrong),
                ("How to fix it", rule.fix),
                *([("Fix offered", _fix_offered(rule))] if built else []),
                *([("Thresholds", _thresholds(rule))] if rule.thresholds else []),
                ("Effect on national figures", rule.cost),
                ("Source", f"{rule.source} ({rule.confidence})"),
            ]
        ),
    )
    if rule.id in rule_examples():
        _add_example(document, rule_examples()[rule.id])


_CERTAINTY = {
    "safe": "safe (the same value, written as specified)",
    "documented": "documented (a source says what a Release 1 value became)",
    "likely": "likely (a good guess, to be looked at)",
    "ask": "your choice from a list",
}


def _fix_offered(rule: Rule) -> str:
    leave_out = "; the row can be left out" if rule.leave_out else ""
    if rule.fix_offered == "never":
        return f"Never: correct it in the source{leave_out}"
    how_sure = ", ".join(_CERTAINTY[certainty] for certainty in rule.fix_certainty)
    return f"{rule.fix_offered.capitalize()}: {how_sure}{leave_out}"


def _thresholds(rule: Rule) -> str:
    return "; ".join(f"{name} = {thresholds()[name]}" for name in rule.thresholds)


def _add_example(document: Document, example: Example) -> None:
    rows = [(f"{n}", f, "" if g is None else g, bad) for n, f, g, bad in example.cells()]
    if rows:
        document.add(Table("Example", ("Row", "Field", "Good", "Bad"), rows))
    lines = [
        f"Row {n} is a further record, like the {a['like']}."
        if a["times"] == 1
        else f"Rows {n} to {n + a['times'] - 1} are further records like the {a['like']}."
        for n, a in example.further()
        if a["number"] == 1
    ]
    last = FIRST_ROW + len(example.bad.records())
    if example.good.add and len(example.good.add) == len(example.bad.add) > 1:
        lines.append(f"The same holds for each row up to {last - 1}.")
    lines += [
        f"Row {n} of the file is “{line}”" + "." * (line[-1:] != ".")
        for n, line in enumerate(example.bad.lines, last)
    ]
    lines += [f"The file has no column {name}." for name in example.bad.without]
    own = [f for f in example.finds if f[0] == example.rule]
    places = dict.fromkeys(f"{f[1]}, {f'row {f[2]}' if f[2] else 'the whole file'}" for f in own)
    document.add(Paragraph(" ".join([*lines, f"Found in the bad file: {'; '.join(places)}."])))
