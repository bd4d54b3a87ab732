"""What teams answered, held against the file that is open: what fits, what does not and why.

An answer is a decision about one cell. It fits where the row is the same and the cell still holds
what it held, where the value passes the specification, and where no other answer contradicts it. A
finding that a team calls right is marked as answered: it stays a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from cldvalidator.checks import CheckResult
from cldvalidator.checks.cells.fields import judge_field
from cldvalidator.checks.cells.judgement import NO_GUESS, Fault, Verdict
from cldvalidator.checks.field_check import ways_in
from cldvalidator.checks.rules import Severity
from cldvalidator.extract import Column, Extract
from cldvalidator.fixes.answer_words import BLANK
from cldvalidator.fixes.answer_workbook import AnswerBook, AnsweredLine
from cldvalidator.fixes.carry_over import NO_COLUMN, NO_ROW, NOT_ONE_ROW, OTHER_VALUE
from cldvalidator.fixes.changes import DATE_ORDER, CellChange, ValueChange
from cldvalidator.fixes.finding_key import hashed
from cldvalidator.fixes.history import History
from cldvalidator.fixes.row_identity import RowIdentities
from cldvalidator.problems import InputProblem
from cldvalidator.wording import some

BY_ANSWER = "answer of a team"
TITLE = "Answers of the teams"
OTHER_ROW = "The row is not the one that the answer is about"
LEFT_OUT = "The row is left out"
WHOLE_ROW = "The finding is about the whole row, so no single cell gets a value"
HELD = "The cell holds this value already"
NOT_LISTED = "The value is not in the list of the field"
DIFFERENT = "The answers to this cell differ"
Standing = Literal["fits", "held", "refused", "differs"]


@dataclass(frozen=True)
class AnswerFate:
    """What becomes of a right value.

    lines: those that give it. change: of the cell; None where there is no such cell. why: in words,
    why it is not applied; "" where it is.
    """

    lines: tuple[AnsweredLine, ...]
    change: CellChange | None
    standing: Standing
    why: str = ""

    @property
    def line(self) -> AnsweredLine:
        """The first line that gives it."""
        return self.lines[0]

    @property
    def written(self) -> str:
        """The value as it would be written."""
        return self.change.written if self.change is not None else _plain(self.line.right or "")

    @property
    def who(self) -> str:
        """Who gives the value."""
        return _who(self.lines)


@dataclass(frozen=True)
class AnsweredFinding:
    """A finding that a team calls right. row: as Excel shows it in the file that is open."""

    row: int
    field: str
    rule: str
    because: str
    who: str

    @property
    def text(self) -> str:
        """What the report says beside the finding."""
        return f"answered: {self.because} ({self.who})"


@dataclass(frozen=True, eq=False)
class Answers:
    """All answers, held against a file.

    explained: findings that are called right, by row, field and rule. lost: lines with such words,
    or with a promise, whose row is not in the file, with the reason.
    """

    books: tuple[AnswerBook, ...]
    fates: tuple[AnswerFate, ...]
    explained: Mapping[tuple[int, str, str], AnsweredFinding]
    promised: int
    lost: tuple[tuple[AnsweredLine, str], ...]

    @property
    def fitting(self) -> tuple[AnswerFate, ...]:
        """The values that can be written."""
        return tuple(f for f in self.fates if f.standing == "fits")

    @property
    def left(self) -> tuple[AnswerFate, ...]:
        """The values that are not written, those that others contradict first."""
        left = [f for f in self.fates if f.standing in ("refused", "differs")]
        return tuple(sorted(left, key=lambda f: f.standing != "differs"))

    @property
    def changes(self) -> tuple[CellChange, ...]:
        """The changes that fit."""
        return tuple(f.change for f in self.fitting if f.change is not None)


def refuse_other_extract(books: Sequence[AnswerBook], extract: Extract) -> None:
    """Refuse workbooks that are about another file. Raises InputProblem."""
    own = extract.reading.sha256[:32]
    others = [b.name for b in books if b.sha256 - {own}]
    if others:
        is_one = len(others) == 1
        raise InputProblem(
            f"{some(others, 4)} {'is' if is_one else 'are'} about another file than "
            f"“{extract.reading.name}”, so no answer was taken.",
            "Choose the file that the teams' workbooks were written from. If this is the same "
            "council's extract, run again, add --other-extract: answers whose row and value are "
            "still the same are taken.",
        )


def judge_answers(
    books: Sequence[AnswerBook],
    history: History,
    read: Extract,
    now: Extract,
    result: CheckResult,
) -> Answers:
    """Hold answers against a file.

    history: of the file that is open, perhaps with changes. read, now: that file as read, and as it
    is now, with every text as it reads for the rules; result: of its check.
    """
    return _Judging(history, read, now, result).all(books)


class _Judging:
    def __init__(self, history: History, read: Extract, now: Extract, result: CheckResult) -> None:
        self._history, self._start, self._current = history, history.start, history.current
        self._result = result
        self._as_read, self._as_now = RowIdentities(read), RowIdentities(now)
        self._turned = {
            (c.field, c.found): c.written
            for c in history.changes
            if isinstance(c, ValueChange) and c.rule == DATE_ORDER
        }
        self._faults: dict[tuple[str, str], Fault | None] = {}
        self._explained: set[tuple[int, str, str, str, str]] = set()

    def all(self, books: Sequence[AnswerBook]) -> Answers:
        lines = [line for book in books for line in book.lines]
        explained: dict[tuple[int, str, str], AnsweredFinding] = {}
        lost: list[tuple[AnsweredLine, str]] = []
        by_cell: dict[tuple[object, ...], list[tuple[AnsweredLine, int | None, str]]] = {}
        for line in lines:
            place, why = self._place(line)
            if line.right is not None:
                cell = (place, line.key.field) if place is not None else (line.book, line.line)
                by_cell.setdefault(cell, []).append((line, place, why))
            elif place is None:
                lost.append((line, why))
            if line.because and place is not None and line.right is None:
                self._explain(line, place, explained)
        fates = [fate for found in by_cell.values() for fate in self._of_cell(found)]
        promised = sum(line.at_source for line in lines)
        return Answers(tuple(books), tuple(fates), explained, promised, tuple(lost))

    def _place(self, line: AnsweredLine) -> tuple[int | None, str]:
        """Return where the row of a line stands in the file as read, or why it is not known."""
        key = line.key
        if not key.is_of(self._start):
            rows = self._as_read.rows(key.identity)
            if len(rows) == 1 and key.alike == 1:
                return rows[0], ""
            return None, NOT_ONE_ROW if rows else NO_ROW
        found = self._start.positions(np.array([key.row]))
        if not len(found):
            return None, NO_ROW
        place = int(found[0])
        here = self._now(place)
        same = self._as_read.of(place) == key.identity or (
            here is not None and self._as_now.of(here) == key.identity
        )
        return (place, "") if same else (None, OTHER_ROW)

    def _now(self, place: int) -> int | None:
        """Return where a row of the file as read stands now; None if it is left out."""
        found = self._current.positions(self._start.source_rows[[place]])
        return int(found[0]) if len(found) else None

    def _explain(
        self,
        line: AnsweredLine,
        place: int,
        explained: dict[tuple[int, str, str], AnsweredFinding],
    ) -> None:
        row = int(self._start.source_rows[place])
        key = row, line.key.field, line.key.rule
        if (*key, line.because, line.who) in self._explained:
            return  # the same workbook, saved under two names
        self._explained.add((*key, line.because, line.who))
        made = AnsweredFinding(*key, line.because, line.who)
        if (known := explained.get(key)) is not None:
            both = f"{known.because} ({known.who}); {line.because}"
            made = replace(made, because=both)
        explained[key] = made

    def _of_cell(
        self, found: Sequence[tuple[AnsweredLine, int | None, str]]
    ) -> Iterator[AnswerFate]:
        """Yield what becomes of all values that are given for a cell."""
        by_text: dict[str, list[AnsweredLine]] = {}
        fates: dict[str, AnswerFate] = {}
        for line, place, why in found:
            fate = self._fate(line, place, why)
            by_text.setdefault(fate.written, []).append(line)
            fates.setdefault(fate.written, fate)
        for text, fate in fates.items():
            lines = tuple(by_text[text])
            change = fate.change
            if change is not None:
                change = replace(change, who=_who(lines), why=_why(lines))
            differs = len(fates) > 1
            standing: Standing = "differs" if differs else fate.standing
            yield AnswerFate(lines, change, standing, DIFFERENT if differs else fate.why)

    def _fate(self, line: AnsweredLine, place: int | None, why: str) -> AnswerFate:
        key = line.key
        rule = self._result.findings.rules.get(key.rule)
        if place is None:
            return AnswerFate((line,), None, "refused", why)
        if rule is not None and rule.marks == "row":
            return AnswerFate((line,), None, "refused", WHOLE_ROW)
        if key.field not in self._start.columns:
            return AnswerFate((line,), None, "refused", NO_COLUMN)
        here = self._now(place)
        if here is None:
            return AnswerFate((line,), None, "refused", LEFT_OUT)
        text = self._current.column(key.field).text(here)
        written, why = self._judged(key.field, _plain(line.right or ""))
        row = int(self._start.source_rows[place])
        change = CellChange(key.field, place, row, text, written, key.rule, by=BY_ANSWER)
        if written == text:
            return AnswerFate((line,), change, "held", HELD)
        if hashed(text) != key.value and not self._was_turned(key.field, place, text, key.value):
            return AnswerFate((line,), change, "refused", OTHER_VALUE)
        return AnswerFate((line,), change, "refused" if why else "fits", why)

    def _was_turned(self, field: str, place: int, text: str, value: str) -> bool:
        """Whether the cell is another only because the dates of its column were turned round."""
        then = self._start.column(field).text(place)
        return hashed(then) == value and self._turned.get((field, then)) == text

    def _judged(self, name: str, text: str) -> tuple[str, str]:
        """Return a value as the specification writes it, and why it cannot be taken, if so."""
        field = self._result.specification.by_name.get(name)
        if field is None or not text:
            return text, ""
        if (name, text) not in self._faults:
            ways = ways_in(self._current, field, self._result.today)
            judged = judge_field(Column.of([text]), field, self._result.specification, ways)
            self._faults[name, text] = judged.faults.get(0)
        fault = self._faults[name, text]
        if fault is None or fault.verdict == Verdict.NOT_JUDGED:
            return text, ""
        better = fault.proposal
        if better is not None and better.certainty in NO_GUESS:
            return better.text, ""
        if field.values is not None and field.values.texts:
            return text, NOT_LISTED
        rule = self._result.findings.rules.get(fault.rule)
        if rule is not None and rule.severity_in(field) is Severity.ERROR:
            return text, f"The value would be an error itself: {rule.title} ({rule.id})"
        return text, ""


def _plain(right: str) -> str:
    """Return the text of a right value; the words for an empty cell are none."""
    return "" if right.casefold() == BLANK else right


def _who(lines: Iterable[AnsweredLine]) -> str:
    return "; ".join(dict.fromkeys(line.who for line in lines))


def _why(lines: Iterable[AnsweredLine]) -> str:
    return "; ".join(dict.fromkeys(filter(None, (line.because for line in lines))))
