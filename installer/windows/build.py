"""The Windows build on Linux: PyInstaller for Windows on a Windows Python, under wine."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from installer.building import FIXED, finish, pyinstaller_arguments
from installer.product import ROOT, WORK, program_folder
from installer.windows.kit import download
from installer.windows.wine import Wine

_HERE = Path(__file__).parent
FULL_VERSION = "3.11.9"
_VERSION = FULL_VERSION.rpartition(".")[0]
_MINUTES = 20


def build_for_windows() -> Path:
    """Build the Windows folder; return it. Raises ToolsMissing, WineFailed, CalledProcessError."""
    python = windows_python()
    wine = Wine(WORK / "wine-build")
    wine.make()
    arguments = pyinstaller_arguments(windows=True)
    print("PyInstaller for Windows under wine: some minutes ...", flush=True)
    program = python / "python.exe"
    try:
        done = wine.run(
            program, "-m", "PyInstaller", *arguments, seconds=_MINUTES * 60, more=FIXED, cwd=ROOT
        )
    finally:
        wine.stop()
    made = program_folder(windows=True)
    if done.returncode or not made.is_dir():
        print(done.stdout[-4000:], file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode or 1, [str(program)])
    site_packages = python / "Lib" / "site-packages"
    return finish(FULL_VERSION, site_packages, windows=True, python_licence=python / "LICENSE.txt")


def windows_python() -> Path:
    """Return the folder of the pinned Windows Python with the libraries for Windows in it.

    It is made when it is not there or when a lock file has changed. Every file is pinned by hash.
    """
    locks = [_HERE / "python.lock", ROOT / "requirements-build.lock"]
    mark = hashlib.sha256(b"".join(lock.read_bytes() for lock in locks)).hexdigest()
    folder = WORK / "windows-python"
    stamp = folder / "made-from.txt"
    if stamp.is_file() and stamp.read_text() == mark:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    print("Fetching Windows' Python and the libraries for Windows ...", flush=True)
    _unpack_python(folder)
    # Exactly this place: from another, PyInstaller takes 20 MB of DLLs twice.
    target = folder / "Lib" / "site-packages"
    subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(target)]
        + ["--python-platform", "x86_64-pc-windows-msvc", "--python-version", _VERSION]
        + ["--only-binary", ":all:", "--require-hashes", "-r", str(locks[1])],
        check=True,
    )
    stamp.write_text(mark)
    return folder


def _unpack_python(folder: Path) -> None:
    source = download(_HERE / "python.lock", WORK / "download")
    with tarfile.open(source) as archive:
        member = next(m for m in archive if m.name.endswith("/data.zip"))
        stream = archive.extractfile(member)
        if stream is None:
            raise LookupError(f"no Python in {source.name}")
        packed = zipfile.ZipFile(io.BytesIO(stream.read()))
    for name in packed.namelist():
        if not name.endswith("/"):
            path = folder / name.partition("/")[2]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(packed.read(name))
    tag = f"python{_VERSION.replace('.', '')}"
    (folder / f"{tag}._pth").write_text(f"{tag}.zip\n.\nLib\\site-packages\nimport site\n")
    shutil.rmtree(source.parent)
