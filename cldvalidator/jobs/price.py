"""The pricing job: what each decision about a checked file would do to the national figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from cldvalidator.events import Parameters, process
from cldvalidator.events.method_versions import METHOD_VERSIONS
from cldvalidator.extract import Extract
from cldvalidator.fixes.changes import CellChange, CellsChange
from cldvalidator.fixes.prices import Prices
from cldvalidator.fixes.pricing import Pricer
from cldvalidator.jobs.preview import populations_of
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.measures.incremental import IncrementalFigures
from cldvalidator.official import current_specification
from cldvalidator.presentation.price_text import effect_text
from cldvalidator.problems import InputProblem
from cldvalidator.published.populations import inputs_for
from cldvalidator.review.about_file import known_council
from cldvalidator.review.opened import Opened
from cldvalidator.task import SILENT, Task


def pricer_of(
    opened: Opened, inputs: PreviewInputs | None = None, *, task: Task = SILENT
) -> Pricer:
    """Compute the figures of a file, ready to be made anew. inputs: as for its preview.

    Raises InputProblem where the file has no figures, Cancelled.
    """
    chosen = inputs or PreviewInputs()
    parameters = Parameters(
        period_end=chosen.period_end,
        method=METHOD_VERSIONS[chosen.method],
        map_release_1=chosen.map_release_1,
        own_deaths=chosen.own_deaths,
    )
    specification, extract = current_specification("2"), opened.extract
    processed = process(extract, specification, parameters, judged=opened.result.judged, task=task)
    council = known_council(extract, specification.la_names)
    given = inputs_for(council, populations_of(council, chosen))
    figures = IncrementalFigures(processed, specification, given, task=task)
    return Pricer(extract, opened.result, figures, processed, specification)


def prices_or_why(opened: Opened, *, task: Task = SILENT) -> tuple[Prices | None, str]:
    """Return the prices of a file; where they cannot be told, None and why. Raises Cancelled."""
    try:
        return price_file(opened, task=task), ""
    except InputProblem as problem:
        return None, f"The price of fixes cannot be told. {problem.what} {problem.advice}"


def effect_or_why(opened: Opened, changes: Sequence[CellsChange], task: Task = SILENT) -> str:
    """Say in a sentence what changes together do to the headline figures. Raises Cancelled."""
    try:
        return effects(opened, [changes], task=task)[0]
    except InputProblem as problem:
        return f"Their effect on national figures cannot be told. {problem.what}"


def effects(
    opened: Opened, each: Sequence[Sequence[CellsChange]], *, task: Task = SILENT
) -> list[str]:
    """Say what several sets of changes do to the headline figures, each made by itself.

    Raises InputProblem where the file has no figures, Cancelled.
    """
    extract = opened.extract
    found = [[now for c in changes for now in _placed(c, extract)] for changes in each]
    return [effect_text(moved) for moved in pricer_of(opened, task=task).of_changes(found, task)]


def _placed(change: CellsChange, extract: Extract) -> Iterator[CellsChange]:
    """Yield a change, that of a cell with its record among the rows that are left."""
    if not isinstance(change, CellChange):
        yield change
        return
    for place in extract.positions(np.array([change.source_row])).tolist():
        yield replace(change, record=place)


def price_file(
    opened: Opened, inputs: PreviewInputs | None = None, *, task: Task = SILENT
) -> Prices:
    """Return the price of everything that could be decided about a file, with the plan.

    Raises InputProblem where the file has no figures, Cancelled.
    """
    return pricer_of(opened, inputs, task=task).all(task)
