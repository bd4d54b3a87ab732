"""Jobs of the window: a result is given to what still exists, and to nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from cldvalidator.problems import Cancelled, Problem
from cldvalidator.task import Task
from ui.jobs import Jobs

Called = Callable[[Any], None]
HEARD: list[object] = []


class Card(QLabel):
    def show_result(self, result: Any) -> None:
        HEARD.append(result)

    def closure(self) -> Called:
        return lambda result: self.show_result((result,))

    def of_bound_method(self) -> Called:
        show = self.show_result
        return lambda result: show((result,))


def _show(card: Card, result: Any) -> None:
    card.show_result(result)


FUNCTIONS: dict[str, Callable[[Card], Called]] = {
    "bound": lambda card: card.show_result,
    "closure": Card.closure,
    "closure over a bound method": Card.of_bound_method,
    "partial": lambda card: partial(_show, card),
    "partial of a bound method": lambda card: partial(card.show_result),
}


def _fails(_: Task) -> None:
    raise Problem("It failed.", "Try again.")


def _stops(_: Task) -> None:
    raise Cancelled


WORK: dict[str, Callable[[Task], Any]] = {"done": lambda _: 1, "failed": _fails, "stopped": _stops}


@pytest.mark.parametrize("gone", [False, True])
@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize("kind", FUNCTIONS)
def test_a_result_is_given_to_what_still_exists(
    qtbot: QtBot, kind: str, work: str, gone: bool
) -> None:
    HEARD.clear()
    jobs, card = Jobs(), Card("waits")
    show = FUNCTIONS[kind](card)
    jobs.start("lane", WORK[work], show, failed=show, stopped=show)
    if gone:
        delete(card)
    qtbot.waitUntil(lambda: not jobs.running())
    assert bool(HEARD) is not gone
    jobs.shut_down()
    if not gone:
        card.deleteLater()


def test_a_function_of_no_object_is_called(qtbot: QtBot) -> None:
    jobs, heard = Jobs(), list[int]()
    jobs.start("lane", lambda _: 1, heard.append)
    qtbot.waitUntil(lambda: not jobs.running())
    assert heard == [1]
    jobs.shut_down()
