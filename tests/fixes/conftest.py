"""A file with planted faults, read and checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from cldvalidator.checks.memory import Memory
from cldvalidator.jobs.check import open_file
from cldvalidator.jobs.reports import write_team_reports
from cldvalidator.review.opened import Opened
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant, write_csv
from cldvalidator.synthetic_data.faults import Ledger
from tests.fixes.team_books import COLUMN, with_teams


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ledger]:
    """A file of Release 2 with a fault in every tenth record or so, and what was planted."""
    specification = load_specification("2")
    faulty, ledger = plant(
        generate(1_500, seed=8, specification=specification), specification, share=0.25, seed=3
    )
    path = tmp_path_factory.mktemp("planted") / "extract.csv"
    write_csv(faulty, path)
    return path, ledger


@pytest.fixture
def opened(planted: tuple[Path, Ledger]) -> tuple[Opened, Memory]:
    memory = Memory()
    return open_file(planted[0], release="2", memory=memory), memory


@pytest.fixture(scope="session")
def team_extract(tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """A file with a column of teams, read and checked."""
    return open_file(with_teams(tmp_path_factory.mktemp("answers") / "extract.csv"))


@pytest.fixture(scope="session")
def sent(team_extract: Opened, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The workbook of each team, by its name."""
    folder = tmp_path_factory.mktemp("sent")
    files = write_team_reports(team_extract, folder, COLUMN, with_values=True)
    return {file.team: file.path.read_bytes() for file in files}
