"""The official workbooks in the shapes that they may have, and books that are none."""

from __future__ import annotations

import json

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.command_line import main as cli
from cldvalidator.official import (
    current_specification,
    differences,
    forget_council_pack,
    merged_pack,
    read_official_workbook,
    save_council_pack,
)
from cldvalidator.official.council_pack import FILE_NAME, base_pack
from cldvalidator.problems import InputProblem
from cldvalidator.specification import build_specification, load_specification
from tests.examples import examples

SPECIFICATION = load_specification("2")
LISTS = {
    f.name: f.values.texts for f in SPECIFICATION.fields if f.values and len(f.values.texts) > 1
}
ROUTE = "Request: Route of Access"
ROUTES = ("Planned entry: Transition", "Discharge from hospital", "Community or other route",
          "Diversion from hospital services", "Prison", "Self-funder")  # fmt: skip


def by_row(book, lists, bullets=""):
    """One row a field, the values in one cell."""
    sheet = book.active
    sheet.title = "Specification"
    sheet.append(["Adult Social Care Client Level Data"])
    sheet.append([])
    sheet.append(["No.", "Field name", "Format", "Permitted values"])
    for number, field in enumerate(SPECIFICATION.fields, start=1):
        values = lists.get(field.name)
        text = "\n".join(f"{bullets}{v}" for v in values) if values else "dd/mm/yyyy"
        if values or field.values is None:
            sheet.append([number, field.name, field.type, text])


def by_value(book, lists, merged=False):
    """One row a value, the field's name only beside the first."""
    sheet = book.active
    sheet.title = "Defined lists"
    sheet.append(["Variable", "Order", "Value"])
    for name, values in lists.items():
        first = sheet.max_row + 1
        for number, value in enumerate(values):
            sheet.append([name.upper() if number == 0 else None, number + 1, f" {value} "])
        if merged and len(values) > 1:
            sheet.merge_cells(start_row=first, end_row=sheet.max_row, start_column=1, end_column=1)


def by_merged_value(book, lists):
    by_value(book, lists, merged=True)


def by_column(book, lists):
    """Each list in a column under its field's national column name."""
    sheet = book.active
    for place, (name, values) in enumerate(lists.items(), start=1):
        sheet.cell(2, place, SPECIFICATION.by_name[name].column)
        for row, value in enumerate(values, start=3):
            sheet.cell(row, place, value)


def by_sheet(book, lists):
    """A sheet a field, hidden or not."""
    book.active.append(["Contents"])
    for number, (name, values) in enumerate(lists.items()):
        sheet = book.create_sheet(f"List {number}")
        if number % 2:
            sheet.sheet_state = "hidden"
        sheet.append([f"{name} (list)"])
        sheet.append(["Code", "Value", "Notes"])
        for code, value in enumerate(values):
            sheet.append([code, value, "a note"])


SHAPES = [by_row, by_value, by_merged_value, by_column, by_sheet]


@pytest.fixture
def write(tmp_path):
    def make(shape, *arguments):
        book = openpyxl.Workbook()
        shape(book, *arguments)
        path = tmp_path / "official.xlsx"
        book.save(path)
        return path

    return make


def read(path):
    return read_official_workbook(path, SPECIFICATION)


@settings(max_examples=examples(8), suppress_health_check=list(HealthCheck))
@given(names=st.sets(st.sampled_from(sorted(LISTS)), min_size=2), shape=st.sampled_from(SHAPES))
def test_any_lists_in_any_shape_are_read(write, names, shape):
    lists = {n: LISTS[n] for n in LISTS if n in names}
    content = read(write(shape, lists))
    assert {f.field: f.values for f in content.lists} == lists
    assert content.pairs == ()


def test_bullets_go_only_if_every_value_has_one(write):
    lists = {"Gender": ("Male", "Female"), "Ethnicity": ("1. One", "Two", "3. Three")}
    assert {f.field: f.values for f in read(write(by_row, lists, "- ")).lists}["Gender"] == (
        "Male",
        "Female",
    )
    kept = {f.field: f.values for f in read(write(by_row, lists)).lists}["Ethnicity"]
    assert kept == ("1. One", "Two", "3. Three")


def mapping(book, fill=True):
    sheet = book.active
    sheet.append(["Mapping of Release 1 to Release 2"])
    sheet.append(["Variable", "Release 1 value", "Release 2 value", "Comparison"])
    sheet.append([ROUTE, "Planned Entry (Transition)", ROUTES[0], "Changed"])
    sheet.append([ROUTE if fill else None, "Prison", "Prison", "No change"])
    sheet.append(["Gender", "Male", "Male", "No change"])
    sheet.append(["Event Outcome", "Progress to End of Life Care", None, "Removed"])


@pytest.mark.parametrize("fill", [True, False])
def test_the_mapping_workbook(write, fill):
    content = read(write(mapping, fill))
    assert content.lists == ()
    assert [(p.field, p.release_1, p.release_2, p.comparison) for p in content.pairs] == [
        (ROUTE, "Planned Entry (Transition)", ROUTES[0], "Changed"),
        (ROUTE, "Prison", "Prison", "No change"),
        ("Gender", "Male", "Male", "No change"),
        ("Event Outcome", "Progress to End of Life Care", None, "Removed"),
    ]
    changes = {field: numbers for field, *numbers in differences(SPECIFICATION, content).pairs}
    assert changes[ROUTE] == [0, 1, 6]
    assert changes["Gender"] == [0, 0, 3]
    merged = build_specification(merged_pack(base_pack(), content))
    known = [m.found for m in merged.mappings[ROUTE] if not m.variant]
    assert known == ["Planned Entry (Transition)", "Prison"]
    assert [m for m in merged.mappings["Event Outcome"] if m.variant]


