"""What is inside a built folder: files with their hashes, libraries, and what each weighs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath

from cldvalidator.guide.about_program import licence_of
from installer.product import COMMAND_PROGRAM, MODULES, ROOT, WINDOW_PROGRAM

BOOTLOADER = "pyinstaller"
OWN = "CLD Validator itself"
PYTHON = "Python"
_OWN_PACKAGES = {"cldvalidator", "ui", "resources"}


@dataclass(frozen=True)
class Library:
    """A library that goes into the program."""

    name: str
    version: str
    licence: str
    home: str
    distribution: Distribution | None = None


@dataclass(frozen=True)
class Built:
    """What a folder was built with, and what each part weighs in MB."""

    python: str
    libraries: list[Library]
    megabytes: dict[str, float]


def locked_names(lock: Path) -> list[str]:
    """Return the names that a lock file pins, without versions."""
    return re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text("utf-8"), re.MULTILINE)


def installed_distributions(site_packages: Path) -> list[Library]:
    """Return the libraries in a site-packages folder that go into the program, by name.

    Those are what `requirements.lock` pins, and PyInstaller, whose bootloader starts the program.
    Raises LookupError when one that has to be there is not (some are only for other versions).
    """
    wanted = {_plain(n) for n in locked_names(ROOT / "requirements.lock")} | {BOOTLOADER}
    found: dict[str, Library] = {}
    for item in distributions(path=[str(site_packages)]):
        name = _plain(item.metadata["Name"])
        if name in wanted:
            found[name] = Library(name, item.version, licence_of(item), _home(item), item)
    needed = {BOOTLOADER, "numpy", "pandas", "pyarrow", "pyside6-essentials"}
    if missing := needed - set(found):
        raise LookupError(f"not installed: {', '.join(sorted(missing))}")
    return [found[name] for name in sorted(found)]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _fact(item: Distribution, name: str) -> str:
    return str(item.metadata[name]) if name in item.metadata else ""


def _home(item: Distribution) -> str:
    for entry in item.metadata.get_all("Project-URL") or []:
        label, _, address = entry.partition(",")
        if label.strip().lower() in ("homepage", "home", "source", "repository", "source code"):
            return str(address).strip()
    return _fact(item, "Home-page")


def write_built(built: Built, target: Path) -> None:
    """Keep what a folder was built with, for the papers that are made later."""
    facts = [[x.name, x.version, x.licence, x.home] for x in built.libraries]
    content = {"python": built.python, "libraries": facts, "megabytes": built.megabytes}
    target.write_text(json.dumps(content, indent=1) + "\n", "utf-8", newline="\n")


def read_built(source: Path) -> Built:
    """Read what `write_built` kept. Raises FileNotFoundError."""
    content = json.loads(source.read_text("utf-8"))
    libraries = [Library(*facts) for facts in content["libraries"]]
    return Built(content["python"], libraries, content["megabytes"])


def library_files(library: Library) -> list[tuple[PurePosixPath, Path]]:
    """Return a library's files: the path in its own list, and where the file is."""
    item = library.distribution
    if item is None:
        return []
    return [
        (PurePosixPath(str(entry).replace("\\", "/")), Path(str(item.locate_file(entry))))
        for entry in item.files or []
    ]


def files_of(folder: Path) -> list[Path]:
    """Return every file of a folder, in a fixed order."""
    return sorted(p for p in folder.rglob("*") if p.is_file())


def megabytes(folder: Path) -> float:
    """Return what a folder weighs in MB (10^6 bytes); a link weighs nothing."""
    return sum(p.stat().st_size for p in files_of(folder) if not p.is_symlink()) / 1e6


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_hashes(files: Iterable[Path], base: Path, target: Path) -> None:
    """Write the hashes of files in the form that `sha256sum --check` reads, paths below `base`."""
    lines = [f"{sha256(path)}  {path.relative_to(base).as_posix()}\n" for path in files]
    target.write_text("".join(lines), "utf-8", newline="\n")


def weights(folder: Path, libraries: Sequence[Library]) -> dict[str, float]:
    """Return what each library weighs in a built folder, in MB (10^6 bytes), the heaviest first.

    Files are known by the library's own list of files; compiled Python inside the two programs by
    the package it belongs to.
    """
    owner: dict[str, str] = {}
    packages: dict[str, str] = {}
    for library in libraries:
        for listed, _ in library_files(library):
            owner[listed.as_posix()] = library.name
            packages.setdefault(listed.parts[0].removesuffix(".py"), library.name)
    total: dict[str, float] = {}

    def add(name: str, size: float) -> None:
        total[name] = total.get(name, 0.0) + size / 1e6

    for path in files_of(folder):
        if path.is_symlink():
            continue
        inside = path.relative_to(folder).as_posix().removeprefix("_internal/")
        size = path.stat().st_size
        if is_archive(path):
            for module, length in archived_modules(path):
                top = module.split(".")[0]
                add(OWN if top in _OWN_PACKAGES else packages.get(top, PYTHON), length)
                size -= length
            add(PYTHON if path.name == MODULES else "PyInstaller's start programs", size)
        elif inside in owner:
            add(owner[inside], size)
        else:
            top = inside.split("/")[0]
            known = top in _OWN_PACKAGES or top in ("licences", "LICENSE.txt")
            add(OWN if known else packages.get(top.removesuffix(".libs"), PYTHON), size)
    return {k: round(v, 1) for k, v in sorted(total.items(), key=lambda item: -item[1])}


def is_archive(path: Path) -> bool:
    """Whether a file of a program's folder holds Python modules."""
    return path.name == MODULES or path.name.removesuffix(".exe") in (
        WINDOW_PROGRAM,
        COMMAND_PROGRAM,
    )


def archived_modules(program: Path) -> list[tuple[str, int]]:
    """Return the modules inside what PyInstaller made, with their compressed sizes.

    program: one of the two programs, or the archive that they share.
    """
    from PyInstaller.archive.readers import CArchiveReader, ZlibArchiveReader

    if program.name == MODULES:
        return [(name, entry[2]) for name, entry in ZlibArchiveReader(str(program)).toc.items()]
    reader = CArchiveReader(str(program))
    modules = []
    for name in reader.toc:
        if name.startswith("PYZ"):
            archive = reader.open_embedded_archive(name)
            modules += [(module, entry[2]) for module, entry in archive.toc.items()]
    return modules
