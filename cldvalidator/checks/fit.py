"""Rules on whether the fields of a record fit each other: client, event, outcome, service."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cldvalidator.checks.context import NOT_LISTED, Context, Mask, rows_of, thresholds
from cldvalidator.checks.dates_in_order import DAYS_A_YEAR
from cldvalidator.checks.running import Hit, rule

LINKS = ("Adult 1 Linked Person_ID", "Adult 2 Linked Person_ID", "Adult 3 Linked Person_ID")
OUTCOME, TYPE, COMPONENT = "Event Outcome", "Service Type", "Service Component"
MECHANISM, DESCRIPTION = "Delivery Mechanism", "Event Description"
REASON = "Primary Support Reason"
CARER_REASONS = ("Social support: Support to unpaid carer", "Social support: Support to carer")
GOES_ON = ("Continuation of support or services", "Provision of service", "No change in package")
DECEASED = ("NFA: Deceased", "NFA - Deceased")
OTHER_OUTCOMES = ("NFA: Other", "NFA- Other")
UNKNOWN = r"^\s*(unknown|not known|not recorded)\s*$"
ROUTE = "Request: Route of Access"
TRANSITION = ("Planned entry (transition)",)
SUPPORT_ENDED = (
    *DECEASED,
    "NFA: Support ended as planned",
    "NFA: Support ended for other reason",
    "Service ended as planned",
    "NFA - Support ended: Other reason",
)


def no_links(context: Context) -> Mask:
    """Rows that name nobody who is cared for."""
    return context.blank(LINKS[0]) & context.blank(LINKS[1]) & context.blank(LINKS[2])


@rule("TYPE-04", needs=(LINKS[0],))
def link_row_without_link(context: Context) -> Iterator[Hit]:
    """Carers known by association who are linked to nobody."""
    yield Hit(LINKS[0], rows_of(context.by_association & no_links(context)))


@rule("TYPE-05", needs=(DESCRIPTION,))
def left_out_assessments(context: Context) -> Iterator[Hit]:
    """Events of a kind that does not belong in the return."""
    words = thresholds()
    for name in (DESCRIPTION, "Assessment Type"):
        mentioned = context.mentions(name, words["left_out_words"]) & ~context.service
        mentioned |= context.mentions(name, words["left_out_assessment_words"]) & context.assessment
        yield Hit(name, rows_of(mentioned))


@rule("TYPE-06", needs=(DESCRIPTION,))
def cancelled(context: Context) -> Iterator[Hit]:
    """Events described as cancelled."""
    yield Hit(DESCRIPTION, rows_of(context.mentions(DESCRIPTION, thresholds()["cancelled_words"])))


@rule("CLI-03", needs=(TYPE,))
def client_service_for_carer(context: Context) -> Iterator[Hit]:
    """Long-term and short-term support on a carer's row."""
    support = context.begins(TYPE, "Long term support", "Short term support")
    yield Hit(TYPE, rows_of(support & context.carer & context.service))


@rule("CLI-04", needs=(TYPE,))
def carer_service_for_client(context: Context) -> Iterator[Hit]:
    """Support for unpaid carers on a service user's row."""
    support = context.begins(TYPE, "Unpaid carer support", "Carer support")
    yield Hit(TYPE, rows_of(support & context.service_user & context.service))


@rule("CLI-05")
def carer_reason_for_client(context: Context) -> Iterator[Hit]:
    """The support reason of carers on a service user's row."""
    carers = context.says(REASON, *CARER_REASONS)
    yield Hit(REASON, rows_of(carers & context.service_user))


@rule("CLI-06", needs=(LINKS[0],))
def carer_without_link(context: Context) -> Iterator[Hit]:
    """Carers' events that name nobody who is cared for."""
    event = ~context.blank("Event Type")
    yield Hit(LINKS[0], rows_of(context.carer & event & no_links(context)))


@rule("OUT-01")
def outcome_of_financial_assessment(context: Context) -> Iterator[Hit]:
    """Financial assessments with an outcome."""
    financial = context.begins("Assessment Type", "Financial assessment")
    yield Hit(OUTCOME, rows_of(financial & ~context.blank(OUTCOME)))


