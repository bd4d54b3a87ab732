"""Long lists held against a schema: the faults are those of the plain validator."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.bundled import bundled
from cldvalidator.fixes.alike_entries import Shapes, validator_of

SCHEMA: dict[str, Any] = json.loads(bundled("fixes", "changes.schema.json").read_text("utf-8"))
_OURS = validator_of(SCHEMA, few=1)
_BOTH = {
    "field": "Gender", "found": "x", "written": "Male", "rule": "MAND-02", "certainty": "ask",
    "by": "user", "when": "2026-11-30T10:00:00",
}  # fmt: skip
_OF_VALUE = _BOTH | {"rows": 3}
_OF_CELL = _BOTH | {"record": 0, "source_row": 2, "identity": "0123456789abcdef", "alike": 1}
_OF_ROW = {
    "source_row": 2, "decided": "left out", "found": "0123456789abcdef", "why": "", "rule": "",
    "certainty": "ask", "by": "user", "when": "",
}  # fmt: skip
_ENTRIES = (_OF_VALUE, _OF_CELL, _OF_ROW)
_NAMES = sorted({name for entry in _ENTRIES for name in entry} | {"who", "why", "other"})
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from((-1, 0, 1, 2, 1.0, 0.5, 1e999, 10**400)),
    st.sampled_from(("", "x", "ask", "safe", "left out", "0123456789abcdef", "0123456789abcdeF")),
    st.text(max_size=17),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(("a", "rows")), st.integers(), max_size=1),
)


@st.composite
def _entry(draw: st.DrawFn) -> Any:
    """Return an entry that is sound, or one with something else in some of its places."""
    entry: dict[str, Any] = copy.deepcopy(draw(st.sampled_from(_ENTRIES)))
    for name in draw(st.lists(st.sampled_from(_NAMES), max_size=2)):
        if draw(st.booleans()):
            entry[name] = draw(_VALUES)
        else:
            entry.pop(name, None)
    return draw(st.one_of(st.just(entry), _VALUES)) if draw(st.integers(0, 9)) == 0 else entry


def _file(entries: list[Any]) -> dict[str, Any]:
    return {
        "kind": "CLD Validator changes",
        "version": 2,
        "input": {"name": "a.csv", "sha256": "0" * 64, "records": 3, "columns": {}},
        "steps": [{"title": "t", "changes": entries}],
    }


def _faults(validator: Any, content: Any) -> list[tuple[list[str | int], str]]:
    return [(list(f.absolute_path), f.message) for f in validator.iter_errors(content)]


@settings(max_examples=60, deadline=None)
@given(st.lists(_entry(), max_size=12))
def test_the_faults_are_those_of_the_plain_validator(entries: list[Any]) -> None:
    plain = jsonschema.Draft202012Validator(SCHEMA)
    content = _file([*entries, *_ENTRIES, *entries])
    assert _faults(_OURS, content) == _faults(plain, content)


def test_alike_entries_are_looked_at_once_and_one_that_is_not_is_found() -> None:
    entries = [_OF_CELL | {"record": n, "source_row": n + 2, "found": f"x{n}"} for n in range(500)]
    assert not _faults(validator_of(SCHEMA), _file(entries))
    entries[321] = entries[321] | {"source_row": 0}
    places = {tuple(where[:4]) for where, _ in _faults(validator_of(SCHEMA), _file(entries))}
    assert places == {("steps", 0, "changes", 321)}


@pytest.mark.parametrize("keyword", ["uniqueItems", "multipleOf", "format"])
def test_a_keyword_that_no_shape_tells_leaves_the_plain_validator(keyword: str) -> None:
    schema = {"items": {keyword: True}}
    with pytest.raises(ValueError, match=keyword):
        Shapes(schema)
    assert type(validator_of(schema)) is jsonschema.Draft202012Validator
