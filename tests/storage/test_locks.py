"""A lock is held by one, ends with its process, and leaves nothing behind."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading

import pytest

from cldvalidator.problems import EnvironmentProblem
from cldvalidator.storage import locks
from cldvalidator.storage.locks import InUse, is_free, lock_of, locked

HOLD = """
import sys, time
from pathlib import Path
from cldvalidator.storage.locks import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path):
    command = [sys.executable, "-c", HOLD, str(tmp_path / "a.csv")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_another_process_is_told(tmp_path, holder):
    target = tmp_path / "a.csv"
    with pytest.raises(InUse, match=r"a\.csv is being written by another"), locked(target):
        pass
    assert not is_free(lock_of(target))
    with locked(tmp_path / "b.csv"):
        pass


def test_the_lock_of_a_killed_process_is_free(tmp_path, holder):
    holder.kill()
    holder.wait()
    assert list(tmp_path.iterdir()) == [lock_of(tmp_path / "a.csv")]
    with locked(tmp_path / "a.csv"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_of_many_threads_one_is_in_at_a_time(tmp_path):
    inside: list[int] = []
    most: list[int] = []

    def work():
        for _ in range(20):
            with locked(tmp_path / "a.csv", patience=60):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 100
    assert set(most) == {1}
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_without_locks_lets_everyone_in(tmp_path, monkeypatch):
    def refuse(_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(locks, "_lock", refuse)
    with locked(tmp_path / "a.csv"), locked(tmp_path / "a.csv"):
        pass


def test_a_folder_that_refuses_is_told_plainly(tmp_path):
    with (
        pytest.raises(EnvironmentProblem, match="could not be written"),
        locked(tmp_path / "no" / "a.csv"),
    ):
        pass
