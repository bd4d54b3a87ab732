"""The licence texts of everything inside, one file a library, in the folder `licences`."""

from __future__ import annotations

import shutil
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from installer.contents import BOOTLOADER, Library, library_files
from installer.product import NAME, ROOT

_TEXTS = Path(__file__).parent / "licences"
_QT = ("pyside6-essentials", "shiboken6")
_WORDS = ("licen", "copying", "notice", "copyright")


def add_licences(
    folder: Path, libraries: Sequence[Library], python_licence: Path | None = None
) -> None:
    """Write `licences` and `LICENSE.txt` into a built folder.

    python_licence: Python's own text; by default that of the Python this runs on. Raises
    LookupError when a library comes without a text and none is kept here for it.
    """
    target = folder / "licences"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    lines = [
        f"{NAME} is under the MIT licence (LICENSE.txt). It contains these works of others, each",
        "under its own licence, whose text is in this folder.",
        "",
    ]
    for library in libraries:
        name = f"{library.name} {library.version}.txt"
        _write(target / name, _library_text(library))
        what = " (starts the program)" if library.name == BOOTLOADER else ""
        lines.append(f"{library.name} {library.version}{what}: {library.licence}")
    python = python_licence or _own_python_licence()
    _write(target / "Python.txt", python.read_text("utf-8", errors="replace"))
    lines += [
        "Python, with OpenSSL, zlib, bzip2, XZ, expat, libffi: PSF-2.0 and others (Python.txt)"
    ]
    for name in ("Qt.txt", "LGPL-3.0.txt", "GPL-3.0.txt"):
        _write(target / name, (_TEXTS / name).read_text("utf-8"))
    lines += ["Qt: LGPL-3.0 (Qt.txt says how to exchange its libraries)", ""]
    _write(target / "README.txt", "\n".join(lines))
    _write(folder / "LICENSE.txt", (ROOT / "LICENSE").read_text("utf-8"))


def _write(path: Path, text: str) -> None:
    """Write as Windows' older editors read it."""
    path.write_text(text, "utf-8", newline="\r\n")


def _library_text(library: Library) -> str:
    if library.name in _QT:
        return "Used under the GNU Lesser General Public License 3: see Qt.txt, LGPL-3.0.txt.\n"
    parts = []
    for path, place in library_files(library):
        about = ".dist-info" in path.parts[0] or len(path.parts) <= 2
        if about and any(w in path.name.lower() for w in _WORDS) and path.suffix != ".py":
            text = place.read_text("utf-8", errors="replace")
            inside = PurePosixPath(*path.parts[1:]).as_posix()
            parts.append(f"{'=' * 70}\n{inside}\n{'=' * 70}\n{text}")
    if not parts:
        raise LookupError(f"no licence text came with {library.name} {library.version}")
    return "\n".join(parts)


def _own_python_licence() -> Path:
    places = [
        Path(sys.base_prefix) / "LICENSE.txt",
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sysconfig.get_path("stdlib")) / "LICENSE",
        Path("/usr/share/doc") / f"python3.{sys.version_info.minor}" / "copyright",
    ]
    for place in places:
        if place.is_file():
            return place
    raise LookupError("Python's licence text was not found")
