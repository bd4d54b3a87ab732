"""Submissions over time, from their manifests: findings, unknown values, records, figures.

A manifest holds counts and no personal data, so nothing else is kept between quarters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from cldvalidator.problems import Problem
from cldvalidator.submissions.manifest_reading import (
    ENDING,
    NOT_ONE,
    Submitted,
    read_manifest,
    submitted,
)

LEAST_FINDINGS = 20
MOST_NOTICES = 20
BEND = 0.5
"""A count that moves by this share from one submission to the next is a bend."""


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
    for path in sorted(folder.rglob(f"*{ENDING}")):
        try:
            manifest = read_manifest(path)
            made = submitted(manifest, path.name.removesuffix(ENDING))
        except (Problem, *NOT_ONE):
            notices.append(f"{path.name} cannot be read as a manifest, and is left out.")
            continue
        same = found.setdefault(manifest.sha256 + made.written.isoformat(), made)
        if same is not made:
            notices.append(f"{path.name} is a copy of {same.name}, and is left out.")
    ordered = sorted(found.values(), key=lambda s: (s.last_day, s.written, s.name))
    return History(tuple(ordered), tuple(_shortened(notices)))


def _shortened(notices: list[str]) -> list[str]:
    """Return the first notices, and how many there are besides: a folder may hold a million."""
    more = len(notices) - MOST_NOTICES
    return notices if more <= 1 else [*notices[:-more], f"{more:,} more files are left out."]


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
