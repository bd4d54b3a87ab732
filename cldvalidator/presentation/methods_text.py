"""What two versions of the method make of a file, figure by figure, as lines and as a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cldvalidator.measures.activity.definitions import not_published
from cldvalidator.measures.figures import Figure
from cldvalidator.measures.headline import TOTALS
from cldvalidator.measures.methods_compared import MethodsCompared
from cldvalidator.measures.registry import measure_texts
from cldvalidator.presentation.preview_text import figure_words
from cldvalidator.presentation.sheet import Cell, Sheet
from cldvalidator.selection.period import Period


def methods_lines(compared: MethodsCompared) -> Iterator[str]:
    """Yield the figures that differ, each with both values and why."""
    yield from methods_summary(compared)
    measure = ""
    for d in compared.differences:
        if d.measure != measure:
            measure = d.measure
            yield ""
            yield measure
            if method := _method(measure):
                yield f"  {method}"
        yield f"  {d.description}, {d.group}"
        yield f"    {compared.before.name}: {_words(d.before)}"
        yield f"    {compared.after.name}: {_words(d.after)}"
        yield from (f"    because: {reason}" for reason in d.reasons)


def methods_summary(compared: MethodsCompared) -> Iterator[str]:
    """Yield how many figures differ, and which period each version derives."""
    before, after = compared.before.name, compared.after.name
    number = len(compared.differences)
    yield (
        f"Year to {compared.period.last:%d/%m/%Y}: {number:,} of {compared.compared:,} figures "
        f"{'differs' if number == 1 else 'differ'} between {before} and {after}."
    )
    both = zip((before, after), compared.derived, compared.chosen, strict=True)
    for name, derived, chosen in both:
        would = "would be selected" if chosen else "would not be selected"
        yield f"  {name}: the events cover {_period(derived)}; the file {would} for the year."


def _period(period: Period | None) -> str:
    if period is None:
        return "no period that can be derived"
    return f"{period.first:%d/%m/%Y} to {period.last:%d/%m/%Y}"


def _method(measure: str) -> str:
    """Return whose method a measure's is where it is not DHSC's, else ""."""
    text = measure_texts()[measure]
    return f"{text.method}. {not_published()}" if text.method else ""


def _words(figure: Figure | None) -> str:
    return "no such figure" if figure is None else figure_words(figure)


def methods_sheet(compared: MethodsCompared) -> Sheet:
    """Lay out the figures that differ, a row each below the name of their measure."""
    headers = ("Figure", compared.before.name, compared.after.name, "Why")
    rows: list[tuple[Cell, ...]] = []
    measure = ""
    for d in compared.differences:
        if d.measure != measure:
            measure = d.measure
            heading = f"{measure}: {method}" if (method := _method(measure)) else measure
            rows.append((Cell(heading, section=True),))
        group = "" if d.group in TOTALS else f", {d.group}"
        rows.append(
            (
                Cell(f"{d.description}{group}"),
                Cell(_words(d.before), number=d.before.value if d.before else None),
                Cell(_words(d.after), number=d.after.value if d.after else None),
                Cell(" ".join(d.reasons)),
            )
        )
    return Sheet("What the change of method does", headers, tuple(rows))


def methods_json(compared: MethodsCompared) -> dict[str, Any]:
    """Return the comparison for scripts."""
    return {
        "period": [compared.period.first.isoformat(), compared.period.last.isoformat()],
        "methods": [compared.before.name, compared.after.name],
        "would be chosen": list(compared.chosen),
        "figures compared": compared.compared,
        "differences": [
            {
                "measure": d.measure,
                **({"method": method} if (method := _method(d.measure)) else {}),
                "description": d.description,
                "group": d.group,
                compared.before.name: _numbers(d.before),
                compared.after.name: _numbers(d.after),
                "because": list(d.reasons),
            }
            for d in compared.differences
        ],
    }


def _numbers(figure: Figure | None) -> dict[str, float | None] | None:
    if figure is None:
        return None
    return {
        "value": figure.value,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
    }
