"""A file of Release 1 checked as Release 2: only what differs between the releases is found."""

from __future__ import annotations

from datetime import date

from cldvalidator.checks import check_extract
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate

TODAY = date(2026, 5, 1)


def rules(extract, specification):
    found = check_extract(extract, specification, today=TODAY).findings.groups
    return {(g.rule.id, g.field) for g in found}


def test_a_clean_file_of_release_1_has_only_its_own_values_against_it(release_2):
    extract = generate(2_000, seed=5, specification=load_specification("1"))
    assert rules(extract, load_specification("1")) == set()
    found = rules(extract, release_2)
    assert {rule for rule, _ in found} == {"MAND-03", "LIST-CASE"}
    assert ("MAND-03", "Client Type") in found


def test_a_carer_of_release_1_is_a_carer(extract_of, records, release_2):
    carer = records["request"] | {
        "Client Type": "Carer",
        "Client Funding Status": "",
        "Adult 1 Linked Person_ID": "P9",
        "No. of adults being cared for": "1",
    }
    of_release_2 = rules(extract_of([carer | {"Client Type": "Unpaid carer"}]), release_2)
    assert rules(extract_of([carer]), release_2) == of_release_2 | {("MAND-03", "Client Type")}
    link = {k: v for k, v in carer.items() if not k.startswith(("Event", "Request"))}
    link["Adult 1 Linked Person_ID"] = link["LA Person Unique Identifier"]
    link["Client Type"] = "Unpaid carer known by association"
    of_release_2 = rules(extract_of([link]), release_2)
    link["Client Type"] = "Carer known by association"
    assert rules(extract_of([link]), release_2) == of_release_2 | {("MAND-03", "Client Type")}
    assert ("TYPE-03", "Event Type") in rules(
        extract_of([link | {"Event Type": "Request"}]), release_2
    )


def test_a_local_code_does_not_decide_which_fields_belong_to_a_row(extract_of, records, release_2):
    row = records["service"] | {"Client Type": "SU 7", "No. of adults being cared for": "1"}
    assert rules(extract_of([row]), release_2) == {("MAND-02", "Client Type")}
    row = records["service"] | {"No. of adults being cared for": "1"}
    assert rules(extract_of([row]), release_2) == {("CLI-01", "No. of adults being cared for")}
