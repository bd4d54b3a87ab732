"""A comparison in words: for a terminal, as JSON, and as a page. None of them holds a value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cldvalidator.checks.rules import Severity
from cldvalidator.presentation.document import Document, Facts, Heading, Paragraph, Table
from cldvalidator.presentation.promises_text import HEADERS as PROMISE_HEADERS
from cldvalidator.presentation.promises_text import TITLE as PROMISES
from cldvalidator.presentation.promises_text import promise_lines, promises_json, team_rows
from cldvalidator.presentation.waterfall_text import about_waterfall, waterfall_table
from cldvalidator.review.opened import Opened
from cldvalidator.review.own_rules import HEADING
from cldvalidator.selection.words import in_words
from cldvalidator.submissions.compare import Flag
from cldvalidator.submissions.compare_columns import EARLIER, LATER, Side
from cldvalidator.submissions.compare_result import Compared
from cldvalidator.submissions.compare_words import (
    TYPE_NAMES,
    Counted,
    by_flag,
    by_status,
    mass_sentence,
    why_gone,
    why_new,
)
from cldvalidator.submissions.waterfall import Waterfall
from cldvalidator.wording import counted

_MOST_FIELDS = 12
_MOST_FINDINGS = 12
SIDES = ("Earlier file", "Later file")


def comparison_text(compared: Compared) -> str:
    """Return the comparison as a text of about one screen."""
    return "\n".join(_lines(compared))


def _lines(compared: Compared) -> Iterator[str]:
    comparison = compared.comparison
    for side in (EARLIER, LATER):
        yield f"{SIDES[side]:<14} {file_line(compared, side)}"
    for notice in compared.notices:
        yield f"  {notice}"
    yield ""
    yield "Events"
    for _, line in by_status(comparison):
        if line.total:
            yield _count_line(line)
    for title, lines in (("New", why_new(comparison)), ("Gone", why_gone(comparison))):
        all_counts = [f"{line.total:,} {line.what}" for _, line in lines]
        if all_counts:
            yield f"  {title}: {'; '.join(all_counts)}."
    flags = dict(by_flag(comparison))
    sure = [f"{line.total:,} {line.what}" for flag, line in flags.items() if flag != Flag.UNSURE]
    if sure:
        yield f"  Also: {'; '.join(sure)}."
    if Flag.UNSURE in flags:
        yield f"  {unsure_sentence(compared)}"
    if comparison.mass:
        yield ""
        yield "Changes of whole columns"
        yield from (f"  {mass_sentence(change)}" for change in comparison.mass)
    if comparison.by_field:
        yield ""
        yield "Fields that changed, and in how many events"
        for name, count in list(comparison.by_field.items())[:_MOST_FIELDS]:
            yield f"  {count:>9,}  {name}"
    if compared.across:
        yield ""
        yield "What only a comparison shows"
        yield from (f"  {line}" for line in across_lines(compared))
    yield ""
    yield from _finding_lines(compared)
    if compared.promises:
        yield ""
        yield from promise_lines(compared.promises)


def file_line(compared: Compared, side: Side) -> str:
    """Say which file it is, how many records it has and what it covers."""
    two = compared.comparison.two
    covered = compared.comparison.covered[side].period
    reading = two.files[side].extract.reading
    parts = [reading.name, counted(two.length(side), "record")]
    if covered is not None:
        parts.append(in_words(covered))
    return ", ".join((*parts, f"Release {two.files[side].specification.release}"))


def _count_line(line: Counted) -> str:
    parts = [
        f"{n:,} {name.lower()}{'s' if n != 1 and name != 'Other' else ''}"
        for name, n in zip(TYPE_NAMES, line.by_type, strict=True)
        if n
    ]
    return f"  {line.total:>9,}  {line.what:<9} {', '.join(parts)}"


def unsure_sentence(compared: Compared) -> str:
    """Say how many events cannot be told from others of the same person."""
    count = int(compared.comparison.flagged(Flag.UNSURE).sum())
    return (
        f"{counted(count, 'event')} cannot be told apart from another event of the same person, "
        "so which one changed is a guess. They are listed."
    )


def across_lines(compared: Compared) -> Iterator[str]:
    """Yield what the rules find that need an earlier file."""
    for found in compared.across:
        detail = found.detail or found.rule.wrong
        number = f"{found.count:,} x " if len(found.rows) else ""
        yield f"{found.rule.id}  {number}{detail} {found.rule.cost}"


def finding_totals(compared: Compared) -> dict[Severity, tuple[int, int, int, int]]:
    """By severity: findings new, still there, resolved, and gone with their event.

    Without those of the council's own rules (`own_finding_totals`).
    """
    totals = {s: [0, 0, 0, 0] for s in Severity}
    for movement in compared.findings:
        if movement.rule.is_local:
            continue
        for place, count in enumerate(movement.counts):
            totals[movement.severity][place] += count
    return {s: (n[0], n[1], n[2], n[3]) for s, n in totals.items()}


def own_finding_totals(compared: Compared) -> tuple[int, int, int, int] | None:
    """Return what became of the findings of the council's own rules; None where none was run."""
    if not compared.later.result.local:
        return None
    counts = [m.counts for m in compared.findings if m.rule.is_local]
    new, still, resolved, went = (sum(c[n] for c in counts) for n in range(4))
    return new, still, resolved, went


