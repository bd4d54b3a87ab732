"""Loads packs of published facts, those that came with the program and those that were imported."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal, overload

from cldvalidator.bundled import bundled
from cldvalidator.problems import InputProblem
from cldvalidator.published.model import (
    BUILT_IN,
    IMPORTED,
    Area,
    Areas,
    Edition,
    Figures,
    Kind,
    Level,
    Marker,
    Neighbours,
    Pack,
    Populations,
    PublishedFigure,
)
from cldvalidator.selection.period import Period
from cldvalidator.settings import settings_folder
from cldvalidator.specification.schema_words import wrong_words
from cldvalidator.storage.untrusted_json import parse_json

FOLDER = "published"
"""In `resources`, and in the settings folder. A file is called by its pack's kind and id."""


@overload
def packs_of(kind: Literal[Kind.AREAS]) -> tuple[Areas, ...]: ...
@overload
def packs_of(kind: Literal[Kind.NEIGHBOURS]) -> tuple[Neighbours, ...]: ...
@overload
def packs_of(kind: Literal[Kind.POPULATION]) -> tuple[Populations, ...]: ...
@overload
def packs_of(kind: Literal[Kind.FIGURES]) -> tuple[Figures, ...]: ...
@overload
def packs_of(kind: Kind) -> tuple[Pack, ...]: ...


def packs_of(kind: Kind) -> tuple[Pack, ...]:
    """Return the packs of a kind, the latest edition first; of one id only the latest.

    An imported pack that cannot be read is left out (`unreadable_packs` says so). Raises
    InputProblem when a pack of the program is broken.
    """
    return _loaded(kind, imported_folder())


@cache
def _loaded(kind: Kind, imported: Path) -> tuple[Pack, ...]:
    read = list(_built_in(kind))
    for path in _imported_files(kind, imported):
        try:
            read.append(read_pack(path))
        except InputProblem:
            continue
    read.sort(key=lambda pack: (pack.edition.date, pack.edition.origin == IMPORTED), reverse=True)
    latest: dict[str, Pack] = {}
    for pack in read:
        latest.setdefault(pack.edition.id, pack)
    return tuple(latest.values())


def editions() -> tuple[Edition, ...]:
    """Return where every pack in use is from. Raises InputProblem as `packs_of`."""
    return tuple(pack.edition for kind in Kind for pack in packs_of(kind))


def unreadable_packs() -> dict[Path, InputProblem]:
    """Return the imported packs that cannot be used, and why."""
    found: dict[Path, InputProblem] = {}
    for kind in Kind:
        for path in _imported_files(kind, imported_folder()):
            try:
                read_pack(path)
            except InputProblem as problem:
                found[path] = problem
    return found


def imported_folder() -> Path:
    """Return the folder of imported packs; it need not exist."""
    return settings_folder() / FOLDER


def file_name(edition: Edition) -> str:
    """Return the name of a pack's file in the folder of imported packs."""
    return f"{edition.kind}_{edition.id}.json"


def forget_loaded() -> None:
    """Read packs anew the next time: something was imported or forgotten."""
    _loaded.cache_clear()


def read_pack(path: Path) -> Pack:
    """Read a pack that was imported. Raises InputProblem."""
    try:
        content = parse_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InputProblem(
            f"The imported pack {path.name} cannot be read.", "Forget it, and import it again."
        ) from error
    return build_pack(content, IMPORTED)


def build_pack(content: Any, origin: str = BUILT_IN) -> Pack:
    """Hold a pack against its schema and return it with its types.

    Raises InputProblem, naming the place, when it does not have the shape of `pack.schema.json`.
    """
    _check_shape(content, origin)
    edition = Edition(
        Kind(content["kind"]),
        content["id"],
        content["title"],
        content["edition"],
        _day(content["date"]),
        content["publisher"],
        content["source"],
        content["licence"],
        tuple(content["notes"]),
        origin,
    )
    return _BUILD[edition.kind](edition, content)


@cache
def pack_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a pack."""
    schema: dict[str, Any] = json.loads(bundled(FOLDER, "pack.schema.json").read_text("utf-8"))
    return schema


@cache
def _built_in(kind: Kind) -> tuple[Pack, ...]:
    files = sorted(bundled(FOLDER).iterdir(), key=lambda file: file.name)
    return tuple(
        build_pack(json.loads(file.read_text("utf-8")))
        for file in files
        if file.name.startswith(kind)
    )


def _imported_files(kind: Kind, folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob(f"{kind}_*.json"))
    except OSError:
        return []


def _check_shape(content: Any, origin: str) -> None:
    import jsonschema

    validator = jsonschema.Draft202012Validator(pack_schema())
    fault = jsonschema.exceptions.best_match(validator.iter_errors(content))
    if fault is None:
        return
    place = " > ".join(map(str, fault.absolute_path)) or "the whole pack"
    advice = "Install the program again." if origin == BUILT_IN else "Import the file again."
    raise InputProblem(
        f"A pack of published facts ({origin}) is broken at {place}: it {wrong_words(fault)}.",
        advice,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputProblem(
            f"{text} in a pack of published facts is not a day.", "Import the file again."
        ) from error


def _areas(edition: Edition, content: Mapping[str, Any]) -> Areas:
    return Areas(
        edition,
        {
            code: Area(
                code,
                Level(area["level"]),
                area["name"],
                tuple(area.get("gss", ())),
                area.get("region", ""),
                area.get("type", ""),
                tuple(area.get("also", ())),
                tuple(area.get("codes", ())),
            )
            for code, area in content["areas"].items()
        },
    )


def _neighbours(edition: Edition, content: Mapping[str, Any]) -> Neighbours:
    return Neighbours(edition, {code: tuple(n) for code, n in content["neighbours"].items()})


def _populations(edition: Edition, content: Mapping[str, Any]) -> Populations:
    bands = content["bands"]
    people = {c: dict(zip(bands, n, strict=True)) for c, n in content["people"].items()}
    return Populations(edition, content["mid_year"], frozenset(content["used_for"]), people)


def _figures(edition: Edition, content: Mapping[str, Any]) -> Figures:
    found: dict[tuple[str, str, str, str], PublishedFigure] = {}
    for series in content["series"]:
        measure, group, year = series["measure"], series["group"], series["year"]
        period = Period(_day(series["first"]), _day(series["last"]))
        provisional = series.get("provisional", False)
        for area, given in series["figures"].items():
            marker = Marker(given) if isinstance(given, str) else Marker.SHOWN
            top, bottom, value = (None, None, None) if marker else given
            found[measure, group, year, area] = PublishedFigure(
                measure,
                group,
                year,
                period,
                area,
                top,
                bottom,
                value,
                marker,
                edition,
                provisional,
            )
    return Figures(edition, found)


_BUILD: dict[Kind, Callable[[Edition, Mapping[str, Any]], Pack]] = {
    Kind.AREAS: _areas,
    Kind.NEIGHBOURS: _neighbours,
    Kind.POPULATION: _populations,
    Kind.FIGURES: _figures,
}
