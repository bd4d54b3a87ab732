"""The main job, from a file to a submission: read, check, write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import numpy as np

from cldvalidator.checks import check_extract, check_the_same_way
from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.checks.cells.dates import is_written, strict_day
from cldvalidator.checks.changed_rows import judge_changed_rows
from cldvalidator.checks.field_check import judge
from cldvalidator.checks.local_rules import CouncilRule
from cldvalidator.checks.memory import Memory
from cldvalidator.checks.normalised import normalised_extract
from cldvalidator.checks.other_rows import judge_other_rows
from cldvalidator.checks.rules import chosen_rules
from cldvalidator.events.method_versions import DEFAULT_METHOD, MethodVersion
from cldvalidator.extract import Extract, read_extract
from cldvalidator.extract.date_order import DateOrders
from cldvalidator.extract.release import ReleaseEvidence, find_release
from cldvalidator.filters.council_rules import read_rules
from cldvalidator.fixes import (
    AcceptedFinding,
    Change,
    History,
    KnownFinding,
    RowChange,
    apply_changes,
    known_in,
    left_out,
    safe_changes,
)
from cldvalidator.fixes.changes import KEPT, LEFT_OUT, cells_that_differ
from cldvalidator.fixes.date_order import date_changes, day_first
from cldvalidator.fixes.private_texts import why_personal_text
from cldvalidator.fixes.profile import usable_columns
from cldvalidator.fixes.rows import row_decisions
from cldvalidator.jobs.kept_figures import kept_figures
from cldvalidator.official import current_specification
from cldvalidator.paths import is_there
from cldvalidator.problems import EnvironmentProblem, InputProblem
from cldvalidator.review.opened import Opened
from cldvalidator.specification import Specification
from cldvalidator.storage.targets import (
    check_extension,
    check_targets,
    is_compressed_name,
    submission_stem,
)
from cldvalidator.storage.transaction import OutputTransaction, joined
from cldvalidator.task import SILENT, Task
from cldvalidator.wording import counted
from cldvalidator.writing.change_log import write_change_log
from cldvalidator.writing.manifest import manifest, write_manifest
from cldvalidator.writing.submission import (
    Encoding,
    write_submission,
)
from cldvalidator.writing.submitted import Submitted


def open_file(
    path: Path,
    *,
    release: str | None = None,
    sheet: str | int | None = None,
    delimiter: str | None = None,
    header_matches: Mapping[str, str | None] | None = None,
    usual_sheet: str = "",
    without: Iterable[str] = (),
    dates: DateOrders | None = None,
    rules: Iterable[CouncilRule] = (),
    memory: Memory | None = None,
    today: date | None = None,
    data: memoryview | None = None,
    task: Task = SILENT,
) -> Opened:
    """Read a file and check it.

    release: "1" or "2"; by default the release that the file has to be in (`release_to_check`).
    sheet: its name, or its place among the sheets (from 1). delimiter: between the cells of a text
    file, by default found from the text.
    header_matches: the field that a header stands for, None to keep the column aside. They may be
    those of a profile: one of a field that the specification lacks is passed over.
    without: rules, or groups of rules, that are not to run. rules: the council's own, which are
    run beside the national ones. dates: the order of day and month that
    the user says a column has; without it the file's own evidence decides. memory: keeps the pieces
    of the check, for `recheck`. today: the day that counts as the present one, so that a file gives
    the same verdict on any day. data: the content of the file, where it does not lie on a disk.
    Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    own = tuple(rules)
    switched_off = chosen_rules(without, [rule.id for rule in own if rule.on])
    newest = current_specification("2")
    extract = read_extract(
        path,
        newest,
        sheet=sheet,
        delimiter=delimiter,
        header_matches=usable_columns(header_matches or {}, newest),
        usual_sheet=usual_sheet,
        data=data,
        task=task,
    )
    evidence = find_release(extract, newest, current_specification("1"))
    specification = current_specification(
        release or release_to_check(extract, evidence, newest, today)
    )
    extract = with_dates(extract, specification, dates)
    result = check_extract(
        extract,
        specification,
        switched_off=switched_off,
        today=today,
        local=read_rules(own, specification),
        memory=memory,
        task=task,
    )
    return Opened(extract, specification, evidence, result)


