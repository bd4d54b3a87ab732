"""Text that a program has written in an unusual way is read as the usual one, and told."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from cldvalidator.command_line.main import main
from cldvalidator.extract import read_extract
from cldvalidator.extract.file_kind import OLE, kind_of
from cldvalidator.extract.unusual_text import without_nul_cells
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification

CASES = Path(__file__).parents[1] / "data" / "cases"
SPECIFICATION = load_specification("2")


@pytest.fixture(scope="module")
def rows():
    return list(csv.reader(io.StringIO((CASES / "base.csv").read_text("utf-8-sig"))))


@pytest.fixture(scope="module")
def base():
    return texts(read_extract(CASES / "base.csv", SPECIFICATION))


def texts(extract):
    return {n: c.strings().to_pylist() for n, c in extract.columns.items()}


def written(rows, **how):
    made = io.StringIO(newline="")
    csv.writer(made, **how).writerows(rows)
    return made.getvalue()


def quoted(rows, before, after, between):
    return "\r\n".join(between.join(f"{before}{c}{after}" for c in row) for row in rows)


@pytest.mark.parametrize("delimiter", [*"~^#¬¦", "\x1f", "\x01", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16-le"])
def test_delimiters_are_found_from_the_text(rows, base, delimiter, encoding, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(written(rows, delimiter=delimiter).encode(encoding))
    extract = read_extract(path, SPECIFICATION)
    assert texts(extract) == base
    said = [n for n in extract.reading.notices if "separated" in n]
    assert len(said) == (delimiter in "¬¦")


UNUSUAL = {
    "single": lambda rows: written(rows, quotechar="'", quoting=csv.QUOTE_ALL),
    "typographic": lambda rows: quoted(rows, "“", "”", ","),
    "spaces": lambda rows: quoted(rows, '"', '"', ', '),
    "semicolons and spaces": lambda rows: quoted(rows, '"', '"', ';  '),
    "whole lines": lambda rows: written(([line] for line in written(rows).splitlines()),
                                        quoting=csv.QUOTE_ALL),
}  # fmt: skip


@pytest.mark.parametrize("how", UNUSUAL)
def test_quotation_marks_of_other_kinds(rows, base, how, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(UNUSUAL[how](rows), "utf-8", newline="")
    extract = read_extract(path, SPECIFICATION)
    assert texts(extract) == base
    (said,) = (n for n in extract.reading.notices if "read without that" in n)
    assert said.endswith(".")


@pytest.mark.parametrize("name", ["28-whole-lines-quoted.csv", "55-bcp-nul-for-empty.csv"])
def test_the_cases(base, name):
    extract = read_extract(CASES / name, SPECIFICATION)
    assert texts(extract) == base
    assert len(extract.reading.notices) == 1


def test_a_usual_file_is_not_touched():
    assert read_extract(CASES / "base.csv", SPECIFICATION).reading.notices == ()


def test_only_cells_that_are_one_nul_are_made_empty():
    assert without_nul_cells(b"a,\0,b\r\n\0,c,\0\r\n") == (b"a,,b\r\n,c,\r\n", 3)
    for other in (b"a\0,b", b"\0\0,b", b"a,b"):
        assert without_nul_cells(other) == (other, 0)


def test_a_sensitivity_label_is_told_from_a_password():
    label = OLE + "EncryptedPackage\0DRMEncryptedTransform".encode("utf-16-le")
    with pytest.raises(InputProblem, match="sensitivity label"):
        kind_of(label)
    with pytest.raises(InputProblem, match="password"):
        kind_of(OLE + "EncryptedPackage\0StrongEncryptionTransform".encode("utf-16-le"))


@pytest.mark.parametrize("told", ["tab", "x", "~"])
def test_a_delimiter_that_the_user_says(rows, told, tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text(written(rows, delimiter="\t" if told == "tab" else told), "utf-8", newline="")
    assert main(["check", str(path), "--delimiter", told]) == 0
    assert "120 records" in capsys.readouterr().out
    assert main(["fix", str(path), "--delimiter", "^"]) == 2
    assert "No column headers" in capsys.readouterr().err
