"""A council's own rules as its profile keeps them: texts, read into what the checker judges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cldvalidator.checks.local_rules import NO_EFFECT, CouncilRule, LocalRule
from cldvalidator.checks.rules import LOCAL, Rule, Severity
from cldvalidator.filters.covering import names_a_person
from cldvalidator.filters.cursor import FilterProblem
from cldvalidator.filters.fields import FilterFields
from cldvalidator.filters.rule_reading import fields_of_rules, read_rule_condition
from cldvalidator.filters.text import filter_text
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification
from cldvalidator.specification.conditions import (
    All,
    AnyOf,
    Condition,
    FieldIs,
    Not,
    OtherEvents,
    fields_of,
)

MOST_RULES = 100
"""As many as a profile may hold (`resources/fixes/profile.schema.json`)."""


class RuleProblem(InputProblem):
    """A rule that cannot be used. part: which of its texts is wrong; position: where, 0-based."""

    def __init__(self, rule: CouncilRule, part: str, what: str, advice: str, position: int = 0):
        called = f"{rule.id} “{rule.name}”" if rule.name.strip() else rule.id
        super().__init__(f"{called}, {part}: {what}", advice)
        self.part, self.position, self.message = part, position, f"{what} {advice}"


def read_rule(rule: CouncilRule, specification: Specification) -> LocalRule:
    """Return a rule as it is judged. Raises RuleProblem naming rule, part and place."""
    fields = fields_of_rules(specification)
    when = read_when(rule, specification)
    if not rule.must.strip():
        raise RuleProblem(rule, "must", "nothing is there.", "Write what has to hold.")
    must = _condition(rule, "must", fields)
    return _local(rule, when, must, specification)


def read_when(rule: CouncilRule, specification: Specification) -> Condition | None:
    """Return the condition on the rows a rule is about, None for all. Raises RuleProblem."""
    if not rule.when.strip():
        return None
    return _condition(rule, "when", fields_of_rules(specification))


def read_rules(rules: Iterable[CouncilRule], specification: Specification) -> tuple[LocalRule, ...]:
    """Return the rules that are on; one that a specification cannot follow says why not."""
    found = []
    for rule in rules:
        if not rule.on:
            continue
        try:
            found.append(read_rule(rule, specification))
        except RuleProblem as problem:
            follows = f"Release {specification.release} cannot follow it"
            why = f"{follows}: {problem.part}: {problem.message}"
            found.append(_local(rule, None, None, specification, why))
    return tuple(found)


def in_house_form(rule: CouncilRule, specification: Specification) -> tuple[str, str]:
    """Return `when` and `must` as the program writes them. Raises RuleProblem."""
    read, fields = read_rule(rule, specification), fields_of_rules(specification)
    when, must = ("" if c is None else filter_text(c, fields) for c in (read.when, read.must))
    return when, must


def rule_words(rule: CouncilRule) -> str:
    """Return in a line what a rule says."""
    when = f"when {rule.when}, " if rule.when else ""
    owner = rule.owner and f"looked after by {rule.owner}"
    parts = [rule.severity, f"{when}must: {rule.must}", rule.words, owner]
    return "; ".join(filter(None, parts))


def _condition(rule: CouncilRule, part: str, fields: FilterFields) -> Condition:
    text = rule.when if part == "when" else rule.must
    try:
        return read_rule_condition(text, fields)
    except FilterProblem as problem:
        raise RuleProblem(rule, part, problem.what, problem.advice, problem.position) from None


def _local(
    rule: CouncilRule,
    when: Condition | None,
    must: Condition | None,
    specification: Specification,
    why_not: str = "",
) -> LocalRule:
    named = [n for c in (must, when) if c is not None for n in fields_of(c)]
    fields = tuple(dict.fromkeys(n for n in named if n in specification.by_name))
    about_row = must is not None and _asks_for_others(must)
    of_events = [n for n in fields if not n.startswith("Reporting Period")]
    field = OtherEvents.dated if about_row else next(iter((*of_events, *fields)), "Event Type")
    ask = f" or ask {rule.owner}" if rule.owner else ""
    made = Rule(
        id=rule.id,
        title=rule.name,
        severity=Severity[rule.severity.upper()],
        fields=fields or (field,),
        releases=(specification.release,),
        when=rule.when or "Every row",
        wrong=_sentence(rule.words or f"It does not keep to your rule: {rule.name}"),
        fix=f"Correct it in the source{ask}.",
        cost=NO_EFFECT,
        confidence="a rule of your own",
        source=rule.owner or "Your council",
        group=LOCAL,
        marks="row" if about_row else "cell",
        must=rule.must,
    )
    return LocalRule(rule, made, when, must, field, why_not)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def parts_of(condition: Condition) -> Iterator[Condition]:
    """Yield a condition and all that it is made of."""
    yield condition
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from parts_of(part)
        case Not(part):
            yield from parts_of(part)
        case OtherEvents(of=of) if of is not None:
            yield from parts_of(of)


def _asks_for_others(condition: Condition) -> bool:
    return any(isinstance(part, OtherEvents) for part in parts_of(condition))


def personal_values(rule: LocalRule, fields: FilterFields) -> Iterator[str]:
    """Yield the fields about people of which a rule holds a value."""
    known = fields.specification.by_name
    for condition in (rule.when, rule.must):
        for part in parts_of(condition) if condition is not None else ():
            is_simple = not isinstance(part, All | AnyOf | Not | OtherEvents)
            if is_simple and names_a_person(part, fields):
                yield from (n for n in fields_of(part) if n in known)


def values_of_other_columns(rule: LocalRule, specification: Specification) -> Iterator[str]:
    """Yield the values that a rule compares with columns that are no field of the specification."""
    for condition in (rule.when, rule.must):
        for part in parts_of(condition) if condition is not None else ():
            if isinstance(part, FieldIs) and part.field not in specification.by_name:
                yield from part.values


def next_id(rules: Sequence[CouncilRule]) -> str:
    """Return the id of a rule that is added: one more than the highest there is."""
    numbers = [int(rule.id.partition("-")[2]) for rule in rules]
    return f"LOCAL-{max(numbers, default=0) + 1:02}"
