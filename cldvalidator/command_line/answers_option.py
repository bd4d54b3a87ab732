"""The option `--answers`: workbooks that teams have filled in, or folders of them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cldvalidator.fixes.answer_workbook import AnswerBook
    from cldvalidator.fixes.answers import Answers
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task


def add_answers(command: argparse.ArgumentParser, what: str) -> None:
    """Add the option to a command. what: what it is for, before the names."""
    command.add_argument(
        "--answers",
        action="extend",
        nargs="+",
        type=Path,
        default=[],
        metavar="BOOK",
        help=f"{what} workbooks of teams, or folders of them",
    )


def books_as_asked(options: argparse.Namespace, task: Task) -> tuple[AnswerBook, ...]:
    """Read the workbooks that were named. Raises InputProblem, EnvironmentProblem, Cancelled."""
    if not options.answers:
        return ()
    from cldvalidator.fixes.answer_workbook import answer_books

    return answer_books(options.answers, task)


def answers_about(
    opened: Opened, books: Sequence[AnswerBook], *, has_before: bool
) -> Answers | None:
    """Hold answers against a checked file; None where none is about it.

    has_before: the file before is compared, and its answers may be there too. Raises InputProblem
    for workbooks that are about another file.
    """
    if has_before:
        own = opened.extract.reading.sha256[:32]
        books = [book for book in books if own in book.sha256]
    if not books:
        return None
    from cldvalidator.fixes import History
    from cldvalidator.fixes.answers import judge_answers, refuse_other_extract

    refuse_other_extract(books, opened.extract)
    read = opened.read
    return judge_answers(books, History(opened.extract), read, read, opened.result)


def say_answers(options: argparse.Namespace, answers: Answers | None) -> None:
    """Print what the answers say of a file that is only checked, unless a view is asked for."""
    is_view = options.json or options.by is not None or options.row is not None
    if answers is None or not answers.books or is_view:
        return
    from cldvalidator.presentation.answers_text import more_sentences, summary

    print(f"\nAnswers of the teams: {summary(answers)}")
    if answers.fitting:
        print(
            "  Nothing is changed here: `cldvalidator fix FILE --answers BOOK` makes the changes."
        )
    print("".join(f"  {sentence}\n" for sentence in more_sentences(answers)), end="")
