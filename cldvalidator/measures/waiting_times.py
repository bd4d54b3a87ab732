"""Waiting times from a request to the first response and to a service (method section 17)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.events.derived_fields import age_at
from cldvalidator.events.person_details import SERVICE_RANK
from cldvalidator.measures.figures import (
    Behind,
    Figure,
    MeasureResult,
    TablesWhenAsked,
    Units,
    people_in,
)
from cldvalidator.measures.long_term import (
    LONG_TERM,
    OTHER_SHORT,
    SERVICE_USER,
    ST_MAX,
    codes_of,
    is_label,
    latest_end_before,
)
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import EPOCH, Period

FIRST_RESPONSE, TO_SERVICE = "Wait time to first response", "Wait time to first service"
EARLIEST = float((date(2023, 4, 1) - EPOCH).days)
SHOWN_FROM = pd.Timestamp("2024-04-01")
ADULT = 25
BANDS = ("25 to 64", "65 and above")
REQUEST, ASSESSMENT, SERVICE = 1, 2, 3
ASSESSMENTS = ("Short term assessment", "Long term assessment")
TO_SERVICES = (
    "Progress to reablement/ST-Max",
    "Progress to support planning or services",
    "Continuation of support or services",
)
NO_PROGRESS = ("NFA", "Admitted to hospital")
READ = (
    "record",
    "person",
    "has_request",
    "has_assessment",
    "has_service",
    "Client_Type",
    "Date_of_Birth",
    "Event_Start_Date",
    "Der_Event_End_Date",
    "Der_Working_Age_Band",
    "Assessment_Type",
    "Service_Type",
    "Event_Outcome",
    "Event_Outcome_Grouped",
)
"""The columns of the joined table that are read: to choose rows of all 60 takes longer."""


@measure("Waiting times", history_months=12, earlier_too=False)
def waiting_times(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Median waits by quarter of the response and age band."""
    joined = processed.joined[list(READ)]
    stages = {"all_events": len(joined)}
    answers = _assessments_and_services(joined)
    stages["filtered_assessments_and_services"] = len(answers)
    requests = _requests(joined, answers, stages)
    pool = _pool(requests, answers)
    stages["filtered_requests_assessments_and_services"] = len(pool)
    sequence = _sequence(pool)
    stages["filtered_requests_assessments_and_services_2"] = len(sequence)
    waits = _waits(sequence)
    stages["requests_bind_1"] = stages["wait_times_calc_1"] = len(waits)
    counted = waits[~waits["discounted"]]
    stages["discounted_overlap"] = int(waits["discounted"].sum())
    parts = {
        FIRST_RESPONSE: _part(counted, sequence, "response"),
        TO_SERVICE: _part(counted, sequence, "service"),
    }
    stages |= {f"part{n}_waits": len(p) for n, p in enumerate(parts.values(), start=1)}
    tables: dict[str, Callable[[], pd.DataFrame] | pd.DataFrame] = {
        "requests": waits,
        "why": partial(_why, waits, sequence["Event_Start_Date"].to_numpy()),
    }
    figures: list[Figure] = []
    counted_events = pool[["kind", "Event_Start_Date", "quarter", "band"]]
    for number, (name, part) in enumerate(parts.items(), start=1):
        medians = _medians(part)
        tables[f"part{number}_context"] = partial(_context, medians, part, counted_events, number)
        tables[f"part{number}_all_quarters"] = partial(_all_quarters, part)
        figures += _figures(name, part, medians)
    missing = _what_is_missing(processed)
    asked = TablesWhenAsked(tables)
    return MeasureResult("Waiting times", period, tuple(figures), asked, stages, missing)


def _all_quarters(part: pd.DataFrame) -> pd.DataFrame:
    return part.groupby("band")["wait"].agg(median="median", mean="mean", n="size").reset_index()


