"""Two submissions of one council compared: their events, findings, and the rules between them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from cldvalidator.events.method_versions import DEFAULT_METHOD, METHOD_VERSIONS
from cldvalidator.extract.stated import la_code_of
from cldvalidator.fixes import Profile
from cldvalidator.fixes.answer_workbook import AnswerBook, answer_books
from cldvalidator.jobs.check import open_file
from cldvalidator.official import current_specification
from cldvalidator.presentation.comparison_text import comparison_document, comparison_json
from cldvalidator.presentation.waterfall_text import waterfall_json
from cldvalidator.problems import InputProblem
from cldvalidator.published.populations import inputs_for
from cldvalidator.review.about_file import known_council
from cldvalidator.review.opened import Opened
from cldvalidator.settings import remembered_populations
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.submissions.compare import compare
from cldvalidator.submissions.compare_findings import finding_movements
from cldvalidator.submissions.compare_result import Compared
from cldvalidator.submissions.compare_rules import rules_across_files
from cldvalidator.submissions.compare_words import notices
from cldvalidator.submissions.promises import promise_fates
from cldvalidator.submissions.waterfall import Waterfall, waterfall
from cldvalidator.task import SILENT, Task


def compare_opened(
    earlier: Opened,
    later: Opened,
    *,
    older: Sequence[Opened] = (),
    answers: Sequence[AnswerBook] = (),
    task: Task = SILENT,
) -> Compared:
    """Compare two files that are open. Raises InputProblem, Cancelled.

    older: files before the earlier one, to tell events that are back from those that are new.
    answers: of teams, some of which may have promised to correct records at source.
    """
    _check_pair(earlier, later)
    for before in older:
        _check_pair(before, later)
    comparison = compare(earlier, later, older=tuple(older), task=task)
    task.step("Comparing the findings")
    return Compared(
        comparison,
        finding_movements(comparison),
        rules_across_files(comparison),
        tuple(notices(comparison)),
        promise_fates(comparison, answers),
    )


def compare_files(
    earlier: Path,
    later: Path,
    *,
    older: Sequence[Path] = (),
    answers: Sequence[Path] = (),
    profile: Profile | None = None,
    task: Task = SILENT,
) -> Compared:
    """Read, check and compare two files.

    answers: workbooks that teams have filled in, or folders of them. profile: the council's; its
    columns, sheet and own rules count for all of them. Raises InputProblem (which says which of
    the files it is about), EnvironmentProblem, Cancelled.
    """
    books = answer_books(answers, task)
    opened = [
        _opened(path, called, profile or Profile(), task)
        for path, called in (
            (earlier, "earlier file"),
            (later, "later file"),
            *((path, "older file") for path in older),
        )
    ]
    return compare_opened(opened[0], opened[1], older=opened[2:], answers=books, task=task)


def open_earlier(
    path: Path,
    called: str = "earlier file",
    *,
    beside: Opened | None = None,
    task: Task = SILENT,
) -> Opened:
    """Read and check the earlier file, or an older one.

    beside: the file that it will be compared with, whose council's own rules are run. Raises
    InputProblem that says which of the files it is about, EnvironmentProblem, Cancelled.
    """
    own = () if beside is None else tuple(rule.kept for rule in beside.result.local)
    return _opened(path, called, Profile(rules=own), task)


def _opened(path: Path, called: str, profile: Profile, task: Task) -> Opened:
    try:
        return open_file(
            path,
            header_matches=profile.columns,
            usual_sheet=profile.sheet,
            rules=profile.rules,
            task=task,
        )
    except InputProblem as problem:
        problem.add(f"This is about the {called}, {path.name}.")
        raise


def _check_pair(earlier: Opened, later: Opened) -> None:
    """Refuse two files that cannot be compared."""
    one, other = earlier.extract, later.extract
    if one.reading.sha256 == other.reading.sha256:
        raise InputProblem(
            "Both files are the same, byte by byte: there is nothing to compare.",
            "Give the file of an earlier submission.",
        )
    for opened, called in ((one, "earlier"), (other, "later")):
        if not len(opened.records):
            raise InputProblem(f"The {called} file holds no record.", "Give a file with records.")
    codes = [la_code_of(e) for e in (one, other)]
    if all(codes) and codes[0].casefold() != codes[1].casefold():
        raise InputProblem(
            "The two files are of different councils: most rows of each have another LA Code.",
            "Give two files of the same council.",
        )


def movement_of_figures(
    compared: Compared,
    *,
    methods: tuple[str, str] = (DEFAULT_METHOD.name, DEFAULT_METHOD.name),
    own_deaths: bool = True,
    task: Task = SILENT,
) -> Waterfall:
    """Calculate every figure before and after, and what moved it.

    methods: names of METHOD_VERSIONS, of the earlier and the later file. The population is the one
    that is remembered for the council. Raises InputProblem where one of the files states no period
    that can be read; Cancelled.
    """
    for covered, called in zip(compared.comparison.covered, ("earlier", "later"), strict=True):
        if covered.stated is None:
            raise InputProblem(
                f"There are no figures to compare: the {called} file states no reporting period "
                "that can be read.",
                "Fill in Reporting Period Start Date and Reporting Period End Date in it.",
            )
    later = compared.later.extract
    council = known_council(later, current_specification("2").la_names)
    return waterfall(
        compared.comparison,
        inputs_for(council, dict(remembered_populations(council))),
        methods=(METHOD_VERSIONS[methods[0]], METHOD_VERSIONS[methods[1]]),
        own_deaths=own_deaths,
        task=task,
    )


def save_comparison(
    compared: Compared,
    target: Path,
    *,
    moved: Waterfall | None = None,
    with_values: bool = False,
    overwrite: bool = False,
    transaction: OutputTransaction | None = None,
) -> None:
    """Write a comparison as the ending of its name says: .xlsx, .html or .json.

    moved: the figures, if they were made. with_values: of the workbook; a page and JSON never hold
    a value. transaction: the files that it gets its name with. Raises InputProblem,
    EnvironmentProblem.
    """
    ending = target.suffix.casefold()
    if ending == ".xlsx":
        from cldvalidator.writing.comparison_workbook import write_comparison

        write_comparison(
            compared,
            target,
            moved=moved,
            with_values=with_values,
            overwrite=overwrite,
            transaction=transaction,
        )
        return
    if ending == ".json":
        figures = {} if moved is None else {"figures": waterfall_json(moved, compared)}
        document = comparison_json(compared) | figures
        text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    else:
        text = comparison_document(compared, moved).html()
    read = (f.extract.reading.path for f in compared.comparison.two.files)
    never = tuple(path for path in read if path is not None)
    write_file(text.encode(), target, overwrite=overwrite, never=never, transaction=transaction)
