"""A sheet of findings: each at its cell, with what is wrong, and what its team says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import repeat
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.checks.findings import WHOLE_FILE
from cldvalidator.checks.rules import Severity
from cldvalidator.extract import Column
from cldvalidator.fixes.answer_words import IDENTITY, WHOLE_ROW
from cldvalidator.fixes.answers import AnsweredFinding
from cldvalidator.review.opened import Opened
from cldvalidator.task import Task
from cldvalidator.wording import counted
from cldvalidator.writing.excel_report.answer_columns import COLUMNS, AnswerColumns, Place
from cldvalidator.writing.excel_report.book import MOST_WRAPPED, Book
from cldvalidator.writing.excel_report.listing import first_of_each_rule

ALL_FINDINGS = (
    "All of them are counted on the other sheets; `cldvalidator check FILE --by record` prints "
    "every record that has any, as CSV."
)
ANSWERED = "answered by its team"
Explained = Mapping[tuple[int, str, str], AnsweredFinding]
NOT_ANSWERED: Explained = MappingProxyType({})


class FindingSheets:
    """Writes sheets of findings of one file.

    with_values: without, no sheet holds a cell value or an identifier. explained: findings that a
    team calls right.
    """

    def __init__(
        self, book: Book, opened: Opened, explained: Explained, task: Task, *, with_values: bool
    ) -> None:
        self._book, self._opened, self._explained = book, opened, explained
        self._values, self._task = with_values, task
        self._views = opened.views

    @property
    def answered(self) -> int:
        """How many findings of the file a team has called right."""
        if not self._explained:
            return 0
        places = self.places(self._opened.result.findings.table)
        return sum(place[:3] in self._explained for place in places)

    def write(
        self, name: str, table: pd.DataFrame, most: int, answers: AnswerColumns | None = None
    ) -> str:
        """Write findings, the worst first; of very many, the first of each rule, and what is left.

        most: how many lines the sheet may have. answers: the columns for a team to fill in.
        Returns what is said of those left out, "" where all are listed.
        """
        columns: list[tuple[str, float]] = [
            ("Severity", 10),
            ("Rule", 11),
            ("Field", 26),
            ("Cell", 9),
            ("Row", 9),
            ("Event Type", 12),
        ]
        if self._values:
            columns += [("Event Reference", 16), ("Person", 14), ("Value found", 28)]
        columns += [("What is wrong", 36), ("What is expected", 32)]
        columns += [("Answer", 36)] if self._explained else []
        part, more = first_of_each_rule(table.sort_values("severity", kind="stable"), most)
        lines, tall = self._lines(part), len(part) <= MOST_WRAPPED
        sheet, top = self._book.sheet(name), 0
        if self._explained:
            lines = map(self._with_answer, lines, self.places(part))
        if answers is None:
            self._book.table(sheet, top, columns, lines, tall=tall)
        else:
            top, first, places = answers.above(sheet), len(columns), self.places(part)
            columns += [*COLUMNS, (IDENTITY, 8)]
            lines = (
                [*line, *more] for line, more in zip(lines, map(answers.cells, places), strict=True)
            )
            forms = dict(enumerate(answers.forms, start=first))
            self._book.table(sheet, top, columns, lines, tall=tall, forms=forms)
            answers.write(sheet, top, first, places)
        if not more:
            return ""
        rules = list(self._opened.result.findings.rules)
        shown = [
            f"{len(part):,} of {counted(len(table), 'finding')} are listed here, the first of each "
            f"rule. {ALL_FINDINGS}",
            *(f"{rules[rule]}: {number:,} more" for rule, number in more.items()),
        ]
        for row, text in enumerate(shown, start=top + len(part) + 2):
            self._book.text(sheet, row, 0, text, self._book.bold)
        return shown[0]

    def _with_answer(self, line: list[object], place: Place) -> list[object]:
        """Add what a team says of a finding: its words, or without values that there is one."""
        found = self._explained.get(place[:3])
        text = "" if found is None else found.text if self._values else ANSWERED
        return [*line, text]

    def places(self, part: pd.DataFrame) -> list[Place]:
        """Return what each line of a table of findings is about."""
        findings, rows = self._opened.result.findings, self._opened.extract.source_rows
        rules = list(findings.rules.values())
        return [
            (
                int(rows[row]) if row != WHOLE_FILE else 0,
                findings.names[field],
                rules[rule].id,
                rules[rule].marks == "row",
            )
            for row, field, rule in part[["row", "field", "rule"]].to_numpy().tolist()
        ]

    def _lines(self, part: pd.DataFrame) -> Iterator[list[object]]:
        extract, result = self._opened.extract, self._opened.result
        names, rules = result.findings.names, list(result.findings.rules.values())
        columns = {n: extract.column(n) for n in names}
        letters, word_of = extract.letters, [s.word for s in Severity]
        details = {
            (g.rule.id, g.field): iter(g.details) for g in result.findings.groups if g.details
        }
        expected: dict[tuple[str, int], str] = {}
        rows, fields = part["row"].to_numpy(), part["field"].to_numpy()
        codes = np.zeros(len(part), np.int64)
        for place in np.unique(fields).tolist():
            here = (fields == place) & (rows != WHOLE_FILE)
            codes[here] = columns[names[place]].codes[rows[here]]
        places = (rows, fields, codes, part["rule"].to_numpy(), part["severity"].to_numpy())
        cells = zip(*(values.tolist() for values in places), strict=True)
        about = zip(*(_texts(columns[name], rows) for name in _ABOUT), strict=True)
        numbers = extract.source_rows.tolist()
        for done, (cell, (event_type, reference, *people)) in enumerate(
            zip(cells, about, strict=True)
        ):
            if done % 20_000 == 0:
                self._task.step("Writing findings", done, len(part))
            row, field, code, rule_number, severity = cell
            name, rule, word = names[field], rules[rule_number], word_of[severity]
            if row == WHOLE_FILE:
                detail = next(details.get((rule.id, name), iter(())), "")
                blanks = [""] * (6 if self._values else 3)
                yield [word, rule.id, name, *blanks, detail or rule.wrong, rule.title]
                continue
            number, whole = numbers[row], rule.marks == "row"
            shown = WHOLE_ROW if whole else name
            line: list[object] = [word, rule.id, shown, f"{letters.get(name, '')}{number}", number]
            line.append(event_type if self._values else _word(event_type))
            if self._values:
                one, other = people[::-1] if name == "NHS Number" else people  # not what is wrong
                found = "" if whole else columns[name].texts[code]
                line += [reference, one.strip() or other, found]
            if whole or rule.is_local:
                yield [*line, rule.wrong, rule.must or rule.title]
                continue
            if not self._values:
                code = -1  # what is said of no text in particular
            if (name, code) not in expected:
                expected[name, code] = self._views.expected(name, code, briefly=True)
            yield [*line, rule.wrong, expected[name, code]]


_ABOUT = ("Event Type", "Event Reference", "NHS Number", "LA Person Unique Identifier")


def _texts(column: Column, rows: npt.NDArray[np.integer]) -> Iterator[str]:
    """Return the texts of rows; what stands for the whole file gets any."""
    if not len(column):
        return repeat("", len(rows))
    return map(column.texts.__getitem__, column.codes[np.maximum(rows, 0)].tolist())


def _word(text: str) -> str:
    """Return an event type only if it is one of the four words: any other text may be anything."""
    known = ("Request", "Assessment", "Service", "Review")
    return next((k for k in known if k.casefold() == text.strip().casefold()), "")
