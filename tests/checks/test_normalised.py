"""One reading of a value: rules across cells and figures see what a text says, however written."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from cldvalidator.checks import check_extract
from cldvalidator.checks.cells.fields import judge_field
from cldvalidator.checks.field_check import judge
from cldvalidator.checks.normalised import (
    for_figures,
    for_rules,
    normalised_column,
    normalised_extract,
)
from cldvalidator.extract import Column

TODAY = date(2026, 5, 5)


def found_in(extract, specification, *rules):
    result = check_extract(extract, specification, today=TODAY)
    return {
        (g.rule.id, g.field): g.rows.tolist()
        for g in result.findings.groups
        if not rules or g.rule.id in rules
    }


def proposed(field, *texts):
    """Return rule, proposal and its certainty of each text in a field of Release 2."""
    from cldvalidator.specification import load_specification

    specification = load_specification("2")
    f, column = specification.by_name[field], Column.of(list(texts))
    extract = _alone(field, column)
    judged = judge(extract, f, specification, TODAY)
    out = []
    for code in column.codes.tolist():
        fault = judged.faults.get(code)
        proposal = fault.proposal if fault else None
        out.append(
            (
                fault.rule if fault else "",
                proposal.text if proposal else None,
                proposal.certainty if proposal else None,
            )
        )
    return out


def _alone(name, column):
    from cldvalidator.extract import Extract, Reading

    reading = Reading("made.csv", "CSV", 0, "0" * 64, 1, ())
    return Extract({name: column}, np.arange(2, len(column) + 2, dtype=np.int32), reading)


NHS, OWN, COUNCIL = "NHS Number", "LA Person Unique Identifier", "LA Code"
CARE = "Physical support: Personal care support"


@pytest.mark.parametrize(
    ("field", "text", "rule", "written"),
    [
        (COUNCIL, '="503"', "FILE-12", "503"),
        (COUNCIL, "'503", "FILE-12", "503"),
        (COUNCIL, "503.0", "FILE-12", "503"),
        (COUNCIL, '=T("503")', "FILE-12", "503"),
        (NHS, '="9990000018"', "FILE-12", "9990000018"),
        (NHS, "’9990000018", "FILE-12", "9990000018"),
        (NHS, "9990000018.0", "FILE-12", "9990000018"),
        (NHS, "９９９００００018", "FILE-12", "9990000018"),
        (NHS, "999\u200b000\u200b0018", "FILE-06", "9990000018"),
        (NHS, "999 \u200b000 \u200b0018", "NHS-SHAPE", "9990000018"),
        (NHS, "999\u2212000\u22120018", "NHS-SHAPE", "9990000018"),
        (NHS, "999\u2060-000\u2060-0018", "NHS-SHAPE", "9990000018"),
        (NHS, "999.000.0018", "NHS-SHAPE", "9990000018"),
        (OWN, "\\'0123", "FILE-12", "0123"),
        (OWN, "P1_x000D_", "FILE-12", "P1"),
        ("Ethnicity", "White: Irish_x000D__x000A_", "FILE-12", "White: Irish"),
        ("Event Start Date", "20250601.0", "FILE-08", "01/06/2025"),
        ("Event Start Date", "30062025.0", "FILE-08", "30/06/2025"),
        ("Unit Cost", "GBP 21.50", "COST-04", "21.50"),
        ("Unit Cost", "21.50 £", "COST-04", "21.50"),
        ("Postcode", "zz99-3vz.", "ID-10", "ZZ99 3VZ"),
        ("Postcode", "zz993vz", "CODE-SHAPE", "ZZ99 3VZ"),
        (OWN, '\\"0123\\"', "FILE-12", "0123"),
        (NHS, "NHS 999 000 0018", "NHS-SHAPE", "9990000018"),
        (NHS, "NHS No.: 9990000018 (Verified)", "NHS-SHAPE", "9990000018"),
        (NHS, "[999-000-0018] - traced", "NHS-SHAPE", "9990000018"),
        (NHS, '="999 000 0018"', "NHS-SHAPE", "9990000018"),
        (OWN, '="S0001"', "FILE-12", "S0001"),
        (OWN, "'0001", "FILE-12", "0001"),
        (OWN, "12.0", "FILE-12", "12"),
        (OWN, "S\u200b1", "FILE-06", "S1"),
        ("First Name", '="Ann"', "FILE-12", "Ann"),
        ("Date of Birth", '="03/02/1950"', "FILE-12", "03/02/1950"),
        ("Date of Birth", "'03/02/1950 ", "FILE-12", "03/02/1950"),
        ("Date of Birth", "０３/02/1950", "FILE-12", "03/02/1950"),
        ("Event Start Date", '="2025-06-01"', "FILE-08", "01/06/2025"),
        ("Unit Cost", '="21.50"', "FILE-12", "21.50"),
        ("Unit Cost", "\u221221.50", "COST-10", "-21.50"),
        ("Ethnicity", '="White: Irish"', "FILE-12", "White: Irish"),
        ("Ethnicity", "“White: Irish”", "FILE-12", "White: Irish"),
        ("Event Type", "'service", "LIST-CASE", "Service"),
        ("Has Unpaid Carer", "TRUE", "FILE-12", "Yes"),
        ("Dementia", "False", "FILE-12", "No"),
        ("Autism Spectrum Disorder (ASD)", '="FALSE"', "FILE-12", "No"),
        ("Adult 1 Linked Person_ID", "77.0", "FILE-12", "77"),
        ("Event Reference", '="E1"', "FILE-12", "E1"),
        ("Unit Cost", "£21.50", "COST-04", "21.50"),
        ("Unit Cost", "Â£21.50", "COST-04", "21.50"),
        ("Unit Cost", "21.50Â\xa0", "FILE-06", "21.50"),
        ("Primary Support Reason", "Physical support – Personal care support", "MAND-02", CARE),
        ("Primary Support Reason", "Physical support â€“ Personal care support", "MAND-02", CARE),
        ("Last Name", "Oâ€™Neill", "FILE-14", "O’Neill"),
        ("Last Name", "ZoÃƒÂ«", "FILE-14", "Zoë"),
    ],
)
def test_what_tools_put_around_a_value_is_safely_taken_away(field, text, rule, written):
    assert proposed(field, text) == [(rule, written, "safe")]
    assert proposed(field, written) == [("", None, None)]


@pytest.mark.parametrize(
    ("field", "text", "rule", "written"),
    [
        (NHS, "mother 9990000018", "ID-03", "9990000018"),
        (NHS, "9990000018 (unverified)", "ID-03", "9990000018"),
        ("Unit Cost", "12,50", "COST-04", "12.50"),
        ("Unit Cost", "(21.50)", "COST-04", "-21.50"),
        ("Unit Cost", "£1,121.50-", "COST-04", "-1121.50"),
        ("Event Start Date", "45,809.00", "FILE-08", "01/06/2025"),
        ("Event Start Date", "01062025.0", "FILE-08", "01/06/2025"),
        ("Adult 1 Linked Person_ID", "NA", "FILE-05", ""),
        ("Adult 1 Linked Person_ID", "None", "FILE-05", ""),
        ("Unit Cost", "1.234,5", "COST-04", "1234.5"),
        ("Unit Cost", "£1,234.50", "COST-04", "1234.50"),
        ("Last Name", "Oâ€™Neill – Zoë", "FILE-14", "O’Neill – Zoë"),
        ("Has Unpaid Carer", "1", "FILE-12", "Yes"),
        ("Dementia", "N", "FILE-12", "No"),
        ("Event End Date", "00/01/1900", "FILE-05", ""),
        ("Event End Date", "00:00:00", "FILE-05", ""),
        ("Date of Death", "0", "FILE-05", ""),
        ("Date of Death", "1900-01-00 00:00:00", "FILE-05", ""),
        ("Date of Death", "0000-00-00", "FILE-05", ""),
        *((OWN, word, "FILE-05", "") for word in ("<NA>", "(blank)", "nan", '=""', "(null)")),
        *(("Event Outcome", word, "FILE-05", "") for word in ("NULL", "#N/A", '="NULL"', "<NA>")),
        ("Event Description", "(blank)", "FILE-05", ""),
    ],
)
def test_what_is_a_guess_is_not_safe(field, text, rule, written):
    assert proposed(field, text) == [(rule, written, "likely")]


def test_what_may_be_part_of_a_value_stays():
    assert proposed("Last Name", "'t Hart", "Null", "“x”", "12.0") == [("", None, None)] * 4
    # .0 is needless only in a column without other decimals
    assert proposed(OWN, "12.0", "12.1") == [("", None, None)] * 2
    assert proposed(OWN, "12.0", "S1")[0][1] == "12"
    assert proposed(OWN, "012.0") == [("", None, None)]
    assert proposed("Date of Birth", "01/01/1900") == [("", None, None)]
    assert proposed("Eligible Needs Identified", "TRUE")[0][1] is None


def test_texts_that_read_alike_have_one_code(release_2):
    f = release_2.by_name[OWN]
    column = Column.of(["A", " B", "B", '="A"', "C", "'A", "NULL", "", "D "])
    read = normalised_column(column, judge_field(column, f, release_2), for_rules(column, f))
    assert read.strings().to_pylist() == ["A", "B", "B", "A", "C", "A", "", "", "D"]
    assert len(set(read.codes.tolist())) == len({*"ABCD", ""})
    more = Column.of(["A", " B", "B", '="A"', "C", "'A", "NULL", "", "D ", '="C"', '="E"', "E"])
    again = normalised_column(more, judge_field(more, f, release_2), for_rules(more, f))
    assert again.codes[:9].tolist() == read.codes.tolist()
    plain = Column.of(["A", "B"])
    assert normalised_column(plain, judge_field(plain, f, release_2), for_rules(plain, f)) is plain


def test_a_single_listed_value_behind_a_blank_is_another_one_nationally(extract_of, records):
    from cldvalidator.specification import load_specification

    specification = load_specification("2")

    def types(*texts):
        extract = extract_of([records["service"] | {"Event Type": t} for t in texts])
        read = normalised_extract(
            extract,
            specification,
            lambda f: judge(extract, f, specification, TODAY),
            reads=for_figures,
        )
        return read.column("Event Type").strings().to_pylist()

    assert types(" Service", "Service", "service ") == [" Service", "Service", "Service"]
    assert types(" Service", " Request", "Service") == ["Service", "Request", "Service"]


def wrapped(record):
    return {k: f'="{v}"' if v else v for k, v in record.items()}


def padded(record):
    return {k: f"{v}   " if v else v for k, v in record.items()}


@pytest.mark.parametrize("write", [wrapped, padded])
def test_rules_across_cells_see_values_however_written(extract_of, records, release_2, write):
    wrong = {
        "DATE-01": {"Event Start Date": "20/06/2025"},
        "DATE-07": {"Date of Birth": "01/01/1890"},
        "DATE-11": {"Date of Death": "05/06/2025"},
    }
    for rule, change in wrong.items():
        rows = [records["request"] | change, *records.values()]
        expected = found_in(extract_of(rows), release_2, rule)
        assert expected
        assert found_in(extract_of([write(r) for r in rows]), release_2, rule) == expected
    costs = [records["service"] | {"Unit Cost": c} for c in ("0", "-5", "99999")]
    expected = found_in(extract_of(costs), release_2, "COST-03", "COST-05")
    assert expected.keys() == {("COST-03", "Unit Cost"), ("COST-05", "Unit Cost")}
    other = found_in(extract_of([write(r) for r in costs]), release_2, "COST-03", "COST-05")
    assert other == expected


@pytest.mark.parametrize("write", [wrapped, padded])
def test_duplicates_are_seen_however_written(extract_of, records, release_2, write):
    service = records["service"]
    assert found_in(extract_of([service, service]), release_2, "DUP-02")
    assert found_in(extract_of([service, write(service)]), release_2, "DUP-02")
    iso = service | {"Event Start Date": "2025-07-01", "Unit Cost": "21.5"}
    found = found_in(extract_of([service, iso | {"Event Reference": "X"}]), release_2, "DUP-01")
    assert found == {("DUP-01", "Event Start Date"): [1]}


def test_people_are_known_by_what_their_identifiers_say(extract_of, records, release_2):
    service = records["service"]
    rows = [
        service | {"NHS Number": "", "LA Person Unique Identifier": own, "Gender": gender}
        for own, gender in (("7", "Female"), ("7.0", "Male"), ('="7"', "Female"))
    ]
    assert found_in(extract_of(rows), release_2, "ID-05") == {("ID-05", "Gender"): [1]}
    nobody = [r | {"LA Person Unique Identifier": "NULL"} for r in rows]
    assert found_in(extract_of(nobody), release_2, "ID-05") == {}


def test_a_cell_of_nothing_that_can_be_seen_is_blank(extract_of, records, release_2):
    for nothing in ("", "  ", "\u200b", "\xa0\ufeff", "\x00"):
        found = found_in(extract_of([records["request"] | {"Event End Date": nothing}]), release_2)
        assert found == {("DATE-16", "Event End Date"): [0]}


def test_rows_that_only_link_a_carer_need_no_end(extract_of, records, release_2):
    link = {
        "Client Type": "Unpaid carer known by association",
        "Date of Death": "01/02/2026",
        "Adult 1 Linked Person_ID": "P1",
    }
    keep = ("LA Code", "Reporting Period", "NHS", "LA Person", "Date of Birth", "Gender")
    row = {k: v for k, v in records["service"].items() if k.startswith(keep)} | link
    found = found_in(extract_of([row, *records.values()]), release_2, "DATE-16")
    assert found == {}
    died = records["service"] | {"Date of Death": "01/02/2026"}
    found = found_in(extract_of([died]), release_2, "DATE-16")
    assert found == {("DATE-16", "Event End Date"): [0]}


def test_a_service_that_ends_before_it_starts_follows_all_the_same(extract_of, records, release_2):
    request = records["request"] | {
        "Event Start Date": "01/06/2025",
        "Event End Date": "10/06/2025",
    }
    service = records["service"] | {"Event Start Date": "01/07/2025"}
    assert found_in(extract_of([request]), release_2, "OUT-05")
    for end in ("", "01/08/2025", "01/05/2025"):
        rows = [request, service | {"Event End Date": end}]
        assert found_in(extract_of(rows), release_2, "OUT-05") == {}


def test_an_end_that_is_no_date_makes_no_event_twice(extract_of, records, release_2):
    request = records["request"] | {
        "Event Start Date": "10/06/2025",
        "Event End Date": "10/06/2025",
    }
    other = request | {"Event Reference": "E9"}
    assert found_in(extract_of([request, other]), release_2, "DUP-01")
    for ends in (("10/06/2025", "31/06/2025"), ("31/06/2025", "99/99/2025")):
        rows = [request | {"Event End Date": ends[0]}, other | {"Event End Date": ends[1]}]
        assert found_in(extract_of(rows), release_2, "DUP-01") == {}


def test_counts_go_with_the_texts_that_read_alike() -> None:
    """Counted before or after, with the rows or without: how many hold each text is the same."""
    column = Column.of(["a", "A", "b", "", "A"])
    number = np.array([0, 0, 2, 3], np.uint8)
    values = pa.array(["a", "a", "b", ""])
    later = column.recoded(number, values)
    assert "counts" not in later.__dict__
    assert column.counts.tolist() == [1, 2, 1, 1]
    earlier, alone = column.recoded(number, values), column.counted().recoded(number, values)
    assert len(alone) == 0
    for found in (later, earlier, alone):
        assert found.counts.tolist() == [3, 0, 1, 1]
        assert found.counts.dtype == np.int64
