"""Two versions of the method side by side: which figures differ for a file, and by which rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow.compute as pc

from cldvalidator.events import Parameters, ProcessedEvents, process
from cldvalidator.events.method_versions import CHANGES, JUNE_2026, SEPTEMBER_2026, MethodVersion
from cldvalidator.extract import Extract
from cldvalidator.measures.figures import Figure
from cldvalidator.measures.preview import chosen_measures, preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.selection.period import Period, joined_period
from cldvalidator.specification import Specification
from cldvalidator.task import SILENT, Task

_OF_MEASURES = {
    "self_funded_in_build": ("ASCOF 2B and 2C",),
    "by_identifiers": ("ASCOF 2E LD", "ASCOF 2E", "LTS004"),
}
"""Rules that only change a measure; the events stay as they are."""
Key = tuple[str, str, str]
Figures = dict[Key, Figure]
Make = Callable[[Parameters], ProcessedEvents]


@dataclass(frozen=True, eq=False)
class Difference:
    """A figure that the versions do not share. before, after: None where one has no such figure."""

    measure: str
    description: str
    group: str
    before: Figure | None
    after: Figure | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class MethodsCompared:
    """What a later version of the method makes of a file that an earlier one made otherwise.

    period: the year of the figures. derived: by version, the period derived from the events.
    compared: how many figures were held against each other.
    """

    before: MethodVersion
    after: MethodVersion
    period: Period
    derived: tuple[Period | None, Period | None]
    chosen: tuple[bool, bool]
    differences: tuple[Difference, ...]
    compared: int


def compare_methods(
    extract: Extract,
    specification: Specification,
    parameters: Parameters,
    inputs: Inputs,
    *,
    only: Iterable[str] = (),
    activity: bool = False,
    task: Task = SILENT,
) -> MethodsCompared:
    """Compute every figure by June 2026 and by September 2026, one changed rule after the other.

    A figure that differs names the rules at which it moved, in the order of CHANGES; the year is
    that of September 2026. only, activity: as for `preview`. Raises InputProblem, Cancelled.
    """

    def make(parameters: Parameters) -> ProcessedEvents:
        return process(extract, specification, parameters, task=task)

    nulls = says_null(extract, specification)
    return compare_methods_by(
        make,
        parameters,
        inputs,
        says_null=nulls,
        of_one_file=True,
        only=only,
        activity=activity,
        task=task,
    )


def compare_methods_by(
    make: Make,
    parameters: Parameters,
    inputs: Inputs,
    *,
    says_null: bool,
    of_one_file: bool = False,
    only: Iterable[str] = (),
    activity: bool = False,
    task: Task = SILENT,
) -> MethodsCompared:
    """Compare as `compare_methods` does, of events that `make` makes.

    says_null: whether the word NULL stands in a field in which September 2026 takes it for blank.
    of_one_file: whether only the reference period hangs on the derived one. only, activity: as for
    `preview`. Raises what `make` raises, and Cancelled.
    """
    chosen = [m.text.id for m in chosen_measures(only, activity=activity)]
    by = replace(parameters, method=SEPTEMBER_2026)
    latest = make(by)
    fixed = replace(by, period_end=latest.period.last, import_date=latest.import_date)
    first = make(replace(fixed, method=JUNE_2026))
    compute = _computing(make, fixed, latest, says_null, of_one_file)
    figures = _figures(first, inputs, chosen, task)
    earliest, reasons = figures, dict[Key, list[str]]()
    method, processed = JUNE_2026, first
    for rule, words in CHANGES.items():
        method = method.with_rule(rule)
        before, processed = processed, compute(rule, method, processed)
        changed = figures
        if rule in _OF_MEASURES:
            of_rule = [m for m in chosen if m in _OF_MEASURES[rule]]
            changed = figures | (_figures(processed, inputs, of_rule, task) if of_rule else {})
        elif processed.joined is not before.joined:
            changed = _figures(processed, inputs, chosen, task)
        for key in {*figures, *changed}:
            if _differ(figures.get(key), changed.get(key)):
                reasons.setdefault(key, []).append(words)
        figures = changed
    differences = [
        Difference(*key, earliest.get(key), figures.get(key), tuple(reasons[key]))
        for key in dict.fromkeys((*earliest, *figures))
        if key in reasons and _differ(earliest.get(key), figures.get(key))
    ]
    return MethodsCompared(
        JUNE_2026,
        SEPTEMBER_2026,
        latest.period,
        (first.derived, latest.derived),
        (first.would_be_chosen, latest.would_be_chosen),
        tuple(differences),
        len({*earliest, *figures}),
    )


def _computing(
    make: Make,
    parameters: Parameters,
    latest: ProcessedEvents,
    says_null: bool,
    of_one_file: bool,
) -> Callable[[str, MethodVersion, ProcessedEvents], ProcessedEvents]:
    """Return what makes the events of a version, from others where they are the same.

    latest: the events of the last version; those before the rules that only change a measure.
    """

    def compute(rule: str, method: MethodVersion, before: ProcessedEvents) -> ProcessedEvents:
        by_method = replace(parameters, method=method)
        if rule in _OF_MEASURES or (rule == "null_words" and not says_null):
            return replace(before, parameters=by_method)
        if rule == "cleaned_types":
            return replace(latest, parameters=by_method)
        if rule == "period_by_type" and of_one_file:
            complete = before.complete
            reference, _ = joined_period(
                complete.period, complete.import_date, by_method.joined_start, before.period.last
            )
            if reference == before.joined_reference:
                return replace(before, parameters=by_method, derived=complete.period)
        return make(by_method)

    return compute


def says_null(extract: Extract, specification: Specification) -> bool:
    """Whether the word NULL stands in a field in which September 2026 takes it for blank."""
    for name in specification.null_is_blank:
        column = extract.column(name)
        texts = pc.utf8_upper(pc.utf8_rtrim_whitespace(column.values))
        found = pc.equal(texts, "NULL").to_numpy(zero_copy_only=False)
        if (found & (column.counts > 0)).any():
            return True
    return False


def _figures(
    processed: ProcessedEvents, inputs: Inputs, chosen: Iterable[str], task: Task
) -> Figures:
    found: Figures = {}
    for item in preview(processed, inputs, only=chosen, latest_only=True, task=task):
        for figure in item.results[0].figures:
            found[item.measure.text.id, figure.description, figure.group] = figure
    return found


def _differ(one: Figure | None, other: Figure | None) -> bool:
    if one is None or other is None:
        return one is not other
    return any(
        not _same(a, b)
        for a, b in (
            (one.value, other.value),
            (one.numerator, other.numerator),
            (one.denominator, other.denominator),
        )
    )


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return bool(np.isclose(one, other, rtol=1e-12, atol=0))
