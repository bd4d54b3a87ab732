"""JSON that anybody may have written: files of settings, packs, manifests, journals."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def parse_json(data: str | bytes, refuse: Callable[[str], Any] | None = None) -> Any:
    """Return what a text in JSON holds.

    data: the text, or its bytes in UTF-8, UTF-16 or UTF-32.
    refuse: called with NaN and the infinities, which Python takes and JSON does not know.

    Raises ValueError for anything else, also for lists nested so deep that Python's own parser ends
    in a RecursionError: who reads a file of somebody else's must not have to think of it.

    >>> parse_json(b'{"year": 2026}')
    {'year': 2026}
    >>> parse_json("[" * 100_000)
    Traceback (most recent call last):
    ValueError: nested too deep
    """
    try:
        return json.loads(data, parse_constant=refuse)
    except RecursionError:
        raise ValueError("nested too deep") from None