@rule("OUT-02", needs=(OUTCOME, "Event End Date"))
def outcome_of_open_service(context: Context) -> Iterator[Hit]:
    """Open services whose outcome says something else than that they go on."""
    listed = context.listed(OUTCOME) != NOT_LISTED
    other = listed & ~context.says(OUTCOME, *GOES_ON) & ~context.says(OUTCOME, *SUPPORT_ENDED)
    yield Hit(OUTCOME, rows_of(context.open_service & other))


def _ended_by_death(context: Context) -> Mask:
    """Services that ended on the day of death and have another outcome."""
    ended = context.service & context.dated("Date of Death")
    ended &= context.days("Event End Date") == context.days("Date of Death")
    says_other = (context.listed(OUTCOME) != NOT_LISTED) & ~context.says(OUTCOME, *DECEASED)
    both: Mask = ended & says_other
    return both


@rule("OUT-03", needs=(OUTCOME, "Date of Death"))
def outcome_and_death(context: Context) -> Iterator[Hit]:
    """An outcome of death without a date, or a service ended by death with another outcome."""
    without = context.says(OUTCOME, *DECEASED) & context.blank("Date of Death")
    yield Hit(OUTCOME, rows_of(without | _ended_by_death(context)))


@rule("OUT-10", needs=(OUTCOME, "Date of Death", "Event End Date"))
def death_without_its_outcome(context: Context) -> Iterator[Hit]:
    """Events that ended at the person's death, with an outcome that tells nothing."""
    both = context.dated("Date of Death") & context.dated("Event End Date")
    after = context.days("Event End Date").astype(np.int64) - context.days("Date of Death")
    at_death = both & (after >= 0) & (after <= thresholds()["days_after_death"])
    vague = context.blank(OUTCOME) | context.says(OUTCOME, *OTHER_OUTCOMES)
    vague |= context.mentions(OUTCOME, UNKNOWN)
    yield Hit(OUTCOME, rows_of(at_death & vague & ~_ended_by_death(context)))


@rule("CLI-08", needs=(ROUTE, "Date of Birth"))
def transition_in_old_age(context: Context) -> Iterator[Hit]:
    """Requests in transition from children's services by people of 65 and over."""
    both = context.dated("Date of Birth") & context.dated("Event Start Date")
    lived = context.days("Event Start Date").astype(np.int64) - context.days("Date of Birth")
    old = both & (lived >= int(thresholds()["transition_age"] * DAYS_A_YEAR))
    yield Hit(ROUTE, rows_of(context.says(ROUTE, *TRANSITION) & context.request & old))


@rule("OUT-04", needs=(OUTCOME, "Event End Date"))
def ended_but_open(context: Context) -> Iterator[Hit]:
    """Open services whose outcome says that they ended."""
    yield Hit(OUTCOME, rows_of(context.open_service & context.says(OUTCOME, *SUPPORT_ENDED)))


@rule("OUT-08")
def method_and_client(context: Context) -> Iterator[Hit]:
    """A method that involves the carer alone on a service user's row."""
    for name in ("Method of Assessment", "Method of Review"):
        alone = context.says(name, "Unpaid carer only", "Carer only")
        yield Hit(name, rows_of(alone & context.service_user))


@rule("OUT-09", needs=(DESCRIPTION,))
def conversation_as_request(context: Context) -> Iterator[Hit]:
    """Requests described as a conversation."""
    described = context.mentions(DESCRIPTION, thresholds()["conversation_words"])
    yield Hit(DESCRIPTION, rows_of(described & context.request))


