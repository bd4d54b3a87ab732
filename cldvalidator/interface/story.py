"""`cldvalidator.story`: every event of a person, and why they count in a measure or not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from os import PathLike
from pathlib import Path

import pandas as pd

from cldvalidator.events.method_versions import method_named
from cldvalidator.fixes.profile import Profile, load_profile
from cldvalidator.interface.checked import PathLike as Named
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.jobs.story import counted_in, stories_of
from cldvalidator.official import current_specification
from cldvalidator.presentation.story_text import findings_in_words
from cldvalidator.problems import InputProblem
from cldvalidator.review.person_story import PersonStory
from cldvalidator.submissions.submission_reading import ReadingOptions

_COLUMNS = (
    *("person", "file", "row", "event", "what", "start", "end", "cut_to", "open", "outcome"),
    *("side", "why", "findings"),
)


def story(
    paths: Named | Iterable[Named],
    *,
    row: int | None = None,
    file: str = "",
    person: str = "",
    measure: str = "",
    period_end: date | None = None,
    method: str = "",
    sheet: str | None = None,
    delimiter: str | None = None,
    profile: Named | None = None,
    as_of: date | None = None,
) -> pd.DataFrame:
    """Return every event of a person as DHSC's method reads it: it holds personal data.

    paths: a file; or several, a folder or a saved set, which are joined. row: the person of a row,
    as Excel shows it (file: of several, the name of the row's file). person: an NHS number, an LA
    person identifier or the beginning of names; of several people each has their own rows. measure:
    such as "ASCOF 2A", to say which events count. period_end, method, sheet, delimiter, as_of: as
    for `preview`. profile: one whose columns, sheet and own rules are used; what they find stands
    among the findings, with the rule's name.

    Columns: person, file ("" of a single file), row, event, what (its setting or kind), start, end,
    cut_to (the day that the method cuts an end to) as datetime64, open (bool), outcome, side
    ("numerator", "denominator" or ""), why (what the measure decided), findings. `frame.attrs` has
    year, measure and, by person, why. Raises InputProblem, also where nobody fits.

    Examples:
        >>> import cldvalidator as cld
        >>> made = cld.synthetic("extract.csv", rows=400)
        >>> told = cld.story("extract.csv", row=2, measure="ASCOF 2E")
        >>> list(told.columns[:5])
        ['person', 'file', 'row', 'event', 'what']
    """
    given = [Path(paths)] if isinstance(paths, str | PathLike) else [Path(p) for p in paths]
    inputs = PreviewInputs(period_end=period_end, method=method_named(method or None).name)
    known = load_profile(Path(profile), current_specification("2")) if profile else Profile()
    reading = ReadingOptions(sheet, delimiter, columns=known.columns, usual_sheet=known.sheet)
    stories = stories_of(given, inputs, reading=reading, rules=known.rules, today=as_of)
    counted = counted_in(stories, measure)
    if row is not None:
        found = [stories.of_record(stories.record_of_row(row, file), counted)]
    else:
        found = [stories.of_person(p, counted) for p in stories.find(person).tolist()]
    if not found:
        raise InputProblem(
            "Nobody in the file has that identifier or name.",
            "Give a row, an NHS number or an LA person identifier as it stands in the file.",
        )
    return _frame(found)


def _frame(found: list[PersonStory]) -> pd.DataFrame:
    rows = [
        (
            *(story.called, bar.file, bar.row, bar.kind, bar.setting, bar.start, bar.end),
            *(bar.cropped, bar.is_open, bar.outcome, bar.side, " ".join(bar.why)),
            findings_in_words(bar),
        )
        for story in found
        for bar in story.bars
    ]
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    for name in ("start", "end", "cut_to"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[s]")
    first = found[0]
    frame.attrs = {
        "year": (first.year.first, first.year.last),
        "measure": first.measure,
        "why": {story.called: story.says for story in found} if first.measure else {},
    }
    return frame
