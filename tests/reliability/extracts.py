"""A small extract, with other texts where a test wants them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from reliability import seeds


def with_days(texts: Mapping[str, str], rows: int | None = None) -> bytes:
    """Return the seed of the fuzzer with a text in whole columns; rows: only in the first ones."""
    header, *records = csv.reader(seeds.csv().decode().splitlines())
    for record in records[:rows]:
        for name, text in texts.items():
            record[header.index(name)] = text
    out = io.StringIO()
    csv.writer(out).writerows([header, *records])
    return out.getvalue().encode()
