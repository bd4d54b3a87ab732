"""What is measured, each in a fresh process: `python -m benchmarks.cases CASE FILE` prints JSON."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.looking import columns, filters, spellings
from benchmarks.own_rules import own_rules
from benchmarks.sets import join

if TYPE_CHECKING:
    from cldvalidator.fixes import Change
    from cldvalidator.review.opened import Opened

Seconds = dict[str, float]
CELLS = 3
"""Cells that are changed in each field, one by one."""


def read_and_check(path: Path) -> Seconds:
    """Read a file and run every check, as the command line does."""
    return _read_and_check(path, ())


def read_and_check_cells(path: Path) -> Seconds:
    """Read a file and check its cells, without the rules across them."""
    return _read_and_check(path, ("records", "people", "submission"))


def _read_and_check(path: Path, without: tuple[str, ...]) -> Seconds:
    from cldvalidator.checks import check_extract
    from cldvalidator.checks.rules import chosen_rules
    from cldvalidator.extract import read_extract
    from cldvalidator.specification import load_specification

    specification = load_specification("2")
    start = time.perf_counter()
    extract = read_extract(path, specification)
    middle = time.perf_counter()
    result = check_extract(extract, specification, switched_off=chosen_rules(without))
    end = time.perf_counter()
    return {
        "read": middle - start,
        "check": end - middle,
        "total": end - start,
        "findings": len(result.findings),
        "rows": len(extract),
    }


def write(path: Path) -> Seconds:
    """Write the submission, read it back and compare it."""
    from cldvalidator.extract import read_extract
    from cldvalidator.specification import load_specification
    from cldvalidator.writing.submission import write_submission

    specification = load_specification("2")
    extract = read_extract(path, specification)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        start = time.perf_counter()
        written = write_submission(extract, specification, Path(folder) / "out.csv")
        return {"total": time.perf_counter() - start, "rows": written.rows}


def preview(path: Path) -> Seconds:
    """Process the events of a file and compute every measure, after it was read."""
    from cldvalidator.events import process
    from cldvalidator.extract import read_extract
    from cldvalidator.measures.preview import preview as compute
    from cldvalidator.measures.registry import Inputs
    from cldvalidator.specification import load_specification

    specification = load_specification("2")
    extract = read_extract(path, specification)
    start = time.perf_counter()
    processed = process(extract, specification)
    compute(processed, Inputs({"18 to 64": 300_000, "65 and above": 90_000}))
    return {"total": time.perf_counter() - start, "rows": len(extract)}


def activity(path: Path) -> Seconds:
    """Compute the tables of the activity report that come together, after the usual measures."""
    from cldvalidator.events import process
    from cldvalidator.extract import read_extract
    from cldvalidator.measures.preview import preview as compute
    from cldvalidator.measures.registry import Inputs
    from cldvalidator.specification import load_specification

    specification = load_specification("2")
    extract = read_extract(path, specification)
    processed = process(extract, specification)
    inputs = Inputs({"18 to 64": 300_000, "65 and above": 90_000})
    compute(processed, inputs)
    start = time.perf_counter()
    compute(processed, inputs, only=["activity"])
    return {"total": time.perf_counter() - start, "rows": len(extract)}


def price(path: Path) -> Seconds:
    """Try one change after another: what it does to the figures, once these were computed.

    check: the median change; total: the slowest. One value of each field that figures read.
    """
    from cldvalidator.events.loading import READ
    from cldvalidator.fixes import propose
    from cldvalidator.jobs.check import open_file
    from cldvalidator.jobs.price import pricer_of

    opened = open_file(path, release="2")
    start = time.perf_counter()
    pricer = pricer_of(opened)
    read = time.perf_counter() - start
    proposals = propose(opened.extract, opened.result, certainties=("likely",))
    first = {p.field: p for p in proposals if p.field in READ and p.written is not None}
    seconds = []
    for proposal in first.values():
        began = time.perf_counter()
        pricer.of_proposals([proposal])
        seconds.append(time.perf_counter() - began)
    return {
        "read": read,
        "check": statistics.median(seconds),
        "total": max(seconds),
        "fields": len(seconds),
        "rows": len(opened.extract),
    }


def compare(path: Path) -> Seconds:
    """Compare a file with a later one: rows shuffled, some gone, new, closed, re-referenced.

    read: both files read and checked; check: what comparing takes beyond that.
    """
    from cldvalidator.jobs.check import open_file
    from cldvalidator.jobs.compare import compare_opened

    start = time.perf_counter()
    earlier, later = open_file(path), open_file(a_quarter_later(path))
    middle = time.perf_counter()
    compared = compare_opened(earlier, later)
    end = time.perf_counter()
    return {
        "read": middle - start,
        "check": end - middle,
        "total": end - start,
        "rows": len(compared.comparison.two.read[0]),
    }


def a_quarter_later(path: Path) -> Path:
    """Return the file of a quarter later, made once: about a third of its rows changed."""
    import numpy as np
    import pandas as pd

    target = path.with_name(f"{path.stem}_later.csv")
    if target.exists():
        return target
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    random = np.random.default_rng(3)
    frame = frame.sample(frac=0.95, random_state=4).reset_index(drop=True)

    def some(share: float) -> np.ndarray:
        chosen: np.ndarray = random.random(len(frame)) < share
        return chosen

    for name, share, value in (
        ("Unit Cost", 0.1, "99.99"),
        ("Employment Status", 0.05, "Unknown"),
        ("Event Outcome", 0.02, "Continuation of support or services"),
    ):
        frame.loc[some(share) & (frame[name] != "").to_numpy(), name] = value
    renumbered = some(0.1)
    numbers = [f"N{n}" for n in range(int(renumbered.sum()))]
    frame.loc[renumbered, "Event Reference"] = numbers
    moved = some(0.05)
    frame.loc[moved, "LA Person Unique Identifier"] = "X" + frame["LA Person Unique Identifier"]
    frame.to_csv(target, index=False)
    return target


def fix_values(path: Path) -> Seconds:
    """Change one proposed value of every field that has one, and check again."""

    def changes(opened: Opened) -> dict[str, list[Change]]:
        from cldvalidator.fixes import ValueChange, propose

        first = {p.field: p for p in propose(opened.extract, opened.result)}
        texts = {n: p.choices[0] if p.written is None else p.written for n, p in first.items()}
        return {n: [ValueChange(n, p.found, texts[n], 0, p.rule)] for n, p in first.items()}

    return _changes(path, changes)


def fix_cells(path: Path) -> Seconds:
    """Change one cell of every field to what another cell holds, and check again."""

    def changes(opened: Opened) -> dict[str, list[Change]]:
        from cldvalidator.fixes import CellChange

        found: dict[str, list[Change]] = {}
        for name, column in opened.extract.columns.items():
            places = [(r * len(column) // CELLS, column.codes) for r in range(CELLS)]
            for record, codes in places:
                other = int((codes != codes[record]).argmax())
                text = column.text(other) if other else "x"
                cell = CellChange(name, record, record + 2, column.text(record), text)
                found.setdefault(name, []).append(cell)
        return found

    return _changes(path, changes)


def _changes(path: Path, made: Callable[[Opened], dict[str, list[Change]]]) -> Seconds:
    """Make changes one by one. check: of the slowest field; total: of the median one."""
    from cldvalidator.checks.memory import Memory
    from cldvalidator.fixes import History
    from cldvalidator.jobs.check import open_file, recheck

    memory = Memory()
    start = time.perf_counter()
    opened = open_file(path, release="2", memory=memory)
    read = time.perf_counter() - start
    by_field = []
    for changes in made(opened).values():
        seconds = []
        for change in changes:
            began = time.perf_counter()
            history = History(opened.extract).do("", [change])
            recheck(opened, history.current, memory)
            seconds.append(time.perf_counter() - began)
        by_field.append(statistics.median(seconds))
    return {
        "read": read,
        "check": max(by_field),
        "total": statistics.median(by_field),
        "fields": len(by_field),
        "rows": len(opened.extract),
    }


def fix_all(path: Path) -> Seconds:
    """Accept every safe proposal of a file and check again."""
    from cldvalidator.checks.memory import Memory
    from cldvalidator.jobs.check import open_file
    from cldvalidator.jobs.fix import AcceptedFixes, fix

    memory = Memory()
    start = time.perf_counter()
    opened = open_file(path, release="2", memory=memory)
    middle = time.perf_counter()
    fix(opened, memory, AcceptedFixes(safe=True))
    end = time.perf_counter()
    return {"read": middle - start, "total": end - middle, "rows": len(opened.extract)}


def bare_read(path: Path) -> Seconds:
    """Only take the file apart: pyarrow, every column as text."""
    import pyarrow as pa
    from pyarrow import csv

    with path.open(encoding="utf-8") as file:
        names = file.readline().rstrip("\n").split(",")
    start = time.perf_counter()
    texts = csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
    )
    table = csv.read_csv(path, convert_options=texts)
    return {"total": time.perf_counter() - start, "rows": len(table)}


def pandas_workbook(path: Path) -> Seconds:
    """Only read the workbook: pandas with calamine, every cell as text."""
    import pandas as pd

    start = time.perf_counter()
    frame = pd.read_excel(path, engine="calamine", dtype=str, keep_default_na=False)
    return {"total": time.perf_counter() - start, "rows": len(frame)}


def baseline(path: Path) -> Seconds:
    """What an analyst's script does: pandas with dtype=str, isin and regular expressions."""
    return _script(path, {"dtype": str})


