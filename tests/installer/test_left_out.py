"""Every module of the program is loaded without what the set-up leaves out."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LISTS = ("NETWORK", "UNUSED", "REPLACED", "LINEAR_ALGEBRA")
PROGRAM = """
import importlib, pkgutil, runpy, sys
for name in ("network", "linear_algebra"):  # as the built program begins
    runpy.run_path(f"installer/replaced/{name}.py")
left_out = set(sys.argv[1].split(","))
class Refuse:
    def find_spec(self, name, *_):
        if name in left_out:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
failed = []
import cldvalidator, ui
for package in (cldvalidator, ui):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if module.name.endswith("__main__") or module.name in left_out:
            continue
        try:
            importlib.import_module(module.name)
        except ImportError as error:
            failed.append((module.name, str(error)))
print(failed)
"""


def left_out() -> list[str]:
    """The modules that `build.spec` keeps out of the program."""
    lists = {}
    for node in ast.parse((ROOT / "build.spec").read_text("utf-8")).body:
        name = getattr(node.targets[0], "id", "") if isinstance(node, ast.Assign) else ""
        if isinstance(node, ast.Assign) and name in LISTS:
            lists[name] = ast.literal_eval(node.value)
    assert {*lists} == {*LISTS}
    return [module for name in LISTS for module in lists[name]]


def test_every_module_is_loaded_without_what_is_left_out() -> None:
    names = [n for n in left_out() if n not in sys.builtin_module_names]
    assert {"urllib.request", "cldvalidator.region", "dask", "distributed"} <= {*names}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join(names)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
