"""What the papers of a release say about a folder."""

from __future__ import annotations

import hashlib
import struct
import zipfile
from pathlib import Path

import pytest

from cldvalidator.guide.about_program import open_data
from cldvalidator.settings import PORTABLE_MARK
from installer.contents import Built, Library, locked_names, read_built, write_built, write_hashes
from installer.icon import SIZES, write_icon
from installer.lifecycle.inputs import inputs, inputs_hash
from installer.packing import make_portable, removal_script
from installer.product import NAME, ROOT, VERSION, trial_note, version_numbers
from installer.sbom import _data, pinned_hashes
from installer.version_resource import version_resource


def made_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    (folder / "_internal" / "deep").mkdir(parents=True)
    (folder / "program.exe").write_bytes(b"one")
    (folder / "_internal" / "deep" / "price $1.dat").write_bytes(b"two")
    return folder


def test_hashes_are_those_of_the_files(tmp_path: Path) -> None:
    folder = made_folder(tmp_path)
    target = tmp_path / "files.sha256"
    write_hashes([folder / "program.exe"], folder, target)
    assert target.read_bytes() == hashlib.sha256(b"one").hexdigest().encode() + b"  program.exe\n"


def test_removal_deletes_each_file_before_its_folder(tmp_path: Path) -> None:
    lines = removal_script(made_folder(tmp_path)).splitlines()
    assert lines == [
        r'Delete "$INSTDIR\_internal\deep\price $$1.dat"',
        r'Delete "$INSTDIR\program.exe"',
        r'RMDir "$INSTDIR\_internal\deep"',
        r'RMDir "$INSTDIR\_internal"',
    ]


def test_portable_zip_is_the_folder_and_the_mark_and_always_the_same(tmp_path: Path) -> None:
    folder = made_folder(tmp_path)
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    make_portable(folder, first)
    (folder / "program.exe").touch()
    make_portable(folder, second)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert archive.read(f"{NAME}/program.exe") == b"one"
        assert set(archive.namelist()) == {
            f"{NAME}/program.exe",
            f"{NAME}/_internal/deep/price $1.dat",
            f"{NAME}/{PORTABLE_MARK}",
        }


def test_icon_has_every_size(tmp_path: Path) -> None:
    target = tmp_path / "app.ico"
    write_icon(ROOT / "resources" / "icons" / "app.svg", target)
    content = target.read_bytes()
    reserved, kind, count = struct.unpack_from("<3H", content)
    assert (reserved, kind, count) == (0, 1, len(SIZES))
    for number, size in enumerate(SIZES):
        width, height, *_, length, at = struct.unpack_from("<4B2H2I", content, 6 + 16 * number)
        assert (width, height) == (size % 256, size % 256)
        assert len(content[at : at + length]) == length > size


def test_version_resource_names_the_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("installer.version_resource.WORK", tmp_path)
    text = Path(version_resource("program", "What it is")).read_text("utf-8")
    assert f"filevers={version_numbers()}" in text
    assert f"StringStruct('ProductVersion', '{VERSION}')" in text


def test_what_a_folder_was_built_with_is_kept(tmp_path: Path) -> None:
    built = Built("3.13.1", [Library("a", "1", "MIT", "")], {"a": 1.5})
    write_built(built, tmp_path / "built.json")
    assert read_built(tmp_path / "built.json") == built


def test_every_library_of_the_program_is_pinned_the_same_for_the_build() -> None:
    program = pinned_hashes(ROOT / "requirements.lock")
    build = pinned_hashes(ROOT / "requirements-build.lock")
    assert program
    assert set(program) <= set(build)
    assert all(build[key] == hashes for key, hashes in program.items())
    assert "pyinstaller" in locked_names(ROOT / "requirements-build.lock")


def test_any_change_of_what_goes_in_changes_the_hash(tmp_path: Path) -> None:
    for path in inputs():
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    before = inputs_hash(tmp_path)
    assert before == inputs_hash()
    changed = tmp_path / "resources" / "measures.json"
    changed.write_bytes(changed.read_bytes() + b"\n")
    assert inputs_hash(tmp_path) != before


def test_a_build_with_the_python_of_trials_says_so() -> None:
    assert trial_note("3.11.9") == (
        "For trials only: this has Python 3.11.9. A release has the newest 3.13."
    )
    assert trial_note("3.13.9") == trial_note("3.14.0") == ""


def test_open_data_is_a_component_with_its_licence() -> None:
    made = [_data(data) for data in open_data()]
    assert {m["licenses"][0]["expression"] for m in made} == {"OGL-UK-3.0"}
    assert len({m["bom-ref"] for m in made}) == len(made)
    assert any("ONS" in m["description"] or "National Statistics" in m["description"] for m in made)
