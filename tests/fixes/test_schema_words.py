"""A change file or profile that is not as it must be: the place and what is allowed, in words."""

from __future__ import annotations

import pytest

from cldvalidator.fixes.json_file import check_shape, read_json
from cldvalidator.problems import InputProblem

MEANING = {"field": "Gender", "found": "F", "written": "Female"}
KNOWN = {"rule": "MAND-02", "field": "Gender", "reason": "so"}


def profile(**more):
    return {"kind": "CLD Validator profile", "version": 1, "meanings": []} | more


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            profile(colour="red"),
            "the file as a whole has an entry “colour” that is not known; known are “kind”, "
            "“version”, “meanings”, “columns”, “sheet”, “rules”, “known”, “filters”, “spellings”.",
        ),
        (
            profile(meanings=[MEANING, MEANING | {"9990000018": "x"}]),
            "“meanings”, entry 2 has an entry that is not known; known are “field”, “found”, "
            "“written”, “note”, “since”.",
        ),
        (
            profile(meanings=[MEANING | {"found": ""}]),
            "“meanings”, entry 1, “found” is empty, and must not be.",
        ),
        (
            profile(meanings=[{"field": "Gender"}]),
            "“meanings”, entry 1 lacks “found”, “written”.",
        ),
        (profile(meanings={}), "“meanings” has to be a list."),
        (profile(kind="other"), "“kind” has to be “CLD Validator profile”."),
        (profile(version=2), "“version” has to be 1."),
        (profile(columns={"": None}), "a header under “columns” is empty, and must not be."),
        (
            profile(meanings=[MEANING | {"written": "x" * 121}]),
            "“meanings”, entry 1, “written” is longer than the 120 characters that are allowed.",
        ),
        (
            profile(meanings=[MEANING | {"since": "yesterday"}]),
            "“meanings”, entry 1, “since” is not written as it must be, such as 2026-03-31.",
        ),
        (
            profile(filters=[{"name": str(n), "where": "Age < 9"} for n in range(201)]),
            "“filters” has more than the 200 entries that are allowed.",
        ),
        (
            profile(columns={f"c{n}": None for n in range(2_001)}),
            "“columns” has more than the 2,000 entries that are allowed.",
        ),
        (
            profile(known=[KNOWN | {"cells": -1}]),
            "“known”, entry 1, “cells” has to be 0 or more.",
        ),
        (
            profile(known=[KNOWN | {"rule": "x"}]),
            "“known”, entry 1, “rule” is not written as it must be, such as MAND-02.",
        ),
    ],
)
def test_the_place_and_what_is_allowed(content, said):
    with pytest.raises(InputProblem) as caught:
        check_shape(content, "fixes/profile.schema.json", "p.json is not a profile")
    assert caught.value.what == f"p.json is not a profile: {said}"


@pytest.mark.parametrize(("data", "largest"), [(b"[" * 3_000_001, 1 << 30), (b" " * 101, 100)])
def test_what_is_far_larger_than_one_is_refused_before_it_is_read(tmp_path, data, largest):
    path = tmp_path / "p.json"
    path.write_bytes(data)
    with pytest.raises(InputProblem, match="is far larger than one"):
        read_json(path, "fixes/changes.schema.json", "a change file", largest)


def test_an_empty_file_is_not_to_be_exported(tmp_path):
    path = tmp_path / "changes.json"
    path.touch()
    with pytest.raises(InputProblem) as caught:
        read_json(path, "fixes/changes.schema.json", "a change file")
    assert caught.value.what == "changes.json is not a change file: it is empty."
    assert "Export" not in caught.value.advice
