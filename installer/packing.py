"""The set-up, the portable zip, and the papers that go with them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from cldvalidator.settings import PORTABLE_MARK
from installer.building import BUILT, FIXED
from installer.contents import files_of, megabytes, read_built, sha256, write_hashes
from installer.product import (
    COMMAND_PROGRAM,
    NAME,
    OLDEST_WINDOWS_BUILD,
    PUBLISHER,
    ROOT,
    VERSION,
    WINDOW_PROGRAM,
    WORK,
    program_folder,
    trial_note,
)
from installer.sbom import write_sbom
from installer.windows.tools import need

_HERE = Path(__file__).parent
_ZIP_TIME = (2026, 4, 1, 0, 0, 0)
_PORTABLE = """This copy of CLD Validator keeps its settings in the folder "settings" beside it.
Delete this file to keep them in your user profile instead.
"""


def make_release(release: Path, *, fast: bool = False, sign: str = "") -> list[Path]:
    """Write set-up, portable zip, SBOM and hashes of the Windows folder; return their paths.

    fast: compress less, for trials. sign: a command line that signs the file named after it. Raises
    FileNotFoundError when there is no Windows folder, CalledProcessError, ToolsMissing.
    """
    folder = program_folder(windows=True)
    if not (folder / f"{WINDOW_PROGRAM}.exe").is_file():
        raise FileNotFoundError("There is no Windows folder yet: run `dev.py build` first.")
    shutil.rmtree(release, ignore_errors=True)
    release.mkdir(parents=True)
    base = f"cld-validator-{VERSION}"
    setup = release / f"{base}-setup.exe"
    make_setup(folder, setup, VERSION, fast=fast, sign=sign)
    portable = release / f"{base}-portable.zip"
    make_portable(folder, portable)
    sbom = release / f"{base}.cdx.json"
    built = read_built(folder.parent / BUILT)
    write_sbom(folder, built, sbom)
    files = release / f"{base}-files.sha256"
    write_hashes(files_of(folder), folder, files)
    made = [setup, portable, sbom, files]
    write_hashes(made, release, release / "SHA256SUMS")
    for path in made:
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB, SHA-256 {sha256(path)}")
    if note := trial_note(built.python):
        print(note)
    return [*made, release / "SHA256SUMS"]


def make_setup(
    folder: Path, target: Path, version: str, *, fast: bool = False, sign: str = ""
) -> None:
    """Compile the set-up of a program's folder with NSIS.

    Raises ToolsMissing, subprocess.CalledProcessError.
    """
    if sys.platform != "win32":
        need("makensis")
    place = WORK / "setup"
    place.mkdir(parents=True, exist_ok=True)
    removal = place / "removal.nsh"
    removal.write_text(removal_script(folder), "utf-8-sig", newline="\r\n")
    size = round(megabytes(folder) * 1e6 / 1024)
    facts: dict[str, str | int | Path] = {
        "VERSION": version,
        "FOLDER": folder,
        "REMOVAL": removal,
        "SIZE_KB": size,
        "OUTFILE": target,
        "ICON": WORK / "app.ico",
        "SIDE_PICTURE": WORK / "side.bmp",
        "WINDOW_EXE": f"{WINDOW_PROGRAM}.exe",
        "COMMAND_EXE": f"{COMMAND_PROGRAM}.exe",
        "NAME": NAME,
        "PUBLISHER": PUBLISHER,
        "OLDEST_BUILD": OLDEST_WINDOWS_BUILD,
        "LICENCE_TEXT": _as_windows_text(ROOT / "LICENSE", place),
        "DATA_TEXT": _as_windows_text(_HERE / "your-data.txt", place),
    }
    facts |= {"FAST": 1} if fast else {}
    facts |= {"SIGN": sign} if sign else {}
    command = [_makensis(), "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
    command += [f"-D{name}={value}" for name, value in facts.items()]
    subprocess.run([*command, str(_HERE / "setup.nsi")], env=os.environ | FIXED, check=True)


def _makensis() -> str:
    usual = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS" / "makensis.exe"
    return shutil.which("makensis") or (str(usual) if usual.is_file() else "makensis")


def _as_windows_text(source: Path, place: Path) -> Path:
    """Copy a text as the set-up's pages show it: with a mark of UTF-8 and Windows' line ends."""
    target = place / f"{source.stem}.txt"
    target.write_text(source.read_text("utf-8"), "utf-8-sig", newline="\r\n")
    return target


def removal_script(folder: Path) -> str:
    """Return what the uninstaller runs: delete each file, then each folder if empty."""
    files = [p.relative_to(folder) for p in files_of(folder)]
    folders = {parent for file in files for parent in file.parents if parent.parts}
    deepest = sorted(folders, key=lambda path: (-len(path.parts), path))
    lines = [f'Delete "$INSTDIR\\{_nsis(file)}"' for file in files]
    lines += [f'RMDir "$INSTDIR\\{_nsis(path)}"' for path in deepest]
    return "\n".join(lines) + "\n"


def _nsis(path: Path) -> str:
    return "\\".join(path.parts).replace("$", "$$")


def make_portable(folder: Path, target: Path) -> None:
    """Zip a program's folder with the mark that makes it keep its settings beside itself."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in files_of(folder):
            name = f"{NAME}/{path.relative_to(folder).as_posix()}"
            archive.writestr(_entry(name), path.read_bytes())
        archive.writestr(_entry(f"{NAME}/{PORTABLE_MARK}"), _PORTABLE.replace("\n", "\r\n"))


def _entry(name: str) -> zipfile.ZipInfo:
    """Return a zip entry without anything of this machine or moment."""
    entry = zipfile.ZipInfo(name, _ZIP_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    return entry
