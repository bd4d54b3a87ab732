"""ASCOF 3D: self-directed support and direct payments (method section 16)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.derived_fields import age_at, working_age_band
from cldvalidator.measures.figures import (
    Behind,
    Figure,
    MeasureResult,
    Units,
    people_in,
    percentage,
)
from cldvalidator.measures.long_term import (
    CARERS,
    COMMUNITY,
    LONG_TERM,
    NURSING,
    PRISON,
    RESIDENTIAL,
    SERVICE_USER,
    codes_of,
    is_label,
    of_person,
)
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import Period

DIRECT_PAYMENT, MANAGED, COMMISSIONED = MECHANISMS = (
    "Direct payment",
    "CASSR managed personal budget",
    "CASSR commissioned support",
)
SETTINGS = (
    (NURSING, ""),
    (RESIDENTIAL, ""),
    (COMMUNITY, DIRECT_PAYMENT),
    (COMMUNITY, MANAGED),
    (COMMUNITY, COMMISSIONED),
    (COMMUNITY, ""),
    (PRISON, MANAGED),
    (PRISON, COMMISSIONED),
    (PRISON, ""),
)
SUPPORT = (
    "Direct Payment only",
    "CASSR Managed Personal Budget",
    "CASSR Commissioned Support only",
    "Support Direct to Carer: Unknown Delivery Mech",
    "Information, Advice and Other Universal Services / Signposting",
    "No Direct Support Provided to Carer",
)
GROUPS = ("18 to 64", "65 and above", "Total")
SELF_DIRECTED = "The proportion of {} who receive self-directed support (%)"
DIRECT = "The proportion of {} who receive direct payments (%)"
CLIENTS, CARERS_WORDS = "clients who use services", "carers who use services"
TO_CARER = "Unpaid carer support: Direct to unpaid carer"
INVOLVING = "Unpaid carer support: Support involving the person cared-for"
ADVICE = "NFA: Information and advice or signposting"


@measure("ASCOF 3D clients")
def clients(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """People with community support open on the last day (1a, 2a)."""
    _, last = period.days
    joined = processed.joined
    person = joined["person"].to_numpy()
    start, end = (joined[c].to_numpy() for c in ("Event_Start_Date", "Der_Event_End_Date"))
    death = of_person(processed, person, "Date_of_Death")
    build = (
        is_label(joined["Service_Type"], *LONG_TERM)
        & is_label(joined["Client_Type"], SERVICE_USER)
        & (start <= last)
        & (np.isnan(end) | ((end >= start) & (end >= last)))
        & ~(death < last)
    )
    rows = joined[build]
    rank = setting_rank(rows, by_component=True)
    person, record = rows["person"].to_numpy(), rows["record"].to_numpy()
    best = np.full(len(processed.people), len(SETTINGS) + 1)
    np.minimum.at(best, person, rank)
    band = _band(processed, person, last)
    final = (rank == best[person]) & (band != "Under 18")
    community = final & is_label(rows["Service_Type"], COMMUNITY)
    direct = community & (rank == 3)
    self_directed = community & ((rank == 3) | (rank == 4))
    parts = ((SELF_DIRECTED, "1a", self_directed), (DIRECT, "2a", direct))
    figures = [
        _figure(f"{n} - {text.format(CLIENTS)}", g, (hit, community), (person, record), band)
        for text, n, hit in parts
        for g in GROUPS
    ]
    unknown = community & (rank == 6)
    figures.append(_count("Clients whose delivery mechanism is unknown", unknown, person, record))
    setting = np.array([("", ""), *SETTINGS], object)[rank[final]]
    shown = pd.DataFrame(
        {
            "person": person[final],
            "Service_Type": setting[:, 0],
            "Delivery_Mechanism": setting[:, 1],
            "Service_Component": rows["Service_Component"].cat.codes.to_numpy()[final],
        }
    ).drop_duplicates()
    by = ["Service_Type", "Delivery_Mechanism"]
    table = shown.groupby(by)["person"].nunique().rename("people").reset_index()
    stages = {
        "clients_build": int(build.sum()),
        "clients_people": len(people_in(person)),
        "clients_final_rows": len(shown),
    }
    # Two components at the best rank are two rows, and name the person twice (S7).
    by_person = rows[["person", "own", "Service_Component"]].assign(band=band)
    why = pd.DataFrame(
        {
            "person": person,
            "record": record,
            "place": rank,
            "best": best[person],
            "adult": band != "Under 18",
            "below": community,
            "self_directed": self_directed,
            "direct": direct,
        }
    )
    counted = _counted(by_person, community, figures, parts)
    tables = {"by_setting": table, "counted": counted, "why": why}
    return MeasureResult("ASCOF 3D clients", period, tuple(figures), tables, stages)


def setting_rank(rows: pd.DataFrame, *, by_component: bool) -> np.ndarray:
    """Rank rows by setting and mechanism, 1 the strongest (sections 16.3 and 16.4).

    by_component: whether a component of direct payment counts as the mechanism.
    """
    mechanism = codes_of(rows["Delivery_Mechanism"], MECHANISMS)
    if by_component:
        mechanism = np.where(is_label(rows["Service_Component"], DIRECT_PAYMENT), 0, mechanism)
    setting = codes_of(rows["Service_Type"], LONG_TERM)
    community = np.array([3, 4, 5, 6])[mechanism]
    prison = np.array([9, 7, 8, 9])[mechanism]
    return np.select([setting == 0, setting == 1, setting == 2], [1, 2, community], prison)


@measure("ASCOF 3D carers")
def carers(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Carers who were supported at any time in the year (1b, 2b)."""
    first, last = period.days
    joined = processed.joined
    person = joined["person"].to_numpy()
    start, end = (joined[c].to_numpy() for c in ("Event_Start_Date", "Der_Event_End_Date"))
    death = of_person(processed, person, "Date_of_Death")
    kind = codes_of(joined["Service_Type"], (TO_CARER, INVOLVING))
    no_service = joined["Service_Type"].isna().to_numpy()
    met = (joined["is_assessment"] | joined["is_review"]).to_numpy()
    advice = is_label(joined["Event_Outcome"], ADVICE)
    build = (
        is_label(joined["Client_Type"], *CARERS)
        & (start <= last)
        & (np.isnan(end) | ((end >= first) & (end >= start)))
        & ~(death < first)
        & ((no_service & advice) | (kind >= 0) | (met & no_service))
    )
    rows = joined[build]
    category = _support(rows, kind[build], met[build], advice[build])
    person, record = rows["person"].to_numpy(), rows["record"].to_numpy()
    band = _band(processed, person, last)
    best = np.full(len(processed.people), len(SUPPORT) + 1)
    named = category > 0
    np.minimum.at(best, person[named], category[named])
    final = named & (category == best[person]) & (band != "Under 18")
    supported = final & (category <= 3)
    direct = final & (category == 1)
    self_directed = final & (category <= 2)
    parts = ((SELF_DIRECTED, "1b", self_directed), (DIRECT, "2b", direct))
    figures = [
        _figure(f"{n} - {text.format(CARERS_WORDS)}", g, (hit, supported), (person, record), band)
        for text, n, hit in parts
        for g in GROUPS
    ]
    figures.append(
        _count(
            "Carers whose delivery mechanism is unknown", final & (category == 4), person, record
        )
    )
    people = pd.DataFrame(
        {
            "Support_Provided": np.array(("", *SUPPORT), object)[category[final]],
            "Der_Age_Band_Reporting_End": band[final],
            "person": person[final],
        }
    ).drop_duplicates()
    by = ["Support_Provided", "Der_Age_Band_Reporting_End"]
    table = people.groupby(by).size().rename("people").reset_index()
    stages = {
        "carers_build": int(build.sum()),
        "carers_no_category": int((~named).sum()),
        "carers_people_ranked": len(people_in(person[final])),
    }
    by_person = rows[["person", "own"]].assign(band=band)
    why = pd.DataFrame(
        {
            "person": person,
            "record": record,
            "place": category,
            "best": best[person],
            "adult": band != "Under 18",
            "below": supported,
            "self_directed": self_directed,
            "direct": direct,
        }
    )
    counted = _counted(by_person, supported, figures, parts)
    tables = {"by_support": table, "counted": counted, "why": why}
    return MeasureResult("ASCOF 3D carers", period, tuple(figures), tables, stages)


