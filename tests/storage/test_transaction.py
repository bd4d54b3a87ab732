"""Several files take their names together: whatever is refused, whenever the process is killed."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cldvalidator.problems import EnvironmentProblem, InputProblem
from cldvalidator.storage.journal import journal_of
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.storage.unfinished import settle_unfinished

POSIX = pytest.mark.skipif(os.name == "nt", reason="needs os.fork")
NAMES = ("s.csv", "s.manifest.json", "s.changes.csv", "s.report.xlsx")
HERE = str(Path(__file__).parent)
CALLS = ("open", "fsync", "replace", "rename", "link", "unlink")


def write_set(folder, text):
    with OutputTransaction(overwrite=True) as files:
        for name in NAMES:
            write_file(f"{text} {name}".encode(), folder / name, transaction=files)


def standing(folder):
    """Return which runs the files in a folder are of, by their first word."""
    found = {n: (folder / n).read_text().split()[0] for n in NAMES if (folder / n).exists()}
    return set(found.values()) | ({"none"} if len(found) < len(NAMES) else set())


def only_the_set(folder):
    return {p.name for p in folder.iterdir()} <= set(NAMES)


@pytest.mark.parametrize("before", ["none", "old"])
def test_all_get_their_names_and_nothing_else_is_left(tmp_path, before):
    if before == "old":
        write_set(tmp_path, "old")
    write_set(tmp_path, "new")
    assert standing(tmp_path) == {"new"}
    assert only_the_set(tmp_path)


class Calls:
    """Counts the calls of `os` that change something, and fails from a number on, or only there."""

    def __init__(self, monkeypatch, act):
        self.number = 0
        for name in CALLS:
            monkeypatch.setattr(os, name, self._counting(getattr(os, name), act))

    def _counting(self, call, act):
        def counted(*args, **options):
            self.number += 1
            act(self.number)
            return call(*args, **options)

        return counted


def number_of_calls(tmp_path, before):
    folder = tmp_path / "counting"
    folder.mkdir()
    if before == "old":
        write_set(folder, "old")
    with pytest.MonkeyPatch.context() as patch:
        calls = Calls(patch, lambda _: None)
        write_set(folder, "new")
    return calls.number


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EACCES])
@pytest.mark.parametrize("lasting", [False, True])
@pytest.mark.parametrize("before", ["none", "old"])
def test_a_refusal_of_any_call_leaves_one_run_or_says_so(tmp_path, before, lasting, error):
    every = number_of_calls(tmp_path, before)
    assert every > 20
    for at in range(1, every + 1):
        folder = tmp_path / f"{at}"
        folder.mkdir()
        if before == "old":
            write_set(folder, "old")

        def act(number, at=at):
            if number == at or (lasting and number > at):
                raise OSError(error, os.strerror(error))

        said = ""
        with pytest.MonkeyPatch.context() as patch:
            Calls(patch, act)
            try:
                write_set(folder, "new")
            except EnvironmentProblem as problem:
                said = problem.what
        if not said:  # a refusal that matters to nobody, such as of the order to the folder
            assert standing(folder) == {"new"}
        elif "Some of these may be new" in said:
            assert settle_unfinished([folder])
            assert standing(folder) == {"new"}
        else:
            assert standing(folder) == {before}, at
        settle_unfinished([folder])
        assert only_the_set(folder), at


@POSIX
@pytest.mark.parametrize("before", ["none", "old"])
def test_a_kill_at_any_call_leaves_one_run_after_the_next_start(tmp_path, before):
    every = number_of_calls(tmp_path, before)
    outcomes = set()
    for at in range(1, every + 1):
        folder = tmp_path / f"{at}"
        folder.mkdir()
        if before == "old":
            write_set(folder, "old")
        child = os.fork()
        if not child:
            patch = pytest.MonkeyPatch()
            Calls(patch, lambda number, at=at: os._exit(9) if number == at else None)
            write_set(folder, "new")
            os._exit(0)
        os.waitpid(child, 0)
        left = standing(folder)
        if (folder / NAMES[0]).exists() and (folder / NAMES[0]).read_text().startswith("new"):
            assert left == {"new"}, "the submission is never new beside something old"
        said = settle_unfinished([folder])
        if len(left) > 1:
            assert any("belong together" in s for s in said), at
        outcomes |= {(frozenset(left), frozenset(standing(folder)))}
        assert len(standing(folder)) == 1, at
        assert only_the_set(folder), at
    assert {after for _, after in outcomes} == {frozenset({before}), frozenset({"new"})}


def interrupted(folder):
    """Kill a process after it has given the first of the names, the old set being there."""
    code = f"""
