"""Saved work, and where it is kept, that somebody damaged: looked for, never a fault nor an end."""

from __future__ import annotations

import json
import os
import sys

import pytest

from cldvalidator.jobs.check import open_file
from cldvalidator.settings import settings_folder
from reliability import seeds
from reliability.attacks import beside
from ui.fixing.saved_work import find_work

HEAD = '{"saved": "x", "sha256": "%s", "councils": %s, "period": %s}'


@pytest.fixture(name="opened", scope="module")
def _opened(tmp_path_factory):
    path = tmp_path_factory.mktemp("work") / "e.csv"
    path.write_bytes(seeds.csv())
    return open_file(path)


def test_saved_work_that_is_absurd_is_not_offered(opened, tmp_path):
    place, good = tmp_path / "e.changes.json", seeds.changes()
    place.write_bytes(good)
    offer = find_work(opened, tmp_path / "e.csv")
    assert offer is not None
    assert offer.is_same
    for name, data in beside.attacks(good).items():
        if name.startswith("all of it is") or "half" in name:
            place.write_bytes(data)
            found = find_work(opened, tmp_path / "e.csv")
            assert found is None or found.is_same, name


@pytest.mark.parametrize(
    ("councils", "period"),
    [
        ("[" * 60_000 + "]", '"x"'),
        ('["503"]', '"\\ud800"'),
        ("[{}]", '"x"'),
        ("[1, null]", f'"{"x" * 60_000}"'),
    ],
)
def test_the_head_alone_is_absurd(opened, tmp_path, councils, period):
    sha256 = opened.extract.reading.sha256
    (tmp_path / "e.changes.json").write_text(HEAD % (sha256, councils, period))
    assert find_work(opened, tmp_path / "e.csv") is None


def test_places_that_no_system_has_are_passed_over(opened, tmp_path, monkeypatch):
    monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(tmp_path / "settings"))
    sha256 = opened.extract.reading.sha256
    settings_folder().mkdir()
    places = ["\0", "\ud800", "/dev/zero", "/", "x" * 5_000, ""]
    for kept in (*([[sha256, p]] for p in places), {"a": 1}, 5, [[sha256]], [[sha256, 1]]):
        (settings_folder() / "work.json").write_text(json.dumps(kept))
        assert find_work(opened, tmp_path / "e.csv") is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_of_that_name_is_not_waited_for(opened, tmp_path):
    os.mkfifo(tmp_path / "p.changes.json")
    assert find_work(opened, tmp_path / "e.csv") is None
