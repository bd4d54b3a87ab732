"""The option `--answers`: workbooks that teams have filled in, or folders of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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


def answers_as_asked(options: argparse.Namespace, opened: Opened, task: Task) -> Answers | None:
    """Read the answers and hold them against a checked file; None where there is no such option.

    Raises InputProblem, also for workbooks that are about another file; EnvironmentProblem;
    Cancelled.
    """
    if not options.answers:
        return None
    from cldvalidator.fixes import History
    from cldvalidator.fixes.answer_workbook import answer_books
    from cldvalidator.fixes.answers import judge_answers, refuse_other_extract

    books = answer_books(options.answers, task)
    refuse_other_extract(books, opened.extract)
    read = opened.read
    return judge_answers(books, History(opened.extract), read, read, opened.result)


def say_answers(answers: Answers) -> None:
    """Print what the answers say of a file that is only checked."""
    from cldvalidator.presentation.answers_text import more_sentences, summary

    print(f"\nAnswers of the teams: {summary(answers)}")
    if answers.fitting:
        print(
            "  Nothing is changed here: `cldvalidator fix FILE --answers BOOK` makes the changes."
        )
    print("".join(f"  {sentence}\n" for sentence in more_sentences(answers)), end="")
