"""`cldvalidator join`: the national figures from several submissions, joined as DHSC joins them."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.command_line.dates_option import add_dates, date_orders_of
from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.figure_options import (
    add_figure_options,
    add_form_options,
    day,
    inputs_of,
    method_of,
    print_behind,
)
from cldvalidator.command_line.row_options import add_delimiter_option, delimiter_of
from cldvalidator.problems import InputProblem
from cldvalidator.wording import counted

if TYPE_CHECKING:
    from datetime import datetime

    from cldvalidator.jobs.preview_inputs import PreviewInputs
    from cldvalidator.measures.preview import Previewed
    from cldvalidator.storage.transaction import OutputTransaction
    from cldvalidator.submissions.gathering import Gathered
    from cldvalidator.submissions.joined import JoinedSubmissions
    from cldvalidator.submissions.selection import Selection
    from cldvalidator.task import Task

DONE, INCOMPLETE = 0, 1


def add_join(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "join", help="preview the national figures from several submissions"
    )
    add_examples(command, "join")
    command.add_argument(
        "paths", type=Path, nargs="+", metavar="FILE", help="files, folders, or a saved set"
    )
    command.add_argument("--as-of", type=day, metavar="D", help="imports after this day are out")
    command.add_argument(
        "--import",
        dest="imports",
        action="append",
        default=[],
        metavar="FILE=D",
        help="day (and time) on which a file reached DHSC",
    )
    command.add_argument("--sheet", help="the sheet of the workbooks")
    add_delimiter_option(command)
    add_dates(command)
    add_figure_options(command)
    command.add_argument(
        "--compare-methods", action="store_true", help="show what September 2026 changes"
    )
    form = add_form_options(command)
    form.add_argument("--row", metavar="FILE:ROW", help="say where a row of a file went")
    form.add_argument(
        "--files", action="store_true", help="only say which file serves which quarter"
    )
    command.add_argument(
        "--save-set", type=Path, metavar="OUT", help="write a file that names the submissions"
    )
    command.add_argument("--overwrite", action="store_true", help="replace OUT if it exists")
    command.set_defaults(run=_join)


def _join(options: argparse.Namespace) -> int:
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.jobs.join import gather_set, join_set, members_of, select_set
    from cldvalidator.jobs.preview_inputs import PreviewInputs
    from cldvalidator.presentation.set_text import set_lines
    from cldvalidator.storage.transaction import OutputTransaction
    from cldvalidator.submissions.set_file import write_set_file
    from cldvalidator.submissions.submission_reading import ReadingOptions
    from cldvalidator.task import Task

    row = _row_of(options.row) if options.row is not None else None
    imports = _imports_of(options.imports)
    inputs = PreviewInputs(
        period_end=options.period_end,
        method=method_of(options.method).name,
        own_deaths=options.deaths == "own",
    )
    task = Task() if options.json else terminal_task()
    reading = ReadingOptions(options.sheet, delimiter_of(options), date_orders_of(options))
    gathered = gather_set(options.paths, imports, reading=reading, task=task)
    _check_targets(options, gathered)
    lines: list[str] = []
    with OutputTransaction(overwrite=options.overwrite, never=_never(options, gathered)) as files:
        if options.save_set is not None:
            write_set_file(members_of(gathered), options.save_set, transaction=files)
        selection = select_set(gathered, inputs, options.as_of)
        if options.files:
            clear_progress()
            print("\n".join(set_lines(gathered.set, selection)))
            return _code(gathered, selection)
        if options.compare_methods:
            _compare_methods(options, gathered, inputs, selection, task)
            return _code(gathered, selection)
        joined = join_set(gathered, inputs, options.as_of, task=task)
        if row is not None:
            _where(options, row, gathered, joined, task)
        elif options.behind:
            _behind(options, joined, gathered, task)
        elif options.person_level is not None:
            lines = _person_level(options, joined, gathered, files, task)
        else:
            lines = _figures(options, gathered, joined, files, task)
    if lines:
        print("\n".join(lines))
    return _code(gathered, selection) if row is None and not options.behind else DONE


def _code(gathered: Gathered, selection: Selection) -> int:
    """Return 1 when a file is left out or a quarter has none, though the figures were made."""
    return INCOMPLETE if gathered.set.left_out or selection.unserved else DONE


def _figures(
    options: argparse.Namespace,
    gathered: Gathered,
    joined: JoinedSubmissions,
    files: OutputTransaction,
    task: Task,
) -> list[str]:
    """Compute the figures, and write the workbook if asked; return what to print."""
    from cldvalidator.command_line.check_text import clear_progress
    from cldvalidator.jobs.join import checked_files
    from cldvalidator.measures.effect import effect_in_files
    from cldvalidator.measures.small_numbers import shared_result
    from cldvalidator.presentation.preview_text import preview_json, preview_summary, preview_text
    from cldvalidator.presentation.published_text import comparison_json, comparison_lines
    from cldvalidator.presentation.set_text import set_json, set_lines, with_public_names
    from cldvalidator.published.comparison import compare_with_published
    from cldvalidator.writing.preview_workbook import write_preview_workbook

    previewed = _previewed(options, gathered, joined, options.measure, task)
    processed = joined.processed
    effects = {}
    if options.share:
        previewed = [
            replace(item, results=tuple(shared_result(r, item.measure.text) for r in item.results))
            for item in previewed
        ]
    else:
        checked = checked_files(joined, {}, task=task)
        texts = [item.measure.text for item in previewed]
        effects = {text.id: effect_in_files(text, processed, checked) for text in texts}
    clear_progress()
    about = list(set_lines(gathered.set, joined.selection))
    wanted = options.json or options.xlsx is not None or options.published
    council = gathered.set.council if wanted else ""
    compared = compare_with_published(processed, previewed, effects, council) if wanted else ()
    if options.json:
        content = preview_json(processed, previewed, effects)
        if options.share:
            content = {k: v for k, v in content.items() if k not in ("stages", "rows")}
        content = {"set": set_json(gathered.set, joined.selection), **content}
        content["published"] = comparison_json(compared)
        return [json.dumps(with_public_names(content, gathered), indent=1, ensure_ascii=False)]
    if options.xlsx is not None:
        write_preview_workbook(
            processed,
            previewed,
            effects,
            options.xlsx,
            about=about,
            compared=compared,
            transaction=files,
        )
        return [*about, f"Written: {options.xlsx}"]
    if options.published:
        return [*about, *comparison_lines(compared)]
    write = preview_text if options.all or options.measure else preview_summary
    return [*about, write(processed, previewed, effects)]


def _compare_methods(
    options: argparse.Namespace,
    gathered: Gathered,
    inputs: PreviewInputs,
    selection: Selection,
    task: Task,
) -> None:
    from cldvalidator.command_line.check_text import clear_progress
    from cldvalidator.jobs.join import compare_methods_of_set
    from cldvalidator.presentation.methods_text import methods_json, methods_lines
    from cldvalidator.presentation.set_text import set_lines

    given = inputs_of(options, gathered.set.council)
    compared = compare_methods_of_set(
        gathered,
        inputs,
        given,
        options.as_of,
        only=options.measure,
        activity=options.activity,
        task=task,
    )
    clear_progress()
    if options.json:
        print(json.dumps(methods_json(compared), indent=1, ensure_ascii=False))
    else:
        print("\n".join([*set_lines(gathered.set, selection), *methods_lines(compared)]))


def _previewed(
    options: argparse.Namespace,
    gathered: Gathered,
    joined: JoinedSubmissions,
    only: list[str],
    task: Task,
) -> list[Previewed]:
    from cldvalidator.measures.preview import preview

    inputs = inputs_of(options, gathered.set.council)
    activity = options.activity and not options.behind
    return preview(joined.processed, inputs, only=only, activity=activity, task=task)


def _behind(
    options: argparse.Namespace, joined: JoinedSubmissions, gathered: Gathered, task: Task
) -> None:
    from cldvalidator.command_line.check_text import clear_progress

    item = _previewed(options, gathered, joined, [options.behind], task)[0]
    processed = joined.processed
    clear_progress()
    assert processed.read is not None
    print_behind(options, item, processed, processed.read)


def _person_level(
    options: argparse.Namespace,
    joined: JoinedSubmissions,
    gathered: Gathered,
    files: OutputTransaction,
    task: Task,
) -> list[str]:
    """Write the person-level lists; return what to print."""
    from cldvalidator.command_line.check_text import clear_progress
    from cldvalidator.jobs.join import council_of_set
    from cldvalidator.measures.person_level import person_level_lists
    from cldvalidator.presentation.set_text import set_lines
    from cldvalidator.writing.person_level import MARKING, write_person_level

    previewed = _previewed(options, gathered, joined, options.measure, task)
    processed = joined.processed
    assert processed.read is not None
    council = council_of_set(gathered)
    lists = person_level_lists(previewed, processed, processed.read, council)
    written = write_person_level(
        lists,
        options.person_level,
        overwrite=options.overwrite,
        never=_never(options, gathered),
        transaction=files,
    )
    clear_progress()
    tables = (table for _, table in lists.values())
    return [
        *set_lines(gathered.set, joined.selection),
        f"Person-level lists, {MARKING}:",
        *(
            f"  {p} ({counted(len(table), 'row')})"
            for p, table in zip(written, tables, strict=True)
        ),
    ]


def _where(
    options: argparse.Namespace,
    row: tuple[str, int],
    gathered: Gathered,
    joined: JoinedSubmissions,
    task: Task,
) -> None:
    from cldvalidator.command_line.check_text import clear_progress
    from cldvalidator.measures.preview import preview
    from cldvalidator.measures.registry import Inputs
    from cldvalidator.measures.why import why_in_all
    from cldvalidator.submissions.row_story import record_of_row, row_story_of

    lines = row_story_of(*row, gathered, joined)
    record = record_of_row(*row, gathered, joined)
    if record is not None:
        previewed = preview(
            joined.processed,
            Inputs(),
            only=options.measure,
            activity=options.activity,
            task=task,
        )
        results = {item.measure.text.id: item.results[0] for item in previewed}
        lines += [f"{name}: {sentence}" for name, sentence in why_in_all(results, record)]
    clear_progress()
    print("\n".join(lines))


def _row_of(text: str) -> tuple[str, int]:
    """Return file and row of FILE:ROW. Raises InputProblem."""
    name, _, row = text.rpartition(":")
    if not name or not row.isdecimal() or len(row) > 9:
        raise InputProblem(
            "A row of a set is told with its file.", "Write it as --row submission.csv:123."
        )
    return name, int(row)


def _imports_of(texts: list[str]) -> dict[str, datetime]:
    """Return by file when it was imported. Raises InputProblem."""
    from cldvalidator.submissions.import_day import read_import_time

    imports = {}
    for text in texts:
        name, _, moment = text.rpartition("=")
        if not name:
            raise InputProblem(
                f"The day of import {text} names no file.",
                "Write it as --import submission.csv=24/07/2026.",
            )
        imports[name] = read_import_time(moment)
    return imports


def _check_targets(options: argparse.Namespace, gathered: Gathered) -> None:
    from cldvalidator.storage.targets import check_extension, check_targets

    targets = []
    if options.xlsx is not None:
        check_extension(options.xlsx, "The preview", ".xlsx")
        targets.append(options.xlsx)
    if options.save_set is not None:
        check_extension(options.save_set, "A set", ".json")
        targets.append(options.save_set)
    never = _never(options, gathered)
    check_targets(targets, overwrite=options.overwrite, never=never)


def _never(options: argparse.Namespace, gathered: Gathered) -> tuple[Path, ...]:
    """Return the files that nothing may replace: all that were read or named to be read."""
    from cldvalidator.jobs.join import is_set_file

    named = (path for path in options.paths if not is_set_file(path))
    return (*(s.path for s in gathered.set.submissions), *named)
