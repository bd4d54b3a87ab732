"""The Excel report and the sign-off page: complete, safe, and nothing left behind."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from html.parser import HTMLParser

import openpyxl
import pytest

from cldvalidator.checks.memory import Memory
from cldvalidator.fixes import History
from cldvalidator.fixes.rows import rows_out
from cldvalidator.jobs.check import open_file, recheck, submit
from cldvalidator.problems import InputProblem
from cldvalidator.review.views import FindingViews
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant, write_csv
from cldvalidator.writing.excel_report import book, write_excel_report
from cldvalidator.writing.excel_report import report as putting_together
from cldvalidator.writing.excel_report.listing import most_of_each
from cldvalidator.writing.html_summary import html_summary, write_html_summary

SEVERITIES = ["error", "warning", "query"]
SPECIFICATION = load_specification("2")


@pytest.fixture
def opened(tmp_path):
    extract, _ = plant(
        generate(1_500, seed=3, specification=SPECIFICATION), SPECIFICATION, share=0.1, seed=3
    )
    path = tmp_path / "extract.csv"
    write_csv(extract, path)
    return open_file(path)


def written(opened, tmp_path, **options):
    target = tmp_path / "report.xlsx"
    write_excel_report(opened, target, overwrite=True, **options)
    return openpyxl.load_workbook(target)


def what_fixes_most(opened):
    return FindingViews(opened.extract, opened.result).what_fixes_most()


def cells(sheet):
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_sheets_and_totals(opened, tmp_path):
    report = written(opened, tmp_path, with_values=True)
    assert report.sheetnames == [
        "Summary",
        "Quality chart",
        "Months that DHSC counts",
        "What was read",
        "Findings by rule",
        "Quickest wins",
        "Values to map",
        "Findings",
        "Rule catalogue",
    ]
    findings = opened.result.findings
    listed = cells(report["Findings"])
    assert len(listed) == len(findings)
    by_rule = cells(report["Findings by rule"])
    assert sum(r["Findings"] for r in by_rule) == len(findings)
    assert len(cells(report["Rule catalogue"])) == len(findings.rules)
    months = report["Months that DHSC counts"]  # a sentence stands above its header
    assert months.freeze_panes == "B4"
    assert "OFFICIAL-SENSITIVE" in months.oddHeader.center.text
    for sheet in report.worksheets[3:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None
        assert sheet.print_title_rows == "$1:$1"
        assert "OFFICIAL-SENSITIVE" in sheet.oddHeader.center.text


def test_a_finding_is_at_its_cell(opened, tmp_path):
    report = written(opened, tmp_path, with_values=True)
    with opened.extract.reading.path.open(encoding="utf-8", newline="") as lines:
        source = list(csv.reader(lines))
    checked = 0
    for line in cells(report["Findings"]):
        if not line["Cell"]:
            continue
        column = openpyxl.utils.cell.coordinate_from_string(line["Cell"])
        place = openpyxl.utils.column_index_from_string(column[0]) - 1
        if line["Field"] == "(whole row)":
            assert line["Value found"] is None
            continue
        assert source[0][place] == line["Field"]
        assert source[column[1] - 1][place] == (line["Value found"] or "")
        assert line["Row"] == column[1]
        checked += 1
    assert checked > 100


class Canary:
    def __init__(self, tmp_path):
        self.path = tmp_path / "canaries.csv"
        names = SPECIFICATION.names
        with self.path.open("w", encoding="utf-8", newline="") as out:
            lines = csv.writer(out)
            lines.writerow([*names, "Team"])
            for sign in ("=", "+", "@", "-", "\x01", " "):
                row = [f"{sign}CANARY{i:02d}" for i in range(len(names))]
                row[0] = "503"
                lines.writerow([*row, f"{sign}CANARYTEAM/[1]"])


@pytest.fixture
def canaries(tmp_path):
    return open_file(Canary(tmp_path).path)


def test_no_text_can_run(canaries, tmp_path):
    report = written(canaries, tmp_path, with_values=True)
    seen = 0
    for sheet in report.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    assert cell.data_type == "s"
                    assert cell.hyperlink is None
                    seen += cell.value.startswith(("=", "+", "@", "-"))
    assert seen > 20
    with zipfile.ZipFile(tmp_path / "report.xlsx") as archive:
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist())


def test_the_safe_form_holds_no_value(canaries, tmp_path):
    report = written(canaries, tmp_path, with_values=False)
    assert "Values to map" not in report.sheetnames
    assert report["Summary"]["A2"].value.startswith("Without values")
    with zipfile.ZipFile(tmp_path / "report.xlsx") as archive:
        for name in archive.namelist():
            assert b"CANARY" not in archive.read(name), name
    listed = cells(report["Findings"])
    assert len(listed) == len(canaries.result.findings)
    assert "Value found" not in listed[0]


def test_a_sheet_for_each_team(canaries, tmp_path):
    report = written(canaries, tmp_path, with_values=True)
    teams = [n for n in report.sheetnames if "CANARYTEAM" in n]
    assert len(teams) == 6
    rows = sum(len(cells(report[n])) for n in teams)
    about_the_file = [c for c in cells(report["Findings"]) if not c["Cell"]]
    assert rows == len(canaries.result.findings) - len(about_the_file)
    safe = written(canaries, tmp_path, with_values=False)
    assert [n for n in safe.sheetnames if n.startswith("Team")] == [
        f"Team {i}" for i in range(1, 7)
    ]


def test_of_very_many_teams_those_with_most_findings_have_a_sheet(canaries, tmp_path, monkeypatch):
    every = written(canaries, tmp_path, with_values=True)
    lines = {n: len(cells(every[n])) for n in every.sheetnames if "CANARYTEAM" in n}
    monkeypatch.setattr(putting_together, "MOST_TEAMS", 2)
    for with_values in (True, False):
        report = written(canaries, tmp_path, with_values=with_values)
        said = report["Summary"]["A4"].value
        assert said == "2 of 6 teams have a sheet, those with the most findings."
        names = [n for n in report.sheetnames if "CANARYTEAM" in n or n.startswith("Team ")]
        kept = [len(cells(report[n])) for n in names]
        assert sorted(kept) == sorted(lines.values())[-2:]
    assert [f"Team {list(lines).index(n) + 1}" for n in lines if lines[n] in kept][:2] == names


def test_the_summary_names_council_and_period_and_prints_legibly(opened, tmp_path):
    report = written(opened, tmp_path, with_values=True)
    sheet = report["Summary"]
    facts = {row[0]: row[1] for row in sheet.iter_rows(max_col=2, values_only=True)}
    assert facts["Council"] == "Lincolnshire"
    assert facts["Reporting period"] == "01/04/2025 to 31/03/2026"
    assert sheet._charts == []
    chart = report["Quality chart"]
    assert chart.page_setup.orientation == "portrait"
    assert chart.sheet_properties.pageSetUpPr.fitToPage
    with zipfile.ZipFile(tmp_path / "report.xlsx") as archive:
        assert b"'Quality chart'" not in archive.read("xl/charts/chart1.xml")
        assert b"Summary!$B$" in archive.read("xl/charts/chart1.xml")


def test_findings_are_worst_first_and_wrap(opened, tmp_path):
    report = written(opened, tmp_path, with_values=True)
    order = ["error", "warning", "query"]
    places = [order.index(line["Severity"]) for line in cells(report["Findings"])]
    assert places == sorted(places)
    assert len(set(places)) > 1
    for name in ("Findings", "Quickest wins", "Values to map"):
        sheet = report[name]
        column = next(c.column for c in sheet[1] if c.value == "Value found")
        assert all(sheet.cell(r, column).alignment.wrap_text for r in range(2, sheet.max_row + 1))
        width = sheet.column_dimensions[openpyxl.utils.get_column_letter(column)].width
        for r in range(2, sheet.max_row + 1):
            lines = len(sheet.cell(r, column).value or "") / width
            assert (sheet.row_dimensions[r].height or 15) >= 15 * lines
    rows = [line["Row"] for line in cells(report["Findings"]) if line["Severity"] == "error"]
    assert [r for r in rows if r] == sorted(r for r in rows if r)


def test_of_very_many_findings_the_first_of_each_rule_are_listed(opened, tmp_path, monkeypatch):
    monkeypatch.setattr(book, "MOST_LINES", 60)
    findings = opened.result.findings
    assert len(findings) > 100
    report = written(opened, tmp_path, with_values=True)
    lines = cells(report["Findings"])
    end = next(i for i, line in enumerate(lines) if line["Severity"] is None)
    listed = Counter(line["Rule"] for line in lines[:end])
    assert 40 < end <= 60
    assert sorted(lines[:end], key=lambda line: SEVERITIES.index(line["Severity"])) == lines[:end]
    most = max(listed.values())
    assert listed == {rule: min(n, most) for rule, n in findings.by_rule().items()}
    said = [line["Severity"] for line in lines[end + 1 :]]
    assert said[0].startswith(f"{end} of {len(findings)} findings are listed here, the first of ")
    assert "--by record" in said[0]
    assert set(said[1:]) == {
        f"{rule}: {n - most} more" for rule, n in findings.by_rule().items() if n > most
    }
    assert report["Summary"]["A4"].value == f"Sheet Findings: {said[0]}"
    by_rule = cells(report["Findings by rule"])
    assert sum(r["Findings"] for r in by_rule) == len(findings)  # the counts stay complete


@pytest.mark.parametrize("limit", ["MOST_WRAPPED", "MOST_VALUES"])
def test_a_table_with_too_many_rows_says_how_many_it_leaves_out(
    opened, tmp_path, monkeypatch, limit
):
    monkeypatch.setattr(book, limit, 5)
    report = written(opened, tmp_path, with_values=True)
    lines = cells(report["Quickest wins"])
    assert all(line["Field"] for line in lines[:5])
    told = f"{len(what_fixes_most(opened)) - 5} more are not listed here. `cldvalidator check FILE "
    assert lines[6]["Field"] == told + "--by fixes` prints all."
    assert report["Quickest wins"].auto_filter.ref == "A1:E6"


@pytest.mark.parametrize(
    ("counts", "most", "each"),
    [([5, 5], 20, 5), ([100, 100], 20, 10), ([2, 100, 100], 20, 9), ([1, 1, 1], 2, 0), ([], 9, 0)],
)
def test_most_of_each(counts, most, each):
    assert most_of_each(counts, most) == each
    assert sum(min(c, each) for c in counts) <= most


def test_nothing_is_left_in_temp(opened, tmp_path, monkeypatch):
    import tempfile

    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    written(opened, tmp_path, with_values=True)
    assert list(temp.iterdir()) == []


def test_reports_replace_nothing_unasked(opened, tmp_path):
    target = tmp_path / "mine.xlsx"
    target.write_bytes(b"mine")
    for write in (
        lambda: write_excel_report(opened, target, with_values=True),
        lambda: write_html_summary(opened, target),
    ):
        with pytest.raises(InputProblem, match="already exists"):
            write()
    with pytest.raises(InputProblem, match="never changed"):
        write_excel_report(opened, opened.extract.reading.path, with_values=True, overwrite=True)
    assert target.read_bytes() == b"mine"


class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes, self.text = [], set(), [], io.StringIO()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in ("meta", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.write(data)


def read(html):
    page = Page()
    page.feed(html)
    assert page.open == []
    return page


def test_the_sign_off_page(opened, tmp_path):
    submitted = submit(opened, tmp_path / "out.csv")
    page = read(html_summary(opened, submitted))
    text = page.text.getvalue()
    assert "Lincolnshire (503)" in text
    assert "Not ready" in text
    assert submitted.written.sha256 in text
    assert opened.extract.reading.sha256 in text
    assert page.tags.isdisjoint({"script", "img", "link", "iframe", "form"})
    assert not any(name in ("src", "href") for name, _ in page.attributes)


def test_the_sign_off_page_holds_no_value(canaries):
    assert "CANARY" not in html_summary(canaries).replace(canaries.extract.reading.name, "")


def test_a_clean_file(tmp_path):
    path = tmp_path / "clean.csv"
    write_csv(generate(1_500, seed=6, specification=SPECIFICATION), path)
    clean = open_file(path)
    assert "Nothing was found" in html_summary(clean)
    report = written(clean, tmp_path, with_values=True)
    assert cells(report["Findings"]) == [] or report["Findings"].max_row == 1


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_is_none_is_a_text_and_no_formula(tmp_path, number):
    made = book.Book("")
    made.table(made.sheet("A"), 0, [("What", 10), ("Share", 10)], [["x", number], ["y", 2.5]])
    path = tmp_path / "made.xlsx"
    path.write_bytes(made.close())
    sheet = openpyxl.load_workbook(path)["A"]
    assert [c.value for c in sheet["B"]] == ["Share", book.NO_NUMBER, 2.5]
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_file_of_rows_that_are_no_records_has_a_report(opened, tmp_path):
    path = tmp_path / "explained.csv"
    said = ["Mandatory"] + ["Optional"] * (len(SPECIFICATION.names) - 1)
    path.write_text(",".join(SPECIFICATION.names) + "\n" + ",".join(said) + "\n", "utf-8")
    none = open_file(path)
    assert len(none.extract.records) == 0
    assert none.extract.undecided is not None
    chart = written(none, tmp_path, with_values=True)["Quality chart"]
    assert chart["A2"].value == "There are no records to draw."
    assert not chart._charts


def test_a_finding_about_the_whole_file_is_listed_once_every_record_is_left_out(tmp_path):
    path = tmp_path / "extract.csv"
    names = SPECIFICATION.names[:-1]
    path.write_text(",".join(names) + "\n" + "503," * (len(names) - 1) + "\n", "utf-8")
    memory = Memory()
    one = open_file(path, memory=memory)
    history = History(one.extract)
    none = history.do("Rows", rows_out(history.start, [2])).current
    assert len(none) == 0
    listed = cells(written(recheck(one, none, memory)[0], tmp_path, with_values=True)["Findings"])
    assert {line["Field"] for line in listed} == {SPECIFICATION.names[-1]}
