"""`cldvalidator.twin`: a file about nobody with the shape, codes and faults of another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from cldvalidator.interface.checked import PathLike
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.twin import write_twin
from cldvalidator.presentation.twin_text import proof_json


@dataclass(frozen=True)
class Twin:
    """A twin that was written, with its proof beside it.

    path: the twin. page: the proof, one page of A4. proof: the same as a dictionary.
    """

    path: Path
    page: Path
    proof: dict[str, Any]

    @property
    def statements(self) -> pd.DataFrame:
        """What is promised, one row each: text, number, holds. All hold, or nothing is written."""
        rows = [(s["text"], s["number"], s["holds"]) for s in self.proof["statements"]]
        return pd.DataFrame(rows, columns=["text", "number", "holds"])


def twin(
    path: PathLike,
    target: PathLike,
    *,
    release: Literal["1", "2"] | None = None,
    sheet: str | int | None = None,
    overwrite: bool = False,
) -> Twin:
    """Write a file about nobody that behaves like an extract, and the proof of it.

    path: the extract, a CSV or a workbook. target: the CSV to write; `.proof.html` and
    `.proof.json` stand beside it. release, sheet: where the best fit is not wanted. overwrite:
    replace files of these names.

    Raises InputProblem for a file about fewer than 50 people, one whose people are too unlike each
    other, and a name that cannot be written; EnvironmentProblem.

    Examples:
        >>> import cldvalidator as cld
        >>> path = cld.synthetic("extract.csv", rows=400).path
        >>> bool(cld.twin(path, "twin.csv").statements.holds.all())
        True
    """
    written = write_twin(
        open_file(Path(path), release=release, sheet=sheet), Path(target), overwrite=overwrite
    )
    return Twin(written.path, written.page, proof_json(written.proof))
