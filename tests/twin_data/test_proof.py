"""Each statement of a proof fails where it should: it reads both files, and trusts no maker."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import get_args

import numpy as np
import pytest

from cldvalidator.bundled import bundled
from cldvalidator.checks import check_extract
from cldvalidator.extract import Column, Extract, read_extract
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.twin import write_twin
from cldvalidator.problems import InputProblem
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant, write_csv
from cldvalidator.twin_data.proof import prove
from cldvalidator.twin_data.roles import Role, load_roles, roles_of
from cldvalidator.twin_data.source import Source

TODAY = date(2026, 7, 1)
SPECIFICATION = load_specification("2")
FREE_TEXT = "Hears Quxpelzor"
SIZE, NAMED, UNLISTED, RARE_VALUE, COMBINED, RARE_COMBINED, RECORD = range(7)


def source_of(extract: Extract) -> Source:
    return Source(extract, SPECIFICATION, check_extract(extract, SPECIFICATION, today=TODAY))


@pytest.fixture(scope="module")
def pair(tmp_path_factory) -> tuple[Extract, Extract]:
    """An original, and its twin as it was read back."""
    extract, _ = plant(
        generate(700, seed=8, specification=SPECIFICATION), SPECIFICATION, share=0.1, seed=5
    )
    texts = extract.columns["Event Outcome"].strings().to_pylist()
    place = next(i for i, t in enumerate(texts) if t)
    texts[place] = FREE_TEXT
    columns = dict(extract.columns) | {"Event Outcome": Column.of(texts)}
    path = tmp_path_factory.mktemp("proof") / "original.csv"
    write_csv(replace(extract, columns=columns), path)
    opened = open_file(path, today=TODAY)
    twin = write_twin(opened, path.with_name("twin.csv"), seed=2)
    return opened.extract, read_extract(twin.path, SPECIFICATION)


def with_text(extract: Extract, name: str, row: int, text: str) -> Extract:
    texts = extract.columns[name].strings().to_pylist()
    texts[row] = text
    return with_column(extract, name, Column.of(texts))


def with_column(extract: Extract, name: str, column: Column) -> Extract:
    return replace(extract, columns=MappingProxyType(dict(extract.columns) | {name: column}))


def first_filled(extract: Extract, name: str) -> tuple[int, str]:
    texts = extract.columns[name].strings().to_pylist()
    return next((i, t) for i, t in enumerate(texts) if t.strip())


def one_row_less(original: Extract, twin: Extract) -> Extract:
    rows = np.arange(1, len(twin))
    columns = {n: c.rows(rows) for n, c in twin.columns.items()}
    return replace(twin, columns=MappingProxyType(columns), source_rows=twin.source_rows[1:])


def fields_in_another_order(original: Extract, twin: Extract) -> Extract:
    return replace(twin, columns=MappingProxyType(dict(reversed(twin.columns.items()))))


def a_record_of_somebody_else(original: Extract, twin: Extract) -> Extract:
    for name in ("NHS Number", "LA Person Unique Identifier"):
        texts = twin.columns[name].strings().to_pylist()
        other = next(i for i, text in enumerate(texts) if text.strip() and text != texts[0])
        twin = with_text(twin, name, 0, texts[other])
    return twin


def a_column_that_is_no_field(original: Extract, twin: Extract) -> Extract:
    last = twin.reading.headers[-1]
    more = replace(last, position=last.position + 1, found="Extra", field=None, how="kept aside")
    return replace(twin, reading=replace(twin.reading, headers=(*twin.reading.headers, more)))


def a_name(original: Extract, twin: Extract) -> Extract:
    row, text = first_filled(original, "Last Name")
    return with_text(twin, "Last Name", row, f" {text.upper()} ")


def an_nhs_number(original: Extract, twin: Extract) -> Extract:
    return with_text(twin, "NHS Number", 3, first_filled(original, "NHS Number")[1])


def free_text_in_a_list(original: Extract, twin: Extract) -> Extract:
    return with_text(twin, "Event Outcome", 3, FREE_TEXT.lower())


def a_rare_cost(original: Extract, twin: Extract) -> Extract:
    column = original.columns["Unit Cost"]
    rare = next(t for t, n in zip(column.texts, column.counts, strict=True) if t and n == 1)
    return with_text(twin, "Unit Cost", first_filled(twin, "Unit Cost")[0], rare)


def another_year_of_birth(original: Extract, twin: Extract) -> Extract:
    row, _ = first_filled(twin, "Date of Birth")
    return with_text(twin, "Date of Birth", row, "03/03/1909")


def details_of_the_original(original: Extract, twin: Extract) -> Extract:
    for name in load_roles().quasi:
        twin = with_column(twin, name, original.columns[name])
    return twin


def records_of_the_original(original: Extract, twin: Extract) -> Extract:
    kept = load_roles().of("number", "name", "practice", "postcode", "text", "provider")
    columns = dict(original.columns) | {n: twin.columns[n] for n in kept}
    return replace(twin, columns=MappingProxyType(columns))


MUTATIONS: list[tuple[int, Callable[[Extract, Extract], Extract]]] = [
    (SIZE, one_row_less),
    (SIZE, fields_in_another_order),
    (SIZE, a_record_of_somebody_else),
    (SIZE, a_column_that_is_no_field),
    (NAMED, a_name),
    (NAMED, an_nhs_number),
    (UNLISTED, free_text_in_a_list),
    (RARE_VALUE, a_rare_cost),
    (COMBINED, another_year_of_birth),
    (RARE_COMBINED, details_of_the_original),
    (RECORD, records_of_the_original),
]


def test_all_statements_hold_of_the_twin_itself(pair):
    proof = prove(*map(source_of, pair))
    assert [s.holds for s in proof.statements] == [True] * 7


@pytest.mark.parametrize(
    ("statement", "mutation"), MUTATIONS, ids=[m.__name__ for _, m in MUTATIONS]
)
def test_a_statement_fails_of_a_twin_that_breaks_it(pair, statement, mutation):
    proof = prove(source_of(pair[0]), source_of(mutation(*pair)))
    assert not proof.statements[statement].holds
    assert not proof.holds


def test_every_field_has_its_role_and_its_reason():
    roles = json.loads(bundled("twin", "fields.json").read_text("utf-8"))
    names = [f["name"] for f in roles["fields"]]
    assert names == [f.name for f in SPECIFICATION.fields]
    assert {f.name for f in load_specification("1").fields} <= set(names)
    assert roles["age_bands"] == sorted(roles["age_bands"])


def test_roles_are_held_against_their_schema_when_they_are_loaded():
    roles = json.loads(bundled("twin", "fields.json").read_text("utf-8"))
    schema = json.loads(bundled("twin", "fields.schema.json").read_text("utf-8"))
    known = schema["properties"]["fields"]["items"]["properties"]["role"]["enum"]
    assert known == list(get_args(Role))
    for key, wrong in (("fewest", 4), ("fields", [{"name": "Gender", "role": "shown"}])):
        with pytest.raises(InputProblem, match=r"fields\.json"):
            roles_of(roles | {key: wrong})
