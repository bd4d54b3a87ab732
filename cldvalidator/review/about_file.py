"""What a file is, in words: council, period, form, release, and what was noticed on reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cldvalidator.checks.cells.dates import is_written
from cldvalidator.extract.notices import empty_rows_of, notices_of
from cldvalidator.extract.stated import commonest, la_code_of
from cldvalidator.official import current_specification

if TYPE_CHECKING:
    from cldvalidator.extract import Extract
    from cldvalidator.review.opened import Opened

_DAY = re.compile(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}( [0-9:.]+)?")
"""What can only be a day, whatever its form."""


@dataclass(frozen=True)
class AboutFile:
    """Short texts on an opened file. None holds a value of a person.

    notices: without the rows that are not records, which wait for a decision.
    """

    council: str
    period: str
    form: str
    columns: str
    release: str
    evidence: str
    notices: tuple[str, ...]


def named_council(extract: Extract) -> tuple[str, str]:
    """Return the code of the council that most rows state, and its name, "" for an unknown code."""
    code = la_code_of(extract)
    known = current_specification("2").council_called(code)
    return code, known.name if known is not None else ""


def council_of(opened: Opened) -> tuple[str, str | None]:
    """Return the code of the council that most rows state, and its name if the code is known."""
    code = commonest(opened.read, "LA Code").strip()
    known = opened.specification.council_called(code)
    return code, known.name if known is not None else None


def known_council(extract: Extract, la_names: Mapping[str, str]) -> str:
    """Return the code of the council that most rows state if it is one, else the empty text.

    What stands in that column may be anything, an NHS number even; only a code is ever kept.
    """
    code = la_code_of(extract)
    return code if code in la_names else ""


def period_of(opened: Opened) -> str | None:
    """Return the period that most rows state, None unless both its days can be read."""
    days = [commonest(opened.read, f"Reporting Period {x} Date") for x in ("Start", "End")]
    return " to ".join(days) if all(map(is_written, days)) else None


def _period_as_stated(extract: Extract) -> str:
    """Return the days that most rows state in another form; any other text is not repeated."""
    days = [commonest(extract, f"Reporting Period {x} Date").strip() for x in ("Start", "End")]
    if not all(map(_DAY.fullmatch, days)):
        return "Not readable"
    return f"{' to '.join(days)} (not dd/mm/yyyy)"


def about_file(opened: Opened) -> AboutFile:
    """Describe an opened file."""
    extract, reading = opened.extract, opened.extract.reading
    form = [reading.format.upper(), f"{reading.size / 1e6:,.1f} MB"]
    if reading.sheet:
        form.append(f"sheet {reading.sheet}")
    if reading.encoding:
        form.append(reading.encoding)
    if reading.header_row > 1:
        form.append(f"header in row {reading.header_row}")
    if empty := empty_rows_of(reading):
        form.append(empty)
    known = sum(1 for h in reading.headers if h.field is not None)
    return AboutFile(
        council=council_of(opened)[1] or "Not recognised",
        period=period_of(opened) or _period_as_stated(extract),
        form=", ".join(form),
        columns=f"{known} matched to CLD fields",
        release=f"Release {opened.specification.release}",
        evidence=opened.evidence.sentence(),
        notices=notices_of(reading, undecided=False),
    )
