"""A set as a file: its members by SHA-256 and when each was imported; nothing of their records."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cldvalidator.fixes.json_file import read_json, write_json
from cldvalidator.problems import InputProblem
from cldvalidator.storage.transaction import OutputTransaction
from cldvalidator.submissions.submission_set import TOLD
from cldvalidator.version import __version__

_SCHEMA = "submissions/set.schema.json"
_FORM = 1


@dataclass(frozen=True)
class Member:
    """A member of a saved set: where it is, what it is, when it was imported."""

    path: Path
    sha256: str
    imported: datetime
    known_from: str

    @property
    def is_import_given(self) -> bool:
        """Whether the user said when it was imported."""
        return self.known_from == TOLD


def read_set_file(path: Path) -> tuple[Member, ...]:
    """Read a saved set. Raises InputProblem, EnvironmentProblem."""
    content = read_json(path, _SCHEMA, "a saved set of submissions")
    members = []
    for item in content["members"]:
        try:
            imported = datetime.fromisoformat(item["imported"])
        except ValueError:
            raise InputProblem(
                f"{path.name} is not a saved set of submissions: a time of import is no day.",
                "Choose another file, or correct that place.",
            ) from None
        where = Path(os.path.normpath(path.parent / item["path"]))
        members.append(Member(where, item["sha256"], imported, item["known from"]))
    return tuple(members)


def write_set_file(
    members: Iterable[Member],
    target: Path,
    *,
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
) -> None:
    """Write a set; paths are from the set's folder where they can be.

    None of its members is replaced. transaction: the files that it gets its name with. Raises
    InputProblem, EnvironmentProblem.
    """
    listed = list(members)
    content = {
        "set": _FORM,
        "program": {"name": "CLD Validator", "version": __version__},
        "members": [
            {
                "path": _from(target.parent, m.path),
                "sha256": m.sha256,
                "imported": m.imported.isoformat(),
                "known from": m.known_from,
            }
            for m in listed
        ],
    }
    never = tuple(m.path for m in listed)
    write_json(content, target, overwrite=overwrite, never=never, transaction=transaction)


def _from(folder: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive
        return str(path)
