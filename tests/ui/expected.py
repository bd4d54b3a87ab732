"""What ought to be in a file after what was pressed: a plain model to hold the window against."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cldvalidator.extract import Column, Extract
from ui.edits import Edit, EditQueue

Log = list[tuple[str, str, str]]


@dataclass(frozen=True)
class Wanted:
    """A change that was asked for: of every cell with a text, or of the cell of one record."""

    field: str
    found: str
    written: str
    record: int = -1


@dataclass(eq=False)
class Press:
    """What was pressed once. of: what an undo or a redo was meant for when it was."""

    kind: Literal["do", "undo", "redo"]
    changes: list[Wanted] = field(default_factory=list)
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


class ExpectedFile:
    """The texts of a file after everything that was pressed, in its order."""

    def __init__(self, extract: Extract) -> None:
        self._start = {name: texts_of(column) for name, column in extract.columns.items()}
        self.presses: list[Press] = []
        self.ahead = Stacks()
        self.written: Log = []

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
        return [met for step in self._replayed(self.presses).steps for met in step.met]

    def column(self, name: str) -> list[str]:
        texts = list(self._start[name])
        for step in self._replayed(self.presses).steps:
            _apply(step.changes, {name: texts}, [])
        return texts

    def _replayed(self, presses: list[Press]) -> Stacks:
        stacks = Stacks()
        for press in presses:
            if press.kind == "do":
                press.met = self._met(stacks, press)
                if press.met:
                    stacks.expect(press)
            else:
                stack = stacks.steps if press.kind == "undo" else stacks.undone
                if stack and stack[-1] is press.of:
                    stacks.expect(press)
        return stacks

    def _met(self, stacks: Stacks, press: Press) -> Log:
        names = {c.field for c in press.changes}
        columns = {name: list(self._start[name]) for name in names}
        for step in stacks.steps:
            _apply(step.changes, columns, [])
        met: Log = []
        _apply(press.changes, columns, met)
        return met


def _apply(changes: list[Wanted], columns: dict[str, list[str]], met: Log) -> None:
    for change in changes:
        texts = columns.get(change.field)
        if texts is None:
            continue
        records = (
            [change.record]
            if change.record >= 0
            else [r for r, text in enumerate(texts) if text == change.found]
        )
        found = texts[records[0]] if records else ""
        if records and found != change.written:
            met.append((change.field, found, change.written))
            for record in records:
                texts[record] = change.written
