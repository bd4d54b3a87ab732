"""Everything a developer does with this project: `python3 dev.py COMMAND`.

Standard library only. Each command first makes `.venv` and installs what it needs from the lock
files, so it works on a fresh machine with Python 3.11 to 3.13 and nothing else.
"""

from __future__ import annotations

import argparse
import ctypes.util
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SUPPORTED = ((3, 11), (3, 12), (3, 13))
PACKING = {
    "build": "make the program's folder; --windows: for Windows, on Linux with wine",
    "installer": "make the set-up, the portable zip, their SBOM and hashes",
    "sign": "sign the programs and the set-up with the owner's certificate",
    "lifecycle": "try the set-up under wine, from install to removal",
}
PASSED_ON = {
    "demo": "do the whole job on the bundled sample",
    "test": "lint, type check and run all tests; with arguments, pytest with these; --coverage: "
    "what the engine's tests reach; --stress: the window's tests three times under load",
    "check": "check a file, as `cldvalidator check` does",
    "app": "start the window; with the name of a file, open it",
    "region-demo": "let six made-up councils go through `cldvalidator-region`",
    "region-bench": "measure many councils with 1, 2 and 4 processes",
    "shots": "write pictures of every page of the window",
    "docs": "build the pages of the project as a site, in `output/site`",
    "bench": "measure against a baseline in the same run",
    "fuzz": "judge hostile inputs: how many, 500 by default",
    "faults": "let each call to the file system fail, and kill the program at it",
    "attacks": "try files made by hand to break what reads them",
    "canaries": "look for values where none may be, and for calls that should not be",
} | PACKING
"""Commands whose further words, options too, are their tool's to read."""
ALONE = {
    "lint": "ruff, mypy and the import contracts",
    "lock": "make the lock files anew from pyproject.toml",
}
LOCKS = dict.fromkeys(("demo", "check", "app"), "requirements.lock") | dict.fromkeys(
    PACKING, "requirements-build.lock"
)
LOCKS["docs"] = "requirements-docs.lock"
EVERY_TEST = ("-n", "auto", "--dist", "worksteal")
"""A worker that has done its share takes tests of another: some of the last take longest."""
QT_LIBRARIES = {
    # The library that Qt loads, and the Debian package it is in.
    "EGL": "libegl1",
    "GL": "libgl1",
    "xkbcommon": "libxkbcommon0",
    "xkbcommon-x11": "libxkbcommon-x11-0",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
    "glib-2.0": "libglib2.0-0",
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-shape": "libxcb-shape0",
    "xcb-image": "libxcb-image0",
    "xcb-render-util": "libxcb-render-util0",
    "xcb-xkb": "libxcb-xkb1",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code. arguments: by default those of this process."""
    width = max(map(len, PASSED_ON))
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="\n".join(f"  {n:<{width}}  {words}" for n, words in (PASSED_ON | ALONE).items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=PASSED_ON | ALONE, metavar="COMMAND")
    parser.add_argument(
        "rest", nargs=argparse.REMAINDER, metavar="...", help="passed on to the command's tool"
    )
    options = parser.parse_args(arguments)
    rest = options.rest
    if rest and options.command in ALONE:
        parser.error(f"{options.command} takes no arguments: {' '.join(rest)}")

    set_up(LOCKS.get(options.command, "requirements-dev.lock"))
    match options.command:
        case "demo":
            return run("-m", "cldvalidator", "demo", *rest)
        case "check":
            return run("-m", "cldvalidator", "check", *rest)
        case "app":
            install_qt_libraries()
            return run("-m", "ui", *rest)
        case "shots":
            install_qt_libraries()
            return run("-m", "shots", *rest)
        case "docs":
            return run("-m", "documentation", *rest)
        case "region-demo" | "region-bench":
            return run("-m", "benchmarks.region", options.command, *rest)
        case "bench":
            install_qt_libraries()
            return run("-m", "benchmarks", *rest)
        case "fuzz" | "faults" | "attacks" | "canaries":
            install_qt_libraries()
            return run("-m", "reliability", options.command, *rest)
        case name if name in PACKING:
            install_qt_libraries()
            return run("-m", "installer", name, *rest)
        case "lint":
            return lint()
        case "lock":
            return lock()
        case "test":
            install_qt_libraries()
            if rest[:1] in (["--coverage"], ["--stress"]):
                tool = "covered" if rest[0] == "--coverage" else "stressed"
                return run("-m", "reliability", tool, *rest[1:])
            return run("-m", "pytest", *rest) if rest else everything()
    return 2


def set_up(lock_name: str) -> None:
    """Make `.venv` and install a lock file, unless that very file is installed already."""
    lock_file = ROOT / lock_name
    mark = hashlib.sha256(lock_file.read_bytes()).hexdigest()
    stamp = VENV / f"installed-{lock_name}"
    if stamp.is_file() and stamp.read_text() == mark and PYTHON.exists():
        return
    if not PYTHON.exists():
        print("Making .venv ...", flush=True)
        subprocess.run([find_python(), "-m", "venv", str(VENV)], check=True)
    print(f"Installing {lock_name} ...", flush=True)
    quiet = ["--quiet", "--disable-pip-version-check"]
    subprocess.run(
        [str(PYTHON), "-m", "pip", "install", *quiet, "--require-hashes", "-r", str(lock_file)],
        check=True,
    )
    stamp.write_text(mark)


def find_python() -> str:
    """Return a supported Python: this one, or another on the path."""
    if sys.version_info[:2] in SUPPORTED:
        return sys.executable
    for major, minor in reversed(SUPPORTED):
        found = shutil.which(f"python{major}.{minor}")
        if found:
            return found
    wanted = ", ".join(f"{a}.{b}" for a, b in SUPPORTED)
    sys.exit(f"This project needs Python {wanted}; this is {platform.python_version()}.")


def install_qt_libraries() -> None:
    """Install Qt's system libraries on Debian as root; elsewhere print the command for it."""
    if not sys.platform.startswith("linux"):
        return
    packages = [p for lib, p in QT_LIBRARIES.items() if ctypes.util.find_library(lib) is None]
    if not packages:
        return
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {' '.join(packages)} ...", flush=True)
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "update", "-q"], check=True, **quiet)
        subprocess.run(command, check=True, **quiet)
    else:
        print(f"Qt may need these system libraries: sudo {' '.join(command)}", flush=True)


