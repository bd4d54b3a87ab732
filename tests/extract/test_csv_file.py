from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cldvalidator.extract import Extract, RaggedRow, odd_rows
from cldvalidator.extract.csv_file import find_layout, read_records
from cldvalidator.extract.header import FieldNames
from cldvalidator.extract.parsing import block_end
from cldvalidator.extract.raw_table import RawTable
from cldvalidator.extract.text_encoding import to_utf8
from cldvalidator.problems import Cancelled, InputProblem
from cldvalidator.specification import load_specification
from cldvalidator.task import Task

HEAD = ["LA Code", "NHS Number", "Client Type", "Event Type", "Event Reference"]
WIDTH = len(HEAD)
ENDS = ("\r\n", "\n", "\r")
ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "utf-16": "UTF-16",
    "cp1252": "Windows-1252",
}
cells = st.text(
    st.one_of(
        st.sampled_from(",;\t|\"\r\n '\\ab1é€–"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=12,
)


def table_of(data: bytes, block: int, delimiter: str | None = None) -> RawTable:
    text = to_utf8(data)
    layout = find_layout(text.data, FieldNames(load_specification("2")), delimiter)
    assert layout is not None
    return read_records(text.data, layout, block=block)


def rows_of(table: RawTable) -> list[tuple[str, ...]]:
    columns = [c.strings().to_pylist() for c in table.columns]
    return list(zip(*columns, strict=True))


def reads_as_utf_8(line: str) -> bool:
    """Whether some bytes of a line in Windows-1252 are a character of several bytes in UTF-8."""
    return not line.encode("cp1252").decode("utf-8", "ignore").isascii()


def written(cell: str, delimiter: str, always: bool) -> str:
    if always or any(c in cell for c in (delimiter, '"', "\r", "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(cells, min_size=WIDTH, max_size=WIDTH), min_size=1, max_size=30),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(ENDS),
    encoding=st.sampled_from(list(ENCODINGS)),
    always=st.booleans(),
    last_end=st.booleans(),
    block=st.sampled_from((64, 256, 1 << 20)),
)
def test_any_table_is_read_back_cell_for_cell(
    rows: list[list[str]],
    delimiter: str,
    end: str,
    encoding: str,
    always: bool,
    last_end: bool,
    block: int,
) -> None:
    if encoding == "cp1252":
        rows = [[c.encode("cp1252", "ignore").decode("cp1252") for c in row] for row in rows]
        rows[0][0] += "é"
    lines = [delimiter.join(written(c, delimiter, always) for c in row) for row in [HEAD, *rows]]
    # Bytes that are a character of UTF-8 are read as that, in whatever the other lines are written.
    assume(encoding != "cp1252" or not any(map(reads_as_utf_8, lines[1:])))
    text = end.join(lines) + (end if last_end or not lines[-1] else "")
    table = table_of(text.encode(encoding), block)
    assert rows_of(table) == [tuple(row) for row in rows]
    assert table.source_rows.tolist() == list(range(2, len(rows) + 2))
    assert table.ragged_total == 0


def records_and_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The first physical line and the cells of each record, as the csv module sees them."""
    reader = csv.reader(io.StringIO(text, newline=""))
    line = 1
    for record in reader:
        yield line, record
        line = reader.line_num + 1


def is_open(text: str) -> bool:
    """Whether the text ends inside quotes, letter by letter."""
    state = "start"
    for c in text:
        if state == "quoted":
            state = "mark" if c == '"' else "quoted"
        elif c in ",\r\n":
            state = "start"
        elif c == '"' and state in ("start", "mark"):
            state = "quoted"
        else:
            state = "plain"
    return state == "quoted"


def is_blank(record: list[str]) -> bool:
    return not "".join(record).strip()


@settings(deadline=None)
@given(
    body=st.lists(
        st.one_of(
            st.sampled_from(["a", '"', ",", "\n", "\r", "\r\n", " ", '"a,\n"', '""']),
            st.sampled_from(["1,2,3,4,5\n", "1,2,3\r\n", "1,2,3,4,5,6,,8\n", "\n\n", ",,,,\n"]),
            st.integers(0, 90).map(lambda length: f'1,"{"x" * length}\r\ny",3,4,5\r\n'),
        ),
        max_size=40,
    ).map("".join),
    block=st.sampled_from((64, 100, 1 << 20)),
)
def test_ragged_and_odd_texts_are_read_as_the_csv_module_reads_them(body: str, block: int) -> None:
    text = ",".join(HEAD) + "\n" + body
    if is_open(text):
        with pytest.raises(InputProblem, match="never closed"):
            table_of(text.encode(), block, ",")
        return
    expected = list(records_and_lines(text))[1:]
    table = table_of(text.encode(), block, ",")
    width = len(table.columns)
    assert table.source_rows.tolist() == list(range(2, len(expected) + 2))
    assert rows_of(table) == [tuple((record + [""] * width)[:width]) for _, record in expected]
    assert not any(cell.strip() for _, record in expected for cell in record[width:])
    # Blank cells at the end of a longer row are odd only where no row beside it has them.
    longer = [False, *(len(record) > WIDTH for _, record in expected), False]
    ragged = tuple(
        RaggedRow(place + 2, line, len(record), WIDTH)
        for place, (line, record) in enumerate(expected)
        if not is_blank(record)
        and (
            len(record) < WIDTH
            or not is_blank(record[WIDTH:])
            or longer[place : place + 3] == [False, True, False]
        )
    )
    assert table.ragged == ragged
    assert table.ragged_total == len(ragged)


Row = Callable[..., list[str]]
Write = Callable[..., Path]
Read = Callable[..., Extract]
Texts = Callable[[Extract], dict[str, list[str]]]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_the_delimiter_and_the_encoding_are_found(
    delimiter: str,
    encoding: str,
    head: tuple[str, ...],
    row: Row,
    csv_file: Write,
    read: Read,
    texts: Texts,
) -> None:
    extract = read(csv_file([head, row(1), row(2)], delimiter, encoding))
    assert extract.reading.delimiter == delimiter
    assert extract.reading.encoding == ("UTF-8" if encoding == "utf-8" else "UTF-16 without BOM")
    assert texts(extract)["Event Reference"] == ["EV0001", "EV0002"]
    assert extract.reading.notices == ()


def test_a_told_delimiter_is_taken(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    path = csv_file([head, row()], "\x02")
    with pytest.raises(InputProblem, match="No column headers"):
        read(path)
    assert read(path, delimiter="\x02").reading.delimiter == "\x02"
    with pytest.raises(InputProblem, match="one character"):
        read(path, delimiter="::")


@pytest.mark.parametrize("before", [1, 7, 20])
def test_titles_may_stand_above_the_header(
    before: int, head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    titles = [[f"Title, line {i}\nand more", "LA Code"] for i in range(before)]
    extract = read(csv_file([*titles, head, row(), row()[:3]]))
    assert extract.reading.header_row == before + 1
    assert extract.source_rows.tolist() == [before + 2, before + 3]
    (short,) = extract.reading.ragged
    # Each title takes two physical lines.
    assert (short.source_row, short.line) == (before + 3, 2 * before + 3)


def test_a_header_in_row_22_is_not_found(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    with pytest.raises(InputProblem, match="first 21 rows") as caught:
        read(csv_file([*[["title"]] * 21, head, row()]))
    assert "Event Reference" in caught.value.what


def test_excels_own_hint_is_no_row(
    head: tuple[str, ...], row: Row, tmp_path: Path, read: Read
) -> None:
    path = tmp_path / "hint.csv"
    lines = ["sep=;", ";".join(head), ";".join(row()), "only;three;cells"]
    path.write_text("\n".join(lines), "utf-8")
    extract = read(path)
    assert extract.reading.delimiter == ";"
    assert extract.reading.header_row == 1
    assert extract.source_rows.tolist() == [2, 3]
    assert extract.reading.ragged[0].line == 4


def test_rows_without_content_are_left_out_and_counted(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read, texts: Texts
) -> None:
    blank = [""] * len(head)
    rows = [head, row(1), [], ["  "], row(2), blank, [" ", ""], blank, []]
    extract = read(csv_file(rows))
    assert texts(extract)["Event Reference"] == ["EV0001", "EV0002"]
    assert extract.source_rows.tolist() == [2, 5]
    assert extract.reading.empty_rows_left_out == 6
    assert extract.reading.ragged_total == 0


def test_rows_of_another_length_are_named(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read, texts: Texts
) -> None:
    noted = row(1)
    noted[2] = "two\nlines"
    rows = [head, noted, row(2)[:-1], [*row(3), "", ""], [*row(4), "", "surplus"], row(5)]
    extract = read(csv_file(rows))
    width = len(head)
    assert extract.reading.ragged == (
        RaggedRow(3, 4, width - 1, width),
        RaggedRow(5, 6, width + 2, width),
    )
    assert extract.reading.ragged_total == 2
    assert texts(extract)["Event Start Date"] == ["01/04/2025", "", *["01/04/2025"] * 3]
    assert list(extract.unused) == [
        "(column I, to the right of the headers)",
        "(column J, to the right of the headers)",
    ]
    surplus = extract.unused["(column J, to the right of the headers)"].strings().to_pylist()
    assert surplus == ["", "", "", "surplus", ""]
    assert extract.reading.headers[-1].letter == "J"


def test_ragged_rows_are_all_counted_and_1000_listed(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    rows = list(itertools.chain.from_iterable((row(i), row(i)[:4]) for i in range(1_200)))
    extract = read(csv_file([head, *rows]))
    assert extract.reading.ragged_total == 1_200
    assert len(extract.reading.ragged) == 1_000
    assert extract.reading.ragged[999].source_row == 2_001
    assert len(extract) == 2_400


def test_odd_rows_are_joined_in_their_places(
    head: tuple[str, ...],
    row: Row,
    csv_file: Write,
    read: Read,
    texts: Texts,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(odd_rows, "ROWS_AT_ONCE", 2)
    rows = [[*row(i), str(i)] if i in (5, 8) else row(i)[: i % 9 or 1] for i in range(1, 12)]
    extract = read(csv_file([head, *rows]))
    for position, name in enumerate(head):
        expected = [r[position] if position < len(r) else "" for r in rows]
        assert texts(extract)[name] == expected
    beyond = extract.unused["(column I, to the right of the headers)"].strings().to_pylist()
    assert beyond == ["", "", "", "", "5", "", "", "8", "", "", ""]


def test_a_row_of_very_many_cells_makes_no_more_than_100_columns(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    extract = read(csv_file([head, row(), [*row(), *map(str, range(150))]]))
    assert len(extract.unused) == 100
    last = extract.unused["(column DD, to the right of the headers)"].text(1)
    assert last == ",".join(map(str, range(99, 150)))


def test_an_unclosed_quotation_mark_is_named_by_its_row(
    head: tuple[str, ...], row: Row, tmp_path: Path, read: Read
) -> None:
    lines = [",".join(head), *(",".join(row(i)) for i in range(1, 50))]
    lines[30] = lines[30].replace("P30", '"P30')
    path = tmp_path / "quote.csv"
    path.write_text("\r\n".join(lines), "utf-8", newline="")
    with pytest.raises(InputProblem, match=r"row 31 \(line 31") as caught:
        read(path)
    assert "P30" not in str(caught.value)


@pytest.mark.parametrize(
    ("ending", "closed"),
    [
        ('"a\nb"', True),
        ('"a\n"', True),
        ('"a\n"\n', True),
        ('"a\r\n"\r\n', True),
        ('"a""\n"\n', True),
        ('"a"" \n', False),
        ('"a\n""\n', False),
        ('"a\n\n', False),
        ('"a', False),
        ('"', False),
        ('"\n', False),
        ('a"\n', True),
        ('a"', True),
    ],
)
def test_whether_the_last_cell_is_closed(ending: str, closed: bool) -> None:
    text = ",".join(HEAD) + "\n1,2,3,4," + ending
    if closed:
        (row,) = rows_of(table_of(text.encode(), 1 << 20))
        assert row == tuple(next(csv.reader(io.StringIO("1,2,3,4," + ending, newline=""))))
    else:
        with pytest.raises(InputProblem, match="never closed"):
            table_of(text.encode(), 1 << 20)


def test_rows_swallowed_by_a_cell_are_noticed(
    head: tuple[str, ...], row: Row, tmp_path: Path, read: Read
) -> None:
    lines = [",".join(head), *(",".join(row(i)) for i in range(1, 50))]
    lines[30] = lines[30].replace("P30", '"P30')
    lines[40] = lines[40].replace("P40", 'P40"')
    path = tmp_path / "quote.csv"
    path.write_text("\n".join(lines), "utf-8")
    extract = read(path)
    (notice,) = extract.reading.notices
    assert "first in row 31 (line 31" in notice
    assert len(extract) == 39


def test_an_unclosed_mark_that_takes_in_more_than_a_block_is_named(
    head: tuple[str, ...], row: Row, tmp_path: Path, read: Read
) -> None:
    lines = [",".join(head), *(",".join(row(i)) for i in range(1, 40_000))]
    lines[1] = lines[1].replace("P1", '"P1')
    path = tmp_path / "quote.csv"
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(InputProblem, match=r"row 2 \(line 2"):
        read(path)


def test_many_blocks_and_batches_make_one_column(
    head: tuple[str, ...], row: Row, csv_file: Write, texts: Texts
) -> None:
    rows = [row(i) for i in range(1, 6_000)]
    rows[3_000] = rows[3_000][:4]
    path = csv_file([head, *rows])
    table = table_of(path.read_bytes(), 2_048)
    assert rows_of(table)[5_998] == tuple(rows[5_998])
    assert [r[6] for r in rows_of(table)] == [r[6] if len(r) > 6 else "" for r in rows]
    assert table.ragged[0].source_row == 3_002


@pytest.mark.parametrize(
    "kind",
    ["quoted", "mark in a bare cell", "both", "every cell quoted", "records in the last cell"],
)
def test_a_text_of_many_blocks_is_cut_only_between_records(kind: str) -> None:
    quoted, bare = '"one\ntwo ""three"", four"', 'a 5" pipe'
    lines = []
    for i in range(3_000):
        cells = ["", str(i), "plain", "x", f"E{i}"]
        if kind in ("quoted", "both") and i % 7 == 3:
            cells[2] = quoted
        if kind in ("mark in a bare cell", "both") and i % 11 == 5:
            cells[3] = bare
        if kind == "every cell quoted":
            cells = [f'"{cell}\n"' for cell in cells]
        if kind == "records in the last cell":
            cells[3] = bare if i == 1 else "x"
            cells[4] = '"y\na,b,c,d,e"'
        lines.append(",".join(cells))
    text = "\n".join([",".join(HEAD), *lines])
    expected = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert rows_of(table_of(text.encode(), 64)) == expected


@pytest.mark.parametrize("other", ["1,2,3\r\n", '1,2,a 5" pipe,4,5\r\n'])
def test_a_quoted_line_break_on_the_boundary_of_a_block_is_kept_whole(other: str) -> None:
    for length in range(64):
        body = f'{other}1,"{"x" * length}\r\ny",3,4,5\r\n' + "1,2,3,4,5\r\n" * 9
        rows = rows_of(table_of(f"{','.join(HEAD)}\r\n{body}".encode(), 64))
        assert rows[1] == ("1", f"{'x' * length}\r\ny", "3", "4", "5")


@pytest.mark.parametrize("other", ["1,2,3,4,5", "1,2,3", '1,2,a 5" pipe,4,5'])
def test_a_byte_order_mark_that_begins_a_record_is_kept_wherever_a_block_ends(other: str) -> None:
    body = "\ufeff1,2,3,4,5\n" * 20 + f"{other}\n" + "\ufeff1,2,3,4,5\n" * 20
    for block in (16, 64, 1 << 20):
        rows = rows_of(table_of(f"{','.join(HEAD)}\n{body}".encode(), block))
        assert [row[0] for row in rows] == ["\ufeff1"] * 20 + ["1"] + ["\ufeff1"] * 20


def test_a_block_ends_with_a_record() -> None:
    body = memoryview(b'a,b\n"c\nd",e\nf,g\n')
    ends = {1: 4, 4: 4, 5: 12, 12: 12, 13: 16, 17: 16}
    assert {size: block_end(body, 0, size) for size in ends} == ends
    assert block_end(body, 4, 1) == 12
    assert block_end(memoryview(b'a,"b\nc\nd'), 0, 1) == 8
    long = memoryview(b'"' + b"x" * 200_000 + b'"\n' + b"y\n")
    assert block_end(long, 0, 70_000) == 200_003


def test_the_file_is_not_changed_and_reading_can_be_cancelled(
    head: tuple[str, ...], row: Row, csv_file: Write, read: Read
) -> None:
    path = csv_file([head, row()])
    before = path.read_bytes(), path.stat().st_mtime_ns
    said: list[str] = []
    read(path, task=Task(lambda what, done, total: said.append(what)))
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    for steps in range(len(said)):
        left = iter([False] * steps)
        with pytest.raises(Cancelled):
            read(path, task=Task(is_cancelled=lambda left=left: next(left, True)))
    assert len(said) > 3
