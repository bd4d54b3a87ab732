"""Rows that are looked through fast tell what a real parser finds in them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.workbooks import open_xml_sheet
from cldvalidator.workbooks.open_xml_sheet import _Search
from cldvalidator.workbooks.sheet_facts import SheetFacts

STYLES = {"3": "000", "4": "0000000000"}
kinds = st.sampled_from(["", ' t="s"', ' t="e"', ' t="b"', ' t="str"', ' t="n"', ' t="inlineStr"'])
styles = st.sampled_from(["", ' s="1"', ' s="3"', ' s="4"', ' s="33"'])
texts = st.sampled_from(["1", "#N/A", 'x="e"', '= "b"', 't="e"', 't="b"', "hidden", ""])
formulas = st.sampled_from(["", "<f>1+1</f>", "<f/>", '<f t="shared" si="0"/>', "<f>A1=2</f>"])
of_row = st.sampled_from(["", ' hidden="1"', ' hidden="true"', ' hidden="0"', ' spans="1:3"'])
columns = st.sampled_from(["A", "B", "Z", "AA", "XF", "ABC"])
cells = st.lists(st.tuples(columns, kinds, styles, formulas, texts), max_size=4)
rows = st.lists(st.tuples(st.integers(1, 1_048_576), of_row, cells), max_size=4)


between = st.sampled_from(
    ["", "", "", "\n", "<!-- -->", "<!-- </sheetData><row r='1'> -->", "<?x?>"]
)


def sheet(
    made: list[tuple[int, str, list[tuple[str, str, str, str, str]]]], odd: str = ""
) -> bytes:
    def cell(row: int, column: str, kind: str, style: str, formula: str, text: str) -> str:
        value = f"<is><t>{text}</t></is>" if "inline" in kind else f"<v>{text}</v>"
        return f'<c r="{column}{row}"{style}{kind}>{formula}{value}</c>'

    inside = odd.join(
        f'<row r="{number}"{said}>{"".join(cell(number, *c) for c in cells)}</row>'
        for number, said, cells in made
    )
    return f"<worksheet><sheetData>{inside}</sheetData></worksheet>".encode()


def facts(xml: bytes, piece: int, *, by_parser: bool = False, ahead: int = 0) -> SheetFacts:
    with ThreadPoolExecutor(2) as threads, patch.object(open_xml_sheet, "_MOST_AHEAD", ahead):
        search = _Search(STYLES, threads if ahead else None)
        search._parse_all = by_parser
        for at in range(0, len(xml), piece):
            search.take(xml[at : at + piece])
        return search.close()


@settings(deadline=None)
@given(rows, between, st.integers(1, 400), st.sampled_from((0, 200, 1 << 20)))
def test_plain_rows_tell_what_the_parser_tells(
    made: list[tuple[int, str, list[tuple[str, str, str, str, str]]]],
    odd: str,
    piece: int,
    ahead: int,
) -> None:
    xml = sheet(made, odd)
    fast, sure = facts(xml, piece, ahead=ahead), facts(xml, piece, by_parser=True)
    # That an inline text looks like the attribute costs a look at each cell, and nothing else.
    assert fast.has_booleans >= sure.has_booleans
    fast.has_booleans = sure.has_booleans
    assert fast == sure
