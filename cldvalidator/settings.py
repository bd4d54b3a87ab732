"""What is kept between runs, in one folder: no cell value, nothing about a person."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

POPULATION = "population.json"
PORTABLE_MARK = "portable.txt"


def settings_folder() -> Path:
    """Return the folder of settings and profiles; it need not exist yet.

    The environment variable CLDVALIDATOR_SETTINGS names another. A portable copy, which has a file
    `portable.txt` beside the program, keeps them in `settings` beside itself.
    """
    told = os.environ.get("CLDVALIDATOR_SETTINGS")
    if told:
        return Path(told)
    beside = Path(sys.executable).parent
    if getattr(sys, "frozen", False) and (beside / PORTABLE_MARK).exists():
        return beside / "settings"
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
        return Path(home) / "CLD Validator"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "CLD Validator"
    config = os.environ.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(config) / "cld-validator"


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


def remembered_population(la_code: str) -> dict[str, int]:
    """Return the population by age band that was given for a council; empty if none was."""
    path = settings_folder() / POPULATION
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    found = known.get(la_code, {}) if isinstance(known, dict) else {}
    return {str(band): int(number) for band, number in found.items()}


def remember_population(la_code: str, population: Mapping[str, int]) -> None:
    """Keep the population of a council for the next time. Raises OSError."""
    path = settings_folder() / POPULATION
    try:
        known = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        known = {}
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(known | {la_code: dict(population)}, indent=1) + "\n", "utf-8")
    draft.replace(path)
