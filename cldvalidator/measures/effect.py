"""What open findings do to a figure: rows and people lost or unsure, and how far it could move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cldvalidator.checks import CheckResult
from cldvalidator.checks.as_read import mended_for_figures
from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup
from cldvalidator.checks.rules import Severity
from cldvalidator.events import ProcessedEvents
from cldvalidator.events.leaving import DUPLICATE, KEPT
from cldvalidator.extract import Extract
from cldvalidator.measures.figures import Figure, no_people, people_in, percentage
from cldvalidator.measures.registry import MeasureText
from cldvalidator.specification import Specification

LOST, UNSURE = "the row is dropped", "the row counts, but perhaps as something else"


@dataclass(frozen=True, eq=False)
class Effect:
    """The effect of open findings on a measure.

    by_rule: rule, field, effect (LOST or UNSURE), records, people; the most records first.
    outside: people (numbers) with a finding in a field that decides whether a row counts; inside:
    people with one in a field that decides as what.
    """

    by_rule: pd.DataFrame
    outside: np.ndarray
    inside: np.ndarray

    def bounds(self, figure: Figure) -> tuple[float, float] | None:
        """Return the lowest and the highest value if every finding were resolved that way.

        People in the denominator who have a finding inside may move into the numerator or out of
        it; people who have one outside may come into the denominator, on either side. None for
        figures that are no percentage of people.
        """
        behind = figure.behind
        if figure.denominator is None or not len(behind.denominator_people):
            return None
        people = len(behind.denominator_people)
        if people != figure.denominator or len(behind.numerator_people) != figure.numerator:
            return None
        if figure.value != percentage(len(behind.numerator_people), people):
            return None  # a count, though it has a denominator
        top = len(behind.numerator_people)
        may_leave = np.isin(behind.numerator_people, self.inside).sum()
        rest = np.setdiff1d(behind.denominator_people, behind.numerator_people)
        may_join = np.isin(rest, self.inside).sum()
        new = len(np.setdiff1d(self.outside, behind.denominator_people))
        return (
            percentage(int(top - may_leave), people + new),
            percentage(int(top + may_join + new), people + new),
        )


def effect_of_findings(
    text: MeasureText,
    processed: ProcessedEvents,
    extract: Extract,
    result: CheckResult,
) -> Effect:
    """Return what the open errors and warnings do to a measure, by rule and field.

    Only findings in fields that the measure reads count, on the rows that it reads, and not those
    of values that read as their safe proposal. A row that is in neither table for another reason
    than being a duplicate is lost.
    """
    relevant = _relevant_rows(text, processed.read or extract, result.specification)
    by_name = result.specification.by_name
    lost = _lost_rows(processed)
    person = processed.person_of
    rows: list[tuple[str, str, str, int, int]] = []
    outside: list[np.ndarray] = []
    inside: list[np.ndarray] = []
    for group in result.findings.groups:
        if group.severity is Severity.QUERY or group.field not in (*text.gates, *text.deciders):
            continue
        found = _records(group)
        found = found[relevant[found]]
        found = found[~_mended(group, found, extract, result)]
        if group.field in text.deciders:
            inside.append(person[found])
        else:
            # A gate that is a list or a date of birth shuts on a wrong value; the others only when
            # the row is lost: a person without NHS number is still known by the other identifier.
            shuts = by_name[group.field].values is not None or group.field == "Date of Birth"
            outside.append(person[found if shuts else found[lost[found]]])
        for effect, part in ((LOST, found[lost[found]]), (UNSURE, found[~lost[found]])):
            if len(part):
                people = len(people_in(person[part]))
                rows.append((group.rule.id, group.field, effect, len(part), people))
    table = pd.DataFrame(rows, columns=["rule", "field", "effect", "records", "people"])
    return Effect(
        table.sort_values("records", ascending=False, ignore_index=True),
        *(people_in(np.concatenate([no_people(), *parts])) for parts in (outside, inside)),
    )


def _records(group: FindingGroup) -> np.ndarray:
    return group.rows[group.rows != WHOLE_FILE]


def _mended(
    group: FindingGroup, rows: np.ndarray, extract: Extract, result: CheckResult
) -> np.ndarray:
    """Mark the rows in which it is the cell's own text that breaks the rule, and is mended."""
    judged, field = result.judged[group.field], result.specification.by_name[group.field]
    column = extract.column(group.field)
    of_rule = np.zeros(len(column.values), bool)
    of_rule[[code for code, fault in judged.faults.items() if fault.rule == group.rule.id]] = True
    if not of_rule.any():
        return np.zeros(len(rows), bool)
    marked: np.ndarray = (of_rule & mended_for_figures(column, judged, field))[column.codes[rows]]
    return marked


def _relevant_rows(text: MeasureText, extract: Extract, specification: Specification) -> np.ndarray:
    """Rows that the measure reads, or would perhaps if a value were not wrong or blank."""
    relevant = np.ones(len(extract), bool)
    for name, beginnings in text.rows.items():
        column = extract.column(name)
        wanted = tuple(b.casefold() for b in beginnings)
        listed = {v.casefold() for v in specification.values(name)}
        plain = [t.strip().casefold() for t in column.texts]
        flags = [t.startswith(wanted) or t not in listed for t in plain]
        relevant &= column.take(np.array(flags, bool))
    return relevant


def _lost_rows(processed: ProcessedEvents) -> np.ndarray:
    lost = [(s.reasons != KEPT) & (s.reasons != DUPLICATE) for s in processed.stories]
    every: np.ndarray = np.logical_and.reduce(lost)
    return every
