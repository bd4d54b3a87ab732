"""The summary of a run: in lines for a terminal, as JSON, and as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from cldvalidator.batch.outcome import FigureRow, Outcome
from cldvalidator.batch.resumed import Run
from cldvalidator.presentation.document import Document, Heading, Paragraph, Table
from cldvalidator.review.public_names import public_file_name
from cldvalidator.wording import counted

HEADS = ("File", "Council", "Period", "Records", "Errors", "Warnings", "Queries", "Result")
_MOST_RULES = 12
_SELECTED = {True: "yes", False: "no", None: "cannot be told"}


def file_cells(outcome: Outcome) -> tuple[str | int, ...]:
    """Return the cells of a file's line, in the order of `HEADS`."""
    if outcome.problem is not None:
        return (outcome.file, "", "", "", "", "", "", f"Not done: {outcome.problem[0]}")
    counts = outcome.counts or {}
    numbers = (counts.get(word, 0) for word in ("error", "warning", "query"))
    council = outcome.council or "not a known code"
    title = outcome.verdict.partition(":")[0]
    return (outcome.file, council, period_words(outcome), outcome.records, *numbers, title)


def period_words(outcome: Outcome) -> str:
    """Return the period as 01/07/2025 to 30/06/2026."""
    if outcome.period is None:
        return "not stated"
    return " to ".join(f"{date.fromisoformat(day):%d/%m/%Y}" for day in outcome.period)


def rules_over_files(outcomes: Sequence[Outcome]) -> list[tuple[str, str, str, int, int]]:
    """Return rule, title, severity, findings and files, the rule in most files first."""
    findings: Counter[tuple[str, str, str]] = Counter()
    files: Counter[tuple[str, str, str]] = Counter()
    for outcome in outcomes:
        for rule in outcome.rules:
            key = (rule.rule, rule.title, rule.severity)
            findings[key] += rule.count
            files[key] += 1
    ranked = sorted(findings, key=lambda key: (-files[key], -findings[key], key))
    return [(*key, findings[key], files[key]) for key in ranked]


def selection_words(outcome: Outcome) -> str:
    """Return whether DHSC would select a file, in a word."""
    return _SELECTED[outcome.selected]


def figures_of(outcomes: Sequence[Outcome]) -> list[tuple[str, FigureRow]]:
    """Return the figures of all files, each with its file."""
    return [(o.file, figure) for o in outcomes for figure in o.figures]


def batch_text(run: Run) -> str:
    """Return the summary as lines of text."""
    return "\n".join(_lines(run))


def _lines(run: Run) -> Iterator[str]:
    yield _first_line(run)
    wide = max(len(o.file) for o in run.outcomes)
    for outcome in run.outcomes:
        if outcome.problem is not None:
            yield f"  {outcome.file:<{wide}}  not done: {outcome.problem[0]}"
            yield f"  {'':<{wide}}  {outcome.problem[1]}"
        else:
            yield (
                f"  {outcome.file:<{wide}}  {counted(outcome.records, 'record'):>16}  "
                + (outcome.verdict.partition(". ")[0])
            )
    rules = [r for r in rules_over_files(run.outcomes) if r[2] == "error"]
    if rules:
        yield ""
        yield "Errors by rule, the rule in most files first"
        for rule, title, _, findings, files in rules[:_MOST_RULES]:
            yield f"  {findings:>9,}  in {counted(files, 'file'):<9}  {title} [{rule}]"
        if len(rules) > _MOST_RULES:
            yield f"  and {counted(len(rules) - _MOST_RULES, 'other rule')}; --json has all"
    not_selected = [o.file for o in run.outcomes if o.selected is False]
    if not_selected:
        yield ""
        yield f"DHSC would not select: {', '.join(not_selected)}"


def _first_line(run: Run) -> str:
    parts = [counted(len(run.outcomes), "file")]
    parts.append(f"{run.with_errors:,} with errors")
    if run.failed:
        parts.append(f"{run.failed:,} not done")
    if run.kept:
        parts.append(f"{run.kept:,} done by an earlier run")
    return ", ".join(parts)


def batch_json(run: Run) -> dict[str, Any]:
    """Return the summary for scripts: counts and names, no cell value."""
    return {
        "files": [_file_json(outcome) for outcome in run.outcomes],
        "done by an earlier run": run.kept,
        "not done": run.failed,
        "with errors": run.with_errors,
    }


def _file_json(outcome: Outcome) -> dict[str, Any]:
    content: dict[str, Any] = {"file": outcome.file, "sha256": outcome.sha256}
    if outcome.problem is not None:
        what, advice = outcome.problem
        return content | {"done": False, "problem": what, "what to do": advice}
    return content | {
        "done": True,
        "council": outcome.council,
        "release": outcome.release,
        "period": outcome.period,
        "records": outcome.records,
        "verdict": outcome.verdict,
        "counts": dict(outcome.counts or {}),
        "findings": [
            {"rule": r.rule, "title": r.title, "severity": r.severity, "count": r.count}
            for r in outcome.rules
        ],
        "selected by DHSC": outcome.selected,
        "selection": outcome.selection,
        "cells changed": outcome.cells_changed,
        "rows left out": outcome.rows_left_out,
        "figures": [asdict(f) for f in outcome.figures],
        "why no figures": outcome.why_no_figures,
        "written": [public_file_name(name) for name in outcome.written or {}],
    }


def batch_document(run: Run) -> Document:
    """Return the summary as a page without personal data."""
    page = Document("Files checked together")
    page.add(Paragraph(f"{_first_line(run)}."), Heading(2, "Files"))
    page.add(Table("Each file", HEADS, [_as_texts(file_cells(o)) for o in run.outcomes]))
    failed = [o for o in run.outcomes if o.problem is not None]
    if failed:
        rows = [(o.file, *(o.problem or ())) for o in failed]
        page.add(Heading(2, "Files that were not done"))
        page.add(Table("What is wrong", ("File", "What is wrong", "What to do"), rows))
    page.add(Heading(2, "Will DHSC select the file"))
    page.add(
        Table(
            "By file",
            ("File", "Selected", "Why"),
            [(o.file, selection_words(o), o.selection) for o in run.outcomes if o.done],
        )
    )
    rules = rules_over_files(run.outcomes)
    if rules:
        page.add(Heading(2, "Findings by rule"))
        head = ("Rule", "What it says", "Severity", "Findings", "Files")
        page.add(Table("The rule in most files first", head, [_as_texts(r) for r in rules]))
    figures = figures_of(run.outcomes)
    if figures:
        page.add(Heading(2, "National figures"))
        columns = ("File", "Measure", "Figure", "Value", "Numerator", "Denominator")
        page.add(
            Table(
                "Each file alone, by DHSC's method",
                columns,
                [
                    (file, f.measure, f.caption, f.value, f.numerator, f.denominator)
                    for file, f in figures
                ],
            )
        )
    return page


def _as_texts(cells: Sequence[str | int]) -> tuple[str, ...]:
    return tuple(f"{c:,}" if isinstance(c, int) else c for c in cells)
