"""The result of a check as JSON, for scripts: counts and places, no cell value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cldvalidator.checks.findings import Findings
from cldvalidator.checks.rules import Severity
from cldvalidator.command_line.check_text import cells_of
from cldvalidator.extract import Reading
from cldvalidator.extract.no_records import kind_words
from cldvalidator.fixes import AcceptedCounts, AcceptedFinding, known_counts, left_out
from cldvalidator.presentation.selection_text import selection_json
from cldvalidator.review.date_notice import dates_json
from cldvalidator.review.filtered import Filtered
from cldvalidator.review.opened import Opened
from cldvalidator.review.own_rules import own_rules, own_rules_json
from cldvalidator.review.public_names import PublicNames
from cldvalidator.review.selection import file_selection
from cldvalidator.review.verdict import verdict
from cldvalidator.writing.submitted import Submitted

_MOST_CELLS = 10


def check_json(
    opened: Opened,
    submitted: Submitted | None,
    known: Sequence[AcceptedFinding] = (),
    where: Filtered | None = None,
) -> dict[str, Any]:
    """Return what was read, the verdict, the findings by rule and field, the data quality.

    known: the accepted findings that are in the file. Of ragged rows, the first 1,000 are given,
    by the row that Excel shows and the line in the file. A header or a sheet whose name may tell
    of a person is named by letter or number. where: the rows whose findings are counted and listed;
    the file, its verdict and its data quality stay whole.
    """
    accepted = known_counts(known)
    extract, result, reading = opened.extract, opened.result, opened.extract.reading
    shown = opened if where is None else where.shown
    findings = shown.result.findings
    named = PublicNames(extract)
    content: dict[str, Any] = {
        "file": {
            "name": named.file,
            "sha256": reading.sha256,
            "format": reading.format,
            "encoding": reading.encoding,
            "delimiter": reading.delimiter,
            "sheet": named.sheet,
            "records": len(extract.records),
            "rows that are not records": no_records_json(reading),
            "header row": reading.header_row,
            "columns": [
                {"letter": m.letter, "found": named.header(m), "field": m.field, "how": m.how}
                for m in reading.headers
            ],
            "missing": list(reading.missing),
            "may be": [
                {"found": named.covered(found), "field": field} for found, field in reading.alike
            ],
            "ragged rows": [
                {"row": r.source_row, "line": r.line, "cells": r.cells, "expected": r.expected}
                for r in reading.ragged
            ],
            "ragged rows in all": reading.ragged_total,
            "empty rows left out": reading.empty_rows_left_out,
            "notices": list(named.notices),
            "dates": dates_json(extract),
        },
        "release": {
            "found": opened.evidence.release,
            "checked against": opened.specification.release,
            "evidence": opened.evidence.sentence(),
        },
        "verdict": verdict(opened.result).text,
        "counts": {s.word: findings.national.count(s) for s in Severity},
        "of which known": {s.word: accepted.of_severity(s.word) for s in Severity},
        "findings": _findings_json(shown, findings.national, accepted),
        "data quality": result.quality.to_dict("records"),
        "data quality outside the national checks": result.quality_apart.to_dict("records"),
    }
    if own_rules(result) is not None:
        content["your council's own rules"] = own_rules_json(shown.result) | {
            "findings": _findings_json(shown, findings.local, accepted)
        }
    if (selection := file_selection(opened.read)) is not None:
        content["selection by DHSC"] = selection_json(selection)
    if where is not None:
        content["where"] = {
            "filter": where.fits.public_text,
            "rows": where.fits.count,
            "of": len(where.fits.rows),
            "said": where.sentence,
        }
    if submitted is not None:
        content["written"] = written_json(submitted) | {
            "cells changed": sum(c.rows for c in submitted.changes),
            "rows left out": [c.source_row for c in left_out(submitted.changes)],
            "errors left": submitted.result.findings.count(Severity.ERROR),
        }
    return content


def _findings_json(
    shown: Opened, findings: Findings, accepted: AcceptedCounts
) -> list[dict[str, Any]]:
    return [
        {
            "rule": g.rule.id,
            "title": g.rule.title,
            "field": g.field,
            "severity": g.severity.word,
            "count": len(g),
            "of which known": accepted.groups.get((g.rule.id, g.field), ("", 0))[1],
            "first cells": cells_of(shown, g, _MOST_CELLS),
        }
        for g in findings.worst_first()
    ]


def written_json(submitted: Submitted) -> dict[str, Any]:
    """Return what was written where, and how its size stands against the portal's limits."""
    fault = submitted.size_fault
    return {
        "path": str(submitted.written.path),
        "records": submitted.written.rows,
        "sha256": submitted.written.sha256,
        "bytes": submitted.written.size,
        "size": "within the portal's limits" if fault is None else fault.sentence,
    }


def no_records_json(reading: Reading) -> list[dict[str, Any]]:
    """Return the rows that are not records, by the number Excel shows, each with what it is."""
    return [{"row": r.source_row, "what": kind_words(r.kind)} for r in reading.no_records]
