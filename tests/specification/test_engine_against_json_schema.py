"""Two judges: the engine and the jsonschema library agree on every cell they can both judge."""

from __future__ import annotations

from collections.abc import Iterator

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cldvalidator.checks import check_extract
from cldvalidator.checks.cells.judgement import Verdict
from cldvalidator.checks.quality import Status, cell_verdicts, statuses
from cldvalidator.checks.requirements import Requirements
from cldvalidator.extract import Column, Extract
from cldvalidator.specification import load_specification
from cldvalidator.specification.conditions import AgeBetween, All, AnyOf, Not
from cldvalidator.specification.record_schema import record_schema
from tests.examples import examples

SPECIFICATIONS = {r: load_specification(r) for r in "12"}
NO_DAYS = ("29/02/2023", "29/02/1900", "31/04/2024", "00/00/0000", "01/01/0000", "1/1/2024")
ODD = ("NULL", "n/a", "2024-01-01", "29/02/2024", "29/02/2000", "-1", "1.234", "1e5", "٣", *NO_DAYS)
SCHEMAS = {r: record_schema(s) for r, s in SPECIFICATIONS.items()}


def test_the_schema_is_a_schema():
    for schema in SCHEMAS.values():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert "http" not in schema["$id"]


def depends_on_age(when) -> bool:
    match when:
        case AgeBetween():
            return True
        case All(parts) | AnyOf(parts):
            return any(map(depends_on_age, parts))
        case Not(part):
            return depends_on_age(part)
    return False


def by_schema(record, release) -> Iterator[tuple[str, str]]:
    """Yield (field, "blank" or "invalid") for every fault that the schema finds."""
    validator = jsonschema.Draft202012Validator(SCHEMAS[release])
    for error in validator.iter_errors(record):
        path = list(error.absolute_schema_path)
        if path[0] == "properties":
            yield str(path[1]), "invalid"
        elif error.validator == "required":
            yield error.message.split("'")[1], "blank"
        else:
            yield str(error.absolute_path[0]), "blank"


def by_engine(records, release, extract_of) -> list[set[tuple[str, str]]]:
    """Return the same of each record by the engine's verdicts, without what no schema can say."""
    specification = SPECIFICATIONS[release]
    columns = {n: Column.of([r.get(n, "") for r in records]) for n in specification.names}
    made = extract_of([{}] * len(records))
    extract = Extract(columns, made.source_rows, made.reading)
    judged = check_extract(extract, specification).judged
    requirements = Requirements(extract)
    found: list[set[tuple[str, str]]] = [set() for _ in records]
    for field in specification.fields:
        status = statuses(field, requirements)
        column = columns[field.name]
        verdicts = cell_verdicts(column, judged[field.name], status)
        for row, faults in enumerate(found):
            blank = verdicts[row] == Verdict.BLANK_MANDATORY
            if blank and not depends_on_age(field.mandatory.when):
                assert status[row] == Status.MANDATORY
                faults.add((field.name, "blank"))
            fault = judged[field.name].faults.get(int(column.codes[row]))
            # Where the engine is milder (capitals of a code, a third decimal) the text still has
            # not the specified form, and the schema knows no mildness.
            if fault is not None and fault.rule and schema_judges(field):
                faults.add((field.name, "invalid"))
    return found


def schema_judges(field) -> bool:
    listed = field.values is not None and field.values.enforcement == "none"
    return field.type != "text" and not listed


def cell_texts(field, release) -> st.SearchStrategy[str]:
    """Draw right values, near misses, values of the other release, and anything."""
    right = {
        "date": st.dates().map(lambda d: f"{d.day:02}/{d.month:02}/{d.year:04}"),
        "la_code": st.sampled_from(["503", "714", "999", "Q1234"]),
        "postcode": st.sampled_from(["LS1 4AP", "ZZ99 3VZ", "LS14AP"]),
        "gp_practice_code": st.sampled_from(["A81001", "V81997"]),
        "cqc_location_id": st.sampled_from(["1-123456789", "RX1AB"]),
        "decimal": st.decimals(0, 10**6, places=2).map(str),
        "integer": st.integers(0, 2000).map(str),
        "nhs_number": st.sampled_from(["9990000018", "999000001", "99900000189"]),
        "text": st.text(st.characters(categories=["L", "N"]), max_size=8),
        "list": st.sampled_from(SPECIFICATIONS[release].values(field.name) or [""]),
    }[field.type]
    other = st.sampled_from(SPECIFICATIONS["21"["12".index(release)]].values(field.name) or ["x"])
    near = right.flatmap(
        lambda t: st.sampled_from([f"{t} ", f" {t}", t.upper(), t.lower(), t[:-1], f"{t}x", t * 2])
    )
    odd = st.sampled_from(ODD)
    elsewhere = other if field.type == "list" else right
    return st.one_of(st.just(""), right, right, near, elsewhere, odd)


@st.composite
def records(draw, release):
    specification = SPECIFICATIONS[release]
    record = {}
    for name in ("Client Type", "Event Type"):
        record[name] = draw(
            st.one_of(
                st.sampled_from(specification.values(name)),
                cell_texts(specification.by_name[name], release),
            )
        )
    others = [n for n in specification.names if n not in record]
    for name in draw(st.lists(st.sampled_from(others), unique=True, max_size=20)):
        record[name] = draw(cell_texts(specification.by_name[name], release))
    return record


@pytest.mark.parametrize("release", ["2", "1"])
@settings(max_examples=examples(20), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_two_judges_agree(release, data, extract_of):
    drawn = data.draw(st.lists(records(release), min_size=1, max_size=10))
    # A cell of nothing but spaces is blank to both, but only the engine says so of its form.
    made = [{k: v for k, v in record.items() if v.strip() or not v} for record in drawn]
    expected = [set(by_schema(record, release)) for record in made]
    assert by_engine(made, release, extract_of) == expected
