"""The rules: texts, severity and citations come from `resources/rules`, never from code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Any, Literal

import jsonschema

from cldvalidator.bundled import bundled
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Field
from cldvalidator.specification.conditions import Always, Undetermined
from cldvalidator.specification.schema_words import wrong_words


class Severity(IntEnum):
    """How bad a finding is; the smaller the worse."""

    ERROR = 0
    WARNING = 1
    QUERY = 2

    @property
    def word(self) -> str:
        """The word a user reads."""
        return self.name.lower()


_FOLLOWS = {
    "list": "error, warning or none, as strict as the field's list",
    "case": "error where the capitals of the list are certain, else warning",
    "value": "what a value that is not valid would be in the field",
    "presence": "error where the field is ever mandatory, else warning",
}


@dataclass(frozen=True)
class Rule:
    """One rule: what is wrong, how to fix it, how it affects national figures, and who says so.

    follows: "" for a severity of its own; "list" takes the strictness of the field's list; "case"
    does where the list's capitalisation is certain; "value" takes what an invalid value of the
    field would be; "presence" asks whether the field is ever mandatory. The pack's confidence thus
    decides error, warning or nothing. marks: "row" for a rule about
    the whole row, which is marked in a field only to have a place. leave_out: to leave the row out
    of the submission is a way to put it right. fix_offered, fix_certainty: whether a new text is
    proposed for what breaks the rule, and how sure that can be. thresholds: the lines of
    `thresholds.json` that the rule draws. must: of a council's own rule, the condition that must
    hold, as text.
    """

    id: str
    title: str
    severity: Severity
    fields: tuple[str, ...]
    releases: tuple[str, ...]
    when: str
    wrong: str
    fix: str
    cost: str
    confidence: str
    source: str
    group: str
    follows: Literal["", "list", "case", "value", "presence"] = ""
    check: str = ""
    status: str = "built"
    marks: Literal["cell", "row"] = "cell"
    leave_out: bool = False
    fix_offered: Literal["always", "sometimes", "never"] = "never"
    fix_certainty: tuple[str, ...] = ()
    thresholds: tuple[str, ...] = ()
    must: str = ""

    @property
    def is_local(self) -> bool:
        """Whether it is a council's own, of which nothing national takes notice."""
        return self.group == LOCAL

    @property
    def severity_words(self) -> str:
        """The severity as the catalogue says it."""
        return _FOLLOWS.get(self.follows, self.severity.word)

    def severity_in(self, field: Field) -> Severity | None:
        """Return the severity in a field; None where the pack is too unsure to say anything."""
        if not self.follows:
            return self.severity
        if self.follows == "presence":
            never = isinstance(field.mandatory.when, Undetermined) or (
                field.mandatory.when == Always(False)
            )
            return Severity.WARNING if never else Severity.ERROR
        if field.values is None:
            exact = field.type in ("date", "decimal", "nhs_number", "la_code", "postcode")
            return Severity.ERROR if exact and self.follows == "value" else Severity.WARNING
        strict = field.values.enforcement == "error"
        match self.follows:
            case "list" if field.values.enforcement == "none":
                return None
            case "case":
                return (
                    Severity.ERROR if strict and field.values.case_is_certain else Severity.WARNING
                )
        return Severity.ERROR if strict else Severity.WARNING


GROUPS = ("cells", "records", "people", "submission", "portal")
LOCAL = "local"
"""The group of a council's own rules, which are kept in its profile."""
LOCAL_ID = re.compile(r"LOCAL-[0-9]{2,3}")


@cache
def load_rules() -> Mapping[str, Rule]:
    """Return the rules by id, in the order of the catalogue.

    Raises InputProblem naming the place when a rule file has not the shape of `rules.schema.json`.
    """
    root = bundled("rules")
    schema = json.loads((root / "rules.schema.json").read_text("utf-8"))
    rules: dict[str, Rule] = {}
    for part in GROUPS:
        place = root / f"{part}.json"
        if not place.is_file():
            continue
        raw: dict[str, Any] = json.loads(place.read_text("utf-8"))
        check_rules(raw, schema, f"{part}.json")
        for item in raw["rules"]:
            if item["id"] in rules:
                raise _broken(f"{part}.json > {item['id']}", "the id stands twice")
            lists = {k: tuple(v) for k, v in item.items() if isinstance(v, list)}
            severity = Severity[item["severity"].upper()]
            made: dict[str, Any] = item | lists | {"severity": severity, "group": part}
            rules[item["id"]] = Rule(**made)
    return rules


def chosen_rules(words: Iterable[str], local: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the ids of the rules that ids and group names ("cells", "people" ...) stand for.

    local: the ids of the council's own rules, which are a group too. Raises InputProblem naming a
    word that is neither.
    """
    groups = {i: r.group for i, r in load_rules().items()} | dict.fromkeys(local, LOCAL)
    chosen: dict[str, None] = {}
    for word in words:
        found = [i for i, g in groups.items() if word.casefold() in (i.casefold(), g)]
        if not found and word not in (*GROUPS, LOCAL):
            raise InputProblem(
                f"There is no rule or group of rules called {word}.",
                f"Name a rule of the catalogue, or one of the groups {', '.join(GROUPS)}"
                f"{_own_advice(word)}.",
            )
        chosen |= dict.fromkeys(found)
    return tuple(chosen)


def _own_advice(word: str) -> str:
    is_own = LOCAL_ID.fullmatch(word.upper()) is not None
    return "; a rule of your own is known only with your profile (--profile)" if is_own else ""


def check_rules(raw: Mapping[str, Any], schema: Mapping[str, Any], name: str) -> None:
    """Hold a rule file against its schema. Raises InputProblem naming rule and key."""
    fault = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(schema).iter_errors(raw)
    )
    if fault is None:
        return
    path = list(fault.absolute_path)
    if len(path) > 1 and isinstance(path[1], int):
        path[1] = raw["rules"][path[1]].get("id", path[1])
    raise _broken(" > ".join([name, *map(str, path)]), f"it {wrong_words(fault)}")


def _broken(place: str, fault: str) -> InputProblem:
    return InputProblem(
        f"The rule texts are broken at {place}: {fault}.",
        "Install the program again, or correct the file.",
    )
