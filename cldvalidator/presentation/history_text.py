"""Submissions over time in words: for a terminal, as JSON, and as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cldvalidator.presentation.document import Document, Heading, Lines, Paragraph, Table
from cldvalidator.presentation.history_sheets import bend_rows, history_sheets
from cldvalidator.submissions.history import History
from cldvalidator.submissions.history_bends import bends
from cldvalidator.wording import counted

_MOST_RULES = 20


def history_text(history: History) -> str:
    """Return the history as tables of text, the rules with most findings first."""
    return "\n".join(_lines(history))


def _lines(history: History) -> Iterator[str]:
    yield from (f"  {notice}" for notice in history.notices)
    yield f"{counted(len(history.submissions), 'submission')}, by the end of the period"
    heads = history.titles()
    for title, rows in _tables(history, most=_MOST_RULES):
        if not rows:
            continue
        yield ""
        yield title
        wide = max(len(name) for name, _ in rows)
        room = max(map(len, heads)) + 2
        yield "  " + " " * wide + "".join(f"{h:>{room}}" for h in heads)
        for name, cells in rows:
            yield f"  {name:<{wide}}" + "".join(f"{c:>{room}}" for c in cells)
    moved = bend_rows(history)
    if moved:
        yield ""
        yield "What moved much"
        for kind, what, when, numbers, why in moved:
            yield f"  {kind}, {what}: {numbers} ({when}). {why}"


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
    titles = history.titles()
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
                "of": b.kind,
                "what": b.what,
                "before": titles[b.place - 1],
                "after": titles[b.place],
                "values": list(b.values),
                "why": b.why,
            }
            for b in bends(history)
        ],
    }


def history_document(history: History) -> Document:
    """Return the history as a page: each chart with its numbers, then what moved much."""
    page = Document("Submissions over time")
    page.add(*map(Paragraph, history.notices))
    names = ", ".join(history.titles())
    page.add(Paragraph(f"{counted(len(history.submissions), 'submission')}: {names}."))
    for sheet in history_sheets(history):
        page.add(Heading(2, sheet.title))
        if sheet.chart is not None:
            page.add(Lines(sheet.title, sheet.chart))
        rows = [tuple(cell.text for cell in row) for row in sheet.rows]
        page.add(Table(sheet.title, sheet.headers, rows))
    moved = bend_rows(history)
    if moved:
        head = ("Kind of number", "What", "Submissions", "From, to", "What may explain it")
        page.add(
            Heading(2, "What moved much"), Table("From one submission to the next", head, moved)
        )
    return page
