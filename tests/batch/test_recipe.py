"""A recipe is read, or refused with the line and the entry that is wrong."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.batch.recipe import SCHEMA, Recipe, load_recipe
from cldvalidator.bundled import bundled
from cldvalidator.problems import InputProblem

WHOLE = """\
[read]
files = "*.csv"
release = "2"
as_of = 2026-07-31
dates = "day-first"
without = ["portal"]
columns = { Born = "Date of Birth", Team = "" }

[fix]
safe = true
likely = ["all"]

[write]
folder = "out"
name = "{name} of {day}"
submission = true
gzip = true

[preview]
figures = true
method = "June 2026"
"""


def _written(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_whole_recipe_is_read(tmp_path: Path) -> None:
    recipe = load_recipe(_written(tmp_path, WHOLE))
    assert recipe.as_of == date(2026, 7, 31)
    assert recipe.columns == {"Born": "Date of Birth", "Team": None}
    assert recipe.entry("fix", "likely") == ["all"]
    assert recipe.entry("write", "report", False) is False


def test_an_empty_recipe_asks_for_nothing(tmp_path: Path) -> None:
    recipe = load_recipe(_written(tmp_path, ""))
    assert recipe.fingerprint() == Recipe().fingerprint()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[fix]\nsafe = "yes"\n', "line 2: “fix”, “safe” has to be true or false"),
        ("[fix]\n\nsave = true\n", "line 3: “fix” has an entry “save” that is not known"),
        ("[fixes]\nsafe = true\n", "line 1: the file as a whole has an entry “fixes”"),
        ('[read]\nrelease = "3"\n', "line 2: “read”, “release” has to be one of “1”, “2”"),
        ("[read]\nrelease = 2\n", "line 2: “read”, “release” has to be one of"),
        ('[read]\nas_of = "31/07/2026"\n', "line 2: “read”, “as_of” is not written as it must"),
        ('[read]\nas_of = "2026-02-30"\n', "“as_of” is no day"),
        ("[fix\nsafe = true\n", "line 1 is not TOML"),
        ('[read]\nwithout = ["NO-99"]\n', "NO-99"),
        ('[read]\ncolumns = { Born = "Birthday" }\n', "Birthday"),
        ("[fix]\nderived = true\n", "“derived” has no effect without “release_1”"),
        ('[read]\nrelease = "1"\n[fix]\nrelease_1 = true\n', "“release_1” turns values into"),
        ("[write]\ngzip = true\n", "“gzip” is about the submission"),
        ('[write]\nname = "always the same"\n', "“name” cannot be the name"),
        ('[write]\nname = "../{name}"\n', "“name” cannot be the name"),
        ('[write]\nname = "{name}{council}"\n', "“name” cannot be the name"),
        ('[preview]\nmethod = "May 1990"\n', "“method” names no version"),
        ("a = " + "[" * 4_000, "not a recipe"),
        ("[read]\nas_of = 9999-12-31\n", "“as_of” is no day of this century"),
        ("[read]\nas_of = 0001-01-01\n", "“as_of” is no day of this century"),
        ("[read]\nrelease = " + "9" * 5_000, "a number in it is far too long"),
        ("[read]\nrelease = 0x" + "f" * 5_000, "a number in it is far too long"),
        ('[write]\nfolder = "a\\u0000b"\n', "line 2: “write”, “folder” is not written as it must"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputProblem) as problem:
        load_recipe(_written(tmp_path, text))
    assert said in problem.value.what
    assert problem.value.advice


@given(st.binary(max_size=300))
def test_any_bytes_are_a_recipe_or_are_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(data)
    try:
        recipe = load_recipe(path)
    except InputProblem as refused:
        problem = refused
    else:
        assert set(recipe.content) == set(tomllib.loads(data.decode("utf-8-sig")))
        return
    assert problem.advice


def test_a_recipe_is_another_one_when_its_profile_is(tmp_path: Path) -> None:
    profile = tmp_path / "council.json"
    profile.write_text('{"kind": "CLD Validator profile", "version": 1, "meanings": []}')
    recipe = load_recipe(_written(tmp_path, '[read]\nprofile = "council.json"\n'))
    before = recipe.fingerprint()
    profile.write_text('{"kind": "CLD Validator profile", "version": 1, "meanings": [] }')
    assert recipe.fingerprint() != before


def test_the_recipe_of_the_page_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "batch.md").read_text("utf-8")
    text = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / "council.json").write_text(
        '{"kind": "CLD Validator profile", "version": 1, "meanings": []}'
    )
    recipe = load_recipe(_written(tmp_path, text))
    schema = json.loads(bundled(*SCHEMA.split("/")).read_text("utf-8"))
    known = {
        (table, entry)
        for table, told in schema["properties"].items()
        for entry in told["properties"]
    }
    said = {(table, entry) for table, told in recipe.content.items() for entry in told}
    other = {e for e in ("sheet", "delimiter", "dates", "derived", "encoding") if f"`{e}" in page}
    assert known == said | {k for k in known if k[1] in other}
