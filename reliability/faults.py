"""A file system that refuses, and a process that is killed, at each call in turn.

`python3 dev.py faults`. Every job that writes is run in a process of its own for each call to the
file system that it makes: the call fails once, or it and all after it fail (ENOSPC, EIO, EACCES),
or the process is killed there. Then: the input is as it was, nothing that stood before is lost,
what was said is plain and true, and after the next start the files are of one run or it is said.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import importlib
import io
import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from cldvalidator.command_line import main as command_line
from cldvalidator.storage.unfinished import settle_unfinished
from reliability import changing, seeds, side_by_side
from reliability.injected import Injection, injected
from reliability.tally import Tally
from reliability.writing_jobs import JOBS, Job

KILL = (0, False)
FAULTS = (
    *(
        (number, lasting)
        for number in (errno.ENOSPC, errno.EIO, errno.EACCES)
        for lasting in (False, True)
    ),
    KILL,
)
"""The error of a call, and whether all later ones fail with it; the last ends the process."""
PLACES = ("settings", "settings/published", "l", "one/checked", "reports")
"""Folders of outputs, besides the one of the job."""
FAILURES = ("input changed", "lost", "half", "mixed unsaid", "not plain", "false", "left unsaid")
NOT_DONE = "  not done: "
"""What the summary of a folder says of a file, with the reason."""
_RAISED = 72


class Laboratory:
    """Folders made ready for a job, and runs of it with a fault."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._root = Path(tempfile.mkdtemp(prefix="faults-"))
        self._ready = self._root / "ready"
        self._ready.mkdir()
        (self._ready / "settings").mkdir()
        (self._ready / "in.csv").write_bytes(seeds.csv())
        (self._ready / "one").mkdir()
        (self._ready / "one" / "in.csv").write_bytes(seeds.csv())
        (self._ready / "pop.csv").write_bytes(b"age band,population\n18 to 64,4\n65 and above,5\n")
        (self._ready / "earlier.csv").write_bytes(seeds.csv().replace(b"/2026", b"/2025"))
        (self._ready / "x.manifest.json").write_bytes(seeds.manifest())
        for name, content in job.beside.items():
            (self._ready / name).write_bytes(content())
        if job.again:
            self._stand()
        self.before = self._contents(self._ready)

    def _stand(self) -> None:
        """Write the outputs of an earlier run, of another input; or settings of another council."""
        folder = self._ready
        if not any(name.startswith("settings") for name in self.job.outputs) and (
            str(folder / "in.csv") in self.job.command(folder)
        ):
            lines = seeds.csv().splitlines()
            (folder / "in.csv").write_bytes(b"\n".join(lines[:12]))
            code, said, _ = self._child(folder, None)
            assert code in (0, 1), said
            (folder / "in.csv").write_bytes(seeds.csv())
        for name in self.job.outputs:
            if name.startswith("l/"):  # a list of nobody is the same for any extract
                (folder / name).write_bytes(b"earlier\n")
        for name, content in (
            ("p.json", seeds.KINDS["profile"]()[0]),
            ("h.html", b"<html>earlier</html>\n"),
            ("b.html", b"<html>earlier</html>\n"),
            ("b.xlsx", b"PK earlier"),
            ("o.json", b"{}\n"),
            ("o.csv", b"earlier\n"),
            ("o.xlsx", b"PK earlier"),
            *((f"settings/{name}", data) for name, data in seeds.settings().items()),
        ):
            if name in self.job.outputs:
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_bytes(content)

    def close(self) -> None:
        """Remove all folders."""
        shutil.rmtree(self._root)

    def run(self, injection: Injection | None) -> tuple[Path, int, str, int]:
        """Run the job; return its folder, exit code, what it said, and how many calls it made."""
        folder = self._root / "run"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._ready, folder)
        return folder, *self._child(folder, injection)

    def _child(self, folder: Path, injection: Injection | None) -> tuple[int, str, int]:
        """Run the job in a process of its own, which has all modules loaded already."""
        read, write = os.pipe()
        child = os.fork()
        if child:
            os.close(write)
            with os.fdopen(read, "rb") as told:
                said = told.read().decode()
            _, status = os.waitpid(child, 0)
            first, _, said = said.partition("\n")
            number, _, modules = first.partition(" ")
            for name in filter(None, modules.split(",")):  # the next ones need not load them
                with contextlib.suppress(ImportError):
                    importlib.import_module(name)
            return os.waitstatus_to_exitcode(status), said, int(number or 0)
        os.close(read)
        os.environ["CLDVALIDATOR_SETTINGS"] = str(folder / "settings")
        out, err = io.StringIO(), io.StringIO()
        loaded = set(sys.modules)
        with injected(folder, injection or Injection()) as calls:
            try:
                with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                    code = command_line.main(self.job.command(folder))
            except BaseException:
                err.write(traceback.format_exc())
                code = _RAISED
        new = ",".join(set(sys.modules) - loaded) if injection is None else ""
        os.write(write, f"{calls.number} {new}\n{out.getvalue()}{err.getvalue()}".encode())
        os._exit(code)

    def _contents(self, folder: Path) -> dict[str, bytes]:
        there = {n: folder / n for n in self.job.outputs}
        return {n: p.read_bytes() for n, p in there.items() if p.exists()}

    def judge(self, folder: Path, code: int, said: str) -> list[str]:
        """Return what is wrong after a run with a fault; code -9 stands for a kill."""
        found = []
        if (folder / "in.csv").read_bytes() != seeds.csv():
            found.append("input changed")
        killed = code == -9
        if not killed and ("fault in CLD Validator" in said or code == _RAISED):
            found.append("not plain")
        now = self._contents(folder)
        if set(self.before) - set(now):
            found.append("lost")
        new = {n for n, data in now.items() if self.before.get(n) != data}
        if any(not _is_whole(n, now[n]) for n in new):
            found.append("half")
        files_not_done = NOT_DONE in said  # of a folder of files; the others are
        says_done = not killed and not files_not_done and code in (0, 1)
        says_done = says_done and len(self.job.outputs) > 1
        if says_done and new != set(self.job.outputs):
            found.append("false")
        mixed = 0 < len(new) < len(self.job.outputs)
        if mixed and not killed and "Some of these may be new" not in said:
            found.append("mixed unsaid")
        left = [p for p in folder.rglob("*") if p.name.endswith((".part", ".lock", ".journal"))]
        told = settle_unfinished([folder / part for part in ("", *PLACES)])
        after = self._contents(folder)
        changed = {n for n, data in after.items() if self.before.get(n) != data}
        if set(self.before) - set(after):
            found.append("lost")
        if mixed and (not told or 0 < len(changed) < len(self.job.outputs)):
            found.append("mixed unsaid")
        if any(p.name.endswith(".part") for p in left) and not told:
            found.append("left unsaid")
        if [p for p in folder.rglob("*") if p.name.endswith((".part", ".lock", "journal"))]:
            found.append("left unsaid")
        return found


