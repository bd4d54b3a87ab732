"""One page for the director's sign-off: printable, self-contained, no personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from cldvalidator.checks import CheckResult
from cldvalidator.checks.quality import share_passed
from cldvalidator.checks.rules import Severity
from cldvalidator.extract.notices import records_text
from cldvalidator.fixes import AcceptedCounts, AcceptedFinding, known_counts, left_out
from cldvalidator.fixes.rows import rows_by_why
from cldvalidator.presentation.comparison_text import finding_totals
from cldvalidator.presentation.headlines import HeadlineTable
from cldvalidator.presentation.page import page
from cldvalidator.presentation.promises_text import TITLE, total_sentence
from cldvalidator.review.about_file import council_of, period_of
from cldvalidator.review.opened import Opened
from cldvalidator.review.own_rules import HEADING, own_rules
from cldvalidator.review.portal_list import Size, portal_list
from cldvalidator.review.public_names import PublicNames
from cldvalidator.review.verdict import verdict
from cldvalidator.review.views import FindingViews
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.submissions.compare_result import Compared
from cldvalidator.version import __version__
from cldvalidator.wording import counted
from cldvalidator.writing.submitted import Submitted

_WORST_FIELDS = 10
_WORST_RULES = 5
_MOST_KNOWN = 3
"""With so many of each the page is one sheet of A4 when it is printed."""


def write_html_summary(
    opened: Opened,
    target: Path,
    *,
    submitted: Submitted | None = None,
    known: Sequence[AcceptedFinding] = (),
    figures: HeadlineTable | None = None,
    compared: Compared | None = None,
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
) -> None:
    """Write the sign-off page. submitted: what was written, if it was; else known: known findings.

    figures: the headline figures of what was written, else of the file. compared: with the file of
    the submission before. transaction: the files that
    it gets its name with.
    Holds no cell value, and only texts of the program's own beside the names of the file and its
    sheets, the council, the reasons of known findings and the one for sending with errors.
    Raises InputProblem, EnvironmentProblem.
    """
    never = (opened.extract.reading.path,) if opened.extract.reading.path else ()
    content = html_summary(opened, submitted, known, figures, compared=compared).encode()
    write_file(content, target, overwrite=overwrite, never=never, transaction=transaction)


def html_summary(
    opened: Opened,
    submitted: Submitted | None = None,
    known: Sequence[AcceptedFinding] = (),
    figures: HeadlineTable | None = None,
    *,
    compared: Compared | None = None,
) -> str:
    """Return the page."""
    result = submitted.result if submitted is not None else opened.result
    shown = submitted.known if submitted is not None else known
    code, name = council_of(opened)
    period = period_of(opened)
    return page(
        "sign_off.html",
        council=f"{name} ({code})" if name else "Council not recognised",
        period=f"Reporting period {period}" if period else "The reporting period is not stated.",
        verdict=verdict(result).text,
        facts=[*_facts(opened, submitted, known_counts(shown)), *_compared(compared)],
        notices=PublicNames(opened.extract).notices,
        known=[_known(k) for k in list(shown)[:_MOST_KNOWN]],
        more_known=_more_known(len(shown) - _MOST_KNOWN),
        figures=figures,
        agreed=_agreed(result, submitted, _refused(opened, submitted)),
        **_rules(opened, result),
        own=_own(result),
        **_quality(result),
    )


def _facts(
    opened: Opened, submitted: Submitted | None, known: AcceptedCounts
) -> list[tuple[str, str]]:
    reading = opened.extract.reading
    counts = opened.views.by_severity()
    facts = [
        ("File checked", PublicNames(opened.extract).file),
        ("Its SHA-256", reading.sha256),
        ("Records", records_text(opened.extract)),
        ("Findings in it" if submitted is None else "Findings before changes", _counts(counts)),
    ]
    if submitted is not None:
        left = FindingViews(opened.extract, submitted.result).by_severity()
        facts += [
            (
                "Submission",
                f"{submitted.written.path.name}, {counted(submitted.written.rows, 'record')}",
            ),
            ("Its SHA-256", submitted.written.sha256),
            ("Changes made", _changed(submitted)),
            *_left_out(submitted),
            ("Findings left in it", _counts(left)),
        ]
        if submitted.reason:
            facts.append(("Sent with errors because", submitted.reason))
    refused = _refused(opened, submitted)
    facts.append(("The portal's checks", " ".join(refused) or "Nothing that the portal rejects."))
    if known.total:
        of_each = {s: n for s in Severity if (n := known.of_severity(s.word))}
        facts.append(("Of which known", f"{_counts(of_each)}, accepted with a reason"))
    if off := opened.result.national_rules_off:
        facts.append(("Partial check", f"{counted(len(off), 'rule')} left out"))
    facts.append(
        (
            "Checked",
            f"{date.today():%d/%m/%Y} with CLD Validator {__version__}, specification Release "
            f"{opened.specification.release} ({opened.specification.origin})",
        )
    )
    return facts


def _compared(compared: Compared | None) -> list[tuple[str, str]]:
    """Say which file was before, and what became of its errors and of services that were open."""
    if compared is None:
        return []
    new, still, resolved, gone = finding_totals(compared)[Severity.ERROR]
    sentence = (
        f"Errors: {new:,} new, {still:,} still there, {resolved:,} resolved, "
        f"{gone:,} gone with the event"
    )
    across = [f"{a.rule.id} {a.count:,}" for a in compared.across]
    more = f". Only a comparison shows: {', '.join(across)}" if across else ""
    promised = [(TITLE, total_sentence(compared.promises))] if compared.promises else []
    return [
        ("Submission before", PublicNames(compared.earlier.extract).file),
        ("Against it", sentence + more),
        *promised,
    ]


def _refused(opened: Opened, submitted: Submitted | None) -> list[str]:
    """Return why the portal would not take the file, as the portal's block on Submit says it."""
    file = submitted.final if submitted is not None else opened
    written = submitted.written if submitted is not None else None
    utf_8 = written is not None and written.encoding == "UTF-8"
    size = Size(written.size, written.compressed) if written is not None else None
    items = portal_list(file.extract, file.specification, utf_8=utf_8, written=size)
    return [item.sentence for item in items if item.tone == "error"]


