"""Everything that can be looked up by name: fields, rules and measures, with what to know of each.

It is made of the packs, rule texts and measure texts alone, so it can hold nothing of a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol, TypeVar

from cldvalidator.checks.rules import Rule, load_rules
from cldvalidator.guide.catalogue import add_field, add_pack, add_rule, add_sources
from cldvalidator.measures.activity.definitions import NotShown, not_published, not_shown
from cldvalidator.measures.registry import MeasureText, measure_texts
from cldvalidator.official import current_specification
from cldvalidator.presentation.document import Document, Facts, Heading, Paragraph, Table
from cldvalidator.specification import Specification

Kind = Literal["pack", "field", "rule", "measure"]
PACK = "specification"


class Named(Protocol):
    """What can be found. texts: everything it says, in small letters."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def title(self) -> str:
        """The words beside the name, if any."""

    @property
    def texts(self) -> str:
        """Every text in small letters."""


Found = TypeVar("Found", bound=Named)


@dataclass(frozen=True, eq=False)
class Entry:
    """One thing that has a name. related: names of the entries that it has to do with.

    name: the field's name, the rule's id, the measure's id. title: the words beside the name.
    """

    kind: Kind
    name: str
    title: str
    document: Document
    related: tuple[str, ...] = ()

    @cached_property
    def texts(self) -> str:
        """Every text of the entry in small letters, to be searched."""
        parts = [self.name, self.title]
        for block in self.document.blocks:
            match block:
                case Heading(_, text) | Paragraph(text):
                    parts.append(text)
                case Facts(items):
                    parts += [part for item in items for part in item]
                case Table(_, _, rows):
                    parts += [cell for row in rows for cell in row]
        return "\n".join(parts).casefold()


def current_entries(own: Iterable[Rule] = ()) -> tuple[Entry, ...]:
    """Return the entries of the packs in use, the council's own where there is one.

    own: rules of the council's own, which come among the rules.
    """
    packs = (current_specification("2"), current_specification("1"))
    rules = {**load_rules(), **{rule.id: rule for rule in own}}
    return entries(packs, rules, measure_texts())


def entries(
    specifications: Sequence[Specification],
    rules: Mapping[str, Rule],
    measures: Mapping[str, MeasureText],
) -> tuple[Entry, ...]:
    """Return an entry for the pack and each field, rule and measure, in their own order.

    specifications: the newest release first.
    """
    newest, *older = specifications
    made = [_pack(newest)]
    for field in newest.fields:
        document = Document(field.name)
        add_field(document, field, newest, older)
        _without_heading(document)
        related = [i for i, r in rules.items() if field.name in r.fields]
        related += [i for i, m in measures.items() if field.name in (*m.gates, *m.deciders)]
        made.append(Entry("field", field.name, "", document, tuple(related)))
    for rule in rules.values():
        document = Document(f"{rule.id} {rule.title}")
        add_rule(document, rule)
        _without_heading(document)
        fields = tuple(f for f in rule.fields if f in newest.by_name)
        made.append(Entry("rule", rule.id, rule.title, document, fields))
    made += [_measure(measure) for measure in measures.values()]
    made += [_not_shown(missing) for missing in not_shown() if missing.id not in measures]
    return tuple(made)


def _without_heading(document: Document) -> None:
    """Take the heading of its part in the catalogue away: the document's title says the same."""
    if isinstance(document.blocks[0], Heading):
        del document.blocks[0]


def _pack(specification: Specification) -> Entry:
    document = Document("The specification in use")
    add_pack(document, specification)
    add_sources(document, specification)
    return Entry("pack", PACK, document.title, document)


def _not_shown(missing: NotShown) -> Entry:
    document = Document(f"{missing.id} {missing.title}")
    document.add(Paragraph(f"Not shown. {missing.reason}"))
    return Entry("measure", missing.id, missing.title, document)


def _measure(measure: MeasureText) -> Entry:
    title = "" if measure.title == measure.id else measure.title
    document = Document(f"{measure.id} {title}".strip())
    method = [("Method", f"{measure.method}. {not_published()}")] if measure.method else []
    document.add(
        Paragraph(measure.definition),
        Facts(
            [
                *method,
                ("Numerator", measure.numerator),
                ("Denominator", measure.denominator),
                ("Unit", measure.unit),
                ("Source", measure.source),
            ]
        ),
    )
    if measure.oddities:
        document.add(Heading(2, "What to know"), *map(Paragraph, measure.oddities))
    fields = tuple(dict.fromkeys((*measure.gates, *measure.deciders)))
    return Entry("measure", measure.id, title, document, fields)


def find(known: Iterable[Found], asked: str) -> list[Found]:
    """Return what holds every word that is asked for, the best first.

    Best is the name itself, then names and titles that begin with it or hold it, then whatever only
    says it somewhere.
    """
    wanted = " ".join(asked.casefold().split())
    if not wanted:
        return []
    ranked = [(rank, one) for one in known if (rank := _rank(one, wanted)) is not None]
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])]


def _rank(one: Named, wanted: str) -> int | None:
    words = wanted.split(" ")
    if not all(word in one.texts for word in words):
        return None
    name, title = one.name.casefold(), one.title.casefold()
    head = f"{name} {title}"
    tests = (
        wanted in (name, title),
        name.startswith(wanted) or title.startswith(wanted),
        wanted in head,
        all(word in head for word in words),
        wanted in one.texts,
    )
    return next((rank for rank, holds in enumerate(tests) if holds), len(tests))
