"""Submissions over time in words: for a terminal, as JSON, and as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cldvalidator.presentation.document import Document, Heading, Paragraph, Table
from cldvalidator.submissions.history import History
from cldvalidator.wording import counted

_MOST_RULES = 20


def history_text(history: History) -> str:
    """Return the history as tables of text, the rules with most findings first."""
    return "\n".join(_lines(history))


def _lines(history: History) -> Iterator[str]:
    yield from (f"  {notice}" for notice in history.notices)
    yield f"{counted(len(history.submissions), 'submission')}, by the end of the period"
    for title, rows in _tables(history, most=_MOST_RULES):
        if not rows:
            continue
        yield ""
        yield title
        wide = max(len(name) for name, _ in rows)
        heads = [s.title for s in history.submissions]
        yield "  " + " " * wide + "".join(f"{h:>12}" for h in heads)
        for name, cells in rows:
            yield f"  {name:<{wide}}" + "".join(f"{c:>12}" for c in cells)
    bends = history.bends()
    if bends:
        yield ""
        yield "Bends"
        for bend in bends:
            before, after = bend.counts
            yield (
                f"  {bend.what}: {before:,} on {bend.before}, {after:,} on {bend.after}. {bend.why}"
            )


Rows = list[tuple[str, tuple[str, ...]]]


def _tables(history: History, most: int | None = None) -> Iterator[tuple[str, Rows]]:
    rules = list(history.rules().items())[:most]
    records = {"All": tuple(s.rows for s in history.submissions), **history.types()}
    yield "Records", _whole(records.items())
    yield "Findings", _whole(history.severities().items())
    yield "Findings by rule", _whole(rules)
    yield "Percentage of unknown values", _shares(history.unknown_shares())
    figures = {", ".join((k[0], k[2], k[1])): v for k, v in history.figures().items()}
    yield "Figures", _shares(figures)


def _whole(rows: Iterable[tuple[str, Sequence[int]]]) -> Rows:
    return [(name, tuple(f"{n:,}" for n in counts)) for name, counts in rows]


def _shares(rows: Mapping[str, Sequence[float | None]]) -> Rows:
    return [
        (name, tuple("" if v is None else f"{v:,.1f}" for v in values))
        for name, values in rows.items()
    ]


def history_json(history: History) -> dict[str, Any]:
    """Return the history as JSON: counts only."""
    return {
        "submissions": [
            {
                "name": s.name,
                "written": s.written.isoformat(),
                "period": None if s.period is None else [d.isoformat() for d in s.period],
                "records": s.rows,
                "version": s.version,
                "release": s.release,
                "specification": s.pack,
                "method": s.method,
                "day taken as today": None if s.today is None else s.today.isoformat(),
            }
            for s in history.submissions
        ],
        "notices": list(history.notices),
        "findings by severity": history.severities(),
        "findings by rule": history.rules(),
        "records by event type": history.types(),
        "percentage of unknown values": history.unknown_shares(),
        "figures": [
            {"measure": k[0], "figure": k[1], "group": k[2], "values": list(values)}
            for k, values in history.figures().items()
        ],
        "bends": [
            {
                "rule": b.what,
                "before": b.before,
                "after": b.after,
                "counts": list(b.counts),
                "why": b.why,
            }
            for b in history.bends()
        ],
    }


def history_document(history: History) -> Document:
    """Return the history as a page."""
    page = Document("Submissions over time")
    page.add(*map(Paragraph, history.notices))
    heads = ("", *(s.title for s in history.submissions))
    for title, rows in _tables(history):
        if rows:
            page.add(Heading(2, title))
            page.add(Table(title, heads, [(name, *cells) for name, cells in rows]))
    bends = history.bends()
    if bends:
        page.add(Heading(2, "Bends"))
        head = ("Rule", "From", "To", "Findings", "What may explain it")
        page.add(
            Table(
                "Findings that moved much",
                head,
                [
                    (b.what, b.before, b.after, f"{b.counts[0]:,} to {b.counts[1]:,}", b.why)
                    for b in bends
                ],
            )
        )
    return page
