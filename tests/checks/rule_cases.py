"""A case for every rule: what is changed in valid records, and what alone is then found."""

from __future__ import annotations

from datetime import date

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import load_rules

TODAY = date(2026, 5, 1)
RULES = load_rules()
BUILT = [i for i, r in RULES.items() if r.status == "built"]
REQUEST, SERVICE, REVIEW = 0, 1, 2
PERIOD = "Reporting Period Start Date", "Reporting Period End Date"


def changed(rows, *edits):
    """Return the rows with some cells changed: (row, field, text) each."""
    out = [dict(r) for r in rows]
    for row, field, text in edits:
        out[row][field] = text
    return out


CARER = {
    "Client Type": "Unpaid carer",
    "NHS Number": "",
    "LA Person Unique Identifier": "C1",
    "Primary Support Reason": "Social support: Support to unpaid carer",
    "Client Funding Status": "",
    "Adult 1 Linked Person_ID": "P1",
    "No. of adults being cared for": "1",
}
# Cases that change cells of the three valid records of one person: the edits, and what is found.
EDITS = {
    "DATE-01": ([(REQUEST, "Event End Date", "31/05/2025")], "Event End Date", REQUEST),
    "DATE-03": (
        [(REQUEST, "Event Start Date", "01/03/2025"), (REQUEST, "Event End Date", "31/03/2025")],
        "Event End Date",
        REQUEST,
    ),
    "DATE-16": ([(REQUEST, "Event End Date", "")], "Event End Date", REQUEST),
    "DATE-04": (
        [(SERVICE, "Event Start Date", "01/02/2025"), (SERVICE, "Event End Date", "31/03/2025")],
        "Event End Date",
        SERVICE,
    ),
    "DATE-05": (
        [(REQUEST, "Event Start Date", "01/04/2026"), (REQUEST, "Event End Date", "02/04/2026")],
        "Event Start Date",
        REQUEST,
    ),
    "DATE-06": ([(SERVICE, "Event End Date", "01/06/2026")], "Event End Date", SERVICE),
    "DATE-11": ([(REQUEST, "Date of Death", "09/06/2025")], "Event End Date", REQUEST),
    "TYPE-02": (
        [
            (REVIEW, "Event Type", ""),
            (REVIEW, "Review Reason", ""),
            (REVIEW, "Review Outcomes Achieved", ""),
            (REVIEW, "Method of Review", ""),
            (REVIEW, "Client Funding Status", ""),
        ],
        "Event Type",
        REVIEW,
    ),
    "TYPE-05": ([(REVIEW, "Event Description", "DoLS renewal")], "Event Description", REVIEW),
    "TYPE-06": (
        [(REVIEW, "Event Description", "Cancelled by family")],
        "Event Description",
        REVIEW,
    ),
    "OUT-02": ([(SERVICE, "Event Outcome", "Admitted to hospital")], "Event Outcome", SERVICE),
    "OUT-03": (
        [(SERVICE, "Event Outcome", "NFA: Deceased"), (SERVICE, "Event End Date", "01/08/2025")],
        "Event Outcome",
        SERVICE,
    ),
    "OUT-04": (
        [(SERVICE, "Event Outcome", "NFA: Support ended as planned")],
        "Event Outcome",
        SERVICE,
    ),
    "OUT-08": ([(REVIEW, "Method of Review", "Unpaid carer only")], "Method of Review", REVIEW),
    "OUT-10": (
        [
            (REQUEST, "Date of Death", "10/06/2025"),
            (REQUEST, "Event Outcome", "NFA: Other"),
        ],
        "Event Outcome",
        REQUEST,
    ),
    "CLI-08": (
        [(REQUEST, "Request: Route of Access", "Planned entry (transition)")],
        "Request: Route of Access",
        REQUEST,
    ),
    "OUT-09": (
        [(REQUEST, "Event Description", "First conversation held")],
        "Event Description",
        REQUEST,
    ),
    "CLI-04": (
        [
            (SERVICE, "Service Type", "Unpaid carer support: Direct to unpaid carer"),
            (SERVICE, "Service Component", "Other unpaid carer support"),
        ],
        "Service Type",
        SERVICE,
    ),
    "CLI-05": (
        [(REQUEST, "Primary Support Reason", "Social support: Support to unpaid carer")],
        "Primary Support Reason",
        REQUEST,
    ),
    "SVC-01": ([(SERVICE, "Service Component", "Reablement")], "Service Component", SERVICE),
    "SVC-02": ([(SERVICE, "Delivery Mechanism", "")], "Delivery Mechanism", SERVICE),
    "SVC-02B": (
        [
            (SERVICE, "Service Type", "Short term support: Other short term"),
            (REVIEW, "Review Reason", "Review of short term support"),
            (REVIEW, "Review Outcomes Achieved", ""),
        ],
        "Delivery Mechanism",
        SERVICE,
    ),
    "SVC-03": (
        [
            (SERVICE, "Service Type", "Long term support: Prison"),
            (SERVICE, "Delivery Mechanism", "Direct payment"),
            *[
                (
                    i,
                    "Accommodation Status",
                    "Prison, young offenders institution or detention centre",
                )
                for i in range(3)
            ],
        ],
        "Delivery Mechanism",
        SERVICE,
    ),
    "SVC-04": ([(SERVICE, "Service Component", "Direct payment")], "Delivery Mechanism", SERVICE),
    "SVC-06": (
        [
            (SERVICE, "Service Type", "Long term support: Residential care"),
            (SERVICE, "Service Component", "Long term residential care"),
            (SERVICE, "Delivery Mechanism", ""),
        ],
        "Accommodation Status",
        SERVICE,
    ),
    "COST-02": ([(SERVICE, "Planned units per week", "0")], "Planned units per week", SERVICE),
    "COST-03": ([(SERVICE, "Unit Cost", "0.00")], "Unit Cost", SERVICE),
    "COST-05": ([(SERVICE, "Unit Cost", "400.00")], "Unit Cost", SERVICE),
    "COST-06": (
        [(SERVICE, "Cost Frequency (Unit Type)", "Weekly")],
        "Planned units per week",
        SERVICE,
    ),
    "DATE-14": ([(SERVICE, "Event Start Date", "01/07/2009")], "Event End Date", SERVICE),
    "OUT-05": (
        [
            (SERVICE, "Event Start Date", "01/05/2025"),
            (SERVICE, "Event End Date", "20/05/2025"),
            (REVIEW, "Event Start Date", "20/05/2025"),
            (REVIEW, "Event End Date", "21/05/2025"),
        ],
        "Event Outcome",
        REQUEST,
    ),
    "OUT-06": (
        [
            (REVIEW, "Review Reason", "Review of short term support"),
            (REVIEW, "Review Outcomes Achieved", ""),
        ],
        "Review Reason",
        REVIEW,
    ),
    "ID-04": ([(REVIEW, "NHS Number", "9990000026")], "NHS Number", REVIEW),
    "ID-05": ([(REVIEW, "Gender", "Male")], "Gender", REVIEW),
    "ID-02": (
        [(REVIEW, "LA Person Unique Identifier", ""), (REVIEW, "NHS Number", "")],
        "LA Person Unique Identifier",
        REVIEW,
    ),
    "ID-09": ([(REVIEW, "Event Reference", "E1")], "Event Reference", REVIEW),
    "FILE-03": ([(REVIEW, "LA Code", "506")], "LA Code", REVIEW),
    "ID-16": ([(i, "LA Code", "E0503") for i in range(3)], "LA Code", WHOLE_FILE),
    "FILE-04": ([(REVIEW, PERIOD[0], "01/04/2024")], PERIOD[0], REVIEW),
    "FILE-07": (
        [(REVIEW, "Event Description", "Met Test Person at home")],
        "Event Description",
        REVIEW,
    ),
    "FILE-09": ([(REVIEW, "Event Description", "@home")], "Event Description", REVIEW),
    "PORT-01": ([(REVIEW, "Event Description", "met Łucja")], "Event Description", REVIEW),
    "DATE-17": ([(REQUEST, "Event Start Date", "05/31/2025")], "Event Start Date", WHOLE_FILE),
    "FILE-11": (
        [(REVIEW, "Event Description", "He said\n" + "503," * 30 + "\nyes")],
        "Event Description",
        REVIEW,
    ),
    "PER-01": ([(i, PERIOD[0], "01/04/2026") for i in range(3)], PERIOD[0], WHOLE_FILE),
    "PER-02": ([(i, PERIOD[0], "02/04/2025") for i in range(3)], PERIOD[1], WHOLE_FILE),
}

