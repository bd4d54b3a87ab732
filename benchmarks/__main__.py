"""`python3 dev.py bench`: medians of several fresh processes, and ratios to the baseline."""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import limits
from benchmarks.sets import FILES, synthetic_set
from cldvalidator.specification import load_specification

MOST_SPREAD = 0.1
MOST_ROUNDS = 15
"""A measurement is repeated as long as it is spread too far, but no more often than this."""
LEAST_FOR_SPREAD = 4
_SECONDS = ("read", "check", "total", "processor")
FOLDER = Path(__file__).parent.parent / "build" / "bench"


def main() -> int:
    """Make the files, run every case in turn, print the tables; return the exit code."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="50,000 rows only, one round")
    parser.add_argument(
        "--gate", action="store_true", help="exit with 1 when a ratio (not a time) is missed"
    )
    options = parser.parse_args()
    rounds = 1 if options.quick else options.rounds
    sizes = [50_000] if options.quick else [50_000, 160_000, 500_000, 2_000_000]
    main_size = sizes[0] if options.quick else 500_000
    preview_size = sizes[0] if options.quick else 160_000
    files = {size: synthetic_csv(size) for size in sizes}
    workbook = as_workbook(synthetic_csv(main_size // 5))
    large = [] if options.quick else [as_workbook(files[main_size])]
    in_set = [main_size // FILES] if options.quick else [main_size // 10, main_size]
    sets = [synthetic_set(FOLDER, size) for size in in_set]

    plan = [
        ("baseline: pandas dtype=str, isin, regular expressions", "baseline", files[main_size]),
        ("the same, pandas' parallel reader", limits.PARALLEL_BASELINE, files[main_size]),
        ("bare pyarrow, all text, nothing checked", limits.BARE_READ, files[main_size]),
        ("pandas with calamine, nothing checked", limits.PANDAS_WORKBOOK, workbook),
        ("read and check cells", "read and check cells", files[main_size]),
        ("read and check, all rules", "read and check", files[main_size]),
        ("write, read back, compare", "write", files[main_size]),
        *[("read and check XLSX, all rules", "read and check", w) for w in (workbook, *large)],
        (
            "fix: one value, check again (check: slowest field)",
            "fix values",
            files[main_size],
        ),
        ("fix: one cell, check again (check: slowest field)", "fix cells", files[main_size]),
        ("fix: every safe proposal, check again", "fix all", files[main_size]),
        ("five filters of rows (check: the slowest)", "filters", files[main_size]),
        ("columns at a glance", "columns", files[main_size]),
        ("names spelt in several ways", "spellings", files[main_size]),
        ("ten rules of the council's own, beside all others", "own rules", files[main_size]),
        ("postcodes looked up in the register", limits.POSTCODES, files[main_size]),
        ("people compared, who may be one", limits.PEOPLE, files[main_size]),
        *[
            ("preview: all measures", limits.PREVIEW, files[s])
            for s in dict.fromkeys((preview_size, main_size))
        ],
        ("the activity report's tables, beside them", limits.ACTIVITY, files[preview_size]),
        ("price: one change tried (check: median)", limits.PRICE, files[preview_size]),
        ("compare with the file before (check: beyond reading)", "compare", files[main_size]),
        *[(f"join: {FILES} submissions, all measures", "join", folder) for folder in sets],
        *[
            ("read and check, all rules", "read and check", f)
            for s, f in files.items()
            if s != main_size
        ],
    ]
    runs: list[list[dict[str, float]]] = [[] for _ in plan]
    for number in range(rounds):
        for index, (title, case, path) in enumerate(plan):
            print(f"\rround {number + 1} of {rounds}: {title:<60}", end="", file=sys.stderr)
            runs[index].append(measure(case, path))
    for (title, case, path), measurements in zip(plan, runs, strict=True):
        while not options.quick and len(measurements) < MOST_ROUNDS and not is_calm(measurements):
            print(f"\ronce more, the last ones differ: {title:<56}", end="", file=sys.stderr)
            measurements.append(measure(case, path))
    print(file=sys.stderr)
    middle = medians(runs)
    show(plan, middle, [spread(measurements) for measurements in runs])
    measured = {
        (limits.WORKBOOK if case == limits.ALL_RULES and path.suffix == ".xlsx" else case, rows): f
        for (_, case, path), f in zip(plan, middle, strict=True)
        if (rows := int(f["rows"]))
    }
    lines = limits.judged(measured)
    print(f"\n{limits.table(lines)}")
    show_window(files[main_size], rounds)
    return int(options.gate and bool(limits.missed_ratios(lines)))


def show_window(path: Path, rounds: int) -> None:
    """Print what was measured in the window: medians of fresh processes, milliseconds."""
    command = [sys.executable, "-m", "benchmarks.window", str(path)]
    found: list[dict[str, float]] = []
    for _ in range(rounds):
        found.append(json.loads(fresh_process(command)))
    print(f"\n| the window, {path.name} | at most ms | measured | |\n|---|---|---|---|")
    for name in found[0]:
        took = statistics.median(f[name] for f in found)
        most = limits.window_limit(name)
        met = "" if most is None else "met" if took <= most else "MISSED"
        print(f"| {name} | {'' if most is None else most} | {took:,.1f} | {met} |")


def measure(case: str, path: Path) -> dict[str, float]:
    """Run one case in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.cases", case, str(path)]
    result: dict[str, float] = json.loads(fresh_process(command))
    return result


