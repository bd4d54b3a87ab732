"""The changes to a file, kept as JSON with the hash of that file, and made again from it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cldvalidator.extract import Extract
from cldvalidator.fixes.changes import CellChange, Change, RowChange, ValueChange
from cldvalidator.fixes.history import History, Step
from cldvalidator.fixes.json_file import read_json, write_json
from cldvalidator.problems import InputProblem
from cldvalidator.storage.transaction import OutputTransaction
from cldvalidator.version import __version__
from cldvalidator.wording import counted

SCHEMA = "changes.schema.json"


def save_changes(
    history: History,
    target: Path,
    *,
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
) -> None:
    """Write the steps of a history (not those undone) as a change file.

    It holds cell values: it belongs where the extract does. transaction: the files that it gets
    its name with. Raises InputProblem,
    EnvironmentProblem.
    """
    reading = history.start.reading
    never = (reading.path,) if reading.path is not None else ()
    content = changes_json(history)
    write_json(content, target, overwrite=overwrite, never=never, transaction=transaction)


def changes_json(history: History) -> dict[str, Any]:
    """Return the content of a change file."""
    reading = history.start.reading
    return {
        "kind": "CLD Validator changes",
        "version": 1,
        "program": f"CLD Validator {__version__}",
        "saved": datetime.now(UTC).isoformat(timespec="seconds"),
        "input": {
            "name": reading.name,
            "sha256": reading.sha256,
            "records": len(history.start),
            "sheet": reading.sheet,
            "columns": dict(history.start.letters),
        },
        "steps": [
            {"title": step.title, "changes": [asdict(c) for c in step.changes]}
            | ({"release": step.release} if step.release else {})
            | ({"dates": dict(step.dates)} if step.dates else {})
            for step in history.steps
        ],
    }


def load_changes(path: Path, extract: Extract) -> tuple[Step, ...]:
    """Read the steps of a change file that belongs to an extract.

    Raises InputProblem when it is none, when it belongs to another file, or when the file was read
    in another way then (sheet, columns); EnvironmentProblem.
    """
    content = read_json(path, SCHEMA, "a change file")
    belongs, reading = content["input"], extract.reading
    if belongs["sha256"] != reading.sha256:
        raise InputProblem(
            f"{path.name} belongs to another file: “{belongs['name']}”, "
            f"{counted(belongs['records'], 'record')}. “{reading.name}” has other content, so the "
            "changes were not made.",
            "Open the file that the changes were made to, or use a profile, which is for any file.",
        )
    used = {c["field"] for step in content["steps"] for c in step["changes"] if "field" in c}
    letters = extract.letters
    moved = sorted(f for f in used if belongs["columns"].get(f) != letters.get(f))
    if moved or belongs.get("sheet") != reading.sheet or belongs["records"] != len(extract):
        where = f": {', '.join(moved)}" if moved else ""
        raise InputProblem(
            f"When {path.name} was saved, the file was read in another way (sheet or columns"
            f"{where}), so the changes were not made.",
            "Choose the same sheet and the same columns as then.",
        )
    return tuple(
        Step(
            step["title"],
            tuple(_change(c, extract, path) for c in step["changes"]),
            step.get("release", ""),
            tuple(step.get("dates", {}).items()),
        )
        for step in content["steps"]
    )


def _change(raw: dict[str, Any], extract: Extract, path: Path) -> Change:
    if "decided" in raw:
        return RowChange(**raw)
    if "record" not in raw:
        return ValueChange(**raw)
    record = raw["record"]
    if record >= len(extract) or int(extract.source_rows[record]) != raw["source_row"]:
        raise InputProblem(
            f"{path.name} names a row that is no record of the file.",
            "Save the changes again from the file that they were made to.",
        )
    return CellChange(**raw)


def replay(history: History, steps: tuple[Step, ...]) -> History:
    """Make steps again, in their order, with their own times and deciders.

    Raises InputProblem when a change meets other cells than it did.
    """
    for step in steps:
        wanted = [c.rows for c in step.changes]
        before = len(history.steps)
        history = history.do(step.title, step.changes, release=step.release, dates=step.dates)
        made = history.steps[-1].changes if len(history.steps) > before else ()
        if len(made) != len(wanted) or any(c.rows != n for c, n in zip(made, wanted, strict=True)):
            raise InputProblem(
                f"The step “{step.title}” meets other cells or rows than when it was saved.",
                "Undo your changes and load the change file first.",
            )
    return history
