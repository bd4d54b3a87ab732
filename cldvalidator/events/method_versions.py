"""The published revisions of DHSC's method that a council can reproduce."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MethodVersion:
    """A revision of the method. cleaned_keys: the unique-event key uses cleaned values.

    period_by_type: the derived period is the overlap of complete months of requests, assessments
    and services. null_text: the word NULL is a missing value.
    """

    name: str
    note: str
    cleaned_keys: bool = False
    period_by_type: bool = False
    null_text: bool = False


JUNE_2026 = MethodVersion(
    "June 2026",
    "DHSC's published SQL of 11 June 2026 (commit 9bee728).",
)
AUGUST_2026 = MethodVersion(
    "August 2026",
    "A later published revision: events are told apart by cleaned values, the period is derived "
    "for each event type, the word NULL counts as blank. Deaths registered with the ONS, which "
    "that revision prefers to the submitted date, are not known to a council and are left out.",
    cleaned_keys=True,
    period_by_type=True,
    null_text=True,
)
METHOD_VERSIONS = {v.name: v for v in (JUNE_2026, AUGUST_2026)}
