"""What the program is: its versions, the pack it checks with, the licences of what is inside."""

from __future__ import annotations

import json
import platform
import re
import sys
import sysconfig
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from importlib.resources import files
from pathlib import Path

import cldvalidator
from cldvalidator import __version__

NAME = "CLD Validator"
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice)[^/]*$", re.IGNORECASE)


@dataclass(frozen=True)
class Library:
    """A work inside the program. licence: its short name, as its maker states it."""

    name: str
    version: str
    licence: str


def versions() -> tuple[tuple[str, str], ...]:
    """Return what decides how a file is checked and which figures it gives: labels and texts."""
    from cldvalidator.events.method_versions import METHOD_VERSIONS
    from cldvalidator.official import current_specification

    pack = current_specification("2")
    first, *others = METHOD_VERSIONS.values()
    also = "".join(f" The method of {m.name} can be chosen instead." for m in others)
    return (
        ("Program", f"{NAME} {__version__}"),
        ("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}"),
        ("Specification", pack.title),
        ("Pack", f"{pack.origin[0].upper()}{pack.origin[1:]}"),
        ("Figures", f"{first.note}{also}"),
    )


def libraries() -> tuple[Library, ...]:
    """Return the program, Python and every library inside, with version and licence."""
    made = [
        Library(NAME, __version__, "MIT"),
        Library("Python", platform.python_version(), "PSF-2.0"),
    ]
    names = json.loads((files("resources") / "libraries.json").read_text("utf-8"))["libraries"]
    for name in names:
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            made += _beside(name)
        else:
            made.append(Library(str(found.metadata["Name"]), found.version, _licence(found)))
    return tuple(made)


def licence_text(library: Library) -> str:
    """Return the text of a licence; what is known of it where the text is not at hand."""
    if library.name == NAME:
        places = [
            Path(cldvalidator.__file__).parents[1] / "LICENSE",
            Path(sys.executable).parent / "LICENSE.txt",
        ]
    elif library.name == "Python":
        places = [
            Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
            Path(sys.base_prefix) / "LICENSE.txt",
            _licence_folder() / "Python.txt",
        ]
    else:
        if texts := _texts_with(library.name):
            return "\n\n".join(texts)
        places = [_licence_folder() / f"{library.name} {library.version}.txt"]
        if library.licence.startswith("LGPL"):
            places += [_licence_folder() / n for n in ("Qt.txt", "LGPL-3.0.txt")]
    texts = [p.read_text("utf-8", errors="replace") for p in places if p.is_file()]
    if texts:
        return "\n\n".join(texts)
    return (
        f"{library.name} {library.version} is used under {library.licence or 'its own licence'}. "
        "The installed program has the full text in its folder “licences”."
    )


def _licence(found: metadata.Distribution) -> str:
    about = found.metadata
    for key in ("License-Expression", "License"):
        first = str(about[key]).partition("\n")[0].strip() if key in about else ""
        if first:
            return first
    return "see its text"


def _texts_with(name: str) -> list[str]:
    """Return the licence texts that came with a library."""
    try:
        own = metadata.distribution(name).files or []
    except metadata.PackageNotFoundError:
        return []
    chosen = [f for f in own if ".dist-info/" in str(f) and _LICENCE_FILE.search(str(f))]
    places = [Path(str(f.locate())) for f in chosen]
    return [p.read_text("utf-8", errors="replace") for p in places if p.is_file()]


def _licence_folder() -> Path:
    """Return the folder that the installed program has its licences in."""
    return Path(sys.executable).parent / "licences"


@cache
def _beside(name: str) -> tuple[Library, ...]:
    """Return a library by its licence in that folder, for a build without its metadata."""
    if not getattr(sys, "frozen", False) or not _licence_folder().is_dir():
        return ()
    for path in sorted(_licence_folder().glob("*.txt")):
        title, _, version = path.stem.rpartition(" ")
        if re.sub(r"[-_.]+", "-", title).lower() == name:
            return (Library(title, version, "see its text"),)
    return ()
