"""The preview of a file that is open: every measure, what may be shared, what findings do to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from cldvalidator.checks import CheckResult
from cldvalidator.events import Parameters, ProcessedEvents, process
from cldvalidator.events.method_versions import METHOD_VERSIONS
from cldvalidator.extract import Extract
from cldvalidator.extract.release import find_release
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.measures.effect import CheckedFile, effect_in_files
from cldvalidator.measures.methods_compared import MethodsCompared, compare_methods
from cldvalidator.measures.person_level import person_level_lists
from cldvalidator.measures.preview import ACTIVITY, Previewed, preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.measures.small_numbers import shared_result
from cldvalidator.official import current_specification
from cldvalidator.presentation.figure_sheets import MeasureSheets, measure_sheets
from cldvalidator.presentation.preview_text import Effects
from cldvalidator.problems import EnvironmentProblem
from cldvalidator.published.comparison import Comparison, compare_with_published
from cldvalidator.published.populations import inputs_for
from cldvalidator.review.about_file import known_council, named_council
from cldvalidator.settings import remember_populations, remembered_populations
from cldvalidator.task import SILENT, Task
from cldvalidator.wording import counted
from cldvalidator.writing.person_level import write_person_level
from cldvalidator.writing.preview_workbook import write_preview_workbook


@dataclass(frozen=True, eq=False)
class FilePreview:
    """Every measure of one file.

    shared: the same with small numbers protected and nobody behind them. sheets, shared_sheets: by
    measure, ready to be shown. inputs: the populations that are known. council: LA Code.
    year_ends: quarter ends that may be asked for, the latest first. compared, shared_compared: the
    figures beside published ones. files: what the events are from.
    """

    processed: ProcessedEvents
    previewed: tuple[Previewed, ...]
    shared: tuple[Previewed, ...]
    effects: Effects
    council: str
    inputs: Inputs
    sheets: Mapping[str, MeasureSheets] = field(default_factory=dict)
    shared_sheets: Mapping[str, MeasureSheets] = field(default_factory=dict)
    year_ends: tuple[date, ...] = ()
    compared: tuple[Comparison, ...] = ()
    shared_compared: tuple[Comparison, ...] = ()
    files: tuple[CheckedFile, ...] = ()

    @property
    def has_activity(self) -> bool:
        """Whether the tables of the activity report are among the measures."""
        return any(item.measure.on_request for item in self.previewed)


def preview_file(
    extract: Extract,
    checked: CheckResult,
    inputs: PreviewInputs,
    *,
    only: Collection[str] = (),
    to_share: bool = True,
    task: Task = SILENT,
) -> FilePreview:
    """Compute every measure of a file, or `only` some. Raises InputProblem, Cancelled.

    Events are read with the specification of Release 2, as DHSC's method is. to_share: what may be
    shared is made too.
    """
    council = known_council(extract, current_specification("2").la_names)
    processed = checked_events(extract, checked, inputs, task=task)
    files = [CheckedFile(extract, checked)]
    return preview_events(
        processed, inputs, council, files, only=only, to_share=to_share, task=task
    )


def checked_events(
    extract: Extract, checked: CheckResult, inputs: PreviewInputs, *, task: Task = SILENT
) -> ProcessedEvents:
    """Return the events of a file that was checked, by the inputs to its preview.

    Raises InputProblem, Cancelled.
    """
    parameters = Parameters(
        period_end=inputs.period_end,
        method=METHOD_VERSIONS[inputs.method],
        map_release_1=inputs.map_release_1,
        own_deaths=inputs.own_deaths,
    )
    specification = current_specification("2")
    processed = process(extract, specification, parameters, judged=checked.judged, task=task)
    if not inputs.map_release_1 and (note := _older_values(extract)):
        processed = replace(processed, notes=(note, *processed.notes))
    return processed


def preview_events(
    processed: ProcessedEvents,
    inputs: PreviewInputs,
    council: str,
    files: Sequence[CheckedFile],
    *,
    only: Collection[str] = (),
    to_share: bool = True,
    task: Task = SILENT,
) -> FilePreview:
    """Compute every measure of events, and lay it out. files: what the events are from.

    only, to_share: as for `preview_file`. Raises Cancelled.
    """
    given = inputs_for(council, populations_of(council, inputs))
    previewed = tuple(preview(processed, given, only=only, task=task))
    laid = _laid_out(processed, previewed, files, task, to_share=to_share)
    return FilePreview(
        processed,
        previewed,
        laid.shared,
        laid.effects,
        council,
        given,
        laid.sheets,
        laid.shared_sheets,
        _year_ends(processed),
        compare_with_published(processed, previewed, laid.effects, council),
        compare_with_published(processed, laid.shared, {}, council),
        tuple(files),
    )


def with_activity(found: FilePreview, *, task: Task = SILENT) -> FilePreview:
    """Return a preview with the tables of the activity report, which cost more time.

    Raises Cancelled.
    """
    if found.has_activity:
        return found
    tables = tuple(preview(found.processed, found.inputs, only=[ACTIVITY], task=task))
    laid = _laid_out(found.processed, tables, found.files, task)
    return replace(
        found,
        previewed=(*found.previewed, *tables),
        shared=(*found.shared, *laid.shared),
        effects={**found.effects, **laid.effects},
        sheets={**found.sheets, **laid.sheets},
        shared_sheets={**found.shared_sheets, **laid.shared_sheets},
    )


@dataclass(frozen=True, eq=False)
class _LaidOut:
    shared: tuple[Previewed, ...]
    effects: Effects
    sheets: Mapping[str, MeasureSheets]
    shared_sheets: Mapping[str, MeasureSheets]


def _laid_out(
    processed: ProcessedEvents,
    previewed: tuple[Previewed, ...],
    files: Sequence[CheckedFile],
    task: Task,
    *,
    to_share: bool = True,
) -> _LaidOut:
    """Weigh open findings and lay measures out, exactly and perhaps for sharing."""
    effects: Effects = {}
    for done, item in enumerate(previewed):
        task.step("Weighing open findings", done, len(previewed))
        text = item.measure.text
        effects[text.id] = effect_in_files(text, processed, files)
    task.step("Laying out the figures")
    titles = {i: rule.title for file in files for i, rule in file.result.findings.rules.items()}
    sheets = {
        i.measure.text.id: measure_sheets(i, effects[i.measure.text.id], titles) for i in previewed
    }
    if not to_share:
        return _LaidOut((), effects, sheets, {})
    shared = tuple(
        replace(i, results=tuple(shared_result(r, i.measure.text) for r in i.results))
        for i in previewed
    )
    for_sharing = {
        i.measure.text.id: measure_sheets(i, None, exact=e)
        for i, e in zip(shared, previewed, strict=True)
    }
    return _LaidOut(shared, effects, sheets, for_sharing)


def populations_of(council: str, inputs: PreviewInputs) -> dict[int | None, Mapping[str, int]]:
    """Return by year the population that was given for a council before, and now."""
    kept = remembered_populations(council) if inputs.remembered else {}
    populations: dict[int | None, Mapping[str, int]] = dict(kept)
    if inputs.population is not None:
        if inputs.population_year is None:
            populations.clear()  # one for every year stands for all that were given before
        populations[inputs.population_year] = inputs.population
    return populations


def _older_values(extract: Extract) -> str:
    """Say how many cells hold values that the figures do not know; "" where they do not matter."""
    evidence = find_release(extract, current_specification("2"), current_specification("1"))
    if evidence.release not in ("1", "mixed"):
        return ""
    hold = counted(evidence.cells_1, "cell holds a value", "cells hold values")
    return (
        f"{hold} of Release 1, which {'is' if evidence.cells_1 == 1 else 'are'} not counted: "
        "figures may be far too low. Read them as Release 2, or convert them to Release 2 first."
    )


def remember_inputs(extract: Extract, inputs: PreviewInputs) -> None:
    """Keep the population that was told for the council of a file, if the settings can be written.

    A folder that may not be written to is no reason to stop.
    """
    council = known_council(extract, current_specification("2").la_names)
    if inputs.population is not None and council:
        with suppress(EnvironmentProblem):
            remember_populations(council, {inputs.population_year: inputs.population})


def write_preview(
    preview: FilePreview,
    target: Path,
    *,
    share: bool,
    overwrite: bool,
    never: tuple[Path, ...],
    about: Sequence[str] = (),
) -> None:
    """Write the workbook of a preview, for sharing or with exact figures.

    never: files that it may not replace, the extract above all. about: what the figures are of,
    where that is not one file. Raises InputProblem and
    EnvironmentProblem.
    """
    chosen = preview.shared if share else preview.previewed
    effects: Effects = {} if share else preview.effects
    write_preview_workbook(
        preview.processed,
        chosen,
        effects,
        target,
        overwrite=overwrite,
        never=never,
        compared=preview.shared_compared if share else preview.compared,
        about=about,
    )


def compare_methods_of(
    extract: Extract,
    inputs: PreviewInputs,
    given: Inputs,
    *,
    activity: bool = False,
    task: Task = SILENT,
) -> MethodsCompared:
    """Compare the versions of the method for a file. Raises InputProblem, Cancelled.

    activity: the tables of the activity report too.
    """
    parameters = Parameters(
        period_end=inputs.period_end,
        map_release_1=inputs.map_release_1,
        own_deaths=inputs.own_deaths,
    )
    specification = current_specification("2")
    return compare_methods(extract, specification, parameters, given, activity=activity, task=task)


def write_lists(
    preview: FilePreview,
    extract: Extract,
    folder: Path,
    *,
    overwrite: bool,
    never: tuple[Path, ...],
    council: tuple[str, str] | None = None,
) -> list[Path]:
    """Write DHSC's person-level lists of a preview into a folder; return the files.

    council: LA Code and name, None for what most rows state. Raises InputProblem,
    EnvironmentProblem.
    """
    council = council or named_council(extract)
    lists = person_level_lists(preview.previewed, preview.processed, extract, council)
    return write_person_level(lists, folder, overwrite=overwrite, never=never)


def _year_ends(processed: ProcessedEvents) -> tuple[date, ...]:
    """Return the last eight quarter ends that the events reach."""
    last = processed.period.last
    if processed.derived is not None:
        last = max(last, processed.derived.last)
    ends: list[date] = []
    day = last + timedelta(days=1)
    while len(ends) < 8:
        if day.day == 1 and day.month % 3 == 1:
            ends.append(day - timedelta(days=1))
        day -= timedelta(days=1)
    return tuple(ends)
