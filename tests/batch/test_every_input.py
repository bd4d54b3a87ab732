"""Every input of the tests in one folder: each is done or named, and none stops the others.

`watch` does the work, and `batch` goes on from it; EVERY_OPTION=1 lets `batch` do all of it too.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from cldvalidator.command_line.main import main
from tests.test_matrix import INPUTS, LARGE

CASES = "cases"


def test_every_input_is_watched_and_goes_through_a_batch(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    inputs = [path for path in INPUTS if path.name not in LARGE]
    for path in inputs:
        shutil.copy(path, folder / f"{path.parent.name}-{path.name}")
    names = {p.name for p in folder.iterdir()}

    def of_command(*words: str) -> dict[str, dict[str, Any]]:
        assert main([*words, "--json"]) == 1
        printed = capsys.readouterr()
        assert not printed.err  # no fault of the program
        files = json.loads(printed.out)["files"]
        for file in files:
            assert file["done"] or (file["problem"] and file["what to do"]), file["file"]
        return {file["file"]: file for file in files}

    watched = of_command("watch", str(folder), "--once", "--every", "0.1")
    assert watched.keys() == names
    if "EVERY_OPTION" in os.environ:
        folder = Path(shutil.copytree(folder, tmp_path / "again", ignore=lambda *_: {"checked"}))
    assert of_command("batch", str(folder)) == watched
    of_cases = {name: f for name, f in watched.items() if name.startswith(CASES)}
    assert len(of_cases) == sum(path.parent.name == CASES for path in inputs)
    assert [n for n, f in of_cases.items() if not f["done"]] == ["cases-05-stray-cell-prefix.xlsx"]
