"""What comes with the program: specification, rules, texts, pictures; where these files lie."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def bundled(*parts: str) -> Path:
    """Return a file or a folder of `resources`, by the names on the way to it.

    In the wheel the folder lies inside the package, so that it takes no name in anybody's
    site-packages; in the repository and in the installed program it stands beside it.
    """
    inside = _PACKAGE / "resources"
    return (inside if inside.is_dir() else _PACKAGE.parent / "resources").joinpath(*parts)
