"""Files that are there whole or not at all, and never replace another one unasked."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cldvalidator.paths import is_folder_there
from cldvalidator.problems import EnvironmentProblem, InputProblem
from cldvalidator.writing.drafts import draft_of

_DISK_FULL = {errno.ENOSPC, errno.EDQUOT}
# What a file system says that has no such order, as some network shares. The draft is read back.
_NO_SUCH_ORDER = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}
_WINDOWS_TOO_LONG = {206}  # ERROR_FILENAME_EXCED_RANGE


class TargetExists(InputProblem):
    """A file of that name is there, and nobody has said that it may be replaced."""


def check_target(target: Path, *, overwrite: bool, never: tuple[Path, ...] = ()) -> None:
    """Refuse a target that must not be written.

    never: files that may not be replaced whatever the user says, the input above all. Raises
    InputProblem (with what to do; TargetExists if only that stands in the way) or
    EnvironmentProblem when the folder is missing or may not be written to.
    """
    try:
        _check_target(target, overwrite, never)
    except OSError as error:
        raise _explained(error, target) from error


def _check_target(target: Path, overwrite: bool, never: tuple[Path, ...]) -> None:
    if not target.name:
        raise InputProblem("No name is given for the file to write.", "Give a name.")
    if not target.parent.is_dir():
        raise EnvironmentProblem(
            f"The folder {target.parent} does not exist.", "Choose a folder that exists."
        )
    if target.is_dir():
        raise InputProblem(f"{target} is a folder.", "Give a file name in it.")
    place = place_of(target)
    if not place.parent.is_dir():
        raise EnvironmentProblem(
            f"{target.name} is a link into the folder {place.parent}, which does not exist.",
            "Choose another name.",
        )
    if not os.access(place.parent, os.W_OK | os.X_OK):
        raise EnvironmentProblem(
            f"You have no permission to write in the folder {place.absolute().parent}.",
            "Choose another folder.",
        )
    for kept in never:
        if _same_file(target, kept):
            raise InputProblem(
                f"{target.name} is the file that was read; it is never changed.",
                "Choose another name or another folder.",
            )
    if target.exists() and not target.is_file():
        raise InputProblem(f"{target.name} is no ordinary file.", "Choose another name.")
    if target.exists() and not overwrite:
        raise _exists(target, "already exists")


def place_of(target: Path) -> Path:
    """Return where a target is written: the file that a link leads to, not the link.

    Raises InputProblem for a link that leads round in a circle.
    """
    if not target.is_symlink():
        return target
    try:
        return target.resolve()
    except (OSError, RuntimeError):
        raise InputProblem(
            f"{target.name} is a link that leads nowhere.", "Choose another name."
        ) from None


def check_targets(
    targets: Iterable[Path], *, overwrite: bool, never: tuple[Path, ...] = ()
) -> None:
    """Refuse files that must not be written, and two that would have one name.

    Names that differ only in capital letters are one name on Windows, so they are here. Raises as
    `check_target` does.
    """
    seen: dict[str, Path] = {}
    for target in targets:
        check_target(target, overwrite=overwrite, never=never)
        same = seen.setdefault(str(target.resolve()).casefold(), target)
        if same is not target:
            raise InputProblem(
                f"Two different things would be written to {target.name}.",
                "Give each its own name.",
            )


def check_extension(target: Path, what: str, *extensions: str) -> None:
    """Refuse a name that promises another kind of file. Raises InputProblem."""
    if target.name and not is_folder_there(target) and target.suffix.lower() not in extensions:
        raise InputProblem(
            f"{what} needs a name that ends in {' or '.join(extensions)}.",
            f"Give a name such as {target.stem}{extensions[0]}.",
        )


def _exists(target: Path, how: str) -> TargetExists:
    return TargetExists(
        f"{target.name} {how} in the folder {target.resolve().parent}.",
        "Choose another name, or say that it may be replaced.",
    )


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


@contextmanager
def atomic_file(
    target: Path, *, overwrite: bool = False, never: tuple[Path, ...] = ()
) -> Iterator[tuple[BinaryIO, Path]]:
    """Yield a new file in the target's folder and its path; it takes the target's name at the end.

    Leave the block normally to put it in place, by any exception to remove it. The block may read
    the file back by its path once it has flushed it. A file that appears under the target's name
    meanwhile is not replaced unless `overwrite`. Raises EnvironmentProblem for a full disk, a
    locked file or a missing permission.
    """
    check_target(target, overwrite=overwrite, never=never)
    place = place_of(target)
    with draft_of(place) as draft:
        try:
            with draft.open("xb") as out:
                yield out, draft
                out.flush()
                _bring_to_disk(out)
            _put_in_place(draft, place, overwrite)
        except OSError as error:
            raise _explained(error, target) from error


def _bring_to_disk(out: BinaryIO) -> None:
    """Have the system write out what it still holds; raises OSError when the disk fails."""
    try:
        os.fsync(out.fileno())
    except OSError as error:
        if error.errno not in _NO_SUCH_ORDER:
            raise


def _put_in_place(draft: Path, target: Path, overwrite: bool) -> None:
    if overwrite:
        draft.replace(target)
        return
    try:
        # A hard link fails when the name is taken, where a rename on POSIX would replace it.
        os.link(draft, target)
    except FileExistsError:
        raise _exists(target, "has appeared meanwhile") from None
    except OSError:
        # Some file systems have no hard links (FAT sticks, some network drives).
        if target.exists():
            raise
        draft.rename(target)


def _explained(error: OSError, target: Path) -> EnvironmentProblem:
    folder = target.absolute().parent
    if error.errno in _DISK_FULL:
        return EnvironmentProblem(
            f"The disk with the folder {folder} is full: {target.name} was not written.",
            "Free some space, or choose another folder.",
        )
    if error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", 0) in _WINDOWS_TOO_LONG:
        return EnvironmentProblem(
            f"The name {target.name[:40]}… is too long for the folder {folder}.",
            "Choose a shorter name, or a folder nearer to the top.",
        )
    if isinstance(error, PermissionError):
        return EnvironmentProblem(
            f"{target.name} may not be written in {folder}: it is open in another program, or you "
            "have no permission.",
            "Close it there, or choose another folder.",
        )
    return EnvironmentProblem(
        f"{target.name} could not be written: {error.strerror or 'the system gave no reason'}.",
        "Choose another folder and try again.",
    )
