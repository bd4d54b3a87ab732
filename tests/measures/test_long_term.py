"""Details of people by number: of those who have none, nothing."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from cldvalidator.measures.long_term import of_person

PROCESSED = SimpleNamespace(
    persons=pd.DataFrame(
        {"person": [2, 0], "age": [70.0, 18.0], "gender": np.array(["Male", "Female"], object)}
    ),
    people=pd.Index(["a", "b", "c"]),
)


def test_people_with_details():
    assert of_person(PROCESSED, np.array([0, 2, 0]), "age").tolist() == [18.0, 70.0, 18.0]


def test_people_without_details_have_nothing():
    ages = of_person(PROCESSED, np.array([1, 2]), "age")
    assert np.isnan(ages[0])
    assert ages[1] == 70.0
    assert of_person(PROCESSED, np.array([1, 0]), "gender").tolist() == [None, "Female"]
