"""`cldvalidator twin`: a file about nobody with the shape, the codes and the faults of another."""

from __future__ import annotations

import argparse
from pathlib import Path

from cldvalidator.command_line.as_of_option import add_as_of, day_of
from cldvalidator.command_line.dates_option import add_dates, date_orders_of
from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.preview import refuse_sheet_of_text
from cldvalidator.command_line.row_options import add_delimiter_option, delimiter_of


def add_twin(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "twin",
        help="make a file about nobody that is like yours, for support and training",
        description="Writes a CSV about people who do not exist, with the columns, the number of "
        "records, the codes and the faults of a file, and beside it a page that proves that nobody "
        "of the file is in it.",
    )
    add_examples(command, "twin")
    command.add_argument("file", type=Path, help="the extract: CSV or workbook")
    command.add_argument(
        "--write", type=Path, required=True, metavar="OUT", help="the CSV to write"
    )
    command.add_argument("--overwrite", action="store_true", help="replace files that exist")
    command.add_argument("--release", choices=("1", "2"), help="of the specification")
    command.add_argument("--sheet", help="the sheet of a workbook")
    add_delimiter_option(command)
    add_dates(command)
    add_as_of(command)
    command.set_defaults(run=_twin)


def _twin(options: argparse.Namespace) -> int:
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.jobs.check import open_file
    from cldvalidator.jobs.twin import twin_files, write_twin
    from cldvalidator.presentation.twin_text import near_sentence, verdict_of
    from cldvalidator.storage.targets import check_targets
    from cldvalidator.wording import counted

    check_targets(twin_files(options.write), overwrite=options.overwrite, never=(options.file,))
    task = terminal_task()
    opened = open_file(
        options.file,
        release=options.release,
        sheet=options.sheet,
        delimiter=delimiter_of(options),
        dates=date_orders_of(options),
        today=day_of(options, options.file),
        task=task,
    )
    refuse_sheet_of_text(options.sheet, opened.extract.reading)
    written = write_twin(opened, options.write, overwrite=options.overwrite, task=task)
    clear_progress()
    print(f"Written: {written.path}: {counted(written.proof.rows, 'record')} about nobody")
    print(f"Written: {written.page}: the proof, for your information governance")
    print(verdict_of(written.proof))
    print(near_sentence(written.proof))
    return 0
