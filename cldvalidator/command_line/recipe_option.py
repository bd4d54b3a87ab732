"""The option `--recipe`: one file read, fixed and written as a recipe says.

An option on the command line counts instead of the recipe's entry, and that is printed, as are the
entries that the command has no use for.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.batch.recipe import Recipe

_Taken = Mapping[tuple[str, str], str]
"""By table and entry of a recipe: the option that says the same, "" where no option does."""

_READ = {
    ("read", "sheet"): "sheet",
    ("read", "delimiter"): "delimiter",
    ("read", "dates"): "dates",
    ("read", "columns"): "",
    ("read", "without"): "",
    ("read", "as_of"): "",
    ("read", "profile"): "",
}
CHECK: _Taken = {
    **_READ,
    ("read", "release"): "release",
    ("read", "without"): "without",
    ("read", "as_of"): "as_of",
    ("read", "profile"): "profile",
    ("fix", "leave_out_no_records"): "leave_out",
}
CHECK_THAT_WRITES: _Taken = {
    **CHECK,
    ("fix", "safe"): "",  # a submission always gets the safe changes
    ("fix", "release_1"): "convert_release_1",
    ("write", "gzip"): "gzip",
    ("write", "encoding"): "encoding",
}
_FIX = {
    ("fix", "safe"): "safe",
    ("fix", "likely"): "likely",
    ("fix", "release_1"): "release_1",
    ("fix", "derived"): "derived",
    ("fix", "leave_out_no_records"): "leave_out",
}
FIX: _Taken = {
    **_READ,
    **_FIX,
    ("read", "release"): "release",
    ("read", "profile"): "profile",
    ("write", "folder"): "",
    ("write", "name"): "",
    ("write", "submission"): "write",
    ("write", "gzip"): "gzip",
    ("write", "encoding"): "encoding",
    ("write", "report"): "report",
    ("write", "report_without_values"): "plain_report",
    ("write", "sign_off"): "sign_off",
}
PREVIEW: _Taken = {
    **_READ,
    ("read", "release"): "",
    **dict.fromkeys(_FIX, ""),
    ("read", "as_of"): "as_of",
    ("preview", "figures"): "",
    ("preview", "method"): "method",
}
_ADDED = ("leave_out",)
"""Options that are given more than once: what the recipe says is one more."""


def add_recipe(command: argparse.ArgumentParser, what: str) -> None:
    """Add the option to a command. what: which part of a recipe it follows."""
    command.add_argument(
        "--recipe", type=Path, metavar="TOML", help=f"{what}; an option given here counts instead"
    )


def settle_recipe(options: argparse.Namespace, taken: _Taken) -> Recipe:
    """Put a recipe's entries in the place of options that are not given; return the recipe.

    taken: the entries that the command follows. Those without an option of their own are for the
    caller. Prints what does not count. Raises InputProblem, EnvironmentProblem.
    """
    from cldvalidator.batch.recipe import Recipe, load_recipe

    if options.recipe is None:
        return Recipe()
    if getattr(options, "from_manifest", None) is not None:
        raise InputProblem(
            "--recipe and --from-manifest both say how the file is read.", "Leave one of them out."
        )
    recipe = load_recipe(options.recipe)
    over: list[str] = []
    unused: dict[str, list[str]] = {}
    for (table, entry), value in _entries(recipe):
        option = taken.get((table, entry))
        if option is None:
            unused.setdefault(table, []).append(entry)
        elif option in _ADDED:
            setattr(options, option, [*getattr(options, option), "no-records"])
        elif option and getattr(options, option):
            over.append(f"--{option.replace('_', '-')}")
        elif option:
            setattr(options, option, _as_option(options, recipe, (table, entry), value))
    # Standard output may be JSON or CSV.
    name = options.recipe.name
    if over:
        sentence = f"{', '.join(over)} on the command line counts, not the recipe"
        print(f"{name}: {sentence}.", file=sys.stderr)
    if unused:
        tables = (f"[{table}] {', '.join(entries)}" for table, entries in unused.items())
        print(f"{name}: this command does not use {'; '.join(tables)}.", file=sys.stderr)
    return recipe


def _entries(recipe: Recipe) -> list[tuple[tuple[str, str], Any]]:
    """Return the entries that ask for something, in their order; `false` asks for nothing."""
    return [
        ((table, entry), value)
        for table, entries in recipe.content.items()
        for entry, value in entries.items()
        if value
    ]


def _as_option(
    options: argparse.Namespace, recipe: Recipe, entry: tuple[str, str], value: Any
) -> Any:
    """Return an entry as its option has it."""
    made: dict[tuple[str, str], Callable[[], Any]] = {
        ("read", "profile"): lambda: recipe.profile_path,
        ("read", "dates"): lambda: [value],
        ("write", "submission"): lambda: _target(options, recipe),
        ("write", "report"): lambda: _beside(options, recipe, "report_path"),
        ("write", "report_without_values"): lambda: _beside(options, recipe, "plain_report_path"),
        ("write", "sign_off"): lambda: _beside(options, recipe, "sign_off_path"),
    }
    return made[entry]() if entry in made else value


def _target(options: argparse.Namespace, recipe: Recipe) -> Path:
    """Return where the submission is written, and make its folder. Raises EnvironmentProblem."""
    from cldvalidator.batch.files import target_of
    from cldvalidator.storage.file_system import plainly

    given: Path | None = options.write
    if given is not None:
        return given
    target = target_of(options.file, recipe)
    with plainly(target):
        target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _beside(options: argparse.Namespace, recipe: Recipe, name: str) -> Path:
    from cldvalidator.jobs.outputs import Outputs

    path: Path = getattr(Outputs(_target(options, recipe)), name)
    return path
