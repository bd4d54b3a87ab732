"""The 78 hand-made cases of the September method: what each of them alone becomes, and is counted.

The name of a case is in the Event Description of its rows, so a failure names what was misread.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from tests.measures.golden import (
    GOLDEN,
    RUNS,
    golden_extract,
    processed_run,
    run_results,
    table_of,
)

CASES = {row["case"]: row for row in table_of(GOLDEN / "september" / "cases.csv.gz")}
COLUMNS = {
    "small, June": "june",
    "small, September": "september",
    "small, September without ONS deaths": "september_no_ons",
}
MECHANISMS = {
    "Community Direct payment": (True, True),
    "Community CASSR managed personal budget": (True, False),
    "Community CASSR commissioned support": (False, False),
    "Community": (False, False),
}
"""Of people in the community: whether they are in the numerators of 1a and 2a."""
SUPPORT = {
    "Direct Payment only": (True, True),
    "CASSR Managed Personal Budget": (True, False),
    "CASSR Commissioned Support only": (False, False),
}
"""Of carers whose mechanism is known: whether they are in the numerators of 1b and 2b."""


@cache
def _rows():
    """Return the records of each case."""
    extract = golden_extract(RUNS["small, September"].folder)
    described = np.array(extract.column("Event Description").strings().to_pylist(), object)
    return {case: np.flatnonzero(described == case) for case in CASES}


def _people(name, case):
    return np.unique(processed_run(name).person_of[_rows()[case]])


def _of(table, people):
    return table[table["person"].isin(people)]


def _kept(name, case):
    processed = processed_run(name)
    rows = _rows()[case]
    return tuple(
        str(np.isin(table["record"].to_numpy(), rows).sum())
        for table in (processed.single, processed.joined)
    )


def _admitted(name, case):
    admitted = run_results(name)["latest"]["ASCOF 2B and 2C"].tables["admitted"]
    bands = _of(admitted, _people(name, case))["band"].value_counts()
    return " ".join(f"{band}:{n}" for band, n in sorted(bands.items()))


def _at_home(name, case):
    """Return each person as in the cases; those of unknown age are in no group, so left out."""
    processed = processed_run(name)
    tables = run_results(name)["latest"]["ASCOF 2E"].tables
    home = processed.persons.set_index("person")["Accommodation_Status_Group"] == 1
    supported = tables["supported"]
    known = set(supported.loc[supported["own"] >= 0, "person"])
    needs_identifier = processed.parameters.method.by_identifiers
    words = []
    for person in _of(tables["counted"], _people(name, case)).itertuples():
        named = person.person in known or not needs_identifier
        assert person.settled == (home[person.person] and named)
        place = "settled" if home[person.person] else "not"
        words.append(f"{person.band}:{place}{'' if named else ' no identifier'}")
    return " ".join(sorted(words))


def _directed(name, measure, case):
    """Return in which numerators of a part of 3D its people are; the different answers."""
    counted = _of(run_results(name)["latest"][measure].tables["counted"], _people(name, case))
    hits = [c for c in counted if c[0] in "12" and c[1] in "ab"]
    return set(map(tuple, counted.groupby("person")[hits].any().to_numpy().tolist()))


def _short_term(name, case):
    clusters = _of(run_results(name)["latest"]["ASCOF 2A"].tables["clusters"], _people(name, case))
    return " | ".join(sorted(clusters["sequel_type"] + " " + clusters["final_outcome"]))


def _waited(name, case):
    """Return the halves of a wait that are known: to a first response, and to a service."""
    requests = _of(
        run_results(name)["latest"]["Waiting times"].tables["requests"], _people(name, case)
    )
    return [(r.response >= 0, r.service >= 0) for r in requests.itertuples()]


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("case", CASES)
def test_case(case, name):
    told, method = CASES[case], COLUMNS[name]
    expected = {k.removesuffix(f"_{method}"): v for k, v in told.items()}
    assert len(_rows()[case]) == int(told["rows"])
    assert len(_people(name, case)) == int(told["person_keys"])
    assert _kept(name, case) == (expected["single"], expected["joined"])
    assert _admitted(name, case) == expected["2BC"]
    at_home = expected["2E"]
    assert _at_home(name, case) == ("" if at_home.startswith("Unknown") else at_home)
    parts = expected["3D_clients"].split(" | ")
    found = _directed(name, "ASCOF 3D clients", case)
    assert found == {MECHANISMS[p] for p in parts if p in MECHANISMS}
    parts = expected["3D_carers"].split(" | ")
    found = _directed(name, "ASCOF 3D carers", case)
    assert found == {SUPPORT[p] for p in parts if p in SUPPORT}
    assert _short_term(name, case) == expected["2A"]
    days = expected["wait"].split("/")
    assert _waited(name, case) == ([tuple(map(bool, days))] if len(days) > 1 else [])


@pytest.mark.parametrize("case", CASES)
def test_what_september_changes(case):
    """A case differs from June's in what is counted of it exactly where the list says so."""
    row = CASES[case]
    counted = [
        [v for k, v in row.items() if k.endswith(ending) and k != "differs_from_june"]
        for ending in ("_june", "_september")
    ]
    assert (counted[0] != counted[1]) == (row["differs_from_june"] == "yes")
