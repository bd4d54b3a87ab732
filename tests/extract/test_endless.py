"""Cells, rows and lines without end are refused where they are, in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from cldvalidator.checks.as_sent import judge_as_sent
from cldvalidator.command_line import main as cli
from cldvalidator.extract import csv_file, endless_cells, odd_rows, read_extract
from cldvalidator.measures.population import read_populations
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification

HEAD = "LA Code,NHS Number,Client Type,Event Type,Event Reference\n"
ROW = "503,9990000018,Service user,Request,E1\n"


def refused(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    with pytest.raises(InputProblem) as problem:
        read_extract(path, load_specification("2"))
    return problem.value.what


def test_an_endless_cell(tmp_path, monkeypatch):
    monkeypatch.setattr(endless_cells, "LONGEST", 1_000)
    said = refused(tmp_path / "x.csv", HEAD + ROW * 2 + ROW.replace("E1", "x" * 1_001))
    assert said.startswith("The cell in row 4, column E, has more than")


@pytest.mark.parametrize("most", ["MOST", "MOST_IN_COLUMN"])
def test_more_text_than_any_extract(most, tmp_path, monkeypatch):
    monkeypatch.setattr(endless_cells, most, 5_000)
    sound = HEAD + ROW * 79 + ROW.replace("E1", "x" * 90)
    (tmp_path / "x.csv").write_text(sound, "utf-8")  # 80 times the longest would be too much
    assert len(read_extract(tmp_path / "x.csv", load_specification("2"))) == 80
    said = refused(tmp_path / "x.csv", HEAD + ROW.replace("E1", "x" * 90) * 80)
    assert said.startswith("The cells hold 0 MB of text, most of it in column E: no extract")


def test_an_endless_row(tmp_path, monkeypatch):
    monkeypatch.setattr(odd_rows, "MOST_CELLS", 1_000)
    said = refused(tmp_path / "x.csv", HEAD + ROW + "," * 1_001 + "\n")
    assert said == "Row 3 has more than a million cells."
    quoted = f'503,9990000018,Service user,Request,"{"," * 1_001}",more\n'
    (tmp_path / "y.csv").write_text(HEAD + ROW + quoted, "utf-8")
    assert len(read_extract(tmp_path / "y.csv", load_specification("2"))) == 2


def test_endless_lines_as_sent(monkeypatch):
    monkeypatch.setattr(csv_file, "MOST_LINES", 1_000)
    text = (HEAD + ROW + "\n" * 1_001).encode()
    (form,) = (f for f in judge_as_sent(memoryview(text), load_specification("2"))
               if f.check == "form")  # fmt: skip
    assert "far more than the records" in form.sentence


def test_a_population_of_megabytes(tmp_path):
    path = tmp_path / "population.csv"
    path.write_text("age band,population\n" + "x,1\n" * 300_000, "utf-8")
    with pytest.raises(InputProblem, match="far larger than such a file"):
        read_populations(path)


@pytest.mark.parametrize("error", [MemoryError(), OSError(5, "Input/output error")])
def test_what_the_machine_refuses_is_no_fault(error, tmp_path, monkeypatch, capsys):
    def fails(*_: object, **__: object) -> None:
        raise error

    path = tmp_path / "x.csv"
    path.write_text(HEAD + ROW, "utf-8")
    monkeypatch.setattr("cldvalidator.jobs.check.check_extract", fails)
    assert cli.main(["check", str(path)]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 2
    assert "fault" not in said
