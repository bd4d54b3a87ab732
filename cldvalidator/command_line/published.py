"""`cldvalidator published`: what is published about councils, and our figures held against it."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.figure_options import day, inputs_of, method_of
from cldvalidator.command_line.published_import import add_import
from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.published.proof import Proofs
    from cldvalidator.submissions.joined import JoinedSubmissions

SAME, OTHER = 0, 1


def add_published(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command, its actions and their options."""
    command = commands.add_parser(
        "published", help="published figures and populations; hold your own against them"
    )
    add_examples(command, "published")
    command.add_argument("--json", action="store_true", help="print as JSON")
    command.set_defaults(run=_editions)
    actions = command.add_subparsers(metavar="ACTION")
    show = actions.add_parser("show", help="what is published about a council")
    show.add_argument("council", help="LA Code, ONS code or name of a council, region or England")
    show.add_argument("--json", action="store_true", help="print as JSON")
    show.set_defaults(run=_show)
    prove = actions.add_parser(
        "prove", help="your own computation of a published year beside the published figures"
    )
    prove.add_argument(
        "paths", type=Path, nargs="+", metavar="FILE", help="files, folders, or a saved set"
    )
    prove.add_argument("--year", default="", help="such as 2024-25; by default the latest")
    prove.add_argument("--as-of", type=day, metavar="D", help="imports after this day are out")
    prove.add_argument("--population", type=Path, help="CSV or JSON: population by age band")
    prove.add_argument(
        "--method", default="september-2026", help="september-2026 (default) or june-2026"
    )
    form = prove.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print as JSON")
    form.add_argument("--behind", metavar="MEASURE", help="print the records behind yours, as CSV")
    prove.set_defaults(run=_prove)
    add_import(actions)


def _editions(options: argparse.Namespace) -> int:
    from cldvalidator.presentation.council_published import edition_lines, editions_json

    if options.json:
        print(json.dumps(editions_json(), indent=1, ensure_ascii=False))
    else:
        print("\n".join(edition_lines()))
    return SAME


def _show(options: argparse.Namespace) -> int:
    from cldvalidator.presentation.council_published import council_json, council_lines
    from cldvalidator.published.areas import area_of

    area = area_of(options.council)
    if area is None:
        raise InputProblem(
            f"There is no council {options.council}.",
            "Write its LA Code, such as 503, or its name.",
        )
    if options.json:
        print(json.dumps(council_json(area), indent=1, ensure_ascii=False))
    else:
        print("\n".join(council_lines(area)))
    return SAME


def _prove(options: argparse.Namespace) -> int:
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.jobs.join import gather_set, join_set
    from cldvalidator.jobs.preview_inputs import PreviewInputs
    from cldvalidator.measures.preview import preview
    from cldvalidator.presentation.proof_text import proof_json, proof_lines
    from cldvalidator.presentation.set_text import set_lines
    from cldvalidator.published.counterparts import counterparts
    from cldvalidator.published.proof import period_of, prove, published_years
    from cldvalidator.task import Task

    period = period_of(options.year or published_years()[0])
    inputs = PreviewInputs(period_end=period.last, method=method_of(options.method).name)
    task = Task() if options.json else terminal_task()
    gathered = gather_set(options.paths, {}, task=task)
    joined = join_set(gathered, inputs, options.as_of, task=task)
    council = gathered.set.council
    given = inputs_of(options, council)
    only = list(dict.fromkeys(part.measure for part in counterparts()))
    previewed = preview(joined.processed, given, only=only, task=task)
    proofs = prove(joined.processed, previewed, council)
    clear_progress()
    if options.behind:
        _behind(options.behind, proofs, joined)
    elif options.json:
        print(json.dumps(proof_json(proofs), indent=1, ensure_ascii=False))
    else:
        about = set_lines(gathered.set, joined.selection)
        print("\n".join([*about, "", *proof_lines(proofs)]))
    return SAME if proofs.all_equal or options.behind else OTHER


def _behind(name: str, proofs: Proofs, joined: JoinedSubmissions) -> None:
    """Print the records behind our side of one figure as CSV. Raises InputProblem."""
    from cldvalidator.presentation.inert import inert_table
    from cldvalidator.presentation.preview_text import records_behind

    names = {p.own.counterpart.published: p.own.figure for p in proofs.proofs}
    figure = names.get(name.strip().removeprefix("ASCOF").strip())
    if figure is None:
        raise InputProblem(
            f"No figure is published as {name}.", f"Choose one of: {', '.join(names)}."
        )
    assert joined.processed.read is not None
    table = inert_table(records_behind(figure.behind, joined.processed, joined.processed.read))
    lines = csv.writer(sys.stdout)
    lines.writerow(table.columns)
    lines.writerows(table.itertuples(index=False, name=None))
