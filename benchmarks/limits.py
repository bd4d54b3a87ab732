"""What was promised of speed and memory, held against what was measured.

Times and memory depend on the machine, ratios of one run much less, so only a missed ratio is a
fault that `--gate` answers with exit code 1. Give the machine to the run all the same: reading uses
every core and the baseline one, so that other work costs it more than the baseline.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Measured = Mapping[tuple[str, int], Mapping[str, float]]
"""Medians by case and rows: seconds of read, check and total, peak in MB."""

CELLS, ALL_RULES, WRITE, WORKBOOK = "read and check cells", "read and check", "write", "workbook"
ONE_VALUE, ONE_CELL = "fix values", "fix cells"
JOIN, SET_ROWS = "join", 8 * 500_000
BASELINE, PARALLEL_BASELINE = "baseline", "parallel baseline"
BARE_READ, PANDAS_WORKBOOK = "bare read", "pandas workbook"
POSTCODES = "postcodes"
PEOPLE, PEOPLE_COMPARED = "people compared", 200_000
PREVIEW, ACTIVITY, PRICE, PREVIEW_ROWS = "preview", "activity", "price", 160_000
ROWS = 500_000
GROWTH = 1.15
"""Cost a row of the largest file over that of the main one: no more, but for noise."""


@dataclass(frozen=True)
class Limit:
    """A time or an amount of memory that is not to be passed at so many rows."""

    what: str
    case: str
    rows: int
    part: str
    most: float
    unit: str


LIMITS = (
    Limit("read and check, all rules", ALL_RULES, ROWS, "total", 1.5, "s"),
    Limit("read and check, all rules: memory", ALL_RULES, ROWS, "peak", 500, "MB"),
    Limit("check of cells alone", CELLS, ROWS, "check", 0.5, "s"),
    Limit("write, read back, compare", WRITE, ROWS, "total", 1.8, "s"),
    Limit("all measures", PREVIEW, PREVIEW_ROWS, "total", 1.2, "s"),
    Limit("all measures", PREVIEW, ROWS, "total", 3.5, "s"),
    Limit("all measures: memory", PREVIEW, ROWS, "peak", 600, "MB"),
    Limit("one value changed, checked again, slowest field", ONE_VALUE, ROWS, "check", 0.1, "s"),
    Limit("one cell changed, checked again, slowest field", ONE_CELL, ROWS, "check", 0.1, "s"),
    Limit("two files compared, beyond reading them", "compare", ROWS, "check", 4, "s"),
    Limit("tables of the activity report", ACTIVITY, PREVIEW_ROWS, "total", 2, "s"),
    Limit("one change tried on all figures", PRICE, PREVIEW_ROWS, "check", 0.3, "s"),
    Limit("join eight submissions, all measures", JOIN, SET_ROWS, "total", 90, "s"),
    Limit("join eight submissions, all measures: memory", JOIN, SET_ROWS, "peak", 3000, "MB"),
    Limit("200,000 people compared", PEOPLE, PEOPLE_COMPARED, "total", 5, "s"),
    Limit("30,000 distinct postcodes looked up", POSTCODES, 30_000, "total", 0.02, "s"),
    Limit("the slowest of five filters", "filters", ROWS, "check", 0.1, "s"),
    Limit("names spelt in several ways", "spellings", 40_000, "total", 1, "s"),
    Limit("ten rules of the council's own", "own rules", ROWS, "total", 0.3, "s"),
    Limit("columns at a glance", "columns", ROWS, "total", 0.1, "s"),
    Limit("read and check XLSX, all rules", WORKBOOK, 100_000, "total", 2.5, "s"),
    Limit("read and check XLSX, all rules: memory", WORKBOOK, 100_000, "peak", 450, "MB"),
    Limit("read and check XLSX, all rules", WORKBOOK, ROWS, "total", 12, "s"),
    Limit("read and check XLSX, all rules: memory", WORKBOOK, ROWS, "peak", 1_200, "MB"),
)


@dataclass(frozen=True)
class Ratio:
    """How our work is to compare with somebody else's at the same rows of one run.

    times: how many times as long the other takes, at least; with `at_most` ours in the other's.
    """

    what: str
    case: str
    part: str
    other: str
    times: float
    at_most: bool = False


RATIOS = (
    Ratio("read and check cells, against pandas (dtype=str)", CELLS, "total", BASELINE, 4),
    Ratio("the same, against pandas' parallel reader", CELLS, "total", PARALLEL_BASELINE, 2),
    Ratio("read, against bare pyarrow (all text)", ALL_RULES, "read", BARE_READ, 3.3, at_most=True),
    Ratio(
        "read and check XLSX, against pandas with calamine", WORKBOOK, "total", PANDAS_WORKBOOK, 2.5
    ),
)

WINDOW: Mapping[str, float] = {
    "window visible": 1500,
    "choose a rule": 500,
    "show all rows": 500,
    "sort by": 500,
    "search in all columns": 500,
    "frame": 16,
    "next finding": 100,
    "longest event": 50,
}
"""The most milliseconds in the window, by how the name of what was measured begins."""


def window_limit(name: str) -> float | None:
    """Return the milliseconds that something in the window may take; None: nothing is promised."""
    return next((most for start, most in WINDOW.items() if name.startswith(start)), None)


@dataclass(frozen=True)
class Judged:
    """A limit with what was measured; None: not in this run. is_ratio: `--gate` looks at it."""

    what: str
    limit: str
    found: str
    met: bool | None
    is_ratio: bool = False

    @property
    def line(self) -> str:
        """The row of the table."""
        word = {True: "met", False: "MISSED", None: "not measured"}[self.met]
        return f"| {self.what} | {self.limit} | {self.found} | {word} |"


def judged(measured: Measured) -> list[Judged]:
    """Hold every limit against the medians of a run."""
    lines = []
    for limit in LIMITS:
        medians = measured.get((limit.case, limit.rows))
        found = None if medians is None else medians[limit.part]
        lines.append(
            Judged(
                f"{limit.what}, {limit.rows:,} rows",
                f"at most {limit.most:g} {limit.unit}",
                "" if found is None else f"{found:.2f} {limit.unit}",
                None if found is None else found <= limit.most,
            )
        )
    return [*lines, *(_compared(ratio, measured) for ratio in RATIOS), _growth(measured)]


def missed_ratios(lines: Sequence[Judged]) -> list[str]:
    """Return what a run has to fail for."""
    return [line.what for line in lines if line.is_ratio and line.met is False]


def table(lines: Sequence[Judged]) -> str:
    """Return the limits as a table, a line each."""
    head = "| limit | wanted | measured | |\n|---|---|---|---|"
    return "\n".join([head, *(line.line for line in lines)])


def _compared(ratio: Ratio, measured: Measured) -> Judged:
    """Judge our work against somebody else's, at the rows that both were given."""
    words = f"at {'most' if ratio.at_most else 'least'} {ratio.times:g} times"
    wanted = words if ratio.at_most else f"{words} faster"
    for (case, rows), other in measured.items():
        ours = measured.get((ratio.case, rows))
        if case == ratio.other and ours is not None:
            slow, fast = ours[ratio.part], other["total"]
            times = slow / fast if ratio.at_most else fast / slow
            met = times <= ratio.times if ratio.at_most else times >= ratio.times
            found = f"{times:.1f} times at {rows:,} rows"
            return Judged(ratio.what, wanted, found, met, is_ratio=True)
    return Judged(ratio.what, wanted, "", None, is_ratio=True)


def _growth(measured: Measured) -> Judged:
    """Judge whether the cost grows faster than the rows, above the main size."""
    what, wanted = "read and check, cost a row as files grow", f"at most {GROWTH:g} times"
    sizes = sorted(rows for case, rows in measured if case == ALL_RULES and rows >= ROWS)
    if len(sizes) < 2:
        return Judged(what, wanted, "", None, is_ratio=True)
    small, large = (measured[ALL_RULES, rows]["total"] / rows for rows in (sizes[0], sizes[-1]))
    found = f"{large / small:.2f} times from {sizes[0]:,} to {sizes[-1]:,} rows"
    return Judged(what, wanted, found, large / small <= GROWTH, is_ratio=True)
