"""Rows that are not records are told as that, wherever they stand; a record never is."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.extract import read_extract
from cldvalidator.extract.notices import notices_of, records_text
from cldvalidator.fixes import History
from cldvalidator.fixes.rows import no_records_out
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.faults import plant
from cldvalidator.synthetic_data.generator import generate
from cldvalidator.writing.submission import CharactersInNoRecords, write_submission
from tests.examples import examples

DATA = Path(__file__).parents[1] / "data"
SPECIFICATION = load_specification("2")
CASES = {
    "08-table-totals-row.xlsx": {122: "total"},
    "10-sqlcmd-dashes-and-count.csv": {2: "rule", 40: "count", 42: "count"},
    "12-concatenated-months.csv": {62: "header"},
    "26-rows-of-explanation.csv": {3: "explanation", 4: "explanation"},
    "57-report-pages.csv": {
        36: "page", 38: "header", 70: "page", 72: "header", 104: "page", 106: "header", 138: "page",
    },
}  # fmt: skip
LINES = {
    "(36 rows affected)": "count",
    "(1,234 rows affected)": "count",
    "(36 rows)": "count",
    "36 rows selected.": "count",
    "120 rows fetched": "count",
    "Completion time: 2026-04-20T10:11:12.1234567+01:00": "count",
    "Elapsed: 00:00:01.23": "count",
    "SQL> spool off": "count",
    "Total rows: 120": "total",
    "Record count: 120": "count",
    "Number of records,120": "count",
    "Count: 36": "total",
    "Grand Total": "total",
    "Totals:,,,36,36": "total",
    "Sub-total,,,,,,,,12": "total",
    "E08000016 Total,,,30": "total",
    "Grand Count,,,,,120": "total",
    'TOTAL COST,,,,,,,,,,,,,,,,,,,,,"£12,345.60"': "total",
    "Page 3 of 10": "page",
    "- 3 -": None,
    "OFFICIAL-SENSITIVE": "page",
    "OFFICIAL: SENSITIVE PERSONAL": "page",
    "Report run on 20/04/2026 10:15": "page",
    "Printed by: J Smith on 20/04/2026": "page",
    "Run date: 20/04/2026": "page",
    "*** End of Report ***": "end",
    "EOF": "end",
    "<EOF>": "end",
    "--- END OF FILE ---": "end",
    "TRAILER|120": "end",
    "-----,-----,-----": "rule",
    "+----------+-----------+": "rule",
    "================================================": "rule",
    "Please send questions to the performance team": "remark",
    "* figures are provisional": "remark",
    "Figures are provisional until the year has closed. " * 40: "remark",
    "-" * 900: "rule",
}


@pytest.fixture(scope="module")
def base():
    text = (DATA / "cases" / "base.csv").read_text("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def kinds(extract):
    return {r.source_row: r.kind for r in extract.reading.no_records}


def write(path, rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), "utf-8", newline="")
    return path


def findings(extract):
    groups = check_extract(extract, SPECIFICATION).findings.groups
    rows = extract.source_rows
    return {(g.rule.id, g.field): len(g) for g in groups if len(rows)}


@pytest.mark.parametrize("name", CASES)
def test_the_lines_of_real_exports(name):
    extract = read_extract(DATA / "cases" / name, SPECIFICATION)
    assert kinds(extract) == CASES[name]
    found = check_extract(extract, SPECIFICATION).findings
    (group,) = (g for g in found.groups if g.rule.id == "FILE-13")
    assert extract.source_rows[group.rows].tolist() == list(CASES[name])
    others = {int(r) for g in found.groups if g is not group for r in g.rows}
    assert not others.intersection(group.rows.tolist())
    (said,) = (n for n in notices_of(extract.reading) if "not record" in n or "not a record" in n)
    assert all(f"{row}" in said for row in CASES[name])


@pytest.mark.parametrize("name", [n for n in CASES if not n.startswith("10")])
def test_left_out_the_file_is_that_without_them(name, tmp_path):
    extract = read_extract(DATA / "cases" / name, SPECIFICATION)
    history = History(extract).do("", no_records_out(extract))
    clean = read_extract(DATA / "cases" / "base.csv", SPECIFICATION)
    assert findings(extract) == {("FILE-13", "LA Code"): len(CASES[name])}
    assert findings(history.current) == findings(clean) == {}
    for made, file in ((history.current, "one.csv"), (clean, "other.csv")):
        write_submission(made, SPECIFICATION, tmp_path / file)
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "other.csv").read_bytes()


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("where", ["below", "between"])
def test_a_line_below_the_records_or_between_them(base, line, where, tmp_path):
    expected = LINES[line]
    if where == "between" and expected == "remark":
        expected = None
    at = len(base) if where == "below" else 60
    text = io.StringIO(newline="")
    csv.writer(text).writerows(base[:at])
    text.write(f"\r\n{line}\r\n")
    csv.writer(text).writerows(base[at:])
    path = tmp_path / "a.csv"
    path.write_text(text.getvalue(), "utf-8", newline="")
    extract = read_extract(path, SPECIFICATION)
    assert kinds(extract) == ({at + 2: expected} if expected else {})
    if expected:
        assert findings(extract) == {("FILE-13", "LA Code"): 1}
        assert records_text(extract) == "120 records and 1 row that is not a record"


TYPES = ["varchar(10)", "date", "datetime2(7)", "NVARCHAR(50) NOT NULL", "int", "decimal(10,2)"]
EXPLAINED = {
    "types": lambda i: TYPES[i % len(TYPES)],
    "demands": lambda i: ("Mandatory", "Optional", "M", "Conditional")[i % 4],
    "lengths": lambda i: ("an10", "max 30 characters", "dd/mm/yyyy")[i % 3],
    "descriptions": lambda i: f"The value that the council holds for column {i}",
    "numbers": lambda i: str(i + 1),
    "examples": lambda i: f"e.g. value {i}",
}


@pytest.mark.parametrize("what", EXPLAINED)
def test_rows_that_explain_the_columns(base, what, tmp_path):
    row = [EXPLAINED[what](i) for i in range(len(base[0]))]
    extract = read_extract(write(tmp_path / "a.csv", [base[0], row, *base[1:]]), SPECIFICATION)
    assert kinds(extract) == {2: "explanation"}


def test_titles_on_every_page(base, tmp_path):
    page = [["Adult Social Care Extract"], ["Team: all, user 12"], []]
    rows = [*page, base[0], *base[1:40], *page, base[0], *base[40:]]
    extract = read_extract(write(tmp_path / "a.csv", rows), SPECIFICATION)
    assert kinds(extract) == {44: "page", 45: "page", 47: "header"}


def test_subtotals_of_a_workbook(base, tmp_path):
    book = openpyxl.Workbook()
    head = base[0]
    cost = head.index("Unit Cost")

    def total(label, amount):
        cells = [None] * len(head)
        cells[head.index("Event Type")], cells[cost] = label, amount
        return cells

    for row in (head, *base[1:50], total("Request Total", 12), *base[50:],
                total("Service Total", 99.5), total("Grand Total", 111.5)):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    extract = read_extract(tmp_path / "a.xlsx", SPECIFICATION)
    assert kinds(extract) == {51: "total", 123: "total", 124: "total"}


def test_no_row_of_a_golden_file_is_taken_for_none(tmp_path):
    packed = DATA / "golden" / "submission.csv.gz"
    (tmp_path / "golden.csv").write_bytes(gzip.decompress(packed.read_bytes()))
    assert read_extract(tmp_path / "golden.csv", SPECIFICATION).reading.no_records == ()
    assert read_extract(DATA / "cases" / "base.csv", SPECIFICATION).reading.no_records == ()


@pytest.mark.parametrize("seed", range(4))
def test_no_record_of_a_synthetic_file_is_taken_for_none(seed, tmp_path):
    made = plant(generate(3_000, seed=seed, specification=SPECIFICATION), SPECIFICATION,
                 share=0.3, seed=seed)[0]  # fmt: skip
    write_submission(made, SPECIFICATION, tmp_path / "a.csv")
    assert read_extract(tmp_path / "a.csv", SPECIFICATION).reading.no_records == ()


@settings(max_examples=examples(25), deadline=None)
@given(data=st.data())
def test_a_record_with_one_odd_cell_stays_a_record(base, data, tmp_path_factory):
    odd = [*LINES, *TYPES, "Total", "Mandatory", "-----", "NULL", "LA Code", "dd/mm/yyyy", ""]
    row = data.draw(st.integers(1, len(base) - 1))
    at = data.draw(st.integers(0, len(base[0]) - 1))
    cells = list(base[row])
    cells[at] = data.draw(st.sampled_from(odd))
    rows = [*base[:row], cells, *base[row + 1 :]]
    path = write(tmp_path_factory.mktemp("odd") / "a.csv", rows)
    assert read_extract(path, SPECIFICATION).reading.no_records == ()


def test_a_line_of_totals_has_lost_no_zeros():
    reading = read_extract(DATA / "cases" / "08-table-totals-row.xlsx", SPECIFICATION).reading
    assert not any("Zeros" in notice for notice in reading.notices)


def test_a_mark_in_a_repeated_header_is_no_reason_to_change_a_character(tmp_path):
    extract = read_extract(DATA / "cases" / "12-concatenated-months.csv", SPECIFICATION)
    with pytest.raises(CharactersInNoRecords, match="Only rows that are not records"):
        write_submission(extract, SPECIFICATION, tmp_path / "out.csv")
    written = write_submission(extract.records, SPECIFICATION, tmp_path / "out.csv")
    assert written.rows == 120
