"""Edits that wait for their turn, each made only if it still means what its user saw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.fixes import History, Step

Make = Callable[["History"], "History"]


@dataclass(eq=False)
class Edit:
    """Something to be done to the history of changes.

    of: for undo and redo, what is to be undone or done again: a step, or the edit before this one
    that had yet to make it. step: what the edit made, None before that or where it made nothing.
    """

    kind: Literal["do", "undo", "redo"]
    make: Make
    of: Step | Edit | None = None
    step: Step | None = None

    def apply(self, history: History) -> History:
        """Return the history after the edit.

        Raises InputProblem where it would do something else than its user saw, or nothing.
        """
        if self.kind == "do":
            after = self.make(history)
            if after is history:
                raise InputProblem(
                    "Nothing was changed.",
                    "Look at the file as it is now: what it was meant for is no longer there.",
                )
            self.step = after.steps[-1]
            return after
        waiting = history.steps if self.kind == "undo" else history.undone
        of = self.of.step if isinstance(self.of, Edit) else self.of
        if of is None or not waiting or waiting[-1] is not of:
            words = "undone" if self.kind == "undo" else "done again"
            raise InputProblem(
                f"Nothing was {words}.",
                "Look at the last change: the one that it was meant for could not be made.",
            )
        self.step = of
        return self.make(history)


class EditQueue:
    """Edits that are still to be made, and what the history will hold once they are."""

    def __init__(self) -> None:
        self.asked = 0
        """How many edits have been asked for since the program began."""
        self._waiting: list[Edit] = []
        self._steps: list[Step | Edit] = []
        self._undone: list[Step | Edit] = []

    def __bool__(self) -> bool:
        return bool(self._waiting)

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo, those being made included."""
        return bool(self._steps)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to do again, those being undone included."""
        return bool(self._undone)

    def add(self, make: Make) -> None:
        """Let a change wait for its turn."""
        self._add(Edit("do", make))

    def undo(self) -> None:
        """Undo the step that will be the last one by then."""
        if self._steps:
            self._add(Edit("undo", lambda history: history.undo(), self._steps[-1]))

    def redo(self) -> None:
        """Do the step again that will have been undone last by then."""
        if self._undone:
            self._add(Edit("redo", lambda history: history.redo(), self._undone[-1]))

    def take(self) -> list[Edit]:
        """Return all that wait: none of them waits any more."""
        taken, self._waiting = self._waiting, []
        return taken

    def follow(self, history: History | None) -> None:
        """Take note of what the history holds now; what waits comes on top of it."""
        self._steps = list(history.steps) if history is not None else []
        self._undone = list(history.undone) if history is not None else []
        for edit in self._waiting:
            self._expect(edit)

    def restart(self, history: History) -> None:
        """Begin with another file: what waits is dropped."""
        self._waiting = []
        self.follow(history)

    def _add(self, edit: Edit) -> None:
        self.asked += 1
        self._waiting.append(edit)
        self._expect(edit)

    def _expect(self, edit: Edit) -> None:
        if edit.kind == "do":
            self._steps.append(edit)
            self._undone = []
        elif edit.kind == "undo" and self._steps:
            self._undone.append(self._steps.pop())
        elif edit.kind == "redo" and self._undone:
            self._steps.append(self._undone.pop())


def apply_edits(history: History, edits: list[Edit]) -> tuple[History, list[Exception]]:
    """Return the history after edits in their order, and why some of them were not made.

    One that cannot be made takes no other with it.
    """
    failed: list[Exception] = []
    for edit in edits:
        try:
            history = edit.apply(history)
        except Exception as error:
            failed.append(error)
    return history, failed
