"""`fix --changes ... --other-extract`: what still fits is carried over, the rest is listed."""

from __future__ import annotations

import json

import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.sample_file import sample_file


@pytest.fixture
def run(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)

    def command(*arguments):
        code = cli.main([str(a) for a in arguments])
        return code, *capsys.readouterr()

    return command


def test_a_change_file_on_the_extract_that_was_run_again(run, tmp_path):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    lines = sample_file().read_bytes().splitlines(keepends=True)[:400]
    first.write_bytes(b"".join(lines))
    second.write_bytes(b"".join([lines[0], *reversed(lines[1:-2])]))
    run("fix", first, "--safe", "--leave-out", "7", "--save-changes", "c.json", "--write", "1.csv")
    code, _, err = run("fix", second, "--changes", "c.json")
    assert code == 2
    assert "--other-extract" in err
    _, out, _ = run("fix", second, "--changes", "c.json", "--other-extract")
    assert "carried over" in out
    assert not (tmp_path / "2.csv").exists()
    run("fix", second, "--changes", "c.json", "--other-extract", "--write", "2.csv")
    one, two = ((tmp_path / n).read_bytes().splitlines()[1:] for n in ("1.csv", "2.csv"))
    assert set(two) <= set(one)
    assert len(two) == len(one) - 2
    _, out, _ = run("fix", second, "--changes", "c.json", "--other-extract", "--json")
    said = json.loads(out)["carried over"]
    assert said["carried over"] >= 1
    assert said["not carried over"] == {}


def test_it_is_about_a_change_file(run):
    code, _, err = run("fix", sample_file(), "--other-extract")
    assert code == 2
    assert "--changes" in err
