"""Reads a workbook in a separate process, so that a crash of the reader becomes a message.

A library that aborts, panics, runs out of memory or never ends takes only that process with it.
Nothing is written to disk on the way: the file's bytes go in through a pipe, and Arrow columns come
back through another.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO, cast

from cldvalidator.problems import EnvironmentProblem, InputProblem
from cldvalidator.task import Task
from cldvalidator.workbooks import ARGUMENT, COMMAND_PROGRAM
from cldvalidator.workbooks.bounds import Bounds, bind_process, bounds_of
from cldvalidator.workbooks.cells import StoredColumn
from cldvalidator.workbooks.messages import (
    blank_column,
    received,
    received_column,
    say,
    say_bytes,
)
from cldvalidator.workbooks.sheet_facts import Area
from cldvalidator.workbooks.workbook import DateSystem, SheetName, SheetReading, SheetStart

_PATIENCE = 0.05
"""Seconds between looks at whether the user has cancelled."""
_MOST_DEATHS = 3
STREAM_MEMORY = 500 << 20
"""Bytes that a table may take which is read as it is unpacked, however large it is then."""
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # each thread of it sets addresses aside, which are bounded
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # A piece of a sheet takes arrays of up to a megabyte: glibc maps each of them anew otherwise.
    "MALLOC_MMAP_THRESHOLD_": f"{4 << 20}",
    "MALLOC_TRIM_THRESHOLD_": f"{32 << 20}",
    "MALLOC_ARENA_MAX": "1",  # more set addresses aside, too
    "PYTHONIOENCODING": "utf-8",
}


class ReaderFault(RuntimeError):
    """A fault of ours in the process that reads; `places` say where, and hold no data."""

    def __init__(self, places: list[str]) -> None:
        super().__init__("; ".join(places))
        self.places = tuple(places)


@dataclass(frozen=True)
class _Answer:
    """What the process answered, None if it died; the columns of a sheet that was read."""

    message: dict[str, Any] | None
    columns: list[StoredColumn]

    def __getitem__(self, name: str) -> Any:
        return (self.message or {})[name]


_Queue = SimpleQueue[tuple[str, int, int] | _Answer]


def _command() -> list[str]:
    """Return what starts a process that reads."""
    if getattr(sys, "frozen", False):
        # The window's program has no console; the other one stands beside it.
        program = Path(sys.executable)
        return [str(program.with_name(COMMAND_PROGRAM + program.suffix)), ARGUMENT]
    # -P: no module is taken from the folder in which the program happens to be started.
    return [sys.executable, "-P", "-m", "cldvalidator.workbooks.reading_process"]


class _Process:
    """One process that reads. It begins to load as soon as it is made."""

    def __init__(self) -> None:
        environment = os.environ | _ENVIRONMENT
        if not getattr(sys, "frozen", False):
            above = str(Path(__file__).parents[2])
            paths = [above, *filter(None, [os.environ.get("PYTHONPATH")])]
            environment["PYTHONPATH"] = os.pathsep.join(paths)
        options: dict[str, Any] = {}
        if sys.platform == "win32":
            options["creationflags"] = subprocess.CREATE_NO_WINDOW
        else:
            options["start_new_session"] = True  # Ctrl+C is for the program, which ends it
        problem = None
        try:
            self.process = subprocess.Popen(
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                **options,
            )
        except OSError:
            problem = EnvironmentProblem(
                "The part of the program that reads workbooks could not be started.",
                "Install CLD Validator again, or save the sheet as CSV and choose that file.",
            )
        if problem is not None:
            raise problem
        self._job: Any = None

    def open(self, data: bytes, kind: str, bounds: Bounds, **table: Any) -> None:
        """Give the process a workbook; its answer tells the sheets, or is the table asked for."""
        self._job = bind_process(self.process, bounds)
        say(self.pipes[0], kind=kind, bounds=asdict(bounds), **table)
        say_bytes(self.pipes[0], data)

    @property
    def pipes(self) -> tuple[BinaryIO, BinaryIO]:
        """Where it is asked, and where it answers."""
        return cast(BinaryIO, self.process.stdin), cast(BinaryIO, self.process.stdout)

    def end(self) -> None:
        """End the process."""
        with suppress(OSError):
            self.process.kill()
        for stream in self.pipes:
            with suppress(OSError):
                stream.close()
        self.process.wait()
        if self._job is not None:
            self._job.close()


class GuardedBook:
    """A workbook that another process reads. Use it in a `with` statement, which ends that process.

    What it raises: InputProblem, also where the process died, EnvironmentProblem, Cancelled.
    """

    def __init__(self, task: Task) -> None:
        self._task = task
        self._process: _Process | None = _Process()
        self._deaths = 0
        self._data, self._kind, self._bounds = b"", "", Bounds(0, 0)
        self.sheets: tuple[SheetName, ...] = ()
        self.date_system: DateSystem = ""

    def __enter__(self) -> GuardedBook:
        return self

    def __exit__(self, *error: object) -> None:
        if self._process is not None:
            self._process.end()

    def open(self, data: bytes, kind: str) -> GuardedBook:
        """Open the workbook."""
        self._data, self._kind = data, kind
        self._bounds = bounds_of(data, kind)
        self._open()
        return self

    def stream_table(
        self, data: bytes, key: str, wanted: Sequence[str]
    ) -> tuple[dict[str, StoredColumn], int]:
        """Return columns of an ODS table that is too large to be opened (`ods_table.table_of`).

        The columns by plain header, and the number of the header's row (0-based).
        """
        bounds = Bounds(STREAM_MEMORY, bounds_of(data, "ODS").seconds)
        process = self._process = self._process or _Process()
        table = {"key": key, "wanted": list(wanted)}
        answer = self._talk(process, lambda: process.open(data, "ODS", bounds, table=table))
        return dict(zip(answer["headers"], answer.columns, strict=True)), answer["header_row"]

    def look(self, sheet: str, keep: str) -> SheetStart:
        """Return the first rows of a sheet. keep: another one that may be read soon."""
        answer = self._ask(look=sheet, keep=keep)
        return SheetStart(**answer["looked"])

    def read(self, sheet: str, first: int) -> tuple[list[StoredColumn], SheetReading]:
        """Return all columns of a sheet from column A on, from a row (0-based) to the last."""
        answer = self._ask(read=sheet, first=first)
        facts = answer["facts"]
        areas = tuple(Area(*a) for a in facts.pop("merged"))
        others: dict[str, Any] = {
            n: tuple(v) if isinstance(v, list) else v for n, v in facts.items()
        }
        return answer.columns, SheetReading(merged=areas, **others)

    def _open(self) -> None:
        process = self._process = self._process or _Process()
        answer = self._talk(process, lambda: process.open(self._data, self._kind, self._bounds))
        self.sheets = tuple(SheetName(*s) for s in answer["sheets"])
        self.date_system = answer["date_system"]

    def _ask(self, **request: Any) -> _Answer:
        if self._deaths >= _MOST_DEATHS:
            raise _died()
        if self._process is None:
            self._open()
        process = self._process
        assert process is not None
        return self._talk(process, lambda: say(process.pipes[0], **request))

    def _talk(self, process: _Process, speak: Callable[[], None]) -> _Answer:
        """Say something to the process and wait for its answer, while the user may cancel."""
        queue: _Queue = SimpleQueue()
        talking = threading.Thread(
            target=_converse, args=(process, speak, queue), daemon=True, name="workbook"
        )
        talking.start()
        step: tuple[str, int, int] = ("Opening the workbook", 0, 0)
        answer: _Answer | None = None
        try:
            while answer is None:
                with suppress(Empty):
                    item = queue.get(timeout=_PATIENCE)
                    if isinstance(item, _Answer):
                        answer = item
                        break
                    step = item
                self._task.step(*step)
        except BaseException:
            self._process = None
            process.end()
            talking.join()
            raise
        talking.join()
        if answer.message is None:
            raise self._died(process)
        if "problem" in answer.message:
            raise InputProblem(*answer.message["problem"])
        if "fault" in answer.message:
            raise ReaderFault(answer.message["fault"])
        return answer

    def _died(self, process: _Process) -> InputProblem:
        """Take note of a process that ended without an answer; return what to tell about it."""
        self._process = None
        process.end()
        self._deaths += 1
        return _died()


def _died() -> InputProblem:
    return InputProblem(
        "The workbook cannot be read: it takes far more memory or time than one of its size does, "
        "or it is damaged. Cells far to the right or far down are often the cause.",
        "Open it in Excel, delete stray cells, and save the sheet as CSV, or export it again.",
    )


def _converse(process: _Process, speak: Callable[[], None], queue: _Queue) -> None:
    """Speak, and put what is heard into the queue: steps, and then the answer."""
    stream = process.pipes[1]
    try:
        speak()
        while "step" in (message := received(stream)):
            what, done, total = message["step"]
            queue.put((what, done, total))
        blank = set(message.get("blank", ()))
        empty = blank_column(message.get("rows", 0))
        columns = [
            empty if position in blank else received_column(stream)
            for position in range(message.get("columns", 0))
        ]
        queue.put(_Answer(message, columns))
    except (EOFError, OSError, ValueError):  # ValueError: closed, as the user has cancelled
        queue.put(_Answer(None, []))
