"""All measures of a file, with what the file cannot support."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.activity.definitions import not_shown
from cldvalidator.measures.figures import MeasureResult
from cldvalidator.measures.registry import Inputs, Measure, registered
from cldvalidator.measures.zeros import with_words_for_zeros
from cldvalidator.problems import InputProblem
from cldvalidator.selection.period import Period
from cldvalidator.task import SILENT, Task

ACTIVITY = "activity"
"""The name that stands for all tables of the activity report."""


@dataclass(frozen=True, eq=False)
class Previewed:
    """A measure with its results: the year, and the one three months before where it is shown."""

    measure: Measure
    results: tuple[MeasureResult, ...]


def preview(
    processed: ProcessedEvents,
    inputs: Inputs,
    *,
    only: Iterable[str] = (),
    activity: bool = False,
    latest_only: bool = False,
    task: Task = SILENT,
) -> list[Previewed]:
    """Compute measures, all or only some. Raises InputProblem for a name that is none; Cancelled.

    The earlier year is computed where the file covers it, unless latest_only. activity: add the
    tables of the activity report, which otherwise are computed only by their name, or by ACTIVITY
    for all of them.
    """
    chosen = chosen_measures(only, activity=activity)
    out = []
    for done, measure in enumerate(chosen):
        task.step("Computing measures", done, len(chosen))
        periods = [processed.period]
        earlier = processed.period.earlier(3)
        covered = processed.derived is None or processed.derived.covers(earlier)
        has_gap = any(q.last >= earlier.first for q in processed.unserved)
        if measure.earlier_too and covered and not has_gap and not latest_only:
            periods.append(earlier)
        results = tuple(
            _with_gaps(measure.compute(processed, period, inputs), measure, processed, period)
            for period in periods
        )
        out.append(Previewed(measure, results))
    return out


def chosen_measures(only: Iterable[str], *, activity: bool = False) -> list[Measure]:
    """Return the measures of some names, by default all that are not on request.

    activity: the tables of the activity report too. Raises InputProblem for a name that is none.
    """
    measures = registered()
    tables = [m for m in measures.values() if m.on_request and not m.by_name_only]
    chosen: list[Measure] = []
    for name in only:
        is_group = name.strip().casefold() == ACTIVITY
        chosen += tables if is_group else [find_measure(name)]
    chosen = chosen or [m for m in measures.values() if not m.on_request]
    chosen += tables if activity else []
    return list({m.text.id: m for m in chosen}.values())


def find_measure(name: str) -> Measure:
    """Return the measure of an id or of the beginning of one, case and "ASCOF" aside.

    Raises InputProblem when none, or more than one, is meant.
    """
    measures = registered()
    wanted = name.strip().casefold()
    for measure_id, measure in measures.items():
        if measure_id.casefold() == wanted:
            return measure
    short = wanted.removeprefix("ascof").strip()
    names = {i.casefold().removeprefix("ascof ").strip(): m for i, m in measures.items()}
    if short in names:
        return names[short]
    found = [m for name, m in names.items() if short and name.startswith(short)]
    if len(found) == 1:
        return found[0]
    for missing in not_shown():
        if short and missing.id.casefold().startswith(short):
            raise InputProblem(
                f"{missing.id} ({missing.title}) is not shown. {missing.reason}",
                f"Choose one of the tables that are: {', '.join(on_request())}.",
            )
    raise InputProblem(
        f"There is no one measure called {name}.", f"Choose one of: {', '.join(measures)}."
    )


def on_request() -> tuple[str, ...]:
    """Return the ids of the measures that are computed only when they are asked for."""
    return tuple(i for i, m in registered().items() if m.on_request)


def lacks_history(measure: Measure, processed: ProcessedEvents, period: Period) -> bool:
    """Whether a measure looks back to months before those that the table of events has."""
    reference = processed.joined_reference or processed.period
    needed = period.earlier(measure.history_months).first
    return bool(measure.history_months) and reference.first > needed


def _with_gaps(
    result: MeasureResult, measure: Measure, processed: ProcessedEvents, period: Period
) -> MeasureResult:
    """Add what the file lacks: a year that it does not cover, or the time to look back to."""
    gaps = list(result.missing)
    several = processed.files is not None and len(processed.files.names) > 1
    derived = processed.derived
    needed = period.earlier(measure.history_months).first
    unserved = [q for q in processed.unserved if q.last >= needed and q.first <= period.last]
    gaps += [
        f"No file serves {q.first:%d/%m/%Y} to {q.last:%d/%m/%Y}: events of those months are "
        "missing, so that the figures are not those of the whole time."
        for q in unserved
    ]
    if derived is not None and not derived.covers(period) and not unserved:
        gaps.append(
            f"The events cover {derived.first:%d/%m/%Y} to {derived.last:%d/%m/%Y}, not the whole "
            f"year to {period.last:%d/%m/%Y}: the figures are too low."
        )
    if lacks_history(measure, processed, period):
        reference = processed.joined_reference or processed.period
        begins = "the first file serves from" if several else "the file begins on"
        gaps.append(
            f"The measure looks back to {needed:%d/%m/%Y}, and {begins} "
            f"{reference.first:%d/%m/%Y}: people who had support before that can count as new."
        )
    result = replace(result, missing=tuple(gaps))
    return with_words_for_zeros(result, measure.text, processed)