def _what_is_missing(processed: ProcessedEvents) -> tuple[str, ...]:
    reference = processed.joined_reference or processed.period
    if reference.months >= 24:
        return ()
    return (
        f"The file covers {reference.months} months. People with support before it count as new, "
        "and earlier requests are not seen, so waits in the first quarters are not reliable.",
    )


def _age_at_start(rows: pd.DataFrame) -> np.ndarray:
    """Return age at the start of the event, from the full date of birth (section 2)."""
    return age_at(rows["Date_of_Birth"].to_numpy(), rows["Event_Start_Date"].to_numpy())


def _assessments_and_services(joined: pd.DataFrame) -> pd.DataFrame:
    """Assessments of the two kinds, and long-term and short-term services, of any client type."""
    service = joined["has_service"].to_numpy()
    assessment = joined["has_assessment"].to_numpy() & ~service
    kept = (assessment & is_label(joined["Assessment_Type"], *ASSESSMENTS)) | (
        service & is_label(joined["Service_Type"], *SERVICE_RANK)
    )
    return joined.assign(kind=np.where(service, SERVICE, ASSESSMENT))[kept]


def _requests(joined: pd.DataFrame, answers: pd.DataFrame, stages: dict[str, int]) -> pd.DataFrame:
    """Requests of adults who are no clients yet, and whose outcome is not that nothing follows."""
    is_request = (
        joined["has_request"] & ~joined["has_service"] & ~joined["has_assessment"]
    ).to_numpy()
    start = joined["Event_Start_Date"].to_numpy()
    users = is_label(joined["Client_Type"], SERVICE_USER)
    requests = joined[is_request & users & (start >= EARLIEST)]
    stages["all_requests"] = len(requests)
    requests = requests[_age_at_start(requests) >= ADULT]
    stages["requests_over_25"] = len(requests)
    requests = requests[~_is_client(requests, answers[answers["kind"] == SERVICE])]
    stages["filtered_requests"] = len(requests)
    group = requests["Event_Outcome_Grouped"]
    # A missing outcome drops the request, an invalid one does not (section 17.5).
    requests = requests[group.notna() & ~is_label(group, *NO_PROGRESS)]
    stages["valid_requests"] = len(requests)
    return requests.assign(kind=REQUEST)


def _is_client(requests: pd.DataFrame, services: pd.DataFrame) -> np.ndarray:
    """Tell who had support at the request or shortly before it (section 17.4)."""
    person = requests["person"].to_numpy()
    start = requests["Event_Start_Date"].to_numpy()
    had = np.zeros(len(requests), bool)
    for labels, months in ((LONG_TERM, 12), ((ST_MAX, OTHER_SHORT), 3)):
        of_kind = services[is_label(services["Service_Type"], *labels)]
        until = latest_end_before(person, start, of_kind, same_day=False)
        had |= until >= _months_before(start, months)
    return had


def _months_before(days: np.ndarray, months: int) -> np.ndarray:
    """Return the day so many calendar months before, at most the last of its month."""
    day = days.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    of_month = (day - month.astype("datetime64[D]")).astype(np.int64)
    earlier = month - months
    length = ((earlier + 1).astype("datetime64[D]") - earlier.astype("datetime64[D]")).astype(int)
    back = earlier.astype("datetime64[D]") + np.minimum(of_month, length - 1)
    return back.astype(np.float64)


