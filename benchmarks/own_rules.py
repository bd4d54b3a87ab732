"""What ten rules of a council's own take, two of them across the events of a person."""

from __future__ import annotations

import time
from pathlib import Path

RULES = (
    ("Event Type = Service", "exists (Event Type = Review) within 365 days after Event Start Date"),
    (
        "Event Type = Request",
        "none (Event Type = Request) within 7 days of Event Start Date",
    ),
    ("Event Type = Request", "days from Event Start Date to Event End Date between 0 and 28"),
    ("Event Type = Service", "Unit Cost between 10 and 300"),
    ("Event Type = Service and Event End Date is blank", "Event Start Date >= 01/06/2020"),
    ("Age >= 65", "Primary Support Reason is not blank"),
    ("Event Type = Service", "Provider CQC Location ID is not blank"),
    ("Client Type = Unpaid carer", "Event Type in (Request, Assessment, Service, Review)"),
    ("", "Event Reference starts with E or Event Reference is blank"),
    ("Event Type = Review", "Review Reason in (Planned, Unplanned) or Review Reason is blank"),
)


def own_rules(path: Path) -> dict[str, float]:
    """Check a file again by ten rules more; all that is national is known. check: the same."""
    from cldvalidator.checks import check_extract
    from cldvalidator.checks.local_rules import CouncilRule
    from cldvalidator.checks.memory import Memory
    from cldvalidator.filters.council_rules import read_rules
    from cldvalidator.jobs.check import open_file

    memory = Memory()
    begun = time.perf_counter()
    opened = open_file(path, release="2", memory=memory)
    start = time.perf_counter()
    own = [CouncilRule(f"LOCAL-{n:02}", f"{n}", must, when) for n, (when, must) in enumerate(RULES)]
    result = check_extract(
        opened.extract,
        opened.specification,
        today=opened.result.today,
        local=read_rules(own, opened.specification),
        memory=memory,
    )
    taken = time.perf_counter() - start
    return {
        "read": start - begun,
        "check": taken,
        "total": taken,
        "findings": len(result.findings.local),
        "rows": len(opened.extract),
    }
