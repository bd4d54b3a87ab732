"""What reads the JSON of somebody else meets values or a ValueError, never Python's own limits."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.official.council_pack import current_specification, settings_folder
from cldvalidator.problems import InputProblem
from cldvalidator.storage.untrusted_json import parse_json

ROOT = Path(__file__).parents[2]
OURS = {
    # What is read there comes with the program.
    "cldvalidator/checks/context.py",
    "cldvalidator/checks/rules.py",
    "cldvalidator/extract/no_records.py",
    "cldvalidator/fixes/release_1.py",
    "cldvalidator/published/packs.py",
    "cldvalidator/specification/loading.py",
    "cldvalidator/specification/portal.py",
    # And there from a process that it has started.
    "cldvalidator/batch/process.py",
    "cldvalidator/workbooks/messages.py",
    "cldvalidator/storage/untrusted_json.py",
}
"""Where Python's parser is called by its own name, for a text that does not name `bundled`."""


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists))
def test_what_json_says_is_returned(value):
    assert parse_json(json.dumps(value)) == value


@pytest.mark.parametrize("begun", ["[", '{"a":', '[{"a":['])
def test_any_depth_is_read_or_is_a_value_error(begun):
    for depth in (100, 900, 1_000, 100_000):
        try:
            parse_json(begun * depth)
        except ValueError:
            continue
        raise AssertionError("half a text was read")


def test_a_council_pack_nested_deep_is_refused_in_words(tmp_path):
    kept = settings_folder() / "council_pack_release_2.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text('{"origin":' + "[" * 180_000)
    with pytest.raises(InputProblem, match="cannot be read"):
        current_specification("2")


def _reads_bundled(call: ast.AST) -> bool:
    return any(isinstance(n, ast.Name) and n.id == "bundled" for n in ast.walk(call))


def test_nothing_from_outside_is_parsed_in_another_way():
    found = set()
    for path in [*ROOT.glob("cldvalidator/**/*.py"), *ROOT.glob("ui/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in ("json.loads", "json.load") and not _reads_bundled(node):
                found.add(path.relative_to(ROOT).as_posix())
    assert found == OURS
