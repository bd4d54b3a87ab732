"""Manifests that somebody else wrote: read, or said to be none; never a fault, never an end."""

from __future__ import annotations

import json
import os
import sys
from hashlib import sha256

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.presentation.history_text import history_document, history_json, history_text
from cldvalidator.problems import InputProblem
from cldvalidator.submissions.history import MOST_NOTICES, read_history
from cldvalidator.submissions.import_day import import_time
from cldvalidator.submissions.manifest_reading import read_manifest

SHA256 = "a" * 64
SOUND = {
    "program": {"version": "0.2.0"},
    "written": "2026-04-14T10:00:00+00:00",
    "day taken as today": "2026-04-14",
    "specification": {"release": "2", "pack": "built in"},
    "input": {"sha256": SHA256},
    "output": {"sha256": SHA256, "rows": 30},
    "findings as written": {"by severity": {"error": 40}, "by rule": {"DATE-01": {"error": 40}}},
    "rules switched off": ["ID-11"],
    "period": ["2025-04-01", "2026-03-31"],
    "records by event type": {"Request": 30},
    "unknown values": {"Gender": {"unknown": 1, "filled": 30}},
    "figures": [
        {"measure": "2A", "figure": "x", "group": "", "value": 1.5, "numerator": 3,
         "denominator": None},
    ],
    "method": "September 2026",
}  # fmt: skip
ABSURD = (
    "[" * 50_000 + "]" * 50_000, "9" * 400, "9" * 5_000, "1e999", "NaN", "-1", "1e300", "null",
    "[]", "{}", '"\\ud800"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59-14:00"',
    '"' + "x" * 100_000 + '"', '"../../../etc/passwd"', "true", '["9999-12-31", "0001-01-01"]',
    '{"\\u202e": 1, "=1+1": 2}',
)  # fmt: skip


def places(part, path=()):
    """Yield the path of every value in nested objects and lists."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def with_raw(path, raw, sound=SOUND):
    """Return a sound manifest with raw JSON in one place."""
    content = json.loads(json.dumps(sound))
    part = content
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = "@here@"
    return json.dumps(content).replace('"@here@"', raw)


def test_any_value_in_any_place_is_read_or_left_out(tmp_path):
    (tmp_path / "sound.manifest.json").write_text(json.dumps(SOUND))
    hostile = [with_raw(path, raw) for path in places(SOUND) for raw in ABSURD]
    for start in range(0, len(hostile), 60):
        folder = tmp_path / str(start)
        folder.mkdir()
        (folder / "sound.manifest.json").write_text(json.dumps(SOUND))
        for number, text in enumerate(hostile[start : start + 60]):
            path = folder / f"{number}.manifest.json"
            path.write_text(text)
            os.utime(path, (1_000_000_000, 1_000_000_000))  # a young file is read twice
        history = read_history(folder)
        assert any(s.name == "sound" or s.rows == 30 for s in history.submissions)
        assert len(history.notices) <= MOST_NOTICES + 1
        assert history_text(history)
        assert history_document(history).html()
        json.dumps(history_json(history), allow_nan=False)


@pytest.mark.parametrize("raw", ABSURD)
def test_the_day_of_a_manifest_is_a_day_or_it_is_none(tmp_path, raw, capsys):
    beside, file = tmp_path / "s.manifest.json", tmp_path / "s.csv"
    file.write_bytes(b"a\n")
    for name in ("written", "day taken as today"):
        beside.write_text(with_raw((name,), raw))
        when = import_time(file, SHA256, None, None)
        assert when.moment.tzinfo is None
        assert cli.main(["check", str(file), "--as-of", str(beside)]) == 2
        said = capsys.readouterr().err
        assert "s.manifest.json" in said
        assert "fault" not in said


HOW = {
    "columns": [{"column": "A", "field": None}], "sheet number": None, "delimiter": ",",
    "dates": {}, "rows left out": "3", "rows kept as records": "", "profile": None,
}  # fmt: skip
WORSE = (
    *ABSURD,
    '"1-99999999999"',
    f'"{"9" * 5000}"',
    "99999",
    '[{"column": "ZZZ", "field": "x"}]',
)


def test_a_file_is_read_again_as_any_manifest_says_or_it_is_said_why_not(tmp_path, capsys):
    file, beside = tmp_path / "s.csv", tmp_path / "s.manifest.json"
    file.write_bytes(b"LA Code,Gender\n503,Male\n503,Female\n")
    of_file = {"sha256": sha256(file.read_bytes()).hexdigest()}
    sound = SOUND | {"input": of_file, "how it was read": HOW, "findings as read": {"by rule": {}}}
    paths = [("how it was read", key) for key in HOW]
    paths += [("specification", "release"), ("rules switched off",), ("findings as read",)]
    for place, path in enumerate(paths):
        for raw in WORSE[place % 4 :: 4]:  # all of them were tried once
            beside.write_text(with_raw(path, raw, sound))
            code = cli.main(["check", str(file), "--from-manifest", str(beside), "--json"])
            said = capsys.readouterr().err
            assert code in (1, 2)
            assert (code == 2) == bool(said), said
            assert "fault in" not in said, (path, raw)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_pipes_links_and_folders_of_that_name(tmp_path):
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "sound.manifest.json").write_text(json.dumps(SOUND))
    os.mkfifo(folder / "pipe.manifest.json")
    (folder / "round.manifest.json").symlink_to("round.manifest.json")
    (folder / "away.manifest.json").symlink_to("/dev/zero")
    (folder / "folder.manifest.json").mkdir()
    (folder / "itself").symlink_to(folder)
    history = read_history(folder)
    assert [s.name for s in history.submissions] == ["sound"]
    assert len(history.notices) == 4
    (folder / "s.csv").write_bytes(b"a\n")
    (folder / "s.manifest.json").symlink_to("pipe.manifest.json")
    assert "cannot be read" in import_time(folder / "s.csv", "", None, None).notices[0]


def test_many_files_that_are_none_are_counted(tmp_path):
    for number in range(100):
        (tmp_path / f"{number}.manifest.json").write_bytes(b"{")
    notices = read_history(tmp_path).notices
    assert len(notices) == MOST_NOTICES + 1
    assert notices[-1] == f"{100 - MOST_NOTICES} more files are left out."


def test_what_is_no_manifest_says_what_to_do(tmp_path):
    path = tmp_path / "x.manifest.json"
    path.write_bytes(b"[]")
    with pytest.raises(InputProblem) as told:
        read_manifest(path)
    assert told.value.what == "x.manifest.json cannot be read as a manifest."
    assert told.value.advice
