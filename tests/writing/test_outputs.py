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
from cldvalidator.synthetic import generate, plant, write_csv
from cldvalidator.writing import atomic


@pytest.fixture(autouse=True)
def _network_stays_usable(monkeypatch):
    monkeypatch.setattr(cli, "refuse_network", lambda: None)


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

        monkeypatch.setattr(atomic.os, "fsync", fsync)

    return begin


@pytest.mark.parametrize(
    ("number", "stands", "missing"),
    [
        (1, [], []),
        (2, ["s.csv"], ["s.manifest.json", "s.changes.csv", "s.report.xlsx", "s.sign-off.html"]),
        (4, ["s.csv", "s.manifest.json", "s.changes.csv"], ["s.report.xlsx", "s.sign-off.html"]),
        (5, ["s.csv", "s.manifest.json", "s.changes.csv", "s.report.xlsx"], ["s.sign-off.html"]),
    ],
)
def test_what_stands_and_what_does_not(source, tmp_path, full_from, number, stands, missing):
    opened = open_file(source)
    changes = safe_changes(opened.extract, opened.result, release_1=False)
    assert changes
    outputs = Outputs(tmp_path / "s.csv", report=True, sign_off=True)
    full_from(number)
    with pytest.raises(EnvironmentProblem, match="is full") as caught:
        write_outputs(opened, opened, changes, outputs)
    assert {p.name for p in tmp_path.iterdir()} == {"extract.csv", *stands}
    said = caught.value.what
    if not stands:
        assert said.endswith("s.csv was not written.")
        return
    assert f"Written and complete: {', '.join(stands)}. Not written: {', '.join(missing)}." in said
    assert "nothing was written" not in said


@pytest.mark.parametrize("command", [["check"], ["fix", "--safe"]])
def test_on_the_command_line(source, tmp_path, full_from, capsys, command):
    target, report = tmp_path / "s.csv", tmp_path / "r.xlsx"
    told = ["--write", str(target), "--report", str(report)]
    full_from(4, errno.EACCES)
    assert cli.main([*command, str(source), *told]) == 2
    err = capsys.readouterr().err
    assert "r.xlsx may not be written" in err
    assert "Written and complete: s.csv, s.manifest.json, s.changes.csv. Not written: r.xlsx" in err
    assert target.is_file()


def test_what_is_still_there_from_an_earlier_time(source, tmp_path, full_from):
    opened = open_file(source)
    outputs = Outputs(tmp_path / "s.csv", sign_off=True)
    outputs.sign_off_path.write_text("earlier")
    full_from(3)
    with pytest.raises(EnvironmentProblem, match=r"earlier time: s\.sign-off\.html\."):
        write_outputs(opened, opened, (), outputs, overwrite=True)
    assert outputs.sign_off_path.read_text() == "earlier"
