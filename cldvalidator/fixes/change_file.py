"""The changes to a file, kept as JSON with the hash of that file, and made again from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cldvalidator.extract import Extract
from cldvalidator.extract.opening import read_head
from cldvalidator.extract.stated import la_code_of, period_texts
from cldvalidator.fixes.changes import PUT_BACK, CellChange, Change, RowChange, ValueChange
from cldvalidator.fixes.history import History, Step
from cldvalidator.fixes.json_file import read_json, write_json
from cldvalidator.fixes.row_identity import RowIdentities
from cldvalidator.problems import InputProblem
from cldvalidator.storage.transaction import OutputTransaction
from cldvalidator.storage.untrusted_json import parse_json
from cldvalidator.version import __version__
from cldvalidator.wording import counted

SCHEMA = "fixes/changes.schema.json"
VERSION = 2
"""2 says the council, the period and what the rows are known by; 1, which did not, is read too."""


@dataclass(frozen=True)
class KnownRow:
    """What the row of a change is known by in another extract.

    identity: `RowIdentities`; alike: how many rows of the file had it.
    """

    identity: str
    alike: int


@dataclass(frozen=True, eq=False)
class ChangeFile:
    """What a change file says.

    of: the file that the changes were made to, as `input` of the schema. rows: what the row of a
    change of a cell or row is known by, by the step's and the change's place; empty in version 1.
    work: what else was decided about the file (`Work` of the window), empty where nothing was kept.
    """

    name: str
    saved: str
    of: Mapping[str, Any]
    steps: tuple[Step, ...]
    rows: Mapping[tuple[int, int], KnownRow] = field(default_factory=lambda: MappingProxyType({}))
    work: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def is_of(self, extract: Extract) -> bool:
        """Whether the changes were made to this very file, byte by byte."""
        return bool(self.of["sha256"] == extract.reading.sha256)

    @property
    def councils(self) -> tuple[str, ...]:
        """The LA Codes that the file stated, before the changes and after them."""
        return tuple(self.of.get("councils", ()))

    @property
    def period(self) -> str:
        """The reporting period that the file stated."""
        return str(self.of.get("period", ""))

    @property
    def changes(self) -> int:
        """How many changes there are."""
        return sum(len(step.changes) for step in self.steps)

    @property
    def rows_left_out(self) -> int:
        """How many rows the steps leave out, those put back not counted."""
        out: set[int] = set()
        for change in (c for step in self.steps for c in step.changes if isinstance(c, RowChange)):
            (out.add if change.decided == "left out" else out.discard)(change.source_row)
        return len(out)


def save_changes(
    history: History,
    target: Path,
    *,
    read: Extract | None = None,
    work: Mapping[str, Any] | None = None,
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
) -> None:
    """Write the steps of a history (not those undone) as a change file.

    It holds cell values: it belongs where the extract does. read: the file as read with every text
    as it reads for the rules, by which rows are known again in another extract. work: what else
    was decided. transaction: the files that it gets its name with. Raises InputProblem,
    EnvironmentProblem.
    """
    reading = history.start.reading
    never = (reading.path,) if reading.path is not None else ()
    content = changes_json(history, read=read, work=work)
    write_json(content, target, overwrite=overwrite, never=never, transaction=transaction)


def changes_json(
    history: History, *, read: Extract | None = None, work: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return the content of a change file. read, work: see `save_changes`."""
    start, reading = history.start, history.start.reading
    known = RowIdentities(read if read is not None else start)
    councils = [la_code_of(start), la_code_of(history.current)]
    content: dict[str, Any] = {
        "kind": "CLD Validator changes",
        "version": VERSION,
        "program": f"CLD Validator {__version__}",
        "saved": datetime.now(UTC).isoformat(timespec="seconds"),
        "input": {
            "name": reading.name,
            "sha256": reading.sha256,
            "records": len(start),
            "sheet": reading.sheet,
            "columns": dict(start.letters),
            "councils": list(dict.fromkeys(councils)),
            "period": period_texts(read if read is not None else start),
        },
        "steps": [
            {"title": step.title, "changes": [_raw(c, start, known) for c in step.changes]}
            | ({"release": step.release} if step.release else {})
            | ({"dates": dict(step.dates)} if step.dates else {})
            for step in history.steps
        ],
    }
    return content | ({"work": dict(work)} if work else {})


def _raw(change: Change, start: Extract, known: RowIdentities) -> dict[str, Any]:
    raw = asdict(change)
    if isinstance(change, ValueChange):
        return raw
    if isinstance(change, CellChange):
        raw = {name: value for name, value in raw.items() if value or name not in ("who", "why")}
    places = start.source_rows.searchsorted([change.source_row])
    row = change.record if isinstance(change, CellChange) else int(places[0])
    return raw | {"identity": known.of(row), "alike": known.count(row)}


