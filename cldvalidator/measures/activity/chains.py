"""Events that follow each other, as NHS England's statements find them: by the row just before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Chains:
    """By row the number of its chain (all different between people), and where that starts.

    times: how often the statement has the row, which is twice for rows of equal days at the start
    of a chain: the first of them opens it, the others go on with it, and it joins the rows with
    both answers.
    """

    number: npt.NDArray[np.int64]
    start: Days
    times: npt.NDArray[np.int64]


def chained(person: npt.NDArray[np.integer], start: Days, end: Days, gap: int) -> Chains:
    """Chain each person's rows by start, then end.

    A row opens a new chain unless the row just before it ends at most `gap` days before it starts.
    It is the row just before that decides, not the latest end so far: a short one inside a long one
    breaks the chain. Rows with equal start and end are in one chain: each copy is just before the
    next, and one that ends long before it starts cuts all of them off from what came before.
    """
    order = np.lexsort((end, start, person))
    p, s, e = person[order], start[order], end[order]
    same_person = np.zeros(len(order), bool)
    same_person[1:] = p[1:] == p[:-1]
    copy = same_person.copy()
    copy[1:] &= (s[1:] == s[:-1]) & (e[1:] == e[:-1])
    before = np.concatenate([[-np.inf], e[:-1]])[: len(order)]
    opens = ~(same_person & (before >= s - gap))
    number = np.cumsum(opens)
    # Equal rows share what the last of them has: SQL adds up over all rows that are equal.
    step = np.cumsum(~copy) - 1
    first = np.flatnonzero(~copy)
    last = np.append(first, len(order))[1:] - 1
    number = number[last][step]
    of, times = np.empty((2, len(order)), np.int64)
    of[order] = number
    times[order] = (1 + (opens[first] != opens[last]))[step]
    starts = np.full(int(number.max(initial=-1)) + 1, np.inf)
    np.minimum.at(starts, number, s)
    return Chains(of, starts[of], times)
