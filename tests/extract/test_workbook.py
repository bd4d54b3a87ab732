"""Workbooks of every kind: which sheet is read, from which row, and what is refused."""

from __future__ import annotations

import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from cldvalidator.extract import Extract, read_extract, sheet_notices
from cldvalidator.problems import Cancelled, InputProblem
from cldvalidator.specification import Specification
from cldvalidator.task import Task

DATA = Path(__file__).parents[1] / "data" / "extract"
Row = Callable[..., list[str]]
Read = Callable[..., Extract]
Texts = Callable[[Extract], dict[str, list[str]]]


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_small_workbooks_of_other_programs(kind: str, read: Read, texts: Texts) -> None:
    extract = read(DATA / f"small.{kind}")
    assert extract.reading.format == kind.upper()
    assert extract.reading.sheet == "Extract"
    assert extract.reading.sheets == ("Notes", "Extract", "Old")
    assert extract.reading.header_row == 4
    assert extract.source_rows.tolist() == [5, 6, 8]
    assert extract.reading.empty_rows_left_out == 1
    assert extract.letters["LA Code"] == "B"
    found = texts(extract)
    assert found["NHS Number"] == ["9434765919", "943476591", "0434765919"]
    assert found["LA Person Unique Identifier"] == ["SC001", "0012", "1234567890123460"]
    assert found["Date of Birth"] == ["31/01/1940", "29/02/1940", "31/02/1950"]
    assert found["Event Start Date"] == ["01/04/2025", "01/04/2025 14:30:00", ""]
    assert found["Unit Cost"] == ["12.5", "1000000000", ""]
    assert any("error such as #N/A" in n for n in extract.reading.notices)


def test_xlsb(
    xlsb_file: Callable[..., Path], head: tuple[str, ...], row: Row, read: Read, texts: Texts
) -> None:
    extract = read(xlsb_file([head, [*row(1)[:7], (45748,)], [503.0, *row(2)[1:]]]))
    assert extract.reading.format == "XLSB"
    assert texts(extract)["Event Start Date"] == ["01/04/2025", "01/04/2025"]
    assert texts(extract)["LA Code"] == ["503", "503"]
    assert extract.source_rows.tolist() == [2, 3]


def test_the_sheet_that_fits_best_is_taken_and_another_can_be_chosen(
    book: Callable[..., Path], head: tuple[str, ...], row: Row, read: Read
) -> None:
    path = book(
        {
            "Some": [head[:5], row()[:5]],
            "Hidden": [head, row(1)],
            "Shown": [head, row(2)],
            "Empty": [],
        },
        Hidden=True,
    )
    extract = read(path)
    assert extract.reading.sheet == "Shown"
    assert extract.reading.sheets == ("Some", "Hidden", "Shown", "Empty")
    assert read(path, sheet="Hidden").column("Event Reference").text(0) == "EV0001"
    with pytest.raises(InputProblem, match="Some, Hidden, Shown, Empty"):
        read(path, sheet="Others")
    with pytest.raises(InputProblem, match="The sheet “Empty” is empty"):
        read(path, sheet="Empty")


def test_rows_and_columns_are_numbered_as_excel_does(
    book: Callable[..., Path], head: tuple[str, ...], row: Row, read: Read
) -> None:
    shifted = [[None, None, *r] for r in ([], [], head, row(1), [], row(2), ["", " "], [])]
    extract = read(book({"Sheet1": shifted}))
    assert extract.reading.header_row == 3
    assert extract.source_rows.tolist() == [4, 6]
    assert extract.letters["LA Code"] == "C"
    assert extract.reading.empty_rows_left_out >= 1


def test_error_cells_become_their_text(
    tmp_path: Path, head: tuple[str, ...], row: Row, read: Read, texts: Texts
) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for r in ([], head, row(1), row(2), row(3)):
        sheet.append(r)
    for place, error in (("E4", "#N/A"), ("G5", "#DIV/0!"), ("AA900", "#REF!")):
        sheet[place] = error
        assert sheet[place].data_type == "e"
    path = tmp_path / "errors.xlsx"
    made.save(path)
    found = texts(read(path))
    assert found["Client Type"][:3] == ["Service user", "#N/A", "Service user"]
    assert found["Event Reference"][:3] == ["EV0001", "EV0002", "#DIV/0!"]


