"""`cldvalidator.fix`: a file before and after the changes you accept, and its submission."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict, Unpack

import pandas as pd

from cldvalidator.checks.memory import Memory
from cldvalidator.fixes.changes import CellChange, RowChange
from cldvalidator.interface.checked import Checked, PathLike, check
from cldvalidator.jobs.fix import Fixed as FixedByJob
from cldvalidator.jobs.outputs import Outputs, write_outputs
from cldvalidator.wording import counted
from cldvalidator.writing.submission import Encoding


@dataclass(frozen=True)
class Submission:
    """A submission that was written and read back.

    path: the file. rows: its records. sha256: of the file. files: all that was written, the
    submission the first, then manifest, change log and reports.
    """

    path: Path
    rows: int
    sha256: str
    files: tuple[Path, ...]


class Accepted(TypedDict, total=False):
    """What is accepted of the proposals: the arguments of `Checked.fix`."""

    safe: bool
    likely: Iterable[str]
    release_1: bool
    derived: bool
    changes: PathLike | None
    leave_out: Iterable[str | int]
    keep_rows: Iterable[str | int]


def fix(
    path: PathLike,
    *,
    release: Literal["1", "2"] | None = None,
    sheet: str | None = None,
    delimiter: str | None = None,
    profile: PathLike | None = None,
    **accepted: Unpack[Accepted],
) -> Fixed:
    """Read a file, check it, and make the changes that you accept. Writes nothing.

    The arguments are those of `check`, and those of `Checked.fix`. Raises what these raise.

    Examples:
        >>> import cldvalidator as cld
        >>> made = cld.synthetic("extract.csv", rows=200, faults=0.05, seed=3)
        >>> fixed = cld.fix("extract.csv", safe=True)
        >>> fixed.write("submission.csv", overwrite=True).rows
        200
    """
    asked = "2" if accepted.get("release_1") else release
    checked = check(path, release=asked, sheet=sheet, delimiter=delimiter, profile=profile)
    return checked.fix(profile=profile, **accepted)


class Fixed:
    """A file before and after the changes that you accepted. Nothing is written until `write`."""

    def __init__(self, before: Checked, fixed: FixedByJob) -> None:
        """Wrap what the engine has changed; `fix` makes one."""
        self.before = before
        self._fixed = fixed

    def __repr__(self) -> str:
        return f"<Fixed {self.before.extract.name}: {counted(len(self._fixed.changes), 'change')}>"

    @property
    def after(self) -> Checked:
        """The file as it is after the changes, checked."""
        return Checked(self._fixed.after, Memory())

    @property
    def verdict(self) -> str:
        """Whether the file is ready to send after the changes, and why, in a sentence."""
        return self.after.verdict

    @property
    def changes(self) -> pd.DataFrame:
        """One row for each change, in the order in which they were made.

        Columns: field ("" for a whole row), row (Int64, as Excel shows it; missing for a change of
        every cell with a value), found, written (for a row, what was decided about it), cells,
        rule, certainty ("safe", "documented", "likely" or "ask"), by. It holds values of the file.

        Examples:
            >>> import cldvalidator as cld
            >>> made = cld.synthetic("extract.csv", rows=200, faults=0.05, seed=3)
            >>> changes = cld.fix("extract.csv", safe=True).changes
            >>> set(changes["certainty"])
            {'safe'}
        """
        rows = [
            (
                c.field,
                c.source_row if isinstance(c, CellChange | RowChange) else None,
                "" if isinstance(c, RowChange) else c.found,
                c.decided if isinstance(c, RowChange) else c.written,
                c.rows,
                c.rule,
                c.certainty,
                c.by,
            )
            for c in self._fixed.changes
        ]
        names = ["field", "row", "found", "written", "cells", "rule", "certainty", "by"]
        return pd.DataFrame(rows, columns=names).astype({"row": "Int64", "cells": "int64"})

    def write(
        self,
        path: PathLike,
        *,
        overwrite: bool = False,
        report: bool = False,
        plain_report: bool = False,
        sign_off: bool = False,
        reason: str = "",
        encoding: Encoding = "Windows-1252",
    ) -> Submission:
        """Write the submission, its manifest and the log of changes: all of them or none.

        path: ends in .csv or .csv.gz. report: an Excel report beside it, with values. plain_report:
        one that holds no value and no identifier. sign_off: a page for the director. reason: why it
        is sent although it has errors. encoding: "UTF-8" only if you must.

        Everything is read back before it takes its name. Raises InputProblem for a name that is
        taken, unless `overwrite`, or that is the input's; EnvironmentProblem when it cannot be
        written, and then nothing is.
        """
        outputs = Outputs(Path(path), report, plain_report, sign_off, encoding)
        written = write_outputs(
            self._fixed.before,
            self._fixed.after,
            self._fixed.changes,
            outputs,
            overwrite=overwrite,
            reason=reason,
            known=self._fixed.known,
        )
        log = () if written.log is None else (written.log,)
        return Submission(
            written.written.path,
            written.written.rows,
            written.written.sha256,
            (written.written.path, written.manifest, *log, *outputs.beside),
        )
