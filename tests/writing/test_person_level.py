"""DHSC's person-level lists as files: all or none, never over another, marked."""

from __future__ import annotations

import gzip

import pandas as pd
import pytest

from cldvalidator.command_line import main as cli
from cldvalidator.measures.activity.definitions import method_words
from cldvalidator.measures.activity.people_listed import COLUMNS
from tests.measures.golden import GOLDEN, golden_rows

LISTS = ("2A", "2B2C", "2E_All", "2E_LD", "3D")


@pytest.fixture
def extract_file(tmp_path):
    path = tmp_path / "submission.csv"
    packed = GOLDEN / "september" / "submission.csv.gz"
    path.write_bytes(gzip.decompress(packed.read_bytes()))
    return path


def test_the_command_writes_every_list(extract_file, tmp_path, capsys):
    folder = tmp_path / "lists"
    command = ["preview", str(extract_file), "--person-level", str(folder)]
    assert cli.main(command) == 0
    assert "OFFICIAL-SENSITIVE" in capsys.readouterr().out
    written = sorted(folder.iterdir())
    assert [p.name for p in written] == [
        f"OFFICIAL-SENSITIVE person level {name} year to 2026-03-31.csv" for name in sorted(LISTS)
    ]
    for name in LISTS:
        path = next(p for p in written if f" {name} " in p.name)
        assert path.read_bytes().startswith(b"\xef\xbb\xbfReporting_Period,LA_Code,")
        found = pd.read_csv(path, dtype=str, keep_default_na=False)
        expected = golden_rows("small, September", f"person_level_{name}_latest")
        assert len(found) == len(expected)
        assert found["Numerator"].value_counts().equals(expected["Numerator"].value_counts())
    before = {p: p.read_bytes() for p in written}
    assert cli.main(command) == 2
    assert "already exists" in capsys.readouterr().err
    assert {p: p.read_bytes() for p in sorted(folder.iterdir())} == before
    assert cli.main([*command, "--overwrite"]) == 0


def test_tables_of_the_activity_report_have_a_list_each(extract_file, tmp_path, capsys):
    folder = tmp_path / "lists"
    command = ["preview", str(extract_file), "--measure", "LTS001b", "--person-level", str(folder)]
    assert cli.main(command) == 0
    assert "OFFICIAL-SENSITIVE" in capsys.readouterr().out
    (path,) = folder.iterdir()
    assert path.name == "OFFICIAL-SENSITIVE person level LTS001b year to 2026-03-31.csv"
    found = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert tuple(found.columns) == COLUMNS
    assert len(found)
    assert set(found["Method"]) == {method_words()}
    assert found["Rows_In_File"].str.fullmatch(r"\d+(; \d+)*").all()


def test_june_has_no_lists(extract_file, tmp_path, capsys):
    folder = tmp_path / "lists"
    command = ["preview", str(extract_file), "--method", "june-2026", "--person-level", str(folder)]
    assert cli.main(command) == 2
    assert "no person-level lists" in capsys.readouterr().err
    assert not folder.exists()
