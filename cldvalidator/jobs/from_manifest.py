"""A file checked again just as its manifest says, and whether it gives the same findings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path
from typing import Any

from cldvalidator.checks import CheckResult
from cldvalidator.checks.rules import load_rules
from cldvalidator.extract.date_order import DateOrders
from cldvalidator.paths import is_file_there
from cldvalidator.problems import InputProblem
from cldvalidator.storage.file_system import plainly
from cldvalidator.version import __version__

_LARGEST = 20_000_000


@dataclass(frozen=True)
class Rerun:
    """Everything that decides the findings of a file, from its manifest.

    columns: by "column C", the field or None to keep it aside. rows_out, rows_kept: as a user
    writes them, "" for none. profile: SHA-256 of the one that was used, "" for none. by_rule: the
    findings that the manifest counts for this file, by rule and severity. notices: what the
    manifest cannot say, a sentence each.
    """

    name: str
    today: date | None
    release: str
    columns: Mapping[str, str | None]
    sheet: int | None
    delimiter: str | None
    dates: DateOrders | None
    without: tuple[str, ...]
    rows_out: str
    rows_kept: str
    profile: str
    method: str
    version: str
    pack: str
    by_rule: Mapping[tuple[str, str], int]
    notices: tuple[str, ...]


def read_rerun(manifest: Path, file: Path) -> Rerun:
    """Return how a file was checked, from the manifest about it.

    file: what was read for the submission, or the submission itself. Raises InputProblem for a
    manifest that cannot be read or is of another file.
    """
    content = manifest_content(manifest)
    sha256 = _sha256(file)
    of_input = content["input"]["sha256"]
    if sha256 not in (None, of_input, content["output"]["sha256"]):
        raise InputProblem(
            f"{manifest.name} is about another file: its SHA-256 is not that of {file.name}.",
            "Give the manifest that was written with the file.",
        )
    try:
        return _rerun(manifest.name, content, is_input=sha256 in (None, of_input))
    except (ValueError, LookupError, TypeError, AttributeError):
        raise _no_manifest(manifest) from None


def manifest_content(path: Path) -> Any:
    """Return what a manifest holds. Raises InputProblem when it cannot be read as one."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError
        content: Any = json.loads(path.read_bytes())
        hashes = (content["input"]["sha256"], content["output"]["sha256"])
        if not all(isinstance(h, str) for h in hashes):
            raise ValueError
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise _no_manifest(path) from None
    return content


def _no_manifest(path: Path) -> InputProblem:
    return InputProblem(
        f"{path.name} cannot be read as a manifest.",
        "Name the .manifest.json file beside a submission.",
    )


def _sha256(file: Path) -> str | None:
    """Return the SHA-256 of a file; None where there is none, which reading it will say."""
    if not is_file_there(file):
        return None
    with plainly(file), file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


def _rerun(name: str, content: Mapping[str, Any], *, is_input: bool) -> Rerun:
    day, how = content.get("day taken as today"), content.get("how it was read")
    findings = content["findings as read" if is_input else "findings as written"]
    off = [str(rule) for rule in content["rules switched off"]]
    known = load_rules()
    notices = []
    if day is None:
        notices.append("The manifest does not say which day rules took as today: today is taken.")
    if how is None and is_input:
        notices.append(
            "An earlier version wrote the manifest: it does not say how columns, sheet and dates "
            "were read."
        )
    if unknown := [rule for rule in off if rule not in known]:
        notices.append(f"This version has no rule {', '.join(unknown)}, which was left out.")
    how = how if how is not None and is_input else {}
    return Rerun(
        name=name,
        today=None if day is None else date.fromisoformat(day),
        release=str(content["specification"]["release"]),
        columns={f"column {c['column']}": c["field"] for c in how.get("columns", ())},
        sheet=how.get("sheet number"),
        delimiter=how.get("delimiter"),
        dates=dict(how.get("dates", {})) or None,
        without=tuple(rule for rule in off if rule in known),
        rows_out=str(how.get("rows left out", "")),
        rows_kept=str(how.get("rows kept as records", "")),
        profile=str(how.get("profile") or ""),
        method=str(content.get("method", "")),
        version=str(content["program"]["version"]),
        pack=str(content["specification"]["pack"]),
        by_rule={
            (str(rule), str(word)): int(count)
            for rule, counts in findings["by rule"].items()
            for word, count in counts.items()
        },
        notices=tuple(notices),
    )


def same_findings(rerun: Rerun, result: CheckResult) -> Iterator[str]:
    """Say whether a check found what the manifest counts, and what differs, a sentence each."""
    now: dict[tuple[str, str], int] = {}
    for group in result.findings.groups:
        key = (group.rule.id, group.severity.word)
        now[key] = now.get(key, 0) + len(group)
    counts = {k: (rerun.by_rule.get(k, 0), now.get(k, 0)) for k in {**rerun.by_rule, **now}}
    differ = {k: c for k, c in counts.items() if c[0] != c[1]}
    if not differ:
        yield f"The findings are those of {rerun.name}."
        return
    yield f"The findings are not those of {rerun.name}:"
    for (rule, word), (then, today) in sorted(differ.items()):
        yield f"{rule} ({word}): {then:,} then, {today:,} now."
    if rerun.version != __version__:
        yield f"Version {rerun.version} of the program was used then, now it is {__version__}."
    if rerun.pack != result.specification.origin:
        yield f"The {rerun.pack} pack was used then, now it is {result.specification.origin}."


def about_profile(rerun: Rerun, given: str) -> str:
    """Say whether the profile is the one that was used. given: SHA-256 of the one now, or ""."""
    if rerun.profile and not given:
        return (
            f"A profile was used (SHA-256 {rerun.profile[:12]}...). Its columns and sheet are in "
            "the manifest; which findings are known is not. Add it with --profile."
        )
    if given and given != rerun.profile:
        return (
            "The profile is not the one that was used: other findings may be known."
            if rerun.profile
            else "No profile was used then: other findings may be known."
        )
    return ""
