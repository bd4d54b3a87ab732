"""One valid record, one mutation: exactly that rule's finding at exactly that cell."""

from __future__ import annotations

import numpy as np
import pytest

from cldvalidator.checks.check import check_extract as check_everything
from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Severity, chosen_rules, load_rules
from cldvalidator.specification import load_specification

ACROSS = chosen_rules(("records", "people", "submission"))


def check_extract(extract, specification, switched_off=()):
    """Check the cells alone: the same person three times a day is no matter here."""
    return check_everything(extract, specification, switched_off=(*ACROSS, *switched_off))


def found(result):
    return sorted(
        (g.rule.id, g.field, g.severity.word, tuple(g.rows.tolist()))
        for g in result.findings.groups
    )


def test_valid_records_have_no_finding(extract_of, records, release_2):
    result = check_extract(extract_of(list(records.values())), release_2)
    assert found(result) == []


def test_an_extract_without_records_has_no_finding(extract_of, release_2):
    result = check_extract(extract_of([]), release_2)
    assert found(result) == []
    assert result.quality.empty


MUTATIONS = [
    # event, field, text, rule, severity
    ("request", "LA Code", "999", "ID-01", "error"),
    ("request", "LA Code", "50", "ID-01", "error"),
    ("request", "NHS Number", "9990000019", "ID-03", "error"),
    ("request", "NHS Number", "999000001", "ID-03", "error"),
    ("request", "NHS Number", "999 000 0018", "NHS-SHAPE", "warning"),
    ("request", "NHS Number", "999-000-0018", "NHS-SHAPE", "warning"),
    ("request", "NHS Number", " 9990000018", "FILE-06", "warning"),
    ("request", "LA Person Unique Identifier", "NULL", "FILE-05", "warning"),
    ("request", "LA Person Unique Identifier", "1.23E+09", "ID-14", "error"),
    ("request", "Event Reference", " 1,2E+15", "ID-14", "error"),
    ("request", "NHS Number", "9.99E+09", "ID-14", "error"),
    ("request", "NHS Number", "9.990000018E+09", "FILE-12", "error"),
    ("request", "NHS Number", "9.990000018E9", "FILE-12", "error"),
    ("request", "NHS Number", "9.990000018000000e+009", "FILE-12", "error"),
    ("request", "NHS Number", "9.990000019E+09", "ID-03", "error"),
    ("request", "NHS Number", "9,990,000,018", "NHS-SHAPE", "warning"),
    ("request", "LA Person Unique Identifier", "1.234567E+06", "ID-14", "error"),
    ("service", "Provider CQC Location ID", "1E+10", "ID-14", "error"),
    ("request", "Event Reference", "123456789012345000", "ID-15", "warning"),
    ("request", "First Name", "=HYPERLINK(1)", "FILE-09", "error"),
    ("request", "First Name", "@SUM", "FILE-09", "error"),
    ("request", "First Name", "Łucja", "PORT-01", "error"),
    ("request", "Last Name", "Per\x07son", "FILE-06", "warning"),
    ("request", "Gender", "female", "LIST-CASE", "warning"),
    ("request", "Gender", "Femal", "MAND-02", "warning"),
    ("request", "Ethnicity", "white: irish", "LIST-CASE", "error"),
    ("request", "Ethnicity", "White:  Irish", "LIST-SHAPE", "error"),
    ("request", "Ethnicity", "White - Irish", "MAND-03", "error"),
    ("request", "Ethnicity", "Irish", "MAND-02", "error"),
    ("request", "Ethnicity", "N/A", "FILE-05", "error"),
    ("request", "Ethnicity", "", "MAND-01", "error"),
    ("request", "Ethnicity", "  ", "MAND-01", "error"),
    ("request", "Ethnicity", "White: Irish\u00a0", "FILE-06", "warning"),
    ("request", "Ethnicity", "White: \u200bIrish", "FILE-06", "warning"),
    ("request", "NHS Number", "999000\u00ad0018", "FILE-06", "warning"),
    ("request", "Date of Birth", "03/02\u202e/1950", "FILE-06", "warning"),
    ("service", "Unit Cost", "21\x07.50", "FILE-06", "warning"),
    ("request", "Request: Route of Access", "Discharge\u2060 from somewhere", "FILE-06", "warning"),
    ("request", "LA Person Unique Identifier", "P\t9", "FILE-06", "warning"),
    *[
        ("request", "Last Name", f"Per{c}son", "FILE-06", "warning")
        for c in "\t\x0b\x85\u00ad\u061c\u200b\u200c\u200d\u200e\u2028\u202a\u202e\u2060\u2066"
    ],
    ("request", "Date of Birth", "31/02/1950", "DATE-00", "error"),
    ("request", "Date of Birth", "29/02/1951", "DATE-00", "error"),
    ("request", "Date of Birth", "02/28/1950", "FILE-08", "error"),
    ("request", "Date of Birth", "1950-02-03", "FILE-08", "error"),
    ("request", "Date of Birth", "1950-02-03 00:00:00", "FILE-08", "error"),
    ("request", "Date of Birth", "3/2/1950", "FILE-08", "error"),
    ("request", "Date of Birth", "03/02/50", "FILE-08", "error"),
    ("request", "Date of Birth", "18297", "FILE-08", "error"),
    ("request", "Postcode", "ZZ99", "ID-10", "error"),
    ("request", "Postcode", "zz993vz", "CODE-SHAPE", "warning"),
    ("request", "GP Practice Code", "12345", "ID-11", "warning"),
    ("service", "Provider CQC Location ID", "RX1-2-3", "ID-12", "warning"),
    ("service", "Unit Cost", "£21.50", "COST-04", "error"),
    ("service", "Unit Cost", "21.505", "COST-09", "warning"),
    ("service", "Unit Cost", "+5", "COST-10", "warning"),
    ("service", "Unit Cost", "5.", "COST-10", "warning"),
    ("service", "Unit Cost", ".5", "COST-10", "warning"),
    ("service", "Unit Cost", ".", "FILE-05", "error"),
    ("request", "First Name", "#N/A", "FILE-05", "warning"),
    ("request", "Event Description", "NaN", "FILE-05", "warning"),
    ("service", "Unit Cost", "12345678901234567.00", "COST-04", "error"),
    ("service", "Unit Cost", "", "COST-01", "error"),
    ("service", "Planned units per week", "", "COST-02", "error"),
    ("service", "Event Start Date", "", "DATE-02", "error"),
    ("service", "Request: Route of Access", "Discharge from hospital", "TYPE-01", "warning"),
    ("service", "Total Hrs Caring per week", "20 to 49", "CLI-01", "warning"),
    ("review", "Review Outcomes Achieved", "", "OUT-07", "error"),
    ("request", "Date of Death", "soon", "DATE-18", "error"),
]