def _agreed(result: CheckResult, submitted: Submitted | None, refused: Sequence[str]) -> str:
    """Return what is signed: never more than what the page says above it."""
    errors = result.findings.count(Severity.ERROR)
    remain = f"{counted(errors, 'error')} {'remains' if errors == 1 else 'remain'}"
    if submitted is None:
        return "I have seen this summary. No submission was written with it."
    if refused:
        return f"I have seen this summary. The portal does not take this file; {remain}."
    if errors:
        it = "it" if errors == 1 else "them"
        return f"I have seen this summary. {remain}, and I agree to send the submission with {it}."
    return "I have seen this summary and agree that the submission is sent."


def _left_out(submitted: Submitted) -> list[tuple[str, str]]:
    """Say how many rows of the file are not in the submission, and why."""
    out = left_out(submitted.changes)
    return [("Rows left out", f"{len(out):,}: {rows_by_why(out)}")] if out else []


def _changed(submitted: Submitted) -> str:
    cells: Counter[str] = Counter()
    for change in submitted.changes:
        cells[change.certainty] += change.rows
    net = counted(submitted.cells_changed, "cell")
    if not cells.keys() - {"safe"}:
        return f"{net}, safe changes only"
    words = {
        "safe": "safe",
        "documented": "documented Release 1 renames",
        "likely": "likely, accepted",
        "ask": "decided by the council",
    }
    parts = ", ".join(f"{cells[c]:,} {word}" for c, word in words.items() if cells[c])
    if cells.total() != submitted.cells_changed:  # some were changed again, or changed back
        return f"{net} not as they were read. Changes, one after the other: {parts}"
    return f"{net}: {parts}"


def _known(known: AcceptedFinding) -> dict[str, str]:
    return {
        "field": known.finding.field,
        "reason": known.finding.reason,
        "rule": known.finding.rule,
        "cells": f"{known.cells:,}",
        "grown": f"{known.more:,}" if known.more > 0 else "",
    }


def _more_known(count: int) -> str:
    return f"And {counted(count, 'other')}; the Excel report lists all." if count > 0 else ""


def _counts(by_severity: Mapping[Severity, int]) -> str:
    return ", ".join(f"{n:,} {s.word if n == 1 else _PLURAL[s]}" for s, n in by_severity.items())


_PLURAL = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.QUERY: "queries"}


def _rules(opened: Opened, result: CheckResult) -> dict[str, Any]:
    """Return the rules that found most, and a sentence on those that the page has no room for."""
    texts = result.findings.rules
    national = replace(result, findings=result.findings.national)
    every = FindingViews(opened.extract, national).by_rule()
    table = every.head(_WORST_RULES)
    rules = [
        {
            "wrong": texts[rule].wrong.split(". ")[0].rstrip("."),
            "cost": texts[rule].cost.split(". ")[0].rstrip("."),
            "severity": Severity(severity).word,
            "findings": f"{count:,}",
        }
        for rule, severity, count in zip(
            table["rule"], table["severity"], table["findings"], strict=True
        )
    ]
    left = every.iloc[_WORST_RULES:]
    others = ""
    if not left.empty:
        findings = counted(int(left["findings"].sum()), "finding")
        kinds = counted(len(left), "other kind")
        others = f"And {kinds} with {findings}; the Excel report has all."
    return {"rules": rules, "others": others}


def _own(result: CheckResult) -> dict[str, Any] | None:
    """Return what the council's own rules found, for a part of the page of their own."""
    own = own_rules(result)
    if own is None:
        return None
    rules = [
        {
            "title": r.rule.title,
            "severity": r.rule.severity.word,
            "findings": f"{r.findings:,}",
            "id": r.rule.id,
        }
        for r in own.rules
        if r.findings
    ]
    return {"heading": HEADING, "sentence": own.sentence, "rules": rules}


def _quality(result: CheckResult) -> dict[str, Any]:
    """Return the fields with the highest share of failed cells, and the share of all that pass."""
    quality = result.quality
    if quality.empty:
        return {"quality": [], "passed": ""}
    words = result.specification.quality_words
    failed = quality[quality["verdict"].isin(words.failed)].groupby("field")["count"].sum()
    every = quality.groupby("field")["count"].sum()
    worst = (100 * failed / every.reindex(failed.index)).sort_values(ascending=False)
    fields = [
        {
            "name": str(name),
            "share": f"{share:.1f}",
            "width": f"{max(2.0, 1.2 * share):.1f}",
            "cells": f"{int(failed[str(name)]):,}",
        }
        for name, share in worst.head(_WORST_FIELDS).items()
    ]
    return {"quality": fields, "passed": share_passed(int(failed.sum()), int(every.sum()))}
