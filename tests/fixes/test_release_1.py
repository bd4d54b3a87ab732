"""A Release 1 file becomes Release 2 as far as the mapping goes, and what it cannot is said."""

from __future__ import annotations

import pytest

from cldvalidator.checks import check_extract
from cldvalidator.fixes import apply_changes, convert_release_1
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate

PACKS = {r: load_specification(r) for r in "12"}
MAPPINGS = [
    (name, m)
    for name, mappings in PACKS["2"].mappings.items()
    for m in mappings
    if not m.variant and PACKS["2"].by_name[name].values is not None
]


@pytest.mark.parametrize(("name", "mapping"), MAPPINGS)
def test_every_mapping(extract_of, records, name, mapping):
    extract = extract_of([records["service"] | {name: mapping.found}])
    conversion = convert_release_1(extract, PACKS["2"])
    listed = {t for v in PACKS["2"].by_name[name].values.values for t in (v.value, *v.alternatives)}
    found = [m for m in conversion.mapped if m.field == name]
    if mapping.found in listed:
        assert found == [], "a value of both releases stays"
        return
    (mapped,) = found
    assert mapped.cells == 1
    assert mapped.source
    if mapping.release_2 is None:
        assert (mapped.how, mapped.written) == ("no counterpart", None)
        assert set(mapped.choices) == set(PACKS["2"].values(name))
        assert mapped in conversion.open
    elif mapping.confidence == "assumed":
        assert (mapped.how, mapped.written) == ("assumed", None)
    else:
        assert (mapped.how, mapped.written) == (mapping.confidence, mapping.release_2)
        change = next(c for c in conversion.changes(derived=True) if c.field == name)
        assert change.certainty == (
            "documented" if mapping.confidence == "documented" else "likely"
        )
        assert change.by == "Release 1 mapping"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_whole_file(seed):
    extract = generate(3_000, seed=seed, specification=PACKS["1"])
    before = check_extract(extract, PACKS["2"])
    conversion = convert_release_1(extract, PACKS["2"])
    every = conversion.changes(derived=True)
    after = apply_changes(extract, every)
    result = check_extract(after, PACKS["2"])
    assert before.findings.by_rule()["MAND-03"] > 1_000
    left = result.findings.by_rule()
    assert {r: left[r] for r in ("MAND-02", "MAND-03", "LIST-CASE", "LIST-SHAPE") if left[r]} == {}
    assert convert_release_1(after, PACKS["2"]).changes(derived=True) == (), "once is enough"
    only = conversion.changes()
    assert {c.certainty for c in only} == {"documented"}
    assert len(only) < len(every)
    changed = {c.field for c in every}
    for name in extract.columns:
        if name not in changed:
            assert after.column(name) is extract.column(name)


def test_a_release_2_file_stays():
    extract = generate(2_000, seed=4, specification=PACKS["2"])
    conversion = convert_release_1(extract, PACKS["2"])
    assert conversion.changes() == ()
    assert conversion.open == ()


def test_the_limits_are_said():
    conversion = convert_release_1(generate(50, seed=1, specification=PACKS["1"]), PACKS["2"])
    text = " ".join(conversion.limits)
    for name in ("Total Hrs Caring per week", "Eligible Needs Identified"):
        assert PACKS["2"].values(name) == ()
        assert name in text
    assert "spec import" in text


def test_counts_and_choices(extract_of, records):
    texts = ("Progress to End of Life Care", "progress to end of life care", "NFA: Deceased")
    extract = extract_of([records["service"] | {"Event Outcome": t} for t in texts])
    conversion = convert_release_1(extract, PACKS["2"])
    assert conversion.cells("no counterpart") == 2
    assert conversion.changes() == ()
    assert [m.choices[0][:8] for m in conversion.open] == ["Progress"] * 2
