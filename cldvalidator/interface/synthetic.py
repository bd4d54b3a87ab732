"""`cldvalidator.synthetic`: a file about people who do not exist."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from cldvalidator.interface.checked import PathLike
from cldvalidator.specification import load_specification
from cldvalidator.storage.targets import check_extension, check_targets
from cldvalidator.storage.transaction import OutputTransaction
from cldvalidator.synthetic_data import Ledger, generate, plant, write_csv


@dataclass(frozen=True)
class Synthetic:
    """A synthetic file that was written.

    path: the file. rows: its records. planted: one row for each planted mistake: row (as Excel
    shows it), field, kind, rule (the id of the rule that finds it).
    """

    path: Path
    rows: int
    planted: pd.DataFrame


def synthetic(
    path: PathLike,
    *,
    rows: int = 2000,
    faults: float = 0.0,
    seed: int = 1,
    release: Literal["1", "2"] = "2",
    overwrite: bool = True,
) -> Synthetic:
    """Write a valid CSV about people who do not exist, to try things out with.

    rows: records, from 1. faults: the share of the records that get a mistake, from 0 to 1; one a
    person at most. seed: another number, another file; the same one gives the same file everywhere.
    release: of the specification. overwrite: replace a file of that name.

    Raises ValueError for numbers out of range, InputProblem for a name that cannot be written,
    EnvironmentProblem.

    Examples:
        >>> import cldvalidator as cld
        >>> made = cld.synthetic("training.csv", rows=500, faults=0.02)
        >>> made.rows, len(made.planted)
        (500, 10)
    """
    if rows < 1 or not 0 <= faults <= 1 or seed < 0:
        raise ValueError("rows must be 1 or more, faults from 0 to 1, seed 0 or more")
    target = Path(path)
    check_extension(target, "The file", ".csv")
    check_targets([target], overwrite=overwrite)
    specification = load_specification(release)
    extract, ledger = generate(rows, seed=seed, specification=specification), Ledger(())
    if faults:
        extract, ledger = plant(extract, specification, share=faults, seed=seed + 1)
    with (
        OutputTransaction(overwrite=overwrite) as files,
        files.draft(target) as (out, _),
    ):
        write_csv(extract, out)
    planted = [(p.row + 2, p.field, p.kind, p.rule) for p in ledger.planted]
    return Synthetic(target, rows, pd.DataFrame(planted, columns=["row", "field", "kind", "rule"]))