def _finding_lines(compared: Compared) -> Iterator[str]:
    yield "Findings"
    for severity, (new, still, resolved, went) in finding_totals(compared).items():
        if new or still or resolved or went:
            yield (
                f"  {severity.word.capitalize() + ':':<9} {new:,} new, {still:,} still there, "
                f"{resolved:,} resolved, {went:,} gone with the event"
            )
    if (own := own_finding_totals(compared)) is not None:
        new, still, resolved, went = own
        yield (
            f"  {HEADING}: {new:,} new, {still:,} still there, {resolved:,} resolved, "
            f"{went:,} gone with the event"
        )
    fresh = [m for m in compared.findings if m.counts[0]][:_MOST_FINDINGS]
    for movement in fresh:
        yield (
            f"  {movement.counts[0]:>9,}  new: {movement.rule.id} {movement.rule.title} "
            f"({movement.field})"
        )


def comparison_json(compared: Compared) -> dict[str, Any]:
    """Return the comparison as counts: no value, no identifier, no row's content."""
    comparison = compared.comparison
    stages = {n: int((comparison.stage == i).sum()) for i, n in enumerate(comparison.stage_names)}
    return {
        "earlier": _file_json(compared, EARLIER),
        "later": _file_json(compared, LATER),
        "notices": list(compared.notices),
        "changes of whole columns": [
            {
                "field": c.field,
                "what": c.kind,
                "events": c.changed,
                "said": mass_sentence(c),
            }
            for c in comparison.mass
        ],
        "events": {line.what: _counted_json(line) for _, line in by_status(comparison)},
        "new": {line.what: _counted_json(line) for _, line in why_new(comparison)},
        "gone": {line.what: _counted_json(line) for _, line in why_gone(comparison)},
        "flags": {line.what: _counted_json(line) for _, line in by_flag(comparison)},
        "fields changed": dict(comparison.by_field),
        "matched by": stages,
        "rules between two files": [
            {
                "rule": a.rule.id,
                "severity": a.rule.severity.word,
                "title": a.rule.title,
                "count": a.count,
                "file": ("earlier", "later")[a.side],
                "rows": comparison.two.source_rows(a.side)[a.rows].tolist(),
                "detail": a.detail,
            }
            for a in compared.across
        ],
        "findings": [
            {
                "rule": m.rule.id,
                "field": m.field,
                "severity": m.severity.word,
                "new": m.counts[0],
                "still there": m.counts[1],
                "resolved": m.counts[2],
                "gone with their event": m.counts[3],
            }
            for m in compared.findings
        ],
        **({"promises": promises_json(compared.promises)} if compared.promises else {}),
    }


def _file_json(compared: Compared, side: Side) -> dict[str, Any]:
    two = compared.comparison.two
    opened: Opened = two.files[side]
    covered = compared.comparison.covered[side]

    def days(period: Any) -> list[str] | None:
        return None if period is None else [period.first.isoformat(), period.last.isoformat()]

    return {
        "name": opened.extract.reading.name,
        "sha256": opened.extract.reading.sha256,
        "records": two.length(side),
        "release": opened.evidence.release,
        "stated period": days(covered.stated),
        "covered": days(covered.period),
        "stated and missing": days(covered.partial),
    }


def _counted_json(line: Counted) -> dict[str, int]:
    by_type = {n: c for n, c in zip(TYPE_NAMES, line.by_type, strict=True) if c}
    return {"all": line.total, **by_type}


def comparison_document(compared: Compared, moved: Waterfall | None = None) -> Document:
    """Return the comparison as a page, without values. moved: the figures, if they were made."""
    comparison = compared.comparison
    page = Document("Two submissions compared")
    page.add(Facts([(SIDES[s], file_line(compared, s)) for s in (EARLIER, LATER)]))
    page.add(*map(Paragraph, compared.notices))
    header = ("", "Events", *(f"{n}s" if n != "Other" else n for n in TYPE_NAMES), "What it means")

    def rows(lines: Iterator[tuple[Any, Counted]]) -> list[tuple[str, ...]]:
        return [
            (line.what, f"{line.total:,}", *(f"{n:,}" for n in line.by_type), line.means)
            for _, line in lines
        ]

    page.add(Heading(2, "Events"), Table("By status", header, rows(by_status(comparison))))
    page.add(Table("Why events are new", header, rows(why_new(comparison))))
    page.add(Table("Why events are gone", header, rows(why_gone(comparison))))
    page.add(Table("Also noted", header, rows(by_flag(comparison))))
    if comparison.mass:
        page.add(Heading(2, "Changes of whole columns"))
        page.add(*(Paragraph(mass_sentence(change)) for change in comparison.mass))
    fields = [(name, f"{count:,}") for name, count in comparison.by_field.items()]
    page.add(Heading(2, "Fields that changed"))
    page.add(Table("In how many events", ("Field", "Events"), fields))
    if compared.across:
        page.add(Heading(2, "What only a comparison shows"))
        page.add(*map(Paragraph, across_lines(compared)))
    if compared.promises:
        rows_of_teams = [
            tuple(str(cell) for cell in line)
            for line in team_rows(compared.promises, with_values=False)
        ]
        page.add(Heading(2, PROMISES), Table("By team", PROMISE_HEADERS, rows_of_teams))
    if moved is not None:
        page.add(Heading(2, "Figures"), Paragraph(about_waterfall(moved)), waterfall_table(moved))
    page.add(Heading(2, "Findings"))
    page.add(
        Table(
            "Against the earlier file, new ones first",
            ("Rule", "What", "Field", "", "New", "Still there", "Resolved", "Gone"),
            [
                (
                    m.rule.id,
                    m.rule.title,
                    m.field,
                    m.severity.word,
                    *(f"{n:,}" for n in m.counts),
                )
                for m in compared.findings
            ],
        )
    )
    return page