def parallel_baseline(path: Path) -> Seconds:
    """The same script with pandas' parallel reader, which not many know: a fairer one."""
    return _script(path, {"dtype": str, "engine": "pyarrow"})


def _script(path: Path, how: dict[str, Any]) -> Seconds:
    import pandas as pd

    from cldvalidator.specification import load_specification

    specification = load_specification("2")
    start = time.perf_counter()
    frame = pd.read_csv(path, **how)
    middle = time.perf_counter()
    faults = 0
    for field in specification.fields:
        cells = frame[field.name]
        filled = cells.notna()
        if field.values is not None:
            faults += int((filled & ~cells.isin(field.values.texts)).sum())
        else:
            pattern = field.format.pattern or r"^[^\x00-\x1f]*$"
            faults += int((filled & ~cells.str.match(pattern)).sum())
    end = time.perf_counter()
    return {
        "read": middle - start,
        "check": end - middle,
        "total": end - start,
        "findings": faults,
        "rows": len(frame),
    }


def people_compared(_: Path) -> Seconds:
    """Look for people who may be one among 200,000 different ones."""
    import numpy as np

    from benchmarks.people import different_people
    from cldvalidator.review.duplicate_people import duplicate_people

    start = time.perf_counter()
    events = different_people(200_000)
    middle = time.perf_counter()
    found = duplicate_people(events)
    end = time.perf_counter()
    return {
        "read": middle - start,
        "check": end - middle,
        "total": end - middle,
        "findings": len(found.pairs),
        "rows": len(np.unique(events.person_of)),
    }


