"""Submissions over time, from their manifests: findings, unknown values, records, figures.

A manifest holds counts and no personal data, so nothing else is kept between quarters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from cldvalidator.problems import Problem
from cldvalidator.submissions.manifest_reading import (
    ENDING,
    NOT_ONE,
    Submitted,
    read_manifest,
    submitted,
)

MOST_NOTICES = 20


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
        return {f: tuple(s.unknown_share(f) for s in self.submissions) for f in names}

    def figures(self) -> dict[tuple[str, str, str], tuple[float | None, ...]]:
        """By figure: its value in each submission, None where it was not kept."""
        names = dict.fromkeys(k for s in self.submissions for k in s.figures)
        none = (None, None, None)
        return {k: tuple(s.figures.get(k, none)[0] for s in self.submissions) for k in names}

    def titles(self) -> tuple[str, ...]:
        """Return what each submission is called: its title, with its day where two share one."""
        found = [s.title for s in self.submissions]
        return tuple(
            f"{t}, written {s.written:%d/%m/%Y}" if found.count(t) > 1 else t
            for t, s in zip(found, self.submissions, strict=True)
        )


def read_history(*places: Path) -> History:
    """Read manifests, and those of folders and of what is in them.

    A file that is none is said, not fatal.
    """
    found: dict[str, Submitted] = {}
    notices = []
    for path in _manifests(places):
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
    shown = _shortened(notices)
    councils = sorted({s.council for s in ordered} - {""})
    if len(councils) > 1:
        shown.insert(
            0,
            f"The manifests are of several councils: {', '.join(councils)}. Keep those of each "
            "in a folder of its own.",
        )
    return History(tuple(ordered), tuple(shown))


def _manifests(places: Iterable[Path]) -> Iterator[Path]:
    seen = set()
    for place in places:
        for path in sorted(place.rglob(f"*{ENDING}")) if place.is_dir() else [place]:
            if path not in seen:
                seen.add(path)
                yield path


def _shortened(notices: list[str]) -> list[str]:
    """Return the first notices, and how many there are besides: a folder may hold a million."""
    more = len(notices) - MOST_NOTICES
    return notices if more <= 1 else [*notices[:-more], f"{more:,} more files are left out."]