def test_the_mapping_workbook_by_its_own_headers(write):
    def official(book):
        sheet = book.active
        sheet.append(["Variable", "Current defined list value", "Release 2 value", "Comparison"])
        sheet.append([ROUTE, "Prison", "Prison", "No change"])
        sheet.append([None, "Self-Funder", "Self-funder", "Changed (capitalisation only)"])
        fields = book.create_sheet("Fields")
        fields.append(["Field name", "Mandatory?", "Type"])
        fields.append(["Event Outcome", "Mandatory*", "Defined list"])
        fields.append(["Gender", "Mandatory", "Defined list"])

    content = read(write(official))
    assert [(p.release_1, p.release_2, p.comparison) for p in content.pairs] == [
        ("Prison", "Prison", "No change"),
        ("Self-Funder", "Self-funder", "Changed (capitalisation only)"),
    ]
    assert content.partly_mandatory == ("Event Outcome",)
    assert content.passed_over == ()


def test_differences_are_told_by_value(write):
    genders = ("Male", "female", "Other", "Prefer not to say")
    change = differences(SPECIFICATION, read(write(by_row, {"Gender": genders}))).lists[0]
    assert change.added == ("Prefer not to say",)
    assert change.removed == ("Unknown",)
    assert change.respelt == (("Female", "female"),)
    assert change.odd == ""


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (("Only one",), "fewer than two"),
        (tuple(f"v{i}" for i in range(30)), "30 values where"),
        (("a" * 201, "b"), "more than 200 characters"),
    ],
)
def test_lists_that_look_wrong_are_left_out_unless_told(write, values, why):
    content = read(write(by_row, {"Gender": values, ROUTE: ROUTES}))
    odd = {c.field: c.odd for c in differences(SPECIFICATION, content).lists}
    assert why in odd["Gender"]
    assert odd[ROUTE] == ""
    careful = build_specification(merged_pack(base_pack(), content))
    assert careful.values("Gender") == SPECIFICATION.values("Gender")
    assert careful.values(ROUTE) == ROUTES
    told = build_specification(merged_pack(base_pack(), content, accept_odd=True))
    assert told.values("Gender") == values


def test_an_imported_list_gives_errors_and_is_named(write, extract_of, records, tmp_path):
    extract = extract_of([records["request"] | {ROUTE: "By pigeon"}])
    cells = {"records", "people", "submission"}
    from cldvalidator.checks.rules import chosen_rules

    off = chosen_rules(cells)
    assert len(check_extract(extract, current_specification(), switched_off=off).findings) == 0
    content = read(write(by_row, {ROUTE: ROUTES}))
    save_council_pack(merged_pack(base_pack(), content), content)
    specification = current_specification()
    assert specification.origin.startswith("council pack from official.xlsx")
    result = check_extract(extract, specification, switched_off=off)
    found = [(g.rule.id, g.field, g.severity.word) for g in result.findings.groups]
    assert found == [("MAND-02", ROUTE, "error")]
    assert forget_council_pack()
    assert not forget_council_pack()
    assert current_specification() == load_specification("2")


def test_both_workbooks_one_after_the_other(write):
    for content in (read(write(by_row, {ROUTE: ROUTES})), read(write(mapping))):
        save_council_pack(merged_pack(base_pack(), content), content)
    both = current_specification()
    assert both.values(ROUTE) == ROUTES
    assert [m.found for m in both.mappings["Gender"] if not m.variant] == ["Male"]


def test_a_broken_council_pack_names_the_place(write, tmp_path):
    content = read(write(by_row, {ROUTE: ROUTES}))
    path = save_council_pack(merged_pack(base_pack(), content), content, tmp_path)
    kept = json.loads(path.read_text("utf-8"))
    kept["pack"]["lists"]["Gender"]["enforcement"] = "fatal"
    path.write_text(json.dumps(kept), "utf-8")
    with pytest.raises(InputProblem, match="lists > Gender > enforcement"):
        current_specification("2", tmp_path)
    (tmp_path / FILE_NAME).write_text("{", "utf-8")
    with pytest.raises(InputProblem, match="cannot be read"):
        current_specification("2", tmp_path)


def an_extract(book):
    book.active.append(list(SPECIFICATION.names))
    for number in range(30):
        book.active.append(["503", "01/04/2025", "31/03/2026", str(number), "P", "A", "B"])


def nothing(book):
    book.active.append(["Meeting notes"])


@pytest.mark.parametrize("shape", [an_extract, nothing, lambda book: None])
def test_other_workbooks_are_refused_with_what_was_looked_for(write, shape):
    with pytest.raises(InputProblem, match="Looked for"):
        read(write(shape))


def test_files_that_are_no_workbooks(tmp_path):
    path = tmp_path / "official.xlsx"
    for data in (b"", b"Field,Value\nGender,Male\n", b"PK\x03\x04broken", b"\x89PNG\r\n\x1a\n\0\0"):
        path.write_bytes(data)
        with pytest.raises(InputProblem):
            read(path)


def test_the_command(write, capsys):
    path = write(by_row, {ROUTE: ROUTES})
    assert cli.main(["spec", "import", str(path), "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "  + Planned entry: Transition" in out
    assert "become errors (they were: none)" in out
    assert "Nothing was kept." in out
    assert current_specification().origin == "built in"
    assert cli.main(["spec", "import", str(path)]) == 0
    assert current_specification().origin != "built in"
    assert cli.main(["spec", "forget"]) == 0
    assert cli.main(["spec", "import"]) == 2
