"""When a submission reached DHSC: told, from the manifest beside the file, or a guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from cldvalidator.events.parameters import IMPORT_AFTER
from cldvalidator.paths import is_there
from cldvalidator.problems import InputProblem, Problem
from cldvalidator.selection.period import Period
from cldvalidator.submissions.manifest_reading import ENDING, read_manifest
from cldvalidator.submissions.submission_set import FILE_DATE, MANIFEST, PERIOD, TOLD

_FORMS = ("%d/%m/%Y", "%Y-%m-%d")
_TIMES = ("", " %H:%M", " %H:%M:%S")


@dataclass(frozen=True)
class ImportTime:
    """A time of import, where it is known from, and what has to be said of it."""

    moment: datetime
    known_from: str
    notices: tuple[str, ...] = ()


def read_import_time(text: str) -> datetime:
    """Return a day, with or without a time: 24/07/2026, 2026-07-24, 2026-07-24 15:20:59.

    Raises InputProblem.
    """
    plain = text.strip().replace("T", " ")
    for form in _FORMS:
        for of_day in _TIMES:
            try:
                return datetime.strptime(plain, form + of_day)
            except ValueError:
                continue
    raise InputProblem(
        "A day of import cannot be read.", "Write it as 24/07/2026, or as 2026-07-24 15:20."
    )


def import_time(
    path: Path, sha256: str, stated: Period | None, given: datetime | None
) -> ImportTime:
    """Return when a file reached DHSC, as far as can be known.

    What the user tells counts first, then the day on which the manifest beside the file says that
    it was written. The day on which the file was last changed is a guess; if it lies before the end
    of the stated period, 35 days after that end are the guess. A manifest about another file is not
    used, and a notice says so.
    """
    manifest, notices = _from_manifest(path, sha256)
    if given is not None:
        return ImportTime(given, TOLD, notices)
    if manifest is not None:
        return ImportTime(manifest, MANIFEST, notices)
    return _guess(path, stated, notices)


def _guess(path: Path, stated: Period | None, notices: tuple[str, ...]) -> ImportTime:
    try:
        changed = datetime.fromtimestamp(path.stat().st_mtime).replace(microsecond=0)
    except (OSError, ValueError, OverflowError):
        changed = None
    if stated is not None and (changed is None or changed.date() <= stated.last):
        after = _day_after(stated.last)
        return ImportTime(datetime.combine(after, time()), PERIOD, notices)
    if changed is None:
        return ImportTime(datetime.combine(date.today(), time()), FILE_DATE, notices)
    return ImportTime(changed, FILE_DATE, notices)


def _day_after(last: date) -> date:
    try:
        return last + IMPORT_AFTER
    except OverflowError:
        return date.max


def _from_manifest(path: Path, sha256: str) -> tuple[datetime | None, tuple[str, ...]]:
    beside = _manifest_of(path)
    if not is_there(beside):
        return None, ()
    try:
        manifest = read_manifest(beside)
    except Problem as problem:
        return None, (f"{problem.what.removesuffix('.')}, and is not used.",)
    if manifest.sha256 != sha256:
        return None, (
            f"{beside.name} is about another file than {path.name}: their SHA-256 differ. It is "
            "not used.",
        )
    return manifest.written.replace(tzinfo=None), ()


def _manifest_of(path: Path) -> Path:
    plain = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return path.with_name(plain.stem + ENDING)
