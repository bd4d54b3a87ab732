"""The command line: the same engine as the window.

Exit codes: 0 no errors, 1 errors were found, 2 it could not be done.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cldvalidator import __version__
from cldvalidator.cli_fix import add_fix
from cldvalidator.cli_help import add_examples
from cldvalidator.cli_preview import add_preview, refuse_sheet_of_text
from cldvalidator.cli_profile import add_profile
from cldvalidator.offline import refuse_network
from cldvalidator.problems import Cancelled, InputProblem, Problem
from cldvalidator.task import Task

if TYPE_CHECKING:
    from cldvalidator.fixes import Known
    from cldvalidator.job import Opened, Submitted

NO_ERRORS, ERRORS_FOUND, NOT_DONE = 0, 1, 2
_VIEWS = {
    "rule": "by_rule",
    "field": "by_field",
    "event-type": "by_event_type",
    "value": "by_value",
    "record": "by_record",
    "person": "by_person",
    "fixes": "what_fixes_most",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    refuse_network()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not know every character
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except Problem as problem:
        _clear()
        print(f"{problem.what}\n{_advice(problem)}", file=sys.stderr)
        return NOT_DONE
    except (Cancelled, KeyboardInterrupt):
        _clear()
        print("Stopped. Nothing more was written.", file=sys.stderr)
        return NOT_DONE
    except BrokenPipeError:
        sys.stderr.close()
        return NOT_DONE
    except Exception as error:
        from cldvalidator.faults import fault_report

        _clear()
        print(
            "This is a fault in CLD Validator, not in your file. "
            "Please report the lines below; they hold no data.\n" + fault_report(error),
            file=sys.stderr,
        )
        return NOT_DONE
    return code


def _advice(problem: Problem) -> str:
    """Return the advice of a problem, with the option that follows it where there is one."""
    from cldvalidator.events.processing import NoPeriod
    from cldvalidator.extract.header import DoubledField
    from cldvalidator.writing.atomic import TargetExists

    if isinstance(problem, TargetExists):
        return "Choose another name, or add --overwrite to replace it."
    if isinstance(problem, NoPeriod):
        return "Add --period-end with the last day of the year, such as --period-end 31/03/2026."
    if isinstance(problem, DoubledField):
        letter, field = problem.first.letter, problem.first.field
        return (
            f"Say which one counts, by its letter: --column 'column {letter}={field}' (the other "
            "is then kept aside)."
        )
    return problem.advice


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cldvalidator",
        description="Checks Adult Social Care Client Level Data files and writes submissions.",
    )
    add_examples(parser)
    parser.add_argument("--version", action="version", version=f"CLD Validator {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="check a file, and write the submission if asked")
    add_examples(check, "check")
    check.add_argument("file", type=Path, help="CSV, XLSX, XLSM, XLS, XLSB or ODS")
    check.add_argument("--release", choices=("1", "2"), help="check against this release")
    check.add_argument("--sheet", help="the sheet of a workbook")
    check.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FOUND=FIELD",
        help="read the column headed FOUND as FIELD, or keep it aside (FOUND=); FOUND may be a "
        "letter, such as 'column C' (may be given more than once)",
    )
    check.add_argument(
        "--profile", type=Path, metavar="P", help="your profile: its columns, and known findings"
    )
    check.add_argument("--write", type=Path, metavar="OUT", help="write the submission to OUT")
    check.add_argument("--overwrite", action="store_true", help="replace OUT if it exists")
    check.add_argument(
        "--convert-release-1",
        action="store_true",
        help="when writing, turn documented Release 1 values into Release 2",
    )
    check.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="RULES",
        help="rules not to run: ids, or groups (cells, records, people, submission)",
    )
    view = check.add_mutually_exclusive_group()
    view.add_argument("--by", choices=tuple(_VIEWS), help="print the findings by this, as CSV")
    view.add_argument("--row", type=int, help="explain the findings of a row, as Excel shows it")
    check.add_argument("--report", type=Path, metavar="XLSX", help="write the Excel report")
    check.add_argument(
        "--no-values",
        action="store_true",
        help="leave all values and identifiers out of the Excel report, so that it may be sent",
    )
    check.add_argument(
        "--team-column", help="column of the file that says the team, for the report"
    )
    check.add_argument("--sign-off", type=Path, metavar="HTML", help="write the sign-off page")
    check.add_argument("--json", action="store_true", help="print the result as JSON")
    check.add_argument("--all", action="store_true", help="show every group of findings")
    check.set_defaults(run=_check)

    add_fix(commands)
    add_profile(commands)
    add_preview(commands)

    demo = commands.add_parser("demo", help="do the whole job on the bundled sample")
    demo.add_argument("--folder", type=Path, default=Path("output"), help="where to write")
    demo.set_defaults(run=_demo)

    spec = commands.add_parser(
        "spec", help="print the catalogue of fields and rules, or import an official workbook"
    )
    spec.add_argument("action", nargs="?", choices=("import", "forget"))
    spec.add_argument("workbook", nargs="?", type=Path, help="with import: the official workbook")
    spec.add_argument("--dry-run", action="store_true", help="with import: only show the changes")
    spec.add_argument("--accept-odd", action="store_true", help="take lists that look wrong too")
    form = spec.add_mutually_exclusive_group()
    form.add_argument("--html", action="store_true", help="as one HTML page")
    form.add_argument("--json-schema", action="store_true", help="the JSON Schema of one record")
    spec.add_argument("--release", choices=("1", "2"), default="2")
    spec.set_defaults(run=_spec)
    return parser


def _check(options: argparse.Namespace) -> int:
    from cldvalidator.checks.rules import Severity
    from cldvalidator.cli_fix import profile_of
    from cldvalidator.fixes import Profile, known_in
    from cldvalidator.job import open_file, submit
    from cldvalidator.report_json import check_json
    from cldvalidator.terminal import (
        clear_progress,
        explained_row,
        summary,
        terminal_task,
        written_summary,
    )

    _check_outputs(options)
    task = terminal_task() if not options.json else Task()
    profile = profile_of(options.profile) or Profile()
    opened = open_file(
        options.file,
        release=options.release,
        sheet=options.sheet,
        header_matches={**profile.columns, **_told_columns(options.column)},
        without=[w for text in options.without for w in text.split(",")],
        task=task,
    )
    clear_progress()
    _check_told(options, opened)
    known = known_in(profile.known, opened.extract, opened.result)
    submitted = None
    if options.by is not None:
        _print_view(opened, options.by)
    elif options.row is not None:
        print(explained_row(opened, options.row))
    elif not options.json:
        print(summary(opened, everything=options.all, known=known))
    if options.write is not None:
        submitted = submit(
            opened,
            options.write,
            release_1=options.convert_release_1,
            overwrite=options.overwrite,
            accepted=profile.known,
            task=task,
        )
        clear_progress()
    _write_reports(options, opened, submitted, known, task)
    clear_progress()
    if options.json:
        _print_json(check_json(opened, submitted, known))
    elif submitted is not None:
        print("\n" + written_summary(submitted))
    result = opened.result if submitted is None else submitted.result
    return ERRORS_FOUND if result.findings.count(Severity.ERROR) else NO_ERRORS


def _check_outputs(options: argparse.Namespace) -> None:
    """Refuse files that must not be written before any work is done."""
    from cldvalidator.job import submission_files
    from cldvalidator.writing.atomic import check_extension, check_targets

    targets = [*submission_files(options.write)] if options.write is not None else []
    if options.report is not None:
        check_extension(options.report, "The report", ".xlsx")
        targets.append(options.report)
    if options.sign_off is not None:
        check_extension(options.sign_off, "The sign-off page", ".html", ".htm")
        targets.append(options.sign_off)
    inputs = tuple(p for p in (options.file, options.profile) if p is not None)
    check_targets(targets, overwrite=options.overwrite, never=inputs)
    if options.report is None and (options.no_values or options.team_column):
        raise InputProblem(
            "--no-values and --team-column are about the Excel report.", "Add --report."
        )


def _check_told(options: argparse.Namespace, opened: Opened) -> None:
    """Refuse what was told about the file and does not fit it. Raises InputProblem."""
    from cldvalidator.extract.header import unknown_columns
    from cldvalidator.writing.excel_report import team_column

    reading = opened.extract.reading
    refuse_sheet_of_text(options.sheet, reading)
    unknown = unknown_columns(_told_columns(options.column), reading.headers)
    if unknown:
        raise InputProblem(
            f"The file has no column headed {', '.join(unknown)}.",
            f"Its columns that are no field: {', '.join(opened.extract.aside) or 'none'}.",
        )
    team_column(opened.extract, options.team_column)


def _print_view(opened: Opened, by: str) -> None:
    """Print one of the views of the findings as CSV; rows as Excel shows them, severities as words.

    The views by value and by person hold values of the file.
    """
    from cldvalidator.checks.rules import Severity
    from cldvalidator.finding_views import FindingViews

    table = getattr(FindingViews(opened.extract, opened.result), _VIEWS[by])()
    if "row" in table:
        table["row"] = opened.extract.source_rows[table["row"].to_numpy()]
    if "severity" in table:
        table["severity"] = [Severity(s).word for s in table["severity"]]
    print(table.to_csv(index=False, lineterminator="\n"), end="")


def _write_reports(
    options: argparse.Namespace,
    opened: Opened,
    submitted: Submitted | None,
    known: Sequence[Known],
    task: Task,
) -> None:
    if options.report is not None:
        from cldvalidator.writing.excel_report import write_excel_report

        write_excel_report(
            opened,
            options.report,
            with_values=not options.no_values,
            changes=submitted.changes if submitted else (),
            known=known,
            team_column=options.team_column,
            overwrite=options.overwrite,
            task=task,
        )
        _say_written(options, options.report)
    if options.sign_off is not None:
        from cldvalidator.writing.html_summary import write_html_summary

        write_html_summary(
            opened,
            options.sign_off,
            submitted=submitted,
            known=known,
            overwrite=options.overwrite,
        )
        _say_written(options, options.sign_off)


def _say_written(options: argparse.Namespace, path: Path) -> None:
    if not options.json:
        print(f"Written: {path}")


def _told_columns(told: Sequence[str]) -> dict[str, str | None]:
    matches: dict[str, str | None] = {}
    for text in told:
        found, equals, field = text.partition("=")
        if not equals:
            raise InputProblem(
                f"--column {text} has no equals sign.", "Write it as --column 'Found=Field'."
            )
        matches[found.strip()] = field.strip() or None
    return matches


def _demo(options: argparse.Namespace) -> int:
    from cldvalidator.demo import run_demo
    from cldvalidator.terminal import terminal_task

    run_demo(options.folder, terminal_task())
    return NO_ERRORS


def _spec(options: argparse.Namespace) -> int:
    from cldvalidator.catalogue import catalogue_html, catalogue_markdown
    from cldvalidator.checks.rules import load_rules
    from cldvalidator.official import current_specification, forget_council_pack
    from cldvalidator.specification.record_schema import record_schema

    if options.action == "import":
        return _import_workbook(options)
    if options.action == "forget":
        gone = forget_council_pack()
        print("The built-in pack is used again." if gone else "There was no council's own pack.")
        return NO_ERRORS
    if options.json_schema:
        _print_json(record_schema(current_specification(options.release)))
        return NO_ERRORS
    packs = [current_specification("2"), current_specification("1")]
    write = catalogue_html if options.html else catalogue_markdown
    print(write(packs, list(load_rules().values())), end="")
    return NO_ERRORS


def _import_workbook(options: argparse.Namespace) -> int:
    from cldvalidator.official import (
        base_pack,
        differences,
        merged_pack,
        read_official_workbook,
        save_council_pack,
    )
    from cldvalidator.problems import InputProblem
    from cldvalidator.specification import build_specification

    if options.workbook is None:
        raise InputProblem(
            "No workbook was named.", "Write `cldvalidator spec import WORKBOOK.xlsx`."
        )
    pack = base_pack()
    specification = build_specification(pack)
    content = read_official_workbook(options.workbook, specification)
    print("\n".join(differences(specification, content).lines()))
    if content.passed_over:
        print(f"Sheets without anything recognised: {', '.join(content.passed_over)}")
    if options.dry_run:
        print("Nothing was kept.")
        return NO_ERRORS
    merged = merged_pack(pack, content, accept_odd=options.accept_odd)
    print(f"Kept as the council's own pack: {save_council_pack(merged, content)}")
    return NO_ERRORS


def _print_json(value: Any) -> None:
    print(json.dumps(value, indent=1, ensure_ascii=False))
