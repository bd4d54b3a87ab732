"""DHSC's person-level lists as files: they hold LA person identifiers, and their names say so."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from cldvalidator.presentation.inert import inert
from cldvalidator.problems import InputProblem
from cldvalidator.selection.period import Period
from cldvalidator.storage.file_system import plainly
from cldvalidator.storage.targets import check_targets
from cldvalidator.storage.transaction import OutputTransaction, joined, write_file

MARKING = "OFFICIAL-SENSITIVE"


def person_level_files(folder: Path, names: Mapping[str, Period]) -> dict[str, Path]:
    """Return the file of each list, by the list's name."""
    return {
        name: folder / f"{MARKING} person level {name} year to {period.last:%Y-%m-%d}.csv"
        for name, period in names.items()
    }


def write_person_level(
    lists: Mapping[str, tuple[Period, pd.DataFrame]],
    folder: Path,
    *,
    overwrite: bool = False,
    never: tuple[Path, ...] = (),
    transaction: OutputTransaction | None = None,
) -> list[Path]:
    """Write each list as CSV (UTF-8 with mark, CRLF) into a folder; return the files.

    The folder is made if only itself is missing. The files get their names together, and
    with those of a transaction. An identifier that Excel would run as a formula gets an apostrophe
    in front. Raises InputProblem, EnvironmentProblem.
    """
    if not folder.exists():
        with plainly(folder):
            folder.mkdir(exist_ok=True)  # another run may have made it just now
    elif not folder.is_dir():
        raise InputProblem(f"{folder} is no folder.", "Choose a folder.")
    files = person_level_files(folder, {name: period for name, (period, _) in lists.items()})
    check_targets(files.values(), overwrite=overwrite, never=never)
    with joined(transaction, overwrite=overwrite) as together:
        for name, path in files.items():
            content = _csv(lists[name][1]).encode("utf-8-sig")
            write_file(content, path, never=never, transaction=together)
    return list(files.values())


def _csv(table: pd.DataFrame) -> str:
    text = io.StringIO(newline="")
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(table.columns)
    cells = table.astype(object).where(table.notna(), "")
    lines.writerows(
        [inert(c) if isinstance(c, str) else c for c in row]
        for row in cells.itertuples(index=False, name=None)
    )
    return text.getvalue()