ALSO = {
    "DATE-17": {("FILE-08", "Event Start Date", REQUEST)},
    "ID-02": {("MAND-01", "NHS Number", REVIEW)},
}
NEVER_A_CASE = {
    # Rules about one cell have their cases in test_check.py and in the synthetic faults.
    i
    for i, r in RULES.items()
    if r.group == "cells"
}


def with_more(base, *more):
    return [*base, *more]


MORE = {
    "DUP-02": lambda b: (with_more(b, b[REVIEW]), {("DUP-02", "Event Reference", 3)}),
    "DUP-01": lambda b: (
        with_more(b, b[REQUEST] | {"Event Reference": "E9", "Postcode": "ZZ1 1AA"}),
        {("DUP-01", "Event Start Date", 3)},
    ),
    "SVC-09": lambda b: (
        with_more(b, b[SERVICE] | {"Event Reference": "E9", "Unit Cost": "30.00"}),
        {("SVC-09", "Event Start Date", 3)},
    ),
    "SVC-05": lambda b: (
        with_more(
            b,
            b[SERVICE]
            | {
                "Event Reference": "E9",
                "Event Start Date": "01/08/2025",
                "Event End Date": "01/09/2025",
                "Event Outcome": "NFA: Support ended as planned",
                "Service Type": "Long term support: Nursing care",
                "Service Component": "Long term nursing care",
                "Delivery Mechanism": "",
            },
        ),
        {("SVC-05", "Service Type", 3)},
    ),
    "CLI-03": lambda b: (
        with_more(
            changed(b, *[(i, "Has Unpaid Carer", "Yes") for i in range(3)]),
            b[SERVICE] | CARER | {"Event Reference": "E9"},
        ),
        {("CLI-03", "Service Type", 3)},
    ),
    "CLI-06": lambda b: (
        with_more(
            b,
            b[REQUEST]
            | CARER
            | {
                "Event Reference": "E9",
                "Adult 1 Linked Person_ID": "",
                "No. of adults being cared for": "",
                "Event Outcome": "NFA: Other",
            },
        ),
        {("CLI-06", "Adult 1 Linked Person_ID", 3)},
    ),
    "CLI-07": lambda b: (
        with_more(
            changed(b, (0, "Has Unpaid Carer", "Yes"), (1, "Has Unpaid Carer", "Yes")),
            b[REQUEST] | CARER | {"Event Reference": "E9", "Event Outcome": "NFA: Other"},
        ),
        {("CLI-07", "Has Unpaid Carer", 2)},
    ),
    "ID-06": lambda b: (
        with_more(
            b,
            b[REQUEST]
            | CARER
            | {
                "Event Reference": "E9",
                "Event Outcome": "NFA: Other",
                "Adult 1 Linked Person_ID": "P7",
            },
        ),
        {("ID-06", "Adult 1 Linked Person_ID", 3)},
    ),
    "ID-07": lambda b: (
        with_more(
            changed(b, *[(i, "Has Unpaid Carer", "Yes") for i in range(3)]),
            b[REQUEST]
            | CARER
            | {
                "Event Reference": "E9",
                "Event Outcome": "NFA: Other",
                "No. of adults being cared for": "2",
                "Adult 2 Linked Person_ID": "P1",
            },
        ),
        {("ID-07", "Adult 2 Linked Person_ID", 3)},
    ),
    "ID-08": lambda b: (
        with_more(
            changed(b, *[(i, "Has Unpaid Carer", "Yes") for i in range(3)]),
            b[REQUEST]
            | CARER
            | {
                "Event Reference": "E9",
                "Event Outcome": "NFA: Other",
                "No. of adults being cared for": "0",
            },
        ),
        {("ID-08", "No. of adults being cared for", 3)},
    ),
    "TYPE-04": lambda b: (
        with_more(
            b,
            {
                k: v
                for k, v in (b[REQUEST] | CARER).items()
                if not k.startswith(("Event", "Request", "Adult", "No. of"))
            }
            | {"Client Type": "Unpaid carer known by association"},
        ),
        {("TYPE-04", "Adult 1 Linked Person_ID", 3)},
    ),
    "ID-13": lambda b: (
        with_more(
            changed(b, (SERVICE, "Provider CQC Location Name", "Sample provider")),
            one_person(b[SERVICE])
            | {
                "Event Outcome": "Continuation of support or services",
                "Provider CQC Location Name": "Sample provider",
                "Provider CQC Location ID": "1-123456789",
            },
        ),
        {("ID-13", "Provider CQC Location ID", SERVICE)},
    ),
    "DATE-07": lambda b: (
        with_more(b, one_person(b[REQUEST]) | {"Date of Birth": "01/01/1900"}),
        {("DATE-07", "Date of Birth", 3)},
    ),
    "DATE-08": lambda b: (
        with_more(b, one_person(b[REQUEST]) | {"Date of Death": "01/01/1949"}),
        {("DATE-08", "Date of Death", 3)},
    ),
    "DATE-09": lambda b: (
        with_more(
            b,
            one_person(b[REQUEST])
            | {
                "Date of Death": "31/03/2025",
                "Event Start Date": "01/03/2025",
                "Event End Date": "10/04/2025",
            },
        ),
        {("DATE-09", "Date of Death", 3)},
    ),
    "DATE-10": lambda b: (
        with_more(b, one_person(b[REQUEST]) | {"Date of Death": "31/05/2025"}),
        {("DATE-10", "Date of Death", 3)},
    ),
    "DATE-12": lambda b: (
        with_more(b, one_person(b[REQUEST]) | {"Date of Death": "02/05/2026"}),
        {("DATE-12", "Date of Death", 3)},
    ),
    "DATE-13": lambda b: (
        with_more(b, one_person(b[REQUEST]) | {"Date of Birth": "01/01/2008"}),
        {("DATE-13", "Date of Birth", 3)},
    ),
    "PER-02M": lambda b: (
        changed(
            b,
            *[
                (i, n, t)
                for i in range(3)
                for n, t in zip(PERIOD, ("01/03/2025", "28/02/2026"), strict=True)
            ],
        ),
        {("PER-02M", PERIOD[1], WHOLE_FILE)},
    ),
    "PER-04": lambda b: (
        changed(
            b,
            *[
                (i, n, t)
                for i in range(3)
                for n, t in zip(PERIOD, ("01/07/2025", "30/06/2026"), strict=True)
            ],
            (0, "Event Start Date", "01/07/2025"),
            (0, "Event End Date", "10/07/2025"),
        ),
        {("PER-04", PERIOD[1], WHOLE_FILE)},
    ),
}


def one_person(record):
    """Return the record as another person's, with nothing to follow it."""
    return record | {
        "NHS Number": "",
        "LA Person Unique Identifier": "P9",
        "Event Reference": "E9",
        "Event Outcome": "NFA: Other",
    }


def blank_numbers(rules):
    """Leave out the NHS numbers that the made-up carers and others do not have."""
    return {f for f in rules if f[:2] != ("MAND-01", "NHS Number")}


WHOLE = {
    "PER-03": ("Event End Date", lambda t: "" if t[3:5] == "03" and t[6:] == "2026" else t),
    "PER-06": ("Event End Date", lambda t: "11/10/2025" if t[3:] == "09/2025" else t),
    "PER-07": ("Event Start Date", lambda t: "01/04/2025" if t[6:] == "2024" else t),
    "MAND-05": (
        "Accommodation Status",
        lambda t: "Unknown" if t.startswith(("Tenant", "Settled")) else t,
    ),
}
