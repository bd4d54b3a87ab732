"""Of any file: its twin has its form, nothing that is somebody's, and is read in one way."""

from __future__ import annotations

import csv
import logging
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.extract import Column, read_extract
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.twin import WrittenTwin, write_twin
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Field, load_specification
from cldvalidator.synthetic_data import generate, plant, write_csv
from tests.examples import TIMES

TODAY = date(2026, 7, 1)
SPECIFICATION = load_specification("2")
_DAY = re.compile(r"(?:0[1-9]|[12][0-9]|3[01])/(?:0[1-9]|1[0-2])/((?:19|20)[0-9]{2})")
_POSTCODE = re.compile(r"ZZ[0-9]+ [0-9][A-Z]{2}")
CANARY = "Quxpelzor"
OF_SOMEBODY = (
    "NHS Number", "LA Person Unique Identifier", "First Name", "Last Name", "Postcode",
    "Event Description", "Event Reference", "GP Practice Name", "Provider CQC Location Name",
)  # fmt: skip
LISTED = ("Gender", "Ethnicity", "Primary Support Reason", "Accommodation Status")
COLUMNS = SPECIFICATION.names if TIMES > 1 else ("Gender", "LA Code", "Unit Cost", "Last Name")


def table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return list(rows.fieldnames or ()), list(rows)


def written(path: Path, seed: int, name: str = "twin.csv") -> WrittenTwin:
    return write_twin(open_file(path, today=TODAY), path.with_name(name), seed=seed)


@settings(max_examples=TIMES + 1, deadline=None)
@given(
    st.integers(150, 250 * min(TIMES, 2)), st.integers(0, 10**6), st.sampled_from([0.0, 0.05, 0.2])
)
def test_a_twin_has_the_form_of_its_file_and_nothing_of_anybody(
    tmp_path_factory, rows, seed, share
):
    path = tmp_path_factory.mktemp("property") / "original.csv"
    extract = generate(rows, seed=seed, specification=SPECIFICATION)
    write_csv(plant(extract, SPECIFICATION, share=share, seed=seed)[0], path)
    twin = written(path, seed)
    (before, original), (after, made_up) = table(path), table(twin.path)
    assert before == after
    assert len(original) == len(made_up)
    for name in OF_SOMEBODY:
        ours, theirs = ({r[name].strip().casefold() for r in t} for t in (original, made_up))
        # Words such as "unknown" are nobody's.
        assert not {t for t in ours & theirs if any(c.isdigit() for c in t)}, name
    assert fewest_of_a_combination(made_up) >= 5
    once, again = (read_extract(twin.path, SPECIFICATION) for _ in range(2))
    assert all(once.columns[n].texts == again.columns[n].texts for n in once.columns)
    if TIMES > 1:  # one file is drawn again in test_twin.py
        assert written(path, seed, "again.csv").path.read_bytes() == twin.path.read_bytes()


def fewest_of_a_combination(rows: Sequence[dict[str, str]]) -> int:
    """Return how many people the rarest combination is of, in rows that say all details.

    A detail that is blank or wrong agrees with any.
    """
    said = [details_of(row) for row in rows]
    people = [row["LA Person Unique Identifier"] or n for n, row in enumerate(rows)]
    found = []
    for whole in {d for d in said if all(d)}:
        alike = (all(x in (y, "") for x, y in zip(d, whole, strict=True)) for d in said)
        found.append(len({p for p, same in zip(people, alike, strict=True) if same}))
    return min(found, default=5)


def details_of(row: dict[str, str]) -> tuple[str, ...]:
    born, home = _DAY.fullmatch(row["Date of Birth"]), _POSTCODE.fullmatch(row["Postcode"])
    listed = (row[n] if row[n] in SPECIFICATION.values(n) else "" for n in LISTED)
    return born[1] if born else "", home[0] if home else "", *listed


def canary(field: Field, place: int) -> str:
    """Return a text for one cell: no other cell of the file has it."""
    if field.type in ("decimal", "integer"):
        return f"{70_000 + 13 * place}.37"
    return f"{CANARY}{place:05d}"


def written_or_refused(path: Path) -> tuple[WrittenTwin | None, str]:
    try:
        return written(path, 1), ""
    except InputProblem as problem:
        return None, str(problem)


@pytest.mark.parametrize("names", [*((n,) for n in COLUMNS), SPECIFICATION.names], ids=len)
def test_a_canary_in_every_cell_is_nowhere_afterwards(tmp_path, caplog, names):
    extract = generate(150, seed=11, specification=SPECIFICATION)
    columns = dict(extract.columns)
    for name in names:
        field = SPECIFICATION.by_name[name]
        columns[name] = Column.of([canary(field, place) for place in range(len(extract))])
    path = tmp_path / "original.csv"
    write_csv(replace(extract, columns=columns), path)
    before = set(tmp_path.iterdir())
    with caplog.at_level(logging.DEBUG):
        twin, words = written_or_refused(path)
    assert CANARY.casefold() not in words.casefold()
    assert CANARY.casefold() not in caplog.text.casefold()
    if twin is None:
        assert set(tmp_path.iterdir()) == before
        return
    for file in (twin.path, twin.page, twin.data):
        assert CANARY.casefold() not in file.read_text("utf-8").casefold()
    _, rows = table(twin.path)
    for name in names:
        texts = set(columns[name].texts)
        assert not texts & {row[name] for row in rows}, name
