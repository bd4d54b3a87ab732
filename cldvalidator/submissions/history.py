"""Submissions over time, from their manifests: findings, unknown values, records, figures.

A manifest holds counts and no personal data, so nothing else is kept between quarters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

_ENDING = ".manifest.json"
_LARGEST = 20_000_000
LEAST_FINDINGS = 20
BEND = 0.5
"""A count that moves by this share from one submission to the next is a bend."""


@dataclass(frozen=True, eq=False)
class Submitted:
    """One submission as its manifest tells of it; empty or None where it does not.

    by_rule: findings by rule, of all severities. by_type: records by event type. unknown: by field,
    how many cells say unknown and how many are filled. figures: by measure, description and group,
    the value with its numerator and denominator. today: the day that rules took as today.
    """

    name: str
    written: datetime
    period: tuple[date, date] | None
    rows: int
    version: str
    release: str
    pack: str
    by_severity: Mapping[str, int]
    by_rule: Mapping[str, int]
    switched_off: frozenset[str]
    by_type: Mapping[str, int]
    unknown: Mapping[str, tuple[int, int]]
    figures: Mapping[tuple[str, str, str], tuple[float | None, float | None, float | None]]
    method: str = ""
    today: date | None = None

    @property
    def title(self) -> str:
        """The end of its period, else the day on which it was written."""
        last = self.period[1] if self.period is not None else self.written.date()
        return f"{last:%d/%m/%Y}"


@dataclass(frozen=True)
class Bend:
    """A count that moved much from one submission to the next, and what may explain it."""

    what: str
    before: str
    after: str
    counts: tuple[int, int]
    why: str


@dataclass(frozen=True, eq=False)
class History:
    """Submissions in the order of their periods. notices: manifests that could not be used."""

    submissions: tuple[Submitted, ...]
    notices: tuple[str, ...]

    def rules(self) -> dict[str, tuple[int, ...]]:
        """By rule that found anything: its findings in each submission, the most in the last."""
        names = {rule for s in self.submissions for rule, n in s.by_rule.items() if n}
        found = {r: tuple(s.by_rule.get(r, 0) for s in self.submissions) for r in names}
        return dict(sorted(found.items(), key=lambda e: (-e[1][-1], e[0])))

    def severities(self) -> dict[str, tuple[int, ...]]:
        """By severity: how many findings each submission has."""
        words = ("error", "warning", "query")
        return {w: tuple(s.by_severity.get(w, 0) for s in self.submissions) for w in words}

    def types(self) -> dict[str, tuple[int, ...]]:
        """By event type: how many records each submission has."""
        names = dict.fromkeys(t for s in self.submissions for t in s.by_type)
        return {t: tuple(s.by_type.get(t, 0) for s in self.submissions) for t in names}

    def unknown_shares(self) -> dict[str, tuple[float | None, ...]]:
        """By field: the percentage of filled cells that say unknown, None where not counted."""
        names = dict.fromkeys(f for s in self.submissions for f in s.unknown)
        return {f: tuple(_share(s.unknown.get(f)) for s in self.submissions) for f in names}

    def figures(self) -> dict[tuple[str, str, str], tuple[float | None, ...]]:
        """By figure: its value in each submission, None where it was not kept."""
        names = dict.fromkeys(k for s in self.submissions for k in s.figures)
        none = (None, None, None)
        return {k: tuple(s.figures.get(k, none)[0] for s in self.submissions) for k in names}

    def bends(self) -> tuple[Bend, ...]:
        """Return the findings that moved much, with what the manifests explain of it."""
        return tuple(_bends(self.submissions))


def read_history(folder: Path) -> History:
    """Read the manifests of a folder and of those in it. A file that is none is said, not fatal."""
    found: dict[str, Submitted] = {}
    notices = []
    for path in sorted(folder.rglob(f"*{_ENDING}")):
        name = path.name.removesuffix(_ENDING)
        try:
            if path.stat().st_size > _LARGEST:
                raise ValueError
            content: Any = json.loads(path.read_bytes())
            made = _submitted(name, content)
            key = str(content["output"]["sha256"]) + made.written.isoformat()
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            notices.append(f"{path.name} cannot be read as a manifest, and is left out.")
            continue
        if key in found:
            notices.append(f"{path.name} is a copy of {found[key].name}, and is left out.")
            continue
        found[key] = made
    ordered = sorted(found.values(), key=lambda s: (_last(s), s.written.timestamp(), s.name))
    return History(tuple(ordered), tuple(notices))


def _last(submitted: Submitted) -> date:
    return submitted.period[1] if submitted.period is not None else submitted.written.date()


def _submitted(name: str, content: Mapping[str, Any]) -> Submitted:
    """Read a manifest. Raises ValueError, LookupError, TypeError for one that is none."""
    findings = content["findings as written"]
    day, period = content.get("day taken as today"), content.get("period")
    return Submitted(
        name=name,
        written=datetime.fromisoformat(content["written"]),
        period=None
        if period is None
        else (date.fromisoformat(period[0]), date.fromisoformat(period[1])),
        rows=int(content["output"]["rows"]),
        version=str(content["program"]["version"]),
        release=str(content["specification"]["release"]),
        pack=str(content["specification"]["pack"]),
        by_severity={str(w): int(n) for w, n in findings["by severity"].items()},
        by_rule={str(r): sum(map(int, n.values())) for r, n in findings["by rule"].items()},
        switched_off=frozenset(map(str, content["rules switched off"])),
        by_type={str(t): int(n) for t, n in content.get("records by event type", {}).items()},
        unknown={
            str(f): (int(n["unknown"]), int(n["filled"]))
            for f, n in content.get("unknown values", {}).items()
        },
        figures={
            (f["measure"], f["figure"], f["group"]): (
                f["value"],
                f["numerator"],
                f["denominator"],
            )
            for f in content.get("figures", ())
        },
        method=str(content.get("method", "")),
        today=None if day is None else date.fromisoformat(day),
    )


def _share(counts: tuple[int, int] | None) -> float | None:
    if counts is None or not counts[1]:
        return None
    return round(100 * counts[0] / counts[1], 1)


def _bends(submissions: Sequence[Submitted]) -> Iterator[Bend]:
    for before, after in pairwise(submissions):
        for rule in sorted({*before.by_rule, *after.by_rule}):
            counts = before.by_rule.get(rule, 0), after.by_rule.get(rule, 0)
            most = max(counts)
            if most >= LEAST_FINDINGS and abs(counts[1] - counts[0]) > BEND * most:
                why = " ".join(_reasons(rule, before, after)) or (
                    "The manifests tell no cause: the values themselves changed."
                )
                yield Bend(rule, before.title, after.title, counts, why)


def _reasons(rule: str, before: Submitted, after: Submitted) -> Iterator[str]:
    for one, other, which in ((before, after, "earlier"), (after, before, "later")):
        if rule in one.switched_off and rule not in other.switched_off:
            yield f"The rule was switched off for the {which} submission."
    if before.release != after.release:
        yield f"Checked against Release {before.release}, then Release {after.release}."
    elif before.pack != after.pack:
        yield "Another specification pack or mapping was used."
    if before.version != after.version:
        new = " The rule may be new." if not before.by_rule.get(rule) else ""
        yield f"Version {before.version} of the program, then {after.version}.{new}"
    if before.rows and abs(after.rows - before.rows) > BEND * max(before.rows, after.rows):
        yield f"{before.rows:,} records, then {after.rows:,}."
