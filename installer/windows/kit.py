"""DLLs that Windows 10 has and Debian's wine lacks, for trials under wine. None is ever shipped.

`ucrtbase.dll` is Microsoft's own, out of a pinned package; the others stand in for a few functions.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from installer.product import WORK
from installer.windows.tools import need

_HERE = Path(__file__).parent
_SOURCES = ("bcryptprimitives", "icuuc", "mscms")
_RUNTIME = "ucrtbase.dll"
KIT_DLLS = (_RUNTIME, *(f"{name}.dll" for name in _SOURCES))


def kit_folder() -> Path:
    """Return the folder with the kit's DLLs; make it when it is not there. Raises ToolsMissing."""
    folder = WORK / "wine-kit"
    if all((folder / name).is_file() for name in KIT_DLLS):
        return folder
    need("x86_64-w64-mingw32-gcc")
    folder.mkdir(parents=True, exist_ok=True)
    for name in _SOURCES:
        source = _HERE / "kit_sources" / f"{name}.c"
        command = ["x86_64-w64-mingw32-gcc", "-shared", "-O2", "-s", str(source)]
        subprocess.run([*command, "-o", str(folder / f"{name}.dll"), "-ladvapi32"], check=True)
    wheel = download(_HERE / "kit.lock", folder / "download", "--platform", "win_amd64")
    with zipfile.ZipFile(wheel) as archive:
        inside = next(n for n in archive.namelist() if n.endswith(f"/{_RUNTIME}"))
        (folder / _RUNTIME).write_bytes(archive.read(inside))
    shutil.rmtree(folder / "download")
    return folder


def download(lock: Path, folder: Path, *how: str) -> Path:
    """Download the one package that a lock file pins by hash; return the file.

    Raises subprocess.CalledProcessError.
    """
    shutil.rmtree(folder, ignore_errors=True)
    kind = ["--only-binary=:all:"] if how else ["--no-binary=:all:", "--no-build-isolation"]
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
        + ["--no-deps", "--require-hashes", "-r", str(lock), "-d", str(folder), *kind, *how],
        check=True,
    )
    return next(folder.iterdir())
