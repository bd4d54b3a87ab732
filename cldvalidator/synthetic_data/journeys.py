"""What happens to people: journeys of events that hang together, as data.

Words are those of Release 2; the generator turns them into Release 1 where asked.
"""

from __future__ import annotations

from cldvalidator.synthetic_data.journey import Cost, Journey, Step
from cldvalidator.synthetic_data.people import CARER, CLIENT, LEARNING_DISABILITY
from cldvalidator.synthetic_data.steps import (
    BUDGET,
    CARE_HOME,
    COMMUNITY,
    ENDED,
    OLD,
    PLANNING,
    PROGRESS,
    ST_MAX,
    WEEKLY,
    assessment,
    home_support,
    request,
    review,
    support,
)

JOURNEYS: tuple[Journey, ...] = (
    Journey(
        "request that goes no further",
        26,
        (
            request(
                (
                    "NFA: Information and advice or signposting",
                    "NFA: No services offered for other reason",
                    "NFA: Support declined",
                    "NFA: Self-funded client or under 12wk disregard",
                )
            ),
        ),
        CLIENT,
        (20, 98),
        3,
    ),
    Journey(
        "request, assessment, support at home, review",
        9,
        (
            request(PROGRESS),
            assessment(6),
            home_support(start=24, regulated=True),
            review(66),
        ),
        CLIENT,
        (40, 98),
        73,
    ),
    Journey(
        "support at home for years, planned review",
        13,
        (
            home_support(component=("Home support or domiciliary care", "Day support"), since=OLD),
            review(0),
        ),
        CLIENT | {"Has Unpaid Carer": "Yes"},
        (30, 98),
        7,
        cared_for=True,
    ),
    Journey(
        "direct payment, planned review",
        6,
        (
            support(
                COMMUNITY,
                "Direct payment",
                mechanism="Direct payment",
                since=OLD,
                cost=WEEKLY,
            ),
            review(0),
        ),
        CLIENT,
        (19, 90),
        7,
    ),
    Journey(
        "care home, planned review",
        8,
        (
            support(
                "Long term support: Residential care",
                "Long term residential care",
                since=OLD,
                cost=CARE_HOME,
                regulated=True,
            ),
            review(0),
        ),
        CLIENT | {"Accommodation Status": "Registered care home"},
        (55, 99),
        7,
    ),
    Journey(
        "nursing home, planned review",
        5,
        (
            support(
                "Long term support: Nursing care",
                "Long term nursing care",
                since=OLD,
                cost=CARE_HOME,
                regulated=True,
            ),
            review(0),
        ),
        CLIENT | {"Accommodation Status": "Registered nursing home"},
        (60, 99),
        7,
    ),
    Journey(
        "learning disability, supported living",
        5,
        (
            support(
                COMMUNITY,
                "Community supported living",
                mechanism=BUDGET,
                since=OLD,
                cost=Cost(600, 1800, "Weekly"),
            ),
            review(0),
        ),
        LEARNING_DISABILITY,
        (20, 62),
        7,
    ),
    Journey(
        "reablement that ended as planned",
        8,
        (
            request("Progress to reablement/ST-Max"),
            support(ST_MAX, "Reablement", outcome=ENDED, start=4, length=40),
            review(38, "Review of short term support"),
        ),
        CLIENT,
        (50, 98),
        45,
    ),
    Journey(
        "reablement, then support at home",
        5,
        (
            request("Progress to reablement/ST-Max"),
            support(ST_MAX, "Reablement", outcome=PLANNING, start=4, length=40),
            assessment(34),
            home_support(start=50),
        ),
        CLIENT,
        (50, 98),
        51,
    ),
    Journey(
        "support at home until death",
        3,
        (home_support(outcome="NFA: Deceased", since=OLD, length=30),),
        CLIENT,
        (70, 99),
        30,
        dies=True,
    ),
    Journey(
        "unplanned review, from home to a care home",
        3,
        (
            home_support(outcome=PROGRESS, since=OLD, length=20),
            review(14, "Unplanned: Other reason"),
            support(
                "Long term support: Residential care",
                "Long term residential care",
                start=22,
                cost=CARE_HOME,
                regulated=True,
            ),
        ),
        CLIENT | {"Accommodation Status": "Registered care home"},
        (65, 99),
        23,
    ),
    Journey(
        "equipment",
        4,
        (
            request(PLANNING),
            support(
                "Short term support: Ongoing low level",
                "Equipment",
                outcome=ENDED,
                start=5,
                length=2,
            ),
        ),
        CLIENT,
        (30, 98),
        7,
    ),
    Journey(
        "assessment of someone who asked before the year",
        20,
        (assessment(-14, outcome="NFA: Information and advice or signposting"),),
        CLIENT,
        (30, 98),
        0,
    ),
    Journey(
        "short stay in a care home",
        21,
        (
            support(
                "Short term support: Other short term",
                "Short term residential care",
                outcome=ENDED,
                start=-14,
                length=14,
                cost=CARE_HOME,
                regulated=True,
            ),
        ),
        CLIENT,
        (55, 99),
        0,
    ),
    Journey(
        "support in prison",
        0.3,
        (
            support(
                "Long term support: Prison",
                "Other long term support",
                mechanism="CASSR commissioned support",
                since=(30, 300),
            ),
            review(0),
        ),
        CLIENT
        | {"Accommodation Status": "Prison, young offenders institution or detention centre"},
        (20, 75),
        7,
    ),
    Journey(
        "unpaid carer, assessed and supported",
        3,
        (
            request(PROGRESS),
            assessment(5, who="Unpaid carer only"),
            support(
                "Unpaid carer support: Direct to unpaid carer",
                "Other unpaid carer support",
                mechanism="Direct payment",
                start=20,
                cost=Cost(150, 400, "One-off"),
                length=1,
                outcome=ENDED,
            ),
        ),
        CARER,
        (30, 85),
        22,
        carer=True,
    ),
    Journey(
        "unpaid carer, respite and review",
        1.5,
        (
            support(
                "Unpaid carer support: Support involving the person cared-for",
                "Unpaid carer respite",
                mechanism=BUDGET,
                since=(60, 600),
                cost=WEEKLY,
            ),
            review(0, who="Unpaid carer only"),
        ),
        CARER,
        (30, 85),
        7,
        carer=True,
    ),
    Journey(
        "unpaid carer known by association",
        1.5,
        (Step("", 0, None),),
        CARER | {"Client Type": "Unpaid carer known by association"},
        (30, 85),
        0,
        carer=True,
    ),
)