@pytest.mark.parametrize(("event", "field", "text", "rule", "severity"), MUTATIONS)
def test_one_mutation_gives_one_finding(
    extract_of, records, release_2, event, field, text, rule, severity
):
    rows = [*records.values(), dict(records[event]) | {field: text}]
    result = check_extract(extract_of(rows), release_2)
    assert found(result) == [(rule, field, severity, (3,))]


@pytest.mark.parametrize("field", ["First Name", "Last Name"])
@pytest.mark.parametrize("name", ["Nan", "Null", "NULL", "Nat", "None", "Na"])
def test_names_are_no_words_for_blank(extract_of, records, release_2, field, name):
    assert found(check_extract(extract_of([records["request"] | {field: name}]), release_2)) == []


def test_lists_that_are_not_public_give_no_finding(extract_of, records, release_2):
    odd = records["request"] | {"Request: Route of Access": "By pigeon"}
    assert found(check_extract(extract_of([odd]), release_2)) == []
    table = check_extract(extract_of([odd]), release_2).quality
    row = table[table["field"] == "Request: Route of Access"].iloc[0]
    assert row["verdict"] == "Not judged: list not public"


def test_what_an_unknown_value_would_decide_is_left_open(extract_of, records, release_2):
    """Nobody knows which fields belong to an event of a type that is not listed."""
    odd = records["service"] | {"Event Type": "Something of our own"}
    rules = {rule for rule, *_ in found(check_extract(extract_of([odd]), release_2))}
    assert "MAND-02" in rules
    assert "TYPE-01" not in rules


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("White: Irish  ", "Passed: Valid"),
        (" White: Irish", "Failed: Invalid"),
        ("White: Irish\u00a0", "Failed: Invalid"),
        ("White: Irish \t", "Failed: Invalid"),
    ],
)
def test_only_spaces_at_the_end_do_not_count_nationally(
    extract_of, records, release_2, text, verdict
):
    odd = records["request"] | {"Ethnicity": text}
    table = check_extract(extract_of([odd]), release_2).quality
    assert table.loc[table["field"] == "Ethnicity", "verdict"].tolist() == [verdict]


def test_a_period_of_one_day_is_no_period(extract_of, records, release_2):
    day = {f"Reporting Period {end} Date": "01/04/2025" for end in ("Start", "End")}
    result = check_everything(extract_of([r | day for r in records.values()]), release_2)
    assert {"PER-01", "PER-02"} & {rule for rule, *_ in found(result)} == {"PER-01"}


def test_carer_known_by_association_holds_no_event(extract_of, records, release_2):
    link = {
        k: v
        for k, v in records["request"].items()
        if not k.startswith(("Event", "Request", "Client Funding"))
    } | {"Client Type": "Unpaid carer known by association", "Adult 1 Linked Person_ID": "P1"}
    assert found(check_extract(extract_of([link]), release_2)) == []
    with_event = link | {"Event Type": "Request"}
    assert found(check_extract(extract_of([with_event]), release_2)) == [
        ("TYPE-03", "Event Type", "error", (0,))
    ]


