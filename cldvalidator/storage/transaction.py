"""Files that take their names together or not at all, and never replace another one unasked.

Every file is first written as a draft in its folder, brought to disk and read back by its writer.
When all are whole they get their names, the first one last: a submission is never new beside an old
manifest. What they replace is kept until the end and put back if one of them is refused. A journal
lets the next start finish what a killed process began (`unfinished`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cldvalidator.problems import Cancelled, EnvironmentProblem, InputProblem, Problem
from cldvalidator.storage.drafts import forget, new_draft
from cldvalidator.storage.file_system import explained, folder_to_disk, plainly, to_disk
from cldvalidator.storage.journal import Step, journal_of, stamp, write_journal
from cldvalidator.storage.locks import locked
from cldvalidator.storage.targets import check_target, place_of, target_exists
from cldvalidator.storage.unfinished import finish_before

_PATIENCE = 1.0
"""Seconds to wait for a lock: long enough for who only looks whether one is left."""


@dataclass(frozen=True)
class _Drafted:
    """A draft that is whole, the name that was asked for, and the place that name leads to."""

    target: Path
    place: Path
    draft: Path


class OutputTransaction:
    """The files of one job, as a context: they get their names when it is left normally.

    By any exception all drafts are removed and what was there stays; a Problem then says so.
    overwrite: whether files may be replaced. never: files that may not be, whatever is said.
    Leaving raises EnvironmentProblem when a name is refused, InputProblem when one has been taken
    meanwhile; what stands is said.
    """

    def __init__(self, *, overwrite: bool = False, never: Sequence[Path] = ()) -> None:
        self._overwrite = overwrite
        self._never = tuple(never)
        self._files: list[_Drafted] = []
        self._begun: list[Path] = []
        self._drafts: list[Path] = []
        self._locks = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._locks:
            try:
                if error is None and self._files:
                    self._commit()
                elif isinstance(error, Problem) and len(self._begun) > 1:
                    error.add(f"None of these was written: {_names(self._begun)}.")
                elif isinstance(error, Cancelled):
                    error.standing = ""
            finally:
                for draft in self._drafts:
                    forget(draft)

    @contextmanager
    def draft(self, target: Path, *, never: Sequence[Path] = ()) -> Iterator[tuple[BinaryIO, Path]]:
        """Yield a new file in the target's folder, and its path.

        The block writes it, and may read it back by its path once it has flushed it. never: more
        files that may not be replaced. Raises what `check_target` raises, InUse when another
        process writes the target, EnvironmentProblem for a full disk or a missing permission.
        """
        self._begun.append(target)
        check_target(target, overwrite=self._overwrite, never=(*self._never, *never))
        place = place_of(target)
        if place in (f.place for f in self._files):
            raise InputProblem(
                f"Two different things would be written to {target.name}.",
                "Give each its own name.",
            )
        self._locks.enter_context(locked(place, patience=_PATIENCE))
        draft = new_draft(place)
        self._drafts.append(draft)
        with plainly(target), draft.open("xb") as out:
            yield out, draft
            out.flush()
            to_disk(out.fileno())
        self._files.append(_Drafted(target, place, draft))

    def _commit(self) -> None:
        """Give the drafts their names; one alone needs no journal, as that is one step."""
        for file in self._files:
            with plainly(file.target):
                finish_before(file.place, [f.place for f in self._files])
        if len(self._files) == 1:
            only = self._files[0]
            with plainly(only.target):
                _put_in_place(only.draft, only.place, overwrite=self._overwrite)
        else:
            self._commit_together()
        for folder in {f.place.parent for f in self._files}:
            folder_to_disk(folder)

    def _commit_together(self) -> None:
        first = self._files[0]
        journal = journal_of(first.place)
        done: list[Step] = []
        # The first file is the one that is sent: once it has its name, all others have theirs.
        ordered = self._files[::-1]
        refused = first
        try:
            steps = []
            for file in ordered:
                refused = file
                steps.append(self._kept(file))
            refused = first
            write_journal(journal, steps)
            for file, step in zip(ordered, steps, strict=True):
                refused = file
                done.append(step)
                _put_in_place(step.draft, step.place, overwrite=step.was is not None)
        except BaseException as error:
            standing = self._put_back(done, journal)
            problem = explained(error, refused.target) if isinstance(error, OSError) else error
            if isinstance(problem, Problem):
                problem.add(standing)
                if problem is not error:
                    raise problem from error
            raise
        forget(journal)

    def _kept(self, file: _Drafted) -> Step:
        """Keep what a file replaces under another name. Raises OSError, InputProblem."""
        was = stamp(file.place)
        kept = None
        if was is not None:
            if not self._overwrite:
                raise target_exists(file.target, "has appeared meanwhile")
            kept = new_draft(file.place)
            self._drafts.append(kept)
            try:
                os.link(file.place, kept)
            except OSError:  # some file systems have no hard links (FAT sticks, some shares)
                shutil.copy2(file.place, kept)
        new = stamp(file.draft)
        if new is None:
            raise FileNotFoundError(2, "its draft has been removed by another program")
        return Step(file.place, file.draft, kept, was, new)

    def _put_back(self, done: list[Step], journal: Path) -> str:
        """Put what was replaced back, the last first; return in a sentence what stands."""
        try:
            for step in reversed(done):
                if step.kept is not None:
                    step.kept.replace(step.place)
                elif stamp(step.place) == step.new:
                    step.place.unlink()
        except OSError:
            # The journal stays, and the drafts with it: the next start finishes what it can.
            self._drafts.clear()
            return (
                f"Some of these may be new and some as before: {_names(self._begun)}. What is "
                "missing is put in place, or said, when CLD Validator next starts with this folder."
            )
        forget(journal)
        return f"None of these was changed: {_names(self._begun)}."


@contextmanager
def atomic_file(
    target: Path,
    *,
    overwrite: bool = False,
    never: Sequence[Path] = (),
    transaction: OutputTransaction | None = None,
) -> Iterator[tuple[BinaryIO, Path]]:
    """Yield a new file in the target's folder, and its path, as `OutputTransaction.draft` does.

    transaction: the files that it gets its name with, and which say whether it may replace
    another; without one it gets it at the end of the block.
    """
    if transaction is not None:
        with transaction.draft(target, never=never) as drafted:
            yield drafted
        return
    with (
        OutputTransaction(overwrite=overwrite, never=never) as alone,
        alone.draft(target) as drafted,
    ):
        yield drafted


def write_file(
    content: bytes,
    target: Path,
    *,
    overwrite: bool = False,
    never: Sequence[Path] = (),
    transaction: OutputTransaction | None = None,
) -> None:
    """Write a file as `atomic_file` does, and read it back before it gets its name."""
    with atomic_file(target, overwrite=overwrite, never=never, transaction=transaction) as (
        out,
        draft,
    ):
        out.write(content)
        out.flush()
        if draft.read_bytes() != content:
            raise EnvironmentProblem(
                f"{target.name} was not written: read back, it is not what was to be written.",
                "The disk or network drive may be failing. Choose another folder and try again.",
            )


@contextmanager
def joined(
    transaction: OutputTransaction | None, *, overwrite: bool
) -> Iterator[OutputTransaction]:
    """Yield a transaction to write files in: the one that is given, or one for this block."""
    if transaction is not None:
        yield transaction
        return
    with OutputTransaction(overwrite=overwrite) as own:
        yield own


def _put_in_place(draft: Path, place: Path, *, overwrite: bool) -> None:
    if overwrite:
        draft.replace(place)
        return
    try:
        # A hard link fails when the name is taken, where a rename on POSIX would replace it.
        os.link(draft, place)
    except FileExistsError:
        raise target_exists(place, "has appeared meanwhile") from None
    except OSError:
        # Some file systems have no hard links.
        if place.exists():
            raise
        draft.rename(place)


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(p.name for p in paths)
