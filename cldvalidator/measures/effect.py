"""What open findings do to a figure: rows and people lost or unsure, and how far it could move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.checks import CheckResult
from cldvalidator.checks.findings import WHOLE_FILE, FindingGroup
from cldvalidator.checks.normalised import mended_for_figures
from cldvalidator.checks.rules import Severity
from cldvalidator.events import ProcessedEvents
from cldvalidator.events.leaving import ANOTHER_FILE, DUPLICATE, KEPT
from cldvalidator.events.loading import release_1_values
from cldvalidator.extract import Extract
from cldvalidator.measures.figures import (
    Figure,
    MeasureResult,
    no_people,
    people_in,
    percentage,
)
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

    def bounds_of_count(self, result: MeasureResult, whole: Figure) -> tuple[float, float] | None:
        """Return the lowest and the highest number of people that a table can have in all.

        whole: everybody in the table. People who have a finding outside and are in no table of the
        measure may come into this one; findings inside only move people within it. None where the
        figure does not count people, or nobody may come in.
        """
        if whole.value is None or whole.value != len(whole.behind.numerator_people):
            return None
        counted = [grid.whole.behind.numerator_people for grid in result.grids]
        new = len(np.setdiff1d(self.outside, np.concatenate([no_people(), *counted])))
        return (whole.value, whole.value + new) if new else None

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


@dataclass(frozen=True, eq=False)
class CheckedFile:
    """A file behind the figures, and its check. records: by row of the file its record, -1 where it
    is none; None where the rows of the file are the records.
    """

    extract: Extract
    result: CheckResult
    records: npt.NDArray[np.int32] | None = None


def effect_of_findings(
    text: MeasureText,
    processed: ProcessedEvents,
    extract: Extract,
    result: CheckResult,
) -> Effect:
    """Return what the open errors and warnings of one file do to a measure (`effect_in_files`)."""
    return effect_in_files(text, processed, [CheckedFile(extract, result)])


def effect_in_files(
    text: MeasureText, processed: ProcessedEvents, files: Sequence[CheckedFile]
) -> Effect:
    """Return what the open errors and warnings of files do to a measure, by rule and field.

    Only findings in fields that the measure reads count, on the rows that it reads, and not those
    of values that read as their safe proposal. A row that is in neither table for another reason
    than being a duplicate, or another file serving its months, is lost.
    """
    weigher = Weigher(text, processed, files)
    person = processed.person_of
    found: dict[tuple[str, str, str], list[np.ndarray]] = {}
    every: list[Weighed] = []
    for file in files:
        for group in file.result.findings.national.groups:
            if group.severity is Severity.QUERY or not weigher.reads(group.field):
                continue
            weighed = weigher.weigh(group.field, records_of(group, file, processed))
            every.append(weighed)
            for effect, part in ((LOST, weighed.lost), (UNSURE, weighed.unsure)):
                found.setdefault((group.rule.id, group.field, effect), []).append(part)
    rows = []
    for key, parts in found.items():
        records = np.concatenate(parts)
        if len(records):
            rows.append((*key, len(records), len(people_in(person[records]))))
    table = pd.DataFrame(rows, columns=["rule", "field", "effect", "records", "people"])
    return Effect(
        table.sort_values("records", ascending=False, ignore_index=True),
        people_in(np.concatenate([no_people(), *(w.outside for w in every)])),
        people_in(np.concatenate([no_people(), *(w.inside for w in every)])),
    )


@dataclass(frozen=True, eq=False)
class Weighed:
    """Records with findings in a field, as a measure sees them; outside, inside as in `Effect`."""

    lost: np.ndarray
    unsure: np.ndarray
    outside: np.ndarray
    inside: np.ndarray

    def bounds(self, figure: Figure) -> tuple[float, float] | None:
        """Return how far the findings could move a figure by themselves (`Effect.bounds`)."""
        people = people_in(self.outside), people_in(self.inside)
        return Effect(pd.DataFrame(), *people).bounds(figure)


class Weigher:
    """Says what findings in a field do to one measure."""

    def __init__(
        self, text: MeasureText, processed: ProcessedEvents, files: Sequence[CheckedFile]
    ) -> None:
        """Take a measure, and the events that it is computed from."""
        self._text = text
        self._specification = files[0].result.specification
        read = processed.read or files[0].extract
        self._relevant = _relevant_rows(text, read, self._specification)
        self._lost = _lost_rows(processed)
        self._person = processed.person_of

    def reads(self, field: str) -> bool:
        """Whether the measure decides by a field."""
        return field in self._text.gates or field in self._text.deciders

    def weigh(self, field: str, records: np.ndarray, *, by_person: bool = False) -> Weighed:
        """Return what findings on some records are to the measure.

        by_person: the field counts wherever it stands among the records of a person of whom the
        measure reads any.
        """
        if by_person:
            person = self._person[records]
            read = people_in(self._person[self._relevant])
            records = records[np.isin(person, read)]
        else:
            records = records[self._relevant[records]]
        lost, none = self._lost[records], no_people()
        if field in self._text.deciders:
            return Weighed(records[lost], records[~lost], none, self._person[records])
        # A gate that is a list or a date of birth shuts on a wrong value; the others only when the
        # row is lost: a person without NHS number has the other identifier.
        known = self._specification.by_name[field]
        shuts = known.values is not None or field == "Date of Birth"
        outside = self._person[records if shuts else records[lost]]
        return Weighed(records[lost], records[~lost], outside, none)


def records_of(
    group: FindingGroup, file: CheckedFile, processed: ProcessedEvents
) -> npt.NDArray[np.integer]:
    """Return the records that a finding is on, without those whose text reads as another.

    That is as its safe proposal, or as what a value of Release 1 became.
    """
    rows = group.rows[group.rows != WHOLE_FILE]
    rows = rows[~_mended(group, rows, file.extract, file.result)]
    release_1 = processed.parameters.release_1
    if mapped := release_1_values(file.result.specification, group.field, release_1):
        column = file.extract.column(group.field)
        is_read = np.array([t.strip().casefold() in mapped for t in column.texts], bool)
        rows = rows[~is_read[column.codes[rows]]]
    if file.records is None:
        return rows
    records: np.ndarray = file.records[rows]
    return records[records >= 0]


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
    """Mark the records in neither table; those whose months another file serves are not missed."""
    left = np.logical_and.reduce(
        [~np.isin(s.reasons, (KEPT, DUPLICATE)) for s in processed.stories]
    )
    missed = np.logical_or.reduce([s.reasons != ANOTHER_FILE for s in processed.stories])
    every: np.ndarray = left & missed
    return every
