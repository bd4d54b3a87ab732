"""The process that works on files: a crash, or a lack of memory, takes only one file with it.

It is the command line itself, started with `ARGUMENT` alone. It reads requests from its standard
input, a line of JSON each, and answers each in lines of JSON: steps, then the outcome. When its
input is closed it stops.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from cldvalidator.batch.outcome import Outcome, outcome_of
from cldvalidator.faults import fault_report
from cldvalidator.problems import Cancelled
from cldvalidator.task import Task
from cldvalidator.workbooks import COMMAND_PROGRAM

ARGUMENT = "--work-on-files"
_STOPPED = 3


def answer_requests() -> int:
    """Be that process; return its exit code."""
    from cldvalidator.batch.one_file import Place, work_on
    from cldvalidator.batch.recipe import recipe_of

    requests: SimpleQueue[bytes] = SimpleQueue()
    stopped = threading.Event()
    listening = threading.Thread(target=_listen, args=(requests, stopped), daemon=True)
    listening.start()

    def say(**message: Any) -> None:
        sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
        sys.stdout.buffer.flush()

    task = Task(lambda what, done, total: say(step=[what, done, total]), stopped.is_set)
    try:
        while line := requests.get():
            request = json.loads(line)
            place = Place(
                Path(request["path"]), request["shown"], Path(request["target"]), request["over"]
            )
            recipe = recipe_of(request["recipe"], Path(request["base"]))
            try:
                say(outcome=work_on(place, recipe, task).content())
            except (Cancelled, KeyboardInterrupt, BrokenPipeError):
                raise
            except Exception as error:
                say(fault=fault_report(error))
    except (Cancelled, KeyboardInterrupt, BrokenPipeError):
        return _STOPPED
    return 0


def _listen(requests: SimpleQueue[bytes], stopped: threading.Event) -> None:
    """Hand on the requests; the end of the input is the wish to stop: whoever asked is gone."""
    with suppress(OSError, ValueError):
        while line := sys.stdin.buffer.readline():
            requests.put(line)
    stopped.set()
    requests.put(b"")


class WorkProcess:
    """One such process. `answer` waits for an outcome; `stop` may be called from elsewhere.

    is_new: whether it has not been asked yet.
    """

    def __init__(self) -> None:
        """Start it. Raises OSError."""
        self.is_new = True
        options: dict[str, Any] = {}
        if sys.platform == "win32":
            options["creationflags"] = subprocess.CREATE_NO_WINDOW
        else:
            options["start_new_session"] = True  # Ctrl+C is for the run, which stops it
        self._process = subprocess.Popen(
            _command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            **options,
        )

    def answer(self, request: Mapping[str, Any]) -> Outcome | str | None:
        """Return the outcome, the report of a fault of ours, or None if the process died."""
        asked, answers = self._pipes
        self.is_new = False
        try:
            asked.write(json.dumps(request).encode() + b"\n")
            asked.flush()
            for line in answers:
                message = json.loads(line)
                if "outcome" in message:
                    return outcome_of(message["outcome"])
                if "fault" in message:
                    return str(message["fault"])
        except (OSError, ValueError, LookupError, TypeError):
            return None
        return None

    def stop(self) -> None:
        """Let it stop by itself, so that it removes what it has begun to write."""
        with suppress(OSError, ValueError):
            self._pipes[0].close()

    def end(self, patience: float = 5.0) -> None:
        """Wait for its end; after some seconds end it."""
        self.stop()
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            with suppress(OSError):
                self._process.kill()
            self._process.wait()
        with suppress(OSError):
            self._pipes[1].close()

    @property
    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        return asked, answers


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        program = Path(sys.executable)
        return [str(program.with_name(COMMAND_PROGRAM + program.suffix)), ARGUMENT]
    return [sys.executable, "-P", "-m", "cldvalidator", ARGUMENT]


def _environment() -> dict[str, str]:
    environment = dict(os.environ)
    if not getattr(sys, "frozen", False):
        above = str(Path(__file__).parents[2])
        paths = [above, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment["PYTHONPATH"] = os.pathsep.join(paths)
    return environment
