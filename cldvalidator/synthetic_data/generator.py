"""Makes valid files of any size from journeys; the same seed gives the same file everywhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.checks.cells.dates import days_written
from cldvalidator.checks.cells.identifiers import nhs_numbers
from cldvalidator.extract import Column, Extract, HeaderMatch, Reading
from cldvalidator.extract.column import smallest_codes
from cldvalidator.extract.table import column_letter
from cldvalidator.specification import Specification
from cldvalidator.synthetic_data.journey import Choice, Journey, Step
from cldvalidator.synthetic_data.journeys import JOURNEYS

Days = npt.NDArray[np.int64]
OPEN = -(10**6)
"""End day of an event that goes on, or start day of a row that is no event."""
_EPOCH = date(1970, 1, 1)
_SUPPORTED = tuple(j for j in JOURNEYS if j.cared_for)


@dataclass
class _Block:
    """Rows of one step of one journey: a text or an array of texts for each field."""

    people: npt.NDArray[np.int64]
    order: int
    start: Days
    end: Days
    values: dict[str, str | npt.NDArray[np.object_]]

    @property
    def ends_in_death(self) -> bool:
        """Whether every event of the block ends with the person's death."""
        outcome = self.values.get("Event Outcome")
        return isinstance(outcome, str) and outcome == "NFA: Deceased"


def generate(
    rows: int,
    *,
    seed: int,
    specification: Specification,
    period_end: date = date(2026, 3, 31),
    la_code: str = "503",
) -> Extract:
    """Return a valid extract of exactly `rows` records about people who do not exist.

    It covers the twelve months to `period_end`. Every record passes every check and no two agree in
    DHSC's unique-event key. The random numbers are numpy's PCG64 through integer draws only, which
    are the same on every platform.
    """
    random = np.random.Generator(np.random.PCG64(seed))
    last = (period_end - _EPOCH).days
    first = (period_end.replace(year=period_end.year - 1) + timedelta(days=1) - _EPOCH).days
    plan = _plan(rows, random)
    blocks: list[_Block] = []
    people = 0
    cared_for: list[npt.NDArray[np.int64]] = []
    takers: list[tuple[Journey, npt.NDArray[np.int64]]] = []
    for journey, number in plan:
        ids = np.arange(people, people + number)
        people += number
        takers.append((journey, ids))
        if journey.cared_for:
            cared_for.append(ids)
    born = np.zeros(people, np.int64)
    died = np.full(people, OPEN)
    linked = np.full(people, OPEN)
    who: dict[str, npt.NDArray[np.object_]] = {}
    pool = np.concatenate(cared_for or [np.zeros(0, np.int64)])
    used = 0
    for journey, ids in takers:
        walked = _walk(journey, ids, first, last, random)
        blocks += walked
        age = random.integers(journey.ages[0], journey.ages[1] + 1, len(ids))
        born[ids] = last - (age * 365.25).astype(np.int64) - random.integers(0, 360, len(ids))
        if journey.carer:
            linked[ids] = pool[(used + np.arange(len(ids))) % len(pool)]
            used += len(ids)
        for name, choice in journey.who.items():
            texts = who.setdefault(name, np.full(people, "", object))
            texts[ids] = _chosen(choice, len(ids), random)
        for block in walked:
            if journey.dies and block.ends_in_death:
                died[ids] = block.end
    return _assemble(
        blocks,
        _person_columns((born, died), linked, who, random),
        _file_texts(la_code, first, last, specification),
        specification,
    )


def _plan(rows: int, random: np.random.Generator) -> list[tuple[Journey, int]]:
    """Decide how many people take each journey so that their rows come to exactly `rows`."""
    simple = JOURNEYS[0]
    weights = sum(j.weight * len(j.steps) for j in JOURNEYS)
    counts = {j.name: int(rows * j.weight / weights) for j in JOURNEYS}
    # Nobody is linked to by two carers of one kind, so that the cared-for must not be fewer.
    supported = sum(counts[j.name] for j in _SUPPORTED)
    carers = [j for j in JOURNEYS if j.carer]
    while supported and sum(counts[j.name] for j in carers) > supported:
        for journey in carers:
            counts[journey.name] = counts[journey.name] * 9 // 10
    if not supported:
        counts |= {j.name: 0 for j in carers}
        counts[_SUPPORTED[0].name] = 1 if rows >= len(_SUPPORTED[0].steps) else 0
    used = sum(counts[j.name] * len(j.steps) for j in JOURNEYS)
    counts[simple.name] += rows - used
    return [(j, counts[j.name]) for j in JOURNEYS if counts[j.name]] or [(simple, rows)]


