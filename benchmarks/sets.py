"""A set of eight submissions of twelve months, a quarter apart, and how long it takes to join."""

from __future__ import annotations

import os
import time
from datetime import date, datetime, timedelta
from pathlib import Path

from cldvalidator.selection.period import month_end, shifted

FILES = 8
LAST = date(2026, 3, 31)
IMPORT_AFTER = timedelta(days=35)


def synthetic_set(folder: Path, rows: int) -> Path:
    """Make the files of a set in a folder of its own, if they are not there; return the folder."""
    from cldvalidator.specification import load_specification
    from cldvalidator.synthetic_data import generate, write_csv

    place = folder / f"set_{FILES}_of_{rows}"
    place.mkdir(parents=True, exist_ok=True)
    for number in range(FILES):
        last = month_end(shifted(LAST, -3 * (FILES - 1 - number)))
        path = place / f"submission_{last:%Y-%m}.csv"
        if not path.exists():
            extract = generate(
                rows, seed=number + 1, specification=load_specification("2"), period_end=last
            )
            with path.open("wb") as out:
                write_csv(extract, out)
        imported = datetime.combine(last + IMPORT_AFTER, datetime.min.time()).timestamp()
        os.utime(path, (imported, imported))
    return place


def join(folder: Path) -> dict[str, float]:
    """Read the files of a folder, join them, and compute every measure."""
    from cldvalidator.jobs.join import gather_set, join_set
    from cldvalidator.jobs.preview_inputs import PreviewInputs
    from cldvalidator.measures.preview import preview
    from cldvalidator.measures.registry import Inputs

    start = time.perf_counter()
    gathered = gather_set([folder])
    middle = time.perf_counter()
    joined = join_set(gathered, PreviewInputs())
    preview(joined.processed, Inputs({"18 to 64": 300_000, "65 and above": 90_000}))
    end = time.perf_counter()
    assert len(joined.used) == FILES
    rows = sum(s.rows for s in gathered.set.submissions)
    return {"read": middle - start, "total": end - start, "rows": rows}
