"""`cldvalidator.duplicate_people`: people who may be one, with the reasons."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from os import PathLike
from pathlib import Path

import pandas as pd

from cldvalidator.events.method_versions import method_named
from cldvalidator.interface.checked import PathLike as Named
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.jobs.story import stories_of
from cldvalidator.presentation.duplicates_text import rows_of
from cldvalidator.review.duplicate_people import duplicate_people as found_in
from cldvalidator.submissions.submission_reading import ReadingOptions


def duplicate_people(
    paths: Named | Iterable[Named],
    *,
    period_end: date | None = None,
    method: str = "",
    sheet: str | None = None,
    delimiter: str | None = None,
) -> pd.DataFrame:
    """Return people who may be one, what speaks most for it first: it holds personal data.

    A pair is a question, never an error. paths: a file; or several, a folder or a saved set, which
    are joined. period_end, method, sheet, delimiter: as for `preview`.

    Columns: first, second (what DHSC's method knows the two by), reasons (a sentence), weight
    (int64), first_rows, second_rows (the rows of each, such as "row 12"). Raises InputProblem,
    EnvironmentProblem.

    Examples:
        >>> import cldvalidator as cld
        >>> made = cld.synthetic("extract.csv", rows=400)
        >>> list(cld.duplicate_people("extract.csv").columns[:3])
        ['first', 'second', 'reasons']
    """
    given = [Path(paths)] if isinstance(paths, str | PathLike) else [Path(p) for p in paths]
    inputs = PreviewInputs(period_end=period_end, method=method_named(method or None).name)
    processed = stories_of(given, inputs, reading=ReadingOptions(sheet, delimiter)).processed
    rows = [
        (
            *pair.called,
            "; ".join(pair.reasons),
            pair.weight,
            *(", ".join(rows_of(processed, number)) for number in (pair.first, pair.second)),
        )
        for pair in found_in(processed).pairs
    ]
    names = ["first", "second", "reasons", "weight", "first_rows", "second_rows"]
    return pd.DataFrame(rows, columns=names).astype({"weight": "int64"})
