"""What became of the promises of teams to correct records at source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cldvalidator.submissions.promises import STATES, PromiseFate, TeamPromises, by_team
from cldvalidator.wording import counted

TITLE = "Promised to be corrected at source"
HEADERS = ("Team", "Promised", *(state.capitalize() for state in STATES))
DETAIL_HEADERS = (
    "Team",
    "Promised by",
    "What became of it",
    "Field",
    "Rule",
    "Row then",
    "Row now",
)
_MOST = 12


def team_rows(
    fates: Sequence[PromiseFate], *, with_values: bool = True
) -> list[tuple[str | int, ...]]:
    """Return the counts of each team. with_values: without, teams are numbered."""
    return [
        (each.team if with_values else f"Team {number}", each.promised, *each.counts)
        for number, each in enumerate(by_team(fates), start=1)
    ]


def detail_rows(fates: Sequence[PromiseFate]) -> list[tuple[str | int, ...]]:
    """Return a line for each promise; it names who promised."""
    return [
        (
            fate.team,
            fate.line.by,
            state_text(fate),
            fate.line.key.field,
            fate.line.key.rule,
            fate.line.key.row,
            fate.row or "",
        )
        for fate in fates
    ]


def state_text(fate: PromiseFate) -> str:
    """Say what became of a promise."""
    state = fate.state.capitalize()
    return f"{state}: {fate.why[0].lower()}{fate.why[1:]}" if fate.why else state


def team_sentence(each: TeamPromises) -> str:
    """Say what became of the promises of a team."""
    return f"{each.team}: {each.promised:,} promised, {_counts_text(each.counts)}"


def total_sentence(fates: Sequence[PromiseFate]) -> str:
    """Say what became of the promises of all teams together."""
    counts = [sum(fate.state == state for fate in fates) for state in STATES]
    return f"{len(fates):,} promised: {_counts_text(counts)}."


def _counts_text(counts: Sequence[int]) -> str:
    words = {"record gone": "records gone"}
    return ", ".join(
        counted(n, state, words.get(state, state))
        for n, state in zip(counts, STATES, strict=True)
        if n
    )


def promise_lines(fates: Sequence[PromiseFate]) -> Iterator[str]:
    """Yield the teams with their promises, and the rows that are still wrong."""
    yield TITLE
    yield from (f"  {team_sentence(each)}" for each in by_team(fates))
    wrong = [fate for fate in fates if fate.state == "still wrong"]
    for fate in wrong[:_MOST]:
        key = fate.line.key
        yield f"    still wrong: row {fate.row:,}, {key.field}, {key.rule} ({fate.team})"
    if len(wrong) > _MOST:
        yield f"    and {len(wrong) - _MOST:,} more of the promised records"


def promises_json(fates: Sequence[PromiseFate]) -> list[dict[str, Any]]:
    """Return the counts by team, which are numbered: a team's name is a value of the file."""
    return [
        dict(zip(("team", "promised", *STATES), row, strict=True))
        for row in team_rows(fates, with_values=False)
    ]
