"""The profile of this computer: where it is read from, and the one way to change what is stored."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from cldvalidator.fixes.profile import Profile, default_profile, load_profile, save_profile
from cldvalidator.fixes.saved_filters import NAMED, filter_called
from cldvalidator.official import current_specification
from cldvalidator.paths import is_file_there, is_there
from cldvalidator.problems import Problem
from cldvalidator.settings import PATIENCE
from cldvalidator.specification import Specification
from cldvalidator.storage.file_system import plainly
from cldvalidator.storage.locks import CHANGING, locked

ProfileEdit = Callable[[Profile], tuple[Profile, str]]
"""A change of the profile; also returns a sentence on what was done, "" for none."""


def stored_profile() -> Profile:
    """Return the profile of this computer; an empty one where there is none yet.

    Raises InputProblem for a file that is no profile.
    """
    path = default_profile()
    there = is_file_there(path)
    return load_profile(path, current_specification("2")) if there else Profile()


def filter_asked_for(text: str, path: Path | None = None) -> str:
    """Return the text of a filter, also where "@" and the name of a saved one stands for it.

    path: the profile that it is saved in; that of this computer by default. Raises InputProblem.
    """
    if not text.lstrip().startswith(NAMED):
        return text
    if path is None:
        return filter_called(text, stored_profile().filters, "The profile of this computer")
    profile = load_profile(path, current_specification("2"))
    return filter_called(text, profile.filters, path.name)


def readable_profile() -> Profile:
    """Return the profile of this computer; an empty one where it cannot be read, too."""
    try:
        return stored_profile()
    except Problem:
        return Profile()


def store_edits(
    edits: deque[ProfileEdit], specification: Specification
) -> tuple[list[str], list[Problem]]:
    """Make the changes that wait, in their order, and store the profile once.

    edits: emptied; more may be added while this runs. One that is refused leaves the others as they
    are. Returns what was done, in sentences, and the problems. Raises InputProblem,
    EnvironmentProblem when the profile cannot be read or stored.
    """
    words: list[str] = []
    problems: list[Problem] = []

    def in_turn(profile: Profile) -> Profile:
        while edits:
            edit = edits.popleft()
            try:
                profile, sentence = edit(profile)
            except Problem as problem:
                problems.append(problem)
            else:
                words.append(sentence)
        return profile

    target = default_profile()
    with plainly(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    change_profile(target, specification, in_turn)
    return words, problems


def change_profile(
    target: Path, specification: Specification, change: Callable[[Profile], Profile]
) -> Profile:
    """Read a profile (an empty one where there is none), change it, write it; return it as it is.

    Nobody else's change comes between. change: returns the very profile it got for no change.
    Raises what it raises, InputProblem, EnvironmentProblem.
    """
    with locked(target, CHANGING, patience=PATIENCE):
        before = load_profile(target, specification) if is_there(target) else Profile()
        changed = change(before)
        if changed is not before:
            save_profile(changed, target, specification, overwrite=True)
    return changed
