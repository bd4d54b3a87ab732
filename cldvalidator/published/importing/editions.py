"""What an import changes, and the editions that are kept in the settings folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cldvalidator.problems import EnvironmentProblem, InputProblem
from cldvalidator.published.areas import area_of, similar_councils
from cldvalidator.published.importing.taken import REGISTER, Taken, day_text
from cldvalidator.published.model import Edition, Figures, Kind, Neighbours, Pack, Populations
from cldvalidator.published.packs import (
    build_pack,
    file_name,
    forget_loaded,
    imported_folder,
    packs_of,
)
from cldvalidator.registers.imported import REGISTERS, register_file
from cldvalidator.settings import PATIENCE
from cldvalidator.storage.drafts import draft_of
from cldvalidator.storage.file_system import folder_to_disk, plainly, write_whole
from cldvalidator.storage.locks import CHANGING, locked
from cldvalidator.storage.untrusted_json import parse_json
from cldvalidator.wording import counted

_LOCKED = "editions.json"
"""A name that no file has; the lock of the folder is beside it."""


@dataclass(frozen=True)
class Kept:
    """An edition in the settings folder: its id, what it is, and its day."""

    id: str
    title: str
    edition: str
    day: date
    file: Path

    @property
    def is_register(self) -> bool:
        """Whether it is a register, which the rules look into."""
        return self.file.name.startswith(f"{REGISTER}_")


def changes(taken: Taken) -> tuple[str, ...]:
    """Return in sentences what an import will do, the same before and after it was agreed to.

    Raises InputProblem for an edition that is older than the one in use.
    """
    content = taken.content
    lines = [f"{content['title']}: {content['edition']}."]
    lines += [f"Recognised as: {taken.layout}.", *taken.notes]
    _refuse_older(taken)
    if content["kind"] == REGISTER:
        lines += _changes_of_register(taken)
    else:
        lines += _changes_of_pack(taken, build_pack(content))
    return tuple(lines)


def keep(taken: Taken) -> Path:
    """Keep what was taken, in place of the edition before; return where.

    Raises InputProblem for an edition that is older than the one in use, EnvironmentProblem.
    """
    text = json.dumps(taken.content, ensure_ascii=False, separators=(",", ":"))
    is_register = taken.content["kind"] == REGISTER
    edition = None if is_register else build_pack(taken.content).edition
    target = register_file(taken.id) if edition is None else imported_folder() / file_name(edition)
    with plainly(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = target.with_name(_LOCKED)
        with locked(lock, CHANGING, patience=PATIENCE), draft_of(target) as draft:
            forget_loaded()
            changes(taken)
            write_whole(draft, text.encode() + b"\n")
            draft.replace(target)
            folder_to_disk(target.parent)
    forget_loaded()
    return target


def kept_editions() -> list[Kept]:
    """Return what was imported, by id; an edition that cannot be read has its file's name."""
    found = []
    try:
        files = sorted(imported_folder().glob("*_*.json"))
    except OSError:
        return []
    for file in files:
        try:
            content = parse_json(file.read_bytes())
            day = date.fromisoformat(content["date"])
            kept = Kept(
                str(content["id"]), str(content["title"]), str(content["edition"]), day, file
            )
        except (OSError, ValueError, KeyError, TypeError):
            kept = Kept(file.stem.partition("_")[2], "cannot be read", "", date.min, file)
        found.append(kept)
    return found


def forget(name: str) -> list[str]:
    """Remove an imported edition by its id, or "all" of them; return the titles of what is gone.

    Raises InputProblem for an id that was not imported, EnvironmentProblem.
    """
    chosen = [kept for kept in kept_editions() if name in (kept.id, "all")]
    if not chosen and name != "all":
        there = ", ".join(kept.id for kept in kept_editions()) or "nothing"
        raise InputProblem(f"No edition {name} was imported. There is: {there}.", "Name one of it.")
    for kept in chosen:
        try:
            lock = kept.file.with_name(_LOCKED)
            with locked(lock, CHANGING, patience=PATIENCE):
                kept.file.unlink(missing_ok=True)
        except OSError as error:
            raise EnvironmentProblem(
                f"{kept.file.name} in {kept.file.parent} cannot be removed: {error.strerror}.",
                "Check that you may write there.",
            ) from error
    forget_loaded()
    return [f"{kept.title}, {kept.edition}" if kept.edition else kept.id for kept in chosen]


