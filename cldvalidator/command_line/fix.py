"""`cldvalidator fix`: a file changed as far as the user has said, checked again, written."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.command_line.answers_option import add_answers
from cldvalidator.command_line.dates_option import add_dates, date_orders_of
from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.recipe_option import FIX, add_recipe, settle_recipe
from cldvalidator.command_line.row_options import (
    add_delimiter_option,
    add_row_options,
    delimiter_of,
)
from cldvalidator.command_line.submission_form import add_form, encoding_of, settle_form
from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.fixes import Profile
    from cldvalidator.fixes.prices import Prices
    from cldvalidator.jobs.fix import Fixed
    from cldvalidator.task import Task
    from cldvalidator.writing.submitted import Submitted


def add_fix(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "fix",
        help="change a file as you say, and write the submission",
        description="Makes the changes you ask for and says what they do. Without --write nothing "
        "is written: it is a preview.",
    )
    add_examples(command, "fix")
    command.add_argument("file", type=Path, help="CSV, XLSX, XLSM, XLS, XLSB or ODS")
    add_dates(command)
    command.add_argument("--profile", type=Path, metavar="P", help="what your values mean")
    add_recipe(command, "read, fix and write the file as this recipe says")
    command.add_argument("--safe", action="store_true", help="accept every safe proposal")
    command.add_argument(
        "--likely",
        action="append",
        default=[],
        metavar="RULES",
        help="accept the likely proposals of these rules too, or of all",
    )
    command.add_argument(
        "--release-1",
        action="store_true",
        help="convert Release 1 values to Release 2 where the change is documented",
    )
    command.add_argument(
        "--derived",
        action="store_true",
        help="with --release-1: convert unconfirmed values too, inferred from the naming",
    )
    add_row_options(command)
    add_delimiter_option(command)
    command.add_argument("--changes", type=Path, metavar="C", help="apply the changes saved in C")
    add_answers(command, "make the changes that the teams answered in these")
    command.add_argument(
        "--other-extract",
        action="store_true",
        help="with --changes or --answers: they may be of an earlier extract of your council; what "
        "still fits is carried over, and the rest is listed",
    )
    command.add_argument("--save-changes", type=Path, metavar="C", help="save the changes to C")
    command.add_argument("--write", type=Path, metavar="OUT", help="write the submission to OUT")
    add_form(command)
    command.add_argument("--log", type=Path, metavar="LOG", help="write the log of changes (CSV)")
    command.add_argument("--report", type=Path, metavar="XLSX", help="write the Excel report")
    command.add_argument("--sign-off", type=Path, metavar="HTML", help="write the sign-off page")
    command.add_argument("--reason", default="", help="why it is sent although it has errors")
    command.add_argument(
        "--price",
        action="store_true",
        help="say what each open decision would do to the national figures, and which come first",
    )
    command.add_argument("--release", choices=("1", "2"), help="check against this release")
    command.add_argument("--sheet", help="the sheet of a workbook")
    command.add_argument("--json", action="store_true", help="print the result as JSON")
    command.add_argument("--overwrite", action="store_true", help="replace files that exist")
    command.set_defaults(run=_fix, plain_report=None)


def _fix(options: argparse.Namespace) -> int:
    from cldvalidator.checks.memory import Memory
    from cldvalidator.checks.rules import Severity
    from cldvalidator.command_line.check_text import (
        clear_progress,
        exit_code_note,
        terminal_task,
        written_summary,
    )
    from cldvalidator.command_line.fix_text import fixed_json, fixed_summary
    from cldvalidator.jobs.check import open_file
    from cldvalidator.jobs.fix import AcceptedFixes, fix
    from cldvalidator.jobs.price import prices_or_why
    from cldvalidator.presentation.price_text import prices_json, prices_text
    from cldvalidator.task import Task

    recipe = settle_recipe(options, FIX)
    if options.release_1 and options.release == "1":
        raise InputProblem(
            "--release-1 turns values into Release 2: the file cannot be checked against Release 1 "
            "then.",
            "Leave out --release 1, or leave out --release-1.",
        )
    if options.derived and not options.release_1:
        raise InputProblem(
            "--derived has no effect without --release-1.",
            "Add --release-1, or leave out --derived.",
        )
    if options.other_extract and options.changes is None and not options.answers:
        raise InputProblem(
            "--other-extract is about a change file or answers.", "Add --changes or --answers."
        )
    task = Task() if options.json else terminal_task()
    settle_form(options)
    _check_targets(options)
    profile = profile_of(options.profile)
    memory = Memory()
    opened = open_file(
        options.file,
        release="2" if options.release_1 else options.release,
        sheet=options.sheet,
        delimiter=delimiter_of(options),
        header_matches={**(profile.columns if profile is not None else {}), **recipe.columns},
        usual_sheet=profile.sheet if profile is not None else "",
        without=recipe.entry("read", "without", ()),
        rules=() if profile is None else profile.rules,
        dates=date_orders_of(options),
        memory=memory,
        today=recipe.as_of,
        task=task,
    )
    asked = AcceptedFixes(
        changes=options.changes,
        other_extract=options.other_extract,
        answers=options.answers,
        leave_out=options.leave_out,
        keep=options.keep_rows,
        profile=profile,
        safe=options.safe,
        derived=options.derived,
        likely=_rules(options.likely),
        release_1=options.release_1,
    )
    fixed = fix(opened, memory, asked, task)
    effect = _answers_effect(fixed, task) if options.price else ""
    prices, why = prices_or_why(fixed.after, task=task) if options.price else (None, "")
    submitted = _write(options, fixed, prices, task)
    clear_progress()
    if options.json:
        content = fixed_json(fixed, submitted)
        if options.price:
            content["prices"] = {"why none": why} if prices is None else prices_json(prices)
        print(json.dumps(content, indent=1, ensure_ascii=False))
    else:
        print(fixed_summary(fixed))
        if options.price:
            print(f"\n{effect}{why if prices is None else prices_text(prices)}")
        reports = (options.report, options.plain_report)
        named = (options.log, options.save_changes, *reports, options.sign_off)
        beside = [path for path in named if path is not None]
        if submitted is not None:
            print("\n" + written_summary(submitted, beside))
            print(exit_code_note(fixed.before.result, submitted))
        for path in beside:
            print(f"Written: {path}")
    if submitted is not None and submitted.refused_for_size:
        return 1
    return 1 if fixed.after.result.findings.count(Severity.ERROR) else 0


def _answers_effect(fixed: Fixed, task: Task) -> str:
    """Say what the answers of teams did to the national figures; "" without answers."""
    from cldvalidator.jobs.price import effect_or_why

    if fixed.answers is None or not fixed.answers.changes:
        return ""
    return (
        f"The answers of the teams: {effect_or_why(fixed.before, fixed.answers.changes, task)}\n\n"
    )


def _rules(names: list[str]) -> list[str]:
    from cldvalidator.checks.rules import chosen_rules

    words = [w.strip() for text in names for w in text.split(",") if w.strip()]
    if any(w.casefold() == "all" for w in words):
        return ["all"]
    return list(chosen_rules(words))


def profile_of(path: Path | None) -> Profile | None:
    """Read the profile that was named, if one was. Raises InputProblem, EnvironmentProblem."""
    from cldvalidator.fixes import load_profile
    from cldvalidator.official import current_specification

    return load_profile(path, current_specification("2")) if path is not None else None


def _check_targets(options: argparse.Namespace) -> None:
    """Refuse names before the work, that nothing is lost at its end."""
    from cldvalidator.jobs.check import submission_files
    from cldvalidator.storage.targets import check_extension, check_targets

    named = (
        (options.log, "The log", ".csv"),
        (options.save_changes, "The change file", ".json"),
        (options.report, "The report", ".xlsx"),
        (options.plain_report, "The report without values", ".xlsx"),
        (options.sign_off, "The sign-off page", ".html"),
    )
    targets = list(submission_files(options.write)) if options.write is not None else []
    for path, what, extension in named:
        if path is not None:
            check_extension(path, what, extension)
            targets.append(path)
    inputs = (options.file, options.profile, options.changes, options.recipe, *options.answers)
    never = tuple(p for p in inputs if p is not None)
    check_targets(targets, overwrite=options.overwrite, never=never)


def _write(
    options: argparse.Namespace, fixed: Fixed, prices: Prices | None, task: Task
) -> Submitted | None:
    from cldvalidator.fixes import save_changes
    from cldvalidator.jobs.check import write_all
    from cldvalidator.jobs.headlines import headline_table
    from cldvalidator.jobs.outputs import write_reports
    from cldvalidator.storage.transaction import OutputTransaction
    from cldvalidator.writing.change_log import write_change_log
    from cldvalidator.writing.how_read import profile_hash
    from cldvalidator.writing.html_summary import write_html_summary

    submitted = None
    with OutputTransaction(overwrite=options.overwrite) as files:
        if options.write is not None:
            submitted = write_all(
                fixed.before,
                fixed.after,
                fixed.changes,
                options.write,
                overwrite=options.overwrite,
                reason=options.reason,
                known=fixed.known,
                encoding=encoding_of(options),
                profile=profile_hash(options.profile),
                transaction=files,
                task=task,
            )
        if options.log is not None:
            rules = dict(fixed.after.result.findings.rules)
            write_change_log(fixed.changes, rules, options.log, transaction=files)
        if options.save_changes is not None:
            save_changes(
                fixed.history, options.save_changes, read=fixed.before.read, transaction=files
            )
        write_reports(
            fixed.after,
            fixed.before.result,
            fixed.changes,
            options.report,
            options.plain_report,
            known=fixed.known,
            prices=prices,
            answers=fixed.answers,
            transaction=files,
            task=task,
        )
        if options.sign_off is not None:
            write_html_summary(
                fixed.before,
                options.sign_off,
                submitted=submitted,
                known=fixed.known_before,
                figures=headline_table(submitted.final if submitted else fixed.after, task=task),
                transaction=files,
            )
    return submitted