def _walk(
    journey: Journey,
    ids: npt.NDArray[np.int64],
    first: int,
    last: int,
    random: np.random.Generator,
) -> list[_Block]:
    """Place a journey in the period for each person and make its rows, a block a step.

    The people start one after the other, evenly over the time there is, so that no month of a small
    file is left without events by chance.
    """
    days, people = last - journey.last + 1 - first, len(ids)
    day = first + (np.arange(people) * days + random.integers(0, days, people)) // max(people, 1)
    return [_step(step, order, ids, day, random) for order, step in enumerate(journey.steps)]


def _step(
    step: Step, order: int, ids: npt.NDArray[np.int64], day: Days, random: np.random.Generator
) -> _Block:
    start = day + step.start
    if step.since is not None:
        start = day - random.integers(step.since[0], step.since[1] + 1, len(ids))
    end = np.full(len(ids), OPEN)
    if step.length is not None:
        end = day + step.start + step.length
    if not step.event:
        return _Block(ids, order, np.full(len(ids), OPEN), end, {})
    values: dict[str, str | npt.NDArray[np.object_]] = {"Event Type": step.event}
    for name, choice in step.values.items():
        values[name] = _chosen(choice, len(ids), random)
    if step.cost is not None:
        pence = random.integers(step.cost.lowest * 100, step.cost.highest * 100 + 1, len(ids))
        values["Unit Cost"] = np.array(
            [f"{p // 100}.{p % 100:02d}" for p in pence.tolist()], object
        )
        values["Cost Frequency (Unit Type)"] = step.cost.frequency
        values["Planned units per week"] = _chosen(step.cost.units, len(ids), random)
    if step.regulated:
        place = random.integers(0, 60, len(ids))
        names = np.array([f"Sample provider {n + 1}" for n in range(60)], object)
        codes = np.array([f"1-{100000000 + n * 7919}" for n in range(60)], object)
        values["Provider CQC Location Name"] = names[place]
        values["Provider CQC Location ID"] = codes[place]
    return _Block(ids, order, start, end, values)


def _chosen(
    choice: Choice, number: int, random: np.random.Generator
) -> str | npt.NDArray[np.object_]:
    if isinstance(choice, str):
        return choice
    return np.array(choice, object)[random.integers(0, len(choice), number)]


def _person_columns(
    lives: tuple[Days, Days],
    linked: Days,
    who: Mapping[str, npt.NDArray[np.object_]],
    random: np.random.Generator,
) -> dict[str, Sequence[str] | npt.NDArray[np.object_]]:
    """Return a text for each person and person field. lives: days of birth and of death."""
    born, died = lives
    people = len(born)
    ids = [f"S{n:07d}" for n in range(1, people + 1)]
    area = random.integers(1, 90, people).tolist()
    gender = np.array(["Female", "Male"], object)[random.integers(0, 2, people)]
    ethnicity = np.array(
        ["White: English, Welsh, Scottish, Northern Irish or British"] * 8
        + ["White: Irish", "Asian or Asian British: Indian", "Other ethnic group: Arab"],
        object,
    )[random.integers(0, 11, people)]
    carers = linked != OPEN
    return {
        "NHS Number": _nhs_numbers(people),
        "LA Person Unique Identifier": ids,
        "First Name": ["Sample"] * people,
        "Last Name": [f"Person {n}" for n in range(1, people + 1)],
        "GP Practice Name": [f"Sample practice {n % 20 + 1}" for n in range(people)],
        "GP Practice Code": [f"Y{90000 + n % 20}" for n in range(people)],
        "Gender": gender,
        "Ethnicity": ethnicity,
        "Date of Birth": _date_texts(born),
        "Date of Death": _date_texts(died),
        "Postcode": [f"ZZ{a} {n % 9 + 1}AA" for n, a in enumerate(area)],
        "No. of adults being cared for": ["1" if c else "" for c in carers.tolist()],
        "Adult 1 Linked Person_ID": [ids[n] if n != OPEN else "" for n in linked.tolist()],
        **who,
    }


def _nhs_numbers(number: int) -> list[str]:
    """Return valid numbers that are never issued: they begin with 999, or 998 after those."""
    stems = np.arange(999_999_998, 999_999_998 - int(number * 1.11) - 20, -1)
    return nhs_numbers(stems)[:number]


