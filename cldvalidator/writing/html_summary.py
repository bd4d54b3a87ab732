"""One page for the director's sign-off: printable, self-contained, no personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path

import pandas as pd

from cldvalidator.bundled import bundled
from cldvalidator.checks import CheckResult
from cldvalidator.checks.quality import share_passed
from cldvalidator.checks.rules import Severity
from cldvalidator.extract.notices import records_said
from cldvalidator.fixes import Known, KnownCounts, known_counts, left_out
from cldvalidator.fixes.rows import rows_by_why
from cldvalidator.review.about_file import council_of, period_of
from cldvalidator.review.opened import Opened
from cldvalidator.review.public_names import PublicNames
from cldvalidator.review.verdict import verdict
from cldvalidator.review.views import FindingViews
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.version import __version__
from cldvalidator.wording import counted
from cldvalidator.writing.submitted import Submitted

_WORST_FIELDS = 10
_WORST_RULES = 5


def write_html_summary(
    opened: Opened,
    target: Path,
    *,
    submitted: Submitted | None = None,
    known: Sequence[Known] = (),
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
) -> None:
    """Write the sign-off page. submitted: what was written, if it was; else known: known findings.

    transaction: the files that it gets its name with.
    Holds no cell value, and only texts of the program's own beside the names of the file and its
    sheets, the council, the reasons of known findings and the one for sending with errors.
    Raises InputProblem, EnvironmentProblem.
    """
    never = (opened.extract.reading.path,) if opened.extract.reading.path else ()
    content = html_summary(opened, submitted, known).encode()
    write_file(content, target, overwrite=overwrite, never=never, transaction=transaction)


def html_summary(
    opened: Opened, submitted: Submitted | None = None, known: Sequence[Known] = ()
) -> str:
    """Return the page."""
    result = submitted.result if submitted is not None else opened.result
    shown = submitted.known if submitted is not None else known
    style = bundled("report", "sign_off.css").read_text("utf-8")
    code, name = council_of(opened)
    council = f"{name} ({code})" if name else "Council not recognised"
    period = period_of(opened)
    stated = f"Reporting period {period}" if period else "The reporting period is not stated."
    return (
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Client Level Data sign-off: {escape(council)}</title>\n"
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"<header><p class='kind'>Client Level Data submission: sign-off</p>"
        f"<h1>{escape(council)}</h1><p>{escape(stated)}</p></header>\n"
        f"<p class='verdict'>{escape(verdict(result).text)}</p>\n"
        f"{_facts(opened, submitted, known_counts(shown))}\n"
        f"{_notices(opened)}"
        f"<div class='columns'><section>{_rules(opened, result)}</section>"
        f"<section>{_quality(result)}</section></div>\n"
        f"{_known(shown)}{_sign()}\n</main>\n</body>\n</html>\n"
    )


def _facts(opened: Opened, submitted: Submitted | None, known: KnownCounts) -> str:
    reading = opened.extract.reading
    counts = FindingViews(opened.extract, opened.result).by_severity()
    facts = [
        ("File checked", PublicNames(opened.extract).file),
        ("Its SHA-256", reading.sha256),
        ("Records", records_said(opened.extract)),
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
    if known.total:
        of_each = {s: n for s in Severity if (n := known.of_severity(s.word))}
        facts.append(("Of which known", f"{_counts(of_each)}, accepted with a reason"))
    if opened.result.switched_off:
        facts.append(
            ("Partial check", f"{counted(len(opened.result.switched_off), 'rule')} left out")
        )
    facts.append(
        (
            "Checked",
            f"{date.today():%d/%m/%Y} with CLD Validator {__version__}, specification Release "
            f"{opened.specification.release} ({opened.specification.origin})",
        )
    )
    rows = "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in facts)
    return f"<dl>{rows}</dl>"


def _notices(opened: Opened) -> str:
    """Return what may have gone wrong with the file itself, which no finding may show."""
    notices = PublicNames(opened.extract).notices
    if not notices:
        return ""
    items = "".join(f"<li>{escape(notice)}</li>" for notice in notices)
    return f"<section><h2>Noticed when the file was read</h2><ul>{items}</ul></section>\n"


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


def _known(known: Sequence[Known]) -> str:
    if not known:
        return ""
    rows = "".join(
        f"<tr><th scope='row'>{escape(k.finding.field)}<span>{escape(k.finding.reason)}</span></th>"
        f"<td>{escape(k.finding.rule)}</td><td class='n'>{k.cells:,}{_grown(k)}</td></tr>"
        for k in known
    )
    return (
        "<section><h2>Known findings, accepted with a reason</h2><table><thead><tr>"
        "<th scope='col'>Field and reason</th><th scope='col'>Rule</th>"
        f"<th scope='col' class='n'>Findings</th></tr></thead><tbody>{rows}</tbody></table>"
        "</section>\n"
    )


def _grown(known: Known) -> str:
    return f"<span>{known.more:,} more than when accepted</span>" if known.more > 0 else ""


def _counts(by_severity: Mapping[Severity, int]) -> str:
    return ", ".join(f"{n:,} {s.word if n == 1 else _PLURAL[s]}" for s, n in by_severity.items())


_PLURAL = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.QUERY: "queries"}


def _rules(opened: Opened, result: CheckResult) -> str:
    rules = result.findings.rules
    every = FindingViews(opened.extract, result).by_rule()
    table = every.head(_WORST_RULES)
    if table.empty:
        return "<h2>What is wrong</h2><p>Nothing was found.</p>"
    rows = "".join(
        f"<tr><th scope='row'>{escape(rules[rule].wrong.split('. ')[0].rstrip('.'))}"
        f"<span>{escape(rules[rule].cost.split('. ')[0].rstrip('.'))}.</span></th>"
        f"<td>{escape(Severity(severity).word)}</td><td class='n'>{count:,}</td></tr>"
        for rule, severity, count in zip(
            table["rule"], table["severity"], table["findings"], strict=True
        )
    )
    return (
        "<h2>What is wrong, worst first</h2><table><thead><tr><th scope='col'>What, and its "
        "effect on national figures</th><th scope='col'>Severity</th>"
        "<th scope='col' class='n'>Findings"
        f"</th></tr></thead><tbody>{rows}</tbody></table>{_others(every)}"
    )


def _others(every: pd.DataFrame) -> str:
    """Say how much is wrong that the page has no room for."""
    left = every.iloc[_WORST_RULES:]
    if left.empty:
        return ""
    findings = counted(int(left["findings"].sum()), "finding")
    return (
        f"<p>And {counted(len(left), 'other kind')} with {findings}; the Excel report has all.</p>"
    )


def _quality(result: CheckResult) -> str:
    """Return the fields with the highest share of failed cells, as bars with the numbers beside."""
    quality = result.quality
    if quality.empty:
        return ""
    words = result.specification.quality_words
    failed = quality[quality["verdict"].isin(words.failed)].groupby("field")["count"].sum()
    every = quality.groupby("field")["count"].sum()
    worst = (100 * failed / every.reindex(failed.index)).sort_values(ascending=False)
    passed = share_passed(int(failed.sum()), int(every.sum()))
    rows = "".join(
        f"<tr><th scope='row'>{escape(str(name))}</th><td><svg role='img' width='120' height='12' "
        f"aria-label='{share:.1f} per cent failed'><rect width='120' height='12' rx='2' "
        f"class='all'/><rect width='{max(2.0, 1.2 * share):.1f}' height='12' rx='2' "
        f"class='failed'/></svg>"
        f"</td><td class='n'>{share:.1f}%</td><td class='n'>{int(failed[str(name)]):,}</td></tr>"
        for name, share in worst.head(_WORST_FIELDS).items()
    )
    return (
        "<h2>National data quality</h2>"
        f"<p>{passed} of the cells in the national checks pass.</p>"
        "<table><thead><tr><th scope='col'>Field</th><th scope='col'>Failed</th>"
        "<th scope='col' class='n'>Share</th><th scope='col' class='n'>Cells</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _sign() -> str:
    return (
        "<section class='sign'><h2>Sign-off</h2><p>I have seen this summary and agree that the "
        "submission is sent.</p><div><p>Name</p><p>Role</p><p>Signature</p><p>Date</p></div>"
        "</section>"
    )
