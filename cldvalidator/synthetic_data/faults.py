"""Plants faults in a valid extract and keeps a ledger of exactly what was planted."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from cldvalidator.extract import Column, Extract
from cldvalidator.extract.column import smallest_codes
from cldvalidator.specification import Specification

Make = Callable[[str, int], str | None]
"""Turns a right text into a wrong one; the number picks among ways. None: not with this text."""


@dataclass(frozen=True)
class Planted:
    """One planted fault: row is 0-based, rule the id of the rule that has to find it."""

    row: int
    field: str
    kind: str
    rule: str


@dataclass(frozen=True)
class Ledger:
    """Everything that was planted, by row."""

    planted: tuple[Planted, ...]

    def cells(self) -> set[tuple[int, str, str]]:
        """Return (row, field, rule) of every planted fault."""
        return {(p.row, p.field, p.rule) for p in self.planted}


def ledger_content(ledger: Ledger) -> dict[str, Any]:
    """Return a ledger as the JSON value that is written beside a file; rows as Excel shows them."""
    return {
        "about": "What is wrong in the synthetic sample, cell by cell. rows are those Excel shows.",
        "faults": [
            {"row": p.row + 2, "field": p.field, "kind": p.kind, "rule": p.rule}
            for p in ledger.planted
        ],
    }


@dataclass(frozen=True)
class FaultKind:
    """A class of mistake: the rule that finds it, the fields it is made in, and how."""

    name: str
    rule: str
    fields: tuple[str, ...]
    make: Make


def plant(
    extract: Extract,
    specification: Specification,
    *,
    share: float,
    seed: int,
    kinds: Sequence[str] = (),
) -> tuple[Extract, Ledger]:
    """Plant faults in a share of the records of a valid extract, one to a person at most.

    kinds: names of fault kinds, by default all that the release has. Each kind gets about the same
    number. Returns a new extract; the ledger names every cell that differs.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    chosen = [k for k in fault_kinds(specification) if not kinds or k.name in kinds]
    rows = _one_row_a_person(extract, random)[: round(len(extract) * share)]
    edits: dict[str, dict[int, str]] = {}
    ledger: list[Planted] = []
    for number, row in enumerate(rows.tolist()):
        for kind in _from(chosen, number):
            planted = _spoil(extract, row, kind, int(random.integers(0, 1 << 30)))
            if planted is not None:
                name, text = planted
                edits.setdefault(name, {})[row] = text
                ledger.append(Planted(row, name, kind.name, kind.rule))
                break
    columns = dict(extract.columns)
    for name, texts in edits.items():
        columns[name] = with_texts(columns[name], texts)
    ledger.sort(key=lambda p: p.row)
    return replace(extract, columns=columns), Ledger(tuple(ledger))


def _from(kinds: Sequence[FaultKind], number: int) -> Iterator[FaultKind]:
    """Yield the kinds, each row beginning with the next one."""
    for step in range(len(kinds)):
        yield kinds[(number + step) % len(kinds)]


def _one_row_a_person(extract: Extract, random: np.random.Generator) -> npt.NDArray[np.int64]:
    """Return one record of each person, in random order; people whom carers name are left out.

    A fault in a person who is linked to, or who is linked, could be found twice.
    """
    people = extract.column("LA Person Unique Identifier")
    links = extract.column("Adult 1 Linked Person_ID")
    order = random.permutation(len(extract))
    _, first = np.unique(people.codes[order], return_index=True)
    rows = order[np.sort(first)]
    named = pc.is_in(people.values, links.values).to_numpy(zero_copy_only=False)
    return rows[~people.take(named)[rows] & links.blank_rows[rows]]


def _spoil(extract: Extract, row: int, kind: FaultKind, pick: int) -> tuple[str, str] | None:
    """Find a field of the kind in which this row can be spoilt; return it with the wrong text."""
    for step in range(len(kind.fields)):
        name = kind.fields[(pick + step) % len(kind.fields)]
        right = extract.column(name).text(row)
        wrong = kind.make(right, pick)
        if wrong is not None and wrong != right:
            return name, wrong
    return None


def with_texts(column: Column, texts: Mapping[int, str]) -> Column:
    """Return the column with other texts in some rows."""
    new = pa.array(sorted(set(texts.values())), pa.string())
    new = new.filter(pc.invert(pc.is_in(new, column.values)))
    values = pa.concat_arrays([column.values, new])
    codes = column.codes.astype(np.int64)
    rows = np.fromiter(texts, np.int64, len(texts))
    places = pc.index_in(pa.array(list(texts.values()), pa.string()), values)
    codes[rows] = places.to_numpy(zero_copy_only=False)
    return Column(smallest_codes(codes, len(values)), values)


def _filled(make: Callable[[str], str | None]) -> Make:
    return lambda text, _: make(text) if text else None


