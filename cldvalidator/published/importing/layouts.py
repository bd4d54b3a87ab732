"""Which publication a file is, by its content, and what is taken from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cldvalidator.problems import InputProblem
from cldvalidator.published.importing import (
    ascof,
    cld_tables,
    cqc_locations,
    gp_practices,
    neighbours,
    populations,
)
from cldvalidator.published.importing.tables import PublishedFile, read_file
from cldvalidator.published.importing.taken import Taken
from cldvalidator.task import SILENT, Task


@dataclass(frozen=True)
class Layout:
    """A published layout: what it is called, how a file of it is recognised, how it is read."""

    title: str
    recognises: Callable[[PublishedFile], bool]
    read: Callable[[PublishedFile, date | None, Task], Taken]


LAYOUTS = (
    Layout(ascof.CSV, ascof.is_csv, ascof.read_csv),
    Layout(ascof.WORKBOOK, ascof.is_workbook, ascof.read_workbook),
    Layout(cld_tables.LAYOUT, cld_tables.is_one, cld_tables.read),
    Layout(populations.MYE2, populations.is_mye2, populations.read_mye2),
    Layout(populations.MYEB1, populations.is_myeb1, populations.read_myeb1),
    Layout(populations.NOMIS, populations.is_nomis, populations.read_nomis),
    Layout(neighbours.LAYOUT, neighbours.is_one, neighbours.read),
    Layout(gp_practices.LAYOUT, gp_practices.is_one, gp_practices.read),
    Layout(cqc_locations.LAYOUT, cqc_locations.is_one, cqc_locations.read),
)


def layout_of(file: PublishedFile) -> Layout | None:
    """Return the layout of a file; None for one that is no publication known here."""
    return next((layout for layout in LAYOUTS if layout.recognises(file)), None)


def is_published(path: Path) -> bool:
    """Whether a file is a publication that can be imported; any fault of it says that it is not."""
    try:
        return layout_of(read_file(path)) is not None
    except InputProblem:
        return False


def take(path: Path, published: date | None = None, task: Task = SILENT) -> Taken:
    """Read a published file. published: the day of publication, where the user says it.

    Raises InputProblem for a file that is none, or not whole; EnvironmentProblem, Cancelled.
    """
    file = read_file(path)
    layout = layout_of(file)
    if layout is None:
        raise InputProblem(
            f"“{path.name}” is none of the publications that can be imported:"
            f" {'; '.join(layout.title for layout in LAYOUTS)}.",
            "Choose the file as it was published.",
        )
    return layout.read(file, published, task)
