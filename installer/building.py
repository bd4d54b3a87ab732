"""Builds the program's folder with PyInstaller, and adds the licences of what is inside."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

from installer.contents import (
    Built,
    files_of,
    installed_distributions,
    megabytes,
    weights,
    write_built,
)
from installer.icon import write_icon, write_side_picture
from installer.licences import add_licences
from installer.product import NAME, ROOT, WORK, program_folder
from installer.replaced import make_blas

BUILT = "built-with.json"
# A build holds no time of its own: the day Release 2 became mandatory stands in for it.
FIXED_TIME = "1775001600"
FIXED = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": FIXED_TIME, "PYTHONDONTWRITEBYTECODE": "1"}


def build_here() -> Path:
    """Build for the platform this runs on, with this Python; return the program's folder.

    Raises subprocess.CalledProcessError.
    """
    windows = sys.platform == "win32"
    command = [sys.executable, "-m", "PyInstaller", *pyinstaller_arguments(windows=windows)]
    subprocess.run(command, cwd=ROOT, env=os.environ | FIXED, check=True)
    site_packages = Path(str(distribution("pyinstaller").locate_file("")))
    return finish(platform.python_version(), site_packages, windows=windows)


def pyinstaller_arguments(*, windows: bool) -> list[str]:
    """Make the icon and an empty place for the folder; return PyInstaller's arguments."""
    folder = program_folder(windows=windows)
    shutil.rmtree(folder, ignore_errors=True)
    drawing = ROOT / "resources" / "icons" / "app.svg"
    write_icon(drawing, WORK / "app.ico")
    write_side_picture(drawing, WORK / "side.bmp")
    if windows:
        make_blas()
    work = WORK / ("pyinstaller-windows" if windows else "pyinstaller-linux")
    return [
        "--noconfirm", "--clean", "--log-level", "WARN",
        "--distpath", str(folder.parent.relative_to(ROOT)),
        "--workpath", str(work.relative_to(ROOT)),
        "build.spec",
    ]  # fmt: skip


def finish(
    python: str, site_packages: Path, *, windows: bool, python_licence: Path | None = None
) -> Path:
    """Add licences to a folder that PyInstaller has made, say what it weighs, and return it.

    python: the version inside; site_packages: where the libraries came from.
    """
    folder = program_folder(windows=windows)
    libraries = installed_distributions(site_packages)
    add_licences(folder, libraries, python_licence)
    built = Built(python, libraries, weights(folder, libraries))
    write_built(built, folder.parent / BUILT)
    for name, weight in built.megabytes.items():
        print(f"  {weight:6.1f} MB  {name}")
    total = megabytes(folder)
    print(f"{NAME}: {len(files_of(folder))} files, {total:.0f} MB in {folder.relative_to(ROOT)}")
    return folder
