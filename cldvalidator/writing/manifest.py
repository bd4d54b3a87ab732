"""The manifest beside a submission: what was read, found and changed. It holds no cell value."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cldvalidator.checks import CheckResult
from cldvalidator.checks.findings import Findings
from cldvalidator.checks.rules import Severity, load_rules
from cldvalidator.extract import Extract
from cldvalidator.fixes import AcceptedFinding, Change, RowChange, known_counts
from cldvalidator.fixes.changes import KEPT, LEFT_OUT, left_out
from cldvalidator.review.about_file import known_council
from cldvalidator.review.own_rules import own_rules_json, rules_hash
from cldvalidator.review.public_names import PublicNames
from cldvalidator.specification.portal import load_portal
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.version import __version__
from cldvalidator.writing.how_read import how_read
from cldvalidator.writing.manifest_counts import (
    records_by_event_type,
    stated_period,
    unknown_values,
)
from cldvalidator.writing.submission import Written


def manifest(
    extract: Extract,
    before: CheckResult,
    after: CheckResult,
    changes: Sequence[Change],
    written: Written,
    *,
    reason: str = "",
    figures: Sequence[Mapping[str, Any]] = (),
    method: str = "",
    known: Sequence[AcceptedFinding] = (),
    read: Extract | None = None,
    profile: str = "",
) -> dict[str, Any]:
    """Return the manifest as a JSON value.

    extract: as it was written. before and after: the check of it as it was read, and of what was
    written. reason: why it is sent although it has errors, in the user's words. known: findings
    that the council has accepted. read: the file as it was read, by default as it was written.
    profile: the SHA-256 of the council's profile, if one was used.
    """
    specification, accepted = after.specification, known_counts(known)
    reading, named = extract.reading, PublicNames(extract)
    return {
        "program": {"name": "CLD Validator", "version": __version__},
        "day taken as today": after.today.isoformat(),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "specification": {
            "release": specification.release,
            "title": specification.title,
            "pack": specification.origin,
        },
        "input": {
            "name": named.file,
            "sha256": reading.sha256,
            "bytes": reading.size,
            "sheet": named.sheet,
            "missing columns": list(reading.missing),
            "columns kept aside": [named.header(h) for h in reading.headers if h.field is None],
            "notices": list(named.notices),
        },
        "how it was read": how_read(read or extract, changes, profile),
        "output": {
            "name": written.path.name,
            "sha256": written.sha256,
            "bytes": written.size,
            "bytes uncompressed": written.plain_size,
            "size limits of the portal": [
                {"limit": str(limit), "bytes": limit.bytes, "within": written.size <= limit.bytes}
                for limit in load_portal().limits(compressed=written.compressed)
            ],
            "encoding": written.encoding,
            "rows": written.rows,
            "empty columns": list(written.empty_columns),
            "read back and compared": written.compared == written.rows * len(specification.fields),
            "cells compared": written.compared,
        },
        "findings as read": _findings(before.findings.national),
        "findings as written": _findings(after.findings.national),
        **_own_rules(before, after),
        "of which known": {s.word: accepted.of_severity(s.word) for s in Severity},
        "reason for sending with errors": reason,
        "known findings": [
            {
                "rule": k.finding.rule,
                "field": k.finding.field,
                "of one value only": k.finding.value is not None,
                "findings": k.cells,
                "findings when accepted": k.finding.cells,
                "accepted": k.finding.since,
                "reason": k.finding.reason,
            }
            for k in known
        ],
        "council": known_council(extract, specification.la_names) or None,
        "period": stated_period(extract.records),
        "records by event type": records_by_event_type(extract.records, specification),
        "unknown values": unknown_values(extract.records, specification),
        "rules of this version": list(load_rules()),
        "rules switched off": list(after.national_rules_off),
        "rows left out": _rows(changes, LEFT_OUT),
        "rows kept as records": _rows(changes, KEPT),
        "changes": _changes(changes),
        **({"method": method, "figures": list(figures)} if figures else {}),
        "data quality": after.quality.to_dict("records"),
        "data quality outside the national checks": after.quality_apart.to_dict("records"),
    }


def _own_rules(before: CheckResult, after: CheckResult) -> dict[str, Any]:
    """Return how many rules of its own the council has, their hash, and what they found."""
    if not after.local:
        return {}
    national = after.national_rules_off
    return {
        "your council's own rules": {
            "rules": len(after.local),
            "sha256": rules_hash(after.local),
            "switched off": [rule for rule in after.switched_off if rule not in national],
            "as read": own_rules_json(before),
            "as written": own_rules_json(after),
        }
    }


def _findings(findings: Findings) -> dict[str, Any]:
    by_rule: dict[str, dict[str, int]] = {}
    for group in findings.groups:
        by_severity = by_rule.setdefault(group.rule.id, {})
        word = group.severity.word
        by_severity[word] = by_severity.get(word, 0) + len(group)
    return {
        "by severity": {s.word: findings.count(s) for s in Severity},
        "by rule": dict(sorted(by_rule.items())),
    }


def _changes(changes: Sequence[Change]) -> dict[str, Any]:
    cells: Counter[str] = Counter()
    values: Counter[str] = Counter()
    certainties: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    for change in changes:
        if isinstance(change, RowChange):
            continue
        cells[change.rule] += change.rows
        values[change.rule] += 1
        certainties[change.certainty] += change.rows
        decided[change.by] += change.rows
    return {
        "by rule": {r: {"cells": cells[r], "changes": values[r]} for r in sorted(cells)},
        "cells by certainty": dict(sorted(certainties.items())),
        "cells by who decided": dict(sorted(decided.items())),
    }


def _rows(changes: Sequence[Change], decided: str) -> dict[str, Any]:
    """Count the rows about which something was decided, by the rule and what they are."""
    all_rows = [c for c in changes if isinstance(c, RowChange)]
    is_out = decided == LEFT_OUT
    rows = left_out(changes) if is_out else [c for c in all_rows if c.decided == decided]
    return {
        "rows": len(rows),
        "by rule": dict(sorted(Counter(c.rule or "none" for c in rows).items())),
        "by what they are": dict(sorted(Counter(c.why or "a record" for c in rows).items())),
    }


def write_manifest(
    content: dict[str, Any],
    target: Path,
    *,
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
) -> None:
    """Write a manifest as indented JSON. Raises InputProblem, EnvironmentProblem.

    transaction: the files that it gets its name with.
    """
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    write_file(text.encode(), target, overwrite=overwrite, transaction=transaction)
