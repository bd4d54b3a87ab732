"""Submissions over time laid out as sheets, each with a chart of its main lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cldvalidator.checks.rules import load_rules
from cldvalidator.presentation.sheet import LINES, NOTHING, Cell, Chart, Series, Sheet
from cldvalidator.submissions.history import History
from cldvalidator.submissions.history_bends import Bend, bends

MOST_LINES = 5
"""More lines in one chart cannot be told apart; the table has all of them."""
Values = Sequence[float | None]


def history_sheets(history: History) -> tuple[Sheet, ...]:
    """Return the sheets that have anything: findings, rules, unknown values, records, figures."""
    return tuple(_sheets(history))


def _sheets(history: History) -> Iterator[Sheet]:
    titles = history.titles()
    words = {"error": "Errors", "warning": "Warnings", "query": "Queries"}
    severities = {words[w]: n for w, n in history.severities().items()}
    yield _sheet("Findings", titles, severities)
    rules = load_rules()
    named = {
        f"{rule} {rules[rule].title}" if rule in rules else rule: counts
        for rule, counts in history.rules().items()
    }
    if named:
        yield _sheet("Findings by rule", titles, named)
    shares = history.unknown_shares()
    if shares:
        largest = sorted(shares.items(), key=lambda e: -(e[1][-1] or 0))
        yield _sheet("Unknown values", titles, dict(largest), suffix="%")
    records = {"All": tuple(s.rows for s in history.submissions), **history.types()}
    yield _sheet("Records", titles, records)
    by_measure: dict[str, dict[str, Values]] = {}
    for (measure, description, group), values in history.figures().items():
        by_measure.setdefault(measure, {})[f"{group}: {description}"] = values
    for measure, lines in by_measure.items():
        yield _sheet(measure, titles, lines)


def _sheet(
    title: str, titles: Sequence[str], lines: Mapping[str, Values], *, suffix: str = ""
) -> Sheet:
    """Return a sheet with a row for each line, and a chart of the first ones."""
    drawn = list(lines.items())[:MOST_LINES]
    series = tuple(Series(name, tuple(values)) for name, values in drawn)
    chart = Chart(LINES, tuple(titles), series, suffix)
    rows = tuple(
        (
            Cell(name, key=place),
            *(NOTHING if v is None else Cell(chart.number(v), v) for v in values),
        )
        for place, (name, values) in enumerate(lines.items())
    )
    return Sheet(title, ("", *titles), rows, chart)


def line_of(sheet: Sheet, row: int) -> Sheet:
    """Return a sheet with a chart of one of its rows alone."""
    cells = sheet.rows[row]
    assert sheet.chart is not None
    series = Series(cells[0].text, tuple(c.number for c in cells[1:]))
    chart = Chart(LINES, sheet.chart.categories, (series,), sheet.chart.suffix)
    return Sheet(sheet.title, sheet.headers, sheet.rows, chart)


KINDS = {"rule": "Findings", "records": "Records", "unknown": "Unknown values", "figure": "Figure"}


def bend_rows(history: History) -> list[tuple[str, str, str, str, str]]:
    """Return what moved much: kind, what, when, from and to, and what may explain it."""
    titles = history.titles()
    return [
        (
            KINDS[bend.kind],
            bend.what,
            f"{titles[bend.place - 1]} to {titles[bend.place]}",
            _from_to(bend),
            bend.why,
        )
        for bend in bends(history)
    ]


def bend_sheet(history: History) -> Sheet:
    """Return what moved much as a sheet, the newest first."""
    heads = ("What", "Kind of number", "Submissions", "From, to", "What may explain it")
    rows = [
        (Cell(what), Cell(kind), Cell(when), Cell(numbers), Cell(why))
        for kind, what, when, numbers, why in reversed(bend_rows(history))
    ]
    return Sheet("What moved much", heads, tuple(rows))


def _from_to(bend: Bend) -> str:
    def text(value: float) -> str:
        number = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
        return f"{number}%" if bend.kind == "unknown" else number

    return f"{text(bend.values[0])} to {text(bend.values[1])}"
