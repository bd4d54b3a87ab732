"""Rules that need the file before: they run when one is given, with the texts of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from cldvalidator.checks.rules import Rule, load_rules
from cldvalidator.events.cleaning import days
from cldvalidator.submissions.compare import Comparison, Status
from cldvalidator.submissions.compare_columns import BLANK, EARLIER, LATER, Mask, Rows, Side
from cldvalidator.submissions.compare_periods import IN_PERIOD, places
from cldvalidator.submissions.matching_stages import END, START, TYPE

PROVIDER = "Provider CQC Location ID"
DEATH = "Date of Death"
LARGE_PART = 0.5
"""A resubmission without this share of what belongs to both files is only a part."""


@dataclass(frozen=True, eq=False)
class AcrossFiles:
    """What a rule finds between two files.

    side: the file that the records are of (EARLIER for what is missing in the later). rows: places
    among its records; empty for a finding about the file, which `detail` then tells (no value).
    """

    rule: Rule
    side: Side
    rows: Rows = field(default_factory=lambda: np.zeros(0, np.int64))
    detail: str = ""

    @property
    def count(self) -> int:
        """How many findings these are."""
        return len(self.rows) or 1


Found = Iterator[tuple[Side, Rows, str]]
_NONE = np.zeros(0, np.int64)


def rules_across_files(comparison: Comparison) -> tuple[AcrossFiles, ...]:
    """Run the rules that need an earlier file."""
    known = load_rules()
    return tuple(
        AcrossFiles(known[rule_id], side, rows, detail)
        for rule_id, run in RULES.items()
        for side, rows, detail in run(comparison)
        if len(rows) or detail
    )


def vanished_services(comparison: Comparison) -> Found:
    """DATE-15: a service that was open, belongs to the later file and is not in it.

    Services are open where there is neither an end nor a death.
    """
    gone = comparison.gone[comparison.gone_place == IN_PERIOD]
    service = _service(comparison, EARLIER)[gone]
    yield EARLIER, gone[service & _open(comparison, EARLIER, gone)], ""


def only_a_part(comparison: Comparison) -> Found:
    """PER-05: the later file lacks months that it states, or most of what it should repeat."""
    earlier, later = comparison.covered
    if later.partial is not None:
        first, last = later.partial.first, later.partial.last
        yield LATER, _NONE, f"Next to no event ended from {first:%d/%m/%Y} to {last:%d/%m/%Y}."
    if earlier.period is None or later.period is None:
        return
    missing = int((comparison.gone_place == IN_PERIOD).sum())
    both = missing + int((_place_in_later(comparison) == IN_PERIOD).sum())
    if both >= 20 and missing >= LARGE_PART * both:
        yield (
            LATER,
            _NONE,
            f"{missing:,} of {both:,} events of the earlier file that belong to this one too "
            "are not in it.",
        )


def _place_in_later(comparison: Comparison) -> Rows:
    """By pair: where the event as the earlier file has it lies, seen from the later file."""
    read = comparison.two.read[EARLIER]
    rows = comparison.earlier
    starts, ends = (days(read.column(n))[rows] for n in (START, END))
    service = _service(comparison, EARLIER)[rows]
    return places(comparison.covered[LATER], starts, ends, service).astype(np.int64)


def suspended_services(comparison: Comparison) -> Found:
    """SVC-07: a service that the earlier file ended goes on in the later one."""
    reopened = comparison.status == Status.REOPENED
    rows = comparison.later[reopened]
    yield LATER, rows[_service(comparison, LATER)[rows]], ""


def changed_providers(comparison: Comparison) -> Found:
    """SVC-08: the same service has another provider, though it has the same start."""
    two = comparison.two
    if PROVIDER not in two.in_both:
        return
    shared = two.shared[PROVIDER]
    one, other = shared.at(EARLIER, comparison.earlier), shared.at(LATER, comparison.later)
    other_provider = (one != other) & (one != BLANK) & (other != BLANK)
    if any(c.field == PROVIDER for c in comparison.mass):
        return  # the codes of all providers were changed, and not the providers
    other_provider &= ~two.shared[START].differ(comparison.earlier, comparison.later)
    rows = comparison.later[other_provider]
    yield LATER, rows[_service(comparison, LATER)[rows]], ""


def no_csv(comparison: Comparison) -> Found:
    """FILE-01: the earlier file is not what the portal took."""
    if not comparison.two.files[EARLIER].extract.reading.format.upper().startswith("CSV"):
        yield (
            EARLIER,
            _NONE,
            "The earlier file is not a CSV file, so it is not the one that the portal took.",
        )


RULES: dict[str, Callable[[Comparison], Found]] = {
    "FILE-01": no_csv,
    "PER-05": only_a_part,
    "DATE-15": vanished_services,
    "SVC-07": suspended_services,
    "SVC-08": changed_providers,
}


def _service(comparison: Comparison, side: Side) -> Mask:
    column = comparison.two.read[side].column(TYPE)
    return column.take(np.array(["service" in t.lower() for t in column.texts], bool))


def _open(comparison: Comparison, side: Side, rows: Rows) -> Mask:
    read = comparison.two.read[side]
    blank: Mask = read.column(END).blank_rows[rows] & read.column(DEATH).blank_rows[rows]
    return blank
