"""The commands of dev.py: what follows one is its tool's to read."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import dev

PASSED = {
    "test -k x": ["-m", "pytest", "-k", "x"],
    "test -n 2 tests/checks": ["-m", "pytest", "-n", "2", "tests/checks"],
    "test tests/checks -q": ["-m", "pytest", "tests/checks", "-q"],
    "test --coverage tests/checks": ["-m", "reliability", "covered", "tests/checks"],
    "test --stress": ["-m", "reliability", "stressed"],
    "check --json FILE": ["-m", "cldvalidator", "check", "--json", "FILE"],
    "check --help": ["-m", "cldvalidator", "check", "--help"],
    "demo --folder X": ["-m", "cldvalidator", "demo", "--folder", "X"],
    "app FILE --style x": ["-m", "ui", "FILE", "--style", "x"],
    "bench --help": ["-m", "benchmarks", "--help"],
    "bench --quick": ["-m", "benchmarks", "--quick"],
    "fuzz 2000 --seed 3": ["-m", "reliability", "fuzz", "2000", "--seed", "3"],
    "faults --every 9": ["-m", "reliability", "faults", "--every", "9"],
    "shots --help": ["-m", "shots", "--help"],
    "build --windows": ["-m", "installer", "build", "--windows"],
    "sign -h": ["-m", "installer", "sign", "-h"],
}


@pytest.fixture
def ran(monkeypatch):
    """Collect the commands that dev.py runs instead of running them."""
    commands = []
    monkeypatch.setattr(dev, "set_up", lambda lock_name: None)
    monkeypatch.setattr(dev, "install_qt_libraries", lambda: None)
    monkeypatch.setattr(dev, "execute", lambda command: commands.append(list(command)) or 5)
    return commands


@pytest.mark.parametrize("line", PASSED)
def test_what_follows_a_command_is_passed_on(ran, line):
    assert dev.main(line.split()) == 5
    assert ran == [[str(dev.PYTHON), *PASSED[line]]]


def test_test_alone_lints_first(ran):
    dev.main(["test"])
    assert "ruff" in ran[0]
    assert all("pytest" not in command for command in ran)


@pytest.mark.parametrize("fails", ["mypy", "--no-logo", "pytest", None])
def test_test_alone_runs_all_and_fails_with_any(ran, monkeypatch, fails):
    monkeypatch.setattr(
        dev, "execute", lambda command: ran.append(list(command)) or 3 * (fails in command)
    )
    assert dev.main(["test"]) == (3 if fails else 0)
    words = {word for command in ran for word in command}
    assert {"ruff", "mypy", "pytest"} <= words
    assert ("--no-logo" in words) == (fails != "mypy")


@pytest.mark.parametrize("line", ["lint --fix", "lock x", "nonsense", ""])
def test_what_no_tool_reads_is_refused(ran, line, capsys):
    with pytest.raises(SystemExit) as stopped:
        dev.main(line.split())
    assert stopped.value.code == 2
    assert not ran
    assert "error" in capsys.readouterr().err


@pytest.mark.parametrize("tool", ["shots", "benchmarks"])
def test_the_tools_say_how_they_are_used(tool):
    path = os.pathsep.join([str(dev.ROOT), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", tool, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert done.stdout.startswith("usage:")
