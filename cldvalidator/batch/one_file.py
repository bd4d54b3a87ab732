"""One file of a run, from reading to writing, as the recipe says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from cldvalidator.batch.outcome import FigureRow, Outcome, RuleCount
from cldvalidator.batch.recipe import Recipe
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.rules import Severity
from cldvalidator.events.method_versions import DEFAULT_METHOD
from cldvalidator.extract.date_order import DateOrders
from cldvalidator.extract.opening import read_whole
from cldvalidator.extract.stated import la_code_of
from cldvalidator.fixes import left_out
from cldvalidator.fixes.changes import cells_that_differ
from cldvalidator.fixes.rows import NO_RECORDS
from cldvalidator.jobs.check import open_file, submission_files
from cldvalidator.jobs.fix import AcceptedFixes, Fixed, fix
from cldvalidator.jobs.headlines import headlines_of
from cldvalidator.jobs.outputs import Outputs, write_outputs, write_reports
from cldvalidator.jobs.preview import FilePreview, preview_file
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.official import current_specification
from cldvalidator.presentation.headlines import HeadlineRow
from cldvalidator.problems import InputProblem, Problem
from cldvalidator.review.opened import Opened
from cldvalidator.review.public_names import PublicNames, public_file_name
from cldvalidator.review.selection import file_selection
from cldvalidator.review.verdict import verdict
from cldvalidator.storage.machine import as_problem
from cldvalidator.storage.targets import check_targets
from cldvalidator.storage.transaction import OutputTransaction
from cldvalidator.task import SILENT, Task
from cldvalidator.version import __version__


@dataclass(frozen=True)
class Place:
    """One file and where its outputs go.

    path: of the file. shown: its path as seen from the folder of the run. target: the path of the
    submission, whether one is written or not: the other outputs are named after it. overwrite:
    whether what is there may be replaced.
    """

    path: Path
    shown: str
    target: Path
    overwrite: bool = False


def made_by(recipe: Recipe) -> str:
    """Return what tells whether a result still holds: recipe, program and specification.

    Raises InputProblem, EnvironmentProblem for a profile that cannot be read.
    """
    packs = [current_specification(release) for release in ("1", "2")]
    parts = [recipe.fingerprint(), __version__, *(f"{p.origin} {p.names}" for p in packs)]
    return sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Worked:
    """A file that was worked through, for who wants more of it than its outcome.

    final: the file as the recipe left it. preview: its figures, None where there are none.
    """

    outcome: Outcome
    final: Opened
    preview: FilePreview | None


def work_on(
    place: Place,
    recipe: Recipe,
    task: Task = SILENT,
    *,
    data: memoryview | None = None,
    finish: Callable[[Worked], Outcome] = lambda worked: worked.outcome,
) -> Outcome:
    """Read, fix, check and write one file.

    data: its content, where it does not lie on a disk. finish: makes what else is wanted of the
    file, and returns the outcome with that. What is wrong with the file, or is refused by the
    machine, is in the outcome; a fault of the program is raised, and Cancelled.
    """
    made = made_by(recipe)
    hashed = ""
    try:
        hashed = sha256(read_whole(place.path) if data is None else data).hexdigest()
        return finish(_worked_on(place, recipe, made, data, task))
    except (Problem, OSError, MemoryError) as error:
        problem = as_problem(error)
        if problem is None:
            raise
        shown = public_file_name(place.shown)
        reported = (problem.what, problem.advice)
        return Outcome(shown, path=shown, sha256=hashed, made_by=made, problem=reported)


def _worked_on(
    place: Place, recipe: Recipe, made: str, data: memoryview | None, task: Task
) -> Worked:
    outputs = _outputs_of(place, recipe)
    check_targets(
        names_of(place, recipe),
        overwrite=place.overwrite,
        never=tuple(p for p in (place.path, recipe.profile_path) if p is not None),
    )
    fixed = fixed_by(place.path, recipe, data=data, task=task)
    before, after = fixed.before, fixed.after
    written, final = _written(outputs, recipe, fixed, place.overwrite, task)
    selection = file_selection(final.read)
    council = final.specification.council_called(la_code_of(final.extract))
    judged = verdict(final.result)
    named = PublicNames(before.extract)
    name = named.file if named.file != before.extract.reading.name else place.shown
    outcome = Outcome(
        file=public_file_name(name),
        path=public_file_name(place.shown),
        sha256=before.extract.reading.sha256,
        made_by=made,
        council=council.name if council is not None else "",
        la_code=council.code if council is not None else "",
        release=final.specification.release,
        records=len(final.extract.records),
        tone=judged.tone,
        verdict=judged.text,
        counts={s.word: final.result.findings.national.count(s) for s in Severity},
        rules=_rules(final),
        cells_changed=cells_that_differ(before.extract, after.extract),
        rows_left_out=len(left_out(fixed.changes)),
        written=written,
    )
    if selection is not None:
        period = selection.period
        outcome = replace(
            outcome,
            period=(period.first.isoformat(), period.last.isoformat()),
            selected=selection.selected,
            selection=selection.sentence,
        )
    return _with_figures(outcome, final, recipe, task)


def fixed_by(
    path: Path,
    recipe: Recipe,
    *,
    dates: DateOrders | None = None,
    data: memoryview | None = None,
    task: Task = SILENT,
) -> Fixed:
    """Read a file and make the changes that a recipe allows.

    dates: the order of day and month by column, in place of the recipe's. data: the content of the
    file, where it does not lie on a disk. Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    profile, memory = recipe.profile(), Memory()
    release_1 = recipe.entry("fix", "release_1", False)
    opened = open_file(
        path,
        release="2" if release_1 else recipe.entry("read", "release"),
        sheet=recipe.entry("read", "sheet"),
        delimiter=recipe.delimiter,
        header_matches={**profile.columns, **recipe.columns},
        usual_sheet=profile.sheet,
        without=recipe.entry("read", "without", ()),
        rules=profile.rules,
        dates=recipe.date_orders if dates is None else dates,
        memory=memory,
        today=recipe.as_of,
        data=data,
        task=task,
    )
    asked = AcceptedFixes(
        leave_out=[NO_RECORDS] if recipe.entry("fix", "leave_out_no_records") else [],
        profile=profile,
        safe=recipe.entry("fix", "safe", False),
        likely=recipe.entry("fix", "likely", ()),
        release_1=release_1,
        derived=recipe.entry("fix", "derived", False),
    )
    return fix(opened, memory, asked, task)


