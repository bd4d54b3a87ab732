"""Findings as listings: by rule, field, value, person, event type; made off the window's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.grid.model import MASK
from ui.widgets.listing import Listing

if TYPE_CHECKING:
    from cldvalidator.fixes import AcceptedCounts
    from cldvalidator.review.opened import Opened
    from cldvalidator.review.views import FindingViews

GROUPINGS = {
    "rule": "Rule",
    "field": "Field",
    "value": "Value",
    "person": "Person",
    "event_type": "Event type",
    "team": "Team",
    "most": "Quickest wins",
}

TEAM = "team"
Covered = Callable[[str], bool]
PERSON = "LA Person Unique Identifier"
NO_TEAM = Listing(("Team",), ((),), empty="Choose above which column names the team.")


def listing_of(
    grouping: str,
    opened: Opened,
    views: FindingViews,
    covered: Covered = lambda _: False,
    known: AcceptedCounts | None = None,
    *,
    team: str | None = None,
) -> Listing:
    """Return findings grouped; each key is a `RowChoice`, or says which person or team it is.

    team: the column that names the team. covered: says of a field whether its texts are not to be
    seen; what they stand for still works.
    known: the accepted findings; groups by rule and by field say how many of theirs are.
    """
    if grouping == "rule":
        return _by_rule(opened, views, known)
    if grouping == "field":
        return _by_field(opened, views, known)
    if grouping == TEAM:
        return _by_team(opened, team, covered) if team is not None else NO_TEAM
    return _MAKERS[grouping](opened, views, covered)


def _with_known(text: str, count: int) -> str:
    return f"{text} ({count:,} known)" if count else text


def _by_rule(opened: Opened, views: FindingViews, known: AcceptedCounts | None) -> Listing:
    from cldvalidator.checks.rules import Severity
    from cldvalidator.review.row_choice import RowChoice

    table = views.by_rule()
    rules = opened.result.findings.rules
    ids = table["rule"].tolist()
    severities = [Severity(s) for s in table["severity"]]
    # What is wrong, not the rule's title, which says how it ought to be.
    titles = [f"{i}  {rules[i].wrong.split('. ')[0].rstrip('.')}" for i in ids]
    shown = [
        _with_known(t, known.of_rule(i, s.word) if known else 0)
        for t, i, s in zip(titles, ids, severities, strict=True)
    ]
    return Listing(
        ("Rule", "Findings"),
        (shown, table["findings"].tolist()),
        keys=[
            RowChoice(rule=i, severity=s, label=t)
            for i, s, t in zip(ids, severities, titles, strict=True)
        ],
        marks=[s.word for s in severities],
    )


def _by_field(opened: Opened, views: FindingViews, known: AcceptedCounts | None) -> Listing:
    from cldvalidator.review.row_choice import RowChoice

    table = views.by_field()
    table["all"] = table["error"] + table["warning"] + table["query"]
    table = table.sort_values(["error", "warning", "query"], ascending=False)
    names = table["field"].tolist()
    bars = list(
        zip(
            table["error"].tolist(), table["warning"].tolist(), table["query"].tolist(), strict=True
        )
    )
    marks = [
        next(w for w, n in zip(("error", "warning", "query"), b, strict=True) if n) for b in bars
    ]
    return Listing(
        ("Field", "By severity", "Findings"),
        (
            [_with_known(n, known.of_field(n) if known else 0) for n in names],
            [""] * len(names),
            table["all"].tolist(),
        ),
        keys=[RowChoice(field=n, label=n) for n in names],
        marks=marks,
        bars=bars,
        bar_in=1,
    )


def _by_value(opened: Opened, views: FindingViews, covered: Covered) -> Listing:
    from cldvalidator.checks.rules import Severity
    from cldvalidator.review.row_choice import RowChoice

    table = views.by_value()
    fields, found = table["field"].tolist(), table["found"].tolist()
    hidden = {n: covered(n) for n in set(fields)}
    proposed = [
        MASK if hidden[n] and isinstance(p, str) else p if isinstance(p, str) else ""
        for n, p in zip(fields, table["proposed"], strict=True)
    ]
    shown = [MASK if hidden[n] else v or "blank" for n, v in zip(fields, found, strict=True)]
    return Listing(
        ("Value found", "Field", "Proposed", "Cells"),
        (shown, fields, proposed, table["cells"].tolist()),
        keys=[
            RowChoice(rule=r, field=n, values=((n, v),), label=n)
            for r, n, v in zip(table["rule"].tolist(), fields, found, strict=True)
        ],
        marks=[Severity(s).word for s in table["severity"]],
    )


def _by_person(opened: Opened, views: FindingViews, covered: Covered) -> Listing:
    table = views.by_person()
    known = table["person"].tolist()
    hidden = covered(PERSON)
    people = ["no identifier" if not p else MASK if hidden else p for p in known]
    columns = [table[w].tolist() for w in ("error", "warning", "query")]
    return Listing(
        ("Person", "Errors", "Warnings", "Queries"),
        (people, *columns),
        keys=[("person", p) for p in known],
    )


def _by_team(opened: Opened, column: str, covered: Covered) -> Listing:
    """Return the teams with findings, the worst first; a key tells the team from the others."""
    from cldvalidator.review.teams import Teams

    teams = Teams.of(opened.extract, column)
    counts = teams.findings(opened)
    with_findings = [n for n in range(len(teams.names)) if counts[n].any()]
    there = sorted(with_findings, key=lambda n: tuple(-counts[n]))
    hidden = covered(column)
    return Listing(
        ("Team", "Errors", "Warnings", "Queries"),
        (
            [MASK if hidden else teams.names[n] for n in there],
            *(counts[there, severity].tolist() for severity in range(counts.shape[1])),
        ),
        keys=[(TEAM, column, teams.names[n]) for n in there],
    )


def _by_event_type(opened: Opened, views: FindingViews, _: Covered) -> Listing:
    from cldvalidator.review.row_choice import RowChoice

    table = views.by_event_type()
    types = table["event_type"].tolist()
    return Listing(
        ("Event type", "Records", "Findings"),
        ([t or "blank" for t in types], table["records"].tolist(), table["findings"].tolist()),
        keys=[
            RowChoice(
                with_findings=True, values=(("Event Type", t),), label=t or "blank event type"
            )
            for t in types
        ],
    )


def _what_fixes_most(opened: Opened, views: FindingViews, covered: Covered) -> Listing:
    from cldvalidator.review.row_choice import RowChoice

    table = views.what_fixes_most()
    rules = opened.result.findings.rules
    found = [f if isinstance(f, str) else None for f in table["found"].tolist()]
    fields, ids = table["field"].tolist(), table["rule"].tolist()
    hidden = {n: covered(n) for n in set(fields)}
    what = [
        f"{n}: {rules[r].title}" if v is None else f"{n}: {MASK if hidden[n] else v or 'blank'}"
        for n, v, r in zip(fields, found, ids, strict=True)
    ]
    return Listing(
        ("Fix", "Findings cleared", "Running total, %"),
        (what, table["clears"].tolist(), table["share"].tolist()),
        keys=[
            # The field alone: a label stays in sight when the texts of the field are covered later.
            RowChoice(rule=r, field=n, values=((n, v),) if v is not None else (), label=n)
            for r, n, v in zip(ids, fields, found, strict=True)
        ],
    )


_MAKERS = {
    "value": _by_value,
    "person": _by_person,
    "event_type": _by_event_type,
    "most": _what_fixes_most,
}
