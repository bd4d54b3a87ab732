"""What is written together: if a later file fails, the earlier ones stand, and it is said."""

from __future__ import annotations

import errno
import os

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.fixes import safe_changes
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.outputs import Outputs, write_outputs
from cldvalidator.problems import EnvironmentProblem
from cldvalidator.synthetic_data import generate, plant, write_csv


@pytest.fixture
def source(tmp_path, release_2):
    path = tmp_path / "extract.csv"
    valid = generate(200, seed=1, specification=release_2)
    write_csv(plant(valid, release_2, share=0.2, seed=2)[0], path)
    return path


@pytest.fixture
def full_from(monkeypatch):
    """Let the disk be full when the file numbered so is written."""

    def begin(number, error=errno.ENOSPC):
        written = []
        sync = os.fsync

        def fsync(descriptor):
            written.append(descriptor)
            if len(written) >= number:
                raise OSError(error, os.strerror(error))
            sync(descriptor)

        monkeypatch.setattr(os, "fsync", fsync)

    return begin


NAMES = ["s.csv", "s.manifest.json", "s.changes.csv", "s.report.xlsx", "s.sign-off.html"]


@pytest.mark.parametrize("number", [1, 2, 4, 5])
def test_all_or_nothing(source, tmp_path, full_from, number):
    opened = open_file(source)
    changes = safe_changes(opened.extract, opened.result, release_1=False)
    assert changes
    outputs = Outputs(tmp_path / "s.csv", report=True, sign_off=True)
    full_from(number)
    with pytest.raises(EnvironmentProblem, match="is full") as caught:
        write_outputs(opened, opened, changes, outputs)
    assert [p.name for p in tmp_path.iterdir()] == ["extract.csv"]
    if number > 1:
        assert f"None of these was written: {', '.join(NAMES[:number])}." in caught.value.what


@pytest.mark.parametrize("command", [["check"], ["fix", "--safe"]])
def test_on_the_command_line(source, tmp_path, full_from, capsys, command):
    target, report = tmp_path / "s.csv", tmp_path / "r.xlsx"
    told = ["--write", str(target), "--report", str(report)]
    full_from(4, errno.EACCES)
    assert cli.main([*command, str(source), *told]) == 2
    err = capsys.readouterr().err
    assert "r.xlsx may not be written" in err
    assert "None of these was written: s.csv, s.manifest.json, s.changes.csv, r.xlsx." in err
    assert not target.exists()


def test_what_is_there_from_an_earlier_time_stays_and_is_said(source, tmp_path, full_from, capsys):
    earlier = Outputs(tmp_path / "s.csv", sign_off=True).sign_off_path
    earlier.write_text("earlier")
    told = ["check", str(source), "--write", str(tmp_path / "s.csv")]
    cli.main(told)
    said = "still there from an earlier time, not about this submission: s.sign-off.html"
    assert said in capsys.readouterr().out
    full_from(3)
    assert cli.main([*told, "--overwrite", "--sign-off", str(earlier)]) == 2
    assert earlier.read_text() == "earlier"
