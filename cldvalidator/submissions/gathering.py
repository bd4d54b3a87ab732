"""Files and folders gathered to a set of submissions, whatever is wrong with some of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cldvalidator.paths import is_folder_there
from cldvalidator.problems import InputProblem, Problem
from cldvalidator.specification import Specification
from cldvalidator.submissions.submission_reading import (
    ReadingOptions,
    ReadSubmission,
    read_submission,
)
from cldvalidator.submissions.submission_set import (
    TOLD,
    LeftOut,
    Submission,
    SubmissionSet,
)
from cldvalidator.task import SILENT, Task
from cldvalidator.wording import some

KINDS = (".csv", ".csv.gz", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
MOST_FILES = 1_000
"""A council sends a few a quarter; a folder with more is another one than was meant."""
_BESIDE = (".changes.csv", "report.xlsx", "report-without-values.xlsx")
"""What the program itself writes beside a submission."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """A set, and its members with their records, both in the order of import."""

    set: SubmissionSet
    reads: tuple[ReadSubmission, ...]

    def with_import(self, sha256: str, moment: datetime) -> Gathered:
        """Return the set with another time of import for a member."""
        reads = [
            replace(r, submission=r.submission.imported_at(moment))
            if r.submission.sha256 == sha256
            else r
            for r in self.reads
        ]
        return arranged(reads, self.set.left_out)

    def with_member(self, read: ReadSubmission) -> Gathered:
        """Return the set with one more member, which was taken out before."""
        return arranged([*self.reads, read], self.set.left_out)

    def following(self, before: Gathered | None, now: Gathered | None) -> Gathered:
        """Return the set with what was done to the one it was read into while it was read.

        before: the set that files were added to; now: what has become of that.
        """
        old = {r.submission.sha256 for r in before.reads} if before is not None else set()
        current = {r.submission.sha256: r for r in now.reads} if now is not None else {}
        kept = {r.submission.sha256: r for r in self.reads if r.submission.sha256 not in old}
        return arranged((current | kept).values(), self.set.left_out)

    def without(self, sha256: str) -> Gathered:
        """Return the set without a member."""
        reads = [r for r in self.reads if r.submission.sha256 != sha256]
        return arranged(reads, self.set.left_out)


def files_in(paths: Iterable[Path]) -> list[Path]:
    """Return the files named, and of folders those that may be submissions, by name.

    Raises InputProblem for a folder without any, and for more than MOST_FILES.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not is_folder_there(path):
            found[path] = None
            continue
        try:
            inside = sorted(p for p in path.iterdir() if p.is_file())
        except OSError:
            raise InputProblem(
                f"The folder {path.name} cannot be looked into.", "Choose the files themselves."
            ) from None
        fitting = [p for p in inside if may_be_submission(p)]
        if not fitting:
            raise InputProblem(
                f"The folder {path.name} holds no file that may be a submission.",
                "Choose a folder with CSV files or workbooks.",
            )
        found |= dict.fromkeys(fitting)
    if len(found) > MOST_FILES:
        raise InputProblem(
            f"These are {len(found):,} files that may be submissions; a set has at most "
            f"{MOST_FILES:,}.",
            "Choose a folder with the submissions of one council, or the files themselves.",
        )
    return list(found)


def may_be_submission(path: Path) -> bool:
    """Whether a file of a folder may be a submission, by its name."""
    name = path.name.lower()
    return name.endswith(KINDS) and not name.endswith(_BESIDE) and not name.startswith(("~$", "."))


def gather(
    files: Sequence[Path],
    specification: Specification,
    older: Specification,
    *,
    imports: Mapping[Path, datetime] | None = None,
    wanted: Mapping[Path, str] | None = None,
    known: Gathered | None = None,
    is_wanted: Callable[[Path], bool] = lambda _: True,
    reading: ReadingOptions | None = None,
    task: Task = SILENT,
) -> Gathered:
    """Read files to a set. specification: of Release 2; older: of Release 1.

    A file that cannot be read, is there twice or is of another council than most is left out, with
    the reason. imports: when files reached DHSC, where it is told. wanted: the SHA-256 that files
    have to have. known: a set that the files are added to. is_wanted: asked before each file is
    read, and again at the end. reading: how files are read. Raises InputProblem when nothing is
    left, no council has most of the files, or a sheet is told of text files; Cancelled.
    """
    moments, hashes = dict(imports or {}), wanted or {}
    again = set(files)
    before = known.reads if known is not None else ()
    for read in (r for r in before if r.submission.known_from == TOLD):
        moments.setdefault(read.submission.path, read.submission.imported)
    reads = [r for r in before if r.submission.path not in again]
    left_out = [o for o in known.set.left_out if o.path not in again] if known is not None else []
    for done, path in enumerate(files):
        if not is_wanted(path):
            continue
        task.step("Reading submissions", done, len(files))
        within = _Within(task, done, len(files))
        try:
            read = read_submission(
                path, specification, older, imported=moments.get(path), reading=reading, task=within
            )
        except Problem as problem:
            left_out.append(LeftOut(path, problem.what, problem.advice))
            continue
        found = read.submission
        same = next((r for r in reads if r.submission.sha256 == found.sha256), None)
        if hashes.get(path, found.sha256) != found.sha256:
            why = "It is not the file that the set names: its SHA-256 is another."
            left_out.append(LeftOut(path, why, "Choose the file as it was sent."))
        elif same is None:
            reads.append(read)
        else:
            kept = read if path in moments and same.submission.path not in moments else same
            reads = [kept if r is same else r for r in reads]
            left_out.append(_the_same(same if kept is read else read, kept))
    reads = [r for r in reads if is_wanted(r.submission.path)]
    reads, others = _of_one_council(reads)
    left_out += others
    wants_sheet = reading is not None and reading.sheet is not None
    if wants_sheet and reads and all(r.extract.reading.sheet is None for r in reads):
        raise InputProblem(
            "The files are delimited text: they have no sheets.", "Leave the sheet out."
        )
    if not reads:
        reasons = " ".join(f"{o.path.name}: {o.why}" for o in left_out[:3])
        raise InputProblem(
            f"No file can be used as a submission. {reasons}", "Choose submission files."
        )
    return arranged(reads, left_out)


