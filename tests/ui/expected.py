"""What ought to be in a file after what was pressed: a plain model to hold the window against.

A row is known by the number that Excel shows, whatever is left out above it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cldvalidator.extract import Column, Extract
from cldvalidator.fixes import Change, RowChange
from cldvalidator.fixes.changes import LEFT_OUT, PUT_BACK
from ui.edits import Edit, EditQueue

Texts = dict[str, str]
Logged = tuple[str, str, str]
Log = list[Logged]


@dataclass(frozen=True)
class Wanted:
    """A change that was asked for: of every cell with a text, or of the cell of one row.

    found: None where the cell may hold anything by then: what was typed there takes its place.
    """

    field: str
    found: str | None
    written: str
    row: int = -1


@dataclass(frozen=True)
class WantedRow:
    """A row that was asked to be left out or put back. seen: what it held; None: whatever it is."""

    row: int
    decided: str
    seen: Texts | None = None


@dataclass(eq=False)
class Press:
    """What was pressed once. of: what an undo or a redo was meant for when it was."""

    kind: Literal["do", "undo", "redo"]
    changes: list[Wanted | WantedRow] = field(default_factory=list)
    of: Press | None = None
    edit: Edit | None = None
    met: Log = field(default_factory=list)


@dataclass
class Stacks:
    steps: list[Press] = field(default_factory=list)
    undone: list[Press] = field(default_factory=list)

    def expect(self, press: Press) -> None:
        """Take a press for one that does what it was meant for."""
        if press.kind == "do":
            self.steps.append(press)
            self.undone = []
        elif press.kind == "undo" and self.steps:
            self.undone.append(self.steps.pop())
        elif press.kind == "redo" and self.undone:
            self.steps.append(self.undone.pop())


def texts_of(column: Column) -> list[str]:
    return [column.text(record) for record in range(len(column.codes))]


def row_of(extract: Extract, record: int) -> Texts:
    return {name: column.text(record) for name, column in extract.columns.items()}


def logged(changes: tuple[Change, ...]) -> Log:
    """Return changes as the model has them: field, found, written; for a row its number."""
    return [
        ("", str(c.source_row), c.decided)
        if isinstance(c, RowChange)
        else (c.field, c.found, c.written)
        for c in changes
    ]


@dataclass
class Contents:
    """What a file holds: the texts of each row, and the rows that are left out."""

    rows: dict[int, Texts]
    out: set[int] = field(default_factory=set)

    def make(self, press: Press) -> Log:
        """Make the changes that can be made; a step that decides about rows is made as a whole."""
        decided = [c for c in press.changes if isinstance(c, WantedRow)]
        if not all(self._can_decide(c) for c in decided):
            return []
        return [met for change in press.changes for met in self._make(change)]

    def again(self, press: Press) -> None:
        """Make once more what was made before."""
        for change in press.changes:
            self._make(change)

    def _can_decide(self, change: WantedRow) -> bool:
        if change.decided == PUT_BACK:
            return True
        is_there = change.row in self.rows and change.row not in self.out
        return is_there and change.seen in (None, self.rows[change.row])

    def _make(self, change: Wanted | WantedRow) -> Log:
        if isinstance(change, WantedRow):
            return self._decide(change)
        if change.row >= 0:
            return self._cell(change)
        assert change.found is not None
        holding = [r for r, texts in self.rows.items() if texts.get(change.field) == change.found]
        counted = [r for r in holding if r not in self.out]
        if change.found == change.written or not counted:
            return []
        for row in holding:
            self.rows[row][change.field] = change.written
        return [(change.field, change.found, change.written)]

    def _decide(self, change: WantedRow) -> Log:
        if (change.row in self.out) != (change.decided == PUT_BACK):
            return []
        if change.decided == LEFT_OUT:
            self.out.add(change.row)
        else:
            self.out.discard(change.row)
        return [("", str(change.row), change.decided)]

    def _cell(self, change: Wanted) -> Log:
        found = self.rows[change.row].get(change.field)
        if change.row in self.out or found is None or found == change.written:
            return []
        if change.found is not None and change.found != found:
            return []
        self.rows[change.row][change.field] = change.written
        return [(change.field, found, change.written)]


class ExpectedFile:
    """The texts of a file after everything that was pressed, in its order."""

    def __init__(self, extract: Extract) -> None:
        rows = extract.source_rows.tolist()
        columns = {name: texts_of(column) for name, column in extract.columns.items()}
        self._start = {r: {n: t[i] for n, t in columns.items()} for i, r in enumerate(rows)}
        self.presses: list[Press] = []
        self.ahead = Stacks()
        self.written: Log = []
        self._known: tuple[int, Log] = (0, [])

    def press(self, press: Press, edit: Edit) -> None:
        press.edit = edit
        self.presses.append(press)
        self.ahead.expect(press)

    def followed(self, queue: EditQueue) -> None:
        """What was made is known now; what waits is expected to be made on top of it."""
        waiting = queue._waiting
        self.ahead = self._replayed([p for p in self.presses if p.edit not in waiting])
        for press in self.presses:
            if press.edit in waiting:
                self.ahead.expect(press)

    def log(self) -> Log:
        if self._known[0] != len(self.presses):
            steps = self._replayed(self.presses).steps
            self._known = len(self.presses), [met for step in steps for met in step.met]
        return self._known[1]

    def column(self, name: str) -> list[str]:
        contents = self._after(self._replayed(self.presses).steps)
        return [texts[name] for row, texts in contents.rows.items() if row not in contents.out]

    def source_rows(self) -> list[int]:
        contents = self._after(self._replayed(self.presses).steps)
        return [row for row in contents.rows if row not in contents.out]

    def _after(self, steps: list[Press]) -> Contents:
        contents = Contents({row: dict(texts) for row, texts in self._start.items()})
        for step in steps:
            contents.again(step)
        return contents

    def _replayed(self, presses: list[Press]) -> Stacks:
        stacks = Stacks()
        contents = self._after([])
        for press in presses:
            if press.kind == "do":
                press.met = contents.make(press)
                if press.met:
                    stacks.expect(press)
                continue
            stack = stacks.steps if press.kind == "undo" else stacks.undone
            if stack and stack[-1] is press.of:
                stacks.expect(press)
                contents = self._after(stacks.steps)
        return stacks
