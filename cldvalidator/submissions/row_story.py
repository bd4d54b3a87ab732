"""Where a row of one of several submissions went on the way to the figures."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from cldvalidator.problems import InputProblem
from cldvalidator.selection.period import EPOCH
from cldvalidator.submissions.gathering import Gathered
from cldvalidator.submissions.joined import JoinedSubmissions
from cldvalidator.submissions.states import period_words, state_words
from cldvalidator.submissions.submission_reading import ReadSubmission


def row_story_of(name: str, row: int, gathered: Gathered, joined: JoinedSubmissions) -> list[str]:
    """Say of a row of a file, numbered as Excel shows it, whether each table holds it.

    name: what the file is called. Raises InputProblem for another name and for a row that holds no
    record.
    """
    read, place = _found(name, row, gathered)
    if read not in joined.used:
        state = state_words(read.submission, gathered.set.submissions, joined.selection)
        return [f"Not used for any figure: the file {state}."]
    number = joined.used.index(read)
    record = int(joined.records[number][place])
    processed = joined.processed
    period = joined.references[number]
    served = f"{read.submission.name} serves {period_words(period)} in the joined table."
    if record < 0:
        table = processed.stories[1].table
        return [served, f"Not used for any figure ({table}): another file serves its months."]
    return [served, *processed.story_of(record), *_cut(record, joined)]


def record_of_row(name: str, row: int, gathered: Gathered, joined: JoinedSubmissions) -> int | None:
    """Return the record of a row in the joined table, None for a row that is not read into it.

    Raises InputProblem as `row_story_of` does.
    """
    read, place = _found(name, row, gathered)
    if read not in joined.used:
        return None
    record = int(joined.records[joined.used.index(read)][place])
    return record if record >= 0 else None


def _found(name: str, row: int, gathered: Gathered) -> tuple[ReadSubmission, int]:
    """Return the file that is called so, and the place of a row in it. Raises InputProblem."""
    reads = [
        r
        for r in gathered.reads
        if name.casefold() in (r.submission.name.casefold(), r.submission.path.stem.casefold())
    ]
    if len(reads) != 1:
        names = ", ".join(r.submission.name for r in gathered.reads)
        raise InputProblem(f"No one file of the set is called {name}.", f"Choose one of: {names}.")
    read = reads[0]
    rows = read.extract.source_rows
    place = int(np.searchsorted(rows, row))
    if place >= len(rows) or rows[place] != row:
        began = f"; the records begin in row {rows[0]:,}" if len(rows) else ""
        raise InputProblem(
            f"Row {row:,} of {read.submission.name} holds no record.", f"Give another row{began}."
        )
    return read, place


def _cut(record: int, joined: JoinedSubmissions) -> list[str]:
    """Say that the end of a record is cut, if it is."""
    table = joined.processed.joined
    found = table[(table["record"] == record) & table["cropped"]]
    if found.empty:
        return []
    end = EPOCH + timedelta(days=int(found["Der_Event_End_Date"].iloc[0]))
    return [
        f"It counts as ended on {end:%d/%m/%Y}, the last day that its file serves, because no row "
        "of the same event is in a file that serves the day after."
    ]
