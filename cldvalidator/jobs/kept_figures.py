"""The national figures that a manifest keeps, so that they can be looked back on."""

from __future__ import annotations

from typing import Any

from cldvalidator.events import Parameters, process
from cldvalidator.events.method_versions import DEFAULT_METHOD, MethodVersion
from cldvalidator.measures.headline import headline_figures
from cldvalidator.measures.preview import preview
from cldvalidator.official import current_specification
from cldvalidator.problems import InputProblem
from cldvalidator.published.populations import inputs_for
from cldvalidator.review.about_file import known_council
from cldvalidator.review.opened import Opened
from cldvalidator.settings import remembered_populations
from cldvalidator.task import SILENT, Task


def kept_figures(
    opened: Opened, *, method: MethodVersion = DEFAULT_METHOD, task: Task = SILENT
) -> tuple[str, list[dict[str, Any]]]:
    """Return the name of the method, and the headline figures of a file as it is written.

    Each with its numerator and denominator; none where the file states no period that can be read.
    Raises Cancelled.
    """
    specification = current_specification("2")
    extract = opened.extract.records
    try:
        processed = process(
            extract,
            specification,
            Parameters(method=method),
            judged=opened.result.judged,
            task=task,
        )
    except InputProblem:
        return "", []
    council = known_council(extract, specification.la_names)
    inputs = inputs_for(council, dict(remembered_populations(council)))
    figures = [
        {
            "measure": item.measure.text.id,
            "figure": figure.description,
            "group": figure.group,
            "value": None if figure.unavailable else figure.value,
            "numerator": figure.numerator,
            "denominator": figure.denominator,
        }
        for item in preview(processed, inputs, latest_only=True, task=task)
        for figure in headline_figures(item.results[0])
    ]
    return processed.parameters.method.name, figures
