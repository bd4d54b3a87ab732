"""Files of people who do not exist, as they stand and with changes made to them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType

import numpy as np

from cldvalidator.checks import check_extract
from cldvalidator.extract import Column
from cldvalidator.extract.release import find_release
from cldvalidator.review.opened import Opened
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate


@cache
def made(rows=1_200, seed=1):
    """Return a valid file as a frame of texts, and its extract."""
    extract = generate(rows, seed=seed, specification=load_specification("2"))
    return extract.frame().astype(str), extract


def opened(frame, called="a", *, seed=1, rows=1_200):
    """Return a frame as a file that was read and checked."""
    _, whole = made(rows, seed)
    specification = load_specification("2")
    columns = {n: Column.of(frame[n].tolist()) for n in frame.columns}
    extract = replace(
        whole,
        columns=MappingProxyType(columns),
        source_rows=np.arange(2, len(frame) + 2, dtype=np.int32),
        reading=replace(whole.reading, sha256=called * 64, name=f"{called}.csv"),
    )
    evidence = find_release(extract, specification, load_specification("1"))
    return Opened(extract, specification, evidence, check_extract(extract, specification))


@cache
def before(seed=1, rows=1_200):
    return opened(made(rows, seed)[0], "a", seed=seed, rows=rows)
