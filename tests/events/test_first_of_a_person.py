"""The first row of each person in an order, as a plain loop finds it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cldvalidator.events.person_details import Ordered

small = st.integers(0, 2)
rows = st.lists(
    st.tuples(small, st.sampled_from([0.0, 1.0, float("nan")]), small, small, small), max_size=12
)


@given(rows, st.booleans())
def test_the_first_row_and_whether_those_tied_with_it_agree(
    table: list[tuple[int, float, int, int, int]], is_ranked: bool
) -> None:
    person, key, other, value, rank = (
        np.array([row[n] for row in table], float if n == 1 else np.int64) for n in range(5)
    )
    top, same = Ordered(person, (key, other)).first(value, rank if is_ranked else None)
    found = dict(
        zip(top.person.tolist(), zip(top.value.tolist(), same.tolist(), strict=True), strict=True)
    )

    wanted: dict[int, tuple[int, bool]] = {}
    for number in sorted({row[0] for row in table}):
        own = [row for row in table if row[0] == number]
        # What has no number comes last, and is tied with nothing.
        own.sort(
            key=lambda r: (-r[4] if is_ranked else 0, np.isnan(r[1]), np.nan_to_num(r[1]), r[2])
        )
        first = own[0]
        tied = [r for r in own if r[1:3] == first[1:3] and (not is_ranked or r[4] == first[4])]
        if np.isnan(first[1]):
            continue  # by the second key among those without a number
        wanted[number] = (first[3], all(r[3] == first[3] for r in tied))
    assert {n: found[n] for n in wanted} == wanted
    assert sorted(found) == sorted({row[0] for row in table})
