"""A file checked again just as its manifest says, and whether it gives the same findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import file_digest
from pathlib import Path

from cldvalidator.checks import CheckResult
from cldvalidator.checks.rules import load_rules
from cldvalidator.extract.date_order import DateOrders
from cldvalidator.extract.opening import opening_problem
from cldvalidator.fixes.json_file import check_shape
from cldvalidator.paths import is_file_there
from cldvalidator.problems import InputProblem
from cldvalidator.review.own_rules import rules_hash
from cldvalidator.submissions.manifest_reading import (
    NOT_ONE,
    Manifest,
    as_counts,
    as_text,
    few,
    no_manifest,
    read_manifest,
)
from cldvalidator.version import __version__

_SCHEMA = "report/manifest.schema.json"
OWN_RULES = "your council's own rules"
_RELEASES = {"1": "1", "2": "2"}


@dataclass(frozen=True)
class Rerun:
    """Everything that decides the findings of a file, from its manifest.

    columns: by "column C", the field or None to keep it aside. rows_out, rows_kept: as a user
    writes them, "" for none. profile: SHA-256 of the one that was used, "" for none. own_rules: the
    same of the council's own rules. by_rule: the findings that the manifest counts for this file,
    by rule and severity. notices: what the
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
    own_rules: str
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
    recorded = read_manifest(manifest)
    sha256 = _sha256(file)
    if sha256 not in (None, recorded.read_sha256, recorded.sha256):
        raise InputProblem(
            f"{manifest.name} is about another file: its SHA-256 is not that of {file.name}.",
            "Give the manifest that was written with the file.",
        )
    try:
        return _rerun(manifest.name, recorded, is_input=sha256 in (None, recorded.read_sha256))
    except NOT_ONE:
        raise no_manifest(manifest) from None


def _sha256(file: Path) -> str | None:
    """Return the SHA-256 of a file; None where there is none, which reading it will say."""
    if not is_file_there(file):
        return None
    try:
        with file.open("rb") as opened:
            return file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise opening_problem(file, error) from None


def _rerun(name: str, recorded: Manifest, *, is_input: bool) -> Rerun:
    content, day = recorded.content, recorded.today
    how = content.get("how it was read")
    findings = content["findings as read" if is_input else "findings as written"]
    off = [as_text(rule) for rule in few(content["rules switched off"])]
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
    if how:
        check_shape(how, _SCHEMA, f"{name} cannot be read as a manifest", part="how it was read")
    own = content.get(OWN_RULES)
    if own is not None:
        check_shape(own, _SCHEMA, f"{name} cannot be read as a manifest", part=OWN_RULES)
    return Rerun(
        name=name,
        today=day,
        release=_RELEASES[content["specification"]["release"]],
        columns={f"column {c['column']}": c["field"] for c in how.get("columns", ())},
        sheet=how.get("sheet number"),
        delimiter=how.get("delimiter"),
        dates=dict(how.get("dates", {})) or None,
        without=tuple(rule for rule in off if rule in known),
        rows_out=how.get("rows left out", ""),
        rows_kept=how.get("rows kept as records", ""),
        profile=how.get("profile") or "",
        own_rules=as_text(own["sha256"]) if own else "",
        method=as_text(content.get("method", "")),
        version=as_text(content["program"]["version"]),
        pack=as_text(content["specification"]["pack"]),
        by_rule={
            (as_text(rule), word): count
            for rule, counts in few(findings["by rule"]).items()
            for word, count in as_counts(counts).items()
        },
        notices=tuple(notices),
    )


def same_findings(rerun: Rerun, result: CheckResult) -> Iterator[str]:
    """Say whether a check found what the manifest counts, and what differs, a sentence each.

    The council's own rules, which the manifest does not hold, are apart (`about_own_rules`).
    """
    now: dict[tuple[str, str], int] = {}
    for group in result.findings.national.groups:
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


def about_own_rules(rerun: Rerun, result: CheckResult) -> str:
    """Say whether the council's own rules are those that were run; "" where none was and is."""
    now = rules_hash(result.local)
    if rerun.own_rules == now:
        return ""
    if not now:
        return (
            "Rules of your council's own were run then. They are in the profile: add it with "
            "--profile. They have no part in the national findings."
        )
    return "Your council's own rules are not those that were run then."


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
