from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from cldvalidator.extract import Column, Extract, Reading, ReleaseEvidence, find_release
from cldvalidator.specification import load_specification


def evidence(**columns: Sequence[str]) -> ReleaseEvidence:
    named = {name.replace("_", " "): Column.of(list(cells)) for name, cells in columns.items()}
    rows = len(next(iter(named.values())))
    reading = Reading("made.csv", "CSV", 0, "", 1, ())
    extract = Extract(named, np.arange(2, rows + 2, dtype=np.int32), reading)
    return find_release(extract, load_specification("2"), load_specification("1"))


def only_in(release: str, name: str) -> str:
    """A value of one release whose words the other does not have."""
    other = load_specification("1" if release == "2" else "2")
    known = {v.casefold() for v in other.values(name)}
    return next(v for v in load_specification(release).values(name) if v.casefold() not in known)


@pytest.mark.parametrize("release", ["1", "2"])
def test_a_file_of_one_release(release: str) -> None:
    found = evidence(Ethnicity=[only_in(release, "Ethnicity")] * 3 + ["", "nonsense"])
    assert found.release == release
    assert (found.cells_1, found.cells_2) == ((3, 0) if release == "1" else (0, 3))
    assert [(f.field, f.distinct, f.cells, f.case_only) for f in found.fields] == [
        ("Ethnicity", 1, 3, False)
    ]
    assert f"Release {release}" in found.sentence()


@pytest.mark.parametrize(("strays", "release"), [(2, "2"), (3, "mixed"), (97, "mixed"), (99, "1")])
def test_a_few_values_of_the_other_release_do_not_make_it_mixed(strays: int, release: str) -> None:
    one, two = only_in("1", "Ethnicity"), only_in("2", "Ethnicity")
    found = evidence(Ethnicity=[one] * strays + [two] * (100 - strays))
    assert found.release == release
    assert (found.cells_1, found.cells_2) == (strays, 100 - strays)


def test_capital_letters_count_only_when_nothing_else_does() -> None:
    capitals = ["Service User"] * 4
    assert "Service User" in load_specification("1").values("Client Type")
    alone = evidence(Client_Type=capitals)
    assert (alone.release, alone.cells_1) == ("1", 4)
    assert alone.fields[0].case_only
    beside = evidence(Client_Type=capitals, Ethnicity=[only_in("2", "Ethnicity")] * 4)
    assert (beside.release, beside.cells_1, beside.cells_2) == ("2", 0, 4)


def test_values_of_both_or_of_a_list_not_known_are_no_evidence() -> None:
    shared = load_specification("2").values("Gender")[0]
    reason = only_in("1", "Review Reason")
    found = evidence(Gender=[shared], Review_Reason=[reason], Event_Reference=["E1"])
    assert found.release == "unknown"
    assert found.fields == ()
    assert "cannot be told" in found.sentence()
