"""The council's own pack: the built-in one with the official workbook's lists over it."""

from __future__ import annotations

import copy
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from cldvalidator.official.differences import oddity
from cldvalidator.official.workbook import WorkbookContent
from cldvalidator.paths import is_file_there
from cldvalidator.problems import EnvironmentProblem, InputProblem
from cldvalidator.settings import PATIENCE, settings_folder
from cldvalidator.specification import Specification, build_specification, load_specification
from cldvalidator.specification.loading import read_pack
from cldvalidator.storage.drafts import draft_of
from cldvalidator.storage.file_system import folder_to_disk, write_whole
from cldvalidator.storage.locks import CHANGING, locked
from cldvalidator.storage.untrusted_json import parse_json

FILE_NAME = "council_pack_release_2.json"
SOURCE = "WORKBOOK"
FROM_WORKBOOK = ("lists", "mapping", "sources")


def merged_pack(
    pack: dict[str, Any], content: WorkbookContent, *, accept_odd: bool = False
) -> dict[str, Any]:
    """Return a pack with the workbook's lists and mappings in place of its own.

    A list of the official workbook is complete, and a value outside it is an error; its capitals
    are certain. Lists that look wrong are left out unless accept_odd. The mapping of a field is
    replaced as a whole; known variants stay.
    """
    merged = copy.deepcopy(pack)
    merged["sources"][SOURCE] = f"The council's official workbook {content.name}"
    for found in content.lists:
        if oddity(found, len(pack["lists"][found.field]["values"])) and not accept_odd:
            continue
        source = f"{SOURCE}: sheet {found.sheet}"
        merged["lists"][found.field] = {
            "completeness": "complete",
            "enforcement": "error",
            "case_evidence": "strong: official workbook",
            "values": [
                {"value": v, "confidence": "documented", "tier": "official", "source": source}
                for v in found.values
            ],
        }
    mapped: dict[str, list[dict[str, Any]]] = {}
    for pair in content.pairs:
        mapped.setdefault(pair.field, []).append(
            {
                "r1": pair.release_1,
                "r2": pair.release_2,
                "change": pair.comparison or "not stated",
                "confidence": "documented",
                "source": SOURCE,
            }
        )
    for field, mappings in mapped.items():
        merged["mapping"]["fields"].setdefault(field, {})["mappings"] = mappings
    return merged


def save_council_pack(
    pack: dict[str, Any], content: WorkbookContent, folder: Path | None = None
) -> Path:
    """Check a pack and keep it as the council's own; return where.

    Raises InputProblem when the pack has not the shape it must have, EnvironmentProblem when the
    folder cannot be written.
    """
    origin = f"council pack from {content.name}, {date.today():%d/%m/%Y}"
    build_specification(pack, origin)
    target = (folder or settings_folder()) / FILE_NAME
    text = json.dumps({"origin": origin, "pack": pack}, indent=1, ensure_ascii=False)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target, CHANGING, patience=PATIENCE), draft_of(target) as draft:
            write_whole(draft, text.encode() + b"\n")
            draft.replace(target)
            folder_to_disk(target.parent)
    except OSError as error:
        raise EnvironmentProblem(
            f"The council's pack cannot be kept in {target.parent}: {error.strerror}.",
            "Check that you may write there.",
        ) from error
    _load.cache_clear()
    return target


def load_council_pack(folder: Path | None = None) -> dict[str, Any] | None:
    """Return the council's pack with the workbook of an earlier import in it; None without one."""
    path = (folder or settings_folder()) / FILE_NAME
    if not is_file_there(path):
        return None
    kept: dict[str, Any] = _kept(path)
    return kept["pack"]  # type: ignore[no-any-return]


def forget_council_pack(folder: Path | None = None) -> bool:
    """Remove the council's pack; return whether there was one. Raises EnvironmentProblem."""
    path = (folder or settings_folder()) / FILE_NAME
    _load.cache_clear()
    if not is_file_there(path):
        return False
    try:
        path.unlink()
    except OSError as error:
        raise EnvironmentProblem(
            f"The council's pack in {path.parent} cannot be removed: {error.strerror}.",
            "Check that you may write there.",
        ) from error
    return True


def current_specification(release: str = "2", folder: Path | None = None) -> Specification:
    """Return the council's own pack of Release 2 if there is one, else the built-in pack.

    Raises InputProblem naming the place when the council's pack is broken.
    """
    path = (folder or settings_folder()) / FILE_NAME
    if release != "2" or not is_file_there(path):
        return load_specification(release)
    return _load(path, path.stat().st_mtime_ns)


@cache
def _load(path: Path, _: int) -> Specification:
    kept = _kept(path)
    return build_specification(kept["pack"], kept["origin"])


def _kept(path: Path) -> dict[str, Any]:
    try:
        kept = parse_json(path.read_text("utf-8"))
        if isinstance(kept["pack"], dict) and isinstance(kept["origin"], str):
            # A workbook changes these only; the rest is this version's own, which may say more.
            pack = read_pack("2") | {part: kept["pack"][part] for part in FROM_WORKBOOK}
            return {"origin": kept["origin"], "pack": pack}
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise InputProblem(
        f"The council's pack {path.name} in {path.parent} cannot be read.",
        "Import the official workbook again, or forget the pack (`cldvalidator spec forget`).",
    )


def base_pack(folder: Path | None = None) -> dict[str, Any]:
    """Return the pack to put a workbook over: the council's own, else the built-in one."""
    return load_council_pack(folder) or read_pack("2")
