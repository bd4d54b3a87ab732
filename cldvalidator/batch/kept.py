"""The results of a run, kept beside what it has written, so that the next one goes on from there.

The file holds counts, names of files and SHA-256 sums: no cell value.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cldvalidator.batch.outcome import Outcome, outcome_of
from cldvalidator.extract.opening import read_whole
from cldvalidator.fixes.json_file import write_json
from cldvalidator.paths import is_file_there
from cldvalidator.problems import InputProblem, Problem
from cldvalidator.storage.untrusted_json import parse_json

FILE_NAME = "batch.results.json"
_KIND, _VERSION = "Results of CLD Validator batch", 1
_LARGEST = 64 << 20


@dataclass(frozen=True)
class Kept:
    """What runs have kept. begun: names that the last one was about to write, and nobody else had.

    A run that was killed may have written some of them without having told so.
    """

    outcomes: tuple[Outcome, ...] = ()
    begun: frozenset[str] = frozenset()


def kept_results(folder: Path) -> Kept:
    """Return what earlier runs have kept in a folder of outputs; nothing where there is nothing.

    Raises InputProblem for a file of that name that no run has written, and EnvironmentProblem.
    """
    path = folder / FILE_NAME
    if not is_file_there(path) or not path.stat().st_size:
        return Kept()
    try:
        data = read_whole(path)
        if len(data) > _LARGEST:
            raise ValueError("too large")
        content: Any = parse_json(data)
        if content["kind"] != _KIND or content["version"] != _VERSION:
            raise ValueError("another kind")
        outcomes = tuple(outcome_of(entry) for entry in content["files"])
        return Kept(outcomes, frozenset(map(str, content["begun"])))
    except (ValueError, LookupError, TypeError, RecursionError, AttributeError):
        raise InputProblem(
            f"{FILE_NAME} in the folder {folder.name} is not what a run has written.",
            "Remove it, or choose another folder: every file is then worked on again.",
        ) from None


def keep_results(kept: Kept, folder: Path) -> None:
    """Keep results in place of those that are there. Raises EnvironmentProblem."""
    files = [outcome.content() for outcome in kept.outcomes]
    content = {"kind": _KIND, "version": _VERSION, "begun": sorted(kept.begun), "files": files}
    write_json(content, folder / FILE_NAME, overwrite=True)


def still_whole(outcome: Outcome, folder: Path) -> bool:
    """Whether what was written for a file is there as it was written."""
    for name, wanted in (outcome.written or {}).items():
        try:
            if sha256(read_whole(folder / name)).hexdigest() != wanted:
                return False
        except Problem:
            return False
    return True
