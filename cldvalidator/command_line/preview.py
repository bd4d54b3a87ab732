"""`cldvalidator preview`: the national figures from a file."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cldvalidator.command_line.as_of_option import add_as_of, day_of
from cldvalidator.command_line.dates_option import add_dates, date_orders_of
from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.row_options import add_delimiter_option, delimiter_of
from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.events import Parameters, ProcessedEvents
    from cldvalidator.events.method_versions import MethodVersion
    from cldvalidator.extract import Extract, Reading
    from cldvalidator.measures.preview import Previewed
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
    command.add_argument("--period-end", type=_day, metavar="D", help="last day of the year")
    command.add_argument("--import-date", type=_day, metavar="D", help="day the file is sent")
    command.add_argument(
        "--population", type=Path, help="CSV or JSON: population by age band (and year)"
    )
    command.add_argument("--measure", action="append", default=[], help="only this measure")
    command.add_argument(
        "--method", default="september-2026", help="september-2026 (default) or june-2026"
    )
    command.add_argument(
        "--deaths",
        choices=("own", "none-registered"),
        default="own",
        help="dates of death: the file's own, or none for people with an NHS number",
    )
    command.add_argument(
        "--map-release-1", action="store_true", help="read Release 1 values as Release 2"
    )
    command.add_argument(
        "--share", action="store_true", help="suppress 1 to 4 and round to 5, for sharing"
    )
    command.add_argument("--all", action="store_true", help="print every figure")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print as JSON")
    form.add_argument("--xlsx", type=Path, metavar="OUT", help="write a workbook")
    form.add_argument(
        "--person-level", type=Path, metavar="FOLDER", help="write DHSC's person-level lists"
    )
    form.add_argument("--behind", metavar="MEASURE", help="print the records behind a figure")
    form.add_argument("--row", type=int, help="say where a row (as Excel shows it) went")
    command.add_argument(
        "--compare-methods", action="store_true", help="show what September 2026 changes"
    )
    command.add_argument("--group", help="with --behind: the group of the figure")
    command.add_argument("--figure", default="", help="with --behind: part of its description")
    command.add_argument("--overwrite", action="store_true", help="replace OUT if it exists")
    command.set_defaults(run=_preview)


def refuse_sheet_of_text(sheet: str | None, reading: Reading) -> None:
    """Refuse the name of a sheet for a file that has none. Raises InputProblem."""
    if sheet is not None and reading.sheet is None:
        raise InputProblem(
            f"{reading.name} is delimited text: it has no sheets.", "Leave --sheet out."
        )


def _day(text: str) -> date:
    from cldvalidator.jobs.preview_inputs import read_day

    try:
        day = read_day(text)
    except InputProblem:
        day = None
    if day is None:
        raise argparse.ArgumentTypeError("write the day as 31/03/2026 or 2026-03-31")
    return day


def _preview(options: argparse.Namespace) -> int:
    from cldvalidator.checks import check_extract
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.events import process
    from cldvalidator.measures.effect import effect_of_findings
    from cldvalidator.measures.preview import preview
    from cldvalidator.measures.registry import Inputs
    from cldvalidator.measures.small_numbers import shared_result
    from cldvalidator.official import current_specification
    from cldvalidator.presentation.preview_text import preview_json, preview_summary, preview_text
    from cldvalidator.storage.targets import check_extension, check_target
    from cldvalidator.task import Task
    from cldvalidator.writing.preview_workbook import write_preview_workbook

    if options.xlsx is not None:
        check_extension(options.xlsx, "The preview", ".xlsx")
        check_target(options.xlsx, overwrite=options.overwrite, never=(options.file,))
    parameters = _parameters(options)
    task = Task() if options.json else terminal_task()
    specification = current_specification("2")
    extract = _read(options, specification, task)
    if options.compare_methods:
        return _compare(options, extract, specification, parameters, task)
    today = day_of(options, options.file)
    # Without a day of its own a file is judged where it is read for the figures.
    wanted = today is not None or (options.row is None and not options.behind)
    checked = check_extract(extract, specification, today=today, task=task) if wanted else None
    if options.row is not None:
        judged = checked.judged if checked is not None else None
        processed = process(extract, specification, parameters, judged=judged, task=task)
        return _where(options.row, processed, extract, task)
    judged = checked.judged if checked is not None else None
    processed = process(extract, specification, parameters, judged=judged, task=task)
    inputs = Inputs.of(_populations(options, extract))
    only = [options.behind] if options.behind else options.measure
    if options.person_level is not None:
        return _person_level(options, processed, extract, preview(processed, inputs, task=task))
    previewed = preview(processed, inputs, only=only, task=task)
    if checked is None or options.behind:
        clear_progress()
        return _behind(options, previewed[0], processed, extract)
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
    if options.json:
        content = _notices(extract) | preview_json(processed, previewed, effects)
        if options.share:
            content = {k: v for k, v in content.items() if k not in ("stages", "rows")}
        print(json.dumps(content, indent=1, ensure_ascii=False))
    elif options.xlsx is not None:
        write_preview_workbook(
            processed,
            previewed,
            effects,
            options.xlsx,
            overwrite=options.overwrite,
            never=(options.file,),
        )
        print("\n".join([*_what_was_read(extract), f"Written: {options.xlsx}"]))
    else:
        write = preview_text if options.all or options.measure else preview_summary
        print("\n".join([*_what_was_read(extract), write(processed, previewed, effects)]))
    return 0


def _read(options: argparse.Namespace, specification: Specification, task: Task) -> Extract:
    """Read the file, with the dates of columns that are told to be month first turned round."""
    from cldvalidator.checks.cells.date_evidence import with_dates
    from cldvalidator.extract import read_extract
    from cldvalidator.fixes.date_order import day_first

    told = date_orders_of(options)
    delimiter = delimiter_of(options)
    extract = read_extract(
        options.file, specification, sheet=options.sheet, delimiter=delimiter, task=task
    )
    refuse_sheet_of_text(options.sheet, extract.reading)
    return day_first(with_dates(extract, specification, told))


def _what_was_read(extract: Extract) -> Iterator[str]:
    from cldvalidator.extract.notices import records_said
    from cldvalidator.review.date_notice import date_lines
    from cldvalidator.review.reading_notices import column_lines, notice_lines

    yield f"{extract.reading.name}: {records_said(extract)}"
    yield from date_lines(extract)
    yield from notice_lines(extract.reading)
    yield from column_lines(extract.reading, briefly=True)


def _notices(extract: Extract) -> dict[str, Any]:
    from cldvalidator.review.date_notice import date_notices
    from cldvalidator.review.public_names import PublicNames

    named = PublicNames(extract)
    about_dates = [named.covered(f"{n.what} {n.advice}".rstrip()) for n in date_notices(extract)]
    return {"notices": [*about_dates, *named.notices]}


def _populations(options: argparse.Namespace, extract: Extract) -> dict[int | None, dict[str, int]]:
    """Return by year what was given last time for the council, and now; keep what is given now."""
    from cldvalidator.measures.population import read_populations
    from cldvalidator.official import current_specification
    from cldvalidator.problems import EnvironmentProblem
    from cldvalidator.review.about_file import known_council
    from cldvalidator.settings import remember_populations, remembered_populations

    council = known_council(extract, current_specification("2").la_names)
    if options.population is None:
        return remembered_populations(council)
    given = read_populations(options.population)
    why = "the LA Code of the file is not known."
    try:
        if council:
            remember_populations(council, given)
            return remembered_populations(council)
    except EnvironmentProblem as problem:
        why = problem.what
    print(f"The population is used, but it cannot be remembered: {why}", file=sys.stderr)
    return given


def told_method(name: str) -> MethodVersion:
    """Return the version of the method that a user names. Raises InputProblem."""
    from cldvalidator.events.method_versions import METHOD_VERSIONS, method_called

    method = method_called(name)
    if method is None:
        slugs = (name.lower().replace(" ", "-") for name in METHOD_VERSIONS)
        raise InputProblem(
            f"There is no method version {name}.", f"Choose one of: {', '.join(slugs)}."
        )
    return method


def _parameters(options: argparse.Namespace) -> Parameters:
    from cldvalidator.events import Parameters

    return Parameters(
        period_end=options.period_end,
        import_date=options.import_date,
        method=told_method(options.method),
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
    from cldvalidator.measures.registry import Inputs
    from cldvalidator.presentation.methods_text import methods_json, methods_lines

    inputs = Inputs.of(_populations(options, extract))
    compared = compare_methods(extract, specification, parameters, inputs, task=task)
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
        print(f"  {path} ({len(table):,} rows)")
    return 0


def _where(row: int, processed: ProcessedEvents, extract: Extract, task: Task) -> int:
    from cldvalidator.command_line.check_text import clear_progress
    from cldvalidator.measures.preview import preview
    from cldvalidator.measures.registry import Inputs
    from cldvalidator.measures.why import why_in_all
    from cldvalidator.review.row_story import row_story

    told = row_story(row, processed, extract)
    record = int(extract.source_rows.searchsorted(row))
    previewed = preview(processed, Inputs(), task=task)
    results = {item.measure.text.id: item.results[0] for item in previewed}
    clear_progress()
    print("\n".join(told))
    for name, sentence in why_in_all(results, record):
        print(f"{name}: {sentence}")
    return 0


def _behind(
    options: argparse.Namespace, item: Previewed, processed: ProcessedEvents, extract: Extract
) -> int:
    from cldvalidator.presentation.inert import inert_table
    from cldvalidator.presentation.preview_text import records_behind

    figures = [
        f
        for f in item.results[0].figures
        if options.figure.casefold() in f.description.casefold()
        and (options.group is None or f.group.casefold() == options.group.casefold())
    ]
    if len(figures) != 1:
        named = dict.fromkeys(f.description for f in figures or item.results[0].figures)
        groups = dict.fromkeys(f.group for f in figures or item.results[0].figures)
        what = "No figure fits" if not figures else f"{len(figures)} figures fit"
        raise InputProblem(
            f"{what} of {item.measure.text.id}.",
            "Choose one with --group and --figure (a part of its description).\n"
            f"Groups: {'; '.join(groups)}\nDescriptions: {'; '.join(named)}",
        )
    table = inert_table(records_behind(figures[0].behind, processed, extract))
    lines = csv.writer(sys.stdout)
    lines.writerow(table.columns)
    lines.writerows(table.itertuples(index=False, name=None))
    return 0