def postcodes(_: Path) -> Seconds:
    """Look 30,000 distinct postcodes up; the register is loaded, and they are new to it."""
    import numpy as np
    import pyarrow as pa

    from cldvalidator.registers.postcodes import NOT_THERE, UNITS, postcode_register

    start = time.perf_counter()
    register = postcode_register()
    loaded = time.perf_counter()
    there = np.flatnonzero(register.of_unit != NOT_THERE)
    texts = []
    for number in np.random.default_rng(1).choice(there, 30_000, replace=False).tolist():
        sector, unit = divmod(number, len(UNITS) ** 2)
        name = int(register.sectors[sector]).to_bytes(5, "big").decode()
        first, second = divmod(unit, len(UNITS))
        texts.append(f"{name[:4].strip()} {name[4]}{UNITS[first]}{UNITS[second]}")
    values = pa.array(texts)
    middle = time.perf_counter()
    found = register.places_of(values)
    end = time.perf_counter()
    return {
        "read": loaded - start,
        "check": end - middle,
        "total": end - middle,
        "findings": int((found == NOT_THERE).sum()),
        "rows": len(values),
    }


CASES: dict[str, Callable[[Path], Seconds]] = {
    "read and check cells": read_and_check_cells,
    "read and check": read_and_check,
    "write": write,
    "preview": preview,
    "activity": activity,
    "price": price,
    "compare": compare,
    "fix values": fix_values,
    "fix cells": fix_cells,
    "fix all": fix_all,
    "join": join,
    "baseline": baseline,
    "parallel baseline": parallel_baseline,
    "postcodes": postcodes,
    "filters": filters,
    "columns": columns,
    "people compared": people_compared,
    "spellings": spellings,
    "own rules": own_rules,
    "bare read": bare_read,
    "pandas workbook": pandas_workbook,
}


def main() -> None:
    """Run one case and print its seconds, those of processors (loading included), and peak MB."""
    name, path = sys.argv[1:]
    measured = CASES[name](Path(path))
    print(json.dumps(measured | {"peak": peak_megabytes(), "processor": processor_seconds()}))


def processor_seconds() -> float:
    """Return the seconds that processors have spent on this process and those it started."""
    return sum(os.times()[:4])


def peak_megabytes() -> float:
    """Return the most memory this process has held; 0 where the system does not say.

    That of the largest process that it started is added, such as the one that reads a workbook: the
    two need not have been at their most together.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    import resource

    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (int(line.split()[1]) + started) / 1000


if __name__ == "__main__":
    main()
