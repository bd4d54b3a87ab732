"""`cldvalidator.run_batch`: the files of a folder, each as a recipe says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cldvalidator.batch.outcome import Outcome
from cldvalidator.batch.recipe import Recipe, load_recipe
from cldvalidator.batch.resumed import Run
from cldvalidator.batch.run import run_batch as run_recipe
from cldvalidator.interface.checked import PathLike

_COUNTS = ("error", "warning", "query")
_COLUMNS = ("file", "done", "records", *_COUNTS, "verdict", "selected", "written", "problem")


def run_batch(
    folder: PathLike,
    *,
    recipe: PathLike | None = None,
    workers: int | None = None,
    overwrite: bool = False,
) -> BatchRun:
    """Work on every file of a folder, each in a process of its own.

    folder: with the files. recipe: a TOML file that says how they are read, fixed, written and
    previewed; without it they are checked. workers: files at once; by default one for each
    processor, as far as memory allows. overwrite: replace files that no earlier run has written.

    A file that cannot be done never stops the rest. A run that was stopped goes on where it ended:
    a file that an earlier run did with the same recipe and version is not done again.

    Raises InputProblem for a folder without such files and for a recipe that is none,
    EnvironmentProblem for what cannot be written or while another run is about the folder.

    Examples:
        >>> import os
        >>> import cldvalidator as cld
        >>> os.mkdir("extracts")
        >>> made = cld.synthetic("extracts/north.csv", rows=100)
        >>> made = cld.synthetic("extracts/south.csv", rows=100, faults=0.1)
        >>> run = cld.run_batch("extracts", workers=1)
        >>> run
        <BatchRun of 2 files: 1 with errors, 0 not done>
        >>> run.files[["file", "done", "records"]].to_dict("records")[0]
        {'file': 'north.csv', 'done': True, 'records': 100}
    """
    asked = load_recipe(Path(recipe)) if recipe is not None else Recipe()
    return BatchRun(run_recipe(Path(folder), asked, workers=workers, overwrite=overwrite))


class BatchRun:
    """What became of the files of a folder; counts and names, no cell values."""

    def __init__(self, run: Run) -> None:
        """Wrap what the engine has done; `run_batch` makes one."""
        self._run = run

    def __repr__(self) -> str:
        count, run = len(self._run.outcomes), self._run
        return f"<BatchRun of {count} files: {run.with_errors} with errors, {run.failed} not done>"

    @property
    def folder(self) -> Path:
        """The folder of what was written, and of what is kept for the next run."""
        return self._run.folder

    @property
    def kept(self) -> int:
        """How many files an earlier run had done."""
        return self._run.kept

    @property
    def files(self) -> pd.DataFrame:
        """One row for each file, in the order of their names.

        Columns: file (its name), done (bool), records, error, warning, query (Int64: records and
        findings as the recipe left them), verdict (a sentence), selected (boolean: whether DHSC
        would select it, missing where that cannot be told), written (names of the files written,
        with "; " between them), problem (what is wrong and what to do). For a file that was not
        done all but file, done and problem is missing or empty.
        """
        frame = pd.DataFrame([_row(o) for o in self._run.outcomes], columns=list(_COLUMNS))
        numbers = dict.fromkeys(("records", *_COUNTS), "Int64")
        return frame.astype({**numbers, "done": "bool", "selected": "boolean"})

    @property
    def findings(self) -> pd.DataFrame:
        """One row for each rule with findings in a file.

        Columns: file, rule (its id), severity ("error", "warning" or "query"), findings (int64).
        """
        rows = [
            (outcome.file, rule.rule, rule.severity, rule.count)
            for outcome in self._run.outcomes
            for rule in outcome.rules
        ]
        frame = pd.DataFrame(rows, columns=["file", "rule", "severity", "findings"])
        return frame.astype({"findings": "int64"})


def _row(outcome: Outcome) -> tuple[object, ...]:
    if outcome.problem is not None:
        missing = (None,) * (1 + len(_COUNTS))
        return outcome.file, False, *missing, "", None, "", " ".join(outcome.problem)
    counts = outcome.counts or {}
    numbers = (counts.get(word, 0) for word in _COUNTS)
    written = "; ".join(outcome.written or ())
    return (
        *(outcome.file, True, outcome.records, *numbers),
        *(outcome.verdict, outcome.selected, written, ""),
    )
