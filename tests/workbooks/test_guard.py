"""The process that reads: whatever happens to it, the program goes on and says so."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from cldvalidator.problems import Cancelled, InputProblem
from cldvalidator.task import SILENT, Task
from cldvalidator.workbooks import guard
from cldvalidator.workbooks.book import Book
from cldvalidator.workbooks.bounds import Bounds
from cldvalidator.workbooks.guard import GuardedBook, ReaderFault
from reliability.attacks import parts

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _readers_start_as_they_always_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "subprocess", subprocess)


@pytest.fixture
def data(tmp_path: Path) -> bytes:
    path = tmp_path / "made.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row in range(50):
            sheet.write_row(row, 1, ["text", row, row / 7, "", True])
    return path.read_bytes()


def program(code: str) -> Callable[[], list[str]]:
    """A process that does something else than read."""
    return lambda: [sys.executable, "-c", code]


@pytest.fixture(params=["abort", "kill", "no memory", "nonsense", "exit"])
def dying(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {
        "abort": "import os, sys; sys.stdin.buffer.read(20); os.abort()",
        "kill": "import os, signal; os.kill(os.getpid(), signal.SIGTERM)",
        "no memory": "import sys; sys.stdin.buffer.read(20); bytearray(1 << 62)",
        "nonsense": "print('thread panicked at a value of the file')",
        "exit": "",
    }
    monkeypatch.setattr(guard, "_command", program(codes[request.param]))


@pytest.mark.usefixtures("dying")
def test_a_reader_that_dies_is_a_sentence(data: bytes, capfd: pytest.CaptureFixture[str]) -> None:
    with GuardedBook(SILENT) as book, pytest.raises(InputProblem, match="cannot be read"):
        book.open(data, "XLSX")
    assert capfd.readouterr() == ("", "")


def test_both_ways_of_reading_give_the_same(data: bytes) -> None:
    here = Book(data, "XLSX", lambda *_: None)
    with GuardedBook(SILENT) as there:
        there.open(data, "XLSX")
        assert there.sheets == here.sheets
        assert there.date_system == here.date_system
        assert there.look("Sheet1", "") == here.look("Sheet1", "")
        (ours, told), (theirs, told_there) = here.read("Sheet1", 1), there.read("Sheet1", 1)
    assert told == told_there
    assert len(ours) == len(theirs) == 6
    for one, other in zip(ours, theirs, strict=True):
        assert one.codes.tolist() == other.codes.tolist()
        assert one.texts.equals(other.texts)
        assert one.kinds.tolist() == other.kinds.tolist()


def test_a_sheet_with_a_name_that_no_screen_can_hold_is_refused() -> None:
    with pytest.raises(InputProblem, match="name has 1,048,576 characters"):
        Book(parts.XLSX["a name of a megabyte"](), "XLSX", lambda *_: None)


def test_a_sheet_that_kills_its_reader_leaves_the_others(data: bytes) -> None:
    with GuardedBook(SILENT) as book:
        book.open(data, "XLSX")
        assert book._process is not None
        book._process.process.kill()
        with pytest.raises(InputProblem, match="cannot be read"):
            book.look("Sheet1", "")
        assert book.look("Sheet1", "").width == 6


def test_a_workbook_that_kills_every_reader_is_given_up(data: bytes) -> None:
    with GuardedBook(SILENT) as book:
        book.open(data, "XLSX")
        for _ in range(5):
            if book._process is not None:
                book._process.process.kill()
            with pytest.raises(InputProblem):
                book.look("Sheet1", "")
            if book._process is None and book._deaths < guard._MOST_DEATHS:
                book._open()
        assert book._deaths == guard._MOST_DEATHS
        assert book._process is None


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    monkeypatch.setattr(guard, "_command", program("while True: pass"))
    before = guard._Process.end
    ended: list[int] = []

    def end(process: guard._Process) -> None:
        before(process)
        ended.append(process.process.pid)

    monkeypatch.setattr(guard._Process, "end", end)
    return ended


def test_cancel_ends_a_reader_that_never_answers(data: bytes, endless: list[int]) -> None:
    cancelled = threading.Event()
    task = Task(lambda *_: cancelled.set(), cancelled.is_set)
    with GuardedBook(task) as book, pytest.raises(Cancelled):
        book.open(data, "XLSX")
    assert len(endless) == 1
    if os.name != "nt":
        with pytest.raises(ProcessLookupError):
            os.kill(endless[0], 0)


@pytest.mark.skipif(sys.platform == "win32", reason="held from outside there")
@pytest.mark.parametrize(
    ("what", "died_of"),
    [("x = bytearray(1 << 30)", "MemoryError"), ("while True: pass", str(signal.SIGXCPU.value))],
    ids=["memory", "time"],
)
def test_a_process_is_held_to_its_bounds(what: str, died_of: str) -> None:
    code = (
        "from cldvalidator.workbooks.bounds import Bounds, bind_this_process\n"
        f"bind_this_process(Bounds(200 << 20, 0))\n{what}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert died_of in done.stderr or str(-done.returncode) == died_of


def test_a_fault_of_ours_says_where_and_nothing_else(data: bytes) -> None:
    with GuardedBook(SILENT) as book:
        book.open(data, "XLSX")
        with pytest.raises(ReaderFault) as caught:
            book._ask(look=["a value"], keep="")
    assert any("reading_process.py" in place for place in caught.value.places)
    assert "a value" not in str(caught.value)


def test_nothing_of_the_folder_it_is_started_in_is_loaded(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "numpy.py").write_text("raise SystemExit(9)", "utf-8")
    monkeypatch.chdir(tmp_path)
    with GuardedBook(SILENT) as book:
        assert book.open(data, "XLSX").sheets


@pytest.mark.parametrize(
    ("attempt", "refused"),
    [
        ("import socket; socket.getaddrinfo('localhost', 80)", "RuntimeError"),
        ("import pandas", "ModuleNotFoundError"),
    ],
    ids=["the network", "pandas"],
)
def test_the_reader_does_without(attempt: str, refused: str) -> None:
    code = (
        "import io, sys\n"
        "from cldvalidator.workbooks import reading_process\n"
        "class Streams:\n    buffer = io.BytesIO()\n"
        "sys.stdin = sys.stdout = Streams()\n"
        "reading_process.main()\n"
        f"try: {attempt}\n"
        f"except {refused}: raise SystemExit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert done.returncode == 7
    assert Bounds(1, 2).seconds == 2


def test_a_frozen_program_starts_the_console_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(Path("place") / "CLD Validator.exe"))
    program, argument = guard._command()
    assert Path(program) == Path("place") / "cldvalidator-cli.exe"
    assert argument == "--read-workbook"
