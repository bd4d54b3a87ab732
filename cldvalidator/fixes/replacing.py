"""Find and replace in one column, by distinct values."""

from __future__ import annotations

import numpy as np
import pyarrow.compute as pc

from cldvalidator.extract import Extract
from cldvalidator.fixes.changes import BY_REPLACING, ValueChange


def replacements(
    extract: Extract, field: str, found: str, written: str, *, whole: bool
) -> list[ValueChange]:
    """Return a change for each distinct value in which `found` would become `written`.

    whole: only the value that is `found`, not those that hold it. Capital letters count. Values
    that no cell holds are left out. The order is such that no value is changed twice: what becomes
    longer begins with the longest, and so on.
    """
    column = extract.column(field)
    hit = (
        pc.equal(column.values, found) if whole else pc.match_substring(column.values, found)
    ).to_numpy(zero_copy_only=False)
    codes = np.flatnonzero(hit & (column.counts > 0))
    texts = {str(column.values[c]): int(column.counts[c]) for c in codes.tolist()}
    grows = (len(written), written) > (len(found), found)
    changes = []
    for text in sorted(texts, key=lambda t: (len(t), t), reverse=grows):
        better = written if whole else text.replace(found, written)
        if better != text:
            changes.append(
                ValueChange(field, text, better, texts[text], "", certainty="ask", by=BY_REPLACING)
            )
    return changes
