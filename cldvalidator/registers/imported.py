"""Registers that a user has imported: GP practices and CQC locations, by code.

They are kept in the settings folder beside the other published facts, one JSON file each.
`cldvalidator.published.importing` writes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.settings import settings_folder
from cldvalidator.storage.untrusted_json import parse_json

GP_PRACTICES, CQC_LOCATIONS = "gp-practices", "cqc-locations"
REGISTERS = {
    GP_PRACTICES: ("ID-20", "ID-21"),
    CQC_LOCATIONS: ("ID-22", "ID-23", "ID-24"),
}
"""The rules that look into each."""
FOLDER = "published"
NEVER = np.int32(2_932_896)
"""The closing day of what has not closed: 31 December 9999."""
ALWAYS = np.int32(-719_162)
"""The opening day of what does not say one: 1 January 1."""
NOT_THERE = -1


@dataclass(frozen=True, eq=False)
class CodeRegister:
    """An imported register. edition: as in "September 2025".

    By place: codes (distinct, in capitals), opened and closed (day numbers, int32), names and
    providers (empty where the register has none).
    """

    edition: str
    codes: pa.StringArray
    opened: npt.NDArray[np.int32]
    closed: npt.NDArray[np.int32]
    names: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()


class UnreadableRegister(Exception):
    """The file of a register is there and is not what was written."""


def register_file(name: str) -> Path:
    """Return where a register is kept; it need not exist."""
    return settings_folder() / FOLDER / f"register_{name}.json"


def imported_register(name: str) -> CodeRegister | None:
    """Return a register that was imported; None without one. Raises UnreadableRegister."""
    path = register_file(name)
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return None
    return _loaded(path, changed)


def register_facts(name: str) -> dict[str, str]:
    """Return title, edition, publisher, source and licence of a register that was imported."""
    try:
        content = parse_json(register_file(name).read_bytes())
    except (OSError, ValueError):
        content = {}
    facts = ("title", "edition", "publisher", "source", "licence")
    return {f: str(content.get(f, "")) for f in facts}


@cache
def _loaded(path: Path, _: int) -> CodeRegister:
    try:
        content = parse_json(path.read_bytes())
        return _built(content)
    except (OSError, ValueError, KeyError, TypeError, OverflowError) as error:
        raise UnreadableRegister from error


def _built(content: dict[str, Any]) -> CodeRegister:
    codes = content["codes"]
    opened = [ALWAYS if day is None else day for day in content["opened"]]
    closed = [NEVER if day is None else day for day in content["closed"]]
    names, providers = tuple(content["names"]), tuple(content["providers"])
    lengths = {len(codes), len(opened), len(closed), len(names) or len(codes)}
    if len(lengths | {len(providers) or len(codes)}) != 1 or len(set(codes)) != len(codes):
        raise ValueError
    return CodeRegister(
        str(content["edition"]),
        pa.array(codes, pa.string()),
        np.array(opened, np.int32),
        np.array(closed, np.int32),
        names,
        providers,
    )


def places_in(texts: pa.StringArray, register: CodeRegister) -> npt.NDArray[np.int32]:
    """Return the place of each text in a register, NOT_THERE for one that it does not have."""
    found = pc.fill_null(pc.index_in(texts, register.codes), NOT_THERE)
    places: npt.NDArray[np.int32] = found.to_numpy(zero_copy_only=False).astype(np.int32)
    return places