def test_employment_is_mandatory_for_working_age_learning_disability(
    extract_of, records, release_2
):
    person = records["service"] | {"Primary Support Reason": "Learning disability support"}
    assert found(check_extract(extract_of([person]), release_2)) == []
    # 64 on the last day of the period, 65 one day later
    young = person | {"Date of Birth": "01/04/1961"}
    assert found(check_extract(extract_of([young]), release_2)) == [
        ("MAND-04", "Employment Status", "error", (0,))
    ]
    old = person | {"Date of Birth": "31/03/1961"}
    assert found(check_extract(extract_of([old]), release_2)) == []


def test_a_missing_column_is_one_finding_about_the_file(extract_of, records, release_2):
    extract = extract_of(list(records.values()), without=["Gender", "GP Practice Name"])
    assert found(check_extract(extract, release_2)) == [
        ("FILE-02", "GP Practice Name", "warning", (WHOLE_FILE,)),
        ("FILE-02", "Gender", "error", (WHOLE_FILE,)),
    ]


def test_rules_can_be_switched_off(extract_of, records, release_2):
    wrong = records["request"] | {"Gender": "Femal", "Ethnicity": ""}
    result = check_extract(extract_of([wrong]), release_2, switched_off=("MAND-02",))
    assert found(result) == [("MAND-01", "Ethnicity", "error", (0,))]
    assert result.switched_off == (*ACROSS, "MAND-02")


def test_quality_table_counts_every_cell_once(extract_of, records, release_2):
    rows = [*records.values(), records["request"] | {"Ethnicity": "White - Irish", "Gender": ""}]
    result = check_extract(extract_of(rows), release_2)
    table = result.quality
    for part in (table, result.quality_apart):
        assert (part.groupby("field")["count"].sum() == 4).all()
    outside = {"First Name", "Last Name", "GP Practice Name", "Provider CQC Location Name"}
    assert set(table["field"]) == set(release_2.names) - outside
    assert set(result.quality_apart["field"]) == outside
    ethnicity = table[table["field"] == "Ethnicity"]
    assert dict(zip(ethnicity["verdict"], ethnicity["count"], strict=True)) == {
        "Passed: Valid": 3,
        "Failed: Release 1": 1,
    }
    gender = table[(table["field"] == "Gender") & (table["verdict"] != "Passed: Valid")]
    assert gender[["status", "verdict", "count"]].to_numpy().tolist() == [
        ["Mandatory", "Failed: Blank (Mandatory)", 1]
    ]


def test_severity_follows_the_confidence_of_the_list(release_2):
    rule = load_rules()["MAND-02"]
    severities = {f.name: rule.severity_in(f) for f in release_2.fields if f.values is not None}
    for field in release_2.fields:
        if field.values is not None:
            expected = {"error": Severity.ERROR, "warning": Severity.WARNING, "none": None}
            assert severities[field.name] is expected[field.values.enforcement]


def test_a_release_1_file_is_right_by_its_own_release(extract_of, records):
    old = records["request"] | {
        "Ethnicity": "White - Irish",
        "Client Type": "Service User",
        "Primary Support Reason": "Physical Support: Personal care support",
        "Event Outcome": "Progress to Assessment",
        "Request: Route of Access": "Discharge from Hospital",
        "Client Funding Status": "Fully Social Care Funded",
    }
    extract = extract_of([old])
    assert found(check_extract(extract, load_specification("1"))) == []
    rules = [f[0] for f in found(check_extract(extract, load_specification("2")))]
    assert rules.count("MAND-03") == 2
    assert rules.count("LIST-CASE") == 3


def test_findings_are_counted_and_laid_out(extract_of, records, release_2):
    rows = [dict(records["request"]) | {"Gender": "x", "Ethnicity": "y"} for _ in range(3)]
    findings = check_extract(extract_of(rows), release_2).findings
    assert len(findings) == 6
    assert findings.count(Severity.ERROR) == 3
    assert findings.records_with(Severity.ERROR) == 3
    assert findings.by_field() == {"Gender": 3, "Ethnicity": 3}
    table = findings.table
    assert table["row"].tolist() == [0, 0, 1, 1, 2, 2]
    assert [findings.names[i] for i in table["field"][:2]] == ["Gender", "Ethnicity"]
    assert table["row"].dtype == np.int32


def test_one_whole_long_number_shows_that_zeros_are_no_loss(extract_of, records, release_2):
    rows = [records["request"] | {"Event Reference": f"12345678901234{n}0"} for n in range(3)]
    references = [
        f for f in found(check_extract(extract_of(rows), release_2)) if f[1] == "Event Reference"
    ]
    assert references == [("ID-15", "Event Reference", "warning", (0, 1, 2))]
    rows[1]["Event Reference"] = "1234567890123417"
    assert found(check_extract(extract_of(rows), release_2)) == []


def test_line_breaks_and_accents_in_a_free_text_are_no_hidden_characters(
    extract_of, records, release_2
):
    text = "Zoë O’Neill – née Œ\r\nsecond\nline"
    assert (
        found(check_extract(extract_of([records["request"] | {"Last Name": text}]), release_2))
        == []
    )
