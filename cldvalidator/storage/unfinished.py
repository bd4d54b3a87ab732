"""What a killed process left in a folder: files that lack their names, drafts, locks."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from cldvalidator.problems import EnvironmentProblem, Problem
from cldvalidator.storage.drafts import forget, is_left, left_drafts
from cldvalidator.storage.file_system import folder_to_disk
from cldvalidator.storage.journal import ENDING as JOURNAL
from cldvalidator.storage.journal import Journal, Step, journal_of, read_journal, stamp
from cldvalidator.storage.locks import ENDING as LOCK
from cldvalidator.storage.locks import is_free, locked


def settle_unfinished(folders: Iterable[Path]) -> tuple[str, ...]:
    """Finish what killed processes began in folders, remove what they left, say each in a sentence.

    Files that were whole and only lacked their names get them, unless somebody has written another
    file there since. A folder that cannot be read or written is passed over.
    """
    messages: list[str] = []
    for folder in dict.fromkeys(folders):
        with suppress(OSError, Problem):
            messages += tidy_folder(folder)
    return tuple(messages)


def tidy_folder(folder: Path) -> list[str]:
    """Do so in one folder. What the file system refuses stays for the next time."""
    messages: list[str] = []
    needed: set[Path] = set()
    with suppress(OSError):
        there = sorted(folder.iterdir())
        for path in (p for p in there if _is_ours(p, JOURNAL)):
            with suppress(OSError, Problem):
                messages += _settled(path, needed)
        left = left_drafts(folder, but=needed)
        for draft in left:
            forget(draft)
        if gone := sum(not _is_there(d) for d in left):
            messages.append(_removed(gone, folder))
        for path in (p for p in there if _is_ours(p, LOCK)):
            is_free(path)
    return messages


def _removed(count: int, folder: Path) -> str:
    what = "1 unfinished file" if count == 1 else f"{count:,} unfinished files"
    return f"Removed from {folder}: {what} that an interrupted run had left there."


def _settled(path: Path, needed: set[Path]) -> list[str]:
    """Finish what a journal says if nobody is about it; adds the drafts that are still needed."""
    journal = read_journal(path)
    if journal is None:
        return []
    needed.update(p for s in journal.steps for p in (s.draft, s.kept) if p is not None)
    if not journal.steps or not is_left(path, journal.machine, journal.process):
        return []
    with locked(journal.steps[-1].place):
        return [_finish(journal, needed)]


def finish_before(place: Path, replaced: Collection[Path]) -> None:
    """Finish what a process began with a file and was killed over, for who holds the file's lock.

    Its journal would be lost to the one that is written now, and with it that the files are of two
    runs. replaced: the files that are replaced now. Raises OSError, and EnvironmentProblem where it
    cannot be finished and some of its files would stay.
    """
    path = journal_of(place)
    try:
        journal = read_journal(path)
        if journal is None or not is_left(path, journal.machine, journal.process):
            return
    except FileNotFoundError:
        return
    _finish(journal, set())
    stay = [step.place.name for step in journal.steps if step.place not in replaced]
    if stay and _is_there(path):
        raise EnvironmentProblem(
            f"An interrupted run has left files of two runs in {path.parent}: {', '.join(stay)}.",
            "Replace all of them in one run, or choose another name.",
        )


def _finish(journal: Journal, needed: set[Path]) -> str:
    open_steps = [s for s in journal.steps if not _finished(s)]
    names = ", ".join(s.place.name for s in reversed(journal.steps))
    folder = journal.path.parent
    if not open_steps:
        for step in journal.steps:
            for path in (step.draft, step.kept):
                if path is not None:
                    needed.discard(path)
                    forget(path)
        for place in {s.place.parent for s in journal.steps}:
            folder_to_disk(place)
        forget(journal.path)
        return (
            f"An interrupted run had written these files in {folder} without all their names; they "
            f"have them now and belong together: {names}."
        )
    mixed = ", ".join(s.place.name for s in reversed(open_steps))
    return (
        f"An interrupted run was writing these files in {folder}: {names}. They are not all of one "
        f"run: {mixed} may be older or newer than the others. Write them again under another name "
        f"or replace them all, and then delete {journal.path.name}."
    )


def _finished(step: Step) -> bool:
    """Give a file its name if it lacks it; False where that cannot be done safely."""
    now = stamp(step.place)
    if now == step.new:
        return True
    if stamp(step.draft) != step.new or now != step.was:
        return False
    step.draft.replace(step.place)
    return True


def _is_ours(path: Path, ending: str) -> bool:
    return path.name.startswith(".") and path.name.endswith(ending)


def _is_there(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return True