def _in_use(taken: Taken) -> Edition | Kept | None:
    """Return the edition of the same id that is in use."""
    if taken.content["kind"] == REGISTER:
        return next((k for k in kept_editions() if k.id == taken.id and k.edition), None)
    packs: tuple[Pack, ...] = packs_of(Kind(taken.content["kind"]))
    return next((p.edition for p in packs if p.edition.id == taken.id), None)


def _refuse_older(taken: Taken) -> None:
    used = _in_use(taken)
    day = used.day if isinstance(used, Kept) else used.date if used is not None else None
    if day is not None and taken.day < day:
        raise InputProblem(
            f"{taken.content['title']}: the edition of {day_text(taken.day)} is older than the one"
            f" in use, of {day_text(day)}. Nothing was changed.",
            f"If the older one is meant, forget the other first (`cldvalidator published forget"
            f" {taken.id}`), or say when this one was published with --published.",
        )


def _later_in_use(title: str) -> InputProblem:
    return InputProblem(
        f"{title}: a later edition of all of it is in use. Nothing was changed.",
        "See the editions in use with `cldvalidator published`.",
    )


def _changes_of_register(taken: Taken) -> Iterator[str]:
    before = _in_use(taken)
    if not isinstance(before, Kept):
        rules = ", ".join(REGISTERS[taken.id])
        yield f"No register was imported before. Rules {rules} are judged from now on."
        return
    try:
        then = set(parse_json(before.file.read_bytes())["codes"])
    except (OSError, ValueError, KeyError, TypeError):
        then = set()
    now = set(taken.content["codes"])
    yield (
        f"It takes the place of the edition of {before.edition}: "
        f"{counted(len(now - then), 'code is', 'codes are')} new, {len(then - now):,} gone."
    )


def _changes_of_pack(taken: Taken, pack: Pack) -> Iterator[str]:
    match pack:
        case Figures():
            yield from _changes_of_figures(pack)
        case Populations():
            yield from _changes_of_population(pack)
        case Neighbours():
            yield from _changes_of_neighbours(pack)
    if (used := _in_use(taken)) is not None:
        yield f"It takes the place of: {used.title}, {used.edition}."


def _changes_of_figures(pack: Figures) -> Iterator[str]:
    older = [p for p in packs_of(Kind.FIGURES) if p.edition.date <= pack.edition.date]
    newer = [p for p in packs_of(Kind.FIGURES) if p.edition.date > pack.edition.date]
    fresh = other = same = 0
    for key, figure in pack.figures.items():
        if any(key in p.figures for p in newer):
            continue
        before = next((p.figures[key] for p in older if key in p.figures), None)
        if before is None:
            fresh += 1
        elif (before.value, before.marker) == (figure.value, figure.marker):
            same += 1
        else:
            other += 1
    yield (
        f"{counted(fresh, 'figure that was', 'figures that were')} not there, {other:,} with "
        f"another value than in use, {same:,} the same."
    )
    if hidden := len(pack.figures) - fresh - other - same:
        if hidden == len(pack.figures):
            raise _later_in_use(pack.edition.title)
        yield f"{counted(hidden, 'figure stays', 'figures stay')} as a later edition has them."


def _changes_of_population(pack: Populations) -> Iterator[str]:
    same_year = [p for p in packs_of(Kind.POPULATION) if p.mid_year == pack.mid_year]
    for before in same_year[:1]:
        other = sum(dict(pack.people[a]) != dict(before.people.get(a, {})) for a in pack.people)
        yield f"{counted(other, 'area')} with other numbers than in use for mid-{pack.mid_year}."
    later = [p for p in same_year if p.edition.date > pack.edition.date]
    if any(set(pack.people) <= set(p.people) for p in later):
        raise _later_in_use(pack.edition.title)
    for before in same_year:
        if before.used_for:
            years = ", ".join(sorted(before.used_for))
            yield (
                f"ASCOF of {years} still divides by {before.edition.title},"
                f" {before.edition.edition}, as it was published with it."
            )
    if not same_year:
        yield f"Mid-{pack.mid_year} was not there before."


def _changes_of_neighbours(pack: Neighbours) -> Iterator[str]:
    if any(p.edition.date > pack.edition.date for p in packs_of(Kind.NEIGHBOURS)):
        raise _later_in_use(pack.edition.title)
    other = 0
    for code, neighbours in pack.neighbours.items():
        council = area_of(code)
        before = similar_councils(council)[0] if council is not None else ()
        other += [a.code for a in before] != list(neighbours)
    yield f"{counted(other, 'council')} with other similar councils than in use."
