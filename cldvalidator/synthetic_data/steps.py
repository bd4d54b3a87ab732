"""The events that journeys are made of, in the words of Release 2."""

from __future__ import annotations

from cldvalidator.synthetic_data.journey import Choice, Cost, Step

PROGRESS = "Progress to assessment, review or reassessment"
PLANNING = "Progress to support planning or services"
GOES_ON = "Continuation of support or services"
COMMUNITY = "Long term support: Community"
ST_MAX = "Short term support: ST-Max"
ENDED = "NFA: Support ended as planned"
HOURLY = Cost(19, 27, "Hourly", ("3.5", "7", "10.5", "14"))
WEEKLY = Cost(120, 380, "Weekly")
CARE_HOME = Cost(750, 1400, "Weekly")
BUDGET = "CASSR managed personal budget"
OLD = (120, 1500)


def request(outcome: Choice, start: int = 0, length: int = 3) -> Step:
    """Return a request. outcome: one, or several to choose from."""
    routes = ("Discharge from hospital", "Community or other route")
    return Step(
        "Request", start, length, {"Event Outcome": outcome, "Request: Route of Access": routes}
    )


def assessment(
    start: int, length: int = 14, who: str = "Service user only", outcome: str = PLANNING
) -> Step:
    """Return a long term assessment. who: its method."""
    values: dict[str, Choice] = {
        "Event Outcome": outcome,
        "Assessment Type": "Long term assessment",
        "Method of Assessment": who,
    }
    return Step("Assessment", start, length, values)


def review(start: int, reason: str = "Planned", who: str = "Service user only") -> Step:
    """Return a review of a week."""
    values: dict[str, Choice] = {
        "Event Outcome": GOES_ON,
        "Review Reason": reason,
        "Method of Review": who,
    }
    if reason == "Planned":
        values["Review Outcomes Achieved"] = ("Fully met", "Partially met", "Not met")
    return Step("Review", start, 7, values)


def support(
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
    """Return a service, open unless it has a length. since: days before the journey it began."""
    values: dict[str, Choice] = {
        "Event Outcome": outcome,
        "Service Type": kind,
        "Service Component": component,
        "Delivery Mechanism": mechanism,
    }
    return Step("Service", start, length, values, since, cost, regulated)


def home_support(
    *,
    component: Choice = "Home support or domiciliary care",
    outcome: str = GOES_ON,
    start: int = 0,
    length: int | None = None,
    since: tuple[int, int] | None = None,
    regulated: bool = False,
) -> Step:
    """Return long-term support at home, paid by the hour from a managed budget."""
    return support(
        COMMUNITY,
        component,
        outcome=outcome,
        mechanism=BUDGET,
        start=start,
        length=length,
        since=since,
        cost=HOURLY,
        regulated=regulated,
    )