def _support(
    rows: pd.DataFrame, kind: np.ndarray, met: np.ndarray, advice: np.ndarray
) -> np.ndarray:
    """Return the support category of each row, 1 the strongest, 0 for none (section 16.8).

    Direct support without a component has a category only as a direct payment: the rest of the
    tests ask what the component is not, and nothing is neither equal nor unequal to a blank.
    """
    mechanism = codes_of(rows["Delivery_Mechanism"], MECHANISMS)
    component = rows["Service_Component"]
    by_component = is_label(component, DIRECT_PAYMENT)
    other_component = component.notna().to_numpy() & ~by_component
    direct = kind == 0
    return np.select(
        [
            direct & ((mechanism == 0) | by_component),
            direct & (mechanism == 1) & other_component,
            direct & (mechanism == 2) & other_component,
            direct & other_component,
            kind == 1,
            met & ~advice,
            met & advice,
            rows["is_request"].to_numpy(),
        ],
        [1, 2, 3, 4, 6, 6, 5, 5],
        0,
    )


def _counted(
    rows: pd.DataFrame,
    counted: np.ndarray,
    figures: list[Figure],
    parts: tuple[tuple[str, str, np.ndarray], ...],
) -> pd.DataFrame:
    """Return the different rows that count, for DHSC's list of people.

    A column for each description says whether the row is in its numerator.
    """
    descriptions = dict.fromkeys(f.description for f in figures)
    hits = {d: hit for d, (_, _, hit) in zip(descriptions, parts, strict=False)}
    return rows.assign(**hits)[counted].drop_duplicates()


def _band(processed: ProcessedEvents, person: np.ndarray, last: float) -> np.ndarray:
    """Return the age band of each row's person on the last day."""
    age = age_at(of_person(processed, person, "Der_Birth_Date"), last)
    return np.asarray(working_age_band(age), object)


def _figure(
    description: str,
    group: str,
    parts: tuple[np.ndarray, np.ndarray],
    rows: tuple[np.ndarray, np.ndarray],
    band: np.ndarray,
) -> Figure:
    """Count people by group; Total includes people of unknown age."""
    person, record = rows
    inside = np.ones(len(person), bool) if group == "Total" else band == group
    numerator, denominator = (part & inside for part in parts)
    behind = Behind(
        people_in(person[numerator]),
        people_in(person[denominator]),
        record[numerator],
        record[denominator],
    )
    top, bottom = len(behind.numerator_people), len(behind.denominator_people)
    units = Units("share", behind.numerator_people, behind.denominator_people)
    return Figure(description, group, percentage(top, bottom), top, bottom, behind, units=units)


def _count(text: str, rows: np.ndarray, person: np.ndarray, record: np.ndarray) -> Figure:
    people = people_in(person[rows])
    behind = Behind(numerator_people=people, numerator_records=record[rows])
    units = Units("count", people)
    return Figure(text, "All", float(len(people)), len(people), behind=behind, units=units)
