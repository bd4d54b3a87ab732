"""What the window keeps between starts: looks and recent file names, never a cell value."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass, field, fields
from math import isfinite
from pathlib import Path
from typing import Any

from cldvalidator.problems import EnvironmentProblem
from cldvalidator.settings import change_setting, settings_folder
from cldvalidator.storage.untrusted_json import parse_json

FILE_NAME = "window.json"
MOST_RECENT = 8
PATIENCE = 1.0
"""Seconds that the window waits for another one that saves; it stands still meanwhile."""
LEAST_ZOOM, MOST_ZOOM = 0.25, 4.0
MOST_COLUMNS, LONGEST_NAME, WIDEST = 200, 120, 10_000


@dataclass
class Preferences:
    """The user's choices. theme: "system", "light" or "dark"; recent: paths, the newest first.

    whole_plan: whether Fix shows all of the plan that prices make, or its first sentence.
    column_widths, column_order, hidden_columns: of the grid, by names of fields of the
    specification and no other header; widths in tenths of a letter.
    """

    theme: str = "system"
    zoom: float = 1.0
    hide_personal: bool = False
    keep_recent: bool = True
    recent: list[str] = field(default_factory=list)
    geometry: str = ""
    whole_plan: bool = False
    column_widths: dict[str, int] = field(default_factory=dict)
    column_order: list[str] = field(default_factory=list)
    hidden_columns: list[str] = field(default_factory=list)

    def opened(self, path: Path) -> None:
        """Put a file at the top of the recent ones, unless they are not to be kept."""
        if not self.keep_recent:
            self.recent = []
            return
        text = str(path)
        self.recent = [text, *(r for r in self.recent if r != text)][:MOST_RECENT]

    def save(self) -> None:
        """Write the choices that were made here; those of another window since then stay.

        A folder that cannot be written to is no reason to stop.
        """
        with contextlib.suppress(EnvironmentProblem):
            change_setting(FILE_NAME, self._merged, patience=PATIENCE)
        self._stored = asdict(self)

    def _merged(self, stored: Any) -> dict[str, Any]:
        known = _fitting(stored)
        mine = asdict(self)
        changed = {n: v for n, v in mine.items() if n not in known or v != self._stored.get(n)}
        merged = known | changed
        if not merged["keep_recent"]:
            merged["recent"] = []
        elif "recent" in changed:
            others = [r for r in known.get("recent", []) if r not in self._stored["recent"]]
            merged["recent"] = list(dict.fromkeys([*self.recent, *others]))[:MOST_RECENT]
        return merged

    def __post_init__(self) -> None:
        self._stored = asdict(self)


def load_preferences() -> Preferences:
    """Return what was kept; the defaults where nothing was, or nothing that can be read."""
    try:
        raw: Any = parse_json((settings_folder() / FILE_NAME).read_bytes())
    except (OSError, ValueError):
        return Preferences()
    return Preferences(**_fitting(raw))


def _fitting(raw: Any) -> dict[str, Any]:
    """Return what of a stored value is a choice: texts that are whole, numbers in their bounds."""
    if not isinstance(raw, dict):
        return {}
    usual = Preferences()
    made = {
        item.name: raw[item.name]
        for item in fields(Preferences)
        if type(raw.get(item.name)) is type(getattr(usual, item.name)) and _is_whole(raw[item.name])
    }
    if "recent" in made:
        made["recent"] = [r for r in made["recent"] if isinstance(r, str) and _is_whole(r)][
            :MOST_RECENT
        ]
    if "column_widths" in made:
        widths = list(made["column_widths"].items())[:MOST_COLUMNS]
        made["column_widths"] = {
            n: w for n, w in widths if _is_name(n) and type(w) is int and 0 < w <= WIDEST
        }
    for listed in {"column_order", "hidden_columns"} & {*made}:
        names = [n for n in made[listed][:MOST_COLUMNS] if _is_name(n)]
        made[listed] = list(dict.fromkeys(names))
    return made


def _is_name(value: Any) -> bool:
    """Whether a value can be the name of a field."""
    return isinstance(value, str) and _is_whole(value) and 0 < len(value) <= LONGEST_NAME


def _is_whole(value: Any) -> bool:
    """Whether a value can be used as it is: no half of a character, no zoom beyond all bounds."""
    if isinstance(value, str):
        return value.isascii() or not any("\ud800" <= c <= "\udfff" for c in value)
    if isinstance(value, float):
        return isfinite(value) and LEAST_ZOOM <= value <= MOST_ZOOM
    return True