def everything() -> int:
    """Run ruff, then all tests beside mypy and the import contracts; return the first failure.

    What the types say comes at the end: mypy needs half a minute of one processor on a fresh
    checkout, in which the others would have nothing to do.
    """
    with ThreadPoolExecutor(1) as beside:
        code = style()
        if code:
            return code
        typed = beside.submit(types)
        return run("-m", "pytest", *EVERY_TEST) or typed.result()


def lint() -> int:
    """Run ruff, mypy and the import contracts; return the first failure."""
    return style() or types()


def style() -> int:
    """Run ruff's rules and its formatter; return the first failure."""
    return run("-m", "ruff", "check", ".") or run("-m", "ruff", "format", "--check", ".")


def types() -> int:
    """Run mypy and the import contracts; return the first failure."""
    lint_imports = PYTHON.with_name("lint-imports" + PYTHON.suffix)
    return run("-m", "mypy") or execute([str(lint_imports), "--no-logo"])


def lock() -> int:
    """Pin every dependency with hashes for all supported versions and systems."""
    common = [
        "-m", "uv", "pip", "compile", "--universal", "--python-version", "3.11",
        "--generate-hashes", "--no-emit-index-url", "--no-annotate", "--quiet",
        "--no-header", "pyproject.toml",
    ]  # fmt: skip
    pinned = ["-c", "requirements.lock"]
    return (
        run(*common, "-o", "requirements.lock")
        or run(*common, "--extra", "region", *pinned, "-o", "requirements-region.lock")
        or run(
            *common,
            *("--extra", "dev", "--extra", "region"),
            *("-c", "requirements-region.lock", "-o", "requirements-dev.lock"),
        )
        or run(
            *common,
            "--extra",
            "build",
            "-c",
            "requirements-dev.lock",
            "-o",
            "requirements-build.lock",
        )
        or run(*common, "--extra", "docs", *pinned, "-o", "requirements-docs.lock")
    )


def run(*arguments: str) -> int:
    """Run the project's Python with arguments in the project's folder."""
    return execute([str(PYTHON), *arguments])


def execute(command: Sequence[str]) -> int:
    """Run a command where the project's packages can be imported; return its exit code.

    Compiled modules are kept, whatever the environment says: many a test starts the program as a
    process of its own, and to compile it takes 0.4 s each time.
    """
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    environment = os.environ | {"PYTHONPATH": path}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