def test_stored_results_of_formulas_are_read_and_missing_ones_noticed(
    book: Callable[..., Path],
    tmp_path: Path,
    head: tuple[str, ...],
    row: Row,
    read: Read,
    texts: Texts,
) -> None:
    path = tmp_path / "formulas.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, head)
        sheet.write_row(1, 0, row())
        sheet.write_formula(1, 6, '="EV"&"77"', None, "EV77")
    assert texts(read(path))["Event Reference"] == ["EV77"]
    never = openpyxl.Workbook()
    cells = never.active
    assert cells is not None
    cells.append(head)
    cells.append(row())
    cells["G2"] = '="EV"&"77"'
    never.save(path)
    extract = read(path)
    assert texts(extract)["Event Reference"] == [""]
    assert extract.reading.notices[0].startswith("1 cell holds a formula without a stored result")


@pytest.mark.parametrize("header_too", [False, True])
def test_nothing_but_formulas(
    header_too: bool, tmp_path: Path, head: tuple[str, ...], read: Read
) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append([f'="{h}"' for h in head] if header_too else list(head))
    sheet.append([f"=Other!A{i}" for i in range(8)])
    path = tmp_path / "formulas.xlsx"
    made.save(path)
    with pytest.raises(InputProblem, match="nothing but formulas") as caught:
        read(path)
    assert "Open it in Excel, save it" in caught.value.advice


def test_a_sheet_filled_to_its_last_row_is_noticed(
    book: Callable[..., Path],
    head: tuple[str, ...],
    row: Row,
    read: Read,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = book({"Sheet1": [head, row(1), row(2)]})
    assert read(path).reading.notices == ()
    monkeypatch.setattr(sheet_notices, "MOST_ROWS", 3)
    assert "cut off" in read(path).reading.notices[0]


def test_a_stray_cell_in_the_last_corner_is_a_problem_not_a_crash(
    tmp_path: Path, head: tuple[str, ...], row: Row, read: Read
) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Wide"
    sheet.append(head)
    sheet.append(row())
    sheet["XFD1048576"] = "x"
    path = tmp_path / "stray.xlsx"
    made.save(path)
    with pytest.raises(InputProblem, match="“Wide” has cells so far apart"):
        read(path)
    second = made.create_sheet("Good")
    second.append(head)
    second.append(row(2))
    made.save(path)
    extract = read(path)
    assert extract.reading.sheet == "Good"
    assert "“Wide” cannot be read and was passed over" in extract.reading.notices[0]
    second.sheet_state = "hidden"
    made.save(path)
    with pytest.raises(InputProblem, match="“Wide”"):
        read(path)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm"])
def test_a_visible_sheet_is_read_rather_than_a_hidden_one(
    tmp_path: Path, head: tuple[str, ...], row: Row, read: Read, state: str, suffix: str
) -> None:
    made = openpyxl.Workbook()
    old = made.active
    assert old is not None
    old.title = "Old"
    new = made.create_sheet("New")
    for sheet, headers, number in ((old, head, 1), (new, head[:-1], 2)):
        sheet.append(headers)
        sheet.append(row(number))
    old.sheet_state = state
    made.active = 1
    path = tmp_path / f"two{suffix}"
    made.save(path)
    extract = read(path)
    assert extract.reading.sheet == "New"
    (notice,) = [n for n in extract.reading.notices if "Only the sheet" in n]
    assert "“Old”" in notice
    chosen = read(path, sheet="Old")
    assert any("“Old” that was read is hidden" in n for n in chosen.reading.notices)
    assert not any("hidden" in n for n in extract.reading.notices)


def test_a_hidden_sheet_is_read_when_no_other_is_an_extract_and_that_is_said(
    tmp_path: Path, specification: Specification, row: Row, read: Read
) -> None:
    made = openpyxl.Workbook()
    codes = made.active
    assert codes is not None
    codes.append(["LA Code", "NHS Number", "Client Type", "Event Type", "Gender", "Meaning"])
    hidden = made.create_sheet("Data")
    hidden.append(specification.names)
    hidden.append(row())
    hidden.sheet_state = "hidden"
    path = tmp_path / "hidden.xlsx"
    made.save(path)
    reading = read(path).reading
    assert reading.sheet == "Data"
    assert reading.notices[0].startswith("The sheet “Data” that was read is hidden in Excel.")


@pytest.mark.parametrize(
    "repeated",
    [
        '<table:table-row><table:table-cell office:value-type="float" office:value="1" '
        'table:number-columns-repeated="16384"/></table:table-row>',
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'office:value-type="float" office:value="1"/></table:table-row>',
        '<table:table-row><table:table-cell table:number-columns-repeated="16383"/>'
        '<table:table-cell office:value-type="float" office:value="1"/></table:table-row>',
    ],
)
def test_an_ods_that_repeats_cells_without_end_is_a_problem(
    repeated: str, tmp_path: Path, read: Read
) -> None:
    added = repeated.encode() + b"</table:table>"
    path = changed_ods(tmp_path / "repeated.ods", b"</table:table>", added)
    with pytest.raises(InputProblem, match=r"so far apart|repeats one row"):
        read(path)


@pytest.mark.parametrize("kind", ["ods", "xls", "xlsx"])
def test_a_password_is_asked_for_in_words(kind: str, read: Read) -> None:
    with pytest.raises(InputProblem, match="protected with a password"):
        read(DATA / f"locked.{kind}")


def test_a_macro_workbook_is_named_so(
    book: Callable[..., Path], tmp_path: Path, head: tuple[str, ...], row: Row, read: Read
) -> None:
    path = tmp_path / "macros.xlsm"
    shutil.copy(book({"Sheet1": [head, row()]}), path)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"")
    extract = read(path)
    assert extract.reading.format == "XLSM"
    assert extract.reading.notices == ()


