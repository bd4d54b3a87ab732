"""Which file serves which quarter, as a grid: files down, quarters and the year across."""

from __future__ import annotations

from dataclasses import dataclass

from cldvalidator.presentation.sheet import Cell, Sheet
from cldvalidator.selection.period import Period
from cldvalidator.submissions.selection import Selection, Served
from cldvalidator.submissions.states import (
    COVERS,
    NOTHING,
    SERVES,
    SubmissionRow,
    period_words,
    quarter_name,
)
from cldvalidator.submissions.submission_set import Submission

MISSING = "missing"
NO_FILE, YEAR = "No file", "Year"
_WORDS = {SERVES: "serves", COVERS: "covers", NOTHING: "", MISSING: "missing"}


@dataclass(frozen=True)
class QuarterCell:
    """What a file is to a quarter. state: SERVES, COVERS, NOTHING, or MISSING where no file is.

    words: the whole of it, for who hears it.
    """

    state: str
    words: str

    @property
    def text(self) -> str:
        """The state in a word; colour is never alone."""
        return _WORDS[self.state]


@dataclass(frozen=True)
class QuarterRow:
    """A file with its quarters, the year last."""

    name: str
    cells: tuple[QuarterCell, ...]


@dataclass(frozen=True)
class QuarterGrid:
    """The grid of one version of the method. quarters: the heads of its columns."""

    method: str
    quarters: tuple[str, ...]
    rows: tuple[QuarterRow, ...]

    def text(self) -> str:
        """Return the grid with its headers, tab between columns, for the clipboard."""
        lines = ["\t".join(("File", *self.quarters))]
        lines += ["\t".join((row.name, *(c.text for c in row.cells))) for row in self.rows]
        return "\n".join(lines)


def _shown(selection: Selection) -> list[int]:
    """Return the quarters from the first one that a file serves; all where none is served."""
    begun = [n for n, q in enumerate(selection.quarters) if q.by is not None]
    return list(range(begun[0] if begun else 0, len(selection.quarters)))


def quarter_grid(
    rows: tuple[SubmissionRow, ...], submissions: tuple[Submission, ...], selection: Selection
) -> QuarterGrid:
    """Lay out which file serves what. rows: the submissions in words, in the same order."""
    shown = _shown(selection)
    grid = []
    for row, submission in zip(rows, submissions, strict=True):
        cells = [
            _cell(row.name, row.quarters[n], quarter_name(selection.quarters[n].period))
            for n in shown
        ]
        year = SERVES if selection.year.by is submission else NOTHING
        cells.append(_cell(row.name, year, _year_name(selection.year.period)))
        grid.append(QuarterRow(row.name, tuple(cells)))
    served = [*(selection.quarters[n] for n in shown), selection.year]
    if any(s.by is None for s in served):
        names = [*(quarter_name(selection.quarters[n].period) for n in shown),
                 _year_name(selection.year.period)]  # fmt: skip
        without = [_no_file(s, name) for s, name in zip(served, names, strict=True)]
        grid.append(QuarterRow(NO_FILE, tuple(without)))
    heads = [f"{selection.quarters[n].period.first:%b %y}" for n in shown]
    return QuarterGrid(selection.method.name, (*heads, YEAR), tuple(grid))


def _year_name(year: Period) -> str:
    return f"the year {period_words(year)}"


def _cell(name: str, state: str, what: str) -> QuarterCell:
    sentences = {
        SERVES: f"{name} serves {what}.",
        COVERS: f"{name} covers {what}, and a file imported later serves it.",
        NOTHING: f"{name} does not serve {what}.",
    }
    return QuarterCell(state, sentences[state])


def _no_file(served: Served, what: str) -> QuarterCell:
    if served.by is None:
        return QuarterCell(MISSING, f"No file serves {what}.")
    return QuarterCell(NOTHING, f"{served.by.name} serves {what}.")


def quarter_sheet(selections: tuple[Selection, ...]) -> Sheet:
    """Lay out by quarter which file serves it, a column for each version of the method."""
    longest = max(selections, key=lambda s: len(s.quarters))
    shown = sorted({n for s in selections for n in _shown(s)})
    rows = [
        (
            Cell(quarter_name(longest.quarters[n].period)),
            *(Cell(_by(s.quarters[n]) if n < len(s.quarters) else "") for s in selections),
        )
        for n in shown
    ]
    years = [f"{_by(s.year)} ({period_words(s.year.period)})" for s in selections]
    rows.append((Cell(YEAR), *map(Cell, years)))
    headers = ("Quarter", *(s.method.name for s in selections))
    return Sheet("Which file serves which quarter", headers, tuple(rows))


def _by(served: Served) -> str:
    return served.by.name if served.by is not None else NO_FILE.lower()
