"""Workbooks that teams have filled in: read, held against the open file, looked at, accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from cldvalidator.problems import InputProblem
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import History
    from cldvalidator.fixes.answer_workbook import AnswerBook
    from cldvalidator.fixes.answers import AnswerFate, Answers
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task

LANE = "answers"
_LOOKED_INTO = 5
"""Workbooks of a folder that are looked into to know whether it holds answers."""


@dataclass(frozen=True, eq=False)
class Review:
    """Answers to be looked at. before: the changes there were. is_other: about another file."""

    answers: Answers
    before: History
    is_other: bool


class TeamAnswers(QObject):
    """Reads answers off the window's thread, and makes the changes that were looked at.

    Nothing of them is kept but for as long as the file is open. reviewing: a `Review` to be shown.
    reported: a sentence on what was done.
    """

    reviewing = Signal(object)
    reported = Signal(str)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._books: tuple[AnswerBook, ...] = ()
        workspace.file_changed.connect(self._let_go)

    def takes(self, paths: Sequence[Path]) -> bool:
        """Begin with files that were dropped or opened if they are answers; else return False."""
        if not _are_answers(paths):
            return False
        if self._workspace.opened is None:
            problem = InputProblem(
                "This is a team's workbook with its answers.",
                "Open the extract that it was written from first, then drop it again.",
            )
            self._workspace.tell(problem)
        else:
            self.read(paths)
        return True

    @property
    def folder(self) -> Path | None:
        """Where answers were last, in this run; else where the open file is."""
        path = self._workspace.path
        return self._workspace.answers_folder or (path.parent if path is not None else None)

    def read(self, paths: Sequence[Path]) -> None:
        """Read workbooks, or folders of them, and have what they say looked at."""
        space = self._workspace
        if paths:
            space.answers_folder = paths[0].parent
        opened, as_read, history = space.opened, space.as_read, space.history
        if opened is None or as_read is None or history is None:
            return

        def work(task: Task) -> tuple[tuple[AnswerBook, ...], Review]:
            from cldvalidator.fixes.answer_workbook import answer_books

            books = answer_books(paths, task)
            others = {s for b in books for s in b.sha256} - {as_read.extract.reading.sha256[:32]}
            return books, Review(
                held_against(books, history, as_read, opened), history, bool(others)
            )

        def done(found: tuple[tuple[AnswerBook, ...], Review]) -> None:
            self._books, review = found
            self.reviewing.emit(review)

        space.jobs.start(LANE, work, done, changes_nothing=True)

    @property
    def books(self) -> tuple[AnswerBook, ...]:
        """The workbooks that were taken in for the file that is open."""
        return self._books

    def accept(self, review: Review, fates: Sequence[AnswerFate], *, of: object) -> None:
        """Make the changes that were looked at; refused if the file has changed since."""
        from cldvalidator.fixes.answers import TITLE
        from cldvalidator.wording import counted

        changes = [fate.change for fate in fates if fate.change is not None]

        def make(history: History) -> History:
            if history is not review.before:
                raise InputProblem(
                    "Nothing was changed: you have made changes since you looked at the answers.",
                    "Take the answers in again, and look at the new list.",
                )
            return history.do(TITLE, changes)

        self._workspace.edit(make, of=of)
        count = counted(len(changes), "answer was", "answers were")
        self.reported.emit(f"{count} accepted, as one step that you can undo.")

    def _let_go(self) -> None:
        self._books = ()


def held_against(
    books: Sequence[AnswerBook], history: History, as_read: Opened, now: Opened
) -> Answers:
    """Hold answers against a file as it was read and as it is."""
    from cldvalidator.fixes.answers import judge_answers

    return judge_answers(books, history, as_read.read, now.read, now.result)


def _are_answers(paths: Sequence[Path]) -> bool:
    """Whether all files are workbooks of teams; of a folder, whether one of its first is."""
    from cldvalidator.fixes.answer_workbook import may_be_answered, workbooks_in
    from cldvalidator.paths import is_folder_there

    if len(paths) == 1 and is_folder_there(paths[0]):
        try:
            return any(map(may_be_answered, workbooks_in(paths[0])[:_LOOKED_INTO]))
        except InputProblem:
            return False
    return bool(paths) and all(map(may_be_answered, paths))
