"""The cluster that the tasks run on: processes of this computer, or a scheduler that is there."""

from __future__ import annotations

import logging
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dask
from distributed import Client, LocalCluster, Security
from distributed.utils import get_mp_context, silence_logging_cmgr

from cldvalidator.problems import EnvironmentProblem, InputProblem

LOCAL = "local"
_THIS = "127.0.0.1"
_OWN = ("localhost", _THIS, "[::1]")
_ADDRESS = re.compile(r"(?P<how>tcp|tls)://(?P<host>\[[\da-f:.]+\]|[\w.-]+):\d{1,5}")
_CONNECT = 10
"""Seconds to wait for a scheduler."""
_FORKS = sys.platform == "linux"
_LOADED = ["distributed", "cldvalidator.region.work"]
SETTINGS: dict[str, Any] = {
    # What was on a worker that ended is tried once more, alone, when the rest is done (`run`).
    "distributed.scheduler.allowed-failures": 0,
    # Results are small and records are no results: nothing of a worker's memory goes to a disk.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    # No pages about the run: nobody has to look into it, and each is a way in.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.comm.timeouts.connect": f"{_CONNECT}s",
    # Where it can be, workers are forked from a process that has loaded all that they need.
    "distributed.worker.multiprocessing-method": "forkserver" if _FORKS else "spawn",
}


@contextmanager
def connected(
    scheduler: str,
    *,
    workers: int | None = None,
    memory: str | None = None,
    without_tls: bool = False,
) -> Iterator[Client]:
    """Yield a client of a cluster.

    scheduler: "local" for processes of this computer, else an address such as tls://host:8786, with
    the certificates that Dask's own configuration names. workers, memory: of a local cluster; by
    default one process for each processor. without_tls: connect to another computer unencrypted.
    Raises InputProblem for an address that cannot be, EnvironmentProblem where nobody answers.
    """
    with dask.config.set(SETTINGS):
        if scheduler == LOCAL:
            if _FORKS:
                get_mp_context().set_forkserver_preload(_LOADED)
            with (
                tempfile.TemporaryDirectory(prefix="cldvalidator-region-") as scratch,
                LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    memory_limit=memory or "auto",
                    host=_THIS,
                    dashboard_address=f"{_THIS}:0",
                    worker_dashboard_address=f"{_THIS}:0",
                    scheduler_kwargs={"dashboard": False},
                    local_directory=scratch,
                    silence_logs=logging.CRITICAL,
                ) as cluster,
                Client(cluster) as client,
            ):
                yield client
            return
        _check_address(scheduler, without_tls=without_tls)
        security = _security(scheduler)
        # Dask would say on standard error what the problems and the report say in plain words.
        with silence_logging_cmgr(logging.CRITICAL):
            try:
                client = Client(scheduler, security=security, timeout=_CONNECT)
            except (OSError, ValueError, TypeError, RuntimeError) as error:
                raise EnvironmentProblem(
                    "The scheduler does not answer, or it refuses the connection.",
                    "Check its address, that it runs, that it uses TLS if the address begins with "
                    "tls://, and that its certificate and yours are of the same authority.",
                ) from error
            with client:
                yield client


def _security(scheduler: str) -> Security:
    """Return what Dask's configuration says of certificates. Raises EnvironmentProblem.

    No message holds the path of a certificate or key.
    """
    encrypted = scheduler.startswith("tls://")
    security = Security(require_encryption=encrypted)
    if not encrypted:
        return security
    try:
        context = security.get_connection_args("client").get("ssl_context")
    except (OSError, ValueError, TypeError) as error:
        raise EnvironmentProblem(
            "The certificates that Dask's configuration names cannot be read.",
            "Check that ca-file, and cert and key of the client, are there, belong together, and "
            "may be read by you (docs/region.md).",
        ) from error
    if context is None:
        raise EnvironmentProblem(
            "A tls:// address needs certificates, and Dask's configuration names none.",
            "Name ca-file, and cert and key of the client, in it (docs/region.md).",
        )
    return security


def _check_address(address: str, *, without_tls: bool) -> None:
    """Refuse what is no address, and one to which everything would go unencrypted."""
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        raise InputProblem(
            "--scheduler has to be local, or an address such as tls://scheduler.example:8786.",
            "Write it with tls:// or tcp:// in front and the port behind.",
        )
    if parts["how"] == "tcp" and parts["host"] not in _OWN and not without_tls:
        raise InputProblem(
            "The connection to that scheduler would not be encrypted, and nobody would be asked "
            "for a certificate.",
            "Use a tls:// address (docs/region.md), or add --without-tls if the network between "
            "the computers is closed.",
        )