def release_to_check(
    extract: Extract,
    evidence: ReleaseEvidence,
    newest: Specification,
    today: date | None = None,
) -> str:
    """Choose the release to check against when the user has not.

    A Release 1 file is checked as such only when its period ended before Release 2 became mandatory
    (pack: `mandatory_from`); a later one is held against Release 2, as it will be nationally.
    """
    if evidence.release != "1":
        return newest.release
    present = today or date.today()
    dated = with_dates(extract, newest)
    read = normalised_extract(dated, newest, lambda f: judge(dated, f, newest, present))
    ends = [strict_day(t) for t in read.column("Reporting Period End Date").texts if is_written(t)]
    before = bool(ends) and max(ends).isoformat() < str(newest.facts["mandatory_from"])
    return "1" if before else newest.release


def submission_files(target: Path) -> tuple[Path, Path, Path]:
    """Return the submission's path and those of the manifest and the change log beside it.

    It ends in .csv, or in .csv.gz for one that is compressed. Raises InputProblem when the
    submission has no name or another ending.
    """
    plain = target.with_suffix("") if is_compressed_name(target) else target
    check_extension(plain, "The submission", ".csv")
    if not target.name:
        raise InputProblem("No name is given for the submission.", "Give a name.")
    return (
        target,
        target.with_name(f"{submission_stem(target)}.manifest.json"),
        target.with_name(f"{submission_stem(target)}.changes.csv"),
    )