_HEAD = 1 << 16
_SAVED = re.compile(rb'"saved": "([^"]*)"')
_SHA256 = re.compile(rb'"sha256": "([0-9a-f]{64})"')
_COUNCILS = re.compile(rb'"councils": (\[[^\[\]]*\]),\s*"period": ("(?:[^"\\]|\\.)*+")', re.DOTALL)


@dataclass(frozen=True)
class Glance:
    """What the head of a change file says, without the changes being read."""

    saved: str
    sha256: str
    councils: tuple[str, ...]
    period: str


def glance(path: Path) -> Glance:
    """Read only the head of a change file, as `save_changes` writes it: which file it is of.

    Raises InputProblem for any other file, EnvironmentProblem.
    """
    head = read_head(path, _HEAD)
    found: list[bytes] = []
    end = 0
    for part in (_SAVED, _SHA256, _COUNCILS):  # in the order in which they are written
        if (match := part.search(head, end)) is not None:
            found += match.groups()
            end = match.end()
    try:
        saved, sha256, councils, period = found
        of = tuple(parse_json(councils))
        return Glance(saved.decode(), sha256.decode(), of, parse_json(period))
    except (ValueError, TypeError):
        raise InputProblem(f"{path.name} is not a change file.", "Choose another one.") from None


def read_change_file(path: Path) -> ChangeFile:
    """Read a change file, whichever file it is of. Raises InputProblem, EnvironmentProblem."""
    content = read_json(path, SCHEMA, "a change file")
    rows: dict[tuple[int, int], KnownRow] = {}
    steps = []
    for number, step in enumerate(content["steps"]):
        changes = []
        for place, raw in enumerate(step["changes"]):
            identity, alike = raw.pop("identity", ""), raw.pop("alike", 0)
            if identity:
                rows[number, place] = KnownRow(identity, alike)
            changes.append(_change(raw))
        dates = tuple(step.get("dates", {}).items())
        steps.append(Step(step["title"], tuple(changes), step.get("release", ""), dates))
    return ChangeFile(
        path.name,
        content.get("saved", ""),
        content["input"],
        tuple(steps),
        rows,
        content.get("work", {}),
    )


def _change(raw: dict[str, Any]) -> Change:
    if "decided" in raw:
        return RowChange(**raw)
    return ValueChange(**raw) if "record" not in raw else CellChange(**raw)


def load_changes(path: Path, extract: Extract) -> tuple[Step, ...]:
    """Read the steps of a change file that belongs to an extract.

    Raises InputProblem when it is none, when it belongs to another file, or when the file was read
    in another way then (sheet, columns); EnvironmentProblem.
    """
    return steps_for(read_change_file(path), extract)


def steps_for(file: ChangeFile, extract: Extract) -> tuple[Step, ...]:
    """Return the steps of a change file for the very file that they were made to.

    Raises InputProblem when it is another one, or was read in another way then.
    """
    belongs, reading = file.of, extract.reading
    if not file.is_of(extract):
        raise InputProblem(
            f"{file.name} belongs to another file: “{belongs['name']}”, "
            f"{counted(belongs['records'], 'record')}. “{reading.name}” has other content, so the "
            "changes were not made.",
            "Open the file that the changes were made to, or use a profile, which is for any file. "
            "If it is the same council's extract, run again, the decisions that still fit can be "
            "carried over (--other-extract).",
        )
    changes = [c for step in file.steps for c in step.changes]
    used = {c.field for c in changes if not isinstance(c, RowChange)}
    letters = extract.letters
    moved = sorted(f for f in used if belongs["columns"].get(f) != letters.get(f))
    if moved or belongs.get("sheet") != reading.sheet or belongs["records"] != len(extract):
        where = f": {', '.join(moved)}" if moved else ""
        raise InputProblem(
            f"When {file.name} was saved, the file was read in another way (sheet or columns"
            f"{where}), so the changes were not made.",
            "Choose the same sheet and the same columns as then.",
        )
    for change in changes:
        if isinstance(change, CellChange):
            record = change.record
            if record >= len(extract) or int(extract.source_rows[record]) != change.source_row:
                raise InputProblem(
                    f"{file.name} names a row that is not a record of the file.",
                    "Save the changes again from the file that they were made to.",
                )
    return file.steps


def repeated(history: History, steps: tuple[Step, ...]) -> History:
    """Make steps again on the very rows of a file that was read with other columns or another
    release; what its columns no longer allow is left out.
    """
    for step in steps:
        changes = [
            # What a row holds is told by its fields, which are others now.
            replace(c, found="") if isinstance(c, RowChange) and c.decided != PUT_BACK else c
            for c in step.changes
        ]
        history = history.do(step.title, changes, release=step.release, dates=step.dates)
    return history


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
