"""`cldvalidator preview`: the national figures from a file."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cldvalidator.command_line.as_of_option import add_as_of, day_of
from cldvalidator.command_line.dates_option import add_dates, date_orders_of
from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.figure_options import (
    add_figure_options,
    add_form_options,
    council_of,
    day,
    inputs_of,
    method_of,
    print_behind,
)
from cldvalidator.command_line.recipe_option import PREVIEW, add_recipe, settle_recipe
from cldvalidator.command_line.row_options import add_delimiter_option, delimiter_of
from cldvalidator.problems import InputProblem
from cldvalidator.wording import counted

if TYPE_CHECKING:
    from cldvalidator.batch.recipe import Recipe
    from cldvalidator.checks import CheckResult
    from cldvalidator.events import Parameters, ProcessedEvents
    from cldvalidator.extract import Extract, Reading
    from cldvalidator.measures.preview import Previewed
    from cldvalidator.presentation.preview_text import Effects
    from cldvalidator.review.filtered import Fitting
    from cldvalidator.review.opened import Opened
    from cldvalidator.specification import Specification
    from cldvalidator.task import Task


def add_preview(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser("preview", help="preview the national figures from a file")
    add_examples(command, "preview")
    command.add_argument("file", type=Path, help="CSV, XLSX, XLSM, XLS, XLSB or ODS")
    command.add_argument("--sheet", help="the sheet of a workbook")
    add_delimiter_option(command)
    add_dates(command)
    add_as_of(command)
    add_recipe(command, "make the figures of the file as this recipe reads and fixes it")
    add_figure_options(command)
    command.add_argument("--import-date", type=day, metavar="D", help="day the file is sent")
    command.add_argument(
        "--map-release-1", action="store_true", help="read Release 1 values as Release 2"
    )
    command.add_argument(
        "--where",
        metavar="FILTER",
        help='with --behind: only records that fit, such as "has finding" or "Gender = Male"; '
        "@NAME for a filter saved in the profile of this computer",
    )
    form = add_form_options(command)
    form.add_argument("--row", type=int, help="say where a row (as Excel shows it) went")
    command.add_argument(
        "--compare-methods", action="store_true", help="show what September 2026 changes"
    )
    command.add_argument("--overwrite", action="store_true", help="replace OUT if it exists")
    command.set_defaults(run=_preview)


def refuse_sheet_of_text(sheet: str | None, reading: Reading) -> None:
    """Refuse the name of a sheet for a file that has none. Raises InputProblem."""
    if sheet is not None and reading.sheet is None:
        raise InputProblem(
            f"{reading.name} is delimited text: it has no sheets.", "Leave --sheet out."
        )


def _preview(options: argparse.Namespace) -> int:
    from cldvalidator.checks import check_extract
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.events import process
    from cldvalidator.measures.effect import effect_of_findings
    from cldvalidator.measures.preview import preview
    from cldvalidator.measures.small_numbers import shared_result
    from cldvalidator.official import current_specification
    from cldvalidator.storage.targets import check_extension, check_target
    from cldvalidator.task import Task

    recipe = settle_recipe(options, PREVIEW)
    if options.xlsx is not None:
        check_extension(options.xlsx, "The preview", ".xlsx")
        never = tuple(filter(None, (options.file, options.recipe)))
        check_target(options.xlsx, overwrite=options.overwrite, never=never)
    if options.where is not None and not options.behind:
        raise InputProblem(
            "--where chooses among the records behind a figure; figures are of the whole file.",
            "Add --behind and the measure, or leave --where out.",
        )
    parameters = _parameters(options)
    task = Task() if options.json else terminal_task()
    specification = current_specification("2")
    today = day_of(options, options.file)
    fixed = _fixed(options, recipe, today, task) if options.recipe is not None else None
    extract = _read(options, specification, task) if fixed is None else fixed.extract
    if options.compare_methods:
        return _compare(options, extract, specification, parameters, task)
    checked = fixed.result if fixed is not None else None
    # Without a day of its own a file is judged where it is read for the figures.
    in_place = options.where is None and (options.row is not None or options.behind)
    if fixed is None and (today is not None or not in_place):
        checked = check_extract(extract, specification, today=today, task=task)
    judged = checked.judged if checked is not None else None
    processed = process(extract, specification, parameters, judged=judged, task=task)
    if options.row is not None:
        return _where(options, processed, extract, task)
    inputs = inputs_of(options, council_of(extract))
    only = [options.behind] if options.behind else options.measure
    if options.person_level is not None:
        previewed = preview(processed, inputs, only=only, activity=options.activity, task=task)
        return _person_level(options, processed, extract, previewed)
    activity = options.activity and not options.behind
    previewed = preview(processed, inputs, only=only, activity=activity, task=task)
    if checked is None or options.behind:
        clear_progress()
        fits = _fitting(options, extract, specification, checked) if checked else None
        return print_behind(options, previewed[0], processed, extract, fits)
    effects = {
        item.measure.text.id: effect_of_findings(item.measure.text, processed, extract, checked)
        for item in previewed
    }
    if options.share:
        previewed = [
            replace(item, results=tuple(shared_result(r, item.measure.text) for r in item.results))
            for item in previewed
        ]
        effects = {}
    clear_progress()
    _show(options, extract, processed, previewed, effects)
    return 0


def _fitting(
    options: argparse.Namespace,
    extract: Extract,
    specification: Specification,
    checked: CheckResult,
) -> Fitting | None:
    """Return the rows that fit --where, None without it. Raises FilterProblem."""
    from cldvalidator.fixes.profile_store import filter_asked_for
    from cldvalidator.review.filtered import fitting

    if options.where is None:
        return None
    return fitting(extract, specification, checked, filter_asked_for(options.where))


def _show(
    options: argparse.Namespace,
    extract: Extract,
    processed: ProcessedEvents,
    previewed: list[Previewed],
    effects: Effects,
) -> None:
    """Print the figures, or write them as a workbook."""
    from cldvalidator.presentation.preview_text import preview_json, preview_summary, preview_text
    from cldvalidator.presentation.published_text import comparison_json, comparison_lines
    from cldvalidator.published.comparison import compare_with_published
    from cldvalidator.writing.preview_workbook import write_preview_workbook

    wanted = options.json or options.xlsx is not None or options.published
    council = council_of(extract) if wanted else ""
    compared = compare_with_published(processed, previewed, effects, council) if wanted else ()
    if options.json:
        content = _notices(extract) | preview_json(processed, previewed, effects)
        if options.share:
            content = {k: v for k, v in content.items() if k not in ("stages", "rows")}
        content["published"] = comparison_json(compared)
        print(json.dumps(content, indent=1, ensure_ascii=False))
    elif options.xlsx is not None:
        write_preview_workbook(
            processed,
            previewed,
            effects,
            options.xlsx,
            overwrite=options.overwrite,
            never=(options.file,),
            compared=compared,
        )
        print("\n".join([*_what_was_read(extract), f"Written: {options.xlsx}"]))
    elif options.published:
        print("\n".join([*_what_was_read(extract), *comparison_lines(compared)]))
    else:
        write = preview_text if options.all or options.measure else preview_summary
        print("\n".join([*_what_was_read(extract), write(processed, previewed, effects)]))


def _read(options: argparse.Namespace, specification: Specification, task: Task) -> Extract:
    """Read the file, with the dates of columns that are told to be month first turned round."""
    from cldvalidator.checks.cells.date_evidence import with_dates
    from cldvalidator.extract import read_extract
    from cldvalidator.fixes.date_order import day_first

    orders = date_orders_of(options)
    delimiter = delimiter_of(options)
    extract = read_extract(
        options.file, specification, sheet=options.sheet, delimiter=delimiter, task=task
    )
    refuse_sheet_of_text(options.sheet, extract.reading)
    return day_first(with_dates(extract, specification, orders))


def _fixed(options: argparse.Namespace, recipe: Recipe, today: date | None, task: Task) -> Opened:
    """Read and fix the file as the recipe says, but for what the options say."""
    from cldvalidator.batch.one_file import fixed_by

    day = today.isoformat() if today is not None else None
    complete = recipe.with_entries(
        "read", sheet=options.sheet, delimiter=delimiter_of(options), dates=None, as_of=day
    )
    return fixed_by(options.file, complete, dates=date_orders_of(options), task=task).after


def _what_was_read(extract: Extract) -> Iterator[str]:
    from cldvalidator.extract.notices import records_text
    from cldvalidator.review.date_notice import date_lines
    from cldvalidator.review.reading_notices import column_lines, notice_lines

    yield f"{extract.reading.name}: {records_text(extract)}"
    yield from date_lines(extract)
    yield from notice_lines(extract.reading)
    yield from column_lines(extract.reading, briefly=True)


def _notices(extract: Extract) -> dict[str, Any]:
    from cldvalidator.review.date_notice import date_notices
    from cldvalidator.review.public_names import PublicNames

    named = PublicNames(extract)
    about_dates = [named.covered(f"{n.what} {n.advice}".rstrip()) for n in date_notices(extract)]
    return {"notices": [*about_dates, *named.notices]}


def _parameters(options: argparse.Namespace) -> Parameters:
    from cldvalidator.events import Parameters

    return Parameters(
        period_end=options.period_end,
        import_date=options.import_date,
        method=method_of(options.method),
        map_release_1=options.map_release_1,
        own_deaths=options.deaths == "own",
    )


def _compare(
    options: argparse.Namespace,
    extract: Extract,
    specification: Specification,
    parameters: Parameters,
    task: Task,
) -> int:
    from cldvalidator.command_line.check_text import clear_progress
    from cldvalidator.measures.methods_compared import compare_methods
    from cldvalidator.presentation.methods_text import methods_json, methods_lines

    inputs = inputs_of(options, council_of(extract))
    compared = compare_methods(
        extract,
        specification,
        parameters,
        inputs,
        only=options.measure,
        activity=options.activity,
        task=task,
    )
    clear_progress()
    if options.json:
        print(json.dumps(methods_json(compared), indent=1, ensure_ascii=False))
    else:
        print("\n".join([*_what_was_read(extract), *methods_lines(compared)]))
    return 0


def _person_level(
    options: argparse.Namespace,
    processed: ProcessedEvents,
    extract: Extract,
    previewed: list[Previewed],
) -> int:
    from cldvalidator.command_line.check_text import clear_progress
    from cldvalidator.measures.person_level import person_level_lists
    from cldvalidator.review.about_file import named_council
    from cldvalidator.writing.person_level import MARKING, write_person_level

    council = named_council(extract)
    lists = person_level_lists(previewed, processed, extract, council)
    written = write_person_level(
        lists, options.person_level, overwrite=options.overwrite, never=(options.file,)
    )
    clear_progress()
    print("\n".join([*_what_was_read(extract), f"Person-level lists, {MARKING}:"]))
    for path, (_, table) in zip(written, lists.values(), strict=True):
        print(f"  {path} ({counted(len(table), 'row')})")
    return 0


def _where(
    options: argparse.Namespace, processed: ProcessedEvents, extract: Extract, task: Task
) -> int:
    from cldvalidator.command_line.check_text import clear_progress
    from cldvalidator.measures.preview import preview
    from cldvalidator.measures.registry import Inputs
    from cldvalidator.measures.why import why_in_all
    from cldvalidator.review.row_story import row_story

    sentences = row_story(options.row, processed, extract)
    record = int(extract.source_rows.searchsorted(options.row))
    wanted = (options.measure, options.activity)
    previewed = preview(processed, Inputs(), only=wanted[0], activity=wanted[1], task=task)
    results = {item.measure.text.id: item.results[0] for item in previewed}
    clear_progress()
    print("\n".join(sentences))
    for name, sentence in why_in_all(results, record):
        print(f"{name}: {sentence}")
    return 0
