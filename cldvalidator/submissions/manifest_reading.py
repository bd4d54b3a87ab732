"""A manifest read back: what it says of a submission, or that it is none.

Everybody can put a file of that name beside a submission, so nothing in it is believed before it
has the shape that it must have: numbers that are counts, days that exist, figures that are finite.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from math import isfinite
from pathlib import Path
from typing import Any

from cldvalidator.extract.opening import read_whole
from cldvalidator.problems import InputProblem, Problem
from cldvalidator.selection.parsed_day import parsed_day
from cldvalidator.storage.untrusted_json import parse_json

ENDING = ".manifest.json"
_LARGEST = 20_000_000
_MOST = 10**12
"""No count of a submission is larger, and no figure."""
_MOST_NAMES = 20_000
"""No manifest names as many rules, fields or figures."""
_LONGEST_NAME = 500
_DAYS = re.compile(r"(?:,|(?<!\s))\s*+(\bon )?\b\d\d/\d\d/\d{4}( to \d\d/\d\d/\d{4})?")

Figures = Mapping[tuple[str, str, str], tuple[float | None, float | None, float | None]]


@dataclass(frozen=True, eq=False)
class Manifest:
    """One submission as its manifest tells of it.

    written: in UTC. today: the day that rules took as today, None where an earlier version wrote
    it. sha256: of the submission; read_sha256: of the file that it was made from, "" where it is
    not told. content: all of it, not looked at yet.
    """

    written: datetime
    today: date | None
    sha256: str
    read_sha256: str
    content: Mapping[str, Any]


def is_manifest(path: Path) -> bool:
    """Whether a name is that of a manifest."""
    return path.name.lower().endswith(ENDING)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest. Raises InputProblem for a file that is none, or cannot be read."""
    try:
        content = parse_json(read_whole(path, _LARGEST), _refused)
        return Manifest(
            written=_moment(content["written"]),
            today=_today(content.get("day taken as today")),
            sha256=as_text(content["output"]["sha256"]),
            read_sha256=as_text(content.get("input", {}).get("sha256", "")),
            content=content,
        )
    except (Problem, *NOT_ONE):
        raise no_manifest(path) from None


def no_manifest(path: Path) -> InputProblem:
    """Return what to tell about a file that is no manifest, or is none any more."""
    return InputProblem(
        f"{path.name} cannot be read as a manifest.",
        "Name the .manifest.json file beside a submission.",
    )


NOT_ONE = (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError)
"""What a value of another kind than the one that it must be raises."""


@dataclass(frozen=True, eq=False)
class Submitted:
    """What a manifest counts; empty or None where it does not.

    by_rule: findings by rule, of all severities. by_type: records by event type. unknown: by field,
    how many cells say unknown and how many are filled. figures: by measure, description and group,
    the value with its numerator and denominator, its days left out of its name. today: the day that
    rules took as today. rules: every rule that the version had, empty where the manifest is older.
    columns: the columns that were matched by hand or by the profile. profile: its SHA-256. council:
    its LA Code.
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
    figures: Figures
    method: str = ""
    today: date | None = None
    rules: frozenset[str] = frozenset()
    columns: tuple[tuple[str, str], ...] = ()
    profile: str = ""
    council: str = ""

    @property
    def title(self) -> str:
        """The end of its period, else the day on which it was written."""
        return f"{self.last_day:%d/%m/%Y}"

    @property
    def last_day(self) -> date:
        """The last day of its period, else the day on which it was written."""
        return self.period[1] if self.period is not None else self.written.date()

    def unknown_share(self, name: str) -> float | None:
        """Return the percentage of a field's filled cells that say unknown; None: not counted."""
        unknown, filled = self.unknown.get(name, (0, 0))
        return round(100 * unknown / filled, 1) if filled else None


def submitted(manifest: Manifest, name: str) -> Submitted:
    """Return what a manifest counts. Raises one of NOT_ONE where a value is not of its kind."""
    content = manifest.content
    findings = content["findings as written"]
    period, how = content.get("period"), content.get("how it was read", {})
    return Submitted(
        name=name,
        written=manifest.written,
        period=None if period is None else (_day(period[0]), _day(period[1])),
        rows=as_count(content["output"]["rows"]),
        version=as_text(content["program"]["version"]),
        release=as_text(content["specification"]["release"]),
        pack=as_text(content["specification"]["pack"]),
        by_severity=as_counts(findings["by severity"]),
        by_rule={
            as_text(r): sum(as_counts(n).values()) for r, n in few(findings["by rule"]).items()
        },
        switched_off=frozenset(map(as_text, content["rules switched off"])),
        by_type=as_counts(content.get("records by event type", {})),
        unknown={
            as_text(f): _unknown(n) for f, n in few(content.get("unknown values", {})).items()
        },
        figures={
            (as_text(f["measure"]), _undated(f["figure"]), _undated(f["group"])): (
                _number(f["value"]),
                _number(f["numerator"]),
                _number(f["denominator"]),
            )
            for f in few(content.get("figures", ()))
        },
        method=as_text(content.get("method", "")),
        today=manifest.today,
        rules=frozenset(map(as_text, few(content.get("rules of this version", ())))),
        columns=tuple(
            (as_text(c["column"]), as_text(c["field"] or "")) for c in few(how.get("columns", ()))
        ),
        profile=as_text(how.get("profile") or ""),
        council=as_text(content.get("council") or ""),
    )


def _undated(name: Any) -> str:
    """Return the name of a figure without its days, which are others in each submission."""
    return _DAYS.sub("", as_text(name)).strip()


def _refused(_: str) -> None:
    """Take no NaN or Infinity, which are no JSON."""
    raise ValueError


def as_text(value: Any) -> str:
    """Return a text that names something. Raises ValueError for what is none."""
    if not isinstance(value, str) or len(value) > _LONGEST_NAME:
        raise ValueError
    value.encode()  # half of a character raises ValueError
    return value


def as_count(value: Any) -> int:
    """Return a count. Raises ValueError for what is none."""
    if type(value) is not int or not 0 <= value <= _MOST:
        raise ValueError
    return value


def as_counts(value: Any) -> dict[str, int]:
    """Return counts by name. Raises one of NOT_ONE."""
    return {as_text(name): as_count(n) for name, n in few(value).items()}


def few(value: Any) -> Any:
    """Return a list or an object that is no longer than any of a manifest. Raises ValueError."""
    if len(value) > _MOST_NAMES:
        raise ValueError
    return value


def _unknown(value: Any) -> tuple[int, int]:
    unknown, filled = as_count(value["unknown"]), as_count(value["filled"])
    if unknown > filled:
        raise ValueError
    return unknown, filled


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if type(value) not in (int, float) or not isfinite(value) or abs(value) > _MOST:
        raise ValueError
    return value  # type: ignore[no-any-return]


def _day(value: Any) -> date:
    return date.fromisoformat(as_text(value))


def _today(value: Any) -> date | None:
    if value is not None and parsed_day(as_text(value)) is None:
        raise ValueError
    return None if value is None else _day(value)


def _moment(value: Any) -> datetime:
    """Return a moment in UTC; one without an offset is taken as that."""
    found = datetime.fromisoformat(as_text(value))
    return found.astimezone(UTC) if found.tzinfo is not None else found.replace(tzinfo=UTC)
