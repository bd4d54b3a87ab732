"""The council's own rules in its profile, and in a file that councils pass on: data, never code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cldvalidator.checks.local_rules import CouncilRule
from cldvalidator.extract.opening import read_whole
from cldvalidator.filters.council_rules import (
    MOST_RULES,
    RuleProblem,
    next_id,
    personal_values,
    read_rule,
    values_of_other_columns,
)
from cldvalidator.filters.rule_reading import fields_of_rules
from cldvalidator.fixes.json_file import (
    LARGEST_OF_DECISIONS,
    check_shape,
    first_fault,
    read_json,
    write_json,
)
from cldvalidator.fixes.private_texts import looks_personal
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification
from cldvalidator.specification.schema_words import wrong_words
from cldvalidator.storage.untrusted_json import parse_json

PROFILE_SCHEMA = "fixes/profile.schema.json"
SCHEMA = "fixes/rules.schema.json"
_PARTS = ("when", "must", "words", "owner")


def rules_of(content: Sequence[Mapping[str, Any]], name: str) -> tuple[CouncilRule, ...]:
    """Build rules from their JSON values; name: that of the file, for messages.

    A rule without an id gets the next one. Raises InputProblem naming the rule and the place.
    """
    if len(content) > MOST_RULES:
        raise InputProblem(
            f"{name} has {len(content):,} rules; {MOST_RULES} at most are kept.",
            "Remove some of them.",
        )
    for number, item in enumerate(content, 1):
        fault = first_fault([item], PROFILE_SCHEMA, "rules")
        if fault is not None:
            place = "".join(f", {step}" for step in fault.absolute_path if isinstance(step, str))
            raise InputProblem(
                f"{name}, {_called(item, number)}{place}: it {wrong_words(fault)}.",
                "Correct that place, or remove the rule.",
            )
    given = [CouncilRule(**{"id": "", **item}) for item in content]
    found = [rule for rule in given if rule.id]
    made: list[CouncilRule] = []
    for rule in given:
        numbered = rule if rule.id else replace(rule, id=next_id([*found, *made]))
        made.append(numbered)
    for what, keys in (("name", [r.key for r in made]), ("id", [r.id for r in made])):
        twice = next((k for n, k in enumerate(keys) if k in keys[:n]), None)
        if twice is not None:
            number = len(keys) - keys[::-1].index(twice)
            raise InputProblem(
                f"{name}, rule {number}: another rule has the same {what}.",
                f"Give it a {what} of its own, or remove one of them.",
            )
    return tuple(made)


def _called(item: Any, number: int) -> str:
    name = item.get("name") if isinstance(item, Mapping) else None
    plain = isinstance(name, str) and name.strip() and not looks_personal(name)
    return f"rule {number} “{name[:60]}”" if plain and isinstance(name, str) else f"rule {number}"


def rules_json(rules: Iterable[CouncilRule]) -> list[dict[str, Any]]:
    """Return rules as the JSON values that are kept."""
    return [
        {"id": r.id, "name": r.name}
        | ({"when": r.when} if r.when else {})
        | {"must": r.must, "severity": r.severity}
        | ({"words": r.words} if r.words else {})
        | ({"owner": r.owner} if r.owner else {})
        | ({} if r.on else {"on": False})
        for r in rules
    ]


def why_rule_not_kept(rule: CouncilRule, specification: Specification) -> str:
    """Say why a rule may not enter a profile, as a sentence; "" if it may.

    One that the specification cannot follow may: a later one may be able to.
    """
    for what, text in (("name", rule.name), ("words", rule.words), ("owner", rule.owner)):
        if why := looks_personal(text, dates=True):
            return f"Its {what} may say something about a person: {why}."
    try:
        read = read_rule(rule, specification)
    except RuleProblem:
        texts = [rule.when, rule.must]
        why = next(filter(None, (looks_personal(t, dates=True) for t in texts)), "")
        return f"It may hold something about a person: {why}." if why else ""
    field = next(personal_values(read, fields_of_rules(specification)), None)
    if field is not None:
        return (
            f"It holds a value of {field}, which may be about a person: ask whether it is blank, "
            "or how many days lie between two dates."
        )
    others = values_of_other_columns(read, specification)
    why = next(filter(None, map(looks_personal, others)), "")
    return f"It holds a value that may be about a person: {why}." if why else ""


def refuse_personal_rules(
    rules: Iterable[CouncilRule], specification: Specification, name: str
) -> None:
    """Raise InputProblem for a rule that may hold something about a person."""
    for rule in rules:
        if why := why_rule_not_kept(rule, specification):
            raise InputProblem(f"{name}, {rule.id}: {why}", "Change the rule, or remove it.")


def new_rule(
    rule: CouncilRule, specification: Specification, rules: Sequence[CouncilRule]
) -> CouncilRule:
    """Return a rule that may be added to others, with an id. Raises InputProblem where it may not.

    rules: those that are there; one of the same id is the rule before it was changed.
    """
    if not rule.name.strip():
        raise InputProblem("The rule has no name.", "Give it a name, such as what it is about.")
    read_rule(rule, specification)
    if why := why_rule_not_kept(rule, specification):
        raise InputProblem(why, "Change the rule.")
    others = [r for r in rules if r.id != rule.id]
    if any(r.key == rule.key for r in others):
        raise InputProblem(f"There is a rule called {rule.name}.", "Give it another name.")
    if len(others) >= MOST_RULES:
        raise InputProblem(f"{MOST_RULES} rules at most are kept.", "Remove one first.")
    made = rule if rule.id else replace(rule, id=next_id(rules))
    check_shape(rules_json([made]), PROFILE_SCHEMA, "The rule cannot be kept", part="rules")
    return made


def read_rules_file(path: Path, specification: Specification) -> tuple[CouncilRule, ...]:
    """Read a file of rules. Raises InputProblem naming rule and place, EnvironmentProblem.

    Every rule has to be one that the specification can follow: whoever takes it wants to use it.
    """
    content = read_json(path, SCHEMA, "a file of rules", LARGEST_OF_DECISIONS)
    rules = rules_of(content["rules"], path.name)
    refuse_personal_rules(rules, specification, path.name)
    for rule in rules:
        try:
            read_rule(rule, specification)
        except RuleProblem as problem:
            raise InputProblem(f"{path.name}, {problem.what}", problem.advice) from None
    return rules


def is_rules_file(path: Path) -> bool:
    """Tell whether a JSON file says that it is one of rules, and not a profile."""
    data = read_whole(path)
    if len(data) > LARGEST_OF_DECISIONS:
        return False
    try:
        content = parse_json(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(content, Mapping) and content.get("kind") == "CLD Validator rules"


def write_rules_file(
    rules: Iterable[CouncilRule], target: Path, *, overwrite: bool = False
) -> None:
    """Write rules as a file that can be passed on. Raises InputProblem, EnvironmentProblem."""
    content = {"kind": "CLD Validator rules", "version": 1, "rules": rules_json(rules)}
    check_shape(content, SCHEMA, "The rules cannot be written")
    write_json(content, target, overwrite=overwrite)


def with_rules_added(
    mine: Sequence[CouncilRule], theirs: Iterable[CouncilRule]
) -> tuple[tuple[CouncilRule, ...], tuple[CouncilRule, ...], tuple[CouncilRule, ...]]:
    """Return my rules with another's, those added, and those that are here in another form.

    A rule is known by its name. Mine stays where both have it. One whose id is taken gets the next.
    """
    together, added, differ = list(mine), [], []
    for rule in theirs:
        same = next((r for r in together if r.key == rule.key), None)
        if same is None:
            is_taken = any(r.id == rule.id for r in together)
            made = replace(rule, id=next_id(together)) if is_taken or not rule.id else rule
            together.append(made)
            added.append(made)
        elif replace(same, id=rule.id) != rule:
            differ.append(rule)
    return tuple(together), tuple(added), tuple(differ)
