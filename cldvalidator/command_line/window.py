"""`cldvalidator-app`: starts the window of a wheel, which lies inside the package."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path


def main() -> int:
    """Start the window, with a file if one is given; return the exit code.

    In the wheel the folder `ui` lies below `cldvalidator`, so that it takes no name in anybody's
    site-packages. It gets its own name in this process alone, before anything else can have it.
    """
    folder = Path(__file__).parents[1] / "ui"
    if folder.is_dir():
        spec = spec_from_file_location(
            "ui", folder / "__init__.py", submodule_search_locations=[str(folder)]
        )
        if spec is None or spec.loader is None:
            raise ImportError(f"the window cannot be loaded from {folder}")
        sys.modules["ui"] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules["ui"])
    code: int = import_module("ui.app").main()
    return code
