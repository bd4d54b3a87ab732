"""The profile of this computer: changes in their order, and what is refused leaves the others."""

from __future__ import annotations

from collections import deque

import pytest

from cldvalidator.fixes.profile import Meaning, Profile, default_profile, save_profile
from cldvalidator.fixes.profile_store import (
    filter_asked_for,
    readable_profile,
    store_edits,
    stored_profile,
)
from cldvalidator.fixes.saved_filters import SavedFilter
from cldvalidator.problems import InputProblem

OPEN = SavedFilter("Open services", "Event End Date is blank")


def with_column(header, field):
    return lambda profile: (profile.with_column(header, field), f"{header} kept")


def refused(_):
    raise InputProblem("No.", "Do something else.")


def test_changes_are_stored_in_their_order_and_one_refused_leaves_the_others(release_2):
    edits = deque([with_column("M/F", "Gender"), refused, with_column("M/F", None)])
    done, problems = store_edits(edits, release_2)
    assert done == ["M/F kept", "M/F kept"]
    assert [p.what for p in problems] == ["No."]
    assert not edits
    assert dict(stored_profile().columns) == {"M/F": None}


def test_without_a_change_nothing_is_written(release_2):
    store_edits(deque([lambda profile: (profile, "looked at")]), release_2)
    assert not default_profile().exists()


def test_a_profile_that_cannot_be_read_counts_as_an_empty_one(release_2):
    store_edits(deque([with_column("M/F", "Gender")]), release_2)
    default_profile().write_text("{", "utf-8")
    with pytest.raises(InputProblem):
        stored_profile()
    assert readable_profile() == Profile()


def test_a_filter_is_found_by_its_name(release_2, tmp_path):
    assert filter_asked_for("Gender = Male") == "Gender = Male"
    with pytest.raises(InputProblem, match="The profile of this computer"):
        filter_asked_for("@Open services")
    path = tmp_path / "council.json"
    named = Profile(filters=(OPEN,)).with_meanings([Meaning("Gender", "M", "Male")])
    save_profile(named, path, release_2)
    assert filter_asked_for("@open services ", path) == OPEN.where
    with pytest.raises(InputProblem, match=r"council\.json"):
        filter_asked_for("@Closed services", path)
