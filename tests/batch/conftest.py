"""Processes of a run that begin at once: what they would load is loaded."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reliability.warm_readers import warm_workers


@pytest.fixture(scope="package", autouse=True)
def _warm_workers() -> Iterator[None]:
    with warm_workers():
        yield
