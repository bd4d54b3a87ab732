"""The published revisions of DHSC's method, and in which rules they differ."""

from __future__ import annotations

from dataclasses import dataclass

from cldvalidator.problems import InputProblem


@dataclass(frozen=True)
class MethodVersion:
    """A revision of the method; each flag is a rule that September 2026 changed.

    period_by_type: the period is the latest run of months that are complete for requests,
    assessments and services. null_words: the word NULL in a coded field is blank. cleaned_types:
    event types and the key of a unique event are cleaned values. self_funded_in_build: ASCOF 2B and
    2C leave self-funded stays out at once, and count by LA person identifier. by_identifiers: ASCOF
    2E counts nobody as settled who has no LA person identifier on any long-term row.
    """

    name: str
    note: str
    period_by_type: bool = False
    null_words: bool = False
    cleaned_types: bool = False
    self_funded_in_build: bool = False
    by_identifiers: bool = False

    def with_rule(self, name: str) -> MethodVersion:
        """Return the version with one more rule of CHANGES."""
        rules = {n: getattr(self, n) or n == name for n in CHANGES}
        return MethodVersion(self.name, self.note, **rules)


JUNE_2026 = MethodVersion(
    "June 2026",
    "DHSC's published SQL of 11 June 2026 (commit 9bee728), by which figures up to then were made.",
)
SEPTEMBER_2026 = MethodVersion(
    "September 2026",
    "DHSC's published SQL of September 2026 (commit e6f5749). Dates of death are the file's own: "
    "nationally, for people with an NHS number, only deaths registered with the ONS count.",
    period_by_type=True,
    null_words=True,
    cleaned_types=True,
    self_funded_in_build=True,
    by_identifiers=True,
)
METHOD_VERSIONS = {v.name: v for v in (SEPTEMBER_2026, JUNE_2026)}
DEFAULT_METHOD = SEPTEMBER_2026

CHANGES = {
    "period_by_type": "The reporting period is derived for each event type.",
    "null_words": "The word NULL in a coded field counts as blank.",
    "cleaned_types": "Event types are cleaned, and events are told apart by cleaned values.",
    "self_funded_in_build": (
        "An earlier self-funded stay no longer makes a later admission an old one, and people are "
        "counted by LA person identifier."
    ),
    "by_identifiers": (
        "People without an LA person identifier on their long-term services are not counted as "
        "settled."
    ),
}
"""Why a figure differs: the words for each rule, in the order in which they take effect."""


def method_called(name: str) -> MethodVersion | None:
    """Return the version of a name such as "September 2026" or "september-2026"; None for none."""
    wanted = name.strip().casefold().replace("-", " ")
    return next((v for n, v in METHOD_VERSIONS.items() if n.casefold() == wanted), None)


def method_named(name: str | None) -> MethodVersion:
    """Return the version of a name, the default for None. Raises InputProblem."""
    found = method_called(name) if name is not None else DEFAULT_METHOD
    if found is None:
        slugs = (known.lower().replace(" ", "-") for known in METHOD_VERSIONS)
        raise InputProblem(
            f"There is no method version {name}.", f"Choose one of: {', '.join(slugs)}."
        )
    return found
