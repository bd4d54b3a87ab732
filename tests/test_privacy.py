"""Cell values are found in the outputs that are meant to hold them, and nowhere else."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

from cldvalidator.specification import load_specification

ROOT = Path(__file__).parent.parent


def canary(position: int) -> str:
    return f"CANARY{position:02d}Q"


def test_canaries_stay_in_the_outputs(tmp_path):
    names = load_specification("2").names
    folders = {n: tmp_path / n for n in ("in", "out", "temp", "home", "here")}
    for folder in folders.values():
        folder.mkdir()
    source = folders["in"] / "extract.csv"
    with source.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow([*names, "Team"])
        lines.writerow([*(canary(i) for i in range(len(names))), "CANARYTEAM"])
        lines.writerow([*(f" {canary(i)}" for i in range(len(names))), "CANARYTEAM"])
    home = str(folders["home"])
    env = os.environ | {
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folders["temp"])),
        **dict.fromkeys(("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"), home),
        "WIN_PD_OVERRIDE_LOCAL_APPDATA": home,
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    target = folders["out"] / "submission.csv"
    for options in (["--write", str(target)], ["--json"]):
        command = [sys.executable, "-m", "cldvalidator", "check", str(source), *options]
        done = subprocess.run(
            command, env=env, cwd=folders["here"], capture_output=True, text=True, check=False
        )
        assert done.returncode == 1, done.stderr
        assert "CANARY" not in done.stderr
        if options == ["--json"]:
            assert "CANARY" not in done.stdout
        lists = {f.name for f in load_specification("2").fields if f.values is not None}
        for position, name in enumerate(names):
            if name not in (*lists, "LA Code") and "Reporting Period" not in name:
                assert canary(position) not in done.stdout, name
    for name in ("temp", "home", "here"):
        assert list(folders[name].rglob("*")) == []
    assert {p.name for p in folders["out"].iterdir()} == {
        "submission.csv",
        "submission.changes.csv",
        "submission.manifest.json",
    }
    assert b"CANARY" not in (folders["out"] / "submission.manifest.json").read_bytes()
    assert target.read_text("utf-8").count("CANARY") == 2 * len(names)


def test_the_input_is_not_changed_and_not_even_touched(tmp_path, extract_of, records, release_2):
    source = tmp_path / "extract.csv"
    with source.open("w", encoding="utf-8", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(release_2.names)
        lines.writerow([records["request"].get(n, "") for n in release_2.names])
    source.chmod(0o444)
    before = (source.read_bytes(), source.stat().st_mtime_ns)
    command = [sys.executable, "-m", "cldvalidator", "check", str(source)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run(
        [*command, "--write", str(tmp_path / "out.csv")], env=env, capture_output=True, check=False
    )
    assert (tmp_path / "out.csv").is_file()
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before
