"""What was done with one file, as a recipe for many: kinds of decisions, never a cell value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cldvalidator.batch.recipe_text import recipe_toml
from cldvalidator.fixes import Change, History, RowChange, ValueChange, left_out
from cldvalidator.fixes.changes import BY_REPLACING, DATE_ORDER, KEPT
from cldvalidator.fixes.proposals import propose
from cldvalidator.fixes.release_1 import BY as BY_RELEASE_1
from cldvalidator.jobs.outputs import Outputs
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.review.opened import Opened
from cldvalidator.storage.targets import is_compressed_name, submission_stem
from cldvalidator.wording import counted, some

BY_PROPOSAL, BY_PROFILE = "proposal", "profile"
_LONGEST = 200
"""Characters of a name that a recipe takes (`resources/batch/recipe.schema.json`)."""
_NOT_IN_A_NAME = frozenset('{}\\/:*?"<>|')


@dataclass(frozen=True)
class Work:
    """What somebody did with a file.

    as_read, now: the file before and after the changes of `history`. reading: "release", "sheet"
    and "header_matches", where the user chose them. profile: where the council's profile is.
    profile_columns: the fields that it says headers are. outputs: what is written at the end.
    inputs: what was told for the figures, None where they were not made.
    """

    as_read: Opened
    now: Opened
    history: History
    reading: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    profile: Path | None = None
    profile_columns: Mapping[str, str | None] = field(default_factory=lambda: MappingProxyType({}))
    outputs: Outputs | None = None
    inputs: PreviewInputs | None = None


@dataclass(frozen=True)
class RecipeOfWork:
    """A recipe as TOML, and in sentences what of the work it does not do, or does otherwise."""

    text: str
    notes: tuple[str, ...]


def recipe_of_work(work: Work) -> RecipeOfWork:
    """Return the recipe that does with other files what was done with one."""
    notes: list[str] = []
    content: dict[str, dict[str, Any]] = {}
    tables = {"read": _read, "fix": _fix, "write": _write, "preview": _preview}
    for name, of_table in tables.items():
        entries = dict(of_table(work, notes))
        if entries:
            content[name] = entries
    text = recipe_toml(content)
    today = work.now.result.today.isoformat()
    day = f"# as_of = {today} under [read] makes the rules take that day as today."
    return RecipeOfWork(f"{text}\n{day}\n", tuple(notes))


def _read(work: Work, notes: list[str]) -> Iterator[tuple[str, Any]]:
    reading, extract = work.reading, work.as_read.extract
    if reading.get("release") and not _by(work, BY_RELEASE_1):
        yield "release", reading["release"]
    if reading.get("sheet"):
        yield "sheet", str(reading["sheet"])
    if _by(work, BY_PROFILE) and work.profile is not None:
        if len(str(work.profile)) <= _LONGEST:
            yield "profile", str(work.profile)
        notes.append(
            "The profile is the one of this computer. For another computer, copy it and name the "
            "copy."
        )
    if work.now.result.switched_off:
        yield "without", list(work.now.result.switched_off)
    dates = dict(pair for step in work.history.steps for pair in step.dates)
    dated = {n for n in extract.columns if n in work.now.specification.by_name}
    dated = {n for n in dated if work.now.specification.by_name[n].type == "date"}
    if dates and set(dates.values()) == {"month first"} and dated <= set(dates):
        yield "dates", "month-first"
    elif dates:
        notes.append("Not in it: the order of day and month of single columns.")
    there = {m.found for m in extract.reading.headers}
    columns = {h: f for h, f in work.profile_columns.items() if h in there}
    columns |= reading.get("header_matches") or {}
    kept = {h: f or "" for h, f in columns.items() if 0 < len(h) <= _LONGEST}
    if kept:
        yield "columns", kept
    if len(kept) < len(columns):
        notes.append("Not in it: a column whose header has more than 200 characters.")


def _fix(work: Work, notes: list[str]) -> Iterator[tuple[str, Any]]:
    changes = work.history.changes
    accepted = [c for c in _by(work, BY_PROPOSAL) if isinstance(c, ValueChange)]
    safe = any(c.certainty == "safe" for c in accepted)
    likely = sorted({c.rule for c in accepted if c.certainty == "likely" and c.rule})
    converted = _by(work, BY_RELEASE_1)
    if safe:
        yield "safe", True
    if likely:
        yield "likely", likely
    if converted:
        yield "release_1", True
        if any(c.certainty == "likely" for c in converted):
            yield "derived", True
    out = left_out(changes)
    odd = {r.source_row for r in work.as_read.extract.reading.no_records}
    if any(row.source_row in odd for row in out):
        yield "leave_out_no_records", True
    notes.extend(_only_here(work, [c for c in out if c.source_row not in odd]))
    notes.extend(_more_than_done(work, safe, likely))


def _only_here(work: Work, rows: list[RowChange]) -> Iterator[str]:
    """Yield what was decided for this file alone."""
    changes = work.history.changes
    by_kind = {BY_PROPOSAL, BY_PROFILE, BY_RELEASE_1}
    own = [c for c in changes if not isinstance(c, RowChange) and c.by not in by_kind]
    own = [c for c in own if c.rule != DATE_ORDER]
    replaced = sum(c.by == BY_REPLACING for c in own)
    cells = sum(not isinstance(c, ValueChange) for c in own)
    chosen = len(own) - replaced - cells
    if chosen:
        yield (
            f"Not in it: {counted(chosen, 'value')} that you chose yourself. Remember my decisions "
            "(menu Fix) keeps them in the profile."
        )
    if cells:
        edits = counted(cells, "edit")
        yield f"Not in it: {edits} of single cells. Save my work keeps them for this file."
    if replaced:
        yield f"Not in it: {counted(replaced, 'value')} that you found and replaced."
    if rows:
        yield f"Not in it: {counted(len(rows), 'record')} that you left out."
    kept = {c.source_row for c in changes if isinstance(c, RowChange) and c.decided == KEPT}
    if kept:
        yield f"Not in it: {counted(len(kept), 'row')} that you kept as records."


def _more_than_done(work: Work, safe: bool, likely: list[str]) -> Iterator[str]:
    """Yield what a recipe would change in this file that the user has not."""
    wanted = propose(work.now.extract, work.now.result, certainties=["safe", "likely"])
    more = [p for p in wanted if (safe if p.certainty == "safe" else p.rule in likely)]
    if more:
        fields = some(list(dict.fromkeys(p.field for p in more)), 3)
        yield (
            f"It accepts all fixes of a kind: {counted(len(more), 'value')} in {fields} that you "
            "left as found would be changed too."
        )


def _write(work: Work, notes: list[str]) -> Iterator[tuple[str, Any]]:
    outputs = work.outputs
    if outputs is None:
        return
    read = work.as_read.extract.reading
    stem, own = submission_stem(outputs.submission), submission_stem(Path(read.name))
    name = stem.replace(own, "{name}", 1) if own and own in stem else "{name}"
    if name != "{name}" and not _NOT_IN_A_NAME & set(name.replace("{name}", "", 1)):
        yield "name", name
    yield "submission", True
    if is_compressed_name(outputs.submission):
        yield "gzip", True
    if outputs.encoding == "UTF-8":
        yield "encoding", "utf-8"
    for entry, asked in (
        ("report", outputs.report),
        ("report_without_values", outputs.plain_report),
        ("sign_off", outputs.sign_off),
    ):
        if asked:
            yield entry, True
    notes.append("What it writes goes into the folder “checked” beside the files.")


def _preview(work: Work, notes: list[str]) -> Iterator[tuple[str, Any]]:
    inputs = work.inputs
    if inputs is None:
        return
    yield "figures", True
    if inputs.method != PreviewInputs().method:
        yield "method", inputs.method
    if inputs != PreviewInputs(method=inputs.method):
        notes.append("Not in it: inputs of the preview other than the method.")


def _by(work: Work, who: str) -> list[Change]:
    return [c for c in work.history.changes if c.by == who]
