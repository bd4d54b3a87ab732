"""The extract as one frame of events: cleaned labels, raw keys, dates as numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.events.cleaning import (
    INVALID,
    NOT_MAPPED_1,
    days,
    grouped,
    hundredths,
    keys,
    looked_up,
    plain,
    raw,
)
from cldvalidator.events.method_versions import MethodVersion
from cldvalidator.extract import Extract
from cldvalidator.specification import Specification

CLEANED = {
    "Gender": "Gender",
    "Ethnicity": "Ethnicity",
    "Service_Type": "Service Type",
    "Event_Outcome": "Event Outcome",
    "Review_Reason": "Review Reason",
    "Client_Funding_Status": "Client Funding Status",
    "Client_Type": "Client Type",
    "Delivery_Mechanism": "Delivery Mechanism",
    "Assessment_Type": "Assessment Type",
    "Primary_Support_Reason": "Primary Support Reason",
    "Request_Route_of_Access": "Request: Route of Access",
    "Review_Outcomes_Achieved": "Review Outcomes Achieved",
    "Accommodation_Status": "Accommodation Status",
    "Cost_Frequency_Unit_Type": "Cost Frequency (Unit Type)",
    "Employment_Status": "Employment Status",
    "Service_Component": "Service Component",
    "Has_Unpaid_Carer": "Has Unpaid Carer",
}
"""Coded fields that any measure reads, by the name they have in DHSC's tables."""
LINKS = ("Adult 1 Linked Person_ID", "Adult 2 Linked Person_ID", "Adult 3 Linked Person_ID")
IDENTITY = ("NHS Number", "LA Person Unique Identifier", "LA Code")
"""The fields that say whose a row is (`people_in_rows`)."""
READ = frozenset(
    (
        *CLEANED.values(),
        *LINKS,
        *IDENTITY,
        "Date of Birth",
        "Date of Death",
        "Event Type",
        "Event Start Date",
        "Event End Date",
        "Eligible Needs Identified",
        "Unit Cost",
        "Planned units per week",
    )
)
"""Fields of a record that any figure reads; others move none."""
TYPE_WORDS = ("service", "assessment", "request", "review")


def load_events(
    extract: Extract,
    specification: Specification,
    method: MethodVersion,
    *,
    release_1: frozenset[str] = frozenset(),
    own_deaths: bool = True,
) -> tuple[pd.DataFrame, pd.Index]:
    """Return one row a record, in the file's order, and the person ids that `person` numbers.

    Columns: record (int32, row of the extract); person (int32, MISSING without identifier); dates
    as float64 day numbers with NaN; coded fields as Categoricals of Release 2 labels with INVALID;
    typed and service, what the filter asks of the raw event type: is there one, does it contain
    "service"; Event_Type, cleaned or raw as the method has it; has_WORD (substring, or equality
    where the type is cleaned) and is_WORD for the four types; key_NAME (int32), codes of the fields
    by which events are told apart, as the method has them; own and linked_1 to linked_3 (int32),
    codes of the LA person identifiers; Unit_Cost and Planned_Units_Per_Week as float64 with two
    decimals.

    release_1: how sure a mapping of Release 1 has to be for values to be read as what they became
    ("documented", "derived"). DHSC does so from a table of its own that is not public. own_deaths:
    whether the submitted date of death counts on rows with an NHS number.
    """
    null, nulls = method.null_words, specification.null_is_blank
    frame: dict[str, object] = {"record": np.arange(len(extract), dtype=np.int32)}
    frame["person"], people = people_in_rows(extract)
    frame["own"], *links = _local_identifiers(extract, null)
    frame |= {f"linked_{n}": codes for n, codes in enumerate(links, start=1)}
    frame |= filter_columns(extract, own_deaths=own_deaths)
    frame["Date_of_Birth"] = days(extract.column("Date of Birth"))
    for column, name in CLEANED.items():
        labels = specification.values(name)
        extra = release_1_values(specification, name, release_1)
        if column == "Event_Outcome":
            labels = (*labels, NOT_MAPPED_1)
        frame[column] = looked_up(
            extract.column(name), labels, null_words=null and name in nulls, also=extra
        )
    frame |= event_types(extract, specification, method, release_1)
    frame["Eligible_Needs_Identified"] = raw(
        extract.column("Eligible Needs Identified"), null_words=null
    )
    frame["Service_Type_Grouped"] = grouped(frame["Service_Type"], _service_group)  # type: ignore[arg-type]
    frame["Event_Outcome_Grouped"] = grouped(frame["Event_Outcome"], _outcome_group)  # type: ignore[arg-type]
    frame["Event_Outcome_Hierarchy"] = _hierarchy(frame["Event_Outcome"], specification)  # type: ignore[arg-type]
    for column, name in _KEY_FIELDS.items():
        frame[f"key_{column}"] = (
            frame[column].codes.astype(np.int32)  # type: ignore[attr-defined]
            if method.cleaned_types
            else _raw_codes(extract, name)
        )
    frame["key_LA_Code"] = _raw_codes(extract, "LA Code")
    frame["Unit_Cost"] = hundredths(extract.column("Unit Cost"))
    frame["Planned_Units_Per_Week"] = hundredths(extract.column("Planned units per week"))
    events = pd.DataFrame(frame, copy=False)
    # Names as pandas' own text take longer to look up than a small table takes to compute.
    events.columns = pd.Index(list(frame), dtype=object)
    return events, people


