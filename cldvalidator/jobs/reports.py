"""The Excel report of a checked file without a submission: one for all, or one for each team."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from cldvalidator.checks.rules import Severity
from cldvalidator.fixes import AcceptedFinding, known_in
from cldvalidator.fixes.finding_key import FindingKeys
from cldvalidator.problems import InputProblem
from cldvalidator.review.opened import Opened
from cldvalidator.review.teams import MOST_TEAMS, Teams, of_team
from cldvalidator.storage.file_system import plainly
from cldvalidator.storage.targets import check_targets
from cldvalidator.storage.transaction import OutputTransaction, joined, write_file
from cldvalidator.task import SILENT, Task
from cldvalidator.writing.excel_report import team_report
from cldvalidator.writing.file_names import file_names

BEFORE, BEFORE_PLAIN = "OFFICIAL-SENSITIVE findings - ", "Findings - "
"""How the names of the reports with values, and of those without, begin."""
ENDING = ".xlsx"


@dataclass(frozen=True)
class TeamFile:
    """The report of a team. findings, errors: how many it lists."""

    team: str
    path: Path
    findings: int
    errors: int


def team_files(opened: Opened, folder: Path, column: str, *, with_values: bool) -> list[TeamFile]:
    """Return the reports that there will be: one for each team that has findings.

    column: whose text names the team. with_values: without, files are named by numbers, as the
    teams' names are values of the file. Raises InputProblem when the column has too many values to
    be teams, or no team has findings.
    """
    teams = Teams.of(opened.extract, column)
    if len(teams.names) > MOST_TEAMS:
        raise InputProblem(
            f"The column {column} has {len(teams.names):,} different values, too many for teams.",
            "Choose the column that says which team a record is of.",
        )
    counts = teams.findings(opened)
    there = [place for place in range(len(teams.names)) if counts[place].any()]
    if not there:
        raise InputProblem("No team has findings.", "Write the report of the whole file instead.")
    wanted = [teams.names[p] if with_values else f"Team {p + 1}" for p in there]
    names = file_names(BEFORE if with_values else BEFORE_PLAIN, wanted, ENDING)
    return [
        TeamFile(
            teams.names[place],
            folder / name,
            int(counts[place].sum()),
            int(counts[place, Severity.ERROR]),
        )
        for place, name in zip(there, names, strict=True)
    ]


def write_team_reports(
    opened: Opened,
    folder: Path,
    column: str,
    *,
    with_values: bool,
    known: Sequence[AcceptedFinding] = (),
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
    task: Task = SILENT,
) -> list[TeamFile]:
    """Write the report of each team into a folder, all of them or none; return what was written.

    The folder is made if only itself is missing. column, with_values: see `team_files`. known:
    findings that are accepted. transaction: the files that these get their names with. Raises
    InputProblem (TargetExists among them), EnvironmentProblem, Cancelled.
    """
    files = team_files(opened, folder, column, with_values=with_values)
    make_folder(folder)
    source = opened.extract.reading.path
    never = (source,) if source is not None else ()
    check_targets([f.path for f in files], overwrite=overwrite, never=never)
    teams = Teams.of(opened.extract, column)
    accepted = [k.finding for k in known]
    # Without values a line would say who it is about by the hash of an identifier: no answers then.
    keys = FindingKeys(opened.extract, opened.read) if with_values else None
    with joined(transaction, overwrite=overwrite) as together:
        for done, file in enumerate(files):
            task.step("Writing the reports of the teams", done, len(files))
            place = teams.names.index(file.team)
            mine = of_team(opened, teams, place)
            content = team_report(
                mine,
                file.team if with_values else f"Team {place + 1}",
                with_values=with_values,
                known=known_in(accepted, mine.extract, mine.result),
                keys=keys,
                task=task,
            )
            write_file(content, file.path, never=never, transaction=together)
    return files


def make_folder(folder: Path) -> None:
    """Make a folder if only itself is missing. Raises InputProblem, EnvironmentProblem."""
    with plainly(folder):
        if folder.exists() and not folder.is_dir():
            raise InputProblem(f"{folder} is not a folder.", "Choose a folder.")
        if not folder.exists():
            folder.mkdir(exist_ok=True)  # another run may have made it just now


def reports_from_before(folder: Path, written: Collection[Path]) -> tuple[str, ...]:
    """Return the names of reports for teams in a folder that are not among those written."""
    now = {path.name for path in written}
    return tuple(
        path.name
        for path in sorted(folder.glob(f"*{ENDING}"))
        if path.name.startswith((BEFORE, BEFORE_PLAIN)) and path.name not in now
    )
