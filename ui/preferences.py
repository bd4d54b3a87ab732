"""What the window keeps between starts: looks and recent file names, never a cell value."""

from __future__ import annotations

import contextlib
import json
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from cldvalidator.settings import settings_folder

FILE_NAME = "window.json"
MOST_RECENT = 8


@dataclass
class Preferences:
    """The user's choices. theme: "system", "light" or "dark"; recent: paths, the newest first."""

    theme: str = "system"
    zoom: float = 1.0
    hide_personal: bool = False
    keep_recent: bool = True
    recent: list[str] = field(default_factory=list)
    geometry: str = ""

    def opened(self, path: Path) -> None:
        """Put a file at the top of the recent ones, unless they are not to be kept."""
        if not self.keep_recent:
            self.recent = []
            return
        text = str(path)
        self.recent = [text, *(r for r in self.recent if r != text)][:MOST_RECENT]

    def save(self) -> None:
        """Write the choices; a folder that cannot be written to is no reason to stop."""
        path = settings_folder() / FILE_NAME
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(".part")
            draft.write_text(json.dumps(asdict(self), indent=1) + "\n", "utf-8")
            draft.replace(path)


def load_preferences() -> Preferences:
    """Return what was kept; the defaults where nothing was, or nothing that can be read."""
    made = Preferences()
    try:
        raw: Any = json.loads((settings_folder() / FILE_NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return made
    if not isinstance(raw, dict):
        return made
    for item in fields(Preferences):
        value = raw.get(item.name)
        if isinstance(value, type(getattr(made, item.name))):
            setattr(made, item.name, value)
    made.recent = [r for r in made.recent if isinstance(r, str)][:MOST_RECENT]
    return made
