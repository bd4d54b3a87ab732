"""The journal of files that take their names together: what a killed process left can be finished.

It stands beside the first of the files while drafts are given their names, and is removed at the
end. It holds names, sizes and times, nothing of what is in the files.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cldvalidator.storage.drafts import beginning_of, forget, is_draft_of, machine, new_draft
from cldvalidator.storage.file_system import folder_to_disk, write_whole
from cldvalidator.storage.untrusted_json import parse_json

KIND = "CLD Validator journal of files being written"
ENDING = "journal"
_LARGEST = 1 << 20

Stamp = tuple[int, int]
"""Size in bytes and time of the last change in nanoseconds."""


@dataclass(frozen=True)
class Step:
    """One file that gets its name: its place, its draft, and where what it replaces is kept.

    was: what stood in the place before, None for nothing; new: the stamp of the draft.
    """

    place: Path
    draft: Path
    kept: Path | None
    was: Stamp | None
    new: Stamp


@dataclass(frozen=True)
class Journal:
    """A journal that was found. steps: in the order that the files get their names in."""

    path: Path
    steps: tuple[Step, ...]
    machine: str
    process: int


def stamp(path: Path) -> Stamp | None:
    """Return what tells whether a file is another than before, None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns


def journal_of(target: Path) -> Path:
    """Return where the journal of files stands of which this is the first."""
    return target.with_name(f"{beginning_of(target)}{ENDING}")


def write_journal(path: Path, steps: Sequence[Step]) -> None:
    """Write a journal, whole or not at all, and bring it to disk. Raises OSError."""
    folder = path.parent
    content = {
        "kind": KIND,
        "machine": machine(),
        "process": os.getpid(),
        "steps": [
            asdict(s)
            | {
                "place": _from(folder, s.place),
                "draft": _from(folder, s.draft),
                "kept": None if s.kept is None else _from(folder, s.kept),
            }
            for s in steps
        ],
    }
    draft = new_draft(path)
    try:
        write_whole(draft, json.dumps(content, indent=1).encode() + b"\n")
        draft.replace(path)
    finally:
        forget(draft)
    folder_to_disk(folder)


def read_journal(path: Path) -> Journal | None:
    """Return the journal in a file, None for a file of another kind. Raises OSError.

    Anybody who can write into a folder can put one there: one that names a file as a draft that
    cannot be one is not followed, as drafts are removed.
    """
    if path.stat().st_size > _LARGEST:
        return None
    folder = path.parent
    try:
        content: Any = parse_json(path.read_bytes())
        if content["kind"] != KIND:
            return None
        steps = tuple(
            Step(
                folder / s["place"],
                folder / s["draft"],
                None if s["kept"] is None else folder / s["kept"],
                None if s["was"] is None else _stamp(s["was"]),
                _stamp(s["new"]),
            )
            for s in content["steps"]
        )
        drafts = [(s.place, d) for s in steps for d in (s.draft, s.kept) if d is not None]
        if not all(is_draft_of(draft, place) for place, draft in drafts):
            return None
        return Journal(path, steps, str(content["machine"]), int(content["process"]))
    except (ValueError, KeyError, TypeError, OverflowError):
        return None


def _stamp(value: Sequence[int]) -> Stamp:
    size, time = value
    return int(size), int(time)


def _from(folder: Path, path: Path) -> str:
    """Return a path as seen from a folder; as it is where there is no way (another drive)."""
    try:
        return os.path.relpath(path, folder)
    except ValueError:
        return str(path)
