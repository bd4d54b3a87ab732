"""A good and a bad example of each rule: the conformance suite in `resources/rules/examples`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from cldvalidator.bundled import bundled
from cldvalidator.checks.rules import GROUPS

Record = dict[str, str]
FIRST_ROW = 2
"""The row of the first record as Excel shows it."""


@dataclass(frozen=True)
class ExampleFile:
    """A small file: the base's records changed, more records, fields that have no column.

    lines: what stands in the text of the file behind the records.
    """

    change: Mapping[str, Record] = field(default_factory=dict)
    add: Sequence[Mapping[str, Any]] = ()
    without: tuple[str, ...] = ()
    base: bool = True
    lines: tuple[str, ...] = ()

    def records(self) -> list[Record]:
        """Return the records in their order; a field that is not named is blank."""
        base = base_records()
        changed = [r | self.change.get(n, {}) for n, r in base.items()] if self.base else []
        return [*changed, *(base[a["like"]] | a["with"] for a in self.add)]


@dataclass(frozen=True)
class Example:
    """The example of a rule. finds: rule, field and row (None for the whole file), own first."""

    rule: str
    release: str
    bad: ExampleFile
    good: ExampleFile
    finds: tuple[tuple[str, str, int | None], ...]

    def cells(self) -> Iterator[tuple[int, str, str | None, str]]:
        """Yield row, field, good text and bad text of each cell in which the two files differ.

        The good text is None in a record that only the bad file has; of that, the cells that are
        not those of the record of the base that it is like. Of records that are alike but for a
        number, those of the first.
        """
        good, bad = self.good.records(), self.bad.records()
        first_added = FIRST_ROW + len(bad) - len(self.bad.add)
        alike = {n for n, a in enumerate(self.bad.add, first_added) if a["number"] > 1}
        for row, (right, wrong) in enumerate(zip(good, bad, strict=False), FIRST_ROW):
            for name in dict.fromkeys((*right, *wrong)):
                if row not in alike and right.get(name, "") != wrong.get(name, ""):
                    yield row, name, right.get(name, ""), wrong.get(name, "")
        for row, added in self.further():
            for name, text in added["with"].items() if added["number"] == 1 else ():
                yield row, name, None, text

    def further(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield the records that only the bad file has, each with its row."""
        more = len(self.bad.records()) - len(self.good.records())
        last = FIRST_ROW + len(self.bad.records())
        yield from zip(
            range(last - more, last), self.bad.add[len(self.bad.add) - more :], strict=True
        )


@cache
def _base() -> Mapping[str, Any]:
    made: Mapping[str, Any] = _read("base.json")
    return made


def base_records() -> dict[str, Record]:
    """Return the three valid records of one person, by the name of their event type."""
    return {name: dict(record) for name, record in _base()["records"].items()}


def present_day() -> date:
    """Return the day that counts as today in the examples."""
    return date.fromisoformat(_base()["today"])


@cache
def rule_examples() -> Mapping[str, Example]:
    """Return the examples by rule, in the order of the catalogue; not every rule has one."""
    return {
        item["rule"]: Example(
            item["rule"],
            item.get("release", "2"),
            _file(item["bad"]),
            _file(item.get("good", {})),
            tuple((f["rule"], f["field"], f["row"]) for f in item["finds"]),
        )
        for group in GROUPS
        for item in _read(f"{group}.json")["examples"]
    }


def _read(name: str) -> Any:
    return json.loads(bundled("rules", "examples", name).read_text("utf-8"))


def _file(raw: Mapping[str, Any]) -> ExampleFile:
    added = [one for item in raw.get("add", ()) for one in _each(item)]
    lists = {name: tuple(raw.get(name, ())) for name in ("without", "lines")}
    return ExampleFile(**{**raw, **lists, "add": added})


def _each(item: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield an added record, or each of those that it stands for, numbered from 1."""
    texts = item.get("each", {})
    times = max(map(len, texts.values()), default=1)
    for number in range(1, times + 1):
        cells = {name: text.replace("{n}", str(number)) for name, text in item["with"].items()}
        cells |= {name: of[number - 1] for name, of in texts.items()}
        yield {"like": item["like"], "with": cells, "number": number, "times": times}
