"""What the program is: its versions, the pack it checks with, the licences of what is inside."""

from __future__ import annotations

import json
import platform
import re
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from cldvalidator.bundled import bundled
from cldvalidator.version import __version__, carried

NAME = "CLD Validator"
_LISTED = re.compile(r"(?m)^([\w.-]+) (\d[\w.]*)(?: \([^)]*\))?: (.+?)\s*$")
"""A line of the list of licences that the build writes: name, version, licence."""
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
        ("Python", f"{carried()} on {platform.system()} {platform.machine()}"),
        ("Specification", pack.title),
        ("Pack", f"{pack.origin[0].upper()}{pack.origin[1:]}"),
        ("Figures", f"{first.note}{also}"),
        ("Open data", " ".join(f"{d.title}: {d.edition}. {d.attribution}" for d in open_data())),
    )


@dataclass(frozen=True)
class OpenData:
    """Published facts or a register in use. is_built_in: it came with the program."""

    title: str
    edition: str
    attribution: str
    is_built_in: bool


def open_data() -> tuple[OpenData, ...]:
    """Return the published facts and registers in use, with the attribution each asks for."""
    from cldvalidator.published.model import BUILT_IN
    from cldvalidator.published.packs import editions
    from cldvalidator.registers.editions import register_editions

    facts = (OpenData(e.title, e.edition, e.attribution, e.origin == BUILT_IN) for e in editions())
    registers = (OpenData(r.title, r.edition, r.attribution, not r.id) for r in register_editions())
    return (*facts, *registers)


def libraries() -> tuple[Library, ...]:
    """Return the program, Python and every library inside, with version and licence.

    They are read from the metadata of the libraries; in an installed program that lacks them, from
    the list in its folder of licences.
    """
    made = [
        Library(NAME, __version__, "MIT"),
        Library("Python", platform.python_version(), "PSF-2.0"),
    ]
    kept = _kept()
    names = json.loads(bundled("libraries.json").read_text("utf-8"))["libraries"]
    for name in dict.fromkeys((*names, *kept)):
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            made += [kept[name]] if name in kept else []
        else:
            made.append(Library(str(found.metadata["Name"]), found.version, licence_of(found)))
    return tuple(made)


def licence_text(library: Library) -> str:
    """Return the text of a licence; what is known of it where the text is not at hand."""
    places = list(_places_of_text(library))
    texts = [p.read_text("utf-8", errors="replace") for p in places if p.is_file()]
    if texts:
        return "\n\n".join(texts)
    return (
        f"{library.name} {library.version} is used under {library.licence or 'its own licence'}. "
        "The installed program has the full text in its folder “licences”."
    )


def _places_of_text(library: Library) -> Iterator[Path]:
    folder = _licence_folder()
    if library.name == NAME:
        yield Path(__file__).parents[2] / "LICENSE"
        yield Path(sys.executable).parent / "LICENSE.txt"
    elif library.name == "Python":
        yield Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
        yield folder / "Python.txt"
    else:
        own = _own_texts(library.name)
        kept = _kept().get(_plain(library.name))
        if not own and kept is not None:
            own = [folder / f"{kept.name} {kept.version}.txt"]
        yield from own
        if library.licence.startswith("LGPL"):
            yield folder / "Qt.txt"
            yield folder / "LGPL-3.0.txt"


def licence_of(found: metadata.Distribution) -> str:
    """Return the licence that a library states: its expression, else its classifier's last part."""
    about = found.metadata
    for key in ("License-Expression", "License"):
        first = str(about[key]).partition("\n")[0].strip() if key in about else ""
        if first:
            return first
    classes = [c for c in about.get_all("Classifier", []) if c.startswith("License ::")]
    return classes[0].rpartition(" :: ")[2] if classes else "see its text"


def _own_texts(name: str) -> list[Path]:
    """Return the files with a licence text that came with a library."""
    try:
        own = metadata.distribution(name).files or []
    except metadata.PackageNotFoundError:
        return []
    chosen = [f for f in own if ".dist-info/" in str(f) and _LICENCE_FILE.search(str(f))]
    return [Path(str(f.locate())) for f in chosen]


def _licence_folder() -> Path:
    """Return the folder that an installed program has its licences in."""
    return Path(sys.executable).parent / "licences"


def _kept() -> dict[str, Library]:
    """Return what the list in that folder names, by plain name; nothing where there is none."""
    listed = _licence_folder() / "README.txt"
    if not getattr(sys, "frozen", False) or not listed.is_file():
        return {}
    found = _LISTED.findall(listed.read_text("utf-8"))
    return {_plain(name): Library(name, version, licence) for name, version, licence in found}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
