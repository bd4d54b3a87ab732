"""The headline figures of a file that was checked, for the sign-off page."""

from __future__ import annotations

from cldvalidator.jobs.preview import FilePreview, preview_file
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.measures.preview import chosen_measures
from cldvalidator.presentation.headlines import FIRST, HeadlineTable, headline_rows
from cldvalidator.presentation.published_text import sources_of
from cldvalidator.problems import InputProblem
from cldvalidator.review.opened import Opened
from cldvalidator.task import SILENT, Task


def headline_table(
    opened: Opened, inputs: PreviewInputs | None = None, *, task: Task = SILENT
) -> HeadlineTable:
    """Compute the headline figures; where they cannot be had, the table says why. Raises Cancelled.

    inputs: what the user told for the preview.
    """
    try:
        found = preview_file(
            opened.extract,
            opened.result,
            inputs or PreviewInputs(),
            only=[i for m in chosen_measures(()) if (i := m.text.id).startswith(FIRST)],
            to_share=False,
            task=task,
        )
    except InputProblem as problem:
        return HeadlineTable(why=problem.what)
    return headlines_of(found)


def headlines_of(found: FilePreview) -> HeadlineTable:
    """Return the headline figures of a preview."""
    period, method = found.processed.period, found.processed.parameters.method.name
    about = f"Year {period.first:%d/%m/%Y} to {period.last:%d/%m/%Y}, by the method of {method}"
    compared = found.compared
    rows = tuple(headline_rows(found.previewed, found.sheets, found.effects, compared))
    sources = tuple(
        dict.fromkeys([*(w for c in compared for w in c.warnings), *sources_of(compared)])
    )
    return HeadlineTable(about, rows, sources=sources)
