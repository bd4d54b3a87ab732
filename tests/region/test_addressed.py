"""A cluster that is reached by its address: the same results, TLS, and a scheduler that is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from cldvalidator.batch.kept import kept_results
from cldvalidator.batch.outcome import Outcome
from cldvalidator.batch.recipe import Recipe
from cldvalidator.batch.run import run_batch
from cldvalidator.problems import EnvironmentProblem
from cldvalidator.region import command
from cldvalidator.region.cluster import connected
from cldvalidator.region.run import region_recipe, run_region
from cldvalidator.task import Task
from tests.region.addressed import HAS_OPENSSL, Addressed, addressed, certificates, configured
from tests.region.conftest import CODES
from tests.test_matrix import INPUTS

CHECKS = region_recipe(Recipe(), published=False, events=False)
TLS = pytest.mark.skipif(not HAS_OPENSSL, reason="OpenSSL makes the certificates")


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Addressed]]:
    """Return a function that gives the cluster; a new one where its scheduler was killed."""
    made: list[Addressed] = []
    with ExitStack() as clusters:

        def cluster() -> Addressed:
            if not made or made[-1].scheduler.poll() is not None:
                folder = tmp_path_factory.mktemp("cluster")
                made.append(clusters.enter_context(addressed(folder)))
            return made[-1]

        yield cluster


@pytest.fixture
def cluster(living: Callable[[], Addressed]) -> Addressed:
    return living()


EVERY = "EVERY_OPTION" in os.environ


def inputs() -> list[Path]:
    """Every input of the tests with EVERY_OPTION=1, else one golden file and one that is broken."""
    if EVERY:
        return INPUTS
    names = ("september/submission.csv.gz", "broken/04-hang-error-regex.xlsx")
    return [path for path in INPUTS if path.as_posix().endswith(names)]


def bare(outcome: Outcome) -> Outcome:
    return replace(outcome, written=None, shared=())


def test_it_has_the_results_of_a_batch_and_its_logs_hold_no_path_of_a_key(
    cluster: Addressed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for path in inputs():
        shutil.copy(path, folder / f"{path.parent.name}-{path.name}")
    words = ["run", str(folder), "--scheduler", cluster.address, "--output", str(output)]
    with configured(cluster.configuration):
        assert command.main([*words, *["--published"][:EVERY]]) == 1
    printed = capsys.readouterr()
    assert not printed.err
    recipe = region_recipe(Recipe(), published=EVERY, events=False)
    expected = run_batch(folder, recipe, workers=1)
    of_cluster = {o.path: bare(o) for o in kept_results(output).outcomes}
    assert of_cluster == {o.path: bare(o) for o in expected.outcomes}
    assert len(of_cluster) == len(inputs()) >= 2
    logs = cluster.logs()
    assert "Receive client connection" in logs
    for secret in ("host.key", "host.pem", "ca.pem", str(cluster.folder / "keys")):
        assert secret not in logs + printed.out
    assert cluster.address.startswith("tls://" if HAS_OPENSSL else "tcp://")


@TLS
def test_who_has_no_certificate_of_the_authority_is_refused_plainly(
    cluster: Addressed, tmp_path: Path
) -> None:
    def refused(address: str, settings: dict[str, Any]) -> str:
        with (
            configured(settings),
            pytest.raises(EnvironmentProblem) as problem,
            connected(address),
        ):
            pass
        text = f"{problem.value.what} {problem.value.advice}"
        assert str(tmp_path) not in text
        assert ".pem" not in text
        return text

    address = cluster.address
    assert "names none" in refused(address, {})
    others = certificates(tmp_path / "others")
    assert "refuses the connection" in refused(address, others)
    assert "refuses the connection" in refused(address.replace("tls", "tcp"), {})
    (tmp_path / "others" / "host.key").unlink()
    assert "cannot be read" in refused(address, others)


def test_a_scheduler_that_is_lost_costs_only_what_is_not_done(
    cluster: Addressed, councils: Path, client: Client, tmp_path: Path
) -> None:
    output = tmp_path / "out"

    def kill(what: str, done: int, *_: int) -> None:
        if what == "Working on councils" and done:
            cluster.scheduler.kill()
            cluster.scheduler.wait()

    with configured(cluster.configuration), connected(cluster.address) as lost:
        struck = run_region(councils, output, CHECKS, lost, task=Task(kill))
    done = {o.path for o in struck.outcomes if o.done}
    missing = {o.path: o.problem for o in struck.outcomes if not o.done}
    assert done or "picture.csv" in missing
    because = [problem for problem in missing.values() if problem and "was lost" in problem[0]]
    assert because
    assert "Run the same command again" in because[0][1]
    assert all((output / name).is_file() for o in struck.outcomes for name in o.written or ())
    again = run_region(councils, output, CHECKS, client)
    assert again.kept == len(done)
    assert {o.path for o in again.outcomes if o.done} == {f"{code}.csv" for code in CODES}