def filter_columns(extract: Extract, *, own_deaths: bool = True) -> dict[str, object]:
    """Return what the event filter asks of each record: three dates, typed and service.

    The filter goes by the raw text under both methods, so that a type of NULL passes it.
    """
    death = days(extract.column("Date of Death"))
    if not own_deaths:
        death = np.where(extract.column("NHS Number").blank_rows, death, np.nan)
    stated = raw(extract.column("Event Type"), null_words=False)
    contained = ["service" in str(c).lower() for c in stated.categories]
    return {
        "Event_Start_Date": days(extract.column("Event Start Date")),
        "Event_End_Date_Raw": days(extract.column("Event End Date")),
        "Date_of_Death": death,
        "typed": np.asarray(stated.codes >= 0),
        "service": _by_category(stated, contained),
    }


_KEY_FIELDS = {
    "Client_Type": "Client Type",
    "Event_Type": "Event Type",
    "Request_Route_of_Access": "Request: Route of Access",
    "Assessment_Type": "Assessment Type",
    "Service_Type": "Service Type",
    "Service_Component": "Service Component",
}


OF_PERSON = frozenset(
    (
        "Accommodation Status",
        "Employment Status",
        "Gender",
        "Ethnicity",
        "Client Funding Status",
        "Has Unpaid Carer",
        "Primary Support Reason",
        "Date of Birth",
        "Date of Death",
    )
)
"""Fields that say of a person what any of their records says last (`person_details`)."""
TOLD_APART = frozenset(
    (
        *_KEY_FIELDS.values(),
        "Delivery Mechanism",
        "Unit Cost",
        "Cost Frequency (Unit Type)",
        "Planned units per week",
    )
)
"""Fields, beside dates and identifiers, by which two records are two events and not one."""


def _raw_codes(extract: Extract, name: str) -> npt.NDArray[np.int32]:
    column = extract.column(name)
    return column.take(keys(plain(column, null_words=False)).astype(np.int32))


def event_types(
    extract: Extract,
    specification: Specification,
    method: MethodVersion,
    release_1: frozenset[str],
) -> dict[str, object]:
    """Return the columns that are about the event type."""
    column = extract.column("Event Type")
    event_type = raw(column, null_words=False)
    if method.cleaned_types:
        also = release_1_values(specification, "Event Type", release_1)
        labels = specification.values("Event Type")
        event_type = looked_up(column, labels, null_words=method.null_words, also=also)
    words = [str(c).lower() for c in event_type.categories]
    columns: dict[str, object] = {"Event_Type": event_type}
    for word in TYPE_WORDS:
        equal = _by_category(event_type, [w == word for w in words])
        columns[f"is_{word}"] = equal
        columns[f"has_{word}"] = (
            equal if method.cleaned_types else _by_category(event_type, [word in w for w in words])
        )
    return columns


def _by_category(values: pd.Categorical, flags: list[bool]) -> np.ndarray:
    return np.array([*flags, False])[values.codes]


def people_in_rows(extract: Extract) -> tuple[npt.NDArray[np.int32], pd.Index]:
    """Return the number of each row's person (int32, MISSING without one), and the keys by number.

    The key is the NHS number, else `<LA code>_<LA person identifier>` (section 7.2).
    """
    nhs, own, council = (
        pc.take(plain(c, null_words=False), pa.array(c.codes))
        for c in (
            extract.column("NHS Number"),
            extract.column("LA Person Unique Identifier"),
            extract.column("LA Code"),
        )
    )
    local = pc.binary_join_element_wise(council, own, "_")
    key = pc.if_else(pc.equal(nhs, ""), pc.if_else(pc.equal(own, ""), "", local), nhs)
    encoded = key.dictionary_encode()
    numbers = keys(encoded.dictionary)
    number, first = np.unique(numbers, return_index=True)
    names = np.full(int(number.max(initial=-1)) + 1, "", object)
    known = number >= 0
    texts = encoded.dictionary.take(pa.array(first[known]))
    names[number[known]] = texts.to_numpy(zero_copy_only=False)
    codes = numbers.astype(np.int32)[encoded.indices.to_numpy(zero_copy_only=False)]
    return codes, pd.Index(names)


def _local_identifiers(extract: Extract, null: bool) -> list[npt.NDArray[np.int32]]:
    """Number the LA person identifiers and the linked ones alike.

    null: whether the word NULL links to nobody; a person's own identifier it may be all the same.
    """
    columns = [extract.column(n) for n in ("LA Person Unique Identifier", *LINKS)]
    own, *links = columns
    texts = [plain(own, null_words=False), *(plain(c, null_words=null) for c in links)]
    every = keys(pa.concat_arrays(texts)).astype(np.int32)
    start, out = 0, []
    for column in columns:
        out.append(column.take(every[start : start + len(column.values)]))
        start += len(column.values)
    return out


def release_1_values(
    specification: Specification, name: str, sure: frozenset[str]
) -> dict[str, str] | None:
    """Return what values of Release 1 became, by casefolded text; None where none is read so.

    An outcome of which a source says that nothing follows it is NOT_MAPPED_1.
    """
    if not sure:
        return None
    labels = specification.values(name)
    found = {}
    for m in specification.mappings.get(name, ()):
        if m.confidence not in sure:
            continue
        if m.release_2 in labels:
            found[m.found.casefold()] = m.release_2
        elif name == "Event Outcome" and m.release_2 is None and m.change == "not mapped":
            found[m.found.casefold()] = NOT_MAPPED_1
    return found


def _service_group(label: str) -> str:
    return "Unknown" if label == INVALID else label.partition(":")[0]


def _outcome_group(label: str) -> str:
    return "NFA" if label.startswith("NFA:") else label


def _hierarchy(outcome: pd.Categorical, specification: Specification) -> np.ndarray:
    order = specification.groupings["event_outcome_hierarchy"]["order"]
    ranks = [order.index(c) + 1 if c in order else np.nan for c in outcome.categories]
    return np.array([*ranks, np.nan])[outcome.codes]