def test_reading_a_workbook_can_be_cancelled(
    book: Callable[..., Path], head: tuple[str, ...], row: Row, specification: Specification
) -> None:
    path = book({"Sheet1": [head, row()]})
    said: list[str] = []
    read_extract(path, specification, task=Task(lambda what, done, total: said.append(what)))
    assert "Reading the rows" in said
    for what in set(said):
        cancelled = threading.Event()

        def report(step: str, done: int, total: int, what: str = what) -> None:
            if step == what:
                cancelled.set()  # noqa: B023

        with pytest.raises(Cancelled):
            read_extract(path, specification, task=Task(report, cancelled.is_set))


def changed_ods(path: Path, old: bytes, new: bytes) -> Path:
    """Write the small ODS with something else in its content."""
    with zipfile.ZipFile(DATA / "small.ods") as good, zipfile.ZipFile(path, "w") as bad:
        for member in good.namelist():
            content = good.read(member)
            bad.writestr(member, content.replace(old, new) if member == "content.xml" else content)
    return path


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"</office:spreadsheet>", b"</office:spreadsheet"),
        (b"<office:document-content", b"<!DOCTYPE x [<!ENTITY y 'z'>]><office:document-content"),
    ],
)
def test_an_ods_whose_xml_is_broken_is_refused(
    old: bytes, new: bytes, tmp_path: Path, read: Read
) -> None:
    with pytest.raises(InputProblem, match="damaged"):
        read(changed_ods(tmp_path / "broken.ods", old, new))


def test_formulas_of_an_ods_that_were_never_calculated(tmp_path: Path, read: Read) -> None:
    path = changed_ods(
        tmp_path / "formulas.ods",
        b"</table:table>",
        b'<table:table-row><table:table-cell table:formula="of:=1+1"/></table:table-row>'
        b"</table:table>",
    )
    assert any("formula without a stored result" in n for n in read(path).reading.notices)


def test_an_xls_that_claims_a_sheet_of_impossible_size_is_refused(
    tmp_path: Path, read: Read
) -> None:
    content = bytearray((DATA / "small.xls").read_bytes())
    at = content.index(b"\x00\x02\x0e\x00")
    content[at + 8 : at + 12] = b"\xff\xff\xff\xff"
    path = tmp_path / "vast.xls"
    path.write_bytes(content)
    with pytest.raises(InputProblem, match="damaged"):
        read(path)
