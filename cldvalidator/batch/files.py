"""The files of a run, and the names of what is written for each."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

from cldvalidator.batch.one_file import Place
from cldvalidator.batch.recipe import Recipe
from cldvalidator.paths import as_shown
from cldvalidator.problems import InputProblem
from cldvalidator.storage.targets import submission_stem
from cldvalidator.submissions.gathering import may_be_submission
from cldvalidator.wording import some

_FOLDER = "checked"
_SUBFOLDERS = re.compile(r"(?:\*\*/)+")
MOST_FILES = 5_000
"""All results are kept anew after each file, which would take longer than the work for more."""


def folder_of_outputs(folder: Path, recipe: Recipe) -> Path:
    """Return where the files are written that the recipe asks for."""
    entry: str = recipe.entry("write", "folder", _FOLDER)
    return folder / entry


def places(folder: Path, recipe: Recipe) -> list[Place]:
    """Return the files that the recipe is for, by name, each with where its outputs go.

    Raises InputProblem for a folder that has none, or cannot be looked into, and for two files
    whose outputs would have the same name.
    """
    out = folder_of_outputs(folder, recipe)
    found = files_in(folder, recipe)
    if not found:
        raise InputProblem(
            f"The folder {folder.name} holds no file that the recipe is for.",
            "Choose a folder with CSV files or workbooks, or change “files” under [read].",
        )
    stems = Counter(submission_stem(path).casefold() for path in found)
    made = []
    for path in found:
        alone = stems[submission_stem(path).casefold()] == 1
        target = out / _output_name(path, recipe, alone=alone)
        made.append(Place(path, as_shown(path.relative_to(folder).as_posix()), target))
    twice = [n for n, count in Counter(p.target.name.casefold() for p in made).items() if count > 1]
    if twice:
        both = [p.shown for p in made if p.target.name.casefold() == twice[0]]
        raise InputProblem(
            f"What is written for {some(both, 4)} would have the same name.",
            "Rename one of these files, or move it to another folder and run that one alone.",
        )
    return made


def target_of(path: Path, recipe: Recipe) -> Path:
    """Return where the submission of one file is written: as for a run over its folder."""
    stem = submission_stem(path).casefold()
    try:
        beside = [p for p in path.parent.iterdir() if submission_stem(p).casefold() == stem]
    except OSError:
        beside = []
    alone = not any(p.name != path.name and may_be_submission(p) for p in beside)
    return folder_of_outputs(path.parent, recipe) / _output_name(path, recipe, alone=alone)


def _output_name(path: Path, recipe: Recipe, *, alone: bool) -> str:
    """Return the name of a submission; alone: no other file differs only in its ending."""
    ending = ".csv.gz" if recipe.entry("write", "gzip") else ".csv"
    pattern: str = recipe.entry("write", "name", "{name}")
    day = (recipe.as_of or date.today()).isoformat()
    # Those that are not alone may be the same extract as CSV and as a workbook.
    stem = submission_stem(path) if alone else path.name.replace(".", "-")
    return pattern.replace("{day}", day).replace("{name}", stem) + ending


def files_in(folder: Path, recipe: Recipe) -> list[Path]:
    """Return the files that a recipe is for, by name. Raises InputProblem."""
    out = folder_of_outputs(folder, recipe)
    pattern: str = recipe.entry("read", "files", "*")
    if pattern.startswith(("/", "\\")) or ":" in pattern or ".." in pattern:
        raise InputProblem(
            "“read”, “files” of the recipe leads out of the folder.",
            "Write it as *.csv, or as **/*.csv for the files of subfolders too.",
        )
    pattern = _SUBFOLDERS.sub("**/", pattern)  # each of them would go through all folders again
    try:
        fitting = sorted(p for p in folder.glob(pattern) if p.is_file() and may_be_submission(p))
    except (OSError, ValueError, NotImplementedError, IndexError):  # the last for a lone dot
        raise InputProblem(
            f"The folder {folder.name} cannot be looked into.",
            "Check “files” under [read] of the recipe, and that you may open the folder.",
        ) from None
    found = [p for p in fitting if not p.is_relative_to(out)]
    if len(found) > MOST_FILES:
        raise InputProblem(
            f"The folder {folder.name} holds {len(found):,} files that the recipe is for; a run "
            f"takes at most {MOST_FILES:,}.",
            "Move some of them to another folder, or narrow “files” under [read] of the recipe.",
        )
    return found
