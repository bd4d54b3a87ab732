"""What comes with the program: specification, rules, texts, pictures; where these files lie."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable


def bundled(*parts: str) -> Traversable:
    """Return a file or a folder of `resources`, by the names on the way to it.

    In the wheel the folder lies inside the package, so that it takes no name in anybody's
    site-packages; in the repository and in the installed program it stands beside it.
    """
    inside = files("cldvalidator") / "resources"
    found = inside if inside.is_dir() else files("resources")
    for part in parts:
        found = found / part
    return found
