"""Which files of a folder a recipe is for."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

import pytest

from cldvalidator.batch.files import files_in
from cldvalidator.batch.recipe import Recipe
from cldvalidator.problems import InputProblem


def _for(files: str) -> Recipe:
    return Recipe(MappingProxyType({"read": {"files": files}}), Path())


@pytest.mark.parametrize("pattern", [".", "", "..", "/", "../*", "C:*"])
def test_a_pattern_that_names_no_files_is_refused(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(InputProblem):
        files_in(tmp_path, _for(pattern))


def test_subfolders_many_times_over_are_subfolders(tmp_path: Path) -> None:
    deepest = tmp_path.joinpath(*"abcdefghijkl")
    deepest.mkdir(parents=True)
    (deepest / "one.csv").write_bytes(b"x")
    found = files_in(tmp_path, _for("**/" * 40 + "*.csv"))
    assert found == files_in(tmp_path, _for("**/*.csv")) == [deepest / "one.csv"]
