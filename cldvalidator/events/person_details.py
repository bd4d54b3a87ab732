"""One row a person: what is last known of them (method section 12)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.events.cleaning import INVALID, Codes, Numbers
from cldvalidator.events.derived_fields import UNKNOWN, age_at
from cldvalidator.events.unique_events import NO_END
from cldvalidator.selection.period import Period

UNDECLARED = "No data: Undeclared or not known"
REFUSED = "No data: Refused"
CARERS_REASON = "Social support: Support to unpaid carer"
AT_HOME, IN_COMMUNITY = "Unknown: Presumed at home", "Unknown: Presumed in community"
SERVICE_RANK = (
    "Long term support: Nursing care",
    "Long term support: Residential care",
    "Long term support: Community",
    "Long term support: Prison",
    "Short term support: ST-Max",
    "Short term support: Ongoing low level",
    "Short term support: Other short term",
)
_UNRANKED = 99
_OF_COMPONENT = {
    "Shared Lives": "Shared Lives scheme",
    "Extra care housing": "Sheltered housing, extra care housing or other sheltered housing",
    "Community supported living": (
        "Supported accommodation, supported lodgings or supported group home"
    ),
}
_HOME_CARE = "Home support or domiciliary care"
SETTLED = (
    "Owner occupier or shared ownership scheme",
    "Tenant: Local authority or other social housing provider",
    "Tenant: Private landlord",
    "Settled mainstream housing with family or friends",
    "Supported accommodation, supported lodgings or supported group home",
    "Shared Lives scheme",
    "Approved premises for offenders released from prison or under probation supervision",
    "Sheltered housing, extra care housing or other sheltered housing",
    "Mobile accommodation for Gypsy, Roma and Traveller communities",
    AT_HOME,
)


def person_details(joined: pd.DataFrame, period: Period, people: int) -> pd.DataFrame:
    """Return one row for each person of the joined table, by `person`.

    Columns: person (int64), the seven latest-known fields (words, as objects),
    Accommodation_Status_Group (int8, 1 is settled), Der_Birth_Date, Date_of_Death and
    Der_Age_End_Of_Period (float64, NaN where missing), Der_Working_Age_Band_End_Of_Period (words).
    people: how many person numbers there are.
    """
    latest = _Latest(joined, people)
    ethnicity_score = {UNDECLARED: 0, REFUSED: 1}
    details = {
        "Accommodation_Status": latest.known("Accommodation_Status", {INVALID: UNKNOWN}),
        "Employment_Status": latest.known("Employment_Status", {}, unsure=(UNKNOWN, INVALID)),
        "Gender": latest.known("Gender", {INVALID: UNKNOWN}),
        "Ethnicity": latest.known(
            "Ethnicity", {INVALID: UNDECLARED}, score=ethnicity_score, conflict=UNDECLARED
        ),
        "Client_Funding_Status": latest.known("Client_Funding_Status", {INVALID: UNKNOWN}),
        "Has_Unpaid_Carer": latest.known("Has_Unpaid_Carer", {INVALID: UNKNOWN}),
        "Primary_Support_Reason": latest.known(
            "Primary_Support_Reason", {INVALID: UNKNOWN}, unsure=(UNKNOWN, CARERS_REASON)
        ),
    }
    from_service = _accommodation_from_service(joined, people)
    stated = details["Accommodation_Status"]
    details["Accommodation_Status"] = np.where(stated == UNKNOWN, from_service, stated)
    carers = _has_carer(joined, period, people)
    details["Has_Unpaid_Carer"] = np.where(carers, "Yes", details["Has_Unpaid_Carer"])
    birth = _of_latest_period(joined, "Der_Birth_Date", people)
    age = age_at(birth, period.days[1])
    columns = {
        **details,
        "Accommodation_Status_Group": np.isin(details["Accommodation_Status"], SETTLED).astype(
            np.int8
        ),
        "Der_Birth_Date": birth,
        "Date_of_Death": _of_latest_period(joined, "Date_of_Death", people, latest=True),
        "Der_Age_End_Of_Period": age,
        "Der_Working_Age_Band_End_Of_Period": _band(age),
    }
    there = np.zeros(people, bool)
    there[joined["person"].to_numpy()] = True
    # As they are: words that become a text column keep the window waiting.
    of_those_there = {
        name: pd.Series(values[there], dtype=values.dtype, copy=False)
        for name, values in columns.items()
    }
    return pd.DataFrame({"person": np.flatnonzero(there), **of_those_there}, copy=False)


def _band(age: Numbers) -> npt.NDArray[np.object_]:
    conditions = [(age >= 1) & (age < 18), (age >= 18) & (age < 65), age >= 65]
    return np.select(conditions, ["Under 18", "18 to 64", "65 and above"], UNKNOWN).astype(object)


class _Latest:
    """The joined rows with their order of lateness, for the pattern of section 12.1."""

    def __init__(self, joined: pd.DataFrame, people: int) -> None:
        self._joined = joined
        self._people = people
        period = joined["ref_last"].to_numpy()
        end = np.nan_to_num(joined["Der_Event_End_Date"].to_numpy(), nan=NO_END)
        start = joined["Event_Start_Date"].to_numpy()
        self._order = Ordered(joined["person"].to_numpy(), (-period, -end, -start))

    def known(
        self,
        column: str,
        read_as: Mapping[str, str],
        *,
        unsure: tuple[str, ...] = (UNKNOWN,),
        score: Mapping[str, int] | None = None,
        conflict: str = UNKNOWN,
    ) -> npt.NDArray[np.object_]:
        """Return each person's latest known value, `conflict` where the latest rows disagree.

        The latest are those of the reference period that ends last, then those that end last.

        read_as: what a label counts as. unsure: labels that score 0; score gives other scores.
        """
        values = self._joined[column]
        labels = [*map(str, values.cat.categories), INVALID]
        read = [read_as.get(label, label) for label in labels]
        names = list(dict.fromkeys(read))
        scores = score or dict.fromkeys(unsure, 0)
        highest = max(scores.values()) + 1
        code = values.cat.codes.to_numpy().astype(np.int64)
        code = np.where(code < 0, len(labels) - 1, code)
        value = np.array([names.index(r) for r in read])[code]
        rank = np.array([scores.get(n, highest) for n in names])[value]
        top, same = self._order.first(value, rank)
        out = np.full(self._people, conflict, object)
        out[top.person] = np.where(same, np.array(names, object)[top.value], conflict)
        return out


class Top:
    """The first row of each person in an order: person numbers and the value there."""

    def __init__(self, person: Codes, value: Codes) -> None:
        self.person = person
        self.value = value


class Ordered:
    """The rows of each person in an order. keys: from most to least important, smallest first."""

    def __init__(self, person: Codes, keys: tuple[npt.NDArray[np.generic], ...]) -> None:
        self._place = np.lexsort((*reversed(keys), person))
        self._person = person[self._place]
        begins = self._differs_from_last(self._person)
        self._start = np.flatnonzero(begins)
        self._person_number = np.cumsum(begins) - 1
        for key in keys:
            begins |= self._differs_from_last(key[self._place])
        self._tied = np.cumsum(begins)
        """Rows of a person that no key tells apart have the same number."""

    @staticmethod
    def _differs_from_last(ordered: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
        differs = np.ones(len(ordered), bool)
        differs[1:] = ordered[1:] != ordered[:-1]
        return differs

    def first(self, value: Codes, rank: Codes | None = None) -> tuple[Top, npt.NDArray[np.bool_]]:
        """Return the value of each person's first row, and whether all rows tied with it agree.

        rank: if given, it comes before the order, the highest first.
        """
        group, top, values = self._person_number, self._start, value[self._place]
        tied = np.ones(len(values), bool)
        if rank is not None:
            ranks = rank[self._place]
            tied = ranks == np.maximum.reduceat(ranks, top)[group]
            highest = np.flatnonzero(tied)
            top = highest[self._differs_from_last(group[highest])]
        tied &= self._tied == self._tied[top][group]
        differs = tied & (values != values[top][group])
        same = np.ones(len(top), bool)
        same[group[differs]] = False
        return Top(self._person[top], values[top]), same


def _of_latest_period(
    joined: pd.DataFrame, column: str, people: int, *, latest: bool = False
) -> Numbers:
    """Return each person's day, NaN without one: of the reference period that ends last.

    Among the days in that period the earliest, or the latest.
    """
    days = joined[column].to_numpy()
    known = ~np.isnan(days)
    person, period, day = (
        joined["person"].to_numpy()[known],
        joined["ref_last"].to_numpy()[known],
        days[known] * (-1 if latest else 1),
    )
    last = np.full(people, -np.inf)
    np.maximum.at(last, person, period)
    there = period == last[person]
    out = np.full(people, np.inf)
    np.minimum.at(out, person[there], day[there])
    return np.where(np.isinf(out), np.nan, -out if latest else out)


def _accommodation_from_service(joined: pd.DataFrame, people: int) -> npt.NDArray[np.object_]:
    """Return the accommodation that each person's latest service implies (section 12.2)."""
    read = ["person", "Event_Start_Date", "Der_Event_End_Date", "Service_Type", "Service_Component"]
    services = joined[read][joined["is_service"]]
    person = services["person"].to_numpy()
    kinds = [str(c) for c in services["Service_Type"].cat.categories]
    parts = [str(c) for c in services["Service_Component"].cat.categories]
    ranks = np.array(
        [SERVICE_RANK.index(k) + 1 if k in SERVICE_RANK else _UNRANKED for k in kinds] + [_UNRANKED]
    )
    mappable = (*_OF_COMPONENT, _HOME_CARE)
    part_number = np.array([mappable.index(p) if p in mappable else -1 for p in parts] + [-1])
    rank = ranks[services["Service_Type"].cat.codes.to_numpy()]
    part = part_number[services["Service_Component"].cat.codes.to_numpy()]
    end = np.nan_to_num(services["Der_Event_End_Date"].to_numpy(), nan=NO_END)
    order = (-end, rank, part < 0, -services["Event_Start_Date"].to_numpy())
    ordered = Ordered(person, order)
    top_rank, same_rank = ordered.first(rank)
    top_part, same_part = ordered.first(part)
    kind = np.where(same_rank & (top_rank.value < _UNRANKED), top_rank.value, 0)
    component = np.where(same_part, top_part.value, -1)
    home_care, community, prison = len(_OF_COMPONENT), 3, 4
    # Numbers for the words: to choose between arrays of words takes far longer.
    words = np.array(
        [
            "Registered nursing home",
            "Registered care home",
            *_OF_COMPONENT.values(),
            AT_HOME,
            IN_COMMUNITY,
            "Prison, young offenders institution or detention centre",
            UNKNOWN,
        ],
        object,
    )
    implied = np.select(
        [
            kind == 1,
            kind == 2,
            *[component == n for n in range(len(_OF_COMPONENT))],
            (kind == community) & (component == home_care),
            # More than one mappable component counts as none.
            (kind == community) & (component == -1),
            kind == prison,
        ],
        [np.int8(n) for n in range(len(words) - 1)],
        np.int8(len(words) - 1),
    )
    out = np.full(people, UNKNOWN, object)
    out[top_rank.person] = words[implied]
    return out


def _has_carer(joined: pd.DataFrame, period: Period, people: int) -> npt.NDArray[np.bool_]:
    """Tell whom a carer of the period names by LA person identifier (section 12.5)."""
    first, last = period.days
    client = joined["Client_Type"]
    carer = client.isin(["Unpaid carer", "Unpaid carer known by association"]).to_numpy()
    end = np.nan_to_num(joined["Der_Event_End_Date"].to_numpy(), nan=NO_END)
    active = carer & (end >= first) & (joined["Event_Start_Date"].to_numpy() <= last)
    linked = np.concatenate([joined[f"linked_{n}"].to_numpy()[active] for n in (1, 2, 3)])
    named = np.unique(linked[linked >= 0])
    cared_for = np.zeros(people, bool)
    cared_for[joined["person"].to_numpy()[np.isin(joined["own"].to_numpy(), named)]] = True
    return cared_for
