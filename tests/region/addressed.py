"""A scheduler and a worker as processes of their own, encrypted as docs/region.md explains."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask
import yaml

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "region.md").read_text("utf-8")
HAS_OPENSSL = os.name != "nt" and shutil.which("openssl") is not None
_LONGEST = 300.0


@dataclass
class Addressed:
    """A cluster that is reached by its address. folder: of certificates and logs."""

    address: str
    folder: Path
    configuration: dict[str, Any]
    scheduler: subprocess.Popen[bytes]
    worker: subprocess.Popen[bytes]

    def logs(self) -> str:
        """What scheduler and worker have written so far."""
        return "".join(path.read_text("utf-8") for path in self.folder.glob("*.log"))


def of_docs(language: str) -> str:
    """Return the text of the only block of a language in the docs."""
    (block,) = (part.partition("```")[0] for part in DOCS.split(f"```{language}\n")[1:])
    return block


def certificates(folder: Path) -> dict[str, Any]:
    """Make an authority and a certificate as the docs say; return Dask's configuration of them."""
    folder.mkdir(parents=True)
    subprocess.run(["sh", "-ec", of_docs("sh")], cwd=folder, check=True, capture_output=True)
    return configuration(folder)


def configuration(folder: Path) -> dict[str, Any]:
    """Return the configuration of the docs, with certificates in a folder of ours."""
    read: dict[str, Any] = yaml.safe_load(of_docs("yaml").replace("/etc/dask", folder.as_posix()))
    return read


def configured(settings: dict[str, Any]) -> dask.config.set:
    """Return a context in which Dask's configuration has these settings too."""
    return dask.config.set(dask.config.merge(dask.config.config, settings))


@contextmanager
def addressed(folder: Path) -> Iterator[Addressed]:
    """Start the two processes, and end them; with certificates where there is OpenSSL."""
    settings = certificates(folder / "keys") if HAS_OPENSSL else {}
    (folder / "dask").mkdir()
    (folder / "dask" / "cld.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    there = folder / "scheduler.json"
    environment = {**os.environ, "DASK_CONFIG": str(folder / "dask"), "PYTHONPATH": str(ROOT)}

    def started(name: str, *options: str) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "dask", name, *options, "--no-dashboard"]
        with (folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(words, stdout=log, stderr=log, env=environment, cwd=folder)

    # They end by themselves where the tests were ended from outside.
    scheduler = started(
        *("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(there)),
        *("--idle-timeout", f"{_LONGEST}"),
    )
    worker = started(
        *("worker", "--scheduler-file", str(there), "--nthreads", "1", "--no-nanny"),
        *("--local-directory", str(folder / "scratch"), "--death-timeout", f"{_LONGEST}"),
    )
    try:
        made = Addressed(_address(there), folder, settings, scheduler, worker)
        yield made
    finally:
        for process in (worker, scheduler):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.wait(60)


def _address(file: Path) -> str:
    end = time.monotonic() + _LONGEST
    while time.monotonic() < end:
        try:
            return str(json.loads(file.read_text("utf-8"))["address"])
        except (OSError, ValueError):
            time.sleep(0.1)
    raise TimeoutError("no scheduler")
