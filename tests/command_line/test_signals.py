"""A program that is ended from outside leaves no half of a file behind, and the next one tidies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.command_line.signals import stopped_by_signals
from cldvalidator.storage import drafts
from cldvalidator.storage.unfinished import settle_unfinished
from cldvalidator.synthetic_data import generate, write_csv

HALFWAY = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # and what nohup starts, this one
from cldvalidator.command_line import main as cli
from cldvalidator.writing import submission
def wait(*_, **__):
    print("half", flush=True)
    time.sleep(600)
submission.cells_read_back = wait
sys.exit(cli.main(sys.argv[1:]))
"""
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows ends programs in other ways")


@pytest.fixture
def source(tmp_path, release_2):
    path = tmp_path / "extract.csv"
    write_csv(generate(30, seed=1, specification=release_2), path)
    return path


@pytest.fixture
def halfway(source):
    """Start a program and wait until it has written half; return it."""
    target = source.with_name("o.csv")
    command = [sys.executable, "-c", HALFWAY, "check", str(source), "--write", str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as p:
        for line in p.stdout:
            if line == "half\n":
                break
        yield p
        p.kill()


@POSIX
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_signal_stops_it_cleanly(halfway, source, name):
    assert [p for p in source.parent.iterdir() if p.suffix == ".part"]
    number = getattr(signal, name)
    halfway.send_signal(number)
    _, err = halfway.communicate(timeout=120)
    assert halfway.returncode == 2
    assert err == "Stopped. Nothing more was written.\n"
    assert [p.name for p in source.parent.iterdir()] == ["extract.csv"]


@POSIX
def test_what_a_crash_leaves_is_gone_with_the_next_start_and_said(halfway, source, capsys):
    halfway.kill()
    halfway.wait(timeout=120)
    assert [p for p in source.parent.iterdir() if p.suffix == ".part"]
    assert cli.main(["check", str(source)]) == 0
    assert f"Removed from {source.parent}: 1 unfinished file" in capsys.readouterr().err
    assert [p.name for p in source.parent.iterdir()] == ["extract.csv"]


@POSIX
def test_what_a_living_writer_writes_stays_and_no_other_writes_there(halfway, source, capsys):
    assert settle_unfinished([source.parent]) == ()
    assert [p for p in source.parent.iterdir() if p.suffix == ".part"]
    assert cli.main(["check", str(source), "--write", str(source.with_name("o.csv"))]) == 2
    assert "is being written by another CLD Validator just now" in capsys.readouterr().err


def test_two_drafts_of_one_program_do_not_meet(tmp_path):
    target = tmp_path / "o.csv"
    with drafts.draft_of(target) as one, drafts.draft_of(target) as two:
        one.write_bytes(b"1")
        two.write_bytes(b"2")
        assert settle_unfinished([tmp_path]) == ()
        assert len(list(tmp_path.iterdir())) == 2
    assert list(tmp_path.iterdir()) == []


def test_of_another_machine_only_the_age_is_known(tmp_path):
    theirs = tmp_path / ".o.csv.abcdef-1-b427b4b6.part"
    others = {".o.csv.mine.part", ".o.csv.bak.b427b4b6.part"}
    for name in (theirs.name, *others):
        (tmp_path / name).write_bytes(b"x")
    settle_unfinished([tmp_path])
    assert theirs.exists()
    for path in tmp_path.iterdir():
        os.utime(path, (time.time() - 90_000,) * 2)
    assert len(settle_unfinished([tmp_path])) == 1
    assert {p.name for p in tmp_path.iterdir()} == others


@POSIX
def test_a_second_signal_does_not_interrupt_the_tidying(tmp_path):
    tidied = []

    def work():
        with stopped_by_signals():
            try:
                signal.raise_signal(signal.SIGHUP)
            finally:
                signal.raise_signal(signal.SIGHUP)
                signal.raise_signal(signal.SIGTERM)
                tidied.append(True)

    with pytest.raises(KeyboardInterrupt):
        work()
    assert tidied
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_DFL


@POSIX
def test_what_is_ignored_stays_ignored(monkeypatch):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopped_by_signals():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
