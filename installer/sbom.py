"""The list of contents (SBOM) of a built folder, as CycloneDX 1.6 JSON."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from importlib.resources import files as resource_files
from pathlib import Path
from typing import Any

from cldvalidator.guide.about_program import OpenData, open_data
from installer.contents import BOOTLOADER, Built, Library, files_of, sha256
from installer.product import NAME, PUBLISHER, ROOT, VERSION

_SCHEMA_VERSION = "1.6"
_LICENCE_IDS = {"LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only": "LGPL-3.0-only"}


def write_sbom(folder: Path, built: Built, target: Path) -> None:
    """Write the SBOM of a built folder: the program, its libraries, Python, and every file.

    Libraries have the hashes of the packages they came from, as the lock file pins them. Raises
    ValueError when the result does not fit CycloneDX's own JSON schema.
    """
    pinned = pinned_hashes(ROOT / "requirements-build.lock")
    program = _component("application", NAME, VERSION, "MIT", f"pkg:generic/cldvalidator@{VERSION}")
    program["supplier"] = {"name": PUBLISHER}
    components = [_library(library, pinned) for library in built.libraries]
    python = built.python
    components.append(
        _component("platform", "Python", python, "PSF-2.0", f"pkg:generic/python@{python}")
    )
    components += _inside_libraries(built.libraries)
    components += [_data(data) for data in open_data() if data.is_built_in]
    references = [c["bom-ref"] for c in components]
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": _SCHEMA_VERSION,
        "version": 1,
        "metadata": {"component": program},
        "components": components + [_file(path, folder) for path in files_of(folder)],
        "dependencies": [{"ref": program["bom-ref"], "dependsOn": references}],
    }
    text = json.dumps(content, sort_keys=True)
    content["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, text)}"
    check_sbom(content)
    target.write_text(json.dumps(content, indent=1) + "\n", "utf-8", newline="\n")


def pinned_hashes(lock: Path) -> dict[tuple[str, str], list[str]]:
    """Return the SHA-256 hashes a lock file allows, by name and version."""
    found: dict[tuple[str, str], list[str]] = {}
    for block in re.split(r"\n(?=\S)", lock.read_text("utf-8")):
        if match := re.match(r"([A-Za-z0-9._-]+)==([^ \\;]+)", block):
            found[match[1], match[2]] = re.findall(r"--hash=sha256:([0-9a-f]{64})", block)
    return found


def check_sbom(content: Mapping[str, Any]) -> None:
    """Hold an SBOM against CycloneDX's published JSON schema. Raises ValueError."""
    from jsonschema import Draft7Validator
    from referencing import Registry, Resource

    place = resource_files("cyclonedx.schema") / "_res"
    names = (f"bom-{_SCHEMA_VERSION}.SNAPSHOT", "spdx.SNAPSHOT", "jsf-0.82.SNAPSHOT")
    schemas = [json.loads((place / f"{n}.schema.json").read_text("utf-8")) for n in names]
    registry: Registry[Any] = Registry().with_resources(
        [(s["$id"], Resource.from_contents(s)) for s in schemas]
    )
    problems = list(Draft7Validator(schemas[0], registry=registry).iter_errors(content))
    if problems:
        raise ValueError(f"the SBOM does not fit CycloneDX: {problems[0].message[:300]}")


def _component(kind: str, name: str, version: str, licence: str, purl: str) -> dict[str, Any]:
    licence = _LICENCE_IDS.get(licence, licence)
    known = re.fullmatch(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*", licence)
    stated: dict[str, Any] = (
        {"expression": licence} if known else {"license": {"name": licence or "see licences"}}
    )
    return {
        "type": kind,
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": [stated],
    }


def _library(library: Library, pinned: Mapping[tuple[str, str], Sequence[str]]) -> dict[str, Any]:
    made = _component(
        "library",
        library.name,
        library.version,
        library.licence,
        f"pkg:pypi/{library.name}@{library.version}",
    )
    hashes = pinned.get((library.name, library.version), ())
    made["properties"] = [{"name": "cldvalidator:pinned-sha256", "value": h} for h in hashes]
    if library.home:
        made["externalReferences"] = [{"type": "website", "url": library.home}]
    if library.name == BOOTLOADER:
        made["description"] = "Its start program and hooks only"
    return made


def _inside_libraries(libraries: Sequence[Library]) -> list[dict[str, Any]]:
    """Return works that come inside libraries and matter when a weakness is announced."""
    version = {library.name: library.version for library in libraries}
    qt = version["pyside6-essentials"]
    made = [
        _component("framework", "Qt", qt, "LGPL-3.0-only", f"pkg:generic/qt@{qt}"),
        _component(
            "library",
            "Apache Arrow C++",
            version["pyarrow"],
            "Apache-2.0",
            f"pkg:generic/apache-arrow@{version['pyarrow']}",
        ),
    ]
    made[0]["description"] = "Core, GUI, Widgets and SVG, in the package pyside6-essentials"
    made[1]["description"] = "In the package pyarrow"
    return made


def _data(data: OpenData) -> dict[str, Any]:
    """Return published facts that come with the program."""
    name = re.sub(r"[^a-z0-9]+", "-", data.title.casefold()).strip("-")
    edition = re.sub(r"[^a-z0-9]+", "-", data.edition.casefold()).strip("-")
    purl = f"pkg:generic/open-data-{name}@{edition}"
    made = _component("data", data.title, data.edition, "OGL-UK-3.0", purl)
    made["description"] = data.attribution
    return made


def _file(path: Path, folder: Path) -> dict[str, Any]:
    name = path.relative_to(folder).as_posix()
    return {
        "type": "file",
        "bom-ref": f"file:{name}",
        "name": name,
        "hashes": [{"alg": "SHA-256", "content": sha256(path)}],
    }
