"""What goes into a build, as one hash: whether the set-up has to be tried again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from installer.product import ROOT

RECORD = ROOT / "installer" / "tried.json"
_FOLDERS = ("cldvalidator", "ui", "resources", "installer")
_FILES = ("build.spec", "requirements.lock", "requirements-build.lock", "LICENSE")


def inputs(root: Path = ROOT) -> Iterator[Path]:
    """Give every file that goes into a build or decides how it is tried, in a fixed order."""
    for name in _FILES:
        yield root / name
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path.name != RECORD.name:
                yield path


def inputs_hash(root: Path = ROOT) -> str:
    """Return one hash over the names and contents of all inputs, whatever their line ends."""
    total = hashlib.sha256()
    for path in inputs(root):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(path.relative_to(root).as_posix().encode() + b"\0")
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def last_tried() -> dict[str, Any]:
    """Return the record of the last full trial; empty when there is none."""
    try:
        content: dict[str, Any] = json.loads(RECORD.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content


def record(mark: str, steps: list[str], measured: dict[str, float]) -> None:
    """Keep that these inputs passed, with the steps and the numbers."""
    content = {"inputs": mark, "measured": measured, "passed": steps}
    RECORD.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
