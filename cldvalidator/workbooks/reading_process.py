"""What the process does that reads workbooks: it answers what it is asked until nobody asks."""

from __future__ import annotations

import os
import sys
import traceback
from dataclasses import asdict
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any, BinaryIO

from cldvalidator.offline import refuse_network
from cldvalidator.problems import Problem
from cldvalidator.workbooks.book import Book
from cldvalidator.workbooks.bounds import Bounds, bind_this_process
from cldvalidator.workbooks.messages import received, received_bytes, say, say_column
from cldvalidator.workbooks.ods_table import Step, table_of


class _NoPandas(MetaPathFinder):
    """Says that pandas is not installed.

    pyarrow would load it before it makes its first array, which takes longer than most workbooks.
    """

    def find_spec(self, fullname: str, *_: object) -> None:
        """Raise for pandas alone."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def main() -> int:
    """Answer on standard output what is asked on standard input."""
    refuse_network()
    sys.meta_path.insert(0, _NoPandas())
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    # Whatever a library prints goes nowhere: it may hold what a cell does.
    sys.stdout = sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    try:
        _answer(asked, answers)
    except EOFError:  # the program has gone, or wants no more
        pass
    except BrokenPipeError:
        os._exit(0)  # with what is left in the buffer there is nothing to be done
    return 0


def _answer(asked: BinaryIO, answers: BinaryIO) -> None:
    first = received(asked)
    data = received_bytes(asked)
    bind_this_process(Bounds(**first["bounds"]))

    def step(what: str, done: int, total: int) -> None:
        say(answers, step=[what, done, total])

    book: Book | None = None
    while True:
        request = {"open": first["kind"]} if book is None else received(asked)
        try:
            if "table" in first:
                _stream(bytes(data), first["table"], answers, step)
                return
            if book is None:
                book = Book(bytes(data), str(first["kind"]), step)
                del data
                sheets = [[s.name, s.is_visible] for s in book.sheets]
                say(answers, sheets=sheets, date_system=book.date_system)
            elif "look" in request:
                say(answers, looked=asdict(book.look(request["look"], request["keep"])))
            else:
                _read(book, request, answers)
        except Problem as problem:
            say(answers, problem=[problem.what, problem.advice])
            if book is None:
                return
        except MemoryError:
            os._exit(1)
        except OSError:
            raise
        except Exception as error:
            say(answers, fault=_fault(error))
            return


def _stream(data: bytes, table: dict[str, Any], answers: BinaryIO, step: Step) -> None:
    headers, columns, header_row = table_of(data, table["key"], table["wanted"], step)
    rows = len(columns[0].codes)
    say(answers, headers=headers, header_row=header_row, rows=rows, columns=len(columns))
    for column in columns:
        say_column(answers, column)


def _read(book: Book, request: dict[str, Any], answers: BinaryIO) -> None:
    columns, facts = book.read(request["read"], request["first"])
    blank = [p for p, c in enumerate(columns) if c.texts.to_pylist() in ([""], [])]
    say(
        answers,
        facts=asdict(facts),
        rows=len(columns[0].codes) if columns else 0,
        columns=len(columns),
        blank=blank,
    )
    left_out = set(blank)
    for position, column in enumerate(columns):
        if position not in left_out:
            say_column(answers, column)


def _fault(error: BaseException) -> list[str]:
    """Describe a fault of ours: what was raised and where, never its message."""
    frames = traceback.extract_tb(error.__traceback__)
    places = ["/".join(Path(f.filename).parts[-2:]) for f in frames]
    return [
        f"{type(error).__module__}.{type(error).__qualname__}",
        *(f"  {place}:{f.lineno} in {f.name}" for place, f in zip(places, frames, strict=True)),
    ]


if __name__ == "__main__":
    sys.exit(main())
