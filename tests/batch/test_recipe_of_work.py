"""What was done with one file is a recipe that does it again, and says what it does not do."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cldvalidator as cld
from cldvalidator.batch.one_file import fixed_by
from cldvalidator.batch.recipe import load_recipe
from cldvalidator.batch.recipe_of_work import Work, recipe_of_work
from cldvalidator.batch.recipe_text import recipe_toml
from cldvalidator.checks.memory import Memory
from cldvalidator.fixes import CellChange, History, ValueChange
from cldvalidator.fixes.changes import BY_REPLACING, BY_YOU
from cldvalidator.fixes.rows import rows_out
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.fix import AcceptedFixes, fix
from cldvalidator.jobs.outputs import Outputs
from cldvalidator.jobs.preview_inputs import PreviewInputs
from tests.examples import examples

WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
TABLES = st.dictionaries(
    st.sampled_from(["read", "fix", "write"]),
    st.dictionaries(
        st.from_regex(r"[a-z_]+", fullmatch=True),
        st.booleans() | WORDS | st.lists(WORDS, max_size=3) | st.dictionaries(WORDS, WORDS),
        max_size=4,
    ),
    max_size=3,
)


@given(TABLES)
@settings(max_examples=examples(20))
def test_what_is_written_is_read_again(content: dict[str, dict[str, object]]) -> None:
    assert tomllib.loads(recipe_toml(content)) == content


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Work:
    """Safe and likely fixes accepted, a column named, a submission with two reports."""
    path = tmp_path_factory.mktemp("work") / "q1.csv"
    cld.synthetic(path, rows=60, faults=0.15, seed=5)
    path.write_text(path.read_text("utf-8").replace("Date of Birth", "Born", 1), "utf-8")
    told = {"header_matches": {"Born": "Date of Birth"}, "release": None, "sheet": None}
    memory = Memory()
    opened = open_file(
        path, header_matches=told["header_matches"], without=["PORT-01"], memory=memory
    )
    fixed = fix(opened, memory, AcceptedFixes(safe=True, likely=["all"]))
    outputs = Outputs(path.with_name("q1_sent.csv.gz"), plain_report=True, sign_off=True)
    inputs = PreviewInputs(method="June 2026")
    return Work(
        opened, fixed.after, fixed.history, reading=told, outputs=outputs, inputs=inputs,
    )  # fmt: skip


def test_it_does_the_same_again(work: Work, tmp_path: Path) -> None:
    made = recipe_of_work(work)
    (tmp_path / "recipe.toml").write_text(made.text, "utf-8")
    recipe = load_recipe(tmp_path / "recipe.toml")
    assert recipe.content["read"]["columns"] == {"Born": "Date of Birth"}
    assert recipe.content["write"] == {
        "name": "{name}_sent",
        "submission": True,
        "gzip": True,
        "report_without_values": True,
        "sign_off": True,
    }
    assert recipe.content["preview"] == {"figures": True, "method": "June 2026"}
    path = work.as_read.extract.reading.path
    assert path is not None
    again = fixed_by(path, recipe)
    undated = [[replace(c, when="") for c in w.history.changes] for w in (again, work)]
    assert undated[0] == undated[1]
    assert again.after.result.switched_off == work.now.result.switched_off
    assert not [n for n in made.notes if "more than" in n or "would be changed" in n]


def test_no_cell_of_the_file_is_in_it(work: Work) -> None:
    text = recipe_of_work(work).text
    for column in work.as_read.extract.columns.values():
        assert not [t for t in column.texts if len(t) > 4 and t in text and t != "Safe"]


def test_what_is_of_this_file_alone_is_said(work: Work) -> None:
    extract = work.history.current
    row = int(extract.source_rows[3])
    city, gender = extract.column("LA Code"), extract.column("Gender")
    chosen = ValueChange("LA Code", city.text(3), "x", 1, "", "ask", BY_YOU)
    replaced = replace(chosen, found="x", written="y", by=BY_REPLACING)
    cell = CellChange("Gender", 3, row, gender.text(3), "Other")
    history = work.history.do("", [chosen]).do("", [replaced]).do("", [cell])
    history = history.do("", rows_out(history.current, [row]))
    made = recipe_of_work(replace(work, history=history))
    said = " ".join(made.notes)
    for part in ("chose yourself", "1 edit of single cells", "found and replaced", "1 record that"):
        assert part in said


def test_a_kind_of_which_some_were_left_is_said(work: Work) -> None:
    """The file as it was read, with one safe fix accepted: the recipe would accept all."""
    first = next(c for c in work.history.changes if getattr(c, "certainty", "") == "safe")
    history = History(work.as_read.extract).do("", [first])
    made = recipe_of_work(replace(work, now=work.as_read, history=history))
    assert "safe = true" in made.text
    assert "likely" not in made.text
    assert any("would be changed too" in note for note in made.notes)


def test_nothing_done_is_a_recipe_that_only_checks(work: Work, tmp_path: Path) -> None:
    opened = open_file(Path(str(work.as_read.extract.reading.path)))
    bare = Work(opened, opened, History(opened.extract))
    (tmp_path / "recipe.toml").write_text(recipe_of_work(bare).text, "utf-8")
    assert load_recipe(tmp_path / "recipe.toml").content == {}
