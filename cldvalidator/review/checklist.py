"""What to look at before a file is sent: one line for each thing, with where to go about it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from cldvalidator.checks.cells.judgement import Verdict
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Severity
from cldvalidator.extract.notices import notices_of, records_text
from cldvalidator.fixes import History, propose
from cldvalidator.fixes.rows import rows_by_why
from cldvalidator.review.about_file import about_file
from cldvalidator.review.opened import Opened
from cldvalidator.review.verdict import verdict
from cldvalidator.wording import counted

_PERIOD_RULES = ("PER-", "FILE-04")


@dataclass(frozen=True)
class Item:
    """One line. step: the page to go to about it ("" for none), action: what that link says."""

    tone: Literal["good", "warning", "error", "query"]
    sentence: str
    step: str = ""
    action: str = ""


def checklist(
    opened: Opened, history: History, left: Collection[tuple[str, str]] = ()
) -> list[Item]:
    """Return the list for a file as it is now, after the changes of its history.

    left: values, each with its field, that are to stay as they are though there is a fix.
    """
    return list(_items(opened, history, left))


def _items(opened: Opened, history: History, left: Collection[tuple[str, str]]) -> Iterator[Item]:
    judged = verdict(opened.result)
    clean = judged.tone == "good"
    yield Item(
        judged.tone, judged.text, "" if clean else "check", "" if clean else "Look at the findings"
    )
    yield _period(opened)
    yield _rows(opened, history)
    for notice in notices_of(opened.extract.reading):
        yield Item("warning", notice, "open", "Look at what was read")
    missing = opened.extract.reading.missing
    if missing:
        yield Item(
            "warning",
            f"{counted(len(missing), 'column')} the file does not have will be written empty: "
            f"{', '.join(missing)}.",
            "open",
            "Match columns",
        )
    unjudged = not_judged(opened)
    if unjudged:
        yield Item(
            "query",
            f"Not judged, as the list is not public: {', '.join(unjudged)}.",
            "check",
            "Look at the values",
        )
    found = propose(opened.extract, opened.result, certainties=["safe"])
    safe = [p for p in found if (p.field, p.found) not in left]
    if decided := len(found) - len(safe):
        stays = "is" if decided == 1 else "are"
        yield Item(
            "query",
            f"{counted(decided, 'value')} with a safe fix {stays} left as found, by your decision.",
            "fix",
            "Look at the values left as found",
        )
    if safe:
        cells = sum(p.cells for p in safe)
        yield Item(
            "warning",
            f"{counted(len(safe), 'safe fix', 'safe fixes')} in {counted(cells, 'cell')} "
            "not accepted yet. Without them the cells are written as they were found.",
            "fix",
            "Review the safe fixes",
        )
    cells = history.cells_changed
    yield Item(
        "good",
        f"{counted(cells, 'cell')} changed by you or with your agreement; the list of changes is "
        "written beside the file."
        if cells
        else "Nothing was changed: every cell is written as it was read.",
        "fix" if cells else "",
        "Look at the changes" if cells else "",
    )


def _rows(opened: Opened, history: History) -> Item:
    """Say how many rows will be written and how many are left out."""
    written = f"{records_text(opened.extract)} will be written"
    out = history.rows_left_out
    if not out:
        return Item("good", f"{written}, none left out.")
    left = f"{counted(len(out), 'row')} of the file left out: {rows_by_why(out)}"
    return Item("warning", f"{written}; {left}.", "fix", "Look at the rows left out")


def not_judged(opened: Opened) -> list[str]:
    """Return the fields with values outside a list that is not public, so that nobody can tell."""
    words = opened.specification.quality_words.verdicts[Verdict.NOT_JUDGED]
    tables = (opened.result.quality, opened.result.quality_apart)
    return list(
        dict.fromkeys(n for t in tables for n in t["field"][t["verdict"] == words].tolist())
    )


def _period(opened: Opened) -> Item:
    about = about_file(opened)
    found = [
        g
        for g in opened.result.findings.groups
        if g.rule.id.startswith(_PERIOD_RULES) and g.severity is not Severity.QUERY
    ]
    whole = [d for g in found if len(g) and g.rows[0] == WHOLE_FILE for d in g.details]
    if about.period == "Not readable":
        return Item(
            "error",
            "The file states no reporting period that can be read.",
            "check",
            "Look at the findings",
        )
    sentence = f"{about.council}, reporting period {about.period}."
    if found:
        more = whole[0] if whole else f"{found[0].rule.title}: not everywhere."
        return Item("warning", f"{sentence} {more}", "check", "Look at the finding")
    return Item("good", sentence)
