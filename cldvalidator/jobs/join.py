"""A set of submissions: gathered, joined, previewed; saved as a file that names its members."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt

from cldvalidator.checks import check_extract
from cldvalidator.checks.local_rules import CouncilRule, LocalRule
from cldvalidator.events import Parameters, ProcessedEvents
from cldvalidator.events.method_versions import METHOD_VERSIONS
from cldvalidator.filters.council_rules import read_rules
from cldvalidator.jobs.preview import FilePreview, preview_events
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.measures.effect import CheckedFile
from cldvalidator.measures.methods_compared import (
    MethodsCompared,
    compare_methods_by,
    says_null,
)
from cldvalidator.measures.preview import Previewed, preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.official import current_specification
from cldvalidator.presentation.beside_sheet import alone_lines, beside_sheet
from cldvalidator.presentation.set_text import set_lines
from cldvalidator.presentation.sheet import Sheet
from cldvalidator.problems import InputProblem
from cldvalidator.review.about_file import named_council
from cldvalidator.submissions.gathering import Gathered, files_in, gather
from cldvalidator.submissions.joined import JoinedSubmissions, choose, for_sets, join
from cldvalidator.submissions.manifest_reading import is_manifest
from cldvalidator.submissions.selection import Selection
from cldvalidator.submissions.set_file import Member, read_set_file
from cldvalidator.submissions.states import set_notices
from cldvalidator.submissions.submission_reading import ReadingOptions, ReadSubmission
from cldvalidator.task import SILENT, Task


@dataclass(frozen=True, eq=False)
class SetPreview:
    """Every measure of a set. files: the submissions used, with their checks.

    last: the file that serves the year, else the one imported last of those used, and alone: the
    measures of it alone, for the same year. beside: the figures of both beside each other.
    """

    gathered: Gathered
    joined: JoinedSubmissions
    preview: FilePreview
    files: tuple[CheckedFile, ...]
    last: str
    alone: tuple[Previewed, ...]
    beside: Sheet

    def alone_of(self, item: Previewed) -> list[str]:
        """Say what the headline figures of a measure are of the last file alone."""
        return alone_lines(item, self.alone, self.last)

    @property
    def checks(self) -> dict[str, CheckedFile]:
        """The files with their checks, by SHA-256."""
        used = (r.submission.sha256 for r in self.joined.used)
        return dict(zip(used, self.files, strict=True))

    @property
    def about(self) -> tuple[str, ...]:
        """What the figures are of, in lines."""
        return tuple(set_lines(self.gathered.set, self.joined.selection))

    @property
    def notices(self) -> tuple[str, ...]:
        """What has to be said of the set and of what serves the quarters, in sentences."""
        return tuple(set_notices(self.gathered.set, self.joined.selection))

    @property
    def council(self) -> tuple[str, str]:
        """The LA Code of the set and the council's name, "" for an unknown code."""
        return council_of_set(self.gathered)


@dataclass(frozen=True)
class NamedFiles:
    """The files that a set is read from. wanted: by path the SHA-256 that a saved set names.

    imports: by path when a file reached DHSC, where the user or a saved set says so.
    """

    files: tuple[Path, ...]
    wanted: Mapping[Path, str]
    imports: Mapping[Path, datetime]