def submit(
    opened: Opened,
    target: Path,
    *,
    now: Opened | None = None,
    memory: Memory | None = None,
    rows: Sequence[RowChange] = (),
    release_1: bool = False,
    overwrite: bool = False,
    accepted: Sequence[KnownFinding] = (),
    encoding: Encoding = "Windows-1252",
    figures: bool | MethodVersion = False,
    profile: str = "",
    transaction: OutputTransaction | None = None,
    task: Task = SILENT,
) -> Submitted:
    """Make the safe changes, write the submission, and put manifest and change log beside it.

    now, rows: the file without the rows that were left out, and these (`rows_decided`). memory: of
    the check of `now`, of which only what changes can have reached is done again. Dates that
    the user has said to be month first are written with the day first before. release_1: also turn
    documented Release 1 values into Release 2. accepted: findings that the council knows; those
    left are said in the manifest. figures: keep the national figures in it, by a method if one is
    given. profile: the SHA-256 of the one used. transaction: the files
    that these get their names with; it then says whether any may be replaced. The names of the two
    files beside it are the submission's with `.manifest.json` and `.changes.csv`.
    Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    now = now or opened
    _check_files(opened, target, overwrite)
    first = date_changes(now.extract)
    ordered = day_first(now.extract)
    if ordered.dates != now.extract.dates:
        now, memory = _checked_again(now, ordered, memory, task)
    safe = safe_changes(ordered, now.result, release_1=release_1)
    changes = (*first, *safe)
    after, _ = _checked_again(now, apply_changes(ordered, safe), memory, task)
    known = known_in(accepted, after.extract, after.result)
    return write_all(
        opened,
        after,
        [*rows, *changes],
        target,
        overwrite=overwrite,
        known=known,
        encoding=encoding,
        figures=figures,
        profile=profile,
        transaction=transaction,
        task=task,
    )


def _checked_again(
    opened: Opened, changed: Extract, memory: Memory | None, task: Task
) -> tuple[Opened, Memory | None]:
    """Check a file again after changes of cells, with what memory of its check there is."""
    if memory is not None:
        return recheck(opened, changed, memory, task)
    result = check_the_same_way(changed, opened.result, task=task)
    return replace(opened, extract=changed, result=result), None


def as_written(opened: Opened, task: Task = SILENT) -> Opened:
    """Return a file as it is once written: columns that it lacks are there, and blank.

    Their cells are then findings of their own, where the file without the column has only one.
    Raises Cancelled.
    """
    extract, specification = opened.extract, opened.specification
    if all(name in extract.columns for name in specification.names):
        return opened
    columns = {name: extract.column(name) for name in specification.names}
    whole = replace(extract, columns=MappingProxyType(columns))
    result = check_the_same_way(whole, opened.result, task=task)
    return replace(opened, extract=whole, result=result)


def write_all(
    before: Opened,
    after: Opened,
    changes: Sequence[Change],
    target: Path,
    *,
    overwrite: bool = False,
    reason: str = "",
    known: Sequence[AcceptedFinding] = (),
    encoding: Encoding = "Windows-1252",
    figures: bool | MethodVersion = False,
    profile: str = "",
    transaction: OutputTransaction | None = None,
    task: Task = SILENT,
) -> Submitted:
    """Write a file as it is after changes, with manifest and change log beside it.

    before: as it was read. reason: why it is sent although it has errors, in the user's words; it
    stands in the manifest and on the sign-off page. known: findings that the council has accepted.
    figures: keep the national figures in the manifest, by a method if one is given. profile: the
    SHA-256 of the council's profile, if one was used.
    encoding: UTF-8 only when the user says so, as some characters then arrive changed; without it
    `CharactersLost` is raised. transaction: the files that these get their names with; without one
    they get them together here.
    Raises InputProblem, EnvironmentProblem (both say what stands), Cancelled.
    """
    _check_files(before, target, overwrite)
    if why := why_personal_text(reason, after.extract):
        raise InputProblem(
            f"The reason for sending with errors goes into files without personal data. {why}",
            "Give the reason without names, identifiers or addresses.",
        )
    _, beside, log = submission_files(target)
    with joined(transaction, overwrite=overwrite) as files:
        written = write_submission(
            after.extract,
            after.specification,
            target,
            encoding=encoding,
            transaction=files,
            task=task,
        )
        out = len(left_out(changes))
        if written.rows + out != len(before.extract):  # no row may get lost on the way
            raise EnvironmentProblem(
                f"The submission has {counted(written.rows, 'row')}, and {out:,} of "
                f"{len(before.extract):,} were left out: these do not add up, so it must not be "
                "sent.",
                "Report it, please: it is a fault in CLD Validator. The message holds no data.",
            )
        final = as_written(after, task)
        by = figures if isinstance(figures, MethodVersion) else DEFAULT_METHOD
        method, kept = kept_figures(final, method=by, task=task) if figures else ("", [])
        content = manifest(
            after.extract,
            before.result,
            final.result,
            changes,
            written,
            reason=reason,
            known=known,
            figures=kept,
            method=method,
            read=before.extract,
            profile=profile,
        )
        write_manifest(content, beside, transaction=files)
        # The log of an earlier submission must not stand beside this one.
        has_log = bool(changes) or is_there(log)
        if has_log:
            write_change_log(changes, dict(after.result.findings.rules), log, transaction=files)
    return Submitted(
        written=written,
        changes=tuple(changes),
        final=final,
        manifest=beside,
        log=log if has_log else None,
        cells_changed=cells_that_differ(before.extract, after.extract),
        known=tuple(known),
        reason=reason,
    )


def _check_files(opened: Opened, target: Path, overwrite: bool) -> None:
    read = opened.extract.reading.path
    never = (read,) if read is not None else ()
    check_targets(submission_files(target), overwrite=overwrite, never=never)


def rows_decided(
    opened: Opened, memory: Memory, *, leave_out: Sequence[str] = (), keep: Sequence[str] = ()
) -> tuple[Opened, tuple[RowChange, ...]]:
    """Keep rows as records, and leave others out, as the user says; check the file again.

    leave_out, keep: as `row_decisions` takes them. memory: of the check of `opened`. Raises
    InputProblem.
    """
    history = History(opened.extract).do("", row_decisions(opened.extract, keep, KEPT))
    history = history.do("", row_decisions(history.current, leave_out, LEFT_OUT))
    changes = tuple(c for c in history.changes if isinstance(c, RowChange))
    if not changes:
        return opened, ()
    return recheck(opened, history.current, memory)[0], changes


def recheck(
    opened: Opened, changed: Extract, memory: Memory, task: Task = SILENT
) -> tuple[Opened, Memory]:
    """Check a file again after changes of cells; what these cannot have reached is not done again.

    memory: of the check of `opened`. Returns the file as it is now and the memory of its check.
    """
    result, specification = opened.result, opened.specification
    before, after = opened.extract.records, changed.records
    same_rows = np.array_equal(before.source_rows, after.source_rows)
    judge = judge_changed_rows if same_rows else judge_other_rows
    today = result.today
    kept = judge(before, after, memory, specification, result.findings.rules, today=today)
    result = check_the_same_way(changed, result, memory=kept, task=task)
    return replace(opened, extract=changed, result=result), kept
