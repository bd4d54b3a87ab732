"""A profile as what corrects its values at the source: a look-up table, SQL, or Power Query.

Only exact spellings are mapped. What the profile takes for the same (other capitals, spaces,
dashes) differs between databases, so each spelling of a file is an entry of its own, and a value
that is no entry stays as it is. What cannot be written so that every program reads the same is left
out and said.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Literal

from cldvalidator.checks.cells.shapes import shape
from cldvalidator.fixes.changes import Change, ValueChange
from cldvalidator.fixes.profile import Profile
from cldvalidator.fixes.profile_use import APPLIED, standings
from cldvalidator.presentation.inert import inert
from cldvalidator.specification import Specification
from cldvalidator.storage.targets import check_extension
from cldvalidator.storage.transaction import write_file
from cldvalidator.version import __version__
from cldvalidator.wording import counted

Form = Literal["csv", "sql", "powerquery"]
ENDINGS: dict[Form, str] = {"csv": ".csv", "sql": ".sql", "powerquery": ".pq"}
NAMES: dict[Form, str] = {
    "csv": "Look-up table (CSV)",
    "sql": "SQL (a CASE for each field)",
    "powerquery": "Power Query (M)",
}
HEADERS = ("Field", "Our value", "Means")
_TITLE = f"What our values mean in Client Level Data. Written by CLD Validator {__version__}."


@dataclass(frozen=True, order=True)
class Entry:
    """In `field`, the text `found` becomes `written`; "" makes the cell blank."""

    field: str
    found: str
    written: str


@dataclass(frozen=True)
class Compiled:
    """A profile in one form. text: of the file. left_out: entries that this form cannot hold."""

    form: Form
    text: str
    entries: tuple[Entry, ...]
    left_out: tuple[Entry, ...]
    why: str

    @property
    def sentence(self) -> str:
        """Say how much of the profile is in it."""
        fields = counted(len({e.field for e in self.entries}), "field")
        kept = f"{counted(len(self.entries), 'value')} of {fields}."
        if not self.left_out:
            return kept
        lost = counted(len(self.left_out), "value is", "values are")
        return f"{kept} {lost} left out: {self.why}."


def entries_of(
    profile: Profile, specification: Specification, changes: Iterable[Change] = ()
) -> tuple[Entry, ...]:
    """Return what a profile maps, by exact spelling, in the order of the fields.

    changes: those that the profile makes in a file (`profile_changes`), for the spellings there. A
    meaning that the specification contradicts or does not list is none, as in the program itself.
    """
    meant = [u.meaning for u in standings(profile, specification) if u.standing in APPLIED]
    found = {(m.field, m.found): m.written for m in meant}
    keys = {m.key for m in meant}
    for change in changes:  # a name's spelling depends on the identifier beside it: it is none
        if isinstance(change, ValueChange) and (change.field, shape(change.found)) in keys:
            found[change.field, change.found] = change.written
    order = {name: place for place, name in enumerate(specification.names)}
    made = [Entry(*key, written) for key, written in found.items() if key[1] != written]
    return tuple(sorted(made, key=lambda e: (order[e.field], e.found)))


def compiled(entries: Iterable[Entry], form: Form) -> Compiled:
    """Write entries in a form."""
    write, holds, why = {
        "csv": (_csv, _is_inert, "Excel might run it as a formula, or it has a control character"),
        "sql": (
            _sql,
            _is_plain,
            "databases read a backslash or a control character in several ways",
        ),
        "powerquery": (_power_query, lambda _: True, ""),
    }[form]
    every = tuple(entries)
    kept = tuple(e for e in every if all(holds(t) for t in (e.field, e.found, e.written)))
    lost = tuple(e for e in every if e not in kept)
    return Compiled(form, write(kept), kept, lost, why)


def write_compiled(made: Compiled, target: Path, *, overwrite: bool = False) -> None:
    """Write the file whole or not at all. Raises InputProblem, EnvironmentProblem."""
    check_extension(target, "The file", ENDINGS[made.form])
    # Excel takes a CSV without the mark for Windows-1252.
    encoding = "utf-8-sig" if made.form == "csv" else "utf-8"
    write_file(made.text.encode(encoding), target, overwrite=overwrite)


def _holds_no_control(text: str) -> bool:
    return not any(unicodedata.category(c) in ("Cc", "Cs") for c in text)


def _is_inert(text: str) -> bool:
    return inert(text) == text and _holds_no_control(text)


def _is_plain(text: str) -> bool:
    return "\\" not in text and _holds_no_control(text)


def _by_field(entries: Iterable[Entry]) -> Iterator[tuple[str, list[Entry]]]:
    yield from ((name, list(group)) for name, group in groupby(entries, lambda e: e.field))


def _csv(entries: tuple[Entry, ...]) -> str:
    text = io.StringIO(newline="")
    lines = csv.writer(text)
    lines.writerow(HEADERS)
    lines.writerows((e.field, e.found, e.written) for e in entries)
    return text.getvalue()


def _sql(entries: tuple[Entry, ...]) -> str:
    """Return an expression for each field, with commas between them, to be put into a SELECT."""
    cases = []
    for name, of_field in _by_field(entries):
        column = sql_name(name)
        whens = "".join(
            f"    WHEN {sql_text(e.found)} THEN {sql_text(e.written)}\n" for e in of_field
        )
        cases.append(f"CASE {column}\n{whens}    ELSE {column}\nEND AS {column}")
    head = (
        f"-- {_TITLE}\n"
        "-- Put these expressions into your SELECT, in place of the columns of the same names.\n"
        "-- Names stand in double quotes, as in standard SQL (MySQL: set ANSI_QUOTES). Values are\n"
        "-- mapped as they are spelt here; any other value stays as it is.\n"
    )
    return head + ",\n".join(cases) + ("\n" if cases else "")


def sql_text(text: str) -> str:
    """Return a text as a literal of standard SQL."""
    return "'" + text.replace("'", "''") + "'"


def sql_name(name: str) -> str:
    """Return the name of a column as an identifier of standard SQL."""
    return '"' + name.replace('"', '""') + '"'


_POWER_QUERY = """\
// {title}
// Values are mapped as they are spelt here; any other value stays as it is. Make it a query of its
// own, named Meanings, and call it in the query of your extract: = Meanings(#"Changed Type")
let
    Fields = {{{fields}
    }},
    Meaning = (pairs as list, value as any) as any =>
        let found = List.Select(pairs, (pair) => pair{{0}} = value)
        in if List.IsEmpty(found) then value else found{{0}}{{1}},
    Apply = (source as table) as table =>
        List.Accumulate(
            Fields,
            source,
            (now, field) =>
                if Table.HasColumns(now, field{{0}})
                then Table.TransformColumns(
                    now, {{{{field{{0}}, (value) => Meaning(field{{1}}, value)}}}}
                )
                else now
        )
in
    Apply
"""


def _power_query(entries: tuple[Entry, ...]) -> str:
    """Return a query that is a function: a table becomes the same one with its values mapped."""
    fields = []
    for name, of_field in _by_field(entries):
        pairs = ",\n".join(f"            {{{m_text(e.found)}, {m_text(e.written)}}}"
                           for e in of_field)  # fmt: skip
        fields.append(f"\n        {{{m_text(name)}, {{\n{pairs}\n        }}}}")
    return _POWER_QUERY.format(title=_TITLE, fields=",".join(fields))


def m_text(text: str) -> str:
    """Return a text as a literal of M: quotes doubled, # and what cannot be seen escaped."""
    return '"' + "".join(map(_m_character, text)) + '"'


def _m_character(character: str) -> str:
    if character == '"':
        return '""'
    if character == "#":  # "#(" would begin an escape
        return "#(#)"
    if unicodedata.category(character)[0] in "CZ" and character != " ":
        code = ord(character)
        return f"#({code:04X})" if code <= 0xFFFF else f"#({code:08X})"
    return character
