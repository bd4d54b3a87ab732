"""A recipe: how the files of a folder are read, fixed, checked and written, as a TOML file."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema

from cldvalidator.checks.rules import chosen_rules
from cldvalidator.extract.date_order import EVERY_COLUMN, DateOrders
from cldvalidator.extract.header import refuse_unknown_fields
from cldvalidator.extract.opening import read_whole
from cldvalidator.fixes.json_file import first_fault
from cldvalidator.fixes.profile import Profile, load_profile
from cldvalidator.jobs.preview_inputs import METHODS
from cldvalidator.official import current_specification
from cldvalidator.paths import is_file_there
from cldvalidator.problems import InputProblem
from cldvalidator.selection.parsed_day import parsed_day
from cldvalidator.specification.schema_words import fault_words

SCHEMA = "batch/recipe.schema.json"
_LARGEST = 1 << 20
_PLACES = frozenset({"{name}", "{day}"})
_TABLE = re.compile(r"\s*\[\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([\w-]+))\s*=""")
_IN_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True)
class Recipe:
    """What is done with each file; the entries are those of `resources/batch/recipe.schema.json`.

    content: the recipe as it was written. base: the folder that the profile is named from.
    """

    content: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    base: Path = Path()

    def entry(self, table: str, name: str, default: Any = None) -> Any:
        """Return an entry, or the default where the recipe does not have it."""
        return self.content.get(table, {}).get(name, default)

    @property
    def profile_path(self) -> Path | None:
        """The profile, None for none."""
        name = self.entry("read", "profile")
        return self.base / name if name is not None else None

    @property
    def as_of(self) -> date | None:
        """The day that counts as today; None for the day of the run."""
        day = self.entry("read", "as_of")
        return parsed_day(day) if day is not None else None

    @property
    def columns(self) -> dict[str, str | None]:
        """By header the field that it is, None for a column that is not used."""
        return {header: name or None for header, name in self.entry("read", "columns", {}).items()}

    @property
    def delimiter(self) -> str | None:
        """What stands between the cells of a text file; None to find it."""
        delimiter: str | None = self.entry("read", "delimiter")
        return "\t" if delimiter in ("tab", "\\t") else delimiter

    @property
    def date_orders(self) -> DateOrders | None:
        """The order of day and month in every column; None to let the file decide."""
        order = self.entry("read", "dates")
        if order is None:
            return None
        return {EVERY_COLUMN: "month first" if order == "month-first" else "day first"}

    def with_entries(self, table: str, **entries: Any) -> Recipe:
        """Return a recipe with other entries in a table; those that are None are left out."""
        merged = {**self.content.get(table, {}), **entries}
        kept = {name: value for name, value in merged.items() if value is not None}
        return replace(self, content=MappingProxyType({**self.content, table: kept}))

    def profile(self) -> Profile:
        """Read the profile. Raises InputProblem, EnvironmentProblem."""
        path = self.profile_path
        return load_profile(path, current_specification("2")) if path is not None else Profile()

    def fingerprint(self) -> str:
        """Return what tells two recipes apart: a SHA-256 of all that decides what is done.

        Where it names no day the present one counts, as a file may get another verdict tomorrow.
        Raises InputProblem, EnvironmentProblem for a profile that cannot be read.
        """
        day = (self.as_of or date.today()).isoformat()
        made = sha256(json.dumps([dict(self.content), day], sort_keys=True).encode())
        if self.profile_path is not None:
            made.update(read_whole(self.profile_path))
        return made.hexdigest()