def names_of(place: Place, recipe: Recipe) -> tuple[Path, ...]:
    """Return the files that may be written for a file."""
    outputs = _outputs_of(place, recipe)
    first = submission_files(outputs.submission) if recipe.entry("write", "submission") else ()
    return (*first, *outputs.beside)


def _outputs_of(place: Place, recipe: Recipe) -> Outputs:
    return Outputs(
        place.target,
        report=recipe.entry("write", "report", False),
        plain_report=recipe.entry("write", "report_without_values", False),
        sign_off=recipe.entry("write", "sign_off", False),
        encoding="UTF-8" if recipe.entry("write", "encoding") == "utf-8" else "Windows-1252",
    )


def _written(
    outputs: Outputs, recipe: Recipe, fixed: Fixed, overwrite: bool, task: Task
) -> tuple[dict[str, str], Opened]:
    """Write what the recipe asks for; return names with SHA-256, and the file as it is now."""
    final, files = fixed.after, outputs.beside
    writes = recipe.entry("write", "submission", False)
    if writes or files:
        outputs.submission.parent.mkdir(parents=True, exist_ok=True)
    if writes:
        submitted = write_outputs(
            fixed.before,
            fixed.after,
            fixed.changes,
            outputs,
            overwrite=overwrite,
            known=fixed.known,
            task=task,
        )
        log = () if submitted.log is None else (submitted.log,)
        first = (submitted.written.path, submitted.manifest, *log)
        files, final = (*first, *files), submitted.final
    elif files:
        with OutputTransaction(overwrite=overwrite) as together:
            write_reports(
                fixed.after,
                fixed.before.result,
                fixed.changes,
                *outputs.reports,
                known=fixed.known,
                transaction=together,
                task=task,
            )
    return {p.name: sha256(read_whole(p)).hexdigest() for p in files}, final


def _rules(opened: Opened) -> tuple[RuleCount, ...]:
    """Return the rules that found something, errors first, then the most findings."""
    counts: dict[tuple[Severity, str], RuleCount] = {}
    for group in opened.result.findings.worst_first():
        key = (group.severity, group.rule.id)
        before = counts[key].count if key in counts else 0
        counts[key] = RuleCount(
            group.rule.id, group.rule.title, group.severity.word, before + len(group)
        )
    ranked = sorted(counts.items(), key=lambda item: (item[0][0], -item[1].count, item[0][1]))
    return tuple(count for _, count in ranked)


def _with_figures(outcome: Outcome, final: Opened, recipe: Recipe, task: Task) -> Worked:
    if not recipe.entry("preview", "figures"):
        return Worked(outcome, final, None)
    method = recipe.entry("preview", "method", DEFAULT_METHOD.name)
    inputs = PreviewInputs(method=method, remembered=recipe.entry("preview", "remembered", True))
    try:
        preview = preview_file(final.extract, final.result, inputs, task=task)
    except InputProblem as problem:
        return Worked(replace(outcome, why_no_figures=problem.what), final, None)
    rows = tuple(_figure_rows(headlines_of(preview).rows))
    return Worked(replace(outcome, figures=rows), final, preview)


def _figure_rows(rows: Iterable[HeadlineRow]) -> Iterator[FigureRow]:
    for row in rows:
        yield FigureRow(row.measure, row.caption, row.value, row.numerator, row.denominator)
