"""Every input of the tests in one folder: each is done or named, and none stops the others."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cldvalidator.command_line.main import main
from tests.test_matrix import INPUTS, LARGE

CASES = "cases"


def test_every_input_goes_through_one_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    inputs = [path for path in INPUTS if path.name not in LARGE]
    for path in inputs:
        shutil.copy(path, folder / f"{path.parent.name}-{path.name}")
    assert main(["batch", str(folder), "--json"]) == 1
    printed = capsys.readouterr()
    files = json.loads(printed.out)["files"]
    assert not printed.err  # no fault of the program
    assert {f["file"] for f in files} == {p.name for p in folder.iterdir() if p.is_file()}
    for file in files:
        assert file["done"] or (file["problem"] and file["what to do"]), file["file"]
    of_cases = [f for f in files if f["file"].startswith(CASES)]
    assert len(of_cases) == sum(path.parent.name == CASES for path in inputs)
    assert [f["file"] for f in of_cases if not f["done"]] == ["cases-05-stray-cell-prefix.xlsx"]
