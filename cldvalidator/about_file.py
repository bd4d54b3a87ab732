"""What a file is, in words: council, period, form, release, and what was noticed on reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cldvalidator.checks.cells.dates import is_written

if TYPE_CHECKING:
    from cldvalidator.extract import Extract
    from cldvalidator.job import Opened


@dataclass(frozen=True)
class AboutFile:
    """Short texts on an opened file. None holds a value of a person."""

    council: str
    period: str
    form: str
    columns: str
    release: str
    evidence: str
    notices: tuple[str, ...]


def commonest(extract: Extract, name: str) -> str:
    """Return the text that most rows of a field hold; the empty text for a file of no records."""
    column = extract.column(name)
    return column.texts[int(column.counts.argmax())] if len(column) else ""


def about_file(opened: Opened) -> AboutFile:
    """Describe an opened file."""
    extract, reading = opened.extract, opened.extract.reading
    code = commonest(extract, "LA Code").strip()
    days = [commonest(extract, f"Reporting Period {x} Date") for x in ("Start", "End")]
    form = [reading.format.upper(), f"{reading.size / 1e6:,.1f} MB"]
    if reading.sheet:
        form.append(f"sheet {reading.sheet}")
    if reading.encoding:
        form.append(reading.encoding)
    if reading.header_row > 1:
        form.append(f"header in row {reading.header_row}")
    known = sum(1 for h in reading.headers if h.field is not None)
    return AboutFile(
        council=opened.specification.la_names.get(code) or "Not recognised",
        period=f"{days[0]} to {days[1]}" if all(map(is_written, days)) else "Not readable",
        form=", ".join(form),
        columns=f"{known} are fields",
        release=f"Release {opened.specification.release}",
        evidence=opened.evidence.sentence(),
        notices=reading.notices,
    )