@rule("SVC-01", needs=(TYPE, COMPONENT))
def component_and_type(context: Context) -> Iterator[Hit]:
    """A service component that does not go with the service type."""
    kinds, parts = (context.specification.values(n) for n in (TYPE, COMPONENT))
    allowed = np.zeros((len(kinds), len(parts)), bool)
    listed = context.specification.groupings["service_component_to_service_type"]["map"]
    named = {entry["component"]: entry["service_types"] for entry in listed}
    for place, part in enumerate(parts):
        for pattern in named.get(part, named["*other components*"]):
            allowed[:, place] |= [k.startswith(pattern.removesuffix("*")) for k in kinds]
    kind, part_of = context.listed(TYPE), context.listed(COMPONENT)
    both = (kind != NOT_LISTED) & (part_of != NOT_LISTED) & context.service
    yield Hit(COMPONENT, rows_of(both & ~allowed[kind, part_of]))


@rule("SVC-02", needs=(TYPE, MECHANISM))
def mechanism_missing(context: Context) -> Iterator[Hit]:
    """Community, prison and carer support without a delivery mechanism."""
    universal = context.says(COMPONENT, "Unpaid carer universal services")
    missing = _has_mechanism(context) & context.service & context.blank(MECHANISM)
    yield Hit(MECHANISM, rows_of(missing & ~universal))


@rule("SVC-02B", needs=(TYPE, MECHANISM))
def mechanism_not_needed(context: Context) -> Iterator[Hit]:
    """Other services with a delivery mechanism."""
    other = (context.listed(TYPE) != NOT_LISTED) & ~_has_mechanism(context) & context.service
    yield Hit(MECHANISM, rows_of(other & ~context.blank(MECHANISM)))


def _has_mechanism(context: Context) -> Mask:
    settings = (
        "Long term support: Community",
        "Long term support: Prison",
        "Unpaid carer support",
        "Carer support",
    )
    return context.begins(TYPE, *settings)


@rule("SVC-03", needs=(TYPE, MECHANISM))
def direct_payment_in_prison(context: Context) -> Iterator[Hit]:
    """Support in prison by direct payment."""
    prison = context.service & context.says(TYPE, "Long term support: Prison")
    yield Hit(MECHANISM, rows_of(prison & context.says(MECHANISM, "Direct payment")))


@rule("SVC-04", needs=(COMPONENT, MECHANISM))
def direct_payment_twice(context: Context) -> Iterator[Hit]:
    """Component Direct payment with another delivery mechanism."""
    component = context.service & context.says(COMPONENT, "Direct payment")
    other = (context.listed(MECHANISM) != NOT_LISTED) & ~context.says(MECHANISM, "Direct payment")
    yield Hit(MECHANISM, rows_of(component & other))


@rule("ID-13", needs=("Provider CQC Location Name", "Provider CQC Location ID"), reach="file")
def half_a_location(context: Context) -> Iterator[Hit]:
    """A CQC location's name without its id, or the other way round."""
    name, location = "Provider CQC Location Name", "Provider CQC Location ID"
    no_name, no_id = context.blank(name), context.blank(location)
    if no_name.all() or no_id.all():
        return  # a council that does not give one of the two at all
    yield Hit(location, rows_of(context.service & no_id & ~no_name))
    yield Hit(name, rows_of(context.service & no_name & ~no_id))


@rule("SVC-06", needs=("Accommodation Status", TYPE))
def accommodation_and_service(context: Context) -> Iterator[Hit]:
    """A stated accommodation other than the one the current service implies."""
    name = "Accommodation Status"
    if context.period is None:
        return
    _, last = context.period
    current = context.service & (context.ends >= last) & context.dated("Event Start Date")
    current &= context.days("Event Start Date") <= last
    stated = (context.listed(name) != NOT_LISTED) & ~context.says(name, "Unknown")
    places = set(context.specification.values(name))
    wrong = np.zeros(len(context), bool)
    explained = np.zeros(len(context), bool)
    for entry in context.specification.groupings["accommodation_from_service"]["map"]:
        if entry["accommodation"] not in places:
            continue
        fits = current.copy()
        for field, text in entry["when"].items():
            fits &= context.says(field, text)
        wrong |= fits & ~explained & ~context.says(name, entry["accommodation"])
        explained |= fits
    yield Hit(name, rows_of(wrong & stated))
