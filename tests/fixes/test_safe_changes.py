"""Safe changes repair what is the same value written otherwise, and touch nothing else."""

from __future__ import annotations

import pytest

from cldvalidator.checks import check_extract
from cldvalidator.fixes import ValueChange, apply_changes, safe_changes
from cldvalidator.fixes.proposals import propose


def changed(extract, specification, **options):
    result = check_extract(extract, specification)
    changes = safe_changes(extract, result, **options)
    return changes, apply_changes(extract, changes)


@pytest.mark.parametrize(
    ("field", "found", "written", "rule"),
    [
        ("NHS Number", "999 000 0018", "9990000018", "NHS-SHAPE"),
        ("Event Start Date", "2025-06-01", "01/06/2025", "FILE-08"),
        ("Event Start Date", "1/6/25", "01/06/2025", "FILE-08"),
        ("Client Type", "SERVICE USER", "Service user", "LIST-CASE"),
        ("Client Type", " Service user", "Service user", "FILE-06"),
        ("Date of Death", "  ", "", "FILE-06"),
        ("Last Name", "\u202aPerson\u202c", "Person", "FILE-06"),
        ("NHS Number", "999000\u00ad0018", "9990000018", "FILE-06"),
        ("Client Type", "Service\u200b user", "Service user", "FILE-06"),
    ],
)
def test_a_safe_change(extract_of, records, release_2, field, found, written, rule):
    extract = extract_of([records["request"] | {field: found}, records["service"]])
    changes, after = changed(extract, release_2)
    assert changes == (ValueChange(field, found, written, 1, rule),)
    assert after.column(field).text(0) == written
    for name in release_2.names:
        expected = extract.column(name).strings().to_pylist()
        if name == field:
            expected[0] = written
        assert after.column(name).strings().to_pylist() == expected
    assert len(check_extract(after, release_2).findings) == 0


@pytest.mark.parametrize(
    ("found", "written"), [("+5", "5"), ("5.", "5"), (".5", "0.5"), ("-.50", "-0.50")]
)
def test_a_number_is_written_as_specified(extract_of, records, release_2, found, written):
    extract = extract_of([records["service"] | {"Unit Cost": found}])
    changes, _ = changed(extract, release_2)
    assert changes == (ValueChange("Unit Cost", found, written, 1, "COST-10"),)


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("Date of Birth", "03/02/50"),  # the century is not certain
        ("Date of Birth", "31/02/1950"),
        ("Event Start Date", "01/02/98"),  # 2098 is after the period
        ("Event Start Date", "45809"),  # a CSV does not say where day numbers count from
        ("Event Start Date", "2025-05-31T23:00:00Z"),  # in UK time the day after
        ("NHS Number", "9990000019"),
        ("Gender", "Femal"),
        ("Ethnicity", "White - Irish"),  # Release 1: only when asked
        ("Ethnicity", "NULL"),
        ("First Name", "=1+1"),
        ("Unit Cost", "5,50"),  # a comma may part thousands or decimals
        ("Postcode", "ZZ99"),
        ("Last Name", "Per\u00adson"),  # a name may need what is not seen
        ("Event Description", "one\ttwo"),
        ("Unit Cost", "21\x07.50"),  # something may have stood there
        ("NHS Number", "999000\u00ad0019"),
    ],
)
def test_what_is_not_safe_stays(extract_of, records, release_2, field, found):
    extract = extract_of([records["service"] | {field: found}])
    changes, after = changed(extract, release_2)
    assert changes == ()
    assert after.column(field).text(0) == found


def test_release_1_values_change_only_when_asked(extract_of, records, release_2):
    extract = extract_of([records["service"] | {"Ethnicity": "White - Irish"}])
    changes, after = changed(extract, release_2, release_1=True)
    (change,) = changes
    assert (change.found, change.written) == ("White - Irish", "White: Irish")
    assert (change.rule, change.certainty) == ("MAND-03", "documented")
    assert after.column("Ethnicity").text(0) == "White: Irish"


def test_changing_twice_changes_nothing_more(extract_of, records, release_2):
    extract = extract_of(
        [records["request"] | {"Gender": " FEMALE", "Event Start Date": "2025-06-01"}]
    )
    first, after = changed(extract, release_2)
    assert len(first) == 2
    assert changed(after, release_2)[0] == ()


def test_dates_in_either_order_are_left_to_the_user(extract_of, records, release_2):
    rows = [records["request"] | {"Event Start Date": d} for d in ("5/31/2025", "6/5/2025")]
    extract = extract_of(rows)
    result = check_extract(extract, release_2)
    assert safe_changes(extract, result) == ()
    assert propose(extract, result) == ()  # one decision for the column, not one for each date
    fault = result.judged["Event Start Date"].faults[1]
    assert fault.reason.startswith("1 cell is possible only as month/day in this column, none only")
    (told,) = (g for g in result.findings.groups if g.rule.id == "DATE-17")
    assert told.details == (
        "Event Start Date is written with the month before the day: 1 cell is possible only as "
        "month/day, none only as day/month. 1 cell can be read in either order.",
    )


def test_a_tab_becomes_a_space_and_other_hidden_characters_go(extract_of, records, release_2):
    texts = {
        "First Name": "Ann\tMay",
        "Last Name": "Per\u00adson",
        "Event Description": "a\u2028b\nc",
    }
    extract = extract_of([records["request"] | texts])
    result = check_extract(extract, release_2)
    likely = propose(extract, result, certainties=["likely"])
    assert {p.field: p.written for p in likely} == {
        "First Name": "Ann May",
        "Last Name": "Person",
        "Event Description": "a b\nc",
    }
