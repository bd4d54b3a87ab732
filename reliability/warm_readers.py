"""Processes that read workbooks, or work on files, forked from one that has loaded its modules.

A process that is started anew loads numpy and pyarrow, which takes ten times as long as reading a
small workbook. Here the tests of a worker have one that has done so, and each reader is a fork of
it: a process of its own, with the same bounds, pipes and code. Where that cannot be (Windows,
another program in the reader's place) a reader is started as it always is. The start itself is what
`tests/workbooks/test_guard.py` tests. The processes of a run over many files are forked as well;
`tests/batch/test_run.py` starts one run as it always is.
"""

from __future__ import annotations

import array
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

from cldvalidator.batch import process
from cldvalidator.workbooks import guard

ROOT = Path(__file__).parents[1]
_PID_BYTES = 8
BOOKS, FILES = "books", "files"
POSSIBLE = hasattr(os, "pidfd_open") and hasattr(signal, "pidfd_send_signal")


class ForkedReader:
    """What `GuardedBook` uses of a `Popen`: two pipes, `kill`, `wait` and the process's number."""

    def __init__(self, pid: int, stdin: int, stdout: int) -> None:
        self.pid = pid
        self.stdin, self.stdout = os.fdopen(stdin, "wb"), os.fdopen(stdout, "rb")
        self.returncode: int | None = None
        try:
            self._handle: int | None = os.pidfd_open(pid)
        except ProcessLookupError:
            self._handle = None

    def kill(self) -> None:
        """End the process."""
        if self._handle is not None:
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until the process has ended; its exit code is the business of who forked it."""
        if self._handle is not None:
            ended = select.poll()  # not select, which knows no number above 1,023
            ended.register(self._handle, select.POLLIN)
            if not ended.poll(None if timeout is None else 1000 * timeout):
                raise subprocess.TimeoutExpired("a fork", timeout or 0)
            os.close(self._handle)
            self._handle = None
        self.returncode = 0
        return 0


class WarmReaders:
    """The process that has loaded everything; `start` forks a reader of it.

    does: `BOOKS` for readers of workbooks, `FILES` for processes that work on files.
    """

    def __init__(self, does: str) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            environment = os.environ | guard._ENVIRONMENT | {"PYTHONPATH": str(ROOT)}
            command = [sys.executable, "-P", __file__, str(theirs.fileno()), does]
            passed = [theirs.fileno()]
            self._process = subprocess.Popen(command, env=environment, pass_fds=passed)
        self._socket = ours
        self._one_at_a_time = threading.Lock()  # the window reads in several threads

    def start(self) -> ForkedReader:
        """Return a reader. Raises OSError when the process that has loaded everything is gone."""
        asked, stdin = os.pipe()
        stdout, answers = os.pipe()
        try:
            handed = array.array("i", [asked, answers])
            rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, handed)]
            with self._one_at_a_time:
                settings = os.environ.get("CLDVALIDATOR_SETTINGS", ".")
                self._socket.sendmsg([settings.encode()], rights)
                told = self._socket.recv(_PID_BYTES, socket.MSG_WAITALL)
            if len(told) < _PID_BYTES:
                raise BrokenPipeError
        finally:
            os.close(asked)
            os.close(answers)
        return ForkedReader(int.from_bytes(told, "big"), stdin, stdout)

    def end(self) -> None:
        """End the process; the readers end by themselves when nobody asks any more."""
        self._socket.close()
        self._process.wait()


@contextmanager
def warm_readers() -> Iterator[None]:
    """Let every workbook be read by a fork, as long as this is open."""
    with _forked(guard, guard._command(), BOOKS):
        yield


@contextmanager
def warm_workers() -> Iterator[None]:
    """Let the files of every run be worked on by forks, as long as this is open."""
    with _forked(process, process._command(), FILES):
        yield


@contextmanager
def _forked(module: ModuleType, usual: Sequence[str], does: str) -> Iterator[None]:
    """Let a module that starts processes by a usual command get forks."""
    if not POSSIBLE:
        yield
        return
    made: list[WarmReaders] = []
    making = threading.Lock()

    def popen(command: Sequence[str], **options: Any) -> Any:
        if list(command) != usual:
            return subprocess.Popen(command, **options)
        with making:
            if not made:
                made.append(WarmReaders(does))
        try:
            return made[0].start()
        except OSError:
            return subprocess.Popen(command, **options)

    try:
        with patch.object(
            module, "subprocess", SimpleNamespace(**(vars(subprocess) | {"Popen": popen}))
        ):
            yield
    finally:
        for warm in made:
            warm.end()


def _work_of(does: str) -> Callable[[], int]:
    """Return what a fork does, with all loaded that it needs."""
    if does == FILES:
        import cldvalidator.batch.one_file  # noqa: F401

        return process.answer_requests
    from cldvalidator.workbooks.reading_process import main

    return main


def _take_away_who_has_ended() -> None:
    """Wait for forks that have ended: so what they used counts for whoever started this process."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def serve(connection: socket.socket, does: str) -> None:
    """Fork a reader for each pair of pipes that comes, until the tests have ended."""
    work = _work_of(does)
    while True:
        message, handed, *_ = connection.recvmsg(4096, socket.CMSG_SPACE(8))
        _take_away_who_has_ended()
        if not message:
            return
        pipes = array.array("i", handed[0][2])
        pid = os.fork()
        if not pid:
            try:
                os.setsid()
                for number, pipe in enumerate(pipes):
                    os.dup2(pipe, number)
                    os.close(pipe)
                os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
                connection.close()
                os.environ["CLDVALIDATOR_SETTINGS"] = message.decode()
                os._exit(work())
            finally:
                os._exit(1)
        for pipe in pipes:
            os.close(pipe)
        connection.sendall(pid.to_bytes(_PID_BYTES, "big"))


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2])