def load_recipe(path: Path) -> Recipe:
    """Read a recipe.

    Raises InputProblem that names the line and the entry of what is wrong, EnvironmentProblem.

    Examples:
        >>> from pathlib import Path
        >>> _ = Path("recipe.toml").write_text('[fix]\\nsafe = "yes"\\n')
        >>> load_recipe(Path("recipe.toml"))
        Traceback (most recent call last):
            ...
        cldvalidator.problems.InputProblem: recipe.toml, line 2: “fix”, “safe” has to be true or \
false. Correct that line.
    """
    # An empty recipe is one that asks for nothing but a check.
    data = read_whole(path) if not is_file_there(path) or path.stat().st_size else b""
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n") if len(data) <= _LARGEST else ""
        content = tomllib.loads(text)
        repr(content)  # a number in hexadecimal may have any length, and then cannot be shown
    except UnicodeDecodeError:
        raise _not_a_recipe(path, "it is not written in UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        line = _IN_LINE.search(str(error))
        where = f"line {line[1]} is not TOML" if line else "it ends in the middle of an entry"
        raise _not_a_recipe(path, where) from None
    except RecursionError:
        raise _not_a_recipe(path, "its entries stand too deep in one another") from None
    except ValueError:  # what Python says of a number with thousands of digits
        raise _not_a_recipe(path, "a number in it is far too long") from None
    if len(data) > _LARGEST:
        raise _not_a_recipe(path, "it is far larger than one")
    content = _days_as_text(content)
    fault = first_fault(content, SCHEMA)
    if fault is not None:
        raise InputProblem(
            f"{path.name}{_line_words(fault, text)}: {fault_words(fault)}.", "Correct that line."
        )
    recipe = Recipe(MappingProxyType(content), path.parent)
    _refuse_what_does_not_fit(recipe, path.name)
    return recipe


def recipe_of(content: Mapping[str, Any], base: Path) -> Recipe:
    """Return the recipe of a content that `load_recipe` has read."""
    return Recipe(MappingProxyType(dict(content)), base)


def _not_a_recipe(path: Path, why: str) -> InputProblem:
    return InputProblem(
        f"{path.name} is not a recipe: {why}.",
        "Write it as the TOML file that docs/batch.md shows.",
    )


def _days_as_text(content: dict[str, Any]) -> dict[str, Any]:
    """TOML has days of its own; a recipe may write one with or without quotation marks."""
    read = content.get("read")
    if isinstance(read, dict) and type(read.get("as_of")) is date:
        return content | {"read": read | {"as_of": read["as_of"].isoformat()}}
    return content


def _refuse_what_does_not_fit(recipe: Recipe, name: str) -> None:
    """Refuse what a schema cannot judge. Raises InputProblem."""
    if recipe.entry("read", "as_of") is not None and recipe.as_of is None:
        raise InputProblem(
            f"{name}: “read”, “as_of” is no day of this century.", "Write it as 2026-07-31."
        )
    chosen_rules(recipe.entry("read", "without", ()))
    likely = [r for r in recipe.entry("fix", "likely", ()) if r.casefold() != "all"]
    chosen_rules(likely)
    refuse_unknown_fields(recipe.columns, current_specification("2"))
    method = recipe.entry("preview", "method")
    if method is not None and method not in METHODS:
        raise InputProblem(
            f"{name}: “preview”, “method” names no version of the method.",
            f"Choose one of: {', '.join(METHODS)}.",
        )
    if recipe.entry("fix", "derived") and not recipe.entry("fix", "release_1"):
        raise InputProblem(
            f"{name}: “fix”, “derived” has no effect without “release_1”.",
            "Add release_1 = true, or leave derived out.",
        )
    if recipe.entry("fix", "release_1") and recipe.entry("read", "release") == "1":
        raise InputProblem(
            f"{name}: “release_1” turns values into Release 2, and the recipe checks the files "
            "against Release 1.",
            "Leave out one of the two.",
        )
    writes = {k for k in ("gzip", "encoding", "sign_off") if recipe.entry("write", k)}
    if writes and not recipe.entry("write", "submission"):
        raise InputProblem(
            f"{name}: “{min(writes)}” is about the submission, which the recipe does not write.",
            "Add submission = true under [write], or leave it out.",
        )
    pattern: str = recipe.entry("write", "name", "{name}")
    unknown = [p for p in re.findall(r"\{[^}]*\}?", pattern) if p not in _PLACES]
    if unknown or "{name}" not in pattern or re.search(r'[\\/:*?"<>|\x00-\x1f]', pattern):
        raise InputProblem(
            f"{name}: “write”, “name” cannot be the name of a file for each file read.",
            'Put {name} into it, and {day} if you wish, such as "{name} of {day}".',
        )


def _line_words(fault: jsonschema.ValidationError, text: str) -> str:
    """Return “, line 7” for the entry at fault; "" where it cannot be told."""
    steps = [str(step) for step in fault.absolute_path]
    if fault.validator == "additionalProperties" and isinstance(fault.instance, dict):
        schema: Any = fault.schema
        known = schema.get("properties", {})
        steps += [name for name in fault.instance if name not in known][:1]
    lines = _lines_of(text)
    while steps:
        line = lines.get(tuple(steps))
        if line is not None:
            return f", line {line}"
        steps.pop()
    return ""


def _lines_of(text: str) -> dict[tuple[str, ...], int]:
    """Return by entry the line in which it begins."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if heading := _TABLE.match(line):
            table = tuple(heading[1].split("."))
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, next(g for g in key.groups() if g is not None)), number)
    return found
