"""Person key, review type, unique-event reference, age and age bands (method section 7)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cldvalidator.events.cleaning import Codes, Numbers, combined, day_codes, grouped
from cldvalidator.events.cropping import cropped_ends
from cldvalidator.events.method_versions import MethodVersion

AGE_BANDS = ("Under 18", "18 to 24", "25 to 44", "45 to 64", "65 to 74", "75 to 84", "85 to 94")
OLDEST_BAND = "95 and above"
WORKING_AGE_BANDS = ("Under 18", "18 to 64", "65 and above")
UNKNOWN = "Unknown"
DAYS_A_YEAR = 365.25


def with_derived_fields(
    events: pd.DataFrame,
    method: MethodVersion,
    served: Numbers | None = None,
) -> pd.DataFrame:
    """Return the events of known people with the fields that DHSC derives.

    Adds Review_Type, event (int64, the unique-event reference), cropped (bool: the derived end is
    cut to the last day of its reference period), Der_Birth_Date and Der_Latest_Age (float64),
    Der_Age_Band and Der_Working_Age_Band (Categorical); key_NAME go, of which `event` is made, and
    ref_first. served: as in `cropped_ends`.
    """
    birth = proxy_birth(events["Date_of_Birth"].to_numpy())
    service = events["has_service"].to_numpy()
    event = _event_reference(events, method)  # before any end is cut
    end, cropped = cropped_ends(events, event, served)
    at = np.where(service & np.isnan(end), events["ref_last"].to_numpy(), end)
    if method.cleaned_types:
        at = np.where(events["Event_Type"].isna(), np.nan, at)
    age = age_at(birth, at)
    kept = [n for n in events.columns if n != "ref_first" and not n.startswith("key_")]
    return events[kept].assign(
        Review_Type=_review_type(events, method),
        event=event,
        Der_Event_End_Date=end,
        cropped=cropped,
        Der_Birth_Date=birth,
        Der_Latest_Age=age,
        Der_Age_Band=age_band(age),
        Der_Working_Age_Band=working_age_band(age),
    )


def proxy_birth(birth: Numbers) -> Numbers:
    """Return the first day of the month of birth: more is not known centrally (section 1.8)."""
    known = ~np.isnan(birth)
    days = np.where(known, birth, 0).astype("datetime64[D]").astype("datetime64[M]")
    return np.where(known, days.astype("datetime64[D]").astype(np.float64), np.nan)


def age_at(birth: Numbers, day: Numbers | float) -> Numbers:
    """Return age in whole years, floor(days / 365.25), NaN where a date is missing (1.7)."""
    age: Numbers = np.floor((day - birth) / DAYS_A_YEAR)
    return age


def age_band(age: Numbers) -> pd.Categorical:
    """Return the age band of the dashboard."""
    names = (*AGE_BANDS, OLDEST_BAND)
    return _banded(age, (18, 25, 45, 65, 75, 85, 95), names)


def working_age_band(age: Numbers) -> pd.Categorical:
    """Return the working-age band."""
    return _banded(age, (18, 65), WORKING_AGE_BANDS)


def _banded(age: Numbers, edges: tuple[int, ...], names: tuple[str, ...]) -> pd.Categorical:
    place = np.where(np.isnan(age), len(names), np.digitize(np.nan_to_num(age), edges))
    labels = pd.Index([*names, UNKNOWN], dtype=object)
    return pd.Categorical.from_codes(place.astype(np.int64), categories=labels)


def _review_type(events: pd.DataFrame, method: MethodVersion) -> pd.Categorical:
    def kind(label: str) -> str:
        if label.startswith("Unplanned"):
            return "Unplanned"
        if label.startswith("Planned"):
            return "Planned review of long term support"
        if label == "Review of short term support":
            return label
        return "Review Type Unknown"

    types = grouped(events["Review_Reason"].array, kind)
    review = events["is_review"].to_numpy()
    # Unknown: a raw type that contains "review" and is something else (7.3); a cleaned type that is
    # missing (S4).
    unclear = (
        events["Event_Type"].isna().to_numpy()
        if method.cleaned_types
        else events["has_review"].to_numpy() & ~review
    )
    names = list(dict.fromkeys([*types.categories, "Review Type Unknown"]))
    place = np.array([names.index(c) for c in types.categories] + [-1])[types.codes]
    place = np.where(review, place, -1)
    place = np.where(unclear, names.index("Review Type Unknown"), place)
    return pd.Categorical.from_codes(place, categories=pd.Index(names, dtype=object))


def _event_reference(events: pd.DataFrame, method: MethodVersion) -> Codes:
    """Number rows that are one event, with no cropped dates (sections 7.4 and S4)."""

    def key(column: str) -> Codes:
        codes: Codes = events[f"key_{column}"].to_numpy()
        return codes

    def only(codes: Codes, where: np.ndarray) -> Codes:
        return np.where(where, codes, -2)

    request, assessment, service = (
        events[f"has_{word}"].to_numpy() for word in ("request", "assessment", "service")
    )
    ends = ~service
    if method.cleaned_types:
        ends &= events["Event_Type"].notna().to_numpy()
    return combined(
        key("LA_Code"),
        day_codes(events["Event_Start_Date"].to_numpy()),
        key("Client_Type"),
        events["person"].to_numpy(),
        key("Event_Type"),
        only(day_codes(events["Der_Event_End_Date"].to_numpy()), ends),
        only(key("Request_Route_of_Access"), request),
        only(key("Assessment_Type"), assessment),
        only(key("Service_Type"), service),
        only(key("Service_Component"), service),
    )
