"""Records that are right in every field, and extracts made of them."""

from __future__ import annotations

import argparse
import gc
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from cldvalidator.batch.kept import FILE_NAME
from cldvalidator.command_line import main as main_module
from cldvalidator.extract import Column, Extract, HeaderMatch, Reading, reading
from cldvalidator.guide.rule_examples import base_records
from cldvalidator.specification import Specification, load_specification
from cldvalidator.storage.transaction import OutputTransaction
from reliability.warm_readers import warm_readers
from tests.examples import TIMES, examples

# Speed is measured by benchmarks, so that of making examples fails nothing either; in CI the same
# examples come every time.
ALWAYS_THE_SAME = bool(os.environ.get("CI")) and TIMES == 1
settings.register_profile(
    "tests",
    deadline=None,
    derandomize=ALWAYS_THE_SAME,
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tests")

Record = dict[str, str]


def pytest_collection_finish() -> None:
    """Let the garbage collector pass over what lives until the end: libraries and the tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _warm_readers() -> Iterator[None]:
    """Fork the processes that read workbooks from one that has loaded all that they need."""
    with warm_readers():
        yield


@pytest.fixture(scope="session")
def _settings_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give names of folders below one: pytest looks through all that it made to number another."""
    root = tmp_path_factory.mktemp("settings")
    return (root / str(number) for number in count())


@pytest.fixture(scope="session", autouse=True)
def _files_of_tests_are_whole() -> Iterator[None]:
    """Have nobody wait until a file that a test has just written has stood still."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "STANDS_STILL", 0.0)
        yield


@pytest.fixture(scope="session", autouse=True)
def _one_transaction_a_command() -> Iterator[None]:
    """Have every command that any test runs write all its files in one transaction.

    Of two transactions a kill between them would leave files of two runs side by side, unsaid. The
    results that a batch keeps for its next run are not among what it was asked for.
    """
    committed: list[list[str]] = []
    run, commit = main_module._run, OutputTransaction._commit

    def counting(options: argparse.Namespace) -> int:
        committed.clear()
        code = run(options)
        assert len(committed) <= 1, f"files of one command in several transactions: {committed}"
        return code

    def recording(files: OutputTransaction) -> None:
        names = [file.target.name for file in files._files]
        if names != [FILE_NAME]:
            committed.append(names)
        commit(files)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main_module, "_run", counting)
        patch.setattr(OutputTransaction, "_commit", recording)
        yield


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, _settings_of_all: Iterator[Path]) -> None:
    """Keep each test away from the settings of whoever runs it."""
    monkeypatch.setenv("CLDVALIDATOR_SETTINGS", str(next(_settings_of_all)))


@pytest.fixture(autouse=True)
def _network_of_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a command that a test runs from refusing the network to this process for good.

    That cannot be undone, and tests need sockets; programs of their own are tested for it.
    """
    monkeypatch.setattr(main_module, "refuse_network", lambda: None)


@pytest.fixture
def release_2() -> Specification:
    return load_specification("2")


@pytest.fixture
def records() -> dict[str, Record]:
    """One valid record of each event type, by event type."""
    return base_records()


@pytest.fixture
def extract_of(release_2: Specification) -> Callable[[Sequence[Record]], Extract]:
    """Make an extract with all fields from records; what a record does not say is blank."""

    def make(records: Sequence[Record], without: Sequence[str] = ()) -> Extract:
        names = [n for n in release_2.names if n not in without]
        columns = {n: Column.of([r.get(n, "") for r in records]) for n in names}
        letters = [
            (chr(64 + i // 26) if i >= 26 else "") + chr(65 + i % 26) for i in range(len(names))
        ]
        headers = tuple(
            HeaderMatch(i, letter, n, n, "exact")
            for i, (letter, n) in enumerate(zip(letters, names, strict=True))
        )
        reading = Reading("made.csv", "CSV", 0, "0" * 64, 1, headers)
        return Extract(columns, np.arange(2, len(records) + 2, dtype=np.int32), reading)

    return make
