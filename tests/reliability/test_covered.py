"""The list of files at 100%: what falls below fails, and what reaches it has to be listed."""

from __future__ import annotations

import json

from reliability.covered import FOLDERS, PERFECT, ROOT, covered_files, fallen, unlisted

REPORT = {
    "files": {
        "cldvalidator/checks/a.py": {
            "summary": {"percent_covered": 100.0},
            "missing_lines": [],
            "missing_branches": [],
        },
        "cldvalidator/checks/b.py": {
            "summary": {"percent_covered": 90.0},
            "missing_lines": [7],
            "missing_branches": [[9, -1]],
        },
        "cldvalidator/extract/c.py": {"summary": {"percent_covered": 1.0}, "missing_lines": [1]},
        "cldvalidator/__init__.py": {"summary": {"percent_covered": 1.0}, "missing_lines": [1]},
    }
}


def test_only_the_five_folders_are_judged():
    assert [f.name for f in covered_files(REPORT)] == [
        "cldvalidator/checks/a.py",
        "cldvalidator/checks/b.py",
    ]


def test_a_file_that_fell_and_one_that_is_not_listed_are_told():
    files = list(covered_files(REPORT))
    good, bad = "cldvalidator/checks/a.py", "cldvalidator/checks/b.py"
    assert fallen(files, [good]) == []
    assert unlisted(files, [good]) == []
    assert fallen(files, [bad, "cldvalidator/checks/z.py"]) == [
        f"{bad} is no longer at 100%: 7, 9->end",
        "cldvalidator/checks/z.py is listed and not there",
    ]
    assert unlisted(files, [bad]) == [good]


def test_every_listed_file_is_there():
    listed = json.loads(PERFECT.read_text("utf-8"))["files"]
    assert listed == sorted(set(listed))
    for name in listed:
        assert (ROOT / name).is_file(), name
        assert name.split("/")[1] in FOLDERS
