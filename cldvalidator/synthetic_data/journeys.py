"""What happens to people: journeys of events that hang together, as data.

Words are those of Release 2; the generator turns them into Release 1 where asked. Days count from
the journey's own first day, which the generator places so that all of it lies in the period.
"""

from __future__ import annotations

from dataclasses import dataclass, field

Choice = str | tuple[str, ...]
"""One text, or several of which each row gets one at random."""


@dataclass(frozen=True)
class Cost:
    """A cost in pounds a unit, from lowest to highest, and planned units a week."""

    lowest: int
    highest: int
    frequency: str
    units: tuple[str, ...] = ("1",)


@dataclass(frozen=True)
class Step:
    """One event. start: days after the journey's first day; length None: the service is open.

    since: the service began that many days before the journey (lowest, highest).
    """

    event: str
    start: int
    length: int | None
    values: dict[str, Choice] = field(default_factory=dict)
    since: tuple[int, int] | None = None
    cost: Cost | None = None
    regulated: bool = False


@dataclass(frozen=True)
class Journey:
    """A journey, how common it is, and who takes it.

    last: the last day the journey needs. who: texts of the person's own fields. ages: at the end
    of the period.
    """

    name: str
    weight: float
    steps: tuple[Step, ...]
    who: dict[str, Choice]
    ages: tuple[int, int]
    last: int
    cared_for: bool = False
    carer: bool = False
    dies: bool = False


PROGRESS = "Progress to assessment, review or reassessment"
PLANNING = "Progress to support planning or services"
GOES_ON = "Continuation of support or services"
COMMUNITY = "Long term support: Community"
ST_MAX = "Short term support: ST-Max"
ENDED = "NFA: Support ended as planned"

_PHYSICAL = (
    "Physical support: Access and mobility only",
    "Physical support: Personal care support",
    "Support with memory and cognition",
    "Mental health support",
    "Sensory support: Support for visual impairment",
)
_HOME = (
    "Owner occupier or shared ownership scheme",
    "Tenant: Local authority or other social housing provider",
    "Tenant: Private landlord",
    "Settled mainstream housing with family or friends",
)
_CLIENT: dict[str, Choice] = {
    "Client Type": "Service user",
    "Primary Support Reason": _PHYSICAL,
    "Accommodation Status": _HOME,
    "Client Funding Status": ("Fully social care funded", "Joint client and social care funded"),
    "Has Unpaid Carer": "No",
    "Autism Spectrum Disorder (ASD)": ("No", "No", "Yes"),
    "Visual Impairment": ("No visual impairment", "Partial sight/sight impaired"),
    "Hearing Impairment": ("No hearing impairment", "Hard of hearing"),
    "Dementia": ("No", "No", "Yes"),
}
_CARER: dict[str, Choice] = {
    "Client Type": "Unpaid carer",
    "Primary Support Reason": "Social support: Support to unpaid carer",
    "Accommodation Status": _HOME,
    "Has Unpaid Carer": "No",
}
_LEARNING_DISABILITY: dict[str, Choice] = _CLIENT | {
    "Primary Support Reason": "Learning disability support",
    "Accommodation Status": ("Supported accommodation, supported lodgings or supported group home"),
    "Employment Status": (
        "Not in paid employment: Seeking work",
        "Not in paid employment: Not actively seeking work or retired",
        "Paid: Less than 16 hours a week",
    ),
}


def _request(outcome: Choice, start: int = 0, length: int = 3) -> Step:
    routes = ("Discharge from hospital", "Community or other route")
    return Step(
        "Request", start, length, {"Event Outcome": outcome, "Request: Route of Access": routes}
    )


def _assessment(
    start: int, length: int = 14, who: str = "Service user only", outcome: str = PLANNING
) -> Step:
    values: dict[str, Choice] = {
        "Event Outcome": outcome,
        "Assessment Type": "Long term assessment",
        "Method of Assessment": who,
    }
    return Step("Assessment", start, length, values)


