"""About says which versions decide, and lists every library that is inside."""

from __future__ import annotations

import json
import re
import sys
from importlib import metadata
from pathlib import Path

import pytest

from cldvalidator.guide.about_program import Library, libraries, licence_text, open_data, versions
from cldvalidator.official import current_specification
from cldvalidator.version import __version__

ROOT = Path(__file__).parents[2]


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_library_that_is_pinned_is_listed_with_version_and_licence():
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pinned = {plain(n) for n in re.findall(r"(?m)^([a-z0-9][\w.-]*)==", lock)}
    named = json.loads((ROOT / "resources" / "libraries.json").read_text("utf-8"))["libraries"]
    assert set(named) == pinned
    listed = {plain(x.name) for x in libraries()} - {"cld validator", "python"}
    # A library that only an older Python needs is not installed beside a newer one.
    for name in pinned - listed:
        with pytest.raises(metadata.PackageNotFoundError):
            metadata.version(name)
    for library in libraries():
        assert library.version
        assert library.licence != "see its text", library.name
        assert "UNKNOWN" not in library.licence


def test_the_licence_texts_come_with_the_libraries():
    texts = {x.name: licence_text(x) for x in libraries()}
    assert "MIT License" in texts["CLD Validator"]
    assert "Permission is hereby granted" in texts["jsonschema"]
    assert "Apache License" in texts["pyarrow"]
    assert "LGPL-3.0" in texts["PySide6_Essentials"]
    assert all(len(text) > 60 for text in texts.values())


def test_versions_name_the_pack_and_its_origin():
    facts = dict(versions())
    pack = current_specification("2")
    assert __version__ in facts["Program"]
    assert facts["Specification"] == pack.title
    assert facts["Pack"].casefold() == pack.origin.casefold()
    assert "September 2026" in facts["Figures"]
    assert "June 2026" in facts["Figures"]


def test_open_data_is_named_with_its_attribution():
    told = dict(versions())["Open data"]
    assert "ASCOF 2024 to 2025" in told
    assert "Postcodes and their councils: November 2025" in told
    assert "Royal Mail copyright" in told
    assert all(data.is_built_in for data in open_data())


def test_a_build_without_metadata_reads_its_folder_of_licences(tmp_path, monkeypatch):
    folder = tmp_path / "licences"
    folder.mkdir()
    lines = [
        "CLD Validator is under the MIT licence (LICENSE.txt). It contains works of others.",
        "",
        "et-xmlfile 2.0.0: MIT",
        "pyinstaller 6.22.3 (starts the program): GPLv2-or-later with an exception",
        "pyside6-essentials 6.11.3: LGPL-3.0-only OR GPL-3.0-only",
        "Qt: LGPL-3.0 (Qt.txt says how to exchange its libraries)",
    ]
    (folder / "README.txt").write_text("\n".join(lines), "utf-8", newline="\r\n")
    (folder / "et-xmlfile 2.0.0.txt").write_text("The text of a licence.", "utf-8")
    (folder / "pyside6-essentials 6.11.3.txt").write_text("See Qt.txt.", "utf-8")
    (folder / "Qt.txt").write_text("How to exchange Qt.", "utf-8")

    def nothing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", nothing)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "program.exe"))
    found = {x.name: x for x in libraries()}
    assert set(found) == {
        "CLD Validator",
        "Python",
        "et-xmlfile",
        "pyinstaller",
        "pyside6-essentials",
    }
    assert found["et-xmlfile"] == Library("et-xmlfile", "2.0.0", "MIT")
    assert found["pyinstaller"].licence == "GPLv2-or-later with an exception"
    assert licence_text(found["et-xmlfile"]) == "The text of a licence."
    assert licence_text(found["pyside6-essentials"]) == "See Qt.txt.\n\nHow to exchange Qt."
