"""`dev.py test --coverage`: lines and branches that the tests reach, and the files at 100%.

`perfect_files.json` lists the files of `checks`, `events`, `measures`, `fixes` and `writing` of
which every line and every branch is run. One that falls below fails; one that reaches 100% and is
not listed is named, so that what is won is kept. The gaps of the others are printed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PERFECT = Path(__file__).with_name("perfect_files.json")
FOLDERS = ("checks", "events", "measures", "fixes", "writing")
ENGINE = (*FOLDERS, "command_line", "interface", "jobs", "review", "selection", "submissions")
"""The folders of tests that are run where no others are named."""


@dataclass(frozen=True)
class Covered:
    """One file: its share of lines and branches that ran, and where those are that did not."""

    name: str
    percent: float
    lines: tuple[int, ...]
    branches: tuple[tuple[int, int], ...]

    @property
    def gaps(self) -> str:
        """Where nothing ran: lines, and branches as from->to."""
        ways = (f"{a}->{'end' if b < 0 else b}" for a, b in self.branches)
        return ", ".join([*map(str, self.lines), *ways])


def covered_files(report: Mapping[str, Any]) -> Iterator[Covered]:
    """Yield the files of the five folders from coverage.py's JSON report."""
    for name, found in sorted(report["files"].items()):
        parts = Path(name.replace("\\", "/")).parts
        if parts[0] == "cldvalidator" and len(parts) > 2 and parts[1] in FOLDERS:
            yield Covered(
                "/".join(parts),
                float(found["summary"]["percent_covered"]),
                tuple(found["missing_lines"]),
                tuple((a, b) for a, b in found.get("missing_branches", ())),
            )


def fallen(files: Sequence[Covered], perfect: Sequence[str]) -> list[str]:
    """Say which listed files are not at 100%, or not there."""
    found = {f.name: f for f in files}
    return [
        f"{name} is no longer at 100%: {found[name].gaps}"
        if name in found
        else f"{name} is listed and not there"
        for name in perfect
        if name not in found or found[name].gaps
    ]


def unlisted(files: Sequence[Covered], perfect: Sequence[str]) -> list[str]:
    """Name the files that have reached 100% and are not listed."""
    return [f.name for f in files if not f.gaps and f.name not in perfect]


def main(arguments: Sequence[str]) -> int:
    """Run the tests, print the gaps, and judge the list. arguments: for pytest, besides."""
    report = ROOT / "output" / "coverage.json"
    report.parent.mkdir(exist_ok=True)
    wanted = list(arguments) or [f"tests/{folder}" for folder in ENGINE]
    measure = ["--cov=cldvalidator", "--cov-branch", f"--cov-report=json:{report}"]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "auto", *measure, *wanted]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code:
        return code
    files = list(covered_files(json.loads(report.read_text("utf-8"))))
    for file in files:
        if file.gaps:
            print(f"{file.percent:6.1f}%  {file.name}  {file.gaps}")
    listed: list[str] = json.loads(PERFECT.read_text("utf-8"))["files"]
    wrong = fallen(files, listed)
    print(*wrong, *(f"{n} has reached 100%: list it" for n in unlisted(files, listed)), sep="\n")
    whole = sum(not f.gaps for f in files)
    print(f"{whole} of {len(files)} files at 100% of lines and branches; {len(listed)} must be.")
    return 1 if wrong and not arguments else 0