def _review(start: int, reason: str = "Planned", who: str = "Service user only") -> Step:
    values: dict[str, Choice] = {
        "Event Outcome": GOES_ON,
        "Review Reason": reason,
        "Method of Review": who,
    }
    if reason == "Planned":
        values["Review Outcomes Achieved"] = ("Fully met", "Partially met", "Not met")
    return Step("Review", start, 7, values)


def _support(
    kind: str,
    component: Choice,
    *,
    outcome: str = GOES_ON,
    mechanism: Choice = "",
    start: int = 0,
    length: int | None = None,
    since: tuple[int, int] | None = None,
    cost: Cost | None = None,
    regulated: bool = False,
) -> Step:
    values: dict[str, Choice] = {
        "Event Outcome": outcome,
        "Service Type": kind,
        "Service Component": component,
        "Delivery Mechanism": mechanism,
    }
    return Step("Service", start, length, values, since, cost, regulated)


_HOURLY = Cost(19, 27, "Hourly", ("3.5", "7", "10.5", "14"))
_WEEKLY = Cost(120, 380, "Weekly")
_CARE_HOME = Cost(750, 1400, "Weekly")
_BUDGET = "CASSR managed personal budget"
_OLD = (120, 1500)

JOURNEYS: tuple[Journey, ...] = (
    Journey(
        "request that goes no further",
        26,
        (
            _request(
                (
                    "NFA: Information and advice or signposting",
                    "NFA: No services offered for other reason",
                    "NFA: Support declined",
                    "NFA: Self-funded client or under 12wk disregard",
                )
            ),
        ),
        _CLIENT,
        (20, 98),
        3,
    ),
    Journey(
        "request, assessment, support at home, review",
        9,
        (
            _request(PROGRESS),
            _assessment(6),
            _support(
                COMMUNITY,
                "Home support or domiciliary care",
                mechanism=_BUDGET,
                start=24,
                cost=_HOURLY,
                regulated=True,
            ),
            _review(66),
        ),
        _CLIENT,
        (40, 98),
        73,
    ),
    Journey(
        "support at home for years, planned review",
        13,
        (
            _support(
                COMMUNITY,
                ("Home support or domiciliary care", "Day support"),
                mechanism=_BUDGET,
                since=_OLD,
                cost=_HOURLY,
            ),
            _review(0),
        ),
        _CLIENT | {"Has Unpaid Carer": "Yes"},
        (30, 98),
        7,
        cared_for=True,
    ),
    Journey(
        "direct payment, planned review",
        6,
        (
            _support(
                COMMUNITY,
                "Direct payment",
                mechanism="Direct payment",
                since=_OLD,
                cost=_WEEKLY,
            ),
            _review(0),
        ),
        _CLIENT,
        (19, 90),
        7,
    ),
    Journey(
        "care home, planned review",
        8,
        (
            _support(
                "Long term support: Residential care",
                "Long term residential care",
                since=_OLD,
                cost=_CARE_HOME,
                regulated=True,
            ),
            _review(0),
        ),
        _CLIENT | {"Accommodation Status": "Registered care home"},
        (55, 99),
        7,
    ),
    Journey(
        "nursing home, planned review",
        5,
        (
            _support(
                "Long term support: Nursing care",
                "Long term nursing care",
                since=_OLD,
                cost=_CARE_HOME,
                regulated=True,
            ),
            _review(0),
        ),
        _CLIENT | {"Accommodation Status": "Registered nursing home"},
        (60, 99),
        7,
    ),
    Journey(
        "learning disability, supported living",
        5,
        (
            _support(
                COMMUNITY,
                "Community supported living",
                mechanism=_BUDGET,
                since=_OLD,
                cost=Cost(600, 1800, "Weekly"),
            ),
            _review(0),
        ),
        _LEARNING_DISABILITY,
        (20, 62),
        7,
    ),
    Journey(
        "reablement that ended as planned",
        8,
        (
            _request("Progress to reablement/ST-Max"),
            _support(ST_MAX, "Reablement", outcome=ENDED, start=4, length=40),
            _review(38, "Review of short term support"),
        ),
        _CLIENT,
        (50, 98),
        45,
    ),
    Journey(
        "reablement, then support at home",
        5,
        (
            _request("Progress to reablement/ST-Max"),
            _support(ST_MAX, "Reablement", outcome=PLANNING, start=4, length=40),
            _assessment(34),
            _support(
                COMMUNITY,
                "Home support or domiciliary care",
                mechanism=_BUDGET,
                start=50,
                cost=_HOURLY,
            ),
        ),
        _CLIENT,
        (50, 98),
        51,
    ),
    Journey(
        "support at home until death",
        3,
        (
            _support(
                COMMUNITY,
                "Home support or domiciliary care",
                outcome="NFA: Deceased",
                mechanism=_BUDGET,
                since=_OLD,
                length=30,
                cost=_HOURLY,
            ),
        ),
        _CLIENT,
        (70, 99),
        30,
        dies=True,
    ),
    Journey(
        "unplanned review, from home to a care home",
        3,
        (
            _support(
                COMMUNITY,
                "Home support or domiciliary care",
                outcome=PROGRESS,
                mechanism=_BUDGET,
                since=_OLD,
                length=20,
                cost=_HOURLY,
            ),
            _review(14, "Unplanned: Other reason"),
            _support(
                "Long term support: Residential care",
                "Long term residential care",
                start=22,
                cost=_CARE_HOME,
                regulated=True,
            ),
        ),
        _CLIENT | {"Accommodation Status": "Registered care home"},
        (65, 99),
        23,
    ),
    Journey(
        "equipment",
        4,
        (
            _request(PLANNING),
            _support(
                "Short term support: Ongoing low level",
                "Equipment",
                outcome=ENDED,
                start=5,
                length=2,
            ),
        ),
        _CLIENT,
        (30, 98),
        7,
    ),
    Journey(
        "assessment of someone who asked before the year",
        20,
        (_assessment(-14, outcome="NFA: Information and advice or signposting"),),
        _CLIENT,
        (30, 98),
        0,
    ),
    Journey(
        "short stay in a care home",
        21,
        (
            _support(
                "Short term support: Other short term",
                "Short term residential care",
                outcome=ENDED,
                start=-14,
                length=14,
                cost=_CARE_HOME,
                regulated=True,
            ),
        ),
        _CLIENT,
        (55, 99),
        0,
    ),
    Journey(
        "support in prison",
        0.3,
        (
            _support(
                "Long term support: Prison",
                "Other long term support",
                mechanism="CASSR commissioned support",
                since=(30, 300),
            ),
            _review(0),
        ),
        _CLIENT
        | {"Accommodation Status": "Prison, young offenders institution or detention centre"},
        (20, 75),
        7,
    ),
    Journey(
        "unpaid carer, assessed and supported",
        3,
        (
            _request(PROGRESS),
            _assessment(5, who="Unpaid carer only"),
            _support(
                "Unpaid carer support: Direct to unpaid carer",
                "Other unpaid carer support",
                mechanism="Direct payment",
                start=20,
                cost=Cost(150, 400, "One-off"),
                length=1,
                outcome=ENDED,
            ),
        ),
        _CARER,
        (30, 85),
        22,
        carer=True,
    ),
    Journey(
        "unpaid carer, respite and review",
        1.5,
        (
            _support(
                "Unpaid carer support: Support involving the person cared-for",
                "Unpaid carer respite",
                mechanism=_BUDGET,
                since=(60, 600),
                cost=_WEEKLY,
            ),
            _review(0, who="Unpaid carer only"),
        ),
        _CARER,
        (30, 85),
        7,
        carer=True,
    ),
    Journey(
        "unpaid carer known by association",
        1.5,
        (Step("", 0, None),),
        _CARER | {"Client Type": "Unpaid carer known by association"},
        (30, 85),
        0,
        carer=True,
    ),
)