import os, sys
from pathlib import Path
sys.path.insert(0, {HERE!r})
from test_transaction import write_set
folder = Path(sys.argv[1])
write_set(folder, "old")
replace, done = os.replace, []
def killed(source, target):
    replace(source, target)
    if not str(target).endswith("journal"):
        os._exit(9)
os.replace = killed
write_set(folder, "new")
"""
    subprocess.run([sys.executable, "-c", code, str(folder)], check=False)


def test_the_journal_holds_names_and_nothing_of_the_files(tmp_path):
    interrupted(tmp_path)
    text = journal_of(tmp_path / NAMES[0]).read_text("utf-8")
    steps = json.loads(text)["steps"]
    assert [s["place"] for s in steps] == list(reversed(NAMES))
    assert set(steps[0]) == {"place", "draft", "kept", "was", "new"}
    assert str(tmp_path) not in text


def test_what_somebody_has_written_since_is_not_replaced(tmp_path):
    interrupted(tmp_path)
    (tmp_path / "s.manifest.json").write_text("theirs, and longer than it was")
    (said,) = settle_unfinished([tmp_path])
    assert re.search(r"not all of one run: s\.manifest\.json may be older or newer", said)
    assert (tmp_path / "s.manifest.json").read_text().startswith("theirs")
    assert settle_unfinished([tmp_path]) == (said,), "it is said until somebody acts on it"
    write_set(tmp_path, "newest")
    (said,) = settle_unfinished([tmp_path])
    assert said.startswith("Removed from")
    assert standing(tmp_path) == {"newest"}
    assert only_the_set(tmp_path)


def test_a_name_that_is_taken_meanwhile_stops_all(tmp_path):
    def write():
        with OutputTransaction() as files:
            for name in NAMES:
                write_file(b"ours", tmp_path / name, transaction=files)
            (tmp_path / NAMES[1]).write_bytes(b"theirs")

    with pytest.raises(InputProblem, match=r"has appeared meanwhile.*None of these was changed"):
        write()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {NAMES[1]: b"theirs"}


def test_two_transactions_on_one_name_one_is_told(tmp_path):
    with OutputTransaction() as one:
        write_file(b"one", tmp_path / "s.csv", transaction=one)
        with pytest.raises(EnvironmentProblem, match="another CLD Validator"):
            write_file(b"two", tmp_path / "s.csv")
    assert (tmp_path / "s.csv").read_bytes() == b"one"
    assert only_the_set(tmp_path)


def test_two_processes_on_one_set(tmp_path):
    code = f"""
import sys
from pathlib import Path
sys.path.insert(0, {HERE!r})
from test_transaction import write_set
from cldvalidator.storage.locks import InUse
sys.stdin.readline()
for number in range(30):
    try:
        write_set(Path(sys.argv[1]), sys.argv[2])
    except InUse:
        pass
"""
    command = [sys.executable, "-c", code, str(tmp_path)]
    processes = [
        subprocess.Popen([*command, word], stdin=subprocess.PIPE, text=True) for word in "ab"
    ]
    for process in processes:
        process.communicate("go\n", timeout=120)
        assert process.returncode == 0
    assert standing(tmp_path) in ({"a"}, {"b"})
    assert only_the_set(tmp_path)
