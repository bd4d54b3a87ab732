"""What the fixing command says of a change file that was made for another extract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from cldvalidator.fixes import RowChange
from cldvalidator.fixes.carry_over import CarriedOver, Fate
from cldvalidator.fixes.changes import CellChange
from cldvalidator.wording import counted, elided

_MOST = 20


def carried_lines(carried: CarriedOver) -> Iterator[str]:
    """Yield how many decisions still fit, and each that does not, with the reason."""
    fits, left = carried.fitting, carried.left
    yield (
        f"From the earlier extract: {counted(len(fits), 'decision')} of {len(carried.fates):,} "
        f"carried over, in {counted(sum(f.cells for f in fits), 'cell')}."
    )
    yield from (f"  {notice}" for notice in carried.notices)
    for fate in left[:_MOST]:
        yield f"  not carried over: {decision_words(fate)}. {fate.why}."
    if len(left) > _MOST:
        yield f"  and {counted(len(left) - _MOST, 'more was', 'more were')} not carried over."
    yield ""


def decision_words(fate: Fate) -> str:
    """Say in a line what was decided."""
    change = fate.change
    if isinstance(change, RowChange):
        return f"row {change.source_row:,} {change.decided}"
    where = f" in row {change.source_row:,}" if isinstance(change, CellChange) else ""
    if not change.found and fate.why and not where:
        return f"{change.field}: {change.written or 'blank'}"
    written = f"'{elided(change.written)}'" if change.written else "blank"
    return f"{change.field}{where}: '{elided(change.found)}' -> {written}"


def carried_json(carried: CarriedOver) -> dict[str, Any]:
    """Return the counts, and the reasons with how many decisions each is of; no cell value."""
    return {
        "carried over": len(carried.fitting),
        "cells": sum(f.cells for f in carried.fitting),
        "not carried over": dict(Counter(f.why for f in carried.left)),
        "notices": list(carried.notices),
    }