def replaced(
    extract: Extract,
    name: str,
    right: str,
    wrong: str,
    *,
    most: int,
    rule: str,
    leave: Container[int] = (),
) -> tuple[Extract, Ledger]:
    """Write a wrong text for a right one in the first records that hold it, as a local code is.

    At most one record a person is changed, and none of the records to leave alone.
    """
    column = extract.column(name)
    people = extract.column("LA Person Unique Identifier")
    rows = np.flatnonzero(column.take(np.array([t == right for t in column.texts])))
    _, first = np.unique(people.codes[rows], return_index=True)
    chosen = [r for r in rows[np.sort(first)].tolist() if r not in leave][:most]
    columns = dict(extract.columns) | {name: with_texts(column, dict.fromkeys(chosen, wrong))}
    planted = tuple(Planted(row, name, "local code", rule) for row in chosen)
    return replace(extract, columns=columns), Ledger(planted)


def _one_of(*ways: Callable[[str], str]) -> Make:
    return lambda text, pick: ways[pick % len(ways)](text) if text else None


def _instead(*wrong: str) -> Make:
    return lambda text, pick: wrong[pick % len(wrong)] if text else None


def _iso(text: str) -> str:
    return f"{text[6:]}-{text[3:5]}-{text[:2]}"


def _short_year(text: str) -> str:
    return text[:6] + text[8:]


def _wrong_check_digit(text: str) -> str:
    return text[:9] + str((int(text[9]) + 1) % 10)


def fault_kinds(specification: Specification) -> list[FaultKind]:
    """Return the kinds of faults in single cells that a release's files can have."""
    # Lists on whose values no rule about other fields depends.
    strict = ("Ethnicity", "Gender", "Accommodation Status", "Primary Support Reason")
    free = ("Last Name", "GP Practice Name", "Provider CQC Location Name")
    named = (
        "Last Name",
        "GP Practice Name",
        "First Name",
    )  # no rule asks for the name beside an id
    dates = ("Date of Birth", "Event Start Date", "Event End Date")
    kinds = [
        FaultKind("blank", "MAND-01", ("Ethnicity", "Gender", "Postcode"), lambda t, _: ""),
        FaultKind("blank start", "DATE-02", ("Event Start Date",), _filled(lambda t: "")),
        FaultKind("blank cost", "COST-01", ("Unit Cost",), _filled(lambda t: "")),
        FaultKind("local code", "MAND-02", strict, _instead("Local code 17", "zzz", "Other?")),
        FaultKind("other capitals", "LIST-CASE", strict, _filled(_other_capitals)),
        FaultKind("two spaces", "LIST-SHAPE", strict, _filled(_two_spaces)),
        FaultKind(
            "space around",
            "FILE-06",
            ("Ethnicity", "Last Name", "NHS Number", "Event Start Date"),
            _one_of(lambda t: f"{t} ", lambda t: f" {t}", lambda t: f"{t}\u00a0"),
        ),
        FaultKind("word for blank", "FILE-05", named, _instead("(null)", "N/A", "#N/A")),
        FaultKind(
            "other date form",
            "FILE-08",
            dates,
            _one_of(_iso, lambda t: f"{_iso(t)} 00:00:00", _short_year, lambda t: f"{t} 00:00"),
        ),
        FaultKind(
            "no such day",
            "DATE-00",
            ("Date of Birth",),
            _instead("31/02/1950", "00/13/1950", "29/02/1951"),
        ),
        FaultKind(
            "wrong NHS number",
            "ID-03",
            ("NHS Number",),
            _one_of(_wrong_check_digit, lambda t: t[:9]),
        ),
        FaultKind(
            "spaced NHS number",
            "NHS-SHAPE",
            ("NHS Number",),
            _one_of(lambda t: f"{t[:3]} {t[3:6]} {t[6:]}", lambda t: f"{t[:3]}-{t[3:6]}-{t[6:]}"),
        ),
        FaultKind("no postcode", "ID-10", ("Postcode",), _instead("ZZ99", "nowhere", "12345")),
        FaultKind("no practice code", "ID-11", ("GP Practice Code",), _instead("99", "surgery")),
        FaultKind("no CQC location", "ID-12", ("Provider CQC Location ID",), _instead("1-1", "?1")),
        FaultKind(
            "no number", "COST-04", ("Unit Cost",), _one_of("{} £".format, "{} a week".format)
        ),
        FaultKind("third decimal", "COST-09", ("Unit Cost",), _filled("{}5".format)),
        FaultKind(
            "formula",
            "FILE-09",
            free,
            _instead("=SUM(A1:A9)", "@cmd", "+44 Sample", "-Sample"),
        ),
    ]
    release_1 = _release_1_words(specification)
    if release_1:
        kinds.append(
            FaultKind(
                "Release 1 value",
                "MAND-03",
                tuple(release_1),
                _filled(lambda t: next((w[t] for w in release_1.values() if t in w), None)),
            )
        )
    return kinds


def _other_capitals(text: str) -> str:
    return text.upper() if text != text.upper() else text.lower()


def _two_spaces(text: str) -> str | None:
    return text.replace(" ", "  ", 1) if " " in text else None


def _release_1_words(specification: Specification) -> dict[str, dict[str, str]]:
    """Return, by field, what Release 2 values were called when more than capitals has changed."""
    if specification.release != "2":
        return {}
    words: dict[str, dict[str, str]] = {}
    for name in ("Ethnicity", "Accommodation Status"):
        for m in specification.mappings[name]:
            changed = m.release_2 and m.found.casefold() != m.release_2.casefold()
            if changed and not m.variant and m.confidence == "documented":
                words.setdefault(name, {})[str(m.release_2)] = m.found
    return words