def _the_same(read: ReadSubmission, kept: ReadSubmission) -> LeftOut:
    name = kept.submission.path.name
    return LeftOut(read.submission.path, f"It is the same file as {name} (same SHA-256).")


class _Within(Task):
    """The work on one file of several: its steps say which file, and can be cancelled."""

    def __init__(self, task: Task, done: int, total: int) -> None:
        super().__init__()
        self._task, self._done, self._total = task, done, total

    def step(self, what: str, done: int = 0, total: int = 0) -> None:
        """Report the file that is worked on."""
        self._task.step("Reading submissions", self._done, self._total)


def arranged(reads: Iterable[ReadSubmission], left_out: Iterable[LeftOut]) -> Gathered:
    """Return a set in the order of import, each member by a name of its own."""
    named = _named(list(reads))
    named.sort(key=lambda r: (r.submission.imported, r.submission.name))
    submissions = tuple(r.submission for r in named)
    notices = (*_same_moment(submissions), *_guesses(submissions), *_of_files(submissions))
    return Gathered(SubmissionSet(submissions, tuple(left_out), notices), tuple(named))


def _named(reads: list[ReadSubmission]) -> list[ReadSubmission]:
    names = Counter(r.submission.path.name.casefold() for r in reads)
    return [
        replace(
            r,
            submission=replace(
                r.submission,
                called=f"{r.submission.path.parent.name}/{r.submission.path.name}"
                if names[r.submission.path.name.casefold()] > 1
                else "",
            ),
        )
        for r in reads
    ]


def _of_one_council(
    reads: list[ReadSubmission],
) -> tuple[list[ReadSubmission], list[LeftOut]]:
    councils = Counter(r.submission.council for r in reads if r.submission.council)
    ranked = councils.most_common(2)
    if len(ranked) < 2:
        return reads, []
    if ranked[0][1] == ranked[1][1]:
        names = {c: [r.submission.path.name for r in reads if r.submission.council == c]
                 for c, _ in ranked}  # fmt: skip
        listed = "; ".join(f"LA Code {c}: {', '.join(n)}" for c, n in names.items())
        raise InputProblem(
            f"The files are of different councils. {listed}.", "Choose those of one council."
        )
    own = ranked[0][0]
    others = [
        LeftOut(
            r.submission.path,
            f"It is of another council (LA Code {r.submission.council}) than the other files "
            f"({own}).",
        )
        for r in reads
        if r.submission.council not in ("", own)
    ]
    return [r for r in reads if r.submission.council in ("", own)], others


def _same_moment(submissions: tuple[Submission, ...]) -> list[str]:
    by_moment: dict[datetime, list[str]] = {}
    for s in submissions:
        by_moment.setdefault(s.imported, []).append(s.name)
    return [
        f"{some(names)} have the same time of import, {moment:%d/%m/%Y}: the last one in the "
        "alphabet is taken for the latest. Tell the days, or times, on which they were sent."
        for moment, names in by_moment.items()
        if len(names) > 1
    ]


def _guesses(submissions: tuple[Submission, ...]) -> list[str]:
    guessed = [s.name for s in submissions if s.is_guess]
    if not guessed or len(submissions) < 2:
        return []
    return [
        f"The day of import is a guess for {some(guessed)}. The order of imports decides "
        "which file serves a quarter: confirm the days, or correct them."
    ]


def _of_files(submissions: tuple[Submission, ...]) -> list[str]:
    notices = [n for s in submissions for n in s.notices]
    notices += [
        f"{s.name} states no LA Code that is known; it is taken for the council's."
        for s in submissions
        if not s.council and any(o.council for o in submissions)
    ]
    return notices
