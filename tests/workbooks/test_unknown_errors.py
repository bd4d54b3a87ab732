"""An error cell of a name that Excel does not have is read as what it says, the rest as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cldvalidator.extract import read_extract
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification
from reliability.attacks.raw_books import book, head_row, inline, prefixed, sheet

ERRORS = ("#ERROR!", "#BLOCKED!", "Err:502", "#A&amp;B", "#N/A")


def read(data: bytes, folder: Path) -> list[str]:
    """Return the texts of the column B."""
    path = folder / "made.xlsx"
    path.write_bytes(data)
    extract = read_extract(path, load_specification("2"))
    return list(extract.columns["NHS Number"].strings().to_pylist())


def rows(*cells: str) -> str:
    made = [f'<row r="{n}">{inline(f"A{n}", "503")}{cell}</row>' for n, cell in enumerate(cells, 2)]
    return head_row() + "".join(made)


def cell(number: int, kind: str, value: str, formula: str = "") -> str:
    return f'<c r="B{number}" t="{kind}">{formula}<v>{value}</v></c>'


def with_prefix(found: str) -> str:
    return prefixed(re.sub(r"<(/?)(row|c|v|f|is|t)\b", r"<\1x:\2", found), "x:")


def in_single_quotes(found: str) -> str:
    return sheet(found).replace('"', "'")


@pytest.mark.parametrize("spelled", [sheet, with_prefix, in_single_quotes])
@pytest.mark.parametrize("formula", ["", "<f>1+1</f>", '<f t="shared" si="0"/>'])
def test_it_is_read_as_what_it_says(tmp_path, spelled, formula):
    cells = [cell(n, "e", text, formula) for n, text in enumerate(ERRORS, 2)]
    a_text = cell(7, "str", "#ERROR!", formula)
    a_number = cell(8, "n", "9434765919", formula)
    found = read(book(spelled(rows(*cells, a_text, a_number))), tmp_path)
    assert found == ["#ERROR!", "#BLOCKED!", "Err:502", "#A&B", "#N/A", "#ERROR!", "9434765919"]


def test_each_of_two_sheets_with_such_cells_can_be_read(tmp_path):
    none = sheet(f'<row r="1">{cell(1, "e", "#SPILL!")}</row>')
    told = sheet(rows(cell(2, "e", "#CALC!")))
    assert read(book(none, told), tmp_path) == ["#CALC!"]
    assert read(book(told, none), tmp_path) == ["#CALC!"]


def test_a_hundred_different_ones_are_no_spreadsheets(tmp_path):
    cells = [cell(n, "e", f"#{n}!") for n in range(2, 102)]
    with pytest.raises(InputProblem, match="damaged"):
        read(book(sheet(rows(*cells))), tmp_path)
