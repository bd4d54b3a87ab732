"""What is shown of a set: its files in words, and what each serves by each method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cldvalidator.events.method_versions import METHOD_VERSIONS
from cldvalidator.jobs.join import select_set
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.official import current_specification
from cldvalidator.presentation.quarter_grid import QuarterGrid, quarter_grid, quarter_sheet
from cldvalidator.presentation.sheet import Sheet
from cldvalidator.problems import InputProblem
from cldvalidator.submissions.gathering import Gathered
from cldvalidator.submissions.selection import Selection
from cldvalidator.submissions.states import SubmissionRow, set_notices, submission_rows
from cldvalidator.task import SILENT, Task


@dataclass(frozen=True, eq=False)
class SeenByMethod:
    """What one version of the method makes of a set. rows: in the order of import."""

    selection: Selection
    rows: tuple[SubmissionRow, ...]
    grid: QuarterGrid
    notices: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SetSeen:
    """What is shown of a set. council: LA Code and name. quarters: the grids as one table.

    problem: why no file can be chosen for any quarter, "" where files can be.
    """

    council: str
    by_method: Mapping[str, SeenByMethod]
    quarters: Sheet | None
    problem: str = ""


def see_set(
    gathered: Gathered,
    as_of: date | None = None,
    year_end: date | None = None,
    *,
    task: Task = SILENT,
) -> SetSeen:
    """Lay out a set, by every version of the method. as_of: imports after it do not count.

    year_end: the last day of the year, None for the one stated. Raises Cancelled.
    """
    submissions = gathered.set.submissions
    found: dict[str, SeenByMethod] = {}
    problem = ""
    for name in METHOD_VERSIONS:
        task.step("Choosing files for quarters")
        try:
            selection = select_set(gathered, PreviewInputs(year_end, name), as_of)
        except InputProblem as raised:
            problem = f"{raised.what} {raised.advice}"
            continue
        rows = submission_rows(submissions, selection)
        grid = quarter_grid(rows, submissions, selection)
        notices = tuple(set_notices(gathered.set, selection))
        found[name] = SeenByMethod(selection, rows, grid, notices)
    sheet = quarter_sheet(tuple(s.selection for s in found.values())) if found else None
    return SetSeen(_council(gathered), found, sheet, "" if found else problem)


def _council(gathered: Gathered) -> str:
    """Return code and name of the council of a set, "" where no file states a known one."""
    code = gathered.set.council
    known = current_specification("2").council_called(code) if code else None
    return f"{known.name} ({code})" if known is not None else code
