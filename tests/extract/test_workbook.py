from __future__ import annotations

import datetime as dt
import io
import shutil
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

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


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Write sheets, each a list of rows, as XLSX; dates get a date format."""

    def write(sheets: dict[str, list[Any]], name: str = "extract.xlsx", **hide: bool) -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"in_memory": True}) as made:
            date = made.add_format({"num_format": "dd/mm/yyyy"})
            for title, rows in sheets.items():
                sheet = made.add_worksheet(title)
                for number, row in enumerate(rows):
                    for position, value in enumerate(row):
                        style = date if isinstance(value, dt.date) else None
                        sheet.write(number, position, value, style)
            for title in hide:
                made.get_worksheet_by_name(title).hide()
        return path

    return write


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


def test_what_a_spreadsheet_may_have_lost_is_noticed(
    book: Callable[..., Path], row: Row, read: Read, head: tuple[str, ...]
) -> None:
    wide = [*head, "Total Hrs Caring per week"]
    lost = [*row(1), dt.date(2025, 4, 1)]
    lost[1], lost[6] = 123456789, 1234567890123456789
    kept = [*row(2), "1-4"]
    kept[1] = 9990000018
    extract = read(book({"Sheet1": [wide, lost, kept, lost]}))
    nhs, reference, hours = extract.reading.notices
    assert nhs.startswith("NHS Number (column B): 2 cells are numbers of fewer than 10 digits")
    assert reference.startswith("Event Reference (column G): 2 cells are numbers of more than 15")
    assert hours.startswith("Total Hrs Caring per week (column I): 2 cells are dates")
    assert "123456789" not in "".join(extract.reading.notices)


PADDED = {
    "0000000000": ("0012345679", "9990000018", "0000000000"),
    "000 000 0000": ("001 234 5679", "999 000 0018", "000 000 0000"),
    "000-0000": ("1234-5679", "999000-0018", "000-0000"),
    '"N"000000000000': ("N000012345679", "N009990000018", "N000000000000"),
    "0000000000;-0": ("0012345679", "9990000018", "0000000000"),
    "0000000000;@": ("0012345679", "9990000018", "0000000000"),
    "0000000000;0;": ("0012345679", "9990000018", "0"),
    "000\\ 000\\ 0000;;": ("001 234 5679", "999 000 0018", "0"),
    "[Black]0000000000": ("0012345679", "9990000018", "0000000000"),
    "[color 10]0000000000": ("0012345679", "9990000018", "0000000000"),
    "[$-809]0000000000": ("0012345679", "9990000018", "0000000000"),
    "0000000000_)": ("0012345679", "9990000018", "0000000000"),
    "* 0000000000": ("0012345679", "9990000018", "0000000000"),
    "##0000000000": ("0012345679", "9990000018", "0000000000"),
    "(0000) 000000": ("(0012) 345679", "(9990) 000018", "(0000) 000000"),
}
NOT_PADDED = (
    "0",
    "General",
    "0.00",
    "0,000",
    "#,##0.00",
    "0%",
    "00.0",
    "[>9]00000",
    "[$£-809]0000",
    "00/00",
    "00:00",
    "0000E+00",
    '"@"0',
)


@pytest.mark.parametrize("code", [*PADDED, *NOT_PADDED])
def test_numbers_are_read_with_the_zeros_that_excel_shows(
    code: str, tmp_path: Path, head: tuple[str, ...], row: Row, read: Read, texts: Texts
) -> None:
    path = tmp_path / "extract.xlsx"
    values = (12345679, 9990000018, 0)
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet()
        bold = made.add_format({"bold": True})
        style = made.add_format({"num_format": code})
        for position, name in enumerate(head):
            sheet.write(0, position, name, style)
        for number, value in enumerate(values, start=1):
            for position, text in enumerate(row(number)):
                sheet.write(number, position, text, bold)
            sheet.write_number(number, 1, value, style)
            sheet.write_number(number, 2, value)
        # What a format with zeros leaves alone: text, and numbers that it would round or cut.
        for number, value in enumerate(("7", -7, 7.5, 10**15, True), start=4):
            sheet.write_row(number, 0, row(number))
            sheet.write(number, 1, value, style)
    with zipfile.ZipFile(path) as archive:
        assert escape(code, {'"': "&quot;"}) in archive.read("xl/styles.xml").decode() or (
            code in ("0", "General", "0.00", "0%", "#,##0.00")
        )
    found = texts(read(path))
    stored = tuple(str(v) for v in values)
    assert tuple(found["NHS Number"][:3]) == PADDED.get(code, stored)
    assert tuple(found["LA Person Unique Identifier"][:3]) == stored
    assert found["NHS Number"][3:] == ["7", "-7", "7.5", "1000000000000000", "TRUE"]


def test_a_padded_column_has_no_values_but_those_shown(
    tmp_path: Path, head: tuple[str, ...], row: Row, read: Read
) -> None:
    path = tmp_path / "extract.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet, style = made.add_worksheet(), made.add_format({"num_format": "0000000000"})
        sheet.write_row(0, 0, head)
        for number in range(1, 5):
            sheet.write_row(number, 0, row(number))
            sheet.write_number(number, 1, 7 + number // 3, style)
    extract = read(path)
    column = extract.column("NHS Number")
    assert sorted(column.values.to_pylist()) == ["0000000007", "0000000008"]
    assert sorted(column.counts.tolist()) == [2, 2]
    assert not extract.reading.notices


def test_styles_that_are_broken_or_name_no_format_are_passed_over(
    book: Callable[..., Path], head: tuple[str, ...], row: Row, read: Read, texts: Texts
) -> None:
    path = book({"Sheet1": [head, row(1)]})
    whole = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            entity = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
            new.writestr(name, entity if name == "xl/styles.xml" else old.read(name))
    try:
        found = texts(read(path))["NHS Number"]
    except InputProblem:
        return  # the reader of values may refuse it
    assert found == ["9990000018"]


def test_lost_zeros_are_noticed_in_every_identifier_of_fixed_length(
    book: Callable[..., Path], row: Row, read: Read, head: tuple[str, ...]
) -> None:
    rows = [row(n) for n in range(1, 5)]
    rows[0][0], rows[1][0] = 3, 503  # a council's code has three digits
    rows[0][2], rows[1][2], rows[2][2], rows[3][2] = "0012345", 12346, "0099999", 1234567
    rows[0][6], rows[1][6], rows[2][6], rows[3][6] = 1, 22, "E3", "04"  # 04 says: two digits
    code, person, reference = read(book({"Sheet1": [head, *rows]})).reading.notices
    assert code.startswith("LA Code (column A): 1 cell is a number of fewer than 3 digits")
    assert person.startswith("LA Person Unique Identifier (column C): 1 cell is a number of fewer")
    assert "fewer than 7 digits" in person
    assert reference.startswith("Event Reference (column G): 1 cell is a number of fewer than 2")


def test_numbers_of_any_length_are_no_lost_zeros(
    book: Callable[..., Path], row: Row, read: Read, head: tuple[str, ...]
) -> None:
    rows = [row(n) for n in range(1, 5)]
    for number, made in enumerate(rows):
        made[2], made[6] = 10**number, ("007", "0012", 5, "x")[number]  # no one length
    assert not read(book({"Sheet1": [head, *rows]})).reading.notices


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