def fresh_process(command: Sequence[str]) -> str:
    """Return what a process prints. Its modules are compiled once, as in the installed program."""
    environment = {n: v for n, v in os.environ.items() if n != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return done.stdout


def spread(measurements: Sequence[Mapping[str, float]]) -> float | None:
    """Return how far the middle half of the totals lies apart, as a part of the median.

    None: there are too few to say.
    """
    totals = [found["total"] for found in measurements]
    if len(totals) < LEAST_FOR_SPREAD:
        return None
    lower, middle, upper = statistics.quantiles(totals, n=4, method="inclusive")
    return (upper - lower) / middle


def is_calm(measurements: Sequence[Mapping[str, float]]) -> bool:
    """Whether measurements lie close together, or are too few to say."""
    apart = spread(measurements)
    return apart is None or apart < MOST_SPREAD


def spread_text(apart: float | None) -> str:
    """Say how far measurements lie apart, and whether their median can be trusted."""
    if apart is None:
        return "too few runs to say"
    return f"{apart:.0%}" if apart < MOST_SPREAD else f"{apart:.0%}: not to be relied on"


def medians(runs: list[list[dict[str, float]]]) -> list[dict[str, float]]:
    """Return for each case the median of every number over the rounds."""
    return [{key: statistics.median(run[key] for run in rows) for key in rows[0]} for rows in runs]


def show(
    plan: list[tuple[str, str, Path]],
    middle: list[dict[str, float]],
    spreads: Sequence[float | None],
) -> None:
    """Print medians in seconds, the peak in MB, the spread, and the ratio to the baseline."""
    base = middle[0]
    heads = ("what", "rows", "read s", "check s", "total s", "processor s", "peak MB", "spread")
    print(f"| {' | '.join(heads)} | times faster than baseline |")
    print("|---" * (len(heads) + 1) + "|")
    for (title, case, _), found, apart in zip(plan, middle, spreads, strict=True):
        apart_work = ("write", "preview", "fix", "compare", "join", "bare", "pandas")
        apart_work += ("filters", "columns", "spellings", "own rules")
        other_work = case.startswith(apart_work)
        comparable = found["rows"] == base["rows"] and not other_work
        faster = f"{base['total'] / found['total']:.1f}" if comparable else ""
        cells = [
            title,
            f"{found['rows']:,.0f}",
            *(f"{found[k]:.2f}" if k in found else "" for k in _SECONDS),
            f"{found['peak']:,.0f}",
            spread_text(apart),
            faster,
        ]
        print("| " + " | ".join(cells) + " |")


def synthetic_csv(rows: int) -> Path:
    """Return a synthetic file of so many rows, a fault in every fiftieth; made once."""
    from cldvalidator.synthetic_data import generate, plant, write_csv

    path = FOLDER / f"synthetic_{rows}.csv"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        print(f"making {path.name} ...", file=sys.stderr, flush=True)
        specification = load_specification("2")
        table = generate(rows, seed=1, specification=specification)
        faulty, _ = plant(table, specification, share=0.02, seed=2)
        write_csv(faulty, path)
    return path


def as_workbook(source: Path) -> Path:
    """Return the same cells as an XLSX workbook, all as text; made once."""
    import xlsxwriter

    path = source.with_suffix(".xlsx")
    if not path.exists():
        print(f"making {path.name} ...", file=sys.stderr, flush=True)
        book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet("CLD")
        with source.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.reader(lines)):
                for position, text in enumerate(row):
                    if text:
                        sheet.write_string(number, position, text)
        book.close()
    return path


if __name__ == "__main__":
    sys.exit(main())