def _pool(requests: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Valid requests with the assessments and services of adults, and the band of each event."""
    pool = pd.concat([requests, answers[_age_at_start(answers) >= ADULT]])
    band = pool["Der_Working_Age_Band"].astype(object).replace({"18 to 64": BANDS[0]})
    return pool.assign(band=band, quarter=_quarter(pool["Event_Start_Date"].to_numpy()))


def _quarter(days: np.ndarray) -> np.ndarray:
    """Return the first day of the calendar quarter of each day (datetime64)."""
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    first: np.ndarray = (month - month % 3).astype("datetime64[M]").astype("datetime64[s]")
    return first


def _sequence(pool: pd.DataFrame) -> pd.DataFrame:
    """Put each person's events in order and number them; people without a request leave."""
    asked = pool.loc[pool["kind"] == REQUEST, "person"].unique()
    pool = pool[pool["person"].isin(asked)]
    keys = ("record", "kind", "Event_Start_Date", "person")
    record, kind, start, person = (pool[k].to_numpy() for k in keys)
    pool = pool.iloc[np.lexsort((-record.astype(np.int64), kind, start, person))]
    number = pool.groupby("person").cumcount().to_numpy() + 1
    return pool.assign(number=number).reset_index(drop=True)


def _next_of(sequence: pd.DataFrame, kind: int) -> np.ndarray:
    """Return for each row the place of the person's next row of a kind, -1 without one."""
    size = len(sequence)
    place = np.where(sequence["kind"].to_numpy() == kind, np.arange(size), size)
    following = np.minimum.accumulate(np.append(place, size)[::-1])[::-1][1:]
    person = np.append(sequence["person"].to_numpy(), -1)
    same = person[np.minimum(following, size)] == person[:size]
    return np.where(same & (following < size), following, -1)


def _waits(sequence: pd.DataFrame) -> pd.DataFrame:
    """Return the requests with first response, service (places in the sequence) and overlap."""
    kind = sequence["kind"].to_numpy()
    assessment, service = _next_of(sequence, ASSESSMENT), _next_of(sequence, SERVICE)
    leads_on = np.append(_block_progresses(sequence), False)
    response = np.where(
        (service >= 0) & ((assessment < 0) | (service < assessment)), service, assessment
    )
    by_assessment = (response >= 0) & (response == assessment)
    # The next service is not this request's if the assessment in between led nowhere.
    service = np.where(by_assessment & ~leads_on[assessment], -1, service)
    asked = np.flatnonzero(kind == REQUEST)
    requests = sequence.iloc[asked][["record", "person", "number", "Event_Start_Date", "band"]]
    requests = requests.assign(response=response[asked], service=service[asked])
    return requests.assign(discounted=_overlaps(requests, asked)).reset_index(drop=True)


def _block_progresses(sequence: pd.DataFrame) -> np.ndarray:
    """Tell for each row whether its run of assessments leads to a service (section 17.7)."""
    kind, person = sequence["kind"].to_numpy(), sequence["person"].to_numpy()
    opens = np.ones(len(sequence), bool)
    opens[1:] = (kind[1:] != kind[:-1]) | (person[1:] != person[:-1])
    block = np.cumsum(opens)
    on = is_label(sequence["Event_Outcome"], *TO_SERVICES) & (kind == ASSESSMENT)
    progresses = np.zeros(int(block.max(initial=0)) + 1, bool)
    progresses[block[on]] = True
    return progresses[block]


def _overlaps(requests: pd.DataFrame, place: np.ndarray) -> np.ndarray:
    """Tell which requests fall into what an earlier request of the person led to (17.12).

    place: of each request in the sequence. A missing value makes a test false.
    """
    person = requests["person"].to_numpy()
    first = np.ones(len(person), bool)
    first[1:] = person[1:] != person[:-1]
    response, service = (requests[c].to_numpy() for c in ("response", "service"))
    follow_up = np.maximum(response, service)
    before = np.where(first, -1, np.concatenate([[-1], follow_up[:-1]])[: len(person)])
    return (
        (before > place)
        | ((response >= 0) & (response <= _highest_before(response, first)))
        | ((service >= 0) & (service <= _highest_before(service, first)))
    )


def _highest_before(place: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Return the highest place among the person's earlier requests, -1 without one.

    Places grow from person to person, so that what was carried over is below every own place.
    """
    highest = np.maximum.accumulate(place) if len(place) else place
    return np.where(first, -1, np.concatenate([[-1], highest[:-1]])[: len(place)])


def _why(waits: pd.DataFrame, started: np.ndarray) -> pd.DataFrame:
    """Return a row for each request: its day, the days of what ended its waits, and the overlap.

    started: the first day of each event of the sequence.
    """
    start = np.append(started, np.nan)
    return pd.DataFrame(
        {
            "person": waits["person"],
            "record": waits["record"],
            "start": waits["Event_Start_Date"],
            "response": start[waits["response"].to_numpy()],
            "service": start[waits["service"].to_numpy()],
            "discounted": waits["discounted"],
        }
    )


def _part(counted: pd.DataFrame, sequence: pd.DataFrame, to: str) -> pd.DataFrame:
    """Return one row a wait: days, and band, quarter, kind and types of the event that ended it."""
    answered = counted[counted[to] >= 0]
    event = sequence.iloc[answered[to].to_numpy()]
    return pd.DataFrame(
        {
            "record": answered["record"].to_numpy(),
            "person": answered["person"].to_numpy(),
            "wait": event["Event_Start_Date"].to_numpy() - answered["Event_Start_Date"].to_numpy(),
            "band": event["band"].to_numpy(),
            "quarter": event["quarter"].to_numpy(),
            "kind": event["kind"].to_numpy(),
            "assessment": codes_of(event["Assessment_Type"], ASSESSMENTS),
            "service": codes_of(event["Service_Type"], SERVICE_RANK),
        }
    )


def _medians(part: pd.DataFrame) -> pd.DataFrame:
    grouped = part.groupby(["quarter", "band"])["wait"]
    return grouped.agg(median="median", n="size").reset_index()


def _figures(name: str, part: pd.DataFrame, medians: pd.DataFrame) -> list[Figure]:
    figures = []
    shown = medians[medians["quarter"] >= SHOWN_FROM]
    columns = (shown[c].tolist() for c in ("quarter", "band", "median", "n"))
    person, record, wait, quarters, bands = (
        part[c].to_numpy() for c in ("person", "record", "wait", "quarter", "band")
    )
    of_band = {band: bands == band for band in BANDS}
    for quarter, band, median, number in zip(*columns, strict=True):
        chosen = (quarters == quarter.to_datetime64()) & of_band[band]
        behind = Behind(
            numerator_people=people_in(person[chosen]), numerator_records=record[chosen]
        )
        units = Units("median", person[chosen], amounts=wait[chosen], records=record[chosen])
        last = quarter + pd.offsets.QuarterEnd()
        group = f"{band}, {quarter:%d/%m/%Y} to {last:%d/%m/%Y}"
        latest = bool(quarter == shown["quarter"].max())
        figures.append(
            Figure(
                name,
                group,
                float(median),
                int(number),
                behind=behind,
                headline=latest,
                units=units,
            )
        )
    return figures


def _context(
    medians: pd.DataFrame, part: pd.DataFrame, pool: pd.DataFrame, number: int
) -> pd.DataFrame:
    """Return the medians with the events of the quarter and the kinds of response (17.15)."""
    keys = ["quarter", "band"]
    table = medians.set_index(keys)
    recent = pool[pool["Event_Start_Date"] >= EARLIEST]
    for name, kind in (("request", REQUEST), ("assessment", ASSESSMENT), ("service", SERVICE)):
        counts = recent[recent["kind"] == kind].groupby(keys).size()
        table[f"all_{name}_count"] = counts.reindex(table.index, fill_value=0)
    if number == 1:
        marks = {
            "response_event_request": part["kind"] == REQUEST,
            "response_event_assessment": part["kind"] == ASSESSMENT,
            "response_event_service": part["kind"] == SERVICE,
            "at_short": (part["kind"] == ASSESSMENT) & (part["assessment"] == 0),
            "at_long": (part["kind"] == ASSESSMENT) & (part["assessment"] == 1),
        }
    else:
        marks = {label: part["service"] == place for place, label in enumerate(SERVICE_RANK)}
    for name, flags in marks.items():
        counts = part[flags].groupby(keys).size()
        table[name] = counts.reindex(table.index, fill_value=0)
    return table.reset_index()
