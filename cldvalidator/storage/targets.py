"""Names that files may be written under: none is replaced unasked, and the input never."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from cldvalidator.paths import is_folder_there, shown_name
from cldvalidator.problems import EnvironmentProblem, InputProblem
from cldvalidator.storage.file_system import plainly

_DEVICE = re.compile(
    r"(con|prn|aux|nul|(com|lpt)[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$) *(\..*)?", re.I | re.S
)
"""Names that are devices in Windows, whatever their ending: what is written there is lost."""
_FORBIDDEN = '<>:"|?*' if sys.platform == "win32" else ""
"""Behind a colon Windows writes into a part of another file that nobody sees."""


class TargetExists(InputProblem):
    """A file of that name is there, and nobody has said that it may be replaced."""


def check_target(target: Path, *, overwrite: bool, never: tuple[Path, ...] = ()) -> None:
    """Refuse a target that must not be written.

    never: files that may not be replaced whatever the user says, the input above all. Raises
    InputProblem (with what to do; TargetExists if only that stands in the way) or
    EnvironmentProblem when the folder is missing or may not be written to.
    """
    with plainly(target):
        _check_target(target, overwrite, never)


def _check_target(target: Path, overwrite: bool, never: tuple[Path, ...]) -> None:
    if not target.name:
        raise InputProblem("No name is given for the file to write.", "Give a name.")
    if _DEVICE.fullmatch(target.name):
        raise InputProblem(
            f"Windows takes {target.name} for a device, not for a file.", "Choose another name."
        )
    if any("\ud800" <= character <= "\udfff" for character in target.name):
        raise InputProblem(
            f"The name {shown_name(target)} has characters that cannot be shown.",
            "Choose another name.",
        )
    if any(character in target.name for character in _FORBIDDEN):
        raise InputProblem(
            f"{target.name} has a character that Windows allows in no name.",
            f"Choose a name without any of these: {' '.join(_FORBIDDEN)}.",
        )
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
        raise target_exists(target, "already exists")


def place_of(target: Path) -> Path:
    """Return where a target is written: the file that a link leads to, not the link.

    Raises InputProblem for a link that leads round in a circle, EnvironmentProblem.
    """
    with plainly(target):
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
        with plainly(target):
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


def target_exists(target: Path, how: str) -> TargetExists:
    """Return the problem of a name that is taken; how: "already exists", or how it came about."""
    return TargetExists(
        f"{target.name} {how} in the folder {target.resolve().parent}.",
        "Choose another name, or say that it may be replaced.",
    )


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


def submission_stem(target: Path) -> str:
    """Return the name of a submission without `.csv` or `.csv.gz`."""
    plain = target.with_suffix("") if is_compressed_name(target) else target
    return plain.stem


def is_compressed_name(target: Path) -> bool:
    """Say whether a submission of this name is compressed with gzip."""
    return target.suffix.lower() == ".gz"
