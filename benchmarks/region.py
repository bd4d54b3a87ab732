"""Many councils on a cluster of this machine: a demo, and how it scales.

`region-demo` shows the whole of it on six councils who do not exist. `region-bench` makes councils
of one size, lets 1, 2 and 4 processes work on them, and prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cldvalidator.specification import load_specification
from cldvalidator.synthetic_data import generate, plant, write_csv

ROOT = Path(__file__).parents[1]
DEMO_FAULTS = (0.01, 0.02, 0.02, 0.03, 0.03, 0.3)
SEEDS = 4
"""As many different files; others are the same people under another LA Code."""


def main(arguments: Sequence[str]) -> int:
    """Run the demo or the measurement; return an exit code."""
    if arguments[:1] == ["region-demo"]:
        return demo(ROOT / "output" / "region")
    parser = argparse.ArgumentParser(prog="dev.py region-bench", description=__doc__)
    parser.add_argument("--councils", type=int, default=24)
    parser.add_argument("--rows", type=int, default=10_000, help="of each council")
    parser.add_argument("--workers", default="1,2,4", help="how many processes, with commas")
    parser.add_argument("--published", action="store_true", help="with the ASCOF measures")
    parser.add_argument("--folder", type=Path, help="keep the files there, and use them again")
    options = parser.parse_args(arguments[1:])
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch, "councils")
        make_councils(folder, options.councils, options.rows)
        heads = ("processes", "seconds", "of processor", "by others", "rows a second")
        heads += ("of processor", "GB a process", "efficiency")
        print("|", " | ".join(heads), "|\n|", " | ".join(["---:"] * len(heads)), "|", flush=True)
        first = None
        for workers in map(int, options.workers.split(",")):
            output = Path(scratch, f"out {workers}")
            took = measured(folder, output, workers, published=options.published)
            rows = options.councils * options.rows
            first = first or took.seconds * workers
            print(
                f"| {workers} | {took.seconds:.0f} | {took.processor:.0f} | {took.others:.0f} "
                f"| {rows / took.seconds:,.0f} | {rows / took.processor:,.0f} "
                f"| {took.memory / 1e9:.2f} | {100 * first / took.seconds / workers:.0f}% |",
                flush=True,
            )
    return 0


def demo(folder: Path) -> int:
    """Make six councils and a file that is none, and work on them with two processes.

    Two of the councils have a system that exports Male and Female as M and F.
    """
    from cldvalidator.region.command import main as region

    shutil.rmtree(folder, ignore_errors=True)
    submissions = folder / "submissions"
    make_councils(submissions, len(DEMO_FAULTS), 1_000, faults=DEMO_FAULTS)
    for path in sorted(submissions.iterdir())[1:3]:
        content = path.read_bytes().replace(b",Male,", b",M,").replace(b",Female,", b",F,")
        path.write_bytes(content)
    (submissions / "broken.csv").write_bytes(b"PK\x03\x04" + bytes(100))
    words = ["run", str(submissions), "--scheduler", "local", "--workers", "2", "--published"]
    region([*words, "--output", str(folder / "out")])
    return 0


def make_councils(
    folder: Path, count: int, rows: int, *, faults: Sequence[float] = (0.03,)
) -> None:
    """Write the files of the first councils of the specification; those that are there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    specification = load_specification("2")
    codes = [c.code for c in specification.councils][:count]
    made = {}
    for number, code in enumerate(codes):
        target = folder / f"{code}.csv"
        if target.exists():
            continue
        seed, share = number % max(SEEDS, len(faults)), faults[number % len(faults)]
        if seed not in made:
            extract = generate(rows, seed=seed, specification=specification, la_code="503")
            made[seed] = plant(extract, specification, share=share, seed=seed)[0]
            write_csv(made[seed], target)
            made[seed] = target.read_bytes()
        target.write_bytes(made[seed].replace(b"\n503,", f"\n{code},".encode()))


@dataclass(frozen=True)
class Took:
    """What a run took: seconds that passed, and of processor. memory: the most bytes of a worker.

    others: seconds of processor that other programs of the computer took meanwhile.
    """

    seconds: float
    processor: float
    others: float
    memory: int


def measured(folder: Path, output: Path, workers: int, *, published: bool) -> Took:
    """Run over a folder of councils with some processes of this computer.

    The cluster is up, and the libraries are loaded, before the clock starts.
    """
    from cldvalidator.batch.recipe import Recipe
    from cldvalidator.region.cluster import connected
    from cldvalidator.region.run import region_recipe, run_region

    recipe = region_recipe(Recipe(), published=published, events=False)
    with connected("local", workers=workers) as client:

        def processor() -> float:
            return _processor() + sum(client.run(_processor).values())

        before, busy, begun = processor(), _busy(), time.monotonic()
        run = run_region(folder, output, recipe, client)
        seconds = time.monotonic() - begun
        busy, own = _busy() - busy, processor() - before
        memory = max(client.run(_most_memory).values())
    assert not run.failed, [o.problem for o in run.outcomes if not o.done]
    return Took(seconds, own, max(busy - own, 0.0), memory)


def _processor() -> float:
    return sum(os.times()[:2])


def _busy() -> float:
    """Return the seconds that all processors of this computer have worked."""
    from psutil import cpu_times

    times = cpu_times()._asdict()
    idle = ("idle", "iowait", "guest", "guest_nice")  # guests are in user and nice already
    return float(sum(seconds for name, seconds in times.items() if name not in idle))


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
