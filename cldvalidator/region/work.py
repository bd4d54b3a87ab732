"""The task of a worker: one council's file worked on as `batch` does, with what a region adds."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from cldvalidator.batch.one_file import Place, Worked, made_by, work_on
from cldvalidator.batch.outcome import Outcome, SharedFigure
from cldvalidator.batch.recipe import Recipe, recipe_of
from cldvalidator.checks.rules import Severity
from cldvalidator.faults import fault_report
from cldvalidator.jobs.preview import FilePreview
from cldvalidator.measures.behind import behind_figure
from cldvalidator.measures.figures import FIELDS_BEHIND
from cldvalidator.published.counterparts import own_figures
from cldvalidator.region.table import council_data
from cldvalidator.review.opened import Opened
from cldvalidator.review.public_names import public_file_name
from cldvalidator.storage.transaction import write_file

FINDINGS, EVENTS = "findings", "events"
PERSON = "LA Person Unique Identifier"
_OTHER_PROGRAM = (
    "The worker has another version of CLD Validator, of the specification or of the profile.",
    "Install the same version on every worker, and import the same official workbook there.",
)


@dataclass(frozen=True)
class Cut:
    """One council of a table: its LA Code column, the texts of it there, and its hash."""

    table: str
    column: str
    texts: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class Request:
    """What a worker is told: names of files, the recipe, no record.

    cut: where the file is part of a table. folder: of the outputs, as the worker sees it. made_by:
    tells the recipe, version and specification that it has to have.
    """

    path: str
    shown: str
    target: str
    overwrite: bool
    folder: str
    recipe: Mapping[str, Any]
    base: str
    made_by: str
    cut: Cut | None = None


def work_on_council(request: Request) -> dict[str, Any]:
    """Work on one council; return its outcome, or the report of a fault, which holds no data.

    Nothing is raised: Dask would write the message of an exception, and cells in it, to a log.
    """
    try:
        return {"outcome": _worked_on(request).content()}
    except Exception as error:
        return {"fault": fault_report(error)}


def _worked_on(request: Request) -> Outcome:
    recipe = recipe_of(request.recipe, Path(request.base))
    shown = public_file_name(request.shown)
    if made_by(recipe) != request.made_by:
        return Outcome(shown, path=shown, problem=_OTHER_PROGRAM)
    place = Place(
        Path(request.path), request.shown, Path(request.target), overwrite=request.overwrite
    )
    folder, cut = Path(request.folder), request.cut
    data = None

    def finish(worked: Worked) -> Outcome:
        return _finished(worked, place, folder, recipe)

    if cut is None:
        return work_on(place, recipe, finish=finish)
    try:
        data = council_data(Path(cut.table), cut.column, cut.texts)
    except Exception as error:
        return _not_cut(error, shown)
    return replace(work_on(place, recipe, data=data, finish=finish), sha256=cut.sha256)


def _not_cut(error: Exception, shown: str) -> Outcome:
    from cldvalidator.storage.machine import as_problem

    problem = as_problem(error)
    if problem is None:
        raise error
    return Outcome(shown, path=shown, problem=(problem.what, problem.advice))


def _finished(worked: Worked, place: Place, folder: Path, recipe: Recipe) -> Outcome:
    """Write the findings, and the events if they are wanted; return the outcome with all."""
    outcome, preview = worked.outcome, worked.preview
    where = partition(outcome, place.target.name.partition(".")[0])
    tables = {FINDINGS: findings_table(worked.final)}
    if preview is not None and recipe.entry("region", "events"):
        tables[EVENTS] = events_table(worked.final, preview)
    written = dict(outcome.written or {})
    for name, table in tables.items():
        content = _as_parquet(table)
        target = folder / name / where
        target.parent.mkdir(parents=True, exist_ok=True)
        write_file(content, target, overwrite=True)
        written[f"{name}/{where}"] = sha256(content).hexdigest()
    shared = tuple(_shared_figures(preview)) if preview is not None else ()
    return replace(outcome, written=written, shared=shared)


def partition(outcome: Outcome, name: str) -> str:
    """Return where the tables of a file stand: by council and period, as Hive names folders."""
    period = "_".join(outcome.period) if outcome.period is not None else "unknown"
    return f"council={outcome.la_code or 'unknown'}/period={period}/{name}.parquet"


def findings_table(opened: Opened) -> pa.Table:
    """Return the findings, one row each: rule, severity, field (dictionaries), row (int32).

    row: the number that Excel shows, missing for a finding about the whole file. It holds no cell
    value.
    """
    found = opened.result.findings
    table = found.table
    row = table["row"].to_numpy()
    whole = row < 0
    rows = opened.extract.source_rows[np.where(whole, 0, row)]
    severities = [s.word for s in Severity]
    return pa.table(
        {
            "rule": _coded(table["rule"].to_numpy(), list(found.rules)),
            "severity": _coded(table["severity"].to_numpy(), severities),
            "field": _coded(table["field"].to_numpy(), list(found.names)),
            "row": pa.array(rows, pa.int32(), mask=whole),
        }
    )


def events_table(opened: Opened, preview: FilePreview) -> pa.Table:
    """Return the records behind the published figures: one row for a record of a figure.

    Columns: measure, group, numerator (bool: whether it is above the line), row (int32), the
    person's identifier, and the fields by which an analyst knows a record. Personal data.
    """
    extract = opened.extract
    parts = []
    for own in own_figures(preview.previewed):
        behind = behind_figure(own.figure.behind, preview.processed)
        rows = behind.records
        columns: dict[str, Any] = {
            "measure": pa.array([own.counterpart.published] * len(rows), pa.string()),
            "group": pa.array([own.counterpart.group] * len(rows), pa.string()),
            "numerator": pa.array(behind.record_on_top, pa.bool_()),
            "row": pa.array(extract.source_rows[rows], pa.int32()),
        }
        for name in (PERSON, *FIELDS_BEHIND):
            column = extract.column(name)
            texts = np.array([*column.texts, ""], object)[:-1]
            columns[name] = pa.array(texts[column.codes[rows]], pa.string())
        parts.append(pa.table(columns))
    return pa.concat_tables(parts) if parts else pa.table({})


def _shared_figures(preview: FilePreview) -> Iterator[SharedFigure]:
    for own in own_figures(preview.shared):
        figure = own.figure
        is_none = figure.unavailable or own.result.unavailable
        yield SharedFigure(
            own.counterpart.published,
            own.counterpart.group,
            figure.numerator,
            figure.denominator,
            None if is_none else figure.value,
        )


def _coded(codes: np.ndarray[Any, Any], names: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32)), pa.array(names, pa.string())
    )


def _as_parquet(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd")
    return out.getvalue()
