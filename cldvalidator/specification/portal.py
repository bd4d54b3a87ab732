"""What the Data Landing Portal takes: general rules for every collection, as data."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import jsonschema

from cldvalidator.bundled import bundled
from cldvalidator.problems import InputProblem
from cldvalidator.specification.schema_words import wrong_words

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class SizeLimit:
    """How large a file may be.

    bytes: the most; sign_in: "" for every way but those named; way_on: what to do with a larger
    file.
    """

    what: str
    compressed: bool
    sign_in: str
    bytes: int
    way_on: str = ""

    def __str__(self) -> str:
        size = self.bytes // MEGABYTE
        words = f"{size // 1000} GB" if size % 1000 == 0 else f"{size} MB"
        return f"{words} for {self.what}" + (f" with {self.sign_in} sign-in" * bool(self.sign_in))


@dataclass(frozen=True)
class PortalCheck:
    """Something that the portal looks at. id: "form", "size", "encoding", "header", "values"."""

    id: str
    title: str
    detail: str


@dataclass(frozen=True)
class Portal:
    """The portal's rules, with where they were read and what is not public.

    refused: characters that no value may begin with; refused_before_words: those that may only
    stand in front of a number. look_alikes: by a character that Windows-1252 lacks, what may stand
    for it.
    """

    title: str
    scope: str
    read: str
    encoding: str
    refused: str
    refused_before_words: str
    sizes: tuple[SizeLimit, ...]
    checks: tuple[PortalCheck, ...]
    not_public: tuple[str, ...]
    look_alikes: Mapping[str, str]

    def limits(self, *, compressed: bool) -> list[SizeLimit]:
        """Return the limits of a file, plain or compressed, those of every sign-in first."""
        fitting = [s for s in self.sizes if s.compressed == compressed]
        return sorted(fitting, key=lambda s: bool(s.sign_in))


@cache
def load_portal() -> Portal:
    """Return the portal's rules.

    Raises InputProblem when `resources/portal/portal.json` does not have the shape of its schema.

    >>> load_portal().encoding
    'Windows-1252'
    """
    root = bundled("portal")
    raw: dict[str, Any] = json.loads((root / "portal.json").read_text("utf-8"))
    schema = json.loads((root / "portal.schema.json").read_text("utf-8"))
    fault = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(schema).iter_errors(raw)
    )
    if fault is not None:
        place = " > ".join(["portal.json", *map(str, fault.absolute_path)])
        raise InputProblem(
            f"The portal's rules are broken at {place}: it {wrong_words(fault)}.",
            "Install the program again, or correct the file.",
        )
    return Portal(
        title=raw["title"],
        scope=raw["scope"],
        read=raw["read"],
        encoding=raw["encoding"],
        refused=raw["refused_first_characters"],
        refused_before_words=raw["refused_unless_a_number_follows"],
        sizes=tuple(
            SizeLimit(
                s["what"], s["compressed"], s["sign_in"], s["megabytes"] * MEGABYTE, s["way_on"]
            )
            for s in raw["sizes"]
        ),
        checks=tuple(PortalCheck(**c) for c in raw["checks"]),
        not_public=tuple(raw["not_public"]),
        look_alikes=raw["look_alikes"],
    )
