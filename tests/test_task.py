from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from cldvalidator.checks.memory import Memory
from cldvalidator.extract import Column
from cldvalidator.problems import Cancelled
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data.generator import generate
from cldvalidator.task import SILENT, Task, side_by_side

LITTLE = pytest.mark.parametrize("is_little", [False, True])


@LITTLE
def test_side_by_side_keeps_the_order_and_tells_how_far_it_is(is_little: bool) -> None:
    said: list[tuple[str, int, int]] = []
    task = Task(lambda what, done, total: said.append((what, done, total)))
    assert side_by_side(lambda n: n * n, range(20), "Squaring", task, 20, is_little=is_little) == [
        n * n for n in range(20)
    ]
    assert said == [("Squaring", done, 20) for done in range(21)]


def test_side_by_side_begins_with_the_largest() -> None:
    begun: list[int] = []

    def make(number: int) -> int:
        begun.append(number)
        return -number

    sizes = [3, 9, 1, 5, 9]
    assert side_by_side(make, sizes, "", SILENT, 5, size=lambda number: number) == [
        -number for number in sizes
    ]
    assert set(begun[:2]) == {9}
    assert sorted(begun) == sorted(sizes)


@LITTLE
def test_side_by_side_passes_on_what_goes_wrong_and_starts_nothing_more(is_little: bool) -> None:
    started: list[int] = []

    def fails(number: int) -> int:
        started.append(number)
        raise ValueError(number)

    with pytest.raises(ValueError, match=r"^0$"):
        side_by_side(fails, range(10_000), "", SILENT, 10_000, is_little=is_little)
    assert len(started) < 10_000


@LITTLE
def test_side_by_side_can_be_cancelled(is_little: bool) -> None:
    made: list[int] = []
    task = Task(is_cancelled=lambda: len(made) > 5)
    with pytest.raises(Cancelled):
        side_by_side(made.append, range(10_000), "", task, 10_000, is_little=is_little)
    assert len(made) < 10_000


def test_two_threads_that_want_one_piece_get_it_from_one_making() -> None:
    memory = Memory()
    noted = memory.noted(generate(10, seed=1, specification=load_specification("2")))
    both_ask = threading.Barrier(2)
    makings: list[int] = []

    def make() -> Column:
        makings.append(1)
        return noted.column("Gender")

    def ask(outer: str) -> Column:
        def outer_piece() -> Column:
            both_ask.wait(10)
            return memory.piece("inner", make)

        return memory.piece(outer, outer_piece)

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(ask, ["one", "two"])
    assert first is second
    assert makings == [1]
    # The one that only waited has read the field, too.
    assert len(memory.without(["Gender"])) == 0
    assert len(memory.without(["Ethnicity"])) == 3


def test_a_piece_whose_making_fails_is_made_again() -> None:
    memory = Memory()
    with pytest.raises(ZeroDivisionError):
        memory.piece("piece", lambda: 1 // 0)
    assert memory.piece("piece", lambda: 2) == 2
