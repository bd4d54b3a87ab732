"""One cluster of two processes for the tests of a module, and small councils for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import Client

from cldvalidator.region.cluster import connected
from cldvalidator.settings import remember_populations
from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant, write_csv

CODES = ("503", "209", "104", "318")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A cluster as long as a module wants it: one that waits takes a tenth of a processor."""
    with pytest.MonkeyPatch.context() as patch:
        # What this computer remembers must not count on a worker.
        settings = tmp_path_factory.mktemp("settings")
        people = {"18 to 64": 1_000, "65 and above": 1_000}
        patch.setenv("CLDVALIDATOR_SETTINGS", str(settings))
        remember_populations("503", {None: people})
        with connected("local", workers=2, memory="2GB") as made:
            yield made


@pytest.fixture(scope="package")
def councils(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with four councils with faults, and a file that is none."""
    folder = tmp_path_factory.mktemp("councils")
    specification = load_specification("2")
    for seed, code in enumerate(CODES, start=1):
        made = generate(60, seed=seed, specification=specification, la_code=code)
        made, _ = plant(made, specification, share=0.1, seed=seed)
        write_csv(made, folder / f"{code}.csv")
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    return folder