def gather_set(
    paths: Iterable[Path],
    imports: Mapping[str, datetime] | None = None,
    *,
    reading: ReadingOptions | None = None,
    task: Task = SILENT,
) -> Gathered:
    """Read the submissions that files, folders and set files name.

    imports: when files reached DHSC, by path or by name. reading: how files are read. A file that
    cannot be used is left out, with the reason. Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    return gather_named(named_files(paths, imports), reading=reading, task=task)


def named_files(paths: Iterable[Path], imports: Mapping[str, datetime] | None = None) -> NamedFiles:
    """Return the files that files, folders and set files name. imports: as for `gather_set`.

    Raises InputProblem, EnvironmentProblem.
    """
    files: dict[Path, None] = {}
    wanted: dict[Path, str] = {}
    given: dict[Path, datetime] = {}
    for path in paths:
        if is_set_file(path):
            for member in read_set_file(path):
                files[member.path] = None
                wanted[member.path] = member.sha256
                if member.is_import_given:
                    given[member.path] = member.imported
        else:
            files |= dict.fromkeys(files_in([path]))
    given |= _by_path(imports or {}, list(files))
    return NamedFiles(tuple(files), wanted, given)


def gather_named(
    named: NamedFiles,
    *,
    known: Gathered | None = None,
    is_wanted: Callable[[Path], bool] = lambda _: True,
    reading: ReadingOptions | None = None,
    task: Task = SILENT,
) -> Gathered:
    """Read files to a set, or add them to one that is known (`gather`)."""
    return gather(
        named.files,
        current_specification("2"),
        current_specification("1"),
        imports=named.imports,
        wanted=named.wanted,
        known=known,
        is_wanted=is_wanted,
        reading=reading,
        task=task,
    )


def is_set_file(path: Path) -> bool:
    """Whether a name is that of a saved set."""
    return path.suffix.lower() == ".json" and not is_manifest(path)


def _by_path(imports: Mapping[str, datetime], files: Sequence[Path]) -> dict[Path, datetime]:
    given = {}
    for name, moment in imports.items():
        found = [p for p in files if name in (str(p), p.name)] or [
            p for p in files if p.stem.casefold() == name.casefold()
        ]
        if len(found) != 1:
            raise InputProblem(
                f"{'No file' if not found else 'More than one file'} of the set is called {name}.",
                "Name it as it is in the folder.",
            )
        given[found[0]] = moment
    return given


def select_set(gathered: Gathered, inputs: PreviewInputs, as_of: date | None = None) -> Selection:
    """Choose what serves each quarter. Raises InputProblem."""
    return choose(gathered.set.submissions, parameters_of(inputs), as_of)


def parameters_of(inputs: PreviewInputs) -> Parameters:
    """Return the parameters of a set: Release 1 values are read as what they became."""
    return for_sets(
        Parameters(
            period_end=inputs.period_end,
            method=METHOD_VERSIONS[inputs.method],
            own_deaths=inputs.own_deaths,
        )
    )


def join_set(
    gathered: Gathered,
    inputs: PreviewInputs,
    as_of: date | None = None,
    *,
    task: Task = SILENT,
) -> JoinedSubmissions:
    """Join a set as DHSC does. as_of: None counts every import. Raises InputProblem, Cancelled."""
    selection = select_set(gathered, inputs, as_of)
    specification = current_specification("2")
    return join(gathered.reads, selection, specification, parameters_of(inputs), task=task)


def preview_set(
    gathered: Gathered,
    inputs: PreviewInputs,
    as_of: date | None = None,
    *,
    checked: Mapping[str, CheckedFile] | None = None,
    task: Task = SILENT,
) -> SetPreview:
    """Compute every measure of a set. checked: files that are checked already, by SHA-256.

    Raises InputProblem, Cancelled.
    """
    joined = join_set(gathered, inputs, as_of, task=task)
    files = checked_files(joined, checked or {}, task=task)
    made = preview_events(joined.processed, inputs, gathered.set.council, files, task=task)
    newest = joined.selection.year.by
    last = next((r for r in joined.used if r.submission is newest), joined.used[-1])
    alone = preview_alone(last, joined, inputs, made.inputs, task=task)
    beside = beside_sheet(made.previewed, alone, len(joined.used), last.submission.name)
    return SetPreview(gathered, joined, made, files, last.submission.name, alone, beside)


def preview_alone(
    read: ReadSubmission,
    joined: JoinedSubmissions,
    inputs: PreviewInputs,
    given: Inputs,
    *,
    task: Task = SILENT,
) -> tuple[Previewed, ...]:
    """Compute the measures of one submission alone, for the year of a joined table.

    Raises Cancelled.
    """
    parameters = replace(parameters_of(inputs), period_end=joined.processed.period.last)
    selection = choose([read.submission], parameters)
    alone = join([read], selection, current_specification("2"), parameters, task=task)
    return tuple(preview(alone.processed, given, task=task))


def compare_methods_of_set(
    gathered: Gathered,
    inputs: PreviewInputs,
    given: Inputs,
    as_of: date | None = None,
    *,
    only: Iterable[str] = (),
    activity: bool = False,
    task: Task = SILENT,
) -> MethodsCompared:
    """Compare the versions of the method for a set. Raises InputProblem, Cancelled.

    only, activity: as for `preview`.
    """
    specification = current_specification("2")

    def make(parameters: Parameters) -> ProcessedEvents:
        selection = choose(gathered.set.submissions, parameters, as_of)
        return join(gathered.reads, selection, specification, parameters, task=task).processed

    nulls = any(says_null(r.read, specification) for r in gathered.reads)
    return compare_methods_by(
        make,
        parameters_of(inputs),
        given,
        says_null=nulls,
        only=only,
        activity=activity,
        task=task,
    )


def checked_files(
    joined: JoinedSubmissions,
    checked: Mapping[str, CheckedFile],
    rules: Sequence[CouncilRule] = (),
    *,
    task: Task = SILENT,
) -> tuple[CheckedFile, ...]:
    """Check the files of a joined table that are not checked yet. rules: the council's own.

    Raises Cancelled.
    """
    local = read_rules(rules, current_specification("2"))
    return tuple(
        _checked(read, checked.get(read.submission.sha256), records, local, task)
        for read, records in zip(joined.used, joined.records, strict=True)
    )


def _checked(
    read: ReadSubmission,
    known: CheckedFile | None,
    records: npt.NDArray[np.int32],
    local: Sequence[LocalRule],
    task: Task,
) -> CheckedFile:
    if known is None:
        specification = current_specification("2")
        result = check_extract(read.extract, specification, local=local, task=task)
        known = CheckedFile(read.extract, result)
    return replace(known, records=records)


def council_of_set(gathered: Gathered) -> tuple[str, str]:
    """Return the LA Code of a set and the council's name, "" for an unknown code."""
    return named_council(gathered.reads[-1].extract)


def members_of(gathered: Gathered) -> tuple[Member, ...]:
    """Return what a set file says of each member."""
    return tuple(
        Member(s.path, s.sha256, s.imported, s.known_from) for s in gathered.set.submissions
    )
