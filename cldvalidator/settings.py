"""What is kept between runs, in one folder: no cell value, nothing about a person."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import platformdirs

from cldvalidator.storage.drafts import draft_of
from cldvalidator.storage.file_system import folder_to_disk, plainly, write_whole
from cldvalidator.storage.locks import CHANGING, locked
from cldvalidator.storage.untrusted_json import parse_json

POPULATION = "population.json"
PORTABLE_MARK = "portable.txt"
MOST_PEOPLE = 100_000_000
"""No council has as many; a larger number in the file is damage."""
_YEAR = re.compile("[0-9]{4}")
PATIENCE = 20.0
"""Seconds to wait while other windows or commands change the same file."""


def settings_folder() -> Path:
    """Return the folder of settings and profiles; it need not exist yet.

    The environment variable CLDVALIDATOR_SETTINGS names another. A portable copy, which has a file
    `portable.txt` beside the program, keeps them in `settings` beside itself.
    """
    folder = os.environ.get("CLDVALIDATOR_SETTINGS")
    if folder:
        return Path(folder)
    beside = Path(sys.executable).parent
    if getattr(sys, "frozen", False) and (beside / PORTABLE_MARK).exists():
        return beside / "settings"
    if sys.platform in ("win32", "darwin"):
        return platformdirs.user_data_path("CLD Validator", appauthor=False)
    return platformdirs.user_config_path("cld-validator")


def unreadable_settings() -> str:
    """Say that the folder is there and may not be entered; empty if all is well."""
    folder = settings_folder()
    try:
        (folder / POPULATION).stat()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        return (
            f"The settings folder {folder} cannot be read ({error.strerror}). Going on without "
            "what is kept there: the council's own pack, its profile and its population."
        )
    return ""


def remembered_populations(la_code: str) -> dict[int | None, dict[str, int]]:
    """Return the populations by age band that were given for a council, by year.

    None is the year of one that was given for every year. Empty if none was given.
    """
    try:
        known = _value_of((settings_folder() / POPULATION).read_bytes())
    except OSError:
        return {}
    found: dict[int | None, dict[str, int]] = {}
    for key, bands in _populations(known).items():
        code, _, year = key.partition(" ")
        if bands and code == la_code and (not year or _YEAR.fullmatch(year)):
            found[int(year) if year else None] = bands
    return found


def remember_populations(la_code: str, populations: Mapping[int | None, Mapping[str, int]]) -> None:
    """Keep the populations of a council by year for the next time.

    One for every year (None) replaces those of single years that were kept. The key of a year is
    "503 2025", so that a version which knows no years keeps it too. la_code: a known one, no other
    text. Raises EnvironmentProblem.
    """

    def change(known: Any) -> dict[str, dict[str, int]]:
        before = _populations(known)
        if None in populations:
            before = {k: b for k, b in before.items() if not k.startswith(f"{la_code} ")}
        content = {
            la_code if year is None else f"{la_code} {year}": dict(bands)
            for year, bands in populations.items()
        }
        return before | content

    change_setting(POPULATION, change)


def _populations(known: Any) -> dict[str, dict[str, int]]:
    """Return what of a stored value is populations by council and age band, each above zero."""
    if not isinstance(known, dict):
        return {}
    return {
        code: dict(bands)
        for code, bands in known.items()
        if isinstance(bands, dict)
        and all(type(n) is int and 0 < n < MOST_PEOPLE for n in bands.values())
    }


def change_setting(name: str, change: Callable[[Any], Any], *, patience: float = PATIENCE) -> None:
    """Read a JSON file of the settings, change its value, write it: nobody else comes between.

    change: gets the value, None where there is no file or one that is no JSON, which is then kept
    beside it under another name. patience: seconds to wait for others. Raises EnvironmentProblem.
    """
    path = settings_folder() / name
    with plainly(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with locked(path, CHANGING, patience=patience), draft_of(path) as draft:
            try:
                data: bytes | None = path.read_bytes()
            except FileNotFoundError:
                data = None
            before = _value_of(data) if data is not None else None
            content = json.dumps(change(before), indent=1) + "\n"
            write_whole(draft, content.encode())
            if data is not None and before is None:
                path.replace(path.with_suffix(".unreadable"))
            draft.replace(path)
            folder_to_disk(path.parent)


def _value_of(data: bytes) -> Any:
    try:
        return parse_json(data)
    except ValueError:
        return None


WORK = "work.json"
MOST_WORK = 50


def remembered_work() -> list[tuple[str, Path]]:
    """Return where work on files was saved, the newest first: the file's SHA-256, the change file.

    Empty if nothing was kept, or nothing that can be read.
    """
    try:
        known = _value_of((settings_folder() / WORK).read_bytes())
    except OSError:
        return []
    return [(sha, Path(file)) for sha, file in _work(known)]


def remember_work(sha256: str, file: Path) -> None:
    """Keep where the work on a file was saved; its name and SHA-256, nothing that is in it.

    Raises EnvironmentProblem.
    """
    new = sha256, str(file)

    def change(known: Any) -> list[list[str]]:
        others = [entry for entry in _work(known) if entry != new]
        return [list(entry) for entry in (new, *others)][:MOST_WORK]

    change_setting(WORK, change)


def forget_work() -> None:
    """Keep no longer where work was saved; the files themselves stay. Raises EnvironmentProblem."""
    change_setting(WORK, lambda _: [])


def _work(known: Any) -> list[tuple[str, str]]:
    if not isinstance(known, list):
        return []
    return [
        (entry[0], entry[1])
        for entry in known
        if isinstance(entry, list) and len(entry) == 2 and all(isinstance(t, str) for t in entry)
    ]
