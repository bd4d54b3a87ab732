"""A set of submissions as lines of a terminal and as JSON: files, quarters, what has to be said."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cldvalidator.review.public_names import LEFT_OUT, PublicNames, public_file_name
from cldvalidator.submissions.gathering import Gathered
from cldvalidator.submissions.selection import Selection
from cldvalidator.submissions.states import (
    COVERS,
    NOTHING,
    SERVES,
    SubmissionRow,
    period_words,
    set_notices,
    submission_rows,
)
from cldvalidator.submissions.submission_set import SubmissionSet
from cldvalidator.wording import counted

_MARKS = {SERVES: "X", COVERS: "-", NOTHING: " "}
_MOST_QUARTERS = 13


def set_lines(found: SubmissionSet, selection: Selection) -> Iterator[str]:
    """Yield the files with what each serves, the picture of files by quarters, and what is odd."""
    rows = submission_rows(found.submissions, selection)
    left = f", {len(found.left_out)} left out" if found.left_out else ""
    council = f" of council {found.council}" if found.council else ""
    yield (
        f"{counted(len(rows), 'submission')}{council}{left}; imports to "
        f"{selection.as_of:%d/%m/%Y} count"
    )
    width = max((len(r.name) for r in rows), default=0)
    indent = " " * (width + 4)
    for row in rows:
        yield f"  {row.name:<{width}}  {row.state}"
        yield (
            f"{indent}states {row.stated}; events cover {row.derived}; imported {row.imported} "
            f"({row.known_from}); {row.release}; {counted(row.rows, 'record')}"
        )
    yield from _picture(rows, selection, width)
    yield from (f"  left out: {o.path.name}: {o.why} {o.advice}".rstrip() for o in found.left_out)
    yield from (f"Note: {notice}" for notice in set_notices(found, selection))


def _picture(rows: tuple[SubmissionRow, ...], selection: Selection, width: int) -> Iterator[str]:
    """Yield which file serves which quarter; quarters before the first file are not shown."""
    begun = [n for n, q in enumerate(selection.quarters) if q.by is not None]
    if not begun:
        return
    shown = range(max(begun[0], len(selection.quarters) - _MOST_QUARTERS), len(selection.quarters))
    yield ""
    heads = [f"{selection.quarters[n].period.first:%b %y}" for n in shown]
    yield f"  {'quarter from':<{max(width, 12)}}  {'  '.join(heads)}"
    for row in rows:
        marks = [f"{_MARKS[row.quarters[n]]:^6}" for n in shown]
        yield f"  {row.name:<{max(width, 12)}}  {'  '.join(marks)}".rstrip()
    unserved = [f"{'!' if selection.quarters[n].by is None else ' ':^6}" for n in shown]
    if any("!" in mark for mark in unserved):
        yield f"  {'no file':<{max(width, 12)}}  {'  '.join(unserved)}".rstrip()
    yield "  X serves the quarter; - covers it, and a later import serves it"
    yield ""


def set_json(found: SubmissionSet, selection: Selection) -> dict[str, Any]:
    """Return a set and its selection for scripts; it holds nothing of a record."""
    rows = submission_rows(found.submissions, selection)
    return {
        "council": found.council,
        "as of": selection.as_of.isoformat(),
        "method": selection.method.name,
        "files": [
            {
                "name": row.name,
                "sha256": s.sha256,
                "records": s.rows,
                "stated period": row.stated,
                "derived period": row.derived,
                "imported": s.imported.isoformat(),
                "import known from": s.known_from,
                "release": s.release,
                "state": row.state,
                "quarters": [q.first.isoformat() for q in selection.of(s)],
            }
            for s, row in zip(found.submissions, rows, strict=True)
        ],
        "quarters": [
            {
                "first": q.period.first.isoformat(),
                "last": q.period.last.isoformat(),
                "file": q.by.name if q.by is not None else None,
            }
            for q in selection.quarters
        ],
        "year": {
            "period": period_words(selection.year.period),
            "file": selection.year.by.name if selection.year.by is not None else None,
        },
        "left out": [
            {"name": o.path.name, "why": o.why, "what to do": o.advice} for o in found.left_out
        ],
        "notices": list(set_notices(found, selection)),
    }


def with_public_names(content: dict[str, Any], gathered: Gathered) -> dict[str, Any]:
    """Return content for scripts in which files that may be named after a person are numbered."""
    private: dict[str, str] = {}
    for number, read in enumerate(gathered.reads, start=1):
        if PublicNames(read.extract).file == LEFT_OUT:
            private[read.submission.name] = f"file {number}"
    for number, left in enumerate(gathered.set.left_out, start=1):
        if public_file_name(left.path.name) == LEFT_OUT:
            private[left.path.name] = f"file {number} of those left out"
    made: dict[str, Any] = _renamed(content, private) if private else content
    return made


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(v, names) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [_renamed(v, names) for v in value]
    if isinstance(value, str):
        for name, public in names.items():
            value = value.replace(name, public)
    return value