def _date_texts(days: Days) -> list[str]:
    distinct, place = np.unique(days, return_inverse=True)
    texts = np.array(days_written(np.where(distinct == OPEN, 0, distinct)), object)
    texts[distinct == OPEN] = ""
    return list(texts[place])


def _file_texts(
    la_code: str, first: int, last: int, specification: Specification
) -> dict[str, str]:
    start, end = _date_texts(np.array([first, last]))
    return {
        "LA Code": la_code,
        "Reporting Period Start Date": start,
        "Reporting Period End Date": end,
    }


def _assemble(
    blocks: Sequence[_Block],
    person: Mapping[str, Sequence[str] | npt.NDArray[np.object_]],
    everywhere: Mapping[str, str],
    specification: Specification,
) -> Extract:
    """Put the blocks together, person by person, as columns of the specification."""
    people = np.concatenate([b.people for b in blocks])
    order = np.concatenate([np.full(len(b.people), b.order) for b in blocks])
    sort = np.lexsort((order, people))
    rows = len(people)
    words = _words(specification)
    columns: dict[str, Column] = {}
    for field in specification.fields:
        name = field.name
        if name in everywhere:
            columns[name] = Column(np.zeros(rows, np.uint8), pa.array([everywhere[name]]))
        elif name in person:
            column = Column.of(_translated(person[name], words.get(name, {})))
            codes = column.codes[people[sort]]
            columns[name] = Column(smallest_codes(codes, len(column.values)), column.values)
        elif name == "Event Reference":
            starts = np.concatenate([b.start for b in blocks])[sort]
            texts = [f"E{n + 1:08d}" if s != OPEN else "" for n, s in enumerate(starts.tolist())]
            columns[name] = Column.of(texts)
        elif name in ("Event Start Date", "Event End Date"):
            days = [b.start if name == "Event Start Date" else b.end for b in blocks]
            columns[name] = Column.of(_date_texts(np.concatenate(days)[sort]))
        else:
            parts = [
                np.full(len(b.people), b.values.get(name, ""), object)
                if isinstance(b.values.get(name, ""), str)
                else b.values[name]
                for b in blocks
            ]
            texts_of = np.concatenate(parts)[sort]
            columns[name] = Column.of(_translated(texts_of, words.get(name, {})))
    headers = tuple(
        HeaderMatch(f.position - 1, column_letter(f.position - 1), f.name, f.name, "exact")
        for f in specification.fields
    )
    reading = Reading("synthetic.csv", "CSV", 0, "", 1, headers)
    return Extract(columns, np.arange(2, rows + 2, dtype=np.int32), reading)


def _words(specification: Specification) -> dict[str, dict[str, str]]:
    """Return, for a Release 1 file, what each Release 2 word was called.

    A word that Release 1 did not have becomes the last one of its list.
    """
    if specification.release != "1":
        return {}
    back: dict[str, dict[str, str]] = {}
    for name, mappings in specification.mappings.items():
        words = set(specification.values(name))
        for m in mappings:
            if m.release_2 is not None and m.found in words:
                back.setdefault(name, {}).setdefault(m.release_2, m.found)
    for journey in JOURNEYS:
        for step in journey.steps:
            for name, choice in step.values.items():
                listed = specification.values(name)
                for text in [choice] if isinstance(choice, str) else choice:
                    if text and text not in listed:
                        back.setdefault(name, {}).setdefault(text, listed[-1])
    return back


def _translated(
    texts: Sequence[str] | npt.NDArray[np.object_], words: Mapping[str, str]
) -> Sequence[str] | npt.NDArray[np.object_]:
    return [words.get(t, t) for t in texts] if words else texts


def write_csv(extract: Extract, target: Path | BinaryIO) -> None:
    """Write the columns of an extract as they are: UTF-8, commas, one line a record.

    target: a path, or a file that is open for writing and stays so.
    """
    if isinstance(target, Path):
        with target.open("wb") as file:
            write_csv(extract, file)
        return
    texts = [column.texts for column in extract.columns.values()]
    codes = [column.codes for column in extract.columns.values()]
    out = io.TextIOWrapper(target, encoding="utf-8", newline="")
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(extract.columns)
    for start in range(0, len(extract), 10_000):
        part = [
            [words[c] for c in numbers[start : start + 10_000].tolist()]
            for words, numbers in zip(texts, codes, strict=True)
        ]
        lines.writerows(zip(*part, strict=True))
    out.detach()
