"""`cldvalidator check`: a file checked, shown as asked, the submission and its reports written."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from cldvalidator.command_line.answers_option import (
    add_answers,
    answers_about,
    books_as_asked,
    say_answers,
)
from cldvalidator.command_line.as_of_option import add_as_of
from cldvalidator.command_line.before_option import add_before, compared_with_before
from cldvalidator.command_line.check_reading import read_as_asked
from cldvalidator.command_line.dates_option import add_dates
from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.from_manifest_option import (
    about_rerun,
    add_from_manifest,
    settle_from_manifest,
)
from cldvalidator.command_line.recipe_option import (
    CHECK,
    CHECK_THAT_WRITES,
    add_recipe,
    settle_recipe,
)
from cldvalidator.command_line.report_options import (
    add_report_options,
    refuse_without_report,
    say_written,
    write_reports,
)
from cldvalidator.command_line.row_options import (
    add_delimiter_option,
    add_row_options,
)
from cldvalidator.command_line.submission_form import add_form, encoding_of, settle_form
from cldvalidator.command_line.where_option import add_where, filtered_as_asked
from cldvalidator.task import Task

if TYPE_CHECKING:
    from cldvalidator.batch.recipe import Recipe
    from cldvalidator.checks.as_sent import PortalFault
    from cldvalidator.checks.memory import Memory
    from cldvalidator.fixes import AcceptedFinding, RowChange
    from cldvalidator.fixes.answers import Answers
    from cldvalidator.jobs.from_manifest import Rerun
    from cldvalidator.review.filtered import Filtered
    from cldvalidator.review.opened import Opened
    from cldvalidator.storage.transaction import OutputTransaction
    from cldvalidator.submissions.compare_result import Compared
    from cldvalidator.writing.submitted import Submitted

_VIEWS = {
    "rule": "by_rule",
    "field": "by_field",
    "event-type": "by_event_type",
    "value": "by_value",
    "record": "by_record",
    "person": "by_person",
    "fixes": "what_fixes_most",
}


def add_check(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser("check", help="check a file, and write the submission if asked")
    add_examples(command, "check")
    command.add_argument("file", type=Path, help="CSV, XLSX, XLSM, XLS, XLSB or ODS")
    command.add_argument("--release", choices=("1", "2"), help="check against this release")
    command.add_argument("--sheet", help="the sheet of a workbook")
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FOUND=FIELD",
        help="read the column headed FOUND as FIELD, or do not use it (FOUND=); FOUND may be a "
        'letter, such as "column C" (may be given more than once)',
    )
    add_dates(command)
    add_as_of(command)
    add_from_manifest(command)
    command.add_argument(
        "--profile",
        type=Path,
        metavar="P",
        help="your profile: its columns, known findings and rules of your own",
    )
    add_recipe(command, "read the file as this recipe says")
    command.add_argument("--write", type=Path, metavar="OUT", help="write the submission to OUT")
    command.add_argument("--overwrite", action="store_true", help="replace OUT if it exists")
    add_form(command)
    command.add_argument(
        "--keep-figures",
        action="store_true",
        help="when writing, keep the national figures in the manifest, for the history",
    )
    command.add_argument(
        "--as-sent",
        action="store_true",
        help="say whether the portal would take the file just as it is",
    )
    command.add_argument(
        "--convert-release-1",
        action="store_true",
        help="when writing, convert documented Release 1 values to Release 2",
    )
    command.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="RULES",
        help="rules not to run: ids, or groups (cells, records, people, submission, portal, local)",
    )
    add_row_options(command)
    add_where(command)
    add_delimiter_option(command)
    view = command.add_mutually_exclusive_group()
    view.add_argument("--by", choices=tuple(_VIEWS), help="print the findings by this, as CSV")
    view.add_argument("--row", type=int, help="explain the findings of a row, as Excel shows it")
    view.add_argument("--json", action="store_true", help="print the result as JSON")
    add_before(command)
    add_answers(
        command,
        "say in the report what the teams call right, and with --before which of their promises "
        "came true, by these",
    )
    add_report_options(command)
    command.add_argument("--sign-off", type=Path, metavar="HTML", help="write the sign-off page")
    command.add_argument("--all", action="store_true", help="show every group of findings")
    command.set_defaults(run=_check)


def _check(options: argparse.Namespace) -> int:
    from cldvalidator.checks.memory import Memory
    from cldvalidator.checks.rules import Severity
    from cldvalidator.command_line.as_sent import as_sent_json
    from cldvalidator.command_line.check_json import check_json
    from cldvalidator.command_line.check_text import (
        clear_progress,
        exit_code_note,
        terminal_task,
        written_summary,
    )
    from cldvalidator.command_line.fix import profile_of
    from cldvalidator.fixes import Profile, known_in
    from cldvalidator.jobs.check import rows_decided
    from cldvalidator.presentation.answers_text import answers_json
    from cldvalidator.presentation.comparison_text import comparison_json
    from cldvalidator.storage.transaction import OutputTransaction

    recipe, rerun = _settled(options)
    task = terminal_task() if not options.json else Task()
    profile = profile_of(options.profile) or Profile()
    memory = Memory()
    sent = _as_sent(options, task) if options.as_sent else None
    read = read_as_asked(options, rerun, profile, memory, recipe=recipe, task=task)
    clear_progress()
    opened, rows = rows_decided(read, memory, leave_out=options.leave_out, keep=options.keep_rows)
    where = filtered_as_asked(options, opened)
    shown = opened if where is None else where.shown
    known = known_in(profile.known, opened.extract, opened.result)
    submitted = None
    again = list(about_rerun(options, rerun, read)) if rerun else []
    if again and not options.json:
        print("\n".join(again) + "\n", file=_beside(options))
    of_shown = known_in(profile.known, shown.extract, shown.result)
    _print_result(options, opened, where, known=of_shown, rows=rows)
    books = books_as_asked(options, task)
    compared = compared_with_before(options, opened, books, task)
    answers = answers_about(opened, books, has_before=compared is not None)
    say_answers(options, answers)
    with OutputTransaction(overwrite=options.overwrite) as files:
        if options.write is not None:
            submitted = _submitted(
                options,
                read,
                opened,
                memory=memory if opened is read else None,
                rows=rows,
                rerun=rerun,
                files=files,
                task=task,
            )
            clear_progress()
        beside = _write_reports(
            options,
            opened,
            submitted,
            files,
            known=known,
            compared=compared,
            answers=answers,
            where=where,
            task=task,
        )
    clear_progress()
    if not options.json:
        say_written(options, beside, _beside(options))
    if options.json:
        parts = {
            "as sent": None if sent is None else as_sent_json(sent),
            "answers": None if answers is None else answers_json(answers),
            "compared": None if compared is None else comparison_json(compared),
            "from manifest": again if rerun else None,
        }
        given = {name: part for name, part in parts.items() if part is not None}
        _print_json(check_json(opened, submitted, of_shown, where) | given)
    elif submitted is not None:
        print("\n" + written_summary(submitted, list(beside)), file=_beside(options))
        print(exit_code_note(read.result, submitted), file=_beside(options))
    result = opened.result if submitted is None else submitted.result
    refused = any(fault.severity == "error" for fault in sent or ())
    refused |= submitted is not None and submitted.refused_for_size
    return 1 if refused or result.findings.count(Severity.ERROR) else 0


def _settled(options: argparse.Namespace) -> tuple[Recipe, Rerun | None]:
    """Put what a recipe or a manifest says among the options; refuse what cannot be."""
    recipe = settle_recipe(options, CHECK if options.write is None else CHECK_THAT_WRITES)
    settle_form(options)
    rerun = settle_from_manifest(options)
    _check_outputs(options)
    return recipe, rerun


def _print_result(
    options: argparse.Namespace,
    opened: Opened,
    where: Filtered | None,
    *,
    known: Sequence[AcceptedFinding],
    rows: Sequence[RowChange],
) -> None:
    """Print a view, a row explained, or the summary. known: in the rows that are shown."""
    from cldvalidator.command_line.check_text import explained_row, summary

    if options.by is not None:
        if where is not None:
            print(where.sentence, file=sys.stderr)
        _print_view(opened if where is None else where.shown, options.by)
    elif options.row is not None:
        print(explained_row(opened, options.row))
    elif not options.json:
        print(summary(opened, everything=options.all, known=known, rows=rows, where=where))


def _beside(options: argparse.Namespace) -> TextIO:
    """Return where to print: a view is CSV for other programs and has standard output alone."""
    return sys.stdout if options.by is None else sys.stderr


def _submitted(
    options: argparse.Namespace,
    read: Opened,
    now: Opened,
    *,
    memory: Memory | None,
    rows: Sequence[RowChange],
    rerun: Rerun | None,
    files: OutputTransaction,
    task: Task,
) -> Submitted:
    """Write the submission. read, now: the file, and what is left of it without some rows.

    memory: of the check of what is left, where that is the whole file.
    """
    from cldvalidator.command_line.fix import profile_of
    from cldvalidator.events.method_versions import DEFAULT_METHOD, method_called
    from cldvalidator.jobs.check import submit
    from cldvalidator.writing.how_read import profile_hash

    profile = profile_of(options.profile)
    method = (method_called(rerun.method) if rerun else None) or DEFAULT_METHOD
    return submit(
        read,
        options.write,
        now=now,
        memory=memory,
        rows=rows,
        release_1=options.convert_release_1,
        overwrite=options.overwrite,
        accepted=profile.known if profile else (),
        encoding=encoding_of(options),
        figures=options.keep_figures and method,
        profile=profile_hash(options.profile),
        transaction=files,
        task=task,
    )


def _as_sent(options: argparse.Namespace, task: Task) -> tuple[PortalFault, ...]:
    """Judge the file's bytes, and say it first: one that is far off may not be readable at all."""
    from cldvalidator.command_line.as_sent import as_sent_text, faults_as_sent
    from cldvalidator.command_line.check_text import clear_progress
    from cldvalidator.official import current_specification

    specification = current_specification(options.release or "2")
    sent = faults_as_sent(options.file, specification, task)
    clear_progress()
    if not options.json:
        print(as_sent_text(sent, specification.release) + "\n", file=_beside(options))
    return sent


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse files that must not be written before any work is done."""
    from cldvalidator.jobs.check import submission_files
    from cldvalidator.storage.targets import check_extension, check_targets

    targets = [*submission_files(options.write)] if options.write is not None else []
    if options.report is not None:
        check_extension(options.report, "The report", ".xlsx")
        targets.append(options.report)
    if options.sign_off is not None:
        check_extension(options.sign_off, "The sign-off page", ".html", ".htm")
        targets.append(options.sign_off)
    named = (options.file, options.profile, options.before, options.recipe, *options.answers)
    inputs = tuple(p for p in named if p is not None)
    check_targets(targets, overwrite=options.overwrite, never=inputs)
    refuse_without_report(options)


def _print_view(opened: Opened, by: str) -> None:
    """Print one of the views of the findings as CSV; rows as Excel shows them, severities as words.

    The views by value and by person hold values of the file.
    """
    from cldvalidator.checks.rules import Severity
    from cldvalidator.presentation.inert import inert_table
    from cldvalidator.wording import elided

    table = getattr(opened.views, _VIEWS[by])()
    if "row" in table:
        table["row"] = opened.extract.source_rows[table["row"].to_numpy()]
    if "severity" in table:
        table["severity"] = [Severity(s).word for s in table["severity"]]
    if sys.stdout.isatty():  # in a file every text is whole
        for name in {"found", "proposed"}.intersection(table):
            table[name] = [elided(t) if isinstance(t, str) else t for t in table[name]]
    print(inert_table(table).to_csv(index=False, lineterminator="\n"), end="")


def _write_reports(
    options: argparse.Namespace,
    opened: Opened,
    submitted: Submitted | None,
    files: OutputTransaction,
    *,
    known: Sequence[AcceptedFinding],
    compared: Compared | None,
    answers: Answers | None,
    where: Filtered | None,
    task: Task,
) -> dict[Path, str]:
    """Write what was asked for beside a submission; return the files, each with whose it is."""
    changes = submitted.changes if submitted else ()
    beside = write_reports(
        options,
        opened,
        changes,
        files,
        known=known,
        compared=compared,
        answers=answers,
        where=where,
        task=task,
    )
    if options.sign_off is not None:
        from cldvalidator.jobs.headlines import headline_table
        from cldvalidator.writing.html_summary import write_html_summary

        write_html_summary(  # about the whole file, whatever is shown
            opened,
            options.sign_off,
            submitted=submitted,
            known=known,
            figures=headline_table(submitted.final if submitted else opened, task=task),
            compared=compared,
            transaction=files,
        )
        beside[options.sign_off] = ""
    return beside


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=1, ensure_ascii=False))
