"""The teams of a file: the column that says them, who they are, and what is theirs of a check."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Severity
from cldvalidator.extract import Extract
from cldvalidator.problems import InputProblem
from cldvalidator.review.of_rows import of_rows
from cldvalidator.review.opened import Opened
from cldvalidator.review.row_choice import column_of
from cldvalidator.specification import Specification
from cldvalidator.wording import elided, some

TEAM_WORDS = ("team", "worker", "locality", "service area", "department")
NO_TEAM = "(no team)"
MOST_TEAMS = 200


def team_columns(extract: Extract, specification: Specification) -> tuple[str, ...]:
    """Return the columns that may say the team: those kept aside first, then fields with a list.

    Those that are named like a team come before all others.
    """
    fields = [f.name for f in specification.fields if f.values is not None]
    names = [*extract.unused, *(n for n in fields if n in extract.columns)]
    return tuple(sorted(names, key=lambda n: n not in extract.unused or not _is_named_so(n)))


def team_column(
    extract: Extract, chosen: str | None, specification: Specification | None = None
) -> str | None:
    """Return the column that names the team: the one told, or one kept aside that is named so.

    specification: with it, a field that has a list may be told as well. Raises InputProblem when
    the one told may not say the team.
    """
    unused = list(extract.unused)
    if chosen is None:
        return next((n for n in unused if _is_named_so(n)), None)
    names = team_columns(extract, specification) if specification is not None else unused
    found = [n for n in names if n.casefold() == chosen.strip().casefold()]
    if not found:
        raise InputProblem(
            f"The file has no column {chosen} that could name the team.",
            "Name one that is there. Those that are not CLD fields: "
            f"{some([elided(a) for a in unused], 60) or 'none'}.",
        )
    return found[0]


def _is_named_so(header: str) -> bool:
    return any(word in header.casefold() for word in TEAM_WORDS)


@dataclass(frozen=True, eq=False)
class Teams:
    """Who the teams of a file are; spaces around a name do not make another team.

    names: in order, NO_TEAM last. of_row: int64, by row of the extract, the place of its team in
    `names`.
    """

    column: str
    names: tuple[str, ...]
    of_row: npt.NDArray[np.int64]

    @classmethod
    def of(cls, extract: Extract, name: str) -> Teams:
        """Find the teams that a column says."""
        column = column_of(extract, name)
        texts = [t.strip() or NO_TEAM for t in column.texts]
        used = {texts[code] for code in np.flatnonzero(column.counts).tolist()}
        names = sorted(used, key=lambda t: (t == NO_TEAM, t.casefold(), t))
        place = {t: i for i, t in enumerate(names)}
        numbers = np.array([place.get(t, -1) for t in texts], np.int64)
        return cls(name, tuple(names), column.take(numbers))

    def rows(self, place: int) -> npt.NDArray[np.int32]:
        """Return the rows of a team, ascending."""
        return np.flatnonzero(self.of_row == place).astype(np.int32)

    def findings(self, opened: Opened) -> npt.NDArray[np.int64]:
        """Return the number of findings by team and severity, the worst severity first."""
        counts = np.zeros((len(self.names), len(Severity)), np.int64)
        for group in opened.result.findings.groups:
            rows = group.rows[group.rows != WHOLE_FILE]
            of_team = np.bincount(self.of_row[rows], minlength=len(self.names))
            counts[:, int(group.severity)] += of_team
        return counts


def of_team(opened: Opened, teams: Teams, place: int) -> Opened:
    """Return a checked file with only the rows of one team, and what was found in these.

    Nothing is checked again: what is wrong across rows stays as it was found among all rows.
    Findings about the file as a whole are no team's; the quality tables stay those of the file.
    """
    return of_rows(opened, teams.of_row == place)