def _is_whole(name: str, data: bytes) -> bool:
    """Whether a file ends as a file of its kind does."""
    if name.endswith(".xlsx"):
        return data.startswith(b"PK") and b"PK\x05\x06" in data[-64:]
    ends = {"json": b"}\n", "html": b"</html>\n", "csv": b"\n"}
    return data.endswith(ends[name.rpartition(".")[2]])


def alternating(at: int) -> tuple[tuple[int, bool], ...]:
    """Return the refusal whose turn it is at a call, and the kill.

    >>> [alternating(at)[0][0] == errno.ENOSPC for at in range(1, 8)]
    [True, True, False, False, False, False, True]
    """
    refusals = FAULTS[:-1]
    return refusals[(at - 1) % len(refusals)], KILL


def series(
    job: Job,
    every: int = 1,
    faults: Sequence[tuple[int, bool]] | None = FAULTS,
    *,
    start: int = 1,
) -> Tally:
    """Run a job once for each fault at each of its calls, or at every so many from `start` on.

    Without `faults`, each call gets the refusal whose turn it is, and the kill: two runs for seven.
    """
    made = Tally(job.name)
    laboratory = Laboratory(job)
    try:
        folder, code, said, made.calls = laboratory.run(None)
        assert code in (0, 1), said
        assert not laboratory.judge(folder, code, said)
        for at in range(start, made.calls + 1, every):
            for number, lasting in alternating(at) if faults is None else faults:
                injection = Injection(at, number, lasting)
                folder, code, said, _ = laboratory.run(injection)
                made.tried += 1
                made.kills += (number, lasting) == KILL
                for wrong in laboratory.judge(folder, code, said):
                    made.failed[wrong] += 1
                    told = said.strip().splitlines()
                    made.examples.append(f"{job.name}: {wrong}: {injection}: {told[-6:]}")
    finally:
        laboratory.close()
    return made


def table(done: Sequence[Tally]) -> str:
    """Return the outcomes as a table for docs/reliability.md."""
    lines = ["| job | calls | refusals | kills | failures |", "|---|---|---|---|---|"]
    for s in done:
        lines.append(
            f"| `{s.name}` | {s.calls:,} | {s.tried - s.kills:,} | {s.kills:,} | {s.failures} |"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str]) -> int:
    """Run all series and print the table; return 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="dev.py faults", description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every so many calls (1: all)")
    parser.add_argument("--start", type=int, default=1, help="the first call (1)")
    parser.add_argument(
        "--alternating", action="store_true", help="one refusal in turn at each call, and a kill"
    )
    parser.add_argument("--job", type=int, choices=range(len(JOBS)), help="only this one")
    parser.add_argument(
        "--changing", type=int, metavar="N", help="instead, N rounds of a file changed while read"
    )
    parser.add_argument(
        "--together", type=int, metavar="N", help="instead, N rounds of two that write the same"
    )
    parser.add_argument("--pair", default="", help="with --together: only with this in its name")
    parser.add_argument("--seed", type=int, default=1, help="another number, other rounds (1)")
    options = parser.parse_args(arguments)
    if options.changing:
        return changing.main(options.changing, options.seed)
    if options.together:
        return side_by_side.main(options.together, options.seed, options.pair)
    jobs = JOBS if options.job is None else (JOBS[options.job],)
    done = []
    for job in jobs:
        faults = None if options.alternating else FAULTS
        done.append(series(job, options.every, faults, start=options.start))
        print(table(done[-1:]).splitlines()[-1], file=sys.stderr, flush=True)
        for example in done[-1].examples[:5]:
            print(f"  {example}", file=sys.stderr)
    print(table(done))
    return 1 if any(s.failed for s in done) else 0
