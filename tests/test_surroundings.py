"""Folders that may not be entered, names that are too long, pipes that close: plain sentences."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cldvalidator.batch import files
from cldvalidator.command_line import main
from cldvalidator.paths import is_file_there, is_folder_there, is_there
from cldvalidator.problems import EnvironmentProblem
from cldvalidator.storage import targets
from cldvalidator.storage.targets import check_target
from cldvalidator.storage.transaction import atomic_file
from cldvalidator.submissions import gathering
from cldvalidator.synthetic_data import generate, write_csv
from reliability import seeds

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions and pipes")
# Without these, permissions count for root too.
_RIGHTS = "-dac_override,-dac_read_search"
_AS_OTHERS = ["setpriv", "--bounding-set", _RIGHTS, "--inh-caps", _RIGHTS]


def _prefix():
    if os.name != "nt" and os.geteuid() != 0:
        return []
    if os.name != "nt" and shutil.which("setpriv"):
        tried = subprocess.run([*_AS_OTHERS, sys.executable, "-c", ""], check=False)
        return _AS_OTHERS if tried.returncode == 0 else None
    return None


@pytest.fixture(scope="module")
def as_others():
    prefix = _prefix()
    if prefix is None:
        pytest.skip("no permission is ever refused to this user")
    return prefix


@pytest.fixture
def place(tmp_path, release_2, monkeypatch):
    write_csv(generate(30, seed=1, specification=release_2), tmp_path / "extract.csv")
    (tmp_path / "population.csv").write_text(
        "age band,population\n18 to 64,500000\n65 and above,100000\n"
    )
    for name, mode in (("readonly", 0o555), ("locked", 0o000), ("settings", 0o755)):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(mode)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(tmp_path / "settings"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[1]))
    yield tmp_path
    for path in tmp_path.iterdir():
        if path.is_dir():
            path.chmod(0o755)


def run(prefix, *arguments):
    command = [*prefix, sys.executable, "-m", "cldvalidator", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@POSIX
@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["check", "extract.csv", "--write", "readonly/o.csv"], "no permission to write in"),
        (["check", "extract.csv", "--write", "locked/o.csv"], "o.csv may not be written"),
        (["check", "extract.csv", "--report", "locked/a/o.xlsx"], "o.xlsx may not be written"),
        (["check", "extract.csv", "--write", f"{'a' * 251}.csv"], "is too long for the folder"),
        (["demo", "--folder", "extract.csv"], "extract.csv is a file, or lies in one."),
        (["demo", "--folder", "readonly"], "no permission to write in"),
        (["demo", "--folder", "readonly/new"], "cannot be made: Permission denied."),
        (["demo", "--folder", "locked"], "may not be written"),
        (["profile", "column", "locked/p.json", "M", "Gender"], "may not be written"),
    ],
)
def test_refused_in_plain_words(place, as_others, command, said):
    done = run(as_others, *command)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "fault in CLD Validator" not in done.stderr
    assert done.stdout == ""  # before any work


@POSIX
def test_a_preview_goes_on_when_the_population_cannot_be_remembered(place, as_others):
    (place / "settings").chmod(0o555)
    done = run(as_others, "preview", "extract.csv", "--population", "population.csv")
    assert done.returncode == 0, done.stderr
    assert "ASCOF 2B" in done.stdout
    assert done.stderr.startswith("The population is used, but it cannot be remembered: ")
    assert done.stderr.count("\n") == 1


@POSIX
@pytest.mark.parametrize("command", [["check"], ["preview"], ["fix", "--safe"]])
def test_without_settings_when_they_cannot_be_entered(place, as_others, command):
    (place / "settings").chmod(0o000)
    done = run(as_others, *command, "extract.csv")
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout
    assert done.stderr.startswith("The settings folder ")
    assert done.stderr.count("\n") == 1


@POSIX
def test_a_pipe_that_closes_does_not_stop_the_work(place):
    command = f"{sys.executable} -m cldvalidator check extract.csv --by record --write o.csv"
    usual = run([], "check", "extract.csv").returncode
    for ending in ("| head -0", "| head -1", ">&-"):
        done = subprocess.run(
            ["bash", "-c", f"{command} --overwrite {ending}; exit ${{PIPESTATUS[0]}}"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (place / "o.csv").is_file()
        (place / "o.csv").unlink()
        assert done.returncode == usual
        assert "Traceback" not in done.stderr + done.stdout
        assert "Exception" not in done.stderr


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_behind_the_output_is_said(place):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cldvalidator", "check", "extract.csv", "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "What was to be printed was not written: the disk is full.\n"


def test_a_long_name_that_the_folder_takes_is_written(tmp_path):
    target = tmp_path / f"{'a' * 251}.csv"
    with atomic_file(target) as (out, _):
        out.write(b"x")
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_a_folder_that_may_not_be_written_to_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(targets.os, "access", lambda *_: False)
    with pytest.raises(EnvironmentProblem, match="no permission to write in the folder"):
        check_target(tmp_path / "o.csv", overwrite=False)


def test_what_may_not_be_looked_at_is_not_there(tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    assert not any(look(tmp_path) for look in (is_there, is_file_there, is_folder_there))


def test_a_folder_with_far_more_files_than_a_set_or_a_run_has(tmp_path, monkeypatch, capsys):
    for number in range(4):
        (tmp_path / f"{number}.csv").touch()
    monkeypatch.setattr(gathering, "MOST_FILES", 3)
    monkeypatch.setattr(files, "MOST_FILES", 3)
    for command in (["join"], ["batch"], ["watch", "--once"]):
        assert main.main([*command, str(tmp_path)]) == 2
        said = capsys.readouterr().err
        assert "4 files that" in said
        assert "at most 3." in said
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"{n}.csv" for n in range(4)]


@POSIX
def test_a_file_whose_name_is_no_text(tmp_path, monkeypatch, capsys):
    odd = tmp_path / os.fsdecode(b"\xff\xe9 odd.csv")
    odd.write_bytes(seeds.csv())
    (tmp_path / "sound.csv").write_bytes(seeds.csv().replace(b"/2026", b"/2025"))
    monkeypatch.chdir(tmp_path)
    for command in (
        ["check", odd, "--write", "o.csv", "--report", "r.xlsx", "--sign-off", "s.html"],
        ["join", odd, "--xlsx", "j.xlsx"],
        ["compare", "sound.csv", odd, "--xlsx", "c.xlsx", "--html", "c.html"],
    ):
        assert main.main([str(a) for a in command]) in (0, 1), capsys.readouterr().err
    assert "?? odd.csv" in (tmp_path / "o.manifest.json").read_text("utf-8")
    capsys.readouterr()
    assert main.main(["join", str(odd), "--save-set", "set.json"]) == 2
    assert "the name of a file in it has characters" in capsys.readouterr().err
