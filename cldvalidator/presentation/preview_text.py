"""The preview as text for a terminal and as JSON for scripts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from cldvalidator.events import ProcessedEvents
from cldvalidator.extract import Extract
from cldvalidator.measures.effect import Effect
from cldvalidator.measures.figures import FIELDS_BEHIND, Behind, Figure, MeasureResult
from cldvalidator.measures.preview import Previewed, chosen_measures, lacks_history
from cldvalidator.presentation.grid_sheets import (
    grid_lines,
    grids_json,
    has_tables,
    method_line,
    missing_lines,
    missing_tables,
)
from cldvalidator.presentation.selection_text import selection_json, selection_lines
from cldvalidator.review.selection import selection_of
from cldvalidator.wording import counted

Effects = dict[str, Effect]
_WIDTH = 96


def preview_text(
    processed: ProcessedEvents, previewed: Sequence[Previewed], effects: Effects
) -> str:
    """Return the figures for reading: the year, the one before it, what open findings may do."""
    return "\n".join([*_about_the_year(processed), *_lines(previewed, effects)])


def preview_summary(
    processed: ProcessedEvents, previewed: Sequence[Previewed], effects: Effects
) -> str:
    """Return the headline figures of each measure, and once what the file cannot support."""
    return "\n".join([*_about_the_year(processed), *_headlines(processed, previewed, effects)])


def _about_the_year(p: ProcessedEvents) -> Iterator[str]:
    yield f"Year {p.period.first:%d/%m/%Y} to {p.period.last:%d/%m/%Y}; method {_method(p)}"
    if p.files is not None:
        pass  # what each file serves is said by the set
    elif p.parameters.method.period_by_type:
        selection = selection_of(p.complete, p.period)
        lines = list(selection_lines(selection, briefly=True))
        yield from lines if selection.selected else lines[1:]  # the notes say why not
    elif p.derived is not None:
        yield f"The events cover {p.derived.first:%d/%m/%Y} to {p.derived.last:%d/%m/%Y}."
    yield from (f"Note: {note}" for note in p.notes)


def _headlines(
    p: ProcessedEvents, previewed: Sequence[Previewed], effects: Effects
) -> Iterator[str]:
    gaps: dict[str, list[str]] = {}
    yield ""
    for item in previewed:
        text, result = item.measure.text, item.results[0]
        yield f"{text.id}: {text.title} ({text.unit})"
        if result.unavailable:
            yield f"    {result.unavailable}"
            continue
        for gap in result.missing:
            gaps.setdefault(gap, []).append(text.id)
        by_description: dict[str, list[Figure]] = {}
        for figure in result.figures:
            if figure.headline:
                by_description.setdefault(figure.description, []).append(figure)
        lines = []
        for description, figures in by_description.items():
            whole = [f for f in figures if f.group in ("Total", "All")] or figures
            parts = [_in_summary(f, effects.get(text.id)) for f in whole]
            lines.append(f"{description}: {'; '.join(parts)}")
        yield from _packed(lines)
        yield from (f"    {note}" for note in result.notes)
    if gaps:
        yield ""
        yield "What the file cannot support" if p.files is None else "What the files cannot support"
        yield from (f"  {gap} ({', '.join(names)})" for gap, names in gaps.items())
        if short := short_of_history(p, previewed):
            yield f"  {EARLIER_FILES.format(', '.join(short))}"
    if has_tables(previewed):
        yield ""
        yield from missing_lines()
    yield ""
    yield "Groups, the year before, month ends and what open findings do: add --all, or --measure."
    if not has_tables(previewed):
        yield f"Tables of the activity report ({', '.join(_tables())}): add --activity."


def _tables() -> list[str]:
    """Return the ids of the tables that --activity adds."""
    return [m.text.id for m in chosen_measures(["activity"])]


EARLIER_FILES = (
    "{}: the published figures are made from several submissions. Join this file with earlier "
    "ones: cldvalidator join FOLDER."
)


def short_of_history(p: ProcessedEvents, previewed: Sequence[Previewed]) -> list[str]:
    """Name the measures for which earlier submissions are needed too; none of a set."""
    if p.files is not None:
        return []
    return [i.measure.text.id for i in previewed if lacks_history(i.measure, p, p.period)]


def _packed(parts: list[str]) -> Iterator[str]:
    """Put short parts on one line, as many as fit."""
    line = ""
    for part in parts:
        if line and len(line) + len(part) > _WIDTH:
            yield f"    {line}"
            line = ""
        line += f"{'; ' if line else ''}{part}"
    if line:
        yield f"    {line}"


def _in_summary(figure: Figure, effect: Effect | None) -> str:
    group = "" if figure.group in ("Total", "All") else f"{figure.group} "
    return f"{group}{figure_words(figure)}{_bounds(figure, effect)}"


def _bounds(figure: Figure, effect: Effect | None) -> str:
    bounds = effect.bounds(figure) if effect is not None else None
    if bounds is None or bounds[0] == bounds[1]:
        return ""
    return f"   open findings: {bounds[0]} to {bounds[1]}"


def _lines(previewed: Sequence[Previewed], effects: Effects) -> Iterator[str]:
    for item in previewed:
        text = item.measure.text
        yield ""
        yield f"{text.id}: {text.title} ({text.unit})"
        yield from (f"  {note}" for note in item.results[0].notes)
        if item.results[0].grids and not item.results[0].unavailable:
            yield from grid_lines(item.results[0], effects.get(text.id))
        else:
            yield from _figures(item, effects.get(text.id))
        shown = {gap for result in item.results for gap in result.missing}
        yield from (f"  ! {gap}" for gap in sorted(shown))
        effect = effects.get(text.id)
        if effect is not None and len(effect.by_rule):
            worst = effect.by_rule.head(3)
            parts = [
                f"{r} in {f} ({counted(n, 'row')})"
                for r, f, n in zip(worst["rule"], worst["field"], worst["records"], strict=True)
            ]
            yield f"  open findings that matter most: {'; '.join(parts)}"
    if has_tables(previewed):
        yield ""
        yield from missing_lines()


def _method(processed: ProcessedEvents) -> str:
    return processed.parameters.method.name


def _figures(item: Previewed, effect: Effect | None) -> Iterator[str]:
    latest, *earlier = item.results
    if latest.unavailable:
        yield f"  {latest.unavailable}"
        return
    before = {(f.description, f.group): f for r in earlier for f in r.figures}
    description = ""
    for figure in latest.figures:
        if figure.description != description:
            description = figure.description
            yield f"  {description}"
        line = f"    {figure.group:<40} {figure_words(figure)}"
        old = before.get((figure.description, figure.group))
        if old is not None:
            line += f"   three months before: {figure_words(old)}"
        yield line + _bounds(figure, effect)


def figure_words(figure: Figure) -> str:
    """Return a figure as a reader sees it: value and what it is made of, or why there is none."""
    if figure.unavailable:
        return figure.unavailable
    if figure.value is None:
        return "suppressed" if figure.numerator is None else f"{figure.numerator:,.0f}"
    is_share = figure.is_percentage or figure.value != figure.numerator
    if figure.denominator is not None and figure.numerator is not None and is_share:
        return f"{figure.value:,.1f} ({figure.numerator:,.0f} of {figure.denominator:,.0f})"
    if figure.numerator is not None and figure.value != figure.numerator:
        return f"{figure.value:,.1f} ({figure.numerator:,.0f})"
    return f"{figure.value:,.0f}"


def preview_json(
    processed: ProcessedEvents, previewed: Sequence[Previewed], effects: Effects
) -> dict[str, Any]:
    """Return everything but people and records: figures, breakdowns, words, gaps, effects."""
    p = processed
    return {
        "period": [p.period.first.isoformat(), p.period.last.isoformat()],
        "derived period": [p.derived.first.isoformat(), p.derived.last.isoformat()]
        if p.derived
        else None,
        "would be chosen": p.would_be_chosen,
        "months by event type": selection_json(selection_of(p.complete, p.period)),
        "import date": p.import_date.isoformat(),
        "method": {"name": p.parameters.method.name, "note": p.parameters.method.note},
        "notes": list(p.notes),
        "needs earlier submissions": short_of_history(p, previewed),
        "stages": dict(p.stages),
        "rows": {story.table: story.counts() for story in p.stories},
        "measures": [_measure(item, effects.get(item.measure.text.id)) for item in previewed],
        **({"not shown": missing_tables()} if has_tables(previewed) else {}),
    }


def _measure(item: Previewed, effect: Effect | None) -> dict[str, Any]:
    text = item.measure.text
    content: dict[str, Any] = {
        "id": text.id,
        "title": text.title,
        "definition": text.definition,
        "numerator": text.numerator,
        "denominator": text.denominator,
        "unit": text.unit,
        "source": text.source,
        **({"method": method_line(item)} if text.method else {}),
        "national oddities": list(text.oddities),
        "results": [
            _result(result, effect if n == 0 else None) for n, result in enumerate(item.results)
        ],
    }
    if effect is not None:
        content["effect of open findings"] = effect.by_rule.to_dict("records")
    return content


def _result(result: MeasureResult, effect: Effect | None) -> dict[str, Any]:
    figures = []
    for f in result.figures:
        entry: dict[str, Any] = {
            "description": f.description,
            "group": f.group,
            "value": f.value,
            "numerator": f.numerator,
            "denominator": f.denominator,
        }
        if f.unavailable:
            entry["instead of the value"] = f.unavailable
        bounds = effect.bounds(f) if effect is not None else None
        if bounds is not None:
            entry["if findings were resolved"] = list(bounds)
        figures.append(entry)
    return {
        "period": [result.period.first.isoformat(), result.period.last.isoformat()],
        "figures": figures,
        **({"instead of the figures": result.unavailable} if result.unavailable else {}),
        "stages": dict(result.stages),
        "missing": list(result.missing),
        "notes": list(result.notes),
        **({"tables": grids_json(result)} if result.grids else {}),
        "breakdowns": {
            name: _records(table)
            for name, table in result.tables.items()
            if not {"person", "record"} & set(table.columns)
        },
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a small table as JSON has them.

    By column: pandas takes milliseconds for each of the 80 tables, however short it is.
    """
    columns = [_values(table[column]) for column in table]
    names = [str(column) for column in table]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _values(column: pd.Series) -> list[Any]:
    """Return the values of a column as Python's own, dates as texts, None for the missing."""
    if pd.api.types.is_datetime64_any_dtype(column):
        column = column.dt.strftime("%Y-%m-%d")
    values, missing = column.tolist(), column.isna().tolist()
    return [None if gone else v for v, gone in zip(values, missing, strict=True)]


def records_behind(behind: Behind, processed: ProcessedEvents, extract: Extract) -> pd.DataFrame:
    """Return the records behind a figure, as a table for the analyst: it holds personal data.

    Columns: Row (as Excel shows it), Person, In numerator, In denominator, and the main fields; of
    several submissions File before them.
    """
    rows = sorted({*behind.numerator_records.tolist(), *behind.denominator_records.tolist()})
    top, bottom = set(behind.numerator_records.tolist()), set(behind.denominator_records.tolist())
    people = [processed.people[n] if (n := int(processed.person_of[r])) >= 0 else "" for r in rows]
    files = processed.files
    of_file = {"File": [files.names[files.file[r]] for r in rows]} if files is not None else {}
    return pd.DataFrame(
        {
            **of_file,
            "Row": extract.source_rows[rows] if rows else [],
            "Person": people,
            "In numerator": ["yes" if r in top else "no" for r in rows],
            "In denominator": ["yes" if r in bottom else "no" for r in rows],
            **{f: [extract.column(f).text(r) for r in rows] for f in FIELDS_BEHIND},
        }
    )
